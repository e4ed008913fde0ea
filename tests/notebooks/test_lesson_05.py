"""What the text of lesson 05 says in numbers is true."""

import numpy as np
import pytest
from lessons import filled_in, numbers

from gmm_widget import datasets, landscape

LESSON = "05-what-a-fit-is-for"


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_widgets_to_play_with_wait_at_the_start(lesson):
    assert lesson.cursors() == {"shown": 0, "drawn_rings": 0}


@pytest.mark.parametrize(
    ("cell", "right", "wrong"), [("far-hole", 1, 0.5), ("border-hole", 2.576, 2)]
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_whose_the_four_new_points_are(lesson):
    said = lesson.printed("new-code").splitlines()
    assert said[2] == "C long: 0.454  short: 0.546"
    assert said[3] == "D long: 1.0  short: 0.0"
    shares = lesson("two.predict_proba(new)")
    assert shares[0, 1] > 0.9995 < shares[1, 0]


def test_two_of_the_four_are_outliers(lesson):
    odd = [line[0] for line in lesson.printed("odd-code").splitlines() if "outlier" in line]
    assert odd == ["C", "D"]


def test_the_least_likely_lie_between_and_two_are_below_the_border(lesson):
    rows = lesson("rows")
    assert len(rows) == 3
    assert (abs(lesson("geyser").values[rows, 0] - 3) < 0.15).all()
    assert lesson.printed("least-code").count(", below the border") == 2
    assert lesson("(two.log_density(geyser.values) < border).sum()") == 2


def test_the_mixture_fills_the_gap_of_the_rings(lesson):
    data, drawn = [
        np.array(line.split("[")[1].strip(" ]").split(), dtype=float)
        for line in lesson.printed("rings-code").splitlines()
    ]
    assert data[3] < 0.01 < 0.1 < drawn[3]
    assert data[0] == 0 < drawn[0]
    centre, outer = lesson("filled.log_density([[0, 0], [5, 0]])")
    assert centre > outer


def test_overlaps_and_the_valley(lesson):
    said = lesson.printed("overlap-code")
    assert "0.002" in said
    assert "0.489" in said
    density = lesson("line.density")
    assert density.min() < density[[0, -1]].min() / 50
    two_of_three = lesson("cut(tied, tied.means[2], tied.means[0])").density
    signs = np.sign(np.diff(two_of_three))
    assert len(set(signs[signs != 0])) <= 2
    assert two_of_three.min() > 0.3 * two_of_three.max()


def test_when_the_visitors_must_be_back(lesson):
    back = numbers(lesson.printed("question-code"), r"after (\d+) min").ravel()
    assert back.tolist() == [47, 62, 74]
    given = lesson("two.conditional([0], [3.0])")
    assert given.weights.round(2).tolist() == [0.88, 0.12]
    np.testing.assert_allclose(given.means[:, 0], [73, 61], atol=0.5)
    alone = given.means[0, 0] - 1.2816 * np.sqrt(given.covariances[0, 0, 0])
    assert round(alone) == 66


def test_on_eruptions_that_it_has_not_seen(lesson):
    said = lesson.printed("trust-code")
    assert "missed: 30 of 272, 11%" in said
    typical = numbers(said, r": ([\d.]+) minutes").ravel()
    assert typical.tolist() == [5.7, 13.6]
    expected, sigma = 27.2, np.sqrt(272 * 0.1 * 0.9)
    assert round(sigma) == 5
    assert abs(30 - expected) < sigma
    assert (50 - expected) / sigma > 4


def test_the_two_lines_on_the_board_keep_the_rule(lesson):
    back = "[back_after(two, d) for d in geyser.values[:, 0].round(1)]"
    asked, duration = np.array(lesson(back)), lesson("geyser").values[:, 0].round(1)
    assert asked[duration < 3].min() > 44.5
    assert asked[duration >= 3].min() > 60


def test_a_few_of_two_species_are_told_apart_badly_by_three_components():
    iris = datasets.iris()
    three = landscape.select(iris, [3]).mixtures[0]
    assert three is not None
    owner = three.predict(iris.values)
    right = [np.bincount(owner[iris.labels == species]).max() for species in range(3)]
    assert right[0] == 50
    assert 140 <= sum(right) < 150
