"""Fits made by a student's own steps: the reference's film if they are right, else the fault."""

# ruff: noqa: N803, N806

import re
from itertools import count
from typing import Any

import numpy as np
import pytest

from gmm_widget import datasets, fit
from gmm_widget.em import starts
from gmm_widget.em.trace import Fault, Trace
from gmm_widget.homework.own_steps.fitter import OwnSteps
from gmm_widget.progress import finish

GEYSER = np.asarray(datasets.old_faithful())
START = starts.from_means(GEYSER, [[2, 55], [4, 80]])
OPTIONS: dict[str, Any] = {"covariance_type": "full", "reg_covar": 0.0, "tol": 1e-6, "max_iter": 25}


def e_step(X, weights, means, covariances):
    """As a good student writes it: through the inverse and the determinant."""
    d = X.shape[1]
    log = np.empty((len(X), len(weights)))
    for k, (weight, mean, covariance) in enumerate(zip(weights, means, covariances, strict=True)):
        gap = X - mean
        far = np.sum(gap @ np.linalg.inv(covariance) * gap, axis=1)
        log[:, k] = np.log(weight) - 0.5 * (far + np.linalg.slogdet(covariance)[1])
        log[:, k] -= 0.5 * d * np.log(2 * np.pi)
    joint = np.exp(log - log.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


def m_step(X, R):
    N = R.sum(axis=0)
    means = R.T @ X / N[:, None]
    covariances = [(R[:, k] * (X - means[k]).T) @ (X - means[k]) / N[k] for k in range(len(N))]
    return N / len(X), means, np.array(covariances)


def film(e=None, m=None, points=GEYSER, start=START, **options) -> Trace:
    return finish(OwnSteps.of(e, m).fit_steps(points, start, **{**OPTIONS, **options}))


def fault_of(trace: Trace) -> Fault:
    """The first fault, which must be there."""
    assert trace.fault is not None
    return trace.fault


def assert_the_same(own: Trace, reference: Trace):
    assert own.status == reference.status
    assert own.n_iter == reference.n_iter
    assert own.faults == ()
    size = np.abs(reference.log_likelihoods).max()
    np.testing.assert_allclose(own.log_likelihoods, reference.log_likelihoods, atol=1e-9 * size)
    spread = reference.spread
    for ours, theirs in zip(own.mixtures, reference.mixtures, strict=True):
        np.testing.assert_allclose(ours.weights, theirs.weights, atol=1e-9)
        np.testing.assert_allclose(ours.means / spread, theirs.means / spread, atol=1e-9)
        scale = np.outer(spread, spread)
        np.testing.assert_allclose(ours.covariances / scale, theirs.covariances / scale, atol=1e-9)
    for cursor in range(own.last_cursor + 1):
        np.testing.assert_allclose(
            own.responsibilities(cursor), reference.responsibilities(cursor), atol=1e-7
        )


# ------------------------------------------------------------------ right functions


@pytest.mark.parametrize(("e", "m"), [(e_step, m_step), (e_step, None), (None, m_step)])
@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_right_functions_make_the_film_of_the_reference(e, m, covariance_type):
    options: dict[str, Any] = {"covariance_type": covariance_type, "reg_covar": 0.01}
    assert_the_same(film(e, m, **options), fit(GEYSER, START, **{**OPTIONS, **options}))


@pytest.mark.parametrize(("n_components", "d"), [(1, 2), (5, 2), (3, 4), (2, 7)])
def test_for_any_number_of_components_and_dimensions(n_components, d):
    random = np.random.default_rng([3, n_components, d])
    groups = random.normal(scale=6, size=(n_components, d))[np.arange(150) % n_components]
    points = random.normal(size=(150, d)) + groups
    start = starts.kmeans_plus_plus(points, n_components)
    assert_the_same(film(e_step, m_step, points, start), fit(points, start, **OPTIONS))


@pytest.mark.parametrize("change", [(1e-7, 0.0), (1e5, 3e8), (1.0, -1e4)])
def test_in_any_units(change):
    scale, shift = change
    points = GEYSER * scale + shift
    start = starts.from_means(points, np.array([[2, 55], [4, 80]]) * scale + shift)
    assert film(e_step, m_step, points, start).faults == ()
    off = film(e_step, lambda X, R: nudged(m_step(X, R), 0.01 * scale), points, start)
    assert fault_of(off).cursor == 2


def nudged(mixture, by):
    weights, means, covariances = mixture
    return weights, means + by, covariances


def test_down_to_a_collapse():
    means = GEYSER[[0, 1, 2, 3, 4, 5]]
    start = starts.from_means(GEYSER, means)
    points = np.vstack([GEYSER, [[9.0, 20.0]] * 2])
    start = starts.from_means(points, np.vstack([means[:2], points[-1]]))
    reference = fit(points, start, **OPTIONS)
    assert reference.status == "collapsed"
    own = film(e_step, m_step, points, start)
    assert (own.status, own.component, own.n_iter, own.faults) == (
        "collapsed",
        reference.component,
        reference.n_iter,
        (),
    )


def test_a_function_may_add_the_floor_itself():
    def floored(X, R):
        weights, means, covariances = m_step(X, R)
        return weights, means, covariances + 0.5 * np.eye(2)

    assert_the_same(film(None, floored, reg_covar=0.5), fit(GEYSER, START, reg_covar=0.5))
    assert fault_of(film(None, floored)).cursor == 2


def test_flat_points_are_never_handed_over():
    flat = np.column_stack([np.arange(9.0), np.full(9, 2.0)])
    start = starts.from_means(flat, flat[[0, 8]])
    own = film(pytest.fail, pytest.fail, flat, start)
    assert (own.status, own.n_iter) == ("degenerate", 0)


# ------------------------------------------------------------------ faults


def without_weights(X, weights, means, covariances):
    return e_step(X, np.full(len(weights), 1 / len(weights)), means, covariances)


def test_the_first_wrong_point_is_named_with_both_numbers():
    trace = film(without_weights, m_step)
    fault = fault_of(trace)
    # The weights of a start from means are equal, so the first iteration is right.
    assert fault.cursor == 3
    given = trace.responsibilities(3)
    wanted = e_step(GEYSER, *vars(trace.mixtures[1]).values())
    wrong = np.abs(given - wanted) > 1e-6
    assert fault.row == np.flatnonzero(wrong.any(axis=1))[0]
    yours, right = given[fault.row, fault.component], wanted[fault.row, fault.component]
    numbers = [float(number) for number in re.findall(r"0\.\d+", fault.seen)]
    assert numbers == pytest.approx([yours, right], rel=0.05)
    assert "multiply the density of component k by weights[k]" in fault.sentence


def test_a_wrong_component_of_the_m_step_is_named():
    def wrong(X, R):
        weights, means, covariances = m_step(X, R)
        covariances[1] *= 1.2
        return weights, means, covariances

    fault = fault_of(film(None, wrong))
    assert (fault.cursor, fault.row, fault.component) == (2, None, 1)
    assert "covariance" in fault.seen


def test_the_film_goes_on_with_what_is_wrong():
    def narrow(X, R):
        weights, means, covariances = m_step(X, R)
        return weights, means, covariances / 2

    trace = film(e_step, narrow)
    assert trace.n_iter > 3
    _, _, covariances = narrow(GEYSER, trace.responsibilities(1))
    np.testing.assert_allclose(trace.mixtures[1].covariances, covariances, rtol=1e-12)
    assert len(trace.faults) == 1


def test_only_the_step_that_is_wrong_is_told_of():
    def unnormalised(X, weights, means, covariances):
        return 0.9 * e_step(X, weights, means, covariances)

    trace = film(unnormalised, m_step)
    assert len(trace.faults) == 1
    assert fault_of(trace).lead == "Your E-step is wrong in iteration 1."
    assert "sum to 0.9" in fault_of(trace).hint
    assert film(unnormalised).faults == trace.faults


def raises(X, weights, means, covariances):
    return weights[len(weights)]


def leaves(X, weights, means, covariances):
    raise SystemExit("enough")


def base(X, weights, means, covariances):
    raise BaseException("odd")


def goes_round(X, weights, means, covariances):
    return goes_round(X, weights, means, covariances)


def forgets(X, weights, means, covariances):
    e_step(X, weights, means, covariances)


def sums(X, weights, means, covariances):
    return e_step(X, weights, means, covariances).sum(axis=1)


def takes_two(X, weights):
    return X


class Refusing:
    """As an array of another library that still needs something done to it."""

    def __array__(self, *_, **__):
        raise RuntimeError("detach it first")


def refuses(X, weights, means, covariances):
    return Refusing()


class SpeechlessError(Exception):
    """As some that need an argument which nobody gave."""

    def __str__(self):
        raise RuntimeError


def speechless(X, weights, means, covariances):
    raise SpeechlessError


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (raises, "return weights[len(weights)]`): IndexError"),
        (leaves, "SystemExit: enough"),
        (base, "BaseException: odd"),
        (goes_round, "RecursionError"),
        (forgets, "Is the return statement missing"),
        (sums, "shape (272,); it must return an array of shape (n, K) = (272, 2)"),
        (takes_two, "cannot be called with the 4 arguments"),
        (refuses, "a Refusing, of which numpy can make no array (RuntimeError: detach it first)"),
        (speechless, "`): SpeechlessError"),
    ],
)
def test_what_gives_no_result_ends_the_film_with_the_reason(function, said):
    trace = film(function, m_step)
    assert (trace.status, trace.n_iter, fault_of(trace).cursor) == ("faulty", 0, 0)
    assert said in fault_of(trace).sentence
    assert np.isfinite(trace.log_likelihoods).all()


def test_nan_at_iteration_5_only():
    calls = count(1)

    def now_and_then(X, weights, means, covariances):
        R = e_step(X, weights, means, covariances)
        if next(calls) == 5:
            R[17, 1] = np.nan
        return R

    trace = film(now_and_then, m_step)
    assert (trace.status, trace.n_iter, fault_of(trace).cursor) == ("faulty", 4, 8)
    assert fault_of(trace).row == 17
    assert "NaN in 1 of 544 entries" in fault_of(trace).sentence
    assert "iteration 5" in fault_of(trace).lead


def test_an_m_step_without_a_result_leaves_its_e_step_to_be_seen():
    def heavy(X, R):
        weights, means, covariances = m_step(X, R)
        return weights * len(X), means, covariances

    trace = film(e_step, heavy)
    assert (trace.status, trace.n_iter, fault_of(trace).cursor) == ("faulty", 1, 2)
    assert trace.mixtures[1] == trace.mixtures[0]
    np.testing.assert_allclose(trace.responsibilities(1), e_step(GEYSER, *vars(START).values()))
    assert "sum to 272" in fault_of(trace).seen


def test_the_first_fault_and_the_one_that_ends_the_film_are_both_kept():
    calls = count(1)

    def worse(X, weights, means, covariances):
        ill = len(X) == len(GEYSER) and next(calls) == 4
        return None if ill else without_weights(X, weights, means, covariances)

    first, last = film(worse, m_step).faults
    assert (first.cursor, last.cursor) == (3, 6)
    assert "None" in last.seen


def test_a_change_in_place_is_a_fault_and_the_film_goes_on():
    def shifts(X, R):
        result = m_step(X, R)
        X -= result[1][0]
        return result

    before = GEYSER.copy()
    trace = film(e_step, shifts)
    assert trace.status == "converged"
    assert fault_of(trace).cursor == 2
    assert "changes its input X in place (at line" in fault_of(trace).seen
    assert fault_of(trace).hint == ""  # the checker says the same
    np.testing.assert_array_equal(GEYSER, before)


def test_an_input_that_is_changed_in_place_is_told_of_once():
    def divides(X, R):
        R /= R.sum(axis=0)
        return m_step(X, R)

    fault = fault_of(film(e_step, divides))
    assert fault.sentence.count("changes its input R in place") == 1
    assert "your weight is" in fault.seen
    assert fault.hint


@pytest.mark.filterwarnings("error")
def test_numbers_too_large_to_compute_with_end_the_film():
    def huge(X, R):
        weights, means, covariances = m_step(X, R)
        return weights, means, covariances * 1e250

    trace = film(e_step, huge)
    assert trace.status == "faulty"
    assert "too large to compute with" in fault_of(trace).seen
    assert all(mixture.covariances.max() < 1e100 for mixture in trace.mixtures)


def test_one_covariance_for_all_is_not_taken_for_variances_where_k_is_d():
    def one(X, R):
        weights, means, covariances = m_step(X, R)
        return weights, means, covariances[0]

    def variances(X, R):
        weights, means, covariances = m_step(X, R)
        return weights, means, np.einsum("kii->ki", covariances)

    assert "there is one covariance for all" in fault_of(film(e_step, one)).seen
    assert "only variances are there" in fault_of(film(e_step, variances)).seen


def test_a_transposed_result_is_repaired_and_told():
    trace = film(lambda *state: e_step(*state).T, m_step)
    assert trace.status == "converged"
    assert fault_of(trace).cursor == 1
    assert "transposed" in fault_of(trace).sentence


def test_right_for_two_components_only():
    def for_two(X, weights, means, covariances):
        R = e_step(X, weights, means, covariances)
        R[:, 2:] = 0
        return R / R.sum(axis=1, keepdims=True)

    assert film(for_two, m_step).faults == ()
    three = starts.kmeans_plus_plus(GEYSER, 3)
    trace = film(for_two, m_step, start=three)
    assert fault_of(trace).cursor == 1
    assert trace.status == "empty"
    # The E-step that left a component without points can be seen.
    assert trace.n_iter == 1
    assert not trace.responsibilities(1)[:, 2].any()


def test_an_endless_loop_is_stopped_and_not_run_again(monkeypatch):
    monkeypatch.setattr("gmm_widget.homework.own_steps.followed.TIME_LIMIT", 1.0)
    calls = []

    def endless(X, R):
        calls.append(1)
        while True:
            pass

    own = OwnSteps.of(e_step, endless)
    first = finish(own.fit_steps(GEYSER, START, **OPTIONS))
    assert first.status == "faulty"
    assert "had not finished after 1 seconds on 272 points" in fault_of(first).sentence
    again = finish(own.fit_steps(GEYSER, START, **OPTIONS))
    assert "not called again until you define it anew" in fault_of(again).sentence
    assert len(calls) == 1


def test_shares_outside_0_to_1_can_be_drawn():
    def odd(X, weights, means, covariances):
        R = e_step(X, weights, means, covariances)
        return np.column_stack([R[:, 0] + 1, R[:, 1] - 1])

    trace = film(odd)
    seen = np.concatenate([block for _, _, block in trace.e_steps(0, trace.n_iter)], axis=1)
    assert seen.min() >= 0
    assert seen.max() <= 1
    assert trace.responsibilities(1).max() > 1


# ------------------------------------------------------------------ while a handle is held


def test_the_e_steps_come_in_the_blocks_of_every_trace():
    own, reference = film(e_step), fit(GEYSER, START, **OPTIONS)
    for first, stop in [(0, own.n_iter), (1, 3), (2, 2)]:
        whole = np.full((2, max(stop - first, 0), len(GEYSER)), np.nan)
        for rows, mixtures, block in own.e_steps(first, stop) if stop > first else ():
            whole[:, mixtures, rows] = block
        for i in range(stop - first):
            wanted = reference.responsibilities(2 * (first + i) + 1)
            np.testing.assert_allclose(whole[:, i].T, wanted, atol=1e-7)


def test_a_brief_fit_takes_their_first_e_step_alone():
    calls = []

    def counted(X, weights, means, covariances):
        calls.append(1)
        return without_weights(X, weights, means, covariances) ** 2

    own = OwnSteps.of(counted, pytest.fail).briefly(True)
    trace = finish(own.fit_steps(GEYSER, START, **OPTIONS))
    assert len(calls) == 1
    np.testing.assert_allclose(
        trace.responsibilities(1), without_weights(GEYSER, *vars(START).values()) ** 2
    )
    reference = fit(GEYSER, START, **OPTIONS)
    assert trace.final == reference.final
    assert trace.fault is None
    np.testing.assert_array_equal(trace.responsibilities(3), reference.responsibilities(3))


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="e_step must be a function"):
        OwnSteps.of(e_step(GEYSER, *vars(START).values()))
