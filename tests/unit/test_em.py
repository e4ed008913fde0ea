"""The two steps of EM, against the textbook's loops and against scikit-learn."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import textbook

from gmm_widget import Mixture
from gmm_widget.em.information_criteria import COVARIANCE_TYPES
from gmm_widget.em.steps import e_step, log_likelihood, m_step


def test_the_e_step_is_the_textbooks(clusters):
    points, mixture = clusters
    parts = mixture.weights, mixture.means, mixture.covariances
    np.testing.assert_allclose(
        e_step(points, mixture), textbook.e_step(points, *parts), rtol=1e-10, atol=1e-14
    )


def test_the_log_likelihood_is_the_textbooks(clusters):
    points, mixture = clusters
    parts = mixture.weights, mixture.means, mixture.covariances
    np.testing.assert_allclose(
        log_likelihood(points, mixture), textbook.log_likelihood(points, *parts), rtol=1e-12
    )


def test_the_m_step_is_the_textbooks(clusters):
    points, mixture = clusters
    r = e_step(points, mixture)
    weights, means, covariances = textbook.m_step(points, r)
    fitted = m_step(points, r)
    np.testing.assert_allclose(fitted.weights, weights, rtol=1e-12)
    np.testing.assert_allclose(fitted.means, means, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(fitted.covariances, covariances, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_every_covariance_type_is_scikit_learns(clusters, covariance_type):
    from sklearn.mixture._gaussian_mixture import _estimate_gaussian_parameters

    points, mixture = clusters
    r = e_step(points, mixture)
    _, _, theirs = _estimate_gaussian_parameters(points, r, 0.01, covariance_type)
    d, n_components = points.shape[1], r.shape[1]
    expanded = {
        "full": lambda: theirs,
        "tied": lambda: np.repeat(theirs[None], n_components, axis=0),
        "diag": lambda: theirs[:, :, None] * np.eye(d),
        "spherical": lambda: theirs[:, None, None] * np.eye(d),
    }[covariance_type]()
    ours = m_step(points, r, covariance_type=covariance_type, reg_covar=0.01)
    np.testing.assert_allclose(ours.covariances, expanded, rtol=1e-9, atol=1e-12)


def test_responsibilities_sum_to_one_however_far_the_points(clusters):
    points, mixture = clusters
    r = e_step(points * 1e6, mixture)
    np.testing.assert_allclose(r.sum(axis=1), 1, rtol=1e-12)


def test_a_component_of_weight_zero_has_no_responsibility():
    mixture = Mixture([1.0, 0.0], [[0.0], [1.0]], [[[1.0]], [[1.0]]])
    np.testing.assert_array_equal(e_step([[0.0], [1.0]], mixture)[:, 1], 0)


def test_the_m_step_keeps_the_digits_of_a_tiny_component_far_from_zero():
    random = np.random.default_rng(0)
    tiny = 1e-6 * random.normal(size=(50, 2))
    centre = np.array([4.0, -3.0]) + 2.0**20  # so that centre + tiny is rounded, but known
    points = centre + tiny
    exact = (points - centre).astype(np.longdouble)
    exact -= exact.mean(axis=0)
    covariance = (exact.T @ exact / 50).astype(float)
    ours = m_step(points, np.ones((50, 1))).covariances[0]
    np.testing.assert_allclose(ours, covariance, rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([[0.0], [1.0]], [[1.0]]), "one row per point"),
        (([[0.0], [1.0]], [[1.0, 0.0], [1.0, 0.0]]), "component 1 has no responsibility"),
    ],
)
def test_bad_arguments_of_the_m_step_are_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        m_step(*arguments)


def test_an_unknown_covariance_type_is_named():
    unknown: Any = "round"
    with pytest.raises(ValueError, match="'full', 'tied', 'diag', 'spherical'; got 'round'"):
        m_step([[0.0], [1.0]], [[1.0], [1.0]], covariance_type=unknown)


def test_an_m_step_keeps_the_digits_of_means_far_from_zero():
    # Exact in fractions: the mean of whole numbers about 1e15, each with a power of two's share.
    random = np.random.default_rng(0)
    whole = random.integers(0, 1000, (999, 1))
    points = 1e15 + whole
    shares = 2.0 ** -random.integers(1, 5, (999, 1))
    total = sum(map(Fraction, shares[:, 0].tolist()))
    pairs = zip(shares[:, 0].tolist(), whole[:, 0].tolist(), strict=True)
    weighed = sum(Fraction(share) * number for share, number in pairs)
    exact = float(weighed / total)
    found = m_step(points, np.hstack([shares, 1 - shares])).means[0, 0] - 1e15
    assert abs(found - exact) <= 0.125  # the spacing of floats at 1e15


@pytest.mark.parametrize("reg_covar", [-1, np.nan, np.inf, 1.01e100, "1", True, None])
def test_an_m_step_refuses_what_cannot_be_added_to_a_variance(reg_covar):
    points = np.random.default_rng(0).normal(size=(9, 2))
    with pytest.raises(ValueError, match="reg_covar must be a number, 0 or more"):
        m_step(points, np.ones((9, 1)), reg_covar=reg_covar)
