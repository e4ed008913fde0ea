"""The fast kernels say what the clear formulas of `gmm_widget.em` say."""

import ast
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from gmm_widget import Mixture, fit, starts
from gmm_widget.em import COVARIANCE_TYPES, e_step, log_likelihood, m_step
from gmm_widget.kernels import data as data_module
from gmm_widget.kernels import engine as engine_module
from gmm_widget.kernels.densities import LOWEST

KERNELS = Path(engine_module.__file__).parent


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
    with pytest.raises(ValueError, match="sample_weight must"):
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


def test_the_kernels_rest_on_the_lowest_floor_alone():
    for path in KERNELS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                assert name.split(".")[0] not in {"scipy", "traitlets", "ipywidgets"}
                if name.startswith("gmm_widget"):
                    assert name.split(".")[1] in {"kernels", "mixture", "points", "work"}, name


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
