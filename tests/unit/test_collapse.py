"""Anatomy of a collapse: what EM measured, against the law; what is propped would collapse."""

import math

import numpy as np
import pytest
from conftest import three_clusters
from sklearn.mixture import GaussianMixture

from gmm_widget import Mixture, datasets, fit
from gmm_widget.diagnostics.collapse import anatomy, likelihood_by_width, propped, sentence, ties
from gmm_widget.em import starts
from gmm_widget.em.fitting import SMALLEST_SD
from gmm_widget.em.steps import log_likelihood

LN10 = math.log(10)
PETALS = datasets.iris().values[:, 2:]
NAMES = datasets.iris().columns[2:]
NARROWER = 10.0 ** -np.arange(0, 13)


def own_fit(points, k, **options):
    return fit(points, starts.kmeans_plus_plus(points, k), **options)


@pytest.fixture(scope="module")
def on_a_point():
    return own_fit(datasets.outlier(), 3)


@pytest.fixture(scope="module")
def on_a_tie():
    return own_fit(PETALS, 3)


def two_in_a_line():
    """Two points far off, on a tilted line, which a component of their own can only close in on."""
    cloud = np.asarray(datasets.outlier())[:300]
    return np.vstack([cloud, [[60.0, 60.0], [62.0, 61.0]]])


def test_one_point_gains_ln_10_for_every_tenfold_cut(on_a_point):
    found = anatomy(on_a_point)
    assert (found.component, found.collapsed, found.propped) == (1, True, False)
    assert (found.points.tolist(), found.flat, found.tied) == ([300], 0, ())
    assert found.law == pytest.approx(LN10)
    assert found.rate == pytest.approx(LN10, rel=0.02)


def test_what_em_measured_on_few_points_is_near_the_law():
    found = anatomy(own_fit(datasets.few(), 4))
    assert found.points.tolist() == [10]
    # One point in eight is still shared before the last iteration, which settles that too.
    assert found.rate == pytest.approx(found.law, rel=0.15)


def test_29_flowers_of_one_petal_width_gain_half_as_much_each(on_a_tie):
    found = anatomy(on_a_tie)
    same = np.flatnonzero(PETALS[:, 1] == 0.2)
    assert (len(same), found.points.tolist()) == (29, same.tolist())
    assert (found.flat, found.tied) == (1, (1,))
    assert found.law == pytest.approx(29 / 2 * LN10)
    assert found.rate == pytest.approx(found.law, rel=0.01)


def test_the_widths_are_those_of_every_mixture_on_the_way(on_a_point):
    found = anatomy(on_a_point)
    scale = np.std(on_a_point.points, axis=0)
    for t, mixture in enumerate(on_a_point.mixtures):
        deviations = np.linalg.svd(np.linalg.cholesky(mixture.covariances[1]))[1]
        np.testing.assert_allclose(found.standard_deviations[t], deviations, rtol=1e-9)
        scaled = np.linalg.svd(np.linalg.cholesky(mixture.covariances[1]) / scale[:, None])[1]
        assert found.relative[t] == pytest.approx(scaled[-1], rel=1e-9)
    assert SMALLEST_SD < found.relative[-1] < 1e-3 < found.relative[0]
    np.testing.assert_array_equal(found.log_likelihoods, on_a_point.log_likelihoods)


def test_the_narrowest_component_is_looked_at_where_none_collapsed():
    trace = own_fit(datasets.stretched(), 3)
    found = anatomy(trace)
    narrowest = [anatomy(trace, k).relative[-1] for k in range(3)]
    assert found.component == int(np.argmin(narrowest))
    assert not found.collapsed
    assert (found.flat, found.law, found.rate) == (2, 0.0, None)
    with pytest.raises(ValueError, match="from 0 to 2; got 3"):
        anatomy(trace, 3)


def test_weights_count_in_the_law():
    points = datasets.outlier()
    weight = np.ones(301)
    weight[300] = 3
    found = anatomy(own_fit(points, 3, sample_weight=weight))
    assert found.points.tolist() == [300]
    assert found.law == pytest.approx(3 * LN10)
    assert found.rate == pytest.approx(found.law, rel=0.05)


def test_tied_covariances_close_in_together():
    random = np.random.default_rng(0)
    points = np.column_stack([np.repeat([0.0, 1.0], 30), random.normal(size=60)])
    trace = own_fit(points, 2, covariance_type="tied")
    found = anatomy(trace)
    assert (trace.status, found.tied, found.flat) == ("collapsed", (0,), 1)
    assert found.law == pytest.approx(60 / 2 * LN10)
    assert found.rate == pytest.approx(found.law, rel=0.05)


def test_a_diagonal_covariance_is_not_flat_on_a_tilted_line():
    points = two_in_a_line()
    seeds = starts.from_means(points, [[12.0, 20.0], [24.0, 27.0], [61.0, 60.5]])
    full, diagonal = (fit(points, seeds, covariance_type=c) for c in ("full", "diag"))
    assert (full.status, diagonal.status) == ("collapsed", "converged")
    assert (anatomy(full).flat, anatomy(full).points.tolist()) == (1, [300, 301])
    assert anatomy(full).law == pytest.approx(LN10)
    assert (anatomy(diagonal, 2).flat, anatomy(diagonal, 2).points.tolist()) == (2, [300, 301])


def test_the_likelihood_by_width_is_that_of_the_narrowed_mixture(on_a_point):
    points, final = on_a_point.points, on_a_point.final
    factors = [100.0, 1.0, 0.01]
    found = likelihood_by_width(points, final, 1, factors)
    for factor, value in zip(factors, found, strict=True):
        means, covariances = final.means.copy(), final.covariances.copy()
        means[1] = points[300]
        covariances[1] *= factor
        expected = log_likelihood(points, Mixture(final.weights, means, covariances))
        assert value == pytest.approx(expected, rel=1e-12)


def test_in_the_end_it_is_a_straight_line_of_the_laws_slope(on_a_point, on_a_tie):
    points = two_in_a_line()
    on_a_line = fit(points, starts.from_means(points, [[12.0, 20.0], [24.0, 27.0], [61.0, 60.5]]))
    for trace in (on_a_point, on_a_tie, on_a_line):
        found = anatomy(trace)
        curve = likelihood_by_width(trace.points, trace.final, found.component, NARROWER)
        np.testing.assert_allclose(np.diff(curve)[2:], found.law, rtol=1e-6)


def test_the_slope_counts_weights(on_a_point):
    weight = np.ones(301)
    weight[300] = 3
    curve = likelihood_by_width(
        on_a_point.points, on_a_point.final, 1, NARROWER, sample_weight=weight
    )
    np.testing.assert_allclose(np.diff(curve)[2:], 3 * LN10, rtol=1e-6)


def test_a_sound_component_has_the_width_of_greatest_likelihood():
    trace = own_fit(datasets.blobs(), 3, tol=1e-12)
    factors = np.array([0.01, 0.5, 0.99, 1.0, 1.01, 2.0, 100.0])
    for k in range(3):
        curve = likelihood_by_width(trace.points, trace.final, k, factors)
        assert curve.argmax() == 3
        assert curve[3] == pytest.approx(trace.log_likelihoods[-1], rel=1e-12)


def test_what_is_propped_in_scikit_learns_fits_would_collapse_and_nothing_else():
    kinds = []
    for k, seed in [(2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (6, 4), (7, 1), (8, 0)]:
        theirs = GaussianMixture(k, random_state=seed, tol=1e-8, max_iter=5000).fit(PETALS)
        mixture = Mixture(theirs.weights_, theirs.means_, theirs.covariances_)
        held_open = propped(mixture, theirs.reg_covar, PETALS)
        honest = fit(PETALS, mixture, max_iter=5)
        assert held_open.any() == (honest.status == "collapsed")
        assert honest.component is None or held_open[honest.component]
        kinds.append(bool(held_open.any()))
    assert set(kinds) == {True, False}


def test_the_flowers_of_one_petal_width_are_recognised_under_reg_covar():
    trace = own_fit(PETALS, 3, reg_covar=1e-6)
    assert trace.status == "converged"
    assert propped(trace.final, 1e-6, PETALS).sum() == 1
    found = anatomy(trace)
    assert (found.propped, found.collapsed, found.rate) == (True, False, None)
    assert (len(found.points), found.tied) == (29, (1,))
    assert "29 points with the same petal width" in sentence(found, NAMES)


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize(
    ("name", "k"),
    [
        ("old_faithful", 2),
        ("iris", 2),
        ("iris", 3),
        ("blobs", 3),
        ("stretched", 3),
        ("mouse", 3),
        ("outlier", 2),
        ("few", 3),
        ("moons", 4),
        ("rings", 3),
    ],
)
def test_sound_mixtures_are_not_propped(name, k, covariance_type):
    points = np.asarray(getattr(datasets, name)())
    trace = own_fit(points, k, covariance_type=covariance_type, reg_covar=1e-6)
    assert not propped(trace.final, 1e-6, points).any()
    assert not propped(trace.final, 0.0, points).any()
    assert "has width in every direction" in sentence(anatomy(trace))


def test_a_reg_covar_as_large_as_the_data_is_told_apart_from_a_collapse():
    trace = own_fit(datasets.blobs(), 3, reg_covar=5.0)
    assert propped(trace.final, 5.0, trace.points).any()
    assert "kept wide by the variance floor" in sentence(anatomy(trace))


def test_weights_of_nothing_leave_points_out_of_the_scatter():
    trace = own_fit(PETALS, 3, reg_covar=1e-6)
    k = anatomy(trace).component
    beside = trace.final.means[k] + np.repeat([[0, 0.003], [0, -0.003]], 5, axis=0)
    more = np.vstack([PETALS, beside])
    weight = np.r_[np.ones(150), np.zeros(10)]
    assert not propped(trace.final, 1e-6, more)[k]
    assert propped(trace.final, 1e-6, more, sample_weight=weight)[k]


def test_ties_are_columns_of_one_value():
    points = [[1, 2, 3], [1, 5, 3], [1, 2, 4]]
    assert ties(points, [0, 1]) == (0, 2)
    assert ties(points, [0, 1, 2]) == (0,)
    assert ties(points, [1, 2]) == (0,)
    assert ties(points, [2]) == ties(points, []) == ()


def test_the_sentences(on_a_point, on_a_tie):
    no_maximum = (
        "Its density there grows without bound, and so does the likelihood: the maximum does not "
        "exist."
    )
    assert sentence(anatomy(on_a_point)) == f"Component 2 has closed in on one point. {no_maximum}"
    assert sentence(anatomy(on_a_tie), NAMES) == (
        f"Component 2 has closed in on 29 points with the same petal width (cm). {no_maximum}"
    )
    assert "29 points with the same y." in sentence(anatomy(on_a_tie))
    points = two_in_a_line()
    line = fit(points, starts.from_means(points, [[12.0, 20.0], [24.0, 27.0], [61.0, 60.5]]))
    assert "Component 3 has closed in on 2 points in one line." in sentence(anatomy(line))
    twice = np.vstack([np.asarray(datasets.outlier()), [[44.0, 8.0]]])
    pair = fit(twice, starts.from_means(twice, [[12, 20], [24, 27], [44, 8]]))
    assert "closed in on 2 points that are all the same." in sentence(anatomy(pair))
    propped_up = anatomy(own_fit(datasets.outlier(), 3, reg_covar=1e-6))
    assert sentence(propped_up) == (
        "Component 2 is held open by the variance floor alone. It has closed in on one point: its "
        "width there comes from the floor alone."
    )


@pytest.mark.parametrize("factors", [[0.0], [-1.0], [math.nan], 1.0])
def test_factors_are_above_nothing(on_a_point, factors):
    with pytest.raises(ValueError, match="factors must be numbers above 0"):
        likelihood_by_width(on_a_point.points, on_a_point.final, 1, factors)


def test_a_collapse_is_on_rows_that_count():
    points = np.vstack([three_clusters()[0], [[40.0, 40.0]] * 2, [[40.0 + 1e-9, 40.0]]])
    weight = np.append(np.ones(60), [0.0, 1.0, 0.0])
    start = starts.from_means(points, [points[0], [40.0, 40.0]])
    trace = fit(points, start, sample_weight=weight)
    assert trace.status == "collapsed"
    assert trace.point == 61
    assert anatomy(trace).points.tolist() == [61]
