"""The release command refuses whatever is not a release, and says why."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import release  # noqa: E402

READY = {
    "CHANGELOG.md": "# Changelog\n\n## 1.2.0 (2026-09-01)\n\n- New.\n\n## 1.1.0 (2026-08-01)\n",
    "README.md": "# Hold it\n\nIt is on an index.\n",
    "docs/homework.md": "# Homework\n",
    "CITATION.cff": "cff-version: 1.2.0\nversion: 1.2.0\n",
    "pyproject.toml": '[project]\nname = "gmm-widget"\n\n[project.urls]\nSource = "https://a.org"\n',
    "src/gmm_widget/__init__.py": '"""Hold it."""\n\n__version__ = "1.2.0"\n',
    "src/gmm_widget/distribution.py": 'INDEX_NAME = "gmm-widget"\n',
}
NAMES = ("gmm_widget-1.2.0.tar.gz", "gmm_widget-1.2.0-py3-none-any.whl")


@pytest.fixture
def checkout(tmp_path):
    """A small repository that is ready for a release."""
    for name, text in READY.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(folder, *words):
    who = ("-c", "user.name=who", "-c", "user.email=who@example.invalid")
    subprocess.run(("git", *who, *words), cwd=folder, check=True)


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=ready")


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_ready_is_not_refused(checkout):
    assert [*release.unsaid(checkout), *release.unready(checkout)] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("CHANGELOG.md", "(2026-09-01)", "(unreleased)", "'1.2.0 (unreleased)'"),
        ("CHANGELOG.md", "## 1.2.0 (2026-09-01)\n\n- New.\n\n", "", "'1.1.0 (2026-08-01)'"),
        ("CITATION.cff", "\nversion: 1.2.0", "\nversion: 1.1.0", "of version 1.1.0"),
        ("CITATION.cff", "\nversion: 1.2.0", "", "of version ,"),
        ("README.md", "on an index", "on no index yet", "README.md still say"),
        ("docs/homework.md", "work", "work: on no index yet", "homework.md still say"),
        ("pyproject.toml", "https://a.org", "https://example.invalid/x", "example.invalid"),
        ("src/gmm_widget/distribution.py", '"gmm-widget"', '""', "INDEX_NAME is ''"),
        ("src/gmm_widget/distribution.py", "gmm-widget", "other", "INDEX_NAME is 'other'"),
    ],
)
def test_what_is_not_said_yet_is_refused(checkout, name, old, new, said):
    change(checkout, name, old, new)
    (refused,) = release.unsaid(checkout)
    assert said in refused


def test_a_change_that_is_not_committed_is_refused(checkout):
    (checkout / "new.txt").write_text("new", encoding="utf-8")
    (refused,) = release.unready(checkout)
    assert "new.txt" in refused


def test_a_version_that_has_a_tag_is_refused(checkout):
    git(checkout, "tag", "v1.2.0")
    (refused,) = release.unready(checkout)
    assert "v1.2.0" in refused


def test_nothing_is_built_while_something_is_refused(checkout, monkeypatch, capsys):
    change(checkout, "pyproject.toml", "https://a.org", "https://example.invalid/x")
    monkeypatch.setattr(release, "ROOT", checkout)
    monkeypatch.setattr(release, "build", lambda *_: pytest.fail("it was built"))
    assert release.main() == 1
    said = capsys.readouterr().err
    assert "example.invalid" in said
    assert "not committed: pyproject.toml" in said


@pytest.fixture
def dist(tmp_path):
    """An sdist and a wheel as far as anybody looks at them here."""
    return made(tmp_path / "dist", release.INSIDE)


def made(folder, inside, about="Name: gmm-widget\nVersion: 1.2.0\n"):
    folder.mkdir()
    (folder / NAMES[0]).write_bytes(b"sdist")
    with zipfile.ZipFile(folder / NAMES[1], "w") as wheel:
        wheel.writestr("gmm_widget-1.2.0.dist-info/METADATA", about)
        for name in inside:
            wheel.writestr(f"gmm_widget/{name}", "x")
    return folder


def test_two_builds_must_be_the_same_to_the_last_byte(dist, tmp_path):
    again = made(tmp_path / "again", release.INSIDE)
    for name in NAMES:
        (again / name).write_bytes((dist / name).read_bytes())
    assert list(release.differences(dist, again)) == []
    (again / NAMES[0]).write_bytes(b"sdisT")
    (differs,) = release.differences(dist, again)
    assert NAMES[0] in differs
    (again / NAMES[0]).unlink()
    (differs,) = release.differences(dist, again)
    assert f"only one of two builds made {NAMES[0]}" == differs


@pytest.fixture
def twine(monkeypatch):
    """What twine would say: content until `answers` says otherwise."""
    answers = {"code": 0}

    def run(command, **_):
        assert command[1:5] == ["-m", "twine", "check", "--strict"]
        return subprocess.CompletedProcess(command, answers["code"])

    monkeypatch.setattr(release.subprocess, "run", run)
    return answers


def test_whole_files_have_no_fault(dist, twine):
    assert list(release.faults(dist, "1.2.0")) == []


def test_what_twine_refuses_is_a_fault(dist, twine):
    twine["code"] = 1
    (fault,) = release.faults(dist, "1.2.0")
    assert "twine" in fault


def test_files_of_another_version_are_a_fault(dist, twine):
    (fault,) = release.faults(dist, "1.3.0")
    assert "1.3.0" in fault


@pytest.mark.parametrize("name", release.INSIDE)
def test_a_wheel_without_its_front_end_is_a_fault(tmp_path, twine, name):
    dist = made(tmp_path / "dist", [other for other in release.INSIDE if other != name])
    (fault,) = release.faults(dist, "1.2.0")
    assert name in fault


def test_a_wheel_with_an_address_that_nobody_gave_is_a_fault(tmp_path, twine):
    about = "Name: gmm-widget\nProject-URL: Source, https://example.invalid/gmm-widget\n"
    dist = made(tmp_path / "dist", release.INSIDE, about)
    (fault,) = release.faults(dist, "1.2.0")
    assert "example.invalid" in fault


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("CHANGELOG.md", r"^## (\d.*)$"),
        ("CITATION.cff", r"^version: (\d.*)$"),
        ("pyproject.toml", r'^name = "(gmm-widget)"$'),
        ("src/gmm_widget/distribution.py", r"^(INDEX_NAME) = "),
        ("src/gmm_widget/__init__.py", rf'^__version__ = "({release.VERSION})"$'),
    ],
)
def test_what_the_command_looks_for_is_where_it_looks_in_our_own_files(name, pattern):
    assert release.found(ROOT, name, pattern)


def test_the_citation_is_of_this_version():
    cited = release.found(ROOT, "CITATION.cff", r"^version: (.*)$")
    assert cited == release.version(ROOT)


def test_an_address_that_nobody_has_given_stands_in_one_place():
    folders = ("", ".github", "docs", "notebooks", "src")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).glob("**/*" if folder else "*")
        if path.suffix in {".cff", ".ipynb", ".json", ".md", ".py", ".toml", ".yaml", ".yml"}
    ]
    found = [
        path.name for path in files if f"//{release.NOT_YET}" in path.read_text(encoding="utf-8")
    ]
    assert set(found) <= {"pyproject.toml"}
    assert (ROOT / "pyproject.toml").read_text(encoding="utf-8").count(release.NOT_YET) <= 1
