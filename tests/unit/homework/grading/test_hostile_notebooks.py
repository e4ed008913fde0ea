"""Whatever is handed in is a line with a reason, within limits of time and memory."""

import base64
import json
import os
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import code, notebook, right, save, saved

from gmm_widget.homework.grading import Limits, Question, grade, read_notebook
from gmm_widget.homework.grading.notebook import LARGEST, UnreadableError, parsed
from gmm_widget.homework.grading.scan import find_codes, find_functions

ASKED = (Question("collapse", 2),)


def forged(content: bytes) -> str:
    """A code with a true checksum around any bytes."""
    packed = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")
    return f"gmm1.{packed}.{zlib.crc32(f'gmm1.{packed}'.encode()):08x}"


HOSTILE = {
    "no JSON": ("{'cells': []", "JSON is broken"),
    "cut off": (json.dumps(notebook(code("x")))[:-20], "JSON is broken"),
    "empty": ("", "empty"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff", "not a text file"),
    "nested": ("[" * 200_000, "nested too deeply"),
    "nested in cells": ('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    "many parts": ('{"cells": [' + "{}," * 600_000 + "{}]}", "too many parts"),
    "huge": (b'{"cells": "' + b"x" * LARGEST + b'"}', "too large"),
    "a list": ("[1, 2]", "no cells"),
    "a number": ("7", "no cells"),
    "format 3": ('{"worksheets": [], "nbformat": 3}', "format 3"),
    "cells of a wrong type": ('{"cells": {"a": 1}}', "no cells"),
    "no answer": (notebook(code("answer = ''")), "no answer"),
    "wrong types": ('{"cells": [1, {"source": 5, "outputs": 3}], "metadata": 4}', "no answer"),
    "a zip bomb": (notebook(code(forged(b"[" * 10_000_000))), "does not hold an answer"),
    "a code of nothing": (notebook(code(forged(b"{}"))), "does not hold an answer"),
    "a code of nan": (
        notebook(code(forged(b'{"c":"collapse","m":[[[NaN,1]]],"o":{},"s":""}'))),
        "does not hold an answer",
    ),
    "a code for nothing": (
        notebook(code(forged(b'{"c":"no such","m":[[[0.0,1.0]]],"o":{},"s":""}'))),
        "no challenge here",
    ),
    "damaged": (notebook(code("answer = 'gmm1.abc'")), "damaged"),
    "another student's": (notebook(code(right("collapse", "ada"))), "another student"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_a_line_with_a_reason(tmp_path, kind):
    made, reason = HOSTILE[kind]
    save(made, tmp_path / "eve" / "x.ipynb")
    [line] = grade(tmp_path, ASKED)
    assert (line.student, line.points) == ("eve", 0.0)
    assert reason in line.reason


@pytest.mark.slow
def test_one_line_each_and_the_others_are_graded(tmp_path):
    for number, (made, _) in enumerate(HOSTILE.values()):
        save(made, tmp_path / f"s{number}" / "x.ipynb")
    save(notebook(code(right("collapse", "zoe"))), tmp_path / "zoe" / "x.ipynb")
    grades = grade(tmp_path, ASKED)
    assert len(grades) == len(HOSTILE) + 1
    assert [one.student for one in grades if one.points] == ["zoe"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no pipes in folders")
def test_a_pipe_does_not_hang_the_grader(tmp_path):
    os.mkfifo(tmp_path / "eve.ipynb")
    [line] = grade(tmp_path, ASKED)
    assert "not an ordinary file" in line.reason


def test_a_link_is_not_followed(tmp_path):
    real = save(notebook(code(right("collapse", "eve"))), tmp_path / "away" / "x.ipynb")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "eve.ipynb").symlink_to(real)
    [line] = grade(tmp_path / "in", ASKED)
    assert "links are not followed" in line.reason


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = save(notebook(), tmp_path / "eve" / "x.ipynb")

    def refuse(self, *words):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    [line] = grade(tmp_path, ASKED)
    assert "Permission denied" in line.reason


@pytest.mark.slow
def test_reading_the_worst_that_is_read_takes_bounded_memory(tmp_path):
    path = save('{"cells": [' + '{"source":[]},' * 240_000 + "{}]}", tmp_path / "x.ipynb")
    tracemalloc.start()
    read_notebook(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500e6


@pytest.mark.slow
def test_scanning_is_bounded_by_places_not_by_their_product(tmp_path, monkeypatch):
    from gmm_widget.homework.grading import scan

    looked, usual = [], scan._code_at

    def counted(*place):
        looked.append(1)
        return usual(*place)

    monkeypatch.setattr(scan, "_code_at", counted)
    made = notebook(*[code("gmm1. " * 10_000) for _ in range(10)])
    assert find_codes(parsed(tmp_path, json.dumps(made))) == ()
    assert len(looked) == scan.MOST_TRIES


def test_a_judge_that_does_not_end_is_stopped(tmp_path):
    load = tmp_path / "slow.py"
    load.write_text(
        "from gmm_widget.homework import challenge\n"
        "@challenge('slow test', points=[[0, 0], [1, 2], [3, 1], [5, 5]], n_components=1)\n"
        "def slow(attempt):\n    while True: pass\n"
    )
    from gmm_widget.homework import encode_answer

    save(
        notebook(code(encode_answer("slow test", [[1, 1]], student="eve"))), tmp_path / "eve.ipynb"
    )
    [line] = grade(tmp_path, [Question("slow test")], load=[load], limits=Limits(seconds=0.5))
    assert "longer than 0.5 s" in line.reason


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
CELLS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("cell_type", "source", "metadata"), JUNK)
    | {"outputs": st.lists(st.fixed_dictionaries({"data": JUNK, "text": JUNK}), max_size=2)},
)


@settings(max_examples=300)
@given(st.lists(CELLS | JUNK, max_size=4), JUNK)
@pytest.mark.slow
def test_no_notebook_raises_anything_but_a_reason(cells, widgets):
    for metadata in ({"widgets": widgets}, {"widgets": saved({"a": widgets}, by="colab")}, widgets):
        with suppress(UnreadableError):
            read = parsed(Path("x"), json.dumps({"cells": cells, "metadata": metadata}))
            assert find_codes(read) == ()
            find_functions(read)
