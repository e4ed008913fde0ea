"""What the challenges give for nothing, on a few students (benchmarks/challenges.py: on 200)."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from benchmarks.challenges import NAMES, Measured, measure
from gmm_widget.homework.challenges.registry import _built_in

STUDENTS = range(2)


@cache
def measured(name: str) -> list[Measured]:
    return [measure(name, number) for number in STUDENTS]


def test_every_built_in_challenge_is_measured():
    assert set(NAMES) == _built_in


@pytest.mark.parametrize("name", NAMES)
def test_an_opening_and_a_neighbours_start_earn_nothing_and_everybody_can_pass(name):
    for one in measured(name):
        assert one.score <= 0.05
        assert one.opening == 0
        assert one.neighbour == 0
        assert np.isfinite(one.tries)


def test_random_drags_hardly_ever_pass():
    shares = [one.one_drag for name in NAMES for one in measured(name)]
    assert np.mean(shares) <= 0.1


@pytest.mark.parametrize("student", ["ada", "bob", "cyd"])
def test_every_number_of_components_opens_far_below_the_line_that_passes(student):
    from gmm_widget.homework import bic, opening
    from gmm_widget.homework.challenges.comparisons import BAR, SLACK

    points = bic.source(student).values
    for means in opening("bic", student)[1:]:
        attempt = bic.attempt(points, (means,))
        line = attempt.best(len(means), BAR) - SLACK
        assert attempt.log_likelihood < line - 10
