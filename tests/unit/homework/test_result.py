"""A result serves notebooks, graders and people alike."""

import math
import pickle

import pytest

from gmm_widget.homework import Result


def test_a_result_is_true_only_if_passed():
    assert Result(True, "Right.")
    assert not Result(False, "Wrong.", 0.9)


def test_the_score_is_1_if_and_only_if_passed():
    assert Result(True, "Right.", 0.2).score == 1
    assert Result(False, "Nearly.", 7.0).score < 1
    assert Result(False, "No.", -3).score == Result(False, "No.", math.nan).score == 0


@pytest.mark.parametrize("n", [0, 1, 3, 10, 0.1])
@pytest.mark.parametrize("score", [0, 1 / 3, 0.5, 0.95, 1])
def test_points_are_a_builtin_float_in_range(n, score):
    points = Result(score == 1, "", score).points(n)
    assert type(points) is float
    assert 0 <= points <= n


@pytest.mark.parametrize("n", [-1, math.inf, math.nan])
def test_points_out_of_nonsense_are_refused(n):
    with pytest.raises(ValueError, match="finite number of points"):
        Result(True, "").points(n)


def test_require_raises_the_message_and_writes_nothing(capfd):
    Result(True, "Right.").require()
    with pytest.raises(AssertionError, match=r"^Divide by N_k\.$"):
        Result(False, "Divide by N_k.").require()
    assert capfd.readouterr() == ("", "")


def test_the_message_cannot_inject_html():
    shown = Result(False, "<script>alert(1)</script> & more")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_the_repr_reads_as_a_sentence():
    assert repr(Result(False, "Divide by N.", 0.5)) == "Not yet (score 0.5): Divide by N."
    assert repr(Result(True, "Right.")) == "Passed: Right."


def test_a_result_is_frozen_and_travels_between_processes():
    result = Result(False, "No.", 0.25, {"kind": "fault"})
    with pytest.raises(AttributeError):
        result.score = 1.0  # type: ignore[misc]  # what is tested
    assert pickle.loads(pickle.dumps(result)) == result
