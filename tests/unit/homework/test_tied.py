"""The checker of the M-step with one covariance for all components."""

from typing import Any

import numpy as np
import pytest

from gmm_widget.homework import check_tied_m_step

RIGHT = """
def tied_m_step(X, R):
    n, d = X.shape
    N = R.sum(axis=0)
    means = R.T @ X / N[:, None]
    own = [(R[:, [k]] * (X - means[k])).T @ (X - means[k]) / N[k] for k in range(len(N))]
    weights = N / n
    covariance = sum(weights[k] * own[k] for k in range(len(N)))
    return weights, means, covariance
"""


def checked(old="", new=""):
    space: dict[str, Any] = {"np": np}
    assert old in RIGHT
    exec(RIGHT.replace(old, new) if old else RIGHT, space)
    return check_tied_m_step(space["tied_m_step"])


def test_the_right_one_passes_in_any_form():
    assert checked().passed
    assert checked(
        "return weights, means, covariance", "return [weights.tolist(), means, covariance]"
    )
    about_one = "np.einsum('nk,nkd,nke->de', R, X[:, None] - means, X[:, None] - means) / n"
    assert checked("sum(weights[k] * own[k] for k in range(len(N)))", about_one).passed


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("np.mean(own, axis=0)", "plain mean"),
        ("np.sum(own, axis=0)", "sum of the K covariances"),
        ("np.atleast_2d(np.cov(X.T, ddof=0))", "their one mean"),
        ("n * sum(weights[k] * own[k] for k in range(len(N)))", "not divided"),
        ("sum(N[k] * own[k] for k in range(len(N))) / (n - 1)", "n - 1"),
        ("sum(weights[k] * own[k] for k in range(len(N))) / len(N)", "divided by K"),
        ("own[0]", "one component alone"),
    ],
)
def test_a_fault_of_the_covariance_has_its_name_and_half_the_score(new, said):
    result = checked("sum(weights[k] * own[k] for k in range(len(N)))", new)
    assert (result.passed, result.score) == (False, 0.5)
    assert said in result.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sum(weights[k] * own[k] for k in range(len(N)))", "own", "one for each component"),
        ("sum(weights[k] * own[k] for k in range(len(N)))", "np.eye(d)", "is not: sum R"),
        ("weights = N / n", "weights = N / n; X -= 1", "in place"),
        ("return weights, means, covariance", "return means, covariance", "three things"),
        ("return weights, means, covariance", "return weights, means, 'x'", "must be numbers"),
        ("/ N[:, None]", "/ n", "Not right: means"),
        ("n, d = X.shape", "raise ValueError('no')", "ValueError"),
    ],
)
def test_anything_else_earns_nothing_and_is_explained(old, new, said):
    result = checked(old, new)
    assert (result.passed, result.score) == (False, 0)
    assert said in result.message
