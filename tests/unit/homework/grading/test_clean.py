"""Colab's notebooks repaired, to the byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import COLAB_MODEL, MIME, code, notebook, save, saved

from gmm_widget.homework.grading import clean_notebook, clean_text

COLAB = notebook(code("x"), widgets=saved({"answer": ""}, by="colab"), colab={"a": 1.50})


def test_colabs_state_gets_its_wrapper():
    done = clean_text(json.dumps(COLAB))
    assert done.changed
    assert json.loads(done.text)["metadata"]["widgets"] == {
        MIME: {
            "state": {"a1": {**COLAB_MODEL, "state": {"answer": ""}}},
            "version_major": 2,
            "version_minor": 0,
        }
    }


@given(
    st.dictionaries(st.text(), st.floats(allow_nan=False) | st.text() | st.none(), max_size=4),
    st.sampled_from([None, 0, 1, "\t"]),
    st.booleans(),
)
def test_nothing_else_changes_by_a_byte(others, indent, ascii_only):
    made = notebook(code("é 'x' \\ \""), **{**others, "widgets": COLAB["metadata"]["widgets"]})
    text = json.dumps(made, indent=indent, ensure_ascii=ascii_only)
    done = clean_text(text).text
    start = next(i for i, (a, b) in enumerate(zip(text, done, strict=False)) if a != b)
    # Up to the wrapper the same, and what follows, too: the new text is the old with two parts in.
    inner = done[start:].removeprefix('"state": {').removeprefix('{"state": ')
    assert done[:start] == text[:start]
    tail = ', "version_major": 2, "version_minor": 0}'
    assert done.count(tail) == 1
    assert len(done) == len(text) + len('{"state": ') + len(tail)
    assert text.endswith(inner.rpartition(tail)[2])


@pytest.mark.parametrize(
    "made", [notebook(code("x")), notebook(widgets=saved({}, by="jupyter")), notebook(widgets={})]
)
def test_what_is_right_stays_as_it_is(made):
    text = json.dumps(made)
    done = clean_text(text)
    assert (done.text, done.changed) == (text, False)


def test_twice_is_as_once():
    once = clean_text(json.dumps(COLAB)).text
    assert clean_text(once).text == once


def test_in_place_the_old_file_is_kept_beside_it(tmp_path):
    path = save(
        b"\xef\xbb\xbf" + json.dumps(COLAB).replace(", ", ",\r\n").encode(), tmp_path / "x.ipynb"
    )
    before = path.read_bytes()
    assert clean_notebook(path).changed
    assert (tmp_path / "x.ipynb.bak").read_bytes() == before
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf{")
    assert after.count(b"\r\n") == before.count(b"\r\n")
    assert not clean_notebook(path).changed


def test_a_backup_is_never_lost(tmp_path):
    path = save(COLAB, tmp_path / "x.ipynb")
    save("the first", tmp_path / "x.ipynb.bak")
    with pytest.raises(FileExistsError):
        clean_notebook(path)
    assert (tmp_path / "x.ipynb.bak").read_text() == "the first"
    assert json.loads(path.read_text()) == COLAB


def test_into_another_file_the_first_stays(tmp_path):
    path = save(COLAB, tmp_path / "x.ipynb")
    clean_notebook(path, tmp_path / "y.ipynb")
    assert json.loads(path.read_text()) == COLAB
    assert "state" in json.loads((tmp_path / "y.ipynb").read_text())["metadata"]["widgets"][MIME]
    assert not (tmp_path / "x.ipynb.bak").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": []'])
def test_what_is_no_notebook_is_an_error(tmp_path, text):
    with pytest.raises(ValueError, match=r"empty|no cells|broken"):
        clean_notebook(save(text, tmp_path / "x.ipynb"))


def test_a_state_that_is_no_table_is_an_error():
    with pytest.raises(ValueError, match="not a table"):
        clean_text(json.dumps(notebook(widgets={MIME: [1]})))
