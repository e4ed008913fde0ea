"""Mixture: a checked value that knows its density."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmm_widget import Mixture


def test_log_density_is_scipys(clusters):
    points, mixture = clusters
    parts = [
        w * multivariate_normal(m, c).pdf(points)
        for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    ]
    np.testing.assert_allclose(mixture.log_density(points), np.log(sum(parts)), rtol=1e-11)


def test_a_point_far_from_every_component_has_a_finite_log_density():
    mixture = Mixture([0.5, 0.5], [[0, 0], [1, 1]], [np.eye(2) * 1e-4] * 2)
    value = mixture.log_density([[1e4, 1e4]])[0]
    nearer = 2 * (1e4 - 1) ** 2 / 1e-4  # squared Mahalanobis distance to the second mean
    expected = np.log(0.5) - np.log(2 * np.pi * 1e-4) - 0.5 * nearer
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_a_marginal_is_the_mixture_of_the_chosen_coordinates():
    points, mixture = _three(5)
    part = mixture.marginal([3, 1])
    np.testing.assert_array_equal(part.means, mixture.means[:, [3, 1]])
    np.testing.assert_array_equal(part.covariances[:, 0, 1], mixture.covariances[:, 3, 1])
    assert np.isfinite(part.log_density(points[:, [3, 1]])).all()


def test_a_sample_has_the_moments_of_the_mixture():
    _, mixture = _three(2)
    sample = mixture.sample(200_000, random_state=3)
    mean = mixture.weights @ mixture.means
    # Four standard errors of a mean over 200,000 draws with variance of about 20.
    np.testing.assert_allclose(sample.mean(axis=0), mean, atol=4 * np.sqrt(20 / 200_000))


def test_a_sample_is_the_same_for_the_same_random_state_and_another_without():
    _, mixture = _three(2)
    one, two = (mixture.sample(9, random_state=4) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(mixture.sample(9), mixture.sample(9))


def test_its_arrays_are_copies_that_cannot_be_written():
    weights = np.array([1.0])
    mixture = Mixture(weights, [[0.0]], [[[1.0]]])
    weights[0] = 7
    assert mixture.weights[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        mixture.means[0] = 3


def test_mixtures_of_equal_numbers_are_equal():
    assert Mixture([1], [[0]], [[[1]]]) == Mixture([1.0], [[0.0]], [[[1.0]]])
    assert Mixture([1], [[0]], [[[1]]]) != Mixture([1], [[0]], [[[2]]])


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (([1], [0, 0], [np.eye(2)]), "needs weights"),
        (([0.5, 0.5], [[0, 0]], [np.eye(2)]), r"need weights \(1,\)"),
        (([1], [[0, 0]], [np.eye(3)]), r"\(1, 2, 2\)"),
        (([0.5, 0.6], [[0], [1]], [[[1]], [[1]]]), "sum to 1"),
        (([-0.5, 1.5], [[0], [1]], [[[1]], [[1]]]), "at least 0"),
        (([1], [[np.nan]], [[[1]]]), "means must be finite"),
        (([1], [[0, 0]], [[[1, 0.5], [0, 1]]]), "symmetric"),
    ],
)
def test_bad_parts_are_named(parts, says):
    with pytest.raises(ValueError, match=says):
        Mixture(*parts)


def test_a_singular_covariance_says_what_to_do():
    with pytest.raises(ValueError, match="reg_covar"):
        Mixture([1], [[0, 0]], [np.zeros((2, 2))]).log_density([[0, 0]])


def test_points_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match=r"needs \(n, 2\)"):
        Mixture([1], [[0, 0]], [np.eye(2)]).log_density([[0, 0, 0]])


def _three(dimension):
    from conftest import three_clusters

    return three_clusters(dimension=dimension)
