"""What the text of lesson 06 says in numbers is true."""

import numpy as np
import pytest
from lessons import filled_in, numbers

from gmm_widget import datasets
from gmm_widget.em import e_step, log_likelihood, m_step

LESSON = "06-why-em-works"


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_the_widget_to_play_with_waits_at_the_start(lesson):
    assert lesson.cursors() == {"whole": 0}


@pytest.mark.parametrize(
    ("cell", "right", "wrong"),
    [("single-hole", 3, 2), ("least-hole", -114, -126), ("coin-hole", 0.5625, 0.9)],
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_prior_and_posterior(lesson):
    said = lesson.printed("unseen-code")
    assert "prior: 0.1  posterior in the middle: 0.1" in said
    assert "0.909" in said


def test_the_steps_on_the_waiting_times(lesson):
    rows = numbers(
        lesson.printed("steps-code"),
        r"m = +([\d.]+): L = +(-[\d.]+), .* at +(-[\d.]+), .* is +(-[\d.]+) at m = ([\d.]+)",
    )
    assert rows[:, 0].tolist() == [58, 73.9, 79.2, 80.0, 80.1]
    assert rows[:4, 1].tolist() == [-2158.9, -1120.8, -1035.7, -1034.0]
    assert (rows[:, 1] == rows[:, 2]).all()
    assert (rows[1:, 1] >= rows[:-1, 3]).all()
    assert rows[:-1, 4].tolist() == rows[1:, 0].tolist()
    text = lesson.prose("steps-words")
    assert "58 → 73.9 → 79.2 → 80.0 → 80.1" in text
    assert "from -2158.9 to -1120.8, -1035.7, -1034.0" in text


def test_the_bound_is_a_parabola_along_a_mean_and_none_along_a_width(lesson):
    mean = lesson("lower_bound(waits, begin, 1, values=np.linspace(50, 95, 226))")
    assert np.ptp(np.diff(mean.bounds, 2)) < 1e-6
    wide = lesson("wide")
    assert np.ptp(np.diff(wide.bounds, 2)) > 0.01
    assert (wide.bounds <= wide.log_likelihoods + 1e-9).all()


def test_a_second_m_step_with_the_same_responsibilities_does_nothing(lesson):
    waits, begin = lesson("waits"), lesson("begin")
    shares = e_step(waits, begin)
    once = m_step(waits, shares)
    assert m_step(waits, shares) == once
    assert log_likelihood(waits, once) > log_likelihood(waits, begin)


def test_copied_rows_double_the_log_likelihood(lesson):
    waits, begin = lesson("waits"), lesson("begin")
    twice = log_likelihood(np.repeat(waits, 2), begin)
    assert twice == pytest.approx(2 * log_likelihood(waits, begin))


def test_only_the_m_step_changes_the_number(lesson):
    trace = lesson("whole.trace")
    assert trace.state(1).log_likelihood == trace.state(0).log_likelihood
    assert trace.state(2).log_likelihood > trace.state(1).log_likelihood


def test_the_two_coins_end_as_in_the_paper(lesson):
    np.testing.assert_allclose(lesson("coins"), [0.80, 0.52], atol=0.005)
    heights = numbers(lesson.printed("coins-code"), r"L (-[\d.]+)").ravel()
    assert (np.diff(heights) >= 0).all()
    shares = lesson("shares")[:, 0]
    np.testing.assert_allclose(shares[[1, 3]], [0.95, 0.03], atol=0.005)


def test_the_waits_are_those_of_the_geyser(lesson):
    np.testing.assert_array_equal(lesson("waits"), datasets.old_faithful()["waiting (min)"])
