"""How many digits the kernels keep, against arithmetic with more of them.

The reference is numpy's longdouble (64 bits of mantissa on x86; skipped where it is no wider than
a double), checked itself against mpmath with 40 digits.
"""

import numpy as np
import pytest

from gmm_widget import Mixture, fit
from gmm_widget.em.kernels.coordinates import Unit
from gmm_widget.em.kernels.covariance_types import Shape
from gmm_widget.em.kernels.data import Blocks
from gmm_widget.em.kernels.densities import Densities
from gmm_widget.em.kernels.engine import Engine
from gmm_widget.em.kernels.features import quadratics
from gmm_widget.em.kernels.single import maximise
from gmm_widget.em.stacks import as_stack

LONG = np.longdouble
pytestmark = pytest.mark.skipif(
    np.finfo(LONG).nmant <= 52, reason="this machine's longdouble is a double"
)


def narrow_among_wide(sigma, offset, seed=0):
    """475 points of size 1, 25 of size sigma around (2, 1), and a mixture that knows it."""
    random = np.random.default_rng(seed)
    tilt = np.array([[1, 0.5], [0, 0.8]])
    tiny = np.array([2.0, 1.0]) + sigma * (random.normal(size=(25, 2)) @ tilt)
    points = np.vstack([random.normal(size=(475, 2)), tiny]) + offset
    means = np.array([[0, 0], [1, -1], [2 + 0.3 * sigma, 1 + 0.3 * sigma]]) + offset
    narrow = 2.25 * sigma**2 * np.array([[1, 0.3], [0.3, 0.9]])
    covariances = np.array([[[1, 0.2], [0.2, 1]], 0.5 * np.eye(2), narrow])
    return points, Mixture([0.5, 0.4, 0.1], means, covariances)


def exact_log_joint(points, mixture):
    """log pi_k N(x_i | mu_k, Sigma_k) in longdouble, d = 2."""
    joint = np.empty((len(points), mixture.n_components), dtype=LONG)
    for k in range(mixture.n_components):
        x, y = (points.astype(LONG) - mixture.means[k].astype(LONG)).T
        (a, b), (_, c) = mixture.covariances[k].astype(LONG)
        det = a * c - b * b
        distance = (c * x * x - 2 * b * x * y + a * y * y) / det
        joint[:, k] = np.log(LONG(mixture.weights[k])) - np.log(det) / 2 - distance / 2
    return joint - np.log(8 * np.arctan(LONG(1)))


def exact_step(points, mixture):
    """Responsibilities, log-likelihood, and the next means and covariances in longdouble."""
    joint = exact_log_joint(points, mixture)
    top = joint.max(axis=1, keepdims=True)
    density = np.exp(joint - top)
    total = density.sum(axis=1, keepdims=True)
    r = density / total
    counts = r.sum(axis=0)
    means = r.T @ points.astype(LONG) / counts[:, None]
    covariances = np.empty((len(counts), 2, 2), dtype=LONG)
    for k, mean in enumerate(means):
        x = points.astype(LONG) - mean
        covariances[k] = (r[:, k, None] * x).T @ x / counts[k]
    return r, float((top + np.log(total)).sum()), means, covariances


def kernel_log_joint(points, mixture):
    unit = Unit.of(points)
    engine = Engine(Blocks(points, unit), mixture.n_components)
    stack = as_stack(unit, [mixture])
    densities = Densities.of(stack, quadratics(stack[0], stack), unit.bounds)
    out = np.empty((mixture.n_components, len(points)))
    for rows, features in engine._blocks():
        densities.write(features, out[:, rows])
    return out.T - unit.log_volume


# Measured: at most 3e-11, just before a component counts as stiff; 1e-14 for every stiff one.
@pytest.mark.parametrize("offset", [0.0, 1e3, 1e6])
@pytest.mark.parametrize("sigma", [1e-1, 1e-2, 1e-3, 1e-4, 1e-6])
def test_log_densities_near_a_narrow_component_are_right_to_1e_10(sigma, offset):
    points, mixture = narrow_among_wide(sigma, offset)
    wanted = exact_log_joint(points, mixture)
    near = wanted > wanted.max(axis=0) - 50
    error = np.abs(kernel_log_joint(points, mixture) - wanted)
    assert error[near].max() < 1e-10


@pytest.mark.parametrize("sigma", [1e-1, 1e-2, 3e-3, 1e-3, 1e-4, 1e-6, 1e-7])
def test_one_iteration_is_right_to_the_last_digits(sigma):
    points, mixture = narrow_among_wide(sigma, 0.0)
    r, value, means, covariances = exact_step(points, mixture)
    trace = fit(points, mixture, tol=0, max_iter=1)
    assert trace.log_likelihoods[0] == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(trace.responsibilities(1), r.astype(float), atol=1e-9)
    for k in range(3):
        size = np.sqrt(np.diagonal(covariances[k]).astype(float))
        error = (trace.final.means[k] - means[k]).astype(float) / size
        assert np.abs(error).max() < 1e-8
        error = (trace.final.covariances[k] - covariances[k]).astype(float) / np.outer(size, size)
        assert np.abs(error).max() < 1e-8


def test_a_collapse_is_right_to_its_last_finite_state():
    random = np.random.default_rng(0)
    points = np.vstack([random.normal(size=(200, 2)), [[6.0, 5.0]]])
    start = Mixture([0.5, 0.5], [[0, 0], [6, 5]], [np.eye(2), 12 * np.eye(2)])
    trace = fit(points, start, tol=0, max_iter=60)
    assert trace.status == "collapsed"
    narrowest = [np.linalg.eigvalsh(m.covariances[1])[0] for m in trace.mixtures]
    assert trace.n_iter >= 3
    assert narrowest[-1] < 1e-4 * narrowest[0]
    for before, after in zip(trace.mixtures[:-1], trace.mixtures[1:], strict=True):
        _, _, means, covariances = exact_step(points, before)
        for k in range(2):
            white = np.linalg.inv(np.linalg.cholesky(covariances[k].astype(float)))
            error = white @ (after.covariances[k] - covariances[k]).astype(float) @ white.T
            # A double holds a nearly singular matrix to its rounding times the condition.
            room = 1e-9 + 1e-15 * np.linalg.cond(covariances[k].astype(float))
            assert np.abs(error).max() < room
            assert np.abs(white @ (after.means[k] - means[k]).astype(float)).max() < 1e-8


def test_the_reference_itself_is_right():
    import mpmath

    points, mixture = narrow_among_wide(1e-6, 1e6)
    found = exact_log_joint(points[475:480], mixture)[:, 2]
    with mpmath.workdps(40):
        (a, b), (_, c) = ([mpmath.mpf(v) for v in row] for row in mixture.covariances[2].tolist())
        det = a * c - b * b
        for point, value in zip(points[475:480].tolist(), found, strict=True):
            x, y = (
                mpmath.mpf(p) - mpmath.mpf(m)
                for p, m in zip(point, mixture.means[2].tolist(), strict=True)
            )
            distance = (c * x * x - 2 * b * x * y + a * y * y) / det
            exact = mpmath.log(mpmath.mpf(mixture.weights[2].item())) - mpmath.log(det) / 2
            exact -= distance / 2 + mpmath.log(2 * mpmath.pi)
            assert abs(float(exact - mpmath.mpf(str(value)))) < 1e-12


def test_the_kernels_m_step_agrees_with_itself_where_stiffness_begins():
    for sigma in np.geomspace(1e-2, 1e-5, 13):
        points, mixture = narrow_among_wide(sigma, 0.0)
        unit = Unit.of(points)
        engine, shape = Engine(Blocks(points, unit), 3), Shape.of("full", 0.0, unit)
        stack = as_stack(unit, [mixture], 500.0)
        densities = Densities.of(stack, quadratics(stack[0] / 500, stack), unit.bounds)
        _, sums = engine.expect(densities)
        gaussians, _ = maximise(engine, shape, densities, sums)
        exact = engine.recentre(densities, gaussians, np.arange(3))
        variances = np.abs(exact[[3, 5]])
        assert (np.abs(gaussians - exact)[3:] / variances.min(axis=0)).max() < 1e-8
