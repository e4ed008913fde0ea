"""A site's parts that need no network: wheels and their hashes, notebooks, and Colab's form."""

import json
import zipfile
from pathlib import Path

import pytest

from gmm_widget import cli
from gmm_widget.site import DownloadError, build_site, for_colab
from gmm_widget.site.downloads import REQUIREMENTS, Pyodide, fetch_compiled
from gmm_widget.site.notebooks import check_imports, read_notebooks
from gmm_widget.site.wheels import Wheel, our_wheel, sha256, stub_wheel

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


def notebook(path, *sources):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    path.write_text(json.dumps({"cells": cells, "metadata": {}}), encoding="utf-8")
    return path


@pytest.fixture
def numpy(tmp_path):
    """A wheel in a folder, and a release whose lock names it."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel = stub_wheel(folder, "numpy", "2.4.3")
    package = {
        "file_name": wheel.name,
        "sha256": sha256(wheel),
        "depends": [],
        "imports": ["numpy"],
        "package_type": "package",
    }
    return wheel, Pyodide(tmp_path, {}, {"numpy": package, "pandas": {**package, "depends": []}})


def fetched(numpy, tmp_path):
    wheel, pyodide = numpy
    out = tmp_path / "out"
    out.mkdir()
    return fetch_compiled(pyodide, ["numpy"], out, wheel.parent)


def test_a_wheel_with_the_locks_hash_is_taken(numpy, tmp_path):
    [found] = fetched(numpy, tmp_path)
    assert found.read_bytes() == numpy[0].read_bytes()


def test_a_tampered_wheel_is_refused(numpy, tmp_path):
    with zipfile.ZipFile(numpy[0], "a") as archive:
        archive.writestr("numpy/more.py", "")
    with pytest.raises(DownloadError, match=r"numpy-2.4.3\S+ is not the file.*SHA-256 is \w{64}"):
        fetched(numpy, tmp_path)


def test_a_missing_wheel_is_named_and_those_that_are_there(numpy, tmp_path):
    numpy[0].rename(numpy[0].with_name("numpy-9.9-py3-none-any.whl"))
    with pytest.raises(DownloadError, match=r"lacks numpy-2.4.3\S+.*there is numpy-9.9"):
        fetched(numpy, tmp_path)


def test_a_package_that_pyodide_lacks_is_refused(numpy):
    with pytest.raises(ValueError, match="no package 'torch'"):
        numpy[1].closure(["torch"])


def test_an_import_that_would_fail_is_told_before(numpy, tmp_path):
    pyodide = numpy[1]
    pandas = {**pyodide.packages["pandas"], "imports": ["pandas"]}
    [one] = read_notebooks([notebook(tmp_path / "a.ipynb", "import numpy\nimport pandas as pd")])
    packages = {**pyodide.packages, "pandas": pandas}
    with pytest.raises(ValueError, match=r"imports pandas.*add --with pandas"):
        check_imports([one], {"numpy"}, packages)
    check_imports([one], {"numpy", "pandas"}, packages)


@pytest.mark.parametrize(
    "source", ["### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "### BEGIN HIDDEN TESTS\nassert x"]
)
def test_solutions_do_not_get_onto_a_site(tmp_path, source):
    with pytest.raises(ValueError, match="has solutions in it"):
        read_notebooks([notebook(tmp_path / "week.ipynb", source)])


def test_a_teachers_notebook_is_refused():
    with pytest.raises(ValueError, match="has solutions in it"):
        read_notebooks([NOTEBOOKS / "homework" / "by-hand-teacher.ipynb"])


def test_what_is_no_notebook_is_refused(tmp_path):
    (tmp_path / "a.ipynb").write_text("[]")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(ValueError, match="is no notebook"):
        read_notebooks([tmp_path / "a.ipynb"])
    with pytest.raises(ValueError, match="must be a notebook"):
        read_notebooks([tmp_path / "a.txt"])


def test_nobody_is_asked_for_a_kernel(tmp_path):
    """JupyterLite takes its own where a notebook says that its language is Python."""
    [one] = read_notebooks([notebook(tmp_path / "a.ipynb", "1 + 1")])
    assert json.loads(one.text)["metadata"]["language_info"] == {"name": "python"}
    [lesson] = read_notebooks([NOTEBOOKS / "02-local-optima.ipynb"])
    assert lesson.text == lesson.source.read_text(encoding="utf-8")


def test_two_of_a_name_are_refused(tmp_path):
    (tmp_path / "b").mkdir()
    both = [notebook(tmp_path / "a.ipynb", ""), notebook(tmp_path / "b" / "a.ipynb", "")]
    with pytest.raises(ValueError, match=r"two notebooks are called a\.ipynb"):
        read_notebooks(both)


def test_an_assignment_gets_its_plain_form():
    [plain] = read_notebooks([NOTEBOOKS / "homework" / "by_hand.py"])
    assert plain.name == "by-hand.ipynb"
    kept = json.loads((NOTEBOOKS / "homework" / plain.name).read_text(encoding="utf-8"))
    assert json.loads(plain.text)["cells"] == kept["cells"]


def test_a_source_without_an_assignment_is_refused(tmp_path):
    (tmp_path / "a.py").write_text("x = 1")
    with pytest.raises(ValueError, match="must define ASSIGNMENT"):
        read_notebooks([tmp_path / "a.py"])


def test_our_wheel_is_the_installed_package_and_twice_the_same(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one, other = (our_wheel(tmp_path / name, NOTEBOOKS) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    about = Wheel.read(one)
    assert (about.name, about.imports) == ("gmm-widget", ("gmm_widget",))
    assert {"numpy", "scipy", "anywidget"} <= set(about.requires)
    with zipfile.ZipFile(one) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert {"gmm_widget/static/widget.js", "gmm_widget/notebooks/homework/by-hand.ipynb"} <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".map")]
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)


def test_every_pure_wheel_is_pinned_by_its_hash():
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 10
    assert all("==" in line and " --hash=sha256:" in line for line in lines)


def test_colab_installs_from_the_sites_address():
    lesson = NOTEBOOKS / "02-local-optima.ipynb"
    url = "https://example.invalid/em/wheels/gmm_widget-0.1.0-py3-none-any.whl"
    cells = json.loads(for_colab(lesson, url=url))["cells"]
    assert "".join(cells[1]["source"]) == f"%pip install --quiet {url}"
    assert cells[2:] == json.loads(lesson.read_text(encoding="utf-8"))["cells"][1:]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--url=ftp://x"], "--url must be the address"),
        (["--wheels=nowhere"], "is no folder"),
        (["missing.ipynb"], "missing.ipynb"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, capsys, words, said):
    assert cli.main(["site", str(tmp_path / "out"), *words]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ValueError, match="has other files in it"):
        build_site(tmp_path, [], lessons=NOTEBOOKS)
    assert (tmp_path / "thesis.tex").exists()
