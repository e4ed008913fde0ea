"""What happened in a fit, as data and as sentences."""

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import Mixture, datasets, fit
from gmm_widget.diagnostics.collapse import propped
from gmm_widget.diagnostics.narration import narrate
from gmm_widget.diagnostics.states import STATES, component_states, components
from gmm_widget.em import starts
from gmm_widget.landscape import select


def collapsing():
    points = np.vstack([three_clusters()[0], [[30.0, 30.0]]])
    return fit(points, starts.from_means(points, [[0.0, 0.0], [30.0, 30.0]]))


def named_states(trace):
    return [[STATES[code] for code in row] for row in component_states(trace)]


def test_every_component_starts_then_moves_then_settles():
    points, start = three_clusters(n=300)
    states = named_states(fit(points, start))
    assert states[0] == ["start"] * 3
    assert "moving" in states[1]
    assert states[-1] == ["settled"] * 3


def test_the_collapsed_component_is_named_by_its_number_and_its_point():
    trace = collapsing()
    assert named_states(trace)[-1][1] == "collapsed"
    said = narrate(trace, trace.last_cursor)
    assert said.startswith("Component 2 has closed in on one point. Its density there grows")
    assert "the maximum does not exist" in said
    assert "variance floor" in said


def test_a_component_on_its_way_to_a_collapse_shrinks_and_a_healthy_thin_one_does_not():
    few = datasets.few()
    unlucky = [[5.814, 7.954], [2.254, 2.743], [0.837, 4.067], [0.694, 2.261]]
    states = named_states(fit(few, starts.from_means(few, unlucky)))
    assert [row[1] for row in states].count("shrinking") >= 3
    thin = datasets.stretched()
    trace = fit(thin, starts.from_means(thin, [[-3, 1], [0, 0], [3, -1]]))
    assert not any("shrinking" in row for row in named_states(trace))


def test_a_collapse_on_a_line_counts_its_points():
    points = np.vstack([three_clusters()[0], [[30.0, 30.0], [30.0, 31.0]]])
    trace = fit(points, starts.from_means(points, [[0.0, 0.0], [30.0, 30.5]]))
    assert trace.status == "collapsed"
    assert "closed in on 2 points with the same x." in narrate(trace, trace.last_cursor)


def test_an_empty_component_is_named():
    points, _ = three_clusters()
    trace = fit(points, Mixture([0.5, 0.5], [[0, 0], [900, 900]], [np.eye(2)] * 2))
    assert named_states(trace)[-1][1] == "empty"
    assert "Component 2 is empty" in narrate(trace, 0)


def test_flat_data_are_explained():
    points = np.column_stack([np.arange(9.0), np.full(9, 3.0)])
    trace = fit(points, starts.from_means(points, points[[1, 7]]))
    assert "Column y has the same value in every row" in narrate(trace, 0)


def test_every_cursor_has_its_sentence():
    points, start = three_clusters()
    trace = fit(points, start)
    assert narrate(trace, 0).startswith("Start. Three guesses.")
    assert narrate(trace, 5).startswith("E-step, iteration 3.")
    assert narrate(trace, 6).startswith("M-step, iteration 3.")
    assert narrate(trace, trace.last_cursor).startswith(f"Converged after iteration {trace.n_iter}")
    stopped = fit(points, start, max_iter=2, tol=0)
    assert "2 iterations is the maximum" in narrate(stopped, 4)


@pytest.mark.parametrize("angle", [-80, -30, 0, 30, 60, 90])
def test_the_table_shows_the_ellipse_along_its_own_axes(angle):
    turn = np.deg2rad(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    covariance = rotation @ np.diag([9.0, 4.0]) @ rotation.T
    points, _ = three_clusters()
    trace = fit(points, Mixture([1], [[0, 0]], [0.5 * (covariance + covariance.T)]), max_iter=1)
    (row,) = components(trace, 0, (0, 1))
    np.testing.assert_allclose(row.standard_deviations, (3, 2))
    np.testing.assert_allclose((row.angle - angle) % 180 % 179.999999, 0, atol=1e-5)
    assert row.asdict()["number"] == 1


def test_the_table_shows_the_two_chosen_columns():
    points, start = three_clusters(dimension=5)
    trace = fit(points, start)
    row = components(trace, 0, (4, 2))[1]
    np.testing.assert_allclose(row.mean, start.means[1, [4, 2]])


def test_a_component_that_reg_covar_alone_holds_open_is_said_to_be_so():
    """29 iris flowers have the same petal width, 0.2 (scikit-learn, issue 23443)."""
    iris = datasets.iris()
    petals = np.asarray(iris)[:, 2:]
    trace = fit(petals, starts.kmeans_plus_plus(petals, 3), reg_covar=1e-6, max_iter=1000, tol=1e-9)
    said = narrate(trace, trace.last_cursor, ["petal length", "petal width"])
    assert "held open by the variance floor alone" in said
    assert "29 points with the same petal width" in said


def test_such_a_fit_never_wins_a_selection():
    petals = np.asarray(datasets.iris())[:, 2:]
    found = select(petals, [2, 3, 6], n_init=10, reg_covar=1e-6)
    assert sum(row.n_lost for row in found.table) > 0
    for mixture in found.mixtures:
        assert mixture is None or not propped(mixture, 1e-6, petals).any()
