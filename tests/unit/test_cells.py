"""Cells keep the moments of their points, and EM on them is EM on the points but for one thing."""

import numpy as np
import pytest

from gmm_widget import Mixture, fit
from gmm_widget.em import starts
from gmm_widget.em.cells import BLOCK, Cells, Grid, reduce_points
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.steps import e_step, log_likelihood


def groups(n, d=2, seed=0, offset=0.0):
    random = np.random.default_rng(seed)
    centres = np.array([[0, 0, 0], [4, 3, -3], [0, -4, 4]], dtype=float)[:, :d]
    return centres[random.integers(0, 3, n)] + random.normal(size=(n, d)) + offset


def total_moments(counts, means, covariances):
    n = counts.sum()
    mean = counts @ means / n
    apart = means - mean
    return n, mean, (np.tensordot(counts, covariances, 1) + (counts[:, None] * apart).T @ apart) / n


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_moments_of_all_points_are_kept(d, offset):
    points = groups(5000, d, offset=offset)
    cells = reduce_points(points, n_cells=300)
    n, mean, covariance = total_moments(cells.counts, cells.means, cells.covariances)
    assert n == cells.n_points == 5000
    assert len(cells) < 2500
    np.testing.assert_allclose(mean, points.mean(axis=0), atol=1e-12 * max(1, offset))
    wanted = np.cov(points.T, bias=True).reshape(d, d)
    np.testing.assert_allclose(covariance, wanted, atol=1e-9)


def test_each_cell_has_the_mean_and_covariance_of_its_points():
    points = groups(400)
    grid = Grid.of(points, 25)
    cells = grid.cells(grid.sort(points))
    keys = np.floor((points - grid.origin) / grid.width)
    for count, mean, covariance in zip(cells.counts, cells.means, cells.covariances, strict=True):
        own = points[(keys == np.floor((mean - grid.origin) / grid.width)).all(axis=1)]
        assert len(own) == count
        np.testing.assert_allclose(mean, own.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(covariance, np.cov(own.T, bias=True), atol=1e-12)


def test_cells_of_one_point_each_give_the_fit_of_the_points():
    points = groups(200)
    cells = reduce_points(points, n_cells=10**9)
    assert len(cells) == 200
    start = starts.kmeans_plus_plus(points, 3)
    found, wanted = cells.fit(start), fit(points, start)
    assert found.n_iter == wanted.n_iter
    np.testing.assert_allclose(found.log_likelihoods, wanted.log_likelihoods, rtol=1e-12)
    np.testing.assert_allclose(found.final.covariances, wanted.final.covariances, atol=1e-9)


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_one_component_is_fitted_exactly_by_any_cells(covariance_type):
    points = groups(3000)
    cells = reduce_points(points, n_cells=9)
    start = starts.from_means(points, [[1.0, 1.0]])
    found = cells.fit(start, covariance_type=covariance_type, reg_covar=0.1)
    wanted = fit(points, start, covariance_type=covariance_type, reg_covar=0.1)
    np.testing.assert_allclose(found.final.means, wanted.final.means, atol=1e-10)
    np.testing.assert_allclose(found.final.covariances, wanted.final.covariances, atol=1e-10)
    assert found.log_likelihoods[-1] == pytest.approx(wanted.log_likelihoods[-1], rel=1e-12)


def test_em_on_cells_climbs_a_lower_bound_that_the_stated_error_closes():
    points = groups(20_000)
    start = starts.kmeans_plus_plus(points, 3)
    gaps = []
    for n_cells in (100, 400, 1600):
        cells = reduce_points(points, n_cells=n_cells)
        trace = cells.fit(start, tol=0, max_iter=30)
        assert (np.diff(trace.log_likelihoods) > -1e-7).all()
        gap = log_likelihood(points, trace.final) - trace.log_likelihoods[-1]
        assert 0 < gap < bound(points, n_cells, trace)
        gaps.append(gap)
    assert gaps[1] < gaps[0] / 2.5
    assert gaps[2] < gaps[1] / 2.5


def bound(points, n_cells, trace):
    """sum over points of (delta_max - delta_min)^2 / 8."""
    grid = Grid.of(points, n_cells)
    keys = np.floor((points - grid.origin) / grid.width)
    _, number = np.unique(keys, axis=0, return_inverse=True)
    joint = trace.final.log_joint(points)
    counts = np.bincount(number.ravel())
    means = np.array([np.bincount(number.ravel(), column) / counts for column in joint.T]).T
    delta = joint - means[number.ravel()]
    return ((delta.max(axis=1) - delta.min(axis=1)) ** 2 / 8).sum()


def test_the_fit_on_cells_nears_the_fit_on_points_with_the_square_of_their_width():
    points = groups(20_000)
    start = starts.kmeans_plus_plus(points, 3)
    wanted = fit(points, start, tol=1e-10, max_iter=300).final
    errors = []
    for n_cells in (150, 600, 2400):
        found = reduce_points(points, n_cells=n_cells).fit(start, tol=1e-10, max_iter=300).final
        errors.append(np.abs(found.means - wanted.means).max())
    assert errors[2] < errors[0] / 6
    assert errors[2] < 1e-2


def test_a_component_narrower_than_float_features_is_exact_on_cells_too():
    random = np.random.default_rng(0)
    points = np.vstack([random.normal(size=(300, 2)), [2, 1] + 1e-5 * random.normal(size=(50, 2))])
    start = Mixture([0.8, 0.2], [[0, 0], [2, 1]], [np.eye(2), 4e-10 * np.eye(2)])
    near = np.arange(350) >= 300
    pairs = np.array([points[near][2 * i : 2 * i + 2] for i in range(25)])
    cells = Cells(
        np.r_[np.ones(300), np.full(25, 2.0)],
        np.vstack([points[:300], pairs.mean(axis=1)]),
        np.concatenate([np.zeros((300, 2, 2)), [np.cov(p.T, bias=True) for p in pairs]]),
    )
    trace = cells.fit(start, tol=0, max_iter=1)
    r = e_step(cells.means, start)
    assert r[300:, 1].min() > 1 - 1e-6
    wanted = fit(points, start, tol=0, max_iter=1).final
    np.testing.assert_allclose(trace.final.covariances[1], wanted.covariances[1], rtol=1e-6)


def test_progress_is_told_by_the_block():
    points = groups(BLOCK + 10)
    told = []
    cells = reduce_points(points, n_cells=500, progress=lambda done, of: told.append((done, of)))
    assert told == [(BLOCK, BLOCK + 10), (BLOCK + 10, BLOCK + 10)]
    assert cells.n_points == BLOCK + 10


def test_far_outliers_do_not_exhaust_memory():
    points = np.vstack([groups(1000, 3), [[1e12, 0, 0], [0, -1e13, 0], [0, 0, 1e14]]])
    cells = reduce_points(points, n_cells=10**6)
    assert cells.n_points == 1003


@pytest.mark.slow
def test_a_dask_array_and_frame_are_reduced_by_dask():
    import dask.array as array

    points = groups(3000)
    lazy = reduce_points(array.from_array(points, chunks=(170, 1)), n_cells=200)
    assert lazy.n_points == 3000
    _, _, covariance = total_moments(lazy.counts, lazy.means, lazy.covariances)
    np.testing.assert_allclose(covariance, np.cov(points.T, bias=True), atol=1e-10)
    import dask.dataframe as frames
    import pandas

    frame = frames.from_pandas(pandas.DataFrame(points, columns=["x", "y"]), npartitions=11)
    assert reduce_points(frame, n_cells=200).n_points == 3000


def test_points_that_are_not_finite_are_refused_wherever_they_come_from():
    import dask.array as array

    points = groups(100)
    points[50] = np.nan
    for data in (points, array.from_array(points, chunks=(10, 2))):
        with pytest.raises(ValueError, match="points must be finite"):
            reduce_points(data)


def test_a_mapped_file_is_fitted_in_place(tmp_path):
    points = groups(1000)
    path = tmp_path / "points.npy"
    np.save(path, points)
    mapped = np.load(path, mmap_mode="r")
    trace = fit(mapped, starts.kmeans_plus_plus(points, 3))
    assert trace.points.base is not None
    assert trace.final == fit(points, trace.start).final
    assert reduce_points(mapped).n_points == 1000


@pytest.mark.parametrize("far", [1e3, 1e4, 1e5])
def test_an_outlier_leaves_cells_where_the_points_are(far):
    points = groups(50_000)
    start = starts.kmeans_plus_plus(points, 3)
    plain = reduce_points(points, n_cells=4000)
    both = np.vstack([points, [[far, far]]])
    cells = reduce_points(both, n_cells=4000)
    assert cells.n_points == 50_001
    assert len(plain) / 5 < len(cells) < 4 * len(plain)
    gaps = []
    for every, found in ((points, plain), (both, cells)):
        trace = found.fit(start, reg_covar=1e-3, max_iter=40)
        gaps.append(log_likelihood(every, trace.final) - trace.log_likelihoods[-1])
    assert 0 < gaps[1] < 8 * gaps[0]
    np.testing.assert_allclose(np.cov(both.T, bias=True), overall(cells), rtol=1e-9)


def test_a_share_of_outliers_leaves_cells_where_the_points_are():
    random = np.random.default_rng(0)
    points = np.vstack([groups(50_000), 1e4 * random.normal(size=(500, 2))])
    inside = reduce_points(points, n_cells=4000).means
    assert (np.abs(inside) < 20).all(axis=1).sum() > 400


def test_points_of_few_values_have_a_cell_for_each():
    points = np.vstack([np.random.default_rng(0).integers(0, 3, (5000, 2)), [[10**6, 10**6]]])
    assert len(reduce_points(points, n_cells=400)) == 10


def overall(cells):
    """The covariance of all points, from those of the cells."""
    share = cells.counts / cells.counts.sum()
    away = cells.means - share @ cells.means
    return np.tensordot(share, cells.covariances, axes=1) + (share[:, None] * away).T @ away
