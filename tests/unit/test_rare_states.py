"""States that hardly ever come: the engine raises but refusals, and all its numbers are finite.

Weights and counts near nothing, covariances whose determinant rounding has left on either side of
0, constant and collinear columns, rows of weight 0 anywhere, data of any unit.
"""

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmm_widget import Mixture, fit, landscape
from gmm_widget.diagnostics.collapse import narrowing
from gmm_widget.diagnostics.narration import narrate
from gmm_widget.diagnostics.states import component_states
from gmm_widget.em.data import Data
from gmm_widget.em.fitting import LIMITS, Problem
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.kernels.engine import Engine
from gmm_widget.em.kernels.single import Theta, one_fit
from gmm_widget.em.many import FlatPointsError, fit_many
from gmm_widget.em.options import FitOptions
from gmm_widget.em.stacks import as_stack
from gmm_widget.wire.film import read_film, write_film

rarely = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
REFUSALS = re.compile(
    "the start is so far|a covariance is singular|need at least|the same point|would be singular"
)

tiny = st.sampled_from([0.0, 1e-320, 1e-300, 1e-160, 1e-17, 1e-12, 1e-9, 1e-5])


@st.composite
def covariances(draw, d, size):
    """A covariance of about a size: round, narrow, or singular but for rounding."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = random.normal(size=(d, d))
    kind = draw(st.sampled_from(["free", "flat", "narrow", "axes", "float32"]))
    if kind == "flat":
        shape[:, -1] = shape[:, 0] * (1 + draw(tiny))
    if kind == "axes":
        shape = np.diag(10.0 ** random.uniform(-9, 0, d))
    covariance = shape @ shape.T * size**2
    if kind == "narrow":
        covariance *= 10.0 ** draw(st.integers(-30, -1))
    if kind == "float32":
        covariance = (covariance / size**2).astype(np.float32).astype(float) * size**2
    return (covariance + covariance.T) / 2


@st.composite
def states(draw):
    """Points, weights, a mixture and options: all legal, most of them rare."""
    d = draw(st.sampled_from([1, 2, 2, 2, 3, 5]))
    n = draw(st.integers(6, 30))
    k = draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = 10.0 ** draw(st.sampled_from([-60, -8, 0, 0, 0, 5, 60]))
    points = random.normal(size=(n, d))
    kind = draw(st.sampled_from(["cloud", "constant", "line", "falling", "repeated", "lattice"]))
    if kind == "constant":
        points[:, -1] = draw(st.sampled_from([0.0, 7.0, 1e6]))
    if kind in ("line", "falling") and d > 1:
        slope = 3.0 if kind == "line" else -0.7
        points[:, 1] = slope * points[:, 0] + draw(tiny) * random.normal(size=n)
    if kind == "repeated":
        points = points[random.integers(0, 3, n)]
    if kind == "lattice":
        points = np.rint(points)
    if kind in ("repeated", "lattice"):
        points[0] += 1
    points *= size
    weight = None
    if draw(st.booleans()):
        weight = random.integers(0, 3, n) * 10.0 ** draw(st.sampled_from([-12, 0, 12]))
        weight[: k + 1] = max(weight.max(), 1)
        points[weight == 0] *= draw(st.sampled_from([1.0, 1e14]))
    means = points[random.integers(0, k + 1, k)] + draw(tiny) * size * random.normal(size=(k, d))
    shares = np.array([max(draw(tiny), 1e-320) if draw(st.booleans()) else 1.0 for _ in range(k)])
    shares[random.integers(k)] = 1.0
    start = Mixture(shares / shares.sum(), means, [draw(covariances(d, size)) for _ in range(k)])
    options = {
        "covariance_type": draw(st.sampled_from(COVARIANCE_TYPES)),
        "reg_covar": draw(st.sampled_from([0.0, 0.0, 0.0, 1e-12, 1.0, 1e60])) * size**2,
        "max_iter": draw(st.integers(1, 30)),
        "sample_weight": weight,
    }
    if options["reg_covar"] > 1e100:
        options["reg_covar"] = 1e100
    return points, start, options


def refused(error):
    """It is a refusal of the start or the points, in words; anything else goes on."""
    if not REFUSALS.search(str(error)):
        raise error


def assert_finite(*arrays):
    for array in arrays:
        assert np.isfinite(array).all()


@rarely
@given(states())
@np.errstate(all="ignore")
def test_a_fit_raises_only_refusals_and_all_its_numbers_are_finite(state):
    points, start, options = state
    try:
        trace = fit(points, start, **options)
    except ValueError as error:
        refused(error)
        return
    mixtures = trace.mixtures
    assert_finite(mixtures.weights, mixtures.means, mixtures.covariances, trace.log_likelihoods)
    assert_finite(trace.predict_proba(), trace.responsibilities(trace.last_cursor), trace.spread)
    np.testing.assert_allclose(trace.predict_proba().sum(axis=1), 1, atol=1e-12)
    assert_finite(trace.score_samples(), trace.bic(), trace.aic(), trace.icl())
    header, sections = read_film(write_film(trace))
    assert header["status"] == trace.status
    assert_finite(sections["undecided"], sections["gains"])
    assert component_states(trace).shape == mixtures.weights.shape
    assert "nan" not in narrate(trace, trace.last_cursor).split()
    narrowing(trace)
    repr((trace, trace.final))
    if trace.status == "collapsed" and options["sample_weight"] is not None:
        assert options["sample_weight"][trace.point] > 0


@rarely
@given(states())
@np.errstate(all="ignore")
def test_a_batch_of_rare_fits_ends_as_each_alone(state):
    points, start, options = state
    try:
        trace = fit(points, start, **options)
    except ValueError as error:
        refused(error)
        with pytest.raises(ValueError, match=REFUSALS):
            fit_many(points, [start] * 5, **options)
        return
    if trace.status == "degenerate":
        with pytest.raises(FlatPointsError):
            fit_many(points, [start] * 5, **options)
        return
    many = fit_many(points, [start] * 5, **options)
    assert_finite(many.log_likelihoods)
    for i in range(5):
        assert_finite(many.mixture(i).means, many.mixture(i).covariances)
    assert set(many.statuses) <= {"converged", "max_iter", "collapsed", "empty"}


@rarely
@given(states())
@np.errstate(all="ignore")
def test_basins_are_refused_from_a_start_that_fit_refuses(state):
    points, start, options = state
    if points.shape[1] < 2:
        return
    try:
        trace = fit(points, start, **options)
    except ValueError:
        with pytest.raises(ValueError, match=REFUSALS):
            landscape.basins(points, start, 0, grid=4, **options)
        return
    if trace.status == "degenerate":
        return
    found = landscape.basins(points, start, 0, grid=4, **options)
    assert_finite(found.extent, found.log_likelihoods)
    assert found.label_at([found.extent[0], found.extent[2]]) in (None, *range(len(found.optima)))


numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1e-320, -1e-18, 1e-18, 1e-9, 1.0, 1e160, 1e308]),
)


@rarely
@given(st.lists(st.tuples(*[numbers] * 6), min_size=2, max_size=2))
@np.errstate(all="ignore")
def test_whatever_an_m_step_is_given_in_the_plane_it_raises_nothing(sums):
    points = np.random.default_rng(0).normal(size=(20, 2))
    problem = Problem.of(Data(points), FitOptions())
    engine = Engine(problem.data, 2)
    steps: Any = one_fit(engine, problem.shape)
    theta = steps.begin(
        as_stack(problem.unit, [Mixture([0.5] * 2, points[:2], [np.eye(2)] * 2)], 20)
    )
    counts = np.array(sums).T
    counts[0] = np.where(np.abs(counts[0]) > 1e-10, np.abs(counts[0]), 1.0)
    found = steps.maximise(theta, counts, LIMITS, engine.scatter())
    assert isinstance(found, int | Theta)


@pytest.mark.parametrize("b", [2.0, -2.0, 1.0 + 1e-16, -1.0])
@pytest.mark.parametrize("a", [-1e-18, 0.0, 1.0, 1e-18, math.inf])
@pytest.mark.parametrize("c", [-1e-18, 0.0, -1.0, 1.0])
def test_a_covariance_that_rounding_left_indefinite_is_no_density_in_the_plane(a, c, b):
    points = np.random.default_rng(0).normal(size=(20, 2))
    problem = Problem.of(Data(points), FitOptions())
    steps: Any = one_fit(Engine(problem.data, 1), problem.shape)
    assert steps._plane([(1e-9, 0.0, 0.0, a, c, b)]) is None


@pytest.mark.parametrize(
    ("a", "c", "b"),
    [
        (-1e-18, -1e-18, 0.0),
        (-1.0, -1.0, 0.5),
        (-1e-300, -1e-300, 0.0),
        (math.inf, 1.0, 0.0),
        (math.inf, math.inf, 1.0),
        (math.nan, 1.0, 0.0),
        (1.0, math.nan, 0.0),
    ],
)
def test_two_variances_below_0_or_without_bounds_are_no_density_in_the_plane(a, c, b):
    points = np.random.default_rng(0).normal(size=(20, 2))
    problem = Problem.of(Data(points), FitOptions())
    steps: Any = one_fit(Engine(problem.data, 1), problem.shape)
    assert steps._plane([(1.0, 0.0, 0.0, a, c, b)]) is None
    assert steps._plane([(1.0, 0.0, 0.0, 1.0, 1.0, 0.5)]) is not None
