"""Grids, marginals and contours: against the textbook, SciPy's chi-squared, and sheer counting."""

import math

import numpy as np
import pytest
import textbook
from scipy import integrate, stats

from gmm_widget import Mixture, datasets, fit
from gmm_widget.em import starts
from gmm_widget.em.density import (
    SHARES,
    cell_centres,
    cut,
    density_grid,
    density_grids,
    entropy,
    entropy_grid,
    entropy_grids,
    least_likely,
    levels,
    marginal,
    overlaps,
)

EXTENT = (-4.0, 8.0, -3.0, 6.0)
THREE = Mixture(
    [0.5, 0.3, 0.2],
    [[0.0, 0.0], [3.0, 1.0], [1.0, 4.0]],
    [[[1.0, 0.6], [0.6, 0.8]], [[0.5, -0.2], [-0.2, 0.4]], [[0.1, 0.0], [0.0, 0.9]]],
)


def test_cells_are_counted_from_the_lower_left():
    x, y = cell_centres((0, 10, 100, 104), 4)
    assert x.tolist() == [1.25, 3.75, 6.25, 8.75]
    assert y.tolist() == [100.5, 101.5, 102.5, 103.5]


def test_a_grid_is_the_textbook_density_at_every_cell():
    x, y = cell_centres(EXTENT, 9)
    grid = density_grid(THREE, EXTENT, 9)
    for row in range(9):
        for column in range(9):
            at = np.array([x[column], y[row]])
            parts = zip(THREE.weights, THREE.means, THREE.covariances, strict=True)
            expected = sum(w * textbook.density(at, m, c) for w, m, c in parts)
            assert grid[row, column] == pytest.approx(expected, rel=1e-10)


def test_a_grid_sums_to_one_where_it_holds_the_mixture():
    x, y = cell_centres((-8, 10, -8, 10), 256)
    area = (x[1] - x[0]) * (y[1] - y[0])
    assert density_grid(THREE, (-8, 10, -8, 10), 256).sum() * area == pytest.approx(1, abs=1e-6)


def test_entropy_is_that_of_the_responsibilities():
    x, y = cell_centres(EXTENT, 7)
    grid = entropy_grid(THREE, EXTENT, 7)
    centres = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    r = textbook.e_step(centres, THREE.weights, THREE.means, THREE.covariances)
    expected = stats.entropy(r, axis=1) / math.log(3)
    np.testing.assert_allclose(grid.reshape(-1), expected, atol=1e-12)
    np.testing.assert_allclose(entropy(r), expected, atol=1e-12)


def test_entropy_is_nothing_when_sure_and_one_when_all_are_alike():
    assert entropy([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [1 / 3] * 3]).tolist() == pytest.approx(
        [0, math.log(2) / math.log(3), 1]
    )
    assert entropy([[1.0], [1.0]]).tolist() == [0, 0]
    assert (entropy_grid(Mixture([1], [[0, 0]], [np.eye(2)]), EXTENT, 3) == 0).all()


def test_far_from_every_component_entropy_is_still_exact():
    twins = Mixture([0.5, 0.5], [[-1.0, 0.0], [1.0, 0.0]], [np.eye(2) * 1e-6] * 2)
    far = (-1e6, 1e6, 1e6, 2e6)
    assert (density_grid(twins, far, 3) == 0).all()
    grid = entropy_grid(twins, far, 3)
    np.testing.assert_array_equal(grid[:, 1], 1.0)
    np.testing.assert_array_equal(grid[:, [0, 2]], 0.0)


def test_a_component_without_weight_changes_nothing():
    with_none = Mixture([0.5, 0.5, 0.0], THREE.means, THREE.covariances)
    without = Mixture([0.5, 0.5], THREE.means[:2], THREE.covariances[:2])
    np.testing.assert_array_equal(
        density_grid(with_none, EXTENT, 8), density_grid(without, EXTENT, 8)
    )
    np.testing.assert_allclose(
        entropy_grid(with_none, EXTENT, 8) * math.log(3),
        entropy_grid(without, EXTENT, 8) * math.log(2),
        atol=1e-12,
    )


def test_many_frames_are_each_as_one_alone():
    points = datasets.old_faithful()
    trace = fit(points, starts.kmeans_plus_plus(points, 3))
    extent = (1, 6, 40, 100)
    together = density_grids(trace.mixtures, extent), entropy_grids(trace.mixtures, extent)
    for t, mixture in enumerate(trace.mixtures):
        np.testing.assert_allclose(together[0][t], density_grid(mixture, extent), rtol=1e-12)
        np.testing.assert_allclose(together[1][t], entropy_grid(mixture, extent), atol=1e-12)


def test_a_collapsed_fit_has_finite_pictures():
    points = datasets.few()
    trace = fit(points, starts.kmeans_plus_plus(points, 4))
    assert trace.status == "collapsed"
    for grids in (density_grids, entropy_grids):
        assert np.isfinite(grids(trace.mixtures, (-1, 9, 0, 10))).all()
    assert np.isfinite(levels(trace.final)).all()


def test_the_marginal_is_the_integral_over_the_other_axis():
    values = np.linspace(-3, 6, 7)
    density, components = marginal(THREE, 0, values)
    np.testing.assert_allclose(components.sum(axis=0), density, rtol=1e-12)
    for value, found in zip(values, density, strict=True):
        expected, _ = integrate.quad(
            lambda y, x=value: math.exp(THREE.log_density([[x, y]])[0]), -10, 14, limit=200
        )
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_each_component_of_a_marginal_is_a_gaussian_times_its_weight():
    values = np.linspace(-3, 6, 5)
    _, components = marginal(THREE, 1, values)
    for k in range(3):
        sd = math.sqrt(THREE.covariances[k, 1, 1])
        expected = THREE.weights[k] * stats.norm.pdf(values, THREE.means[k, 1], sd)
        np.testing.assert_allclose(components[k], expected, rtol=1e-12)


def test_the_contours_of_one_gaussian_are_its_chi_squared_ellipses():
    sd = np.array([3.0, 0.2])
    one = Mixture([1.0], [[5.0, -7.0]], [np.diag(sd**2)])
    expected = np.exp(-stats.chi2.ppf(SHARES, df=2) / 2) / (2 * math.pi * sd.prod())
    np.testing.assert_allclose(levels(one), expected, rtol=1e-9)


def test_the_contours_of_a_mixture_enclose_their_shares():
    extent = (-8, 10, -8, 10)
    x, y = cell_centres(extent, 1000)
    cells = density_grid(THREE, extent, 1000) * (x[1] - x[0]) * (y[1] - y[0])
    heights = levels(THREE) * (x[1] - x[0]) * (y[1] - y[0])
    assert (np.diff(heights) < 0).all()
    enclosed = [cells[cells > height].sum() for height in heights]
    np.testing.assert_allclose(enclosed, SHARES, atol=2e-3)


def test_a_component_too_narrow_for_any_grid_counts_in_full():
    tiny = np.eye(2) * 1e-10
    mixture = Mixture([0.3, 0.7], [[0, 0], [5, 5]], [tiny, np.eye(2)])
    inside, outside = levels(mixture, [0.25, 0.5])
    peak = 0.7 / (2 * math.pi)
    assert inside == pytest.approx(0.3 * (1 - 0.25 / 0.3) / (2 * math.pi * 1e-10), rel=1e-6)
    assert outside == pytest.approx(peak * (1 - 0.2 / 0.7), rel=5e-3)


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: density_grid(Mixture([1], [[0]], [[[1]]]), EXTENT), "1 coordinates"),
        (lambda: levels(Mixture([1], [[0, 0, 0]], [np.eye(3)])), "3 coordinates"),
        (lambda: levels(THREE, [0, 0.5]), "between 0 and 1"),
        (lambda: density_grid(THREE, (1, 0, 0, 1)), "left < right"),
        (lambda: density_grid(THREE, (0, math.inf, 0, 1)), "finite"),
        (lambda: density_grid(THREE, EXTENT, 0), "size of 1 or more"),
        (lambda: entropy([0.5, 0.5]), r"shape \(n, K\)"),
        (lambda: density_grid(Mixture([1], [[0, 0]], [np.zeros((2, 2))]), EXTENT), "singular"),
    ],
)
def test_bad_input_is_refused_with_what_is_needed(call, complaint):
    with pytest.raises(ValueError, match=complaint):
        call()


def test_a_cut_is_the_weighted_densities_along_a_line():
    found = cut(THREE, [-1, -1], [3, 2], 5)
    places = np.array([[-1, -1], [1, 0.5], [3, 2]])
    np.testing.assert_allclose(found.places[[0, 2, 4]], places)
    np.testing.assert_allclose(found.distance, [0, 1.25, 2.5, 3.75, 5])
    for j, place in enumerate(found.places):
        parts = zip(THREE.weights, THREE.means, THREE.covariances, strict=True)
        expected = [w * textbook.density(place, m, c) for w, m, c in parts]
        np.testing.assert_allclose(found.components[:, j], expected, rtol=1e-10)
    np.testing.assert_allclose(found.density, found.components.sum(axis=0))
    np.testing.assert_allclose(found.responsibilities, found.components / found.density)


def test_a_cut_in_one_dimension_is_the_bells_and_far_away_has_shares_still():
    bells = Mixture([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])
    found = cut(bells, 1, 3, 3)
    np.testing.assert_allclose(found.responsibilities[0].round(3), [0.982, 0.5, 0.018])
    np.testing.assert_allclose(cut(bells, 100, 101, 2).responsibilities[1], 1)


@pytest.mark.parametrize("wrong", [([0], [1, 1], 5), ([0, 0], [0, 0], 5), ([0, 0], [1, 1], 1)])
def test_what_is_no_line_is_refused(wrong):
    with pytest.raises(ValueError, match="a line needs two"):
        cut(THREE, *wrong)


def test_the_overlap_is_the_integral_of_the_root_of_two_densities():
    found = overlaps(THREE)
    x, y = cell_centres((-8, 10, -8, 10), 400)
    area = (x[1] - x[0]) * (y[1] - y[0])
    alone = [
        density_grid(Mixture([1], [m], [c]), (-8, 10, -8, 10), 400)
        for m, c in zip(THREE.means, THREE.covariances, strict=True)
    ]
    for j in range(3):
        for k in range(3):
            assert found[j, k] == pytest.approx(np.sqrt(alone[j] * alone[k]).sum() * area, abs=1e-6)
    np.testing.assert_array_equal(found, found.T)


def test_the_overlap_bounds_what_goes_to_the_wrong_one():
    bells = Mixture([0.3, 0.7], [[0.0], [2.0]], [[[1.0]], [[0.5]]])
    wrong = integrate.quad(lambda x: np.exp(bells.log_joint([[x]])).min(), -10, 12, limit=200)[0]
    assert wrong < np.sqrt(0.3 * 0.7) * overlaps(bells)[0, 1]
    far = Mixture([0.5, 0.5], [[0.0], [1e6]], [[[1.0]], [[1.0]]])
    assert overlaps(far)[0, 1] == 0


def test_the_least_likely_points_are_the_fewest_that_make_up_the_share():
    points = np.append(np.linspace(-2, 2, 99), 9.0)
    bell = Mixture([1.0], [[0.0]], [[[1.0]]])
    assert least_likely(points, bell).tolist() == [99]
    assert least_likely(points, bell, 0.03).tolist() == [99, 0, 98]
    assert len(least_likely(points[:50], bell)) == 1
    assert len(least_likely(datasets.old_faithful()["waiting (min)"], bell)) == 3
    count = np.ones(100)
    count[99] = 40
    assert least_likely(points, bell, 0.25, sample_weight=count).tolist() == [99]
    with pytest.raises(ValueError, match="share must be between 0 and 1"):
        least_likely(points, bell, 0)
