"""The program that `to_code` writes: it is run, and ends where the widget does."""

import warnings
from typing import Any

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget, Mixture, datasets
from gmm_widget.em import cells, steps

POINTS = three_clusters(n=300)[0]
TYPES = ("full", "tied", "diag", "spherical")
SKEWED = np.random.default_rng(3).gamma(0.5, 2.0, len(POINTS))
ROUND = Mixture([0.2, 0.3, 0.5], [[0, 0], [2, 0], [-2, 1]], [np.eye(2) / 2] * 3)
SHAPED = Mixture(
    [0.2, 0.3, 0.5],
    [[0, 0], [2, 0], [-2, 1]],
    [[[1.0, 0.3], [0.3, 0.4]], [[0.5, 0.0], [0.0, 2.0]], [[1.0, -0.2], [-0.2, 1.0]]],
)


def run(w):
    """The model and the log-likelihood of a widget's program; no warning but that of a fit that
    has not converged."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if w.status == "max_iter":
            warnings.filterwarnings("ignore", ".*did not converge", module=".*sklearn.*|<string>")
        exec(w.to_code(), names)
    likelihood = names.get("log_likelihood")
    if likelihood is None:
        likelihood = names["model"].score(names["points"]) * len(names["points"])
    return names["model"], likelihood


def ends_where_the_widget_does(w, tolerance=1e-9):
    model, likelihood = run(w)
    w.cursor = w.trace.last_cursor
    shown = w.to_sklearn()
    for name in ("weights_", "means_", "covariances_", "precisions_cholesky_"):
        wanted = getattr(shown, name)
        # Of a component that has almost collapsed, the means are compared with its own width.
        np.testing.assert_allclose(
            getattr(model, name), wanted, rtol=tolerance, atol=tolerance * np.abs(wanted).max()
        )
    assert likelihood == pytest.approx(w.log_likelihood, rel=1e-9)
    assert (model.covariance_type, model.n_iter_) == (shown.covariance_type, w.trace.n_iter)
    assert model.converged_ == (w.status == "converged")
    # Far from the origin scikit-learn's densities have few digits, and both models the same.
    vars(shown).pop("feature_names_in_", None)
    if np.abs(w.points).max() < 1e5:
        np.testing.assert_allclose(
            model.predict_proba(w.points), shown.predict_proba(w.points), atol=1e-8
        )


@pytest.mark.parametrize("reg_covar", [0.0, 0.05])
@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("start", [None, ROUND, SHAPED], ids=["default", "round", "shaped"])
@pytest.mark.parametrize("weight", [None, SKEWED], ids=["plain", "weighted"])
def test_every_type_from_every_start_with_weights_or_without(
    covariance_type, start, weight, reg_covar
):
    options = {"covariance_type": covariance_type, "reg_covar": reg_covar, "sample_weight": weight}
    ends_where_the_widget_does(GMMWidget(POINTS, start=start, max_iter=500, **options))
    ends_where_the_widget_does(GMMWidget(POINTS, start=start, max_iter=4, **options))


@pytest.mark.parametrize("covariance_type", TYPES)
def test_cells_are_in_the_program_with_what_is_inside_them(covariance_type):
    many = np.random.default_rng(0).normal(size=(20_000, 2)) * [1, 3]
    w = GMMWidget(cells.reduce_points(many, n_cells=300), 2, covariance_type=covariance_type)
    ends_where_the_widget_does(w)
    assert "takes no cells" in w.to_code()


@pytest.mark.parametrize("covariance_type", TYPES)
def test_a_fit_that_collapses_ends_at_its_last_sound_state(covariance_type):
    points = np.vstack([datasets.few().values, [[0.0, 0.0]] * 2])
    seeds = [points[0], points[3], points[-1]]
    w = GMMWidget(points, seeds=seeds, covariance_type=covariance_type, max_iter=400)
    ends_where_the_widget_does(w, 1e-7)
    if w.status == "collapsed":
        assert "would collapse" in w.to_code()


def test_some_of_these_do_collapse():
    assert GMMWidget(datasets.few(), 4, max_iter=400).status == "collapsed"
    ends_where_the_widget_does(GMMWidget(datasets.few(), 4, max_iter=400), 1e-7)


def test_an_empty_component_and_data_without_width():
    far = Mixture([1 - 1e-12, 1e-12], [[0, 0], [40, 40]], [np.eye(2), np.eye(2) * 1e-3])
    empty = GMMWidget(POINTS, start=far)
    assert empty.status == "empty"
    ends_where_the_widget_does(empty)
    line = np.c_[np.arange(9.0), np.arange(9.0)]
    flat = GMMWidget(line, 2)
    assert flat.status == "degenerate"
    ends_where_the_widget_does(flat)


@pytest.mark.parametrize("covariance_type", TYPES)
def test_steps_of_one_s_own_that_are_right(covariance_type):
    def e_step(x, weights, means, covariances):
        return steps.e_step(x, Mixture(weights, means, covariances))

    def m_step(x, r):
        made = steps.m_step(x, r, covariance_type=covariance_type)
        return made.weights, made.means, made.covariances

    w = GMMWidget(POINTS, e_step=e_step, m_step=m_step, covariance_type=covariance_type)
    assert w.fault is None
    ends_where_the_widget_does(w)
    assert "functions of your own" in w.to_code()


@pytest.mark.parametrize("covariance_type", TYPES)
def test_a_slow_fit_makes_as_many_iterations(covariance_type):
    close = np.random.default_rng(1).normal(size=(400, 2)) * [1, 1.2]
    w = GMMWidget(close, 3, covariance_type=covariance_type, max_iter=1000)
    assert w.trace.n_iter > 50
    ends_where_the_widget_does(w, 1e-8)


@pytest.mark.parametrize("covariance_type", TYPES)
@pytest.mark.parametrize("offset", [0.0, 1e6, -3e7])
def test_data_far_from_the_origin(covariance_type, offset):
    w = GMMWidget(POINTS + offset, covariance_type=covariance_type)
    ends_where_the_widget_does(w, 1e-7)  # of a number of 1e6, with its own rounding


def test_three_columns_and_their_names():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(
        np.random.default_rng(0).normal(size=(90, 3)), columns=["a\nb", "größe", "c"]
    )
    w = GMMWidget(table, 2, covariance_type="tied")
    ends_where_the_widget_does(w)
    assert r"# Columns: 'a\nb', 'größe', 'c'" in w.to_code()


def test_many_numbers_are_loaded_and_the_program_says_how_they_are_saved(tmp_path, monkeypatch):
    many = np.random.default_rng(0).normal(size=(60_000, 2))
    w = GMMWidget(cells.reduce_points(many, n_cells=40_000), 2)
    code = w.to_code()
    assert len(code) < 4_000
    monkeypatch.chdir(tmp_path)
    saving = [line.split("# ")[1] for line in code.splitlines() if "np.load" in line]
    assert len(saving) == 3
    for line in saving:
        exec(line.removesuffix(" writes it"), {"np": np, "w": w})
    ends_where_the_widget_does(w)


def test_the_program_says_why_it_is_not_scikit_learn_s_own_fit():
    assert "cannot begin so" in GMMWidget(POINTS, start=SHAPED, covariance_type="diag").to_code()
    weighted = GMMWidget(POINTS, sample_weight=SKEWED).to_code()
    assert "takes no sample_weight" in weighted
    assert "model.fit(points)" not in weighted
    assert "model.fit(points)" in GMMWidget(POINTS).to_code()


def test_wrong_steps_are_refused():
    w = GMMWidget(POINTS, e_step=lambda x, *_: np.full((len(x), 3), 1 / 3))
    with pytest.raises(ValueError, match="which are not EM's"):
        w.to_code()
