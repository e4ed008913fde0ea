"""The fast kernels say what the clear formulas of `gmm_widget.em` say."""

import tracemalloc

import numpy as np
import pytest

from gmm_widget import Mixture, fit
from gmm_widget.em import starts
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.kernels import data as data_module
from gmm_widget.em.kernels import engine as engine_module
from gmm_widget.em.kernels.coordinates import Unit
from gmm_widget.em.kernels.data import Blocks
from gmm_widget.em.kernels.densities import LOWEST
from gmm_widget.em.kernels.engine import Engine
from gmm_widget.em.kernels.features import quadratics
from gmm_widget.em.stacks import as_mixtures, as_stack
from gmm_widget.em.steps import e_step, log_likelihood, m_step, restrict


def clouds(d, n, seed=0, offset=0.0):
    """Four groups of points, each axis on its own scale, and a start among them."""
    random = np.random.default_rng(seed)
    centres = 3 * random.normal(size=(4, d))
    shapes = np.eye(d) + 0.3 * random.normal(size=(4, d, d))
    which = random.integers(0, 4, n)
    points = centres[which] + np.einsum("nij,nj->ni", shapes[which], random.normal(size=(n, d)))
    return points * np.logspace(0, 1, d) + offset


def clear_path(points, start, n_iter, **options):
    """EM by the textbook formulas of `em`: the mixtures and the log-likelihoods."""
    weights = {"sample_weight": options.get("sample_weight")}
    mixtures = [start]
    for _ in range(n_iter):
        mixtures.append(m_step(points, e_step(points, mixtures[-1]), **options))
    return mixtures, np.array([log_likelihood(points, m, **weights) for m in mixtures])


def assert_same_path(points, start, n_iter=6, **options):
    trace = fit(points, start, tol=0, max_iter=n_iter, **options)
    mixtures, values = clear_path(points, start, n_iter, **options)
    assert trace.n_iter == n_iter
    np.testing.assert_allclose(trace.log_likelihoods, values, rtol=1e-12, atol=1e-10)
    size = points.std(axis=0).max()
    for found, wanted in zip(trace.mixtures, mixtures, strict=True):
        np.testing.assert_allclose(found.weights, wanted.weights, atol=1e-11)
        np.testing.assert_allclose(found.means, wanted.means, atol=1e-11 * size, rtol=1e-11)
        np.testing.assert_allclose(found.covariances, wanted.covariances, atol=1e-11 * size**2)
    for t in (1, n_iter):
        seen = trace.responsibilities(2 * t - 1)
        np.testing.assert_allclose(seen, e_step(points, mixtures[t - 1]), atol=1e-10)


@pytest.mark.parametrize("reg_covar", [0.0, 0.1])
@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_a_fit_takes_the_clear_steps(d, covariance_type, reg_covar):
    points = clouds(d, 300)
    start = starts.kmeans_plus_plus(points, 4)
    assert_same_path(points, start, covariance_type=covariance_type, reg_covar=reg_covar)


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("kept", ["features", "points", "nothing"])
def test_points_in_many_blocks_give_the_same_fit(monkeypatch, kept, d, covariance_type):
    points = clouds(d, 1100)
    weights = np.random.default_rng(1).integers(0, 4, len(points))
    monkeypatch.setattr(engine_module, "CACHE", 1)
    if kept != "features":
        monkeypatch.setattr(engine_module, "KEPT", 0)
    if kept == "nothing":
        monkeypatch.setattr(data_module, "KEPT", 0)
    start = starts.kmeans_plus_plus(points, 4)
    assert_same_path(points, start, covariance_type=covariance_type)
    assert_same_path(points, start, covariance_type=covariance_type, sample_weight=weights)


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [1, 2, 4])
def test_an_integer_weight_is_the_point_repeated(d, covariance_type):
    points = clouds(d, 200)
    weights = np.random.default_rng(2).integers(0, 4, len(points))
    start = starts.kmeans_plus_plus(points, 3)
    options = {"covariance_type": covariance_type, "tol": 0, "max_iter": 10}
    weighted = fit(points, start, sample_weight=weights, **options)
    repeated = fit(np.repeat(points, weights, axis=0), start, **options)
    assert weighted.status == repeated.status
    np.testing.assert_allclose(weighted.log_likelihoods, repeated.log_likelihoods, rtol=1e-12)
    for a, b in zip(weighted.mixtures, repeated.mixtures, strict=True):
        np.testing.assert_allclose(a.weights, b.weights, atol=1e-12)
        np.testing.assert_allclose(a.means, b.means, atol=1e-12 * np.abs(points).max())
        np.testing.assert_allclose(a.covariances, b.covariances, atol=1e-12 * points.var())


def test_the_clear_steps_take_weights_too():
    points = clouds(2, 50)
    weights = np.random.default_rng(3).integers(0, 3, len(points))
    mixture = starts.kmeans_plus_plus(points, 2)
    r = e_step(points, mixture)
    weighted = m_step(points, r, sample_weight=weights)
    many = np.repeat(points, weights, axis=0)
    repeated = m_step(many, np.repeat(r, weights, axis=0))
    np.testing.assert_allclose(weighted.covariances, repeated.covariances, atol=1e-12)
    value = log_likelihood(points, mixture, sample_weight=weights)
    assert value == pytest.approx(log_likelihood(many, mixture), rel=1e-12)


@pytest.mark.parametrize(
    "weights", [[1, 2], [[1.0]] * 60, [-1] + [1] * 59, [np.nan] * 60, [0] * 60]
)
def test_bad_sample_weights_raise(weights):
    points = clouds(2, 60)
    with pytest.raises((TypeError, ValueError), match="sample_weight must"):
        fit(points, starts.random_points(points, 2), sample_weight=weights)


@pytest.mark.parametrize("d", [2, 3])
def test_a_point_far_from_every_component_has_its_exact_density(d):
    points = np.vstack([clouds(d, 200), np.full((1, d), 1e5)])
    start = Mixture(np.full(2, 0.5), [[0.0] * d, [1.0] * d], [np.eye(d)] * 2)
    trace = fit(points, start, max_iter=1)
    assert trace.log_likelihoods[0] == pytest.approx(log_likelihood(points, start), rel=1e-13)
    np.testing.assert_allclose(trace.responsibilities(1), e_step(points, start), atol=1e-9)


def test_a_component_of_weight_zero_is_left_empty():
    points = clouds(2, 100)
    start = Mixture([1.0, 0.0], points[:2], np.array([10 * np.eye(2)] * 2))
    trace = fit(points, start)
    assert trace.status == "empty"
    assert trace.component == 1


def test_narrow_components_in_high_dimensions_do_not_overflow():
    random = np.random.default_rng(0)
    tight = 1e-7 * random.normal(size=(200, 60))
    points = np.vstack([tight, random.normal(size=(200, 60)) + 2])
    start = Mixture([0.5, 0.5], [[0.0] * 60, [2.0] * 60], [1e-14 * np.eye(60), np.eye(60)])
    trace = fit(points, start, max_iter=2)
    assert np.isfinite(trace.log_likelihoods).all()
    assert trace.log_likelihoods[0] == pytest.approx(log_likelihood(points, start), rel=1e-9)


@pytest.mark.parametrize("size", [1, 7, 1000, 1001, 100_000])
def test_memory_to_work_in_begins_with_a_line_of_the_cache(size):
    many = [engine_module.lined_up(size) for _ in range(20)]
    assert {memory.__array_interface__["data"][0] % 64 for memory in many} == {0}
    assert {memory.shape for memory in many} == {(size,)}


def test_many_points_are_fitted_in_constant_memory():
    points = clouds(2, 1_000_000)
    points.flags.writeable = False
    start = Mixture(np.full(8, 1 / 8), points[:8], np.array([10 * np.eye(2)] * 8))
    tracemalloc.start()
    fit(points, start, max_iter=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 0.2 * points.nbytes


@pytest.mark.parametrize("narrow", [1, 2, 6])
def test_no_exponent_is_subnormal_however_few_components_may_be_that_low(monkeypatch, narrow):
    points = clouds(2, 300)
    start = Mixture(
        np.full(6, 1 / 6),
        points[:6],
        [(1e-3 if k < narrow else 10.0) * np.eye(2) for k in range(6)],
    )
    seen, exp = [], np.exp

    def watched(x, **out):
        seen.append(x.min())
        return exp(x, **out)

    monkeypatch.setattr(np, "exp", watched)
    values = fit(points, start, max_iter=3).log_likelihoods
    monkeypatch.undo()
    assert min(seen) >= LOWEST
    assert values[0] == pytest.approx(log_likelihood(points, start), rel=1e-12)


def test_tied_components_of_which_only_the_outer_are_stiff_take_the_clear_steps():
    random = np.random.default_rng(0)
    centres = np.array([[0.0, 0.0], [1.0, 1.0], [-1.0, -1.0], [0.002, 0.0]])
    points = np.repeat(centres, 50, axis=0) + 1e-5 * random.normal(size=(200, 2))
    start = Mixture(np.full(4, 0.25), centres + 1e-6, [1e-10 * np.eye(2)] * 4)
    unit = Unit.of(points)
    stiff = quadratics(np.full(4, 0.25), as_stack(unit, [start], 200)).stiff
    assert stiff.tolist() == [False, True, True, False]
    trace = fit(points, start, covariance_type="tied", tol=0, max_iter=3)
    mixtures, values = clear_path(points, start, 3, covariance_type="tied")
    np.testing.assert_allclose(trace.log_likelihoods, values, rtol=1e-9)
    for found, wanted in zip(trace.mixtures, mixtures, strict=True):
        np.testing.assert_allclose(found.means, wanted.means, atol=1e-13)
        # The sums alone would leave 1e-16 of 1e-10: six digits.
        np.testing.assert_allclose(found.covariances, wanted.covariances, atol=1e-18)


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_a_narrow_component_of_cells_takes_the_clear_steps(d, covariance_type):
    random = np.random.default_rng(1)
    n = 150
    points = np.vstack([1 + 1e-4 * random.normal(size=(50, d)), random.normal(size=(100, d))])
    inside = np.array([np.diag(random.uniform(0.5, 1.5, d)) for _ in range(n)])
    inside *= np.where(np.arange(n) < 50, 1e-8, 1e-2)[:, None, None]
    weight = random.integers(1, 4, n).astype(float)
    start = Mixture([0.4, 0.6], [[1.0] * d, [0.0] * d], [1e-7 * np.eye(d), np.eye(d)])
    assert quadratics(start.weights, as_stack(Unit.of(points), [start], 1.0)).stiff[0]
    trace = fit(
        points,
        start,
        covariance_type=covariance_type,
        sample_weight=weight,
        within=inside,
        tol=0,
        max_iter=4,
    )
    mixture = start
    for t in range(5):
        joint = mixture.log_joint(points)
        joint -= 0.5 * np.einsum("kij,nji->nk", np.linalg.inv(mixture.covariances), inside)
        log_density = np.logaddexp.reduce(joint, axis=1)
        assert trace.log_likelihoods[t] == pytest.approx(weight @ log_density, rel=1e-9)
        found = trace.mixtures[t]
        np.testing.assert_allclose(found.means, mixture.means, atol=1e-9)
        np.testing.assert_allclose(found.covariances, mixture.covariances, rtol=1e-6, atol=1e-14)
        r = np.exp(joint - log_density[:, None]) * weight[:, None]
        counts = r.sum(axis=0)
        means = r.T @ points / counts[:, None]
        away = points[:, None] - means
        free = np.einsum("nk,nki,nkj->kij", r, away, away) + np.einsum("nk,nij->kij", r, inside)
        covariances = restrict(free / counts[:, None, None], counts, covariance_type)
        mixture = Mixture(counts / counts.sum(), means, covariances)


@pytest.mark.parametrize("within", [False, True])
def test_the_scatter_of_weighted_points_is_their_mean_and_covariance(within):
    points = clouds(3, 400)
    weight = np.random.default_rng(4).uniform(0, 3, 400)
    inside = np.array([np.eye(3) * size for size in np.linspace(0, 1, 400)]) if within else None
    unit = Unit.of(points)
    engine = Engine(Blocks(points, unit, sample_weight=weight, within=inside), 2)
    scatter = as_mixtures(unit, [engine.scatter()])[0]
    wanted = np.cov(points.T, aweights=weight, bias=True)
    if inside is not None:
        wanted += np.average(inside, axis=0, weights=weight)
    np.testing.assert_allclose(scatter.means[0], np.average(points, axis=0, weights=weight))
    np.testing.assert_allclose(scatter.covariances[0], wanted, rtol=1e-10)
    assert engine.scatter()[0, 0] == pytest.approx(weight.sum())


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_number_that_multiplies_all_weights_changes_no_fit(d):
    points = clouds(d, 200)
    weight = np.random.default_rng(2).integers(0, 4, len(points)).astype(float)
    start = starts.kmeans_plus_plus(points, 3, sample_weight=weight)
    plain = fit(points, start, sample_weight=weight)
    for by in (2.0**-60, 2.0**60):
        other = fit(points, start, sample_weight=weight * by)
        assert (other.status, other.n_iter) == (plain.status, plain.n_iter)
        np.testing.assert_array_equal(other.mixtures.means, plain.mixtures.means)
        np.testing.assert_array_equal(other.mixtures.covariances, plain.mixtures.covariances)
        np.testing.assert_allclose(other.log_likelihoods, by * plain.log_likelihoods, rtol=1e-12)


@pytest.mark.parametrize("far", [1.0, 1e14])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_row_of_weight_zero_is_as_if_it_were_not_there(d, far):
    points = clouds(d, 200)
    weight = np.random.default_rng(2).integers(0, 4, len(points)).astype(float)
    counts = weight > 0
    start = starts.kmeans_plus_plus(points[counts], 3, sample_weight=weight[counts])
    moved = np.where(counts[:, None], points, points * far)
    with_zeros = fit(moved, start, sample_weight=weight)
    without = fit(points[counts], start, sample_weight=weight[counts])
    assert with_zeros.status == without.status
    np.testing.assert_array_equal(with_zeros.log_likelihoods, without.log_likelihoods)
    np.testing.assert_array_equal(with_zeros.mixtures.means, without.mixtures.means)
    np.testing.assert_array_equal(with_zeros.spread, without.spread)
    shares = with_zeros.predict_proba()
    np.testing.assert_allclose(shares[counts], without.predict_proba(), atol=1e-12)
    assert np.isfinite(shares).all()


def test_a_component_is_empty_by_what_a_point_counts_on_average():
    points = np.vstack([clouds(2, 100), [[1e3, 1e3]]])
    start = Mixture([0.5, 0.5], [[0, 0], [-60, 0]], [10 * np.eye(2), np.eye(2)])
    for by in (1e-30, 1.0, 1e30):
        trace = fit(points, start, sample_weight=np.full(101, by))
        assert (trace.status, trace.component) == ("empty", 1)
    start = Mixture([0.5, 0.5], [[0, 0], [3, 0]], [10 * np.eye(2)] * 2)
    assert fit(points, start, sample_weight=np.full(101, 1e-30)).status != "empty"
