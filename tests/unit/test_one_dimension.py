"""Points of one coordinate, (n,) or (n, 1) or a Series, go wherever points go without a picture."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.mixture import GaussianMixture

from gmm_widget import Mixture, cells, datasets, fit, landscape, starts
from gmm_widget.diagnostics import anatomy, likelihood_by_width, propped, sentence
from gmm_widget.diagnostics.states import components
from gmm_widget.em import as_points, column_names, e_step, kmeans, log_likelihood, m_step, marginal

WAITS = datasets.old_faithful()["waiting (min)"]
COLUMN = WAITS[:, None]
START = starts.from_means(COLUMN, [[50], [80]])
FORMS = {
    "array": WAITS,
    "column": COLUMN,
    "list": WAITS.tolist(),
    "Series": pd.Series(WAITS, name="wait"),
    "nullable": pd.Series(WAITS, name="wait").convert_dtypes(),
    "polars": pl.Series("wait", WAITS),
    "masked": np.ma.masked_invalid(WAITS),
    "objects": WAITS.astype(object),
}
every_form = pytest.mark.parametrize("points", FORMS.values(), ids=FORMS)


@every_form
def test_each_form_is_one_column(points):
    np.testing.assert_array_equal(as_points(points), COLUMN)
    assert starts.from_means(points, [50, 80]) == START
    assert fit(points, START).final == fit(COLUMN, START).final
    assert log_likelihood(points, START) == log_likelihood(COLUMN, START)
    np.testing.assert_array_equal(e_step(points, START), e_step(COLUMN, START))
    assert m_step(points, e_step(points, START)) == m_step(COLUMN, e_step(COLUMN, START))


def test_a_series_brings_its_name_and_gaps_are_counted():
    assert column_names(FORMS["Series"], 1) == ["wait"]
    assert column_names(FORMS["polars"], 1) == ["wait"]
    with pytest.raises(ValueError, match="1 of 3 rows"):
        as_points([1.0, None, 3.0])
    with pytest.raises(ValueError, match="1 of 3 rows holds a masked value"):
        as_points(np.ma.masked_equal([1.0, 2.0, 3.0], 2.0))
    with pytest.raises(TypeError, match="column 'kind' holds text"):
        as_points(pd.Series(["a", "b"], name="kind"))


@pytest.mark.parametrize("covariance_type", ["full", "diag", "spherical"])
def test_fits_are_those_of_scikit_learn(covariance_type):
    trace = fit(WAITS, START, covariance_type=covariance_type, max_iter=1000)
    peer = GaussianMixture(
        2,
        tol=1e-9,
        reg_covar=0,
        max_iter=1000,
        weights_init=START.weights,
        means_init=START.means,
        precisions_init=1 / START.covariances,
    ).fit(COLUMN)
    np.testing.assert_allclose(trace.final.means, peer.means_, rtol=1e-3)
    assert trace.log_likelihoods[-1] == pytest.approx(peer.score(COLUMN) * 272, abs=1e-2)


@pytest.mark.parametrize("way", [starts.random_points, starts.kmeans_plus_plus, starts.kmeans])
def test_every_way_to_start_and_k_means(way):
    assert way(WAITS, 2) == way(COLUMN, 2)
    assert kmeans(WAITS, [50, 80]).status == "converged"


def test_many_fits_are_those_of_the_column():
    found, peer = landscape.select(WAITS, range(1, 4)), landscape.select(COLUMN, range(1, 4))
    assert [row.bic for row in found.table] == [row.bic for row in peer.table]
    assert [row.n_parameters for row in found.table] == [2, 5, 8]
    np.testing.assert_array_equal(
        landscape.restarts(WAITS, 2).counts, landscape.restarts(COLUMN, 2).counts
    )
    assert cells.reduce_points(WAITS).means.shape[1] == 1


def test_the_basins_lie_along_the_line():
    three = starts.from_means(WAITS, [50, 65, 80])
    found = landscape.basins(WAITS, three, 1, grid=40, coarse=1)
    assert found.labels.shape == (1, 40)
    left, right, bottom, top = found.extent
    assert (bottom, top) == (0, 1)
    assert left < WAITS.min() < WAITS.max() < right
    for column in (0, 13, 27, 39):
        place = left + (column + 0.5) * (right - left) / 40
        trace = fit(WAITS, starts.from_means(WAITS, [50, place, 80]), tol=1e-12, max_iter=5000)
        label = found.label_at(place)
        assert label == found.labels[0, column]
        height = found.log_likelihoods[label]
        assert trace.log_likelihoods[-1] == pytest.approx(height, abs=1e-3)
    for label, place in enumerate(found.places):
        assert found.label_at(place) == label
    quick = landscape.basins(WAITS, three, 1, grid=40)
    assert (quick.labels == found.labels).mean() > 0.9
    assert quick.verified < 1
    with pytest.raises(ValueError, match="axes must be one of the 1 columns"):
        landscape.basins(WAITS, three, 1, axes=(0, 1))


def test_a_collapse_is_taken_apart():
    points = np.append(WAITS, 200.0)
    trace = fit(points, starts.from_means(points, [50, 80, 200]))
    assert (trace.status, trace.component, trace.point) == ("collapsed", 2, 272)
    story = anatomy(trace)
    assert story.law == pytest.approx(np.log(10) / 2)
    assert "one point" in sentence(story)
    heights = likelihood_by_width(points, trace.final, 2, [1, 0.1])
    assert heights[1] - heights[0] == pytest.approx(np.log(10) / 2)
    propped_up = fit(points, trace.start, reg_covar=1e-3)
    assert propped(propped_up.final, 1e-3, points).tolist() == [False, False, True]


def test_the_component_table_has_one_width():
    trace = fit(WAITS, START)
    rows = components(trace, trace.last_cursor, (0,))
    widths = [row.standard_deviations for row in rows]
    np.testing.assert_allclose(widths, np.sqrt(trace.final.covariances[:, :, 0]))
    assert [row.angle for row in rows] == [0, 0]


def test_bells_by_hand():
    bells = Mixture([0.5, 0.5], [[0], [4]], [[[1]], [[1]]])
    np.testing.assert_allclose(e_step([1, 2, 3], bells)[:, 0].round(3), [0.982, 0.5, 0.018])
    assert bells.sample(5, random_state=0).shape == (5, 1)
    assert marginal(bells, 0, [0.0, 2.0])[1].shape == (2, 2)
