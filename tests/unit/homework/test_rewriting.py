"""A cell that puts an answer code in place of the call that made it."""

import sys

import pytest

from gmm_widget.homework.challenges.notebook_cell import rewrite, with_value


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("a = w.record()", 'a = "X"'),
        ("# mine\na = w.record()  # é\nprint(a)\n", '# mine\na = "X"  # é\nprint(a)\n'),
        ("é = ws[0].record(\n)\n", 'é = "X"\n'),
        ("if True:\n    a = (w\n        .record())", 'if True:\n    a = ("X")'),
    ],
)
def test_the_code_takes_the_place_of_the_call_and_all_else_stays(cell, wanted):
    assert with_value(cell, "record", "X") == wanted


@pytest.mark.parametrize(
    "cell", ["a = w.record(); b = v.record()", "record()", "w.record", "a = (", "%time w.record()"]
)
def test_a_cell_without_just_one_call_is_left_alone(cell):
    assert with_value(cell, "record", "X") is None


def test_a_script_is_left_alone():
    assert rewrite(sys._getframe(), "record", "X") is False
