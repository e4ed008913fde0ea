"""The files of the lessons: kept line by line without outputs, and the same again for Colab."""

import json
from pathlib import Path

import nbformat
import pytest

from gmm_widget import __version__, distribution, site

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not [cell.id for cell in notebook.cells if cell.get("outputs")]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_written_line_by_line_with_names_for_its_cells(path):
    """So that a change of one line is one line of a diff, whoever saved the file."""
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert text == json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    for cell in notebook["cells"]:
        assert cell["id"].replace("-", "").isalpha()
        assert "".join(cell["source"]).splitlines(keepends=True) == cell["source"]
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_colab_notebook_is_the_lesson_after_a_cell_that_installs(path):
    written = path.parent / "colab" / path.name
    assert written.read_text(encoding="utf-8") == site.for_colab(path), (
        "run scripts/colab.py and commit what it writes"
    )
    cells = nbformat.read(written, as_version=4).cells
    assert cells[1].source == distribution.install_source(__version__)


def test_in_colab_the_wheel_is_asked_for_while_the_package_is_on_no_index(monkeypatch):
    monkeypatch.setattr(distribution, "INDEX_NAME", "")
    assert f'WHEEL = "gmm_widget-{__version__}-py3-none-any.whl"' in distribution.install_source(
        __version__
    )
    assert distribution.install_source(__version__).endswith("%pip install --quiet {WHEEL}")
    monkeypatch.setattr(distribution, "INDEX_NAME", "made-up")
    assert distribution.install_source(__version__) == "%pip install --quiet made-up"
