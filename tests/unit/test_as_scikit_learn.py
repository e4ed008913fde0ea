"""What holds of scikit-learn's GaussianMixture holds of ours, under the same names.

Every claim about `model` is made of both.
"""

import warnings
from contextlib import contextmanager

import numpy as np
import pytest
import sklearn_adapter
from scipy.stats import multivariate_normal
from sklearn import mixture as scikit_learn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score

from gmm_widget.em.information_criteria import COVARIANCE_TYPES

BOTH = {"scikit-learn": scikit_learn.GaussianMixture, "ours": sklearn_adapter.GaussianMixture}
D, K = 3, 2


@contextmanager
def unconverged():
    """Where a fit is not meant to converge."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


@pytest.fixture(params=BOTH, scope="module")
def library(request):
    return BOTH[request.param]


@pytest.fixture(params=COVARIANCE_TYPES, scope="module")
def covariance_type(request):
    return request.param


def drawn(covariance_type, n=400, seed=0, apart=4.0):
    """Points of two Gaussians of a type, their labels, and what they were drawn from."""
    random = np.random.default_rng(seed)
    weights, means = np.array([0.35, 0.65]), np.array([[0.0] * D, [apart, -apart, 0.0]])
    shape = np.array([[1.0, 0.4, 0.0], [0.4, 0.5, 0.1], [0.0, 0.1, 2.0]])
    covariances = {
        "full": np.array([shape, shape[::-1, ::-1]]),
        "tied": shape,
        "diag": np.array([[1.0, 0.3, 2.0], [0.5, 1.5, 0.7]]),
        "spherical": np.array([0.6, 1.4]),
    }[covariance_type]
    full = sklearn_adapter.expanded(covariances, covariance_type, K, D)
    labels = random.choice(K, n, p=weights)
    points = np.array([random.multivariate_normal(means[k], full[k]) for k in labels])
    return points, labels, (weights, means, covariances)


def precisions(covariances, covariance_type):
    full = covariance_type in ("full", "tied")
    return np.linalg.inv(covariances) if full else 1 / covariances


def begun(covariance_type):
    """Where both can begin, a little off the truth."""
    weights, means, covariances = drawn(covariance_type)[2]
    return {
        "weights_init": weights[::-1],
        "means_init": means + 0.7,
        "precisions_init": precisions(2 * covariances, covariance_type),
    }


@pytest.fixture(scope="module")
def model(library, covariance_type):
    points = drawn(covariance_type)[0]
    return library(K, covariance_type=covariance_type, random_state=0, n_init=3).fit(points)


def test_the_groups_are_found_and_so_is_what_made_them(model, covariance_type):
    points, labels, (weights, means, covariances) = drawn(covariance_type)
    order = np.argsort(model.weights_)
    np.testing.assert_allclose(model.weights_[order], weights, atol=0.1)
    np.testing.assert_allclose(model.means_[order], means, atol=0.5)
    found = model.covariances_ if covariance_type == "tied" else model.covariances_[order]
    np.testing.assert_allclose(found, covariances, atol=0.6)
    assert model.converged_
    assert adjusted_rand_score(labels, model.predict(points)) > 0.95


def test_scores_are_the_log_densities_of_the_mixture(model, covariance_type):
    points = drawn(covariance_type, seed=1)[0]
    full = sklearn_adapter.expanded(model.covariances_, covariance_type, K, D)
    wanted = sum(
        weight * multivariate_normal(mean, covariance).pdf(points)
        for weight, mean, covariance in zip(model.weights_, model.means_, full, strict=True)
    )
    np.testing.assert_allclose(model.score_samples(points), np.log(wanted), rtol=1e-9)
    assert model.score(points) == pytest.approx(np.log(wanted).mean())


def test_a_point_is_predicted_to_be_of_its_likeliest_component(model, covariance_type):
    points = drawn(covariance_type, seed=1, apart=1.0)[0]
    shares = model.predict_proba(points)
    assert shares.shape == (len(points), K)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_array_equal(model.predict(points), shares.argmax(axis=1))


def test_criteria_are_the_likelihood_less_a_price(model, covariance_type):
    points = drawn(covariance_type)[0]
    n = len(points)
    free = {"full": K * D * (D + 1) / 2, "tied": D * (D + 1) / 2, "diag": K * D, "spherical": K}
    m = free[covariance_type] + K * D + K - 1
    value = n * model.score(points)
    assert model._n_parameters() == m
    assert model.bic(points) == pytest.approx(m * np.log(n) - 2 * value)
    assert model.aic(points) == pytest.approx(2 * m - 2 * value)


def test_what_is_drawn_from_a_fit_fits_it(model, covariance_type):
    points, labels = model.sample(20_000)
    assert points.shape == (20_000, D)
    np.testing.assert_allclose(np.bincount(labels) / 20_000, model.weights_, atol=0.02)
    full = sklearn_adapter.expanded(model.covariances_, covariance_type, K, D)
    for k in range(K):
        np.testing.assert_allclose(points[labels == k].mean(axis=0), model.means_[k], atol=0.1)
        np.testing.assert_allclose(np.cov(points[labels == k].T), full[k], atol=0.2)


def test_fit_predict_is_fit_and_predict(library, covariance_type):
    points = drawn(covariance_type, apart=1.5)[0]
    for most in (1, 100):
        options = {"covariance_type": covariance_type, "max_iter": most, "tol": 1e-7}
        with unconverged():
            one = library(K, random_state=3, **options)
            labels = one.fit_predict(points)
        np.testing.assert_array_equal(labels, one.predict(points))


def test_more_starts_are_never_worse_than_the_first(library, covariance_type):
    points = drawn(covariance_type, n=60, apart=1.0)[0]
    options = {"covariance_type": covariance_type, "random_state": 0, "max_iter": 300}
    scores = [library(3, n_init=n, **options).fit(points).score(points) for n in (1, 8)]
    assert scores[1] >= scores[0] - 1e-12


def test_the_likelihood_rises_with_every_iteration(library, covariance_type):
    points = drawn(covariance_type, apart=1.0)[0]
    scores = []
    for most in range(1, 12):
        options = {"covariance_type": covariance_type, "max_iter": most, "tol": 0.0}
        with unconverged():
            one = library(K, reg_covar=0.0, **options, **begun(covariance_type)).fit(points)
        assert one.n_iter_ == most
        scores.append(one.score(points))
    assert (np.diff(scores) > 0).all()


def test_the_two_take_the_same_steps_from_the_same_start(covariance_type):
    points = drawn(covariance_type, apart=1.5)[0]
    options = {"covariance_type": covariance_type, **begun(covariance_type)}
    for reg_covar in (0.0, 1e-6, 0.3):
        same = {"reg_covar": reg_covar, **options}
        theirs, ours = (each(K, **same).fit(points) for each in BOTH.values())
        # Theirs looks at the likelihood of the mixture before an M-step, ours at that after it.
        assert theirs.converged_
        assert ours.converged_
        assert ours.n_iter_ in (theirs.n_iter_, theirs.n_iter_ - 1)
        again = {"max_iter": ours.n_iter_, "tol": 0.0}
        with unconverged():
            theirs, ours = (each(K, **same, **again).fit(points) for each in BOTH.values())
        np.testing.assert_allclose(ours.weights_, theirs.weights_, rtol=1e-9)
        np.testing.assert_allclose(ours.means_, theirs.means_, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(ours.covariances_, theirs.covariances_, rtol=1e-8, atol=1e-9)
        for name in ("predict_proba", "score_samples"):
            one, two = (getattr(each, name)(points) for each in (ours, theirs))
            np.testing.assert_allclose(one, two, atol=1e-9)
        for name in ("score", "bic", "aic"):
            assert getattr(ours, name)(points) == pytest.approx(getattr(theirs, name)(points))
        assert ours._n_parameters() == theirs._n_parameters()
        np.testing.assert_array_equal(ours.predict(points), theirs.predict(points))


def test_one_component_is_the_mean_and_the_covariance(library, covariance_type):
    points = drawn(covariance_type)[0]
    one = library(1, covariance_type=covariance_type, reg_covar=0.0, random_state=0).fit(points)
    np.testing.assert_allclose(one.means_[0], points.mean(axis=0))
    scatter = np.cov(points.T, bias=True)
    wanted = {
        "full": scatter[None],
        "tied": scatter,
        "diag": scatter.diagonal()[None],
        "spherical": [scatter.diagonal().mean()],
    }[covariance_type]
    np.testing.assert_allclose(one.covariances_, wanted, rtol=1e-9)
    assert (one.predict(points) == 0).all()


def test_reg_covar_keeps_a_component_on_equal_points_open(library, covariance_type):
    points = np.repeat([[0.0, 0.0, 0.0], [5.0, 5.0, 5.0]], 20, axis=0)
    one = library(K, covariance_type=covariance_type, random_state=0, reg_covar=1e-3).fit(points)
    full = sklearn_adapter.expanded(one.covariances_, covariance_type, K, D)
    np.testing.assert_allclose(full, np.array([1e-3 * np.eye(D)] * K), atol=1e-9)


def test_the_scale_of_the_points_changes_no_label(library, covariance_type):
    points = drawn(covariance_type, apart=2.0)[0]
    options = {"covariance_type": covariance_type, "random_state": 0, "reg_covar": 0.0}
    labels = library(K, **options).fit_predict(points)
    for size in (1e-8, 1e8):
        np.testing.assert_array_equal(library(K, **options).fit_predict(points * size), labels)


def test_points_of_another_dimension_or_without_a_number_are_refused(model, covariance_type):
    for bad in (np.zeros((4, D + 1)), np.zeros(D), np.full((2, D), np.nan)):
        with pytest.raises(ValueError, match=r"."):
            model.predict(bad)
    with pytest.raises(ValueError, match=r"."):
        model.sample(0)
