"""To scikit-learn and back, as code, and as tables."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn
from conftest import three_clusters
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from gmm_widget import GMMWidget, Mixture, cures, datasets
from gmm_widget.em import cells
from gmm_widget.em.steps import e_step

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


# ------------------------------------------------------------------ tables


def shuffled():
    """A table whose rows are called by numbers out of order."""
    frame = pd.DataFrame(POINTS, columns=["a", "b"])
    return frame.sample(frac=1, random_state=0)


@pytest.mark.parametrize("cursor", [0, 1, 6])
def test_rows_keep_their_index(cursor):
    frame = shuffled()
    made = GMMWidget(frame, cursor=cursor).to_frame()
    assert made.index.equals(frame.index)
    pd.testing.assert_frame_equal(made[["a", "b"]], frame)
    joined = frame.join(made["component"])
    np.testing.assert_array_equal(joined["component"], made["component"])


def test_an_index_of_dates_or_of_two_levels_is_kept_with_its_name():
    frame = shuffled()
    frame.index = pd.date_range("2024-01-01", periods=len(frame), name="day")
    pd.testing.assert_index_equal(GMMWidget(frame).to_frame().index, frame.index)
    frame.index = pd.MultiIndex.from_product([["x", "y"], range(len(frame) // 2)])
    pd.testing.assert_index_equal(GMMWidget(frame).to_frame().index, frame.index)


def test_a_table_edited_by_hand_keeps_the_labels_of_its_rows():
    frame = shuffled()
    w = GMMWidget(frame)
    edits: list[dict[str, Any]] = [
        {"op": "delete", "rows": [0, 2]},
        {"op": "add", "at": [0.5, 0.5]},
    ]
    for n, edit in enumerate(edits):
        edit["id"] = n + 1
        w.set_state({"_request": {"client": "me", "n": n + 1, "edits": [edit]}})
    made = w.to_frame()
    assert list(made.index) == [*frame.index.delete([0, 2]), "added 1"]
    kept = made.index[:-1]
    pd.testing.assert_frame_equal(
        made.loc[kept, ["a", "b"]], frame.loc[kept], check_index_type=False
    )


def test_columns_keep_their_names_whatever_they_are():
    noise = np.random.default_rng(0).normal(size=POINTS.shape)
    frame = pd.DataFrame(np.c_[POINTS, noise], columns=["component", "b", "b", "sample_weight"])
    w = GMMWidget(frame, sample_weight=np.arange(1.0, len(frame) + 1))
    w.cursor = w.trace.last_cursor
    made = w.to_frame()
    assert list(made)[:4] == list(frame)
    np.testing.assert_array_equal(made.iloc[:, :4], frame)
    assert list(made)[4:] == [
        *(f"responsibility_{k}" for k in (1, 2, 3)),
        "gmm_component",
        "gmm_sample_weight",
    ]
    np.testing.assert_array_equal(made["gmm_component"], w.responsibilities.argmax(axis=1) + 1)
    again = GMMWidget(made.iloc[:, [0, 1, 7]]).to_frame()
    assert "gmm_gmm_component" in again


def test_what_is_compared_keeps_its_index_and_names():
    frame = shuffled()
    frame["c"] = np.arange(len(frame)) % 7
    for each in cures(GMMWidget(frame, 4)).widgets:
        made = each.to_frame()
        assert list(made)[:3] == ["a", "b", "c"]
        assert made.index.equals(frame.index)


# ------------------------------------------------------------------ models


KNOWS_POLARS = tuple(map(int, sklearn.__version__.split(".")[:2])) >= (1, 8)


@pytest.mark.parametrize(
    "table",
    [
        "pandas",
        pytest.param(
            "polars",
            marks=pytest.mark.skipif(
                not KNOWS_POLARS, reason="this scikit-learn finds no names in polars' frames"
            ),
        ),
    ],
)
def test_a_model_knows_a_table_by_its_columns(table):
    frame = shuffled() if table == "pandas" else pl.DataFrame(shuffled().to_dict("list"))
    w = GMMWidget(frame)
    w.cursor = w.trace.last_cursor
    predicted = w.to_sklearn().predict(frame)  # a warning is an error
    np.testing.assert_array_equal(predicted, w.responsibilities.argmax(axis=1))
    assert not hasattr(GMMWidget(POINTS).to_sklearn(), "feature_names_in_")
    GMMWidget(POINTS).to_sklearn().predict(POINTS)
    GMMWidget(datasets.old_faithful()).to_sklearn().predict(datasets.old_faithful().values)
    numbered = pd.DataFrame(POINTS)
    assert list(GMMWidget(numbered).to_frame())[:2] == [0, 1]
    GMMWidget(numbered).to_sklearn().predict(numbered)


@pytest.mark.parametrize("cursor", [0, 1, 2, 3])
@pytest.mark.parametrize("covariance_type", TYPES)
def test_a_model_of_the_start_is_the_start(covariance_type, cursor):
    begin = Mixture(
        [0.2, 0.3, 0.5],
        [[0, 0], [2, 0], [-2, 1]],
        np.array([[[1, 0.5], [0.5, 1]], np.eye(2) / 3, [[1, 0], [0, 2]]]),
    )
    w = GMMWidget(POINTS, start=begin, covariance_type=covariance_type, cursor=cursor)
    model = w.to_sklearn()
    shown = Mixture(w.weights, w.means, w.covariances)
    np.testing.assert_allclose(model.predict_proba(POINTS), e_step(POINTS, shown), atol=1e-12)
    assert model.score(POINTS) * len(POINTS) == pytest.approx(w.log_likelihood, rel=1e-12)


@pytest.mark.parametrize("covariance_type", TYPES)
def test_a_model_fitted_in_float32_is_taken(covariance_type):
    small = POINTS.astype(np.float32)
    model = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(small)
    assert model.means_.dtype == np.float32
    start = GMMWidget.from_sklearn(model, small).start
    assert start.weights.sum() == pytest.approx(1, abs=1e-15)
    np.testing.assert_allclose(start.weights, model.weights_, rtol=1e-6)
    np.testing.assert_allclose(start.means, model.means_)
    np.testing.assert_array_equal(start.covariances, start.covariances.transpose(0, 2, 1))
    expected = model.predict_proba(small)
    np.testing.assert_allclose(e_step(POINTS, start), expected, atol=1e-3)


def test_numbers_that_are_wrong_by_more_than_rounding_are_refused():
    model = GaussianMixture(3, random_state=0).fit(POINTS)
    model.weights_ = model.weights_ * 1.001
    with pytest.raises(ValueError, match="sum to 1"):
        GMMWidget.from_sklearn(model, POINTS)
    model = GaussianMixture(3, random_state=0).fit(POINTS)
    model.covariances_[0, 0, 1] += 0.1
    with pytest.raises(ValueError, match="symmetric"):
        GMMWidget.from_sklearn(model, POINTS)


def test_a_bayesian_model_is_taken_fitted_or_not():
    model = BayesianGaussianMixture(n_components=2, random_state=0, reg_covar=0.2)
    w = GMMWidget.from_sklearn(model, POINTS)
    assert (w.n_components, w.reg_covar) == (2, 0.2)
    model.fit(POINTS)
    np.testing.assert_array_equal(GMMWidget.from_sklearn(model, POINTS).start.means, model.means_)


@pytest.mark.parametrize("fitted", [True, False])
def test_a_model_begins_a_widget_of_cells(fitted):
    reduced = cells.reduce_points(POINTS, n_cells=50)
    model = GaussianMixture(2, means_init=[[0, 0], [1, 1]], random_state=0)
    if fitted:
        model.fit(POINTS)
    w = GMMWidget.from_sklearn(model, reduced)
    np.testing.assert_allclose(w.start.means, model.means_ if fitted else model.means_init)
    precise = GaussianMixture(2, weights_init=[0.3, 0.7], means_init=[[0, 0], [1, 1]])
    assert GMMWidget.from_sklearn(precise, reduced).start.weights.tolist() == [0.3, 0.7]


def test_what_a_model_is_to_begin_with_is_kept_one_by_one():
    means = [[0, 0], [1, 1]]
    plain = GMMWidget(POINTS, seeds=means).start
    weighted = GMMWidget.from_sklearn(
        GaussianMixture(2, means_init=means, weights_init=[0.25, 0.75]), POINTS
    ).start
    assert weighted == Mixture([0.25, 0.75], means, plain.covariances)
    precise = GMMWidget.from_sklearn(
        GaussianMixture(2, means_init=means, covariance_type="tied", precisions_init=np.eye(2) * 4),
        POINTS,
    ).start
    assert precise == Mixture([0.5, 0.5], means, [np.eye(2) / 4] * 2)
    alone = GMMWidget.from_sklearn(GaussianMixture(2, weights_init=[0.25, 0.75]), POINTS).start
    np.testing.assert_array_equal(alone.means, GMMWidget(POINTS, 2).start.means)
    assert alone.weights.tolist() == [0.25, 0.75]


def test_options_beside_a_model_come_first():
    model = GaussianMixture(3, random_state=0).fit(POINTS)
    assert GMMWidget.from_sklearn(model, POINTS, seeds=[[0, 0], [1, 1]]).n_components == 2
    assert GMMWidget.from_sklearn(model, POINTS, n_components=4, max_iter=3).n_components == 4


def test_a_shown_mixture_without_a_density_makes_no_model():
    def m_step(x, r):
        return np.full(3, 1 / 3), np.zeros((3, 2)), np.array([[[1.0, 2.0], [2.0, 1.0]]] * 3)

    w = GMMWidget(POINTS, m_step=m_step)
    w.cursor = w.trace.last_cursor
    assert w.fault is not None
    if np.linalg.eigvalsh(w.covariances).min() <= 0:
        with pytest.raises(ValueError, match="not positive definite"):
            w.to_sklearn()


@pytest.mark.parametrize("covariance_type", ["full", "tied", "diag", "spherical"])
def test_a_model_far_from_zero_predicts_as_the_widget_colours(covariance_type):
    points = three_clusters()[0] + 1e7
    w = GMMWidget(points, 3, covariance_type=covariance_type)
    w.cursor = -1
    expected = e_step(points, Mixture(w.weights, w.means, w.covariances))
    np.testing.assert_allclose(w.to_sklearn().predict_proba(points), expected, atol=1e-6)


def test_a_model_s_columns_go_by_their_names():
    frame = pd.DataFrame(three_clusters()[0], columns=["a", "b"])
    model = GaussianMixture(3, random_state=0).fit(frame)
    w = GMMWidget.from_sklearn(model, frame[["b", "a"]])
    np.testing.assert_array_equal(w.start.means, model.means_[:, ::-1])
    other = frame.rename(columns={"a": "c"})[["b", "c"]]
    np.testing.assert_array_equal(GMMWidget.from_sklearn(model, other).start.means, model.means_)


@pytest.mark.parametrize("precisions", [np.ones((2, 2)), np.zeros((2, 2, 2)), [1.0, 2.0]])
def test_precisions_that_no_model_has_are_refused(precisions):
    model = GaussianMixture(2, precisions_init=precisions)
    with pytest.raises(ValueError, match="precisions_init must have the shape"):
        GMMWidget.from_sklearn(model, three_clusters()[0])


def test_a_class_is_no_model():
    with pytest.raises(TypeError, match="got the class GaussianMixture"):
        GMMWidget.from_sklearn(GaussianMixture, three_clusters()[0])
