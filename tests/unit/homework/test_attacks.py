"""Functions that compute nothing, keep state, are nearly right, or misbehave when looked at."""

import numpy as np
import pytest
import textbook

from gmm_widget.em import e_step, log_likelihood, m_step
from gmm_widget.em.mixture import Mixture
from gmm_widget.homework import check_e_step, check_log_likelihood, check_m_step


def right_e(x, *mixture):
    return e_step(x, Mixture(*mixture))


def right_ll(x, *mixture):
    return log_likelihood(x, Mixture(*mixture))


def right_m(x, r):
    fitted = m_step(x, r)
    return fitted.weights, fitted.means, fitted.covariances


RANDOM = np.random.default_rng(0)

# ------------------------------------------------------------------ credit for nothing


@pytest.mark.parametrize(
    "step",
    [
        lambda x, w, m, s: np.zeros((len(x), len(w))),
        lambda x, w, m, s: np.ones((len(x), len(w))),
        lambda x, w, m, s: np.full((len(x), len(w)), 1 / len(w)),
        lambda x, w, m, s: np.tile(w, (len(x), 1)),
        lambda x, w, m, s: RANDOM.dirichlet(np.ones(len(w)), len(x)),
        lambda x, w, m, s: np.random.default_rng(1).dirichlet(np.ones(len(w)), len(x)),
        lambda x, w, m, s: np.eye(len(w))[np.zeros(len(x), int)],
    ],
)
def test_an_e_step_that_computes_nothing_earns_nothing(step):
    assert check_e_step(step).score == 0


@pytest.mark.parametrize(
    "value", [lambda *_: 0.0, lambda *_: -3.5, lambda *_: RANDOM.random(), lambda x, *_: x.sum()]
)
def test_a_log_likelihood_that_computes_nothing_earns_nothing(value):
    assert check_log_likelihood(value).score == 0


def filled(value):
    def step(x, r):
        k, d = r.shape[1], x.shape[1]
        return value(k), value((k, d)), value((k, d, d))

    return step


@pytest.mark.parametrize(
    "step",
    [
        filled(np.zeros),
        filled(np.ones),
        filled(RANDOM.random),
        lambda x, r: (
            np.full(r.shape[1], 1 / r.shape[1]),
            np.repeat(x.mean(axis=0)[None], r.shape[1], axis=0),
            np.repeat(np.atleast_2d(np.cov(x.T))[None], r.shape[1], axis=0),
        ),
    ],
)
def test_an_m_step_that_computes_nothing_earns_nothing(step):
    assert check_m_step(step).score == 0


def test_a_verified_fault_still_earns_credit():
    def step(x, w, m, s):
        return e_step(x, Mixture(np.full(len(w), 1 / len(w)), m, s))

    assert check_e_step(step).score == 0.5


# ------------------------------------------------------------------ nearly right


@pytest.mark.parametrize(
    ("check", "function", "says"),
    [
        (check_e_step, lambda *g: np.round(right_e(*g), 3), "rounded to 3 decimals"),
        (check_e_step, lambda *g: right_e(*g) + 1e-6, "to about 1e-6"),
        (check_e_step, lambda x, w, m, s: right_e(np.float32(x), w, m, s), "float32"),
        (check_log_likelihood, lambda *g: round(right_ll(*g), 2), "rounded to 2 decimals"),
        (check_log_likelihood, lambda *g: int(right_ll(*g)), "whole number"),
        (check_log_likelihood, lambda *g: right_ll(*g) * (1 + 1e-5), "to about 1e-5"),
    ],
)
def test_a_nearly_right_result_is_told_so(check, function, says):
    result = check(function, stable=False)
    assert not result
    assert result.score == 0.8
    assert says in result.message
    one, other = result.message.partition("(")[2].partition(" is right")[0].split(", where ")
    assert one != other


def test_a_nearly_right_m_step_is_told_so_part_by_part():
    def step(x, r):
        weights, means, covariances = right_m(x, r)
        return weights / (1 + 1e-6), means, covariances + 1e-6 * np.eye(x.shape[1])

    message = check_m_step(step).message
    assert "weights are right to about 1e-6" in message
    assert "Right: the means" in message
    assert "1e-06 is added to the diagonal" in message


def test_a_small_number_added_to_the_sum_of_a_row_is_named_with_its_size():
    def step(x, *mixture):
        joint = np.exp(Mixture(*mixture).log_joint(x))
        return joint / (joint.sum(axis=1, keepdims=True) + 1e-4)

    assert "constant of 0.0001 is added to the sum" in check_e_step(step).message


def test_a_small_number_in_the_logarithm_is_named_with_its_size():
    def function(x, *mixture):
        return np.log(np.exp(Mixture(*mixture).log_joint(x)).sum(axis=1) + 1e-4).sum()

    assert "0.0001 is added to the density" in check_log_likelihood(function).message


# ------------------------------------------------------------------ by shape, by order


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [(1, 2, "not for K = 2"), (2, 1, "not for d = 1"), (0, 11, "n = 11")],
)
def test_an_m_step_that_is_right_for_some_shapes_is_told_for_which(place, value, says):
    def step(x, r):
        weights, means, covariances = right_m(x, r)
        shape = (len(x), r.shape[1], x.shape[1])
        wrong = (shape[place] == value) != (place == 0)
        return weights, means, covariances * (1.1 if wrong else 1)

    message = check_m_step(step).message
    assert says in message
    assert "Right: the weights and the means" in message


def test_np_cov_in_one_dimension_is_told():
    def step(x, r):
        weights, means, _ = right_m(x, r)
        return weights, means, np.array([np.cov(x.T, aweights=one, ddof=0) for one in r.T])

    assert "for d = 1 np.cov returns a number" in check_m_step(step).message


@pytest.mark.parametrize(
    ("check", "function"),
    [
        (check_e_step, lambda x, m, s, w: right_e(x, w, m, s)),
        (check_log_likelihood, lambda w, m, s, x: right_ll(x, w, m, s)),
        (check_m_step, lambda r, x: right_m(x, r)),
    ],
)
def test_another_order_of_arguments_is_told(check, function):
    result = check(function)
    assert "takes its arguments in the order" in result.message
    assert result.score == 0.8


def test_an_error_of_numpy_comes_with_the_shapes_of_the_arguments():
    assert "X (11, 5), R (11, 3)" in check_m_step(lambda x, r: x + r).message


# ------------------------------------------------------------------ state


def kept(key):
    memory: dict = {}
    return lambda function: lambda *given: memory.setdefault(key(*given), function(*given))


@pytest.mark.parametrize("key", [lambda x, *_: x.shape, lambda x, *_: x.tobytes()])
@pytest.mark.parametrize(
    ("check", "function"),
    [(check_e_step, right_e), (check_log_likelihood, right_ll), (check_m_step, right_m)],
)
def test_results_that_are_kept_from_call_to_call_are_found(key, check, function):
    result = check(kept(key)(function))
    assert result.score == 0
    assert "from one call to the next" in result.message


def test_a_sum_that_goes_on_from_call_to_call_is_found():
    def function(*given, total=[0.0]):  # noqa: B006
        total[0] += right_ll(*given)
        return total[0]

    assert "adds up values" in check_log_likelihood(function).message


# ------------------------------------------------------------------ nothing escapes


class _Raises:
    """An object that raises an error, or never ends, when numpy looks at it."""

    def __init__(self, error):
        self.error = error

    def __array__(self, *given, **options):
        if self.error is None:
            while True:
                pass
        raise self.error


class _UnspeakableError(Exception):
    def __str__(self):
        raise SystemExit


class _EndlessError(Exception):
    def __str__(self):
        while True:
            pass


class _Nameless:
    @property
    def __name__(self):
        raise SystemExit

    def __call__(self, *given):
        return 1 / 0


def raising(error):
    def function(*given):
        raise error

    return function


HOSTILE = [
    *(lambda *_, e=e: _Raises(e) for e in (SystemExit(), MemoryError(), None)),
    *(lambda *_, e=e: (_Raises(e),) * 3 for e in (SystemExit(), RecursionError(), None)),
    *map(
        raising,
        (_UnspeakableError(), _EndlessError(), SystemExit(2), MemoryError(), GeneratorExit()),
    ),
    _Nameless(),
    type("Odd", (), {"__name__": 7, "__call__": lambda *_: None})(),
    lambda *_: 1e300 * np.ones((11, 3)),
]


@pytest.mark.parametrize("check", [check_e_step, check_log_likelihood, check_m_step])
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_nothing_escapes_and_nothing_is_printed(check, number, capfd):
    function = HOSTILE[number]
    result = check(function, time_limit=0.5)
    assert result.score == 0
    assert result.message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "m", [lambda x, r: [1e300 * part for part in textbook.m_step(x, r)], filled(np.zeros)]
)
def test_a_checker_gives_no_warnings_of_its_own(m, recwarn):
    check_m_step(m)
    check_e_step(lambda x, w, *_: -1e308 * np.ones((len(x), len(w))))
    check_log_likelihood(lambda x, *_: 1e308 * x.sum())
    assert not recwarn.list
