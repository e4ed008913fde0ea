"""The lower bound touches the log-likelihood, is nowhere above it, and its top is the M-step's."""

import numpy as np
import pytest

from gmm_widget import Mixture, datasets, fit, starts
from gmm_widget.em import e_step, log_likelihood, lower_bound, m_step, with_parameter

WAITS = datasets.old_faithful()["waiting (min)"]
PLANE = fit(datasets.few(), starts.kmeans_plus_plus(datasets.few(), 3), max_iter=2).final
LINE = Mixture([0.36, 0.64], [[54.6], [58.0]], [[[5.9**2]], [[5.9**2]]])
CASES = [
    (WAITS, LINE, 1, "mean", 0),
    (WAITS, LINE, 0, "log sigma", 0),
    (WAITS, LINE, 1, "weight", 0),
    (datasets.few(), PLANE, 1, "mean", 0),
    (datasets.few(), PLANE, 2, "mean", 1),
    (datasets.few(), PLANE, 0, "weight", 0),
]
every_case = pytest.mark.parametrize(("points", "mixture", "component", "parameter", "axis"), CASES)


def by_definition(points, mixture, shares):
    """F(q, theta), term by term (Bishop 2006, eq. 9.71)."""
    joint = mixture.log_joint(points)
    return float(
        np.where(shares > 0, shares * (joint - np.log(np.maximum(shares, 1e-300))), 0).sum()
    )


def test_the_mean_jumps_to_the_top_of_one_parabola_after_the_other():
    mixture, places, heights = LINE, [], []
    for _ in range(5):
        found = lower_bound(WAITS, mixture, 1)
        places.append(round(found.value, 1))
        heights.append(round(found.log_likelihood, 1))
        assert np.ptp(np.diff(found.bounds, 2)) < 1e-6
        mixture = with_parameter(mixture, 1, "mean", found.top)
    assert places == [58, 73.9, 79.2, 80.0, 80.1]
    assert heights[:4] == [-2158.9, -1120.8, -1035.7, -1034.0]


@every_case
def test_both_curves_are_as_they_are_defined(points, mixture, component, parameter, axis):
    shares = e_step(points, mixture)
    found = lower_bound(points, mixture, component, parameter, axis=axis)
    for value, height, bound in list(
        zip(found.values, found.log_likelihoods, found.bounds, strict=True)
    )[::40]:
        there = with_parameter(mixture, component, parameter, value, axis=axis)
        assert height == pytest.approx(log_likelihood(points, there), rel=1e-9)
        assert bound == pytest.approx(by_definition(points, there, shares), rel=1e-9)


@every_case
def test_the_bound_touches_where_the_fit_is_and_is_never_above(
    points, mixture, component, parameter, axis
):
    found = lower_bound(points, mixture, component, parameter, axis=axis)
    assert found.bound == pytest.approx(found.log_likelihood, abs=1e-9)
    assert (found.bounds <= found.log_likelihoods + 1e-9).all()
    assert found.values.min() <= min(found.value, found.top)
    assert found.values.max() >= max(found.value, found.top)
    assert (found.bounds <= found.bound_at_top + 1e-9).all()
    after = with_parameter(mixture, component, parameter, found.top, axis=axis)
    assert log_likelihood(points, after) >= found.bound_at_top >= found.bound


def test_the_top_is_the_m_step_where_nothing_else_interferes():
    whole = m_step(WAITS, e_step(WAITS, LINE))
    assert lower_bound(WAITS, LINE, 1).top == pytest.approx(whole.means[1, 0])
    assert lower_bound(WAITS, LINE, 1, "weight").top == pytest.approx(whole.weights[1])
    there = with_parameter(LINE, 1, "mean", whole.means[1, 0])
    narrow = lower_bound(WAITS, there, 1, "log sigma", responsibilities=e_step(WAITS, LINE))
    assert np.exp(2 * narrow.top) == pytest.approx(whole.covariances[1, 0, 0])


def test_with_the_last_responsibilities_it_stands_below_until_the_next_e_step():
    first = lower_bound(WAITS, LINE, 1)
    moved = with_parameter(LINE, 1, "mean", first.top)
    waiting = lower_bound(WAITS, moved, 1, responsibilities=e_step(WAITS, LINE))
    assert waiting.bound == pytest.approx(first.bound_at_top)
    assert waiting.bound < waiting.log_likelihood - 100
    assert waiting.top == pytest.approx(first.top)


def test_weights_count_as_copies_do_and_a_column_as_a_line():
    count = np.arange(272) % 3
    once = lower_bound(WAITS, LINE, 0, values=[50, 60], sample_weight=count)
    copied = lower_bound(np.repeat(WAITS, count)[:, None], LINE, 0, values=[50, 60])
    np.testing.assert_allclose(once.log_likelihoods, copied.log_likelihoods)
    np.testing.assert_allclose(once.bounds, copied.bounds)
    assert once.top == pytest.approx(copied.top)


def test_a_single_gaussian_and_its_bound_are_the_same_curve():
    one = Mixture([1.0], [[60.0]], [[[100.0]]])
    found = lower_bound(WAITS, one, 0)
    np.testing.assert_allclose(found.bounds, found.log_likelihoods)
    assert found.top == pytest.approx(WAITS.mean())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"component": 2}, "component must be from 0 to 1"),
        ({"axis": 1}, "axis must be from 0 to 0"),
        ({"parameter": "sigma"}, "parameter"),
        ({"parameter": "weight", "values": [0.5, 1.0]}, "between 0 and 1; got 0.5 to 1"),
        ({"values": [np.nan]}, "finite"),
        ({"responsibilities": np.ones((272, 2))}, "sum to 1"),
        ({"responsibilities": np.ones((3, 2))}, r"shape \(272, 2\)"),
        ({"responsibilities": np.tile([1.0, 0.0], (272, 1))}, "no responsibility for any point"),
        ({"mixture": PLANE, "points": datasets.few(), "parameter": "log sigma"}, "one dimension"),
        ({"mixture": Mixture([1], [[0]], [[[1]]]), "component": 0, "parameter": "weight"}, "free"),
    ],
)
def test_what_has_no_bound_is_refused(wrong, said):
    asked = {"points": WAITS, "mixture": LINE, "component": 1} | wrong
    with pytest.raises(ValueError, match=said):
        lower_bound(**asked)
