"""Whatever the data and the start: a fit ends, and what it says is true."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmm_widget import Mixture, fit
from gmm_widget.diagnostics.states import component_states
from gmm_widget.em import starts
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.many import fit_many
from gmm_widget.em.steps import e_step
from gmm_widget.wire.film import read_film, write_film

bounded = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def tables(draw):
    """Legal points: clouds, lattices, repeated rows and outliers, of any size and offset."""
    d = draw(st.integers(1, 4))
    n = draw(st.integers(3, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    points = random.normal(size=(n, d)) * 10.0 ** draw(st.integers(-3, 3))
    kind = draw(st.sampled_from(["cloud", "lattice", "repeated", "outlier", "groups", "axes"]))
    if kind == "lattice":
        points = np.rint(3 * points / np.abs(points).max())
    elif kind == "repeated":
        points = points[random.integers(0, max(2, n // 4), n)]
    elif kind == "outlier":
        points[0] += 10.0 ** draw(st.integers(1, 8)) * points.std()
    elif kind == "groups":
        points += 10 * points.std() * random.integers(0, 3, (n, 1))
    elif kind == "axes":
        points *= np.logspace(0, draw(st.integers(1, 8)), d)
    points += draw(st.sampled_from([0.0, 1.0, -1e3, 1e6]))
    if (points == points[0]).all():
        points[0] += 1 + np.abs(points[0])
    return points


@st.composite
def problems(draw):
    """Points, a start among or around them, and options."""
    points = draw(tables())
    n, d = points.shape
    k = draw(st.integers(1, min(5, n)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    low, high = points.min(axis=0), points.max(axis=0)
    reach = draw(st.sampled_from([0.0, 0.5, 20.0]))
    means = low + (high - low) * random.uniform(-reach, 1 + reach, (k, d))
    if draw(st.booleans()):
        means[: min(k, 2)] = points[random.integers(0, n, min(k, 2))]
    start = starts.from_means(points, means)
    if draw(st.booleans()):
        factor = 10.0 ** random.uniform(-6, 1, (k, 1, 1))
        start = Mixture(random.dirichlet(np.ones(k)), means, start.covariances * factor)
    options = {
        "covariance_type": draw(st.sampled_from(COVARIANCE_TYPES)),
        "reg_covar": draw(st.sampled_from([0.0, 0.0, 0.0, 1e-6, 1.0])),
        "max_iter": draw(st.integers(1, 25)),
    }
    return points, start, options


def legal_fit(points, start, options):
    """The fit, or None where the start is refused for a reason that is true."""
    try:
        return fit(points, start, **options)
    except ValueError as refusal:
        if "the start is so far" not in str(refusal):
            raise
        return None


@bounded
@given(problems())
def test_a_fit_ends_with_finite_numbers_and_a_true_status(problem):
    points, start, options = problem
    trace = legal_fit(points, start, options)
    if trace is None:
        return
    for mixture in trace.mixtures:
        for part in (mixture.weights, mixture.means, mixture.covariances):
            assert np.isfinite(part).all()
        assert mixture.weights.sum() == pytest.approx(1, abs=1e-12)
        np.testing.assert_array_equal(mixture.covariances, mixture.covariances.transpose(0, 2, 1))
    assert np.isfinite(trace.log_likelihoods).all()
    assert len(trace.log_likelihoods) == len(trace.mixtures) <= options["max_iter"] + 1
    gains = np.abs(np.diff(trace.log_likelihoods)) / len(points)
    if trace.status == "converged":
        assert gains[-1] < trace.tol
    assert (gains[: len(gains) - (trace.status == "converged")] >= trace.tol).all()
    if trace.status == "max_iter":
        assert trace.n_iter == options["max_iter"]
    if trace.status == "degenerate":
        assert trace.n_iter == 0
    assert (trace.component is not None) == (trace.status in ("collapsed", "empty"))
    if trace.status == "empty":
        seen = e_step(points, trace.final).sum(axis=0)
        assert seen[trace.component] < 1e-9


@bounded
@given(problems())
def test_the_log_likelihood_never_falls_without_regularisation(problem):
    points, start, options = problem
    trace = legal_fit(points, start, {**options, "reg_covar": 0.0})
    if trace is None or trace.n_iter == 0:
        return
    # A nearly singular covariance has few digits: they bound what its density can be held to.
    conditions = [np.linalg.cond(_correlations(m)).max() for m in trace.mixtures]
    room = 1e-10 + 1e-15 * max(conditions) * (1 + np.abs(trace.log_likelihoods).max())
    steps = trace.gains[1:] if options["covariance_type"] == "full" else trace.gains[2:]
    assert (steps >= -room * len(points)).all()


def _correlations(mixture):
    sd = np.sqrt(np.einsum("kii->ki", mixture.covariances))
    return mixture.covariances / (sd[:, :, None] * sd[:, None, :])


@bounded
@given(problems())
def test_responsibilities_are_probabilities_and_the_film_holds_them(problem):
    points, start, options = problem
    trace = legal_fit(points, start, options)
    if trace is None:
        return
    for cursor in {0, min(1, trace.last_cursor), trace.last_cursor}:
        seen = trace.responsibilities(cursor)
        assert seen.min() >= 0
        np.testing.assert_allclose(seen.sum(axis=1), 1, atol=1e-12)
    header, sections = read_film(write_film(trace))
    assert header["T"] == trace.n_iter
    assert component_states(trace).shape == sections["states"].shape
    if trace.n_iter:
        drawn = sections["responsibilities"][-1] / 65535
        last = trace.responsibilities(trace.last_cursor)
        np.testing.assert_allclose(drawn, last, atol=1.01 / 65535)


@bounded
@given(problems())
def test_many_fits_end_like_the_fit_alone(problem):
    points, start, options = problem
    trace = legal_fit(points, start, options)
    if trace is None or trace.status == "degenerate":
        return
    many = fit_many(points, [start, start], **options)
    if trace.status in ("collapsed", "empty"):
        return
    assert many.statuses[0] == many.statuses[1] == trace.status
    assert many.log_likelihoods[0] == pytest.approx(trace.log_likelihoods[-1], rel=1e-6, abs=1e-6)


@bounded
@given(problems(), st.integers(0, 2**32 - 1))
def test_a_weight_of_two_is_the_point_twice(problem, seed):
    # To 1e-12 in test_kernels; here nearly singular covariances have fewer digits.
    points, start, options = problem
    weights = np.random.default_rng(seed).integers(1, 3, len(points))
    options = {**options, "max_iter": 1, "covariance_type": "full", "reg_covar": 1.0}
    try:
        weighted = fit(points, start, sample_weight=weights, **options)
        repeated = fit(np.repeat(points, weights, axis=0), start, **options)
    except ValueError:
        return
    if np.linalg.cond(_correlations(repeated.final)).max() > 1e8:
        return
    assert weighted.status == repeated.status
    np.testing.assert_allclose(weighted.log_likelihoods, repeated.log_likelihoods, rtol=1e-7)
