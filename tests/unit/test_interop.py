"""To scikit-learn and back, as code, and as tables."""

from contextlib import nullcontext
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import three_clusters
from sklearn.mixture import GaussianMixture

from gmm_widget import GMMWidget, Mixture, datasets
from gmm_widget.em import e_step

POINTS = three_clusters(n=300)[0]
TYPES = ("full", "tied", "diag", "spherical")


@pytest.mark.parametrize("covariance_type", TYPES)
def test_the_model_predicts_as_the_widget_colours(covariance_type):
    w = GMMWidget(POINTS, covariance_type=covariance_type)
    w.cursor = w.trace.last_cursor
    model = w.to_sklearn()
    expected = e_step(POINTS, Mixture(w.weights, w.means, w.covariances))
    np.testing.assert_allclose(model.predict_proba(POINTS), expected, atol=1e-12)
    assert model.score(POINTS) * len(POINTS) == pytest.approx(w.log_likelihood, rel=1e-12)
    assert model.n_iter_ == w.iteration
    assert model.sample(3)[0].shape == (3, 2)


@pytest.mark.parametrize("covariance_type", TYPES)
def test_there_and_back_is_the_same_mixture(covariance_type):
    w = GMMWidget(POINTS, covariance_type=covariance_type, cursor=6)
    back = GMMWidget.from_sklearn(w.to_sklearn(), POINTS)
    np.testing.assert_allclose(back.start.means, w.means)
    np.testing.assert_allclose(back.start.covariances, w.covariances)
    assert back.covariance_type == covariance_type
    assert back.max_iter == w.max_iter


def test_a_model_that_is_not_fitted_gives_what_it_has():
    means = [[0, 0], [1, 1]]
    two = GMMWidget.from_sklearn(GaussianMixture(2, reg_covar=0.1), POINTS)
    assert (two.n_components, two.reg_covar, two.max_iter) == (2, 0.1, 100)
    seeded = GMMWidget.from_sklearn(GaussianMixture(2, means_init=means), POINTS)
    np.testing.assert_array_equal(seeded.seeds, means)
    whole = GaussianMixture(
        2,
        covariance_type="spherical",
        weights_init=[0.3, 0.7],
        means_init=means,
        precisions_init=[4.0, 0.25],
    )
    start = GMMWidget.from_sklearn(whole, POINTS).start
    np.testing.assert_array_equal(start.weights, [0.3, 0.7])
    np.testing.assert_allclose(start.covariances, [np.eye(2) / 4, np.eye(2) * 4])


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match="GaussianMixture is needed; got list"):
        GMMWidget.from_sklearn([], POINTS)


@pytest.mark.parametrize("covariance_type", TYPES)
def test_the_code_runs_and_ends_at_the_same_mixture(covariance_type, capsys):
    begin = Mixture([0.2, 0.3, 0.5], [[0, 0], [2, 0], [-2, 1]], [np.eye(2) / 2] * 3)
    w = GMMWidget(POINTS, start=begin, covariance_type=covariance_type, max_iter=9)
    namespace: dict[str, Any] = {}
    with pytest.warns(Warning, match="converge") if w.status == "max_iter" else nullcontext():
        exec(w.to_code(), namespace)
    np.testing.assert_allclose(namespace["model"].means_, w.trace.final.means, atol=1e-9)
    assert float(capsys.readouterr().out.split()[-1]) == pytest.approx(
        w.trace.log_likelihoods[-1], rel=1e-9
    )


def test_code_with_many_points_loads_them(tmp_path, monkeypatch):
    points = np.random.default_rng(0).normal(size=(3_000, 2))
    w = GMMWidget(points, n_components=1)
    monkeypatch.chdir(tmp_path)
    np.save("points.npy", w.points)
    namespace: dict[str, Any] = {}
    exec(w.to_code(), namespace)
    np.testing.assert_allclose(namespace["model"].means_, w.trace.final.means)
    assert len(w.to_code()) < 2_000


def test_code_says_when_scikit_learn_cannot_begin_so():
    tilted = Mixture([1.0], [[0, 0]], [[[1, 0.5], [0.5, 1]]])
    w = GMMWidget(POINTS, start=tilted, covariance_type="diag")
    assert "The start's covariances are not diag" in w.to_code()


def test_the_table_has_a_row_for_every_point():
    geyser = datasets.old_faithful()
    w = GMMWidget(geyser, n_components=2, cursor=5)
    frame = w.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame) == [*w.columns, "responsibility_1", "responsibility_2", "component"]
    np.testing.assert_array_equal(
        frame[["responsibility_1", "responsibility_2"]], w.responsibilities
    )
    np.testing.assert_array_equal(frame["component"], w.responsibilities.argmax(axis=1) + 1)
    w.cursor = 0
    assert (w.to_frame()["component"] == 0).all()


def test_the_table_keeps_weights():
    w = GMMWidget(POINTS, sample_weight=np.arange(1.0, len(POINTS) + 1))
    np.testing.assert_array_equal(w.to_frame()["sample_weight"], w.sample_weight)


def test_what_is_missing_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        GMMWidget(POINTS).to_frame()
