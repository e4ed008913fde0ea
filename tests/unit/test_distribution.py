"""Nobody is told to install a name that is on no index, where anyone could take it."""

import re
from pathlib import Path

import pytest

from gmm_widget import GMMWidget, datasets, distribution, words
from gmm_widget.homework.grading import Assignment, Question, to_otter
from gmm_widget.wire import bundle

ROOT = Path(__file__).parents[2]
MADE = {"node_modules", "static", "__pycache__", "build", "dist", "lesson", "test-results"}
TEXT = {"", ".bat", ".cff", ".cfg", ".css", ".html", ".ini", ".ipynb", ".js", ".json", ".md"}
TEXT |= {".ps1", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}

NAME = r"gmm[-_.]?widget(?![-\w.]*\.whl)\b"
INSTALLS = re.compile(
    rf"(?i)\b(pip3?|pipx|uv|conda|mamba|poetry|pdm|pixi|micropip|piplite)\b.*"
    rf"\b(install|add|run|inject)\b.*\b{NAME}|\buvx\b.*\b{NAME}"
)
REQUIRES = re.compile(rf"(?im)^[-\s\"']*{NAME}(\[[\w,]+\])?\s*([=<>~!]=?[^\n]*)?[\"',\s]*$")
COMMANDS = re.compile(r"(?i)\buv run\b")  # runs what is installed already


def told(text):
    """The lines that would have somebody install the package by its name."""
    lines = [line for line in text.splitlines() if not COMMANDS.search(line)]
    return [line.strip()[:200] for line in lines if INSTALLS.search(line)]


def files():
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".github" for part in inside[:-1])
        if not hidden and not MADE & set(inside) and path.suffix in TEXT and path.is_file():
            yield path


@pytest.mark.parametrize(
    "line",
    [
        "pip install gmm-widget",
        "%pip install --quiet gmm_widget",
        "!pip3 install -U 'gmm-widget[lab]'",
        "Installiere es mit pip install gmm-widget, dann",
        "uv pip install gmm-widget==0.1.0",
        "uv add gmm-widget",
        "uvx gmm-widget lesson",
        "pipx run gmm-widget",
        "conda install -c conda-forge gmm_widget",
        "await micropip.install('gmm-widget')",
    ],
)
def test_such_lines_are_found(line):
    assert told(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "pip install .",
        "pip install '.[lab]'",
        "%pip install gmm_widget-0.1.0-py3-none-any.whl",
        "gmm-widget lesson 02",
        "pip uninstall gmm-widget",
        "uv run gmm-widget lesson",
    ],
)
def test_others_are_not(line):
    assert told(line) == []


def test_no_file_tells_anybody_to_install_the_name():
    here = Path(__file__)
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files()
        if path != here and (lines := told(path.read_text(encoding="utf-8")))
    }
    assert found == {}, "use gmm_widget.distribution, which knows whether there is a release"


def test_no_list_of_requirements_has_the_name():
    lists = [path for path in files() if path.suffix in {".txt", ".yml", ".yaml", ".cfg"}]
    found = [path.name for path in lists if REQUIRES.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("line", ["gmm-widget", "  - gmm_widget>=0.1", '"gmm-widget[lab]",'])
def test_such_requirements_are_found(line):
    assert REQUIRES.search(f"requirements:\n{line}\nother\n")


def test_the_bundle_names_no_package_to_install():
    for name in ("widget.js", "page.js"):
        assert "pip install" not in bundle.text(name)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_saved_page_tells_the_name_once_there_is_one(tmp_path, monkeypatch, language):
    w = GMMWidget(datasets.few(), 2, language=language)
    monkeypatch.setattr(distribution, "INDEX_NAME", "")
    before = w.export_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "pip install" not in before
    assert '"install":""' in before
    monkeypatch.setattr(distribution, "INDEX_NAME", "made-up")
    after = w.export_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert '"install":"pip install made-up"' in after


def test_otter_installs_the_package_once_it_is_on_an_index(monkeypatch):
    asked = Assignment("week", (Question("e_step"),))
    monkeypatch.setattr(distribution, "INDEX_NAME", "")
    config = to_otter(asked)["cells"][0]["source"]
    assert "requirements" not in config
    monkeypatch.setattr(distribution, "INDEX_NAME", "made-up")
    config = to_otter(asked)["cells"][0]["source"]
    assert "requirements:\n  - made-up\n" in config
