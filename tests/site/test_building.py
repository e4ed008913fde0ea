"""Building a site: the same twice, nothing from elsewhere, and no file that was tampered with."""

import gzip
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from built import build, wheels

from gmm_widget import cli

NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_builds_are_the_same_and_replace_each_other(site, tmp_path):
    before = contents(site)
    again = tmp_path / "again"
    again.mkdir()
    (again / "site.json").write_text("{}")
    (again / "old.html").write_text("of an earlier site")
    assert build(again, "--url=https://example.invalid/em/") == 0
    after = contents(again)
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_it_is_within_its_budget(site):
    files = contents(site)
    size = sum(map(len, files.values()))
    packed = sum(len(gzip.compress(content)) for content in files.values())
    print(f"{size / 1e6:.1f} MB in {len(files)} files, {packed / 1e6:.1f} MB compressed")
    assert size <= 40e6


def test_there_is_one_app_and_nothing_unused(site):
    names = list(contents(site))
    assert (site / "notebooks" / "index.html").exists()
    assert not [
        name for name in ("lab", "tree", "repl", "edit", "consoles") if (site / name).exists()
    ]
    assert not [name for name in names if name.endswith(".map")]
    assert any("third-party-licenses.json" in name for name in names)


def test_the_app_is_told_of_no_other_server(site):
    for path in [
        *site.glob("*.json"),
        *site.glob("notebooks/*.json"),
        *site.glob("python/*/*.json"),
    ]:
        found = re.findall(r"https?://[\w.-]+", path.read_text(encoding="utf-8"))
        assert found == [], path
    [lock] = site.glob("python/*/pyodide-lock.json")
    for package in json.loads(lock.read_text(encoding="utf-8"))["packages"].values():
        assert (lock.parent / package["file_name"]).exists()


def test_our_wheel_is_at_a_stable_address_which_colab_installs_from(site):
    about = json.loads((site / "site.json").read_text(encoding="utf-8"))
    assert zipfile.is_zipfile(site / about["wheel"])
    assert re.fullmatch(r"wheels/gmm_widget-[\w.]+-py3-none-any\.whl", about["wheel"])
    for name in about["notebooks"]:
        cells = json.loads((site / "colab" / name).read_text(encoding="utf-8"))["cells"]
        first = "".join(cells[1]["source"])
        assert first == f"%pip install --quiet https://example.invalid/em/{about['wheel']}"


@pytest.fixture
def own_wheels(tmp_path):
    """A copy of the folder of wheels, to spoil."""
    given = wheels()
    if not given:
        pytest.fail("spoiling wheels needs a folder of them: set GMM_WASM_WHEELS")
    folder = tmp_path / "wheels"
    shutil.copytree(Path(given[0].partition("=")[2]), folder)
    return folder


@pytest.mark.parametrize("spoilt", ["missing", "tampered"])
def test_a_missing_or_a_tampered_wheel_is_refused(tmp_path, own_wheels, capsys, spoilt):
    [numpy] = own_wheels.glob("numpy-*.whl")
    numpy.chmod(0o644)
    if spoilt == "missing":
        numpy.unlink()
    else:
        numpy.write_bytes(numpy.read_bytes()[:-1] + b"x")
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    words = ["site", str(tmp_path / "out"), str(notebook), f"--wheels={own_wheels}"]
    assert cli.main(words) == 1
    said = capsys.readouterr().err
    assert numpy.name in said
    assert ("lacks" if spoilt == "missing" else "SHA-256") in said
    assert not (tmp_path / "out").exists()
