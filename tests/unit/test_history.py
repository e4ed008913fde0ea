"""Undo, redo and edits by hand: through Python and through the door."""

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget
from gmm_widget.em.cells import reduce_points
from gmm_widget.session.editing import edited
from gmm_widget.session.observations import Observations
from gmm_widget.widget.clients import Clients, Due

POINTS = three_clusters()[0]
AWAY = [[0, 0], [1, 1], [2, 2]]


@pytest.fixture
def w():
    return GMMWidget(POINTS)


def wish(w, n, client="me", **fields):
    w.set_state({"_request": {"client": client, "n": n, **fields}})


# ---------------------------------------------------------------- undo and redo


def test_undo_goes_back_to_the_very_fit_and_redo_returns(w):
    first, cursor = w.trace, 4
    w.cursor = cursor
    w.seeds = AWAY
    second = w.trace
    w.undo()
    assert w.trace is first
    assert w.cursor == cursor
    assert w._history == {"undo": 0, "redo": 1}
    w.redo()
    assert w.trace is second
    assert w._history == {"undo": 1, "redo": 0}


def test_a_new_change_after_an_undo_ends_what_could_be_redone(w):
    w.seeds = AWAY
    w.undo()
    w.max_iter = 7
    assert w._history == {"undo": 1, "redo": 0}
    w.redo()
    assert w.max_iter == 7


def test_undo_and_redo_with_nothing_to_do_do_nothing(w):
    before = w.trace
    w.undo()
    w.redo()
    assert w.trace is before


def test_looking_elsewhere_is_no_step(w):
    w.cursor = 3
    w.axes = (1, 0)
    w.view = "density"
    assert w._history == {"undo": 0, "redo": 0}


def test_undo_keeps_the_view_that_is_looked_at(w):
    w.seeds = AWAY
    w.view = "density"
    w.undo()
    assert w.view == "density"
    assert w._picture


def test_a_whole_drag_is_one_step(w):
    first = w.trace
    for n, x in enumerate((0.1, 0.2, 0.3), start=1):
        wish(w, n, seeds=[[x, 0], [1, 1], [2, 2]], held=True)
    assert w._history["undo"] == 0
    wish(w, 4, seeds=[[0.3, 0], [1, 1], [2, 2]])
    assert w._history["undo"] == 1
    wish(w, 5, undo=1)
    assert w.trace is first


def test_a_drag_that_was_called_off_is_no_step(w):
    wish(w, 1, seeds=AWAY, held=True)
    wish(w, 2, seeds=GMMWidget(POINTS).seeds.tolist())
    assert w._history == {"undo": 0, "redo": 0}


def test_a_repeated_wish_undoes_once(w):
    w.seeds = AWAY
    w.max_iter = 7
    wish(w, 1, undo=1)
    wish(w, 2, undo=1, cursor=1)
    assert w.max_iter == 25
    np.testing.assert_array_equal(w.seeds, AWAY)
    wish(w, 3, undo=2)
    assert not np.array_equal(w.seeds, AWAY)
    wish(w, 4, undo=2, redo=1)
    np.testing.assert_array_equal(w.seeds, AWAY)


def test_every_front_end_counts_for_itself():
    clients = Clients()
    clients.did("a", {"undo": 3})
    assert clients.due("a", {"undo": 4}) == Due({"undo": 1})
    assert clients.due("b", {"undo": 1}) == Due({"undo": 1})
    assert clients.due("a", {"undo": "4", "redo": None, "edits": [None, 1]}) == Due()


# ---------------------------------------------------------------- points edited by hand


def test_given_points_are_never_altered():
    mine = POINTS.copy()
    w = GMMWidget(mine)
    wish(w, 1, edits=[{"id": 1, "op": "move", "row": 0, "to": [1, 2]}])
    np.testing.assert_array_equal(mine, POINTS)
    np.testing.assert_array_equal(w.points[0], [1, 2])
    np.testing.assert_array_equal(w.points[1:], POINTS[1:])


def test_edits_are_made_once_and_in_order(w):
    add = {"id": 1, "op": "add", "at": [5, 6]}
    move = {"id": 2, "op": "move", "row": len(POINTS), "to": [7, 8]}
    wish(w, 1, edits=[add])
    wish(w, 2, edits=[add, move])
    assert len(w.points) == len(POINTS) + 1
    np.testing.assert_array_equal(w.points[-1], [7, 8])
    wish(w, 3, edits=[{"id": 3, "op": "delete", "rows": [0, len(POINTS)]}])
    np.testing.assert_array_equal(w.points, POINTS[1:])


def test_an_edit_keeps_the_start_and_can_be_undone(w):
    seeds, before = w.seeds, w.trace
    wish(w, 1, edits=[{"id": 1, "op": "add", "at": [5, 6]}])
    np.testing.assert_array_equal(w.seeds, seeds)
    assert len(w.responsibilities) == len(POINTS) + 1
    w.undo()
    assert w.trace is before
    assert w.points is before.points


def test_a_spray_is_a_gaussian_blob_that_is_the_same_every_time(w):
    spray = {"id": 1, "op": "spray", "at": [2, 3], "radius": [0.5, 1.0], "count": 200}
    wish(w, 1, edits=[spray])
    new = w.points[len(POINTS) :]
    assert len(new) == 200
    # Four standard errors of the mean, and of the standard deviation, of 200 draws.
    assert (np.abs(new.mean(axis=0) - [2, 3]) < 4 * np.array([0.5, 1.0]) / 200**0.5).all()
    np.testing.assert_allclose(new.std(axis=0), [0.5, 1.0], rtol=4 / 400**0.5)
    other = GMMWidget(POINTS)
    wish(other, 1, edits=[spray])
    np.testing.assert_array_equal(other.points, w.points)


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "add"},
        {"op": "add", "at": [1]},
        {"op": "add", "at": [1, float("nan")]},
        {"op": "add", "at": "ab"},
        {"op": "move", "row": -1, "to": [0, 0]},
        {"op": "move", "row": 1.5, "to": [0, 0]},
        {"op": "delete", "rows": [10**9]},
        {"op": "delete", "rows": list(range(len(POINTS) - 2))},
        {"op": "spray", "at": [0, 0], "radius": [1, 1]},
        {"op": "burn"},
        {},
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(w, edit):
    before = w.trace
    wish(w, 1, edits=[{"id": 1, **edit}])
    assert w.trace is before
    assert w._error == ""
    assert w._answered == {"client": "me", "n": 1}


def test_what_is_not_drawn_of_a_new_point_is_the_median():
    points = np.column_stack([POINTS, np.arange(len(POINTS))])
    data = edited(Observations.of(points), {"op": "add", "at": [1, 2]}, (1, 0), 3)
    np.testing.assert_array_equal(data.points[-1], [2, 1, np.median(points[:, 2])])


def test_weights_and_labels_follow_the_points():
    n = len(POINTS)
    weights, labels = np.arange(1.0, n + 1), np.arange(n) % 3
    w = GMMWidget(POINTS, sample_weight=weights, labels=labels)
    wish(w, 1, edits=[{"id": 1, "op": "delete", "rows": [0]}])
    np.testing.assert_array_equal(w.sample_weight, weights[1:])
    np.testing.assert_array_equal(w._session.setting.data.labels, labels[1:])
    wish(w, 2, edits=[{"id": 2, "op": "add", "at": [0, 0]}])
    np.testing.assert_array_equal(w.sample_weight, [*weights[1:], 1])
    assert w._session.setting.data.labels is None


def test_cells_are_not_edited():
    w = GMMWidget(reduce_points(POINTS, n_cells=50))
    before = w.trace
    wish(w, 1, edits=[{"id": 1, "op": "add", "at": [0, 0]}])
    assert w.trace is before


# ---------------------------------------------------------------- covariances in hand


SHAPES = [[[1.0, 0.5], [0.5, 2.0]], [[0.3, 0.0], [0.0, 0.3]], [[2.0, -1.0], [-1.0, 1.0]]]


def test_covariances_by_hand_make_a_whole_mixture_the_start(w):
    w.cursor = 6
    weights, means = w.weights, w.means
    wish(w, 1, seeds=means.tolist(), covariances=SHAPES)
    np.testing.assert_array_equal(w.start.weights, weights)
    np.testing.assert_array_equal(w.start.means, means)
    np.testing.assert_array_equal(w.start.covariances, SHAPES)
    assert w.cursor == 0


def test_the_same_covariances_again_change_nothing_more(w):
    fields = {"seeds": w.seeds.tolist(), "covariances": SHAPES}
    wish(w, 1, **fields)
    first = w.trace
    wish(w, 2, seeds=w.seeds.tolist(), covariances=w.covariances.tolist())
    assert w.trace is first


def test_esc_brings_back_the_start_of_before(w):
    first = w.trace
    wish(w, 1, seeds=w.seeds.tolist(), covariances=SHAPES, held=True)
    assert w.trace is not first
    wish(w, 2, seeds=first.start.means.tolist())
    assert w.trace is first


def test_covariances_are_reset_to_those_that_seeds_stand_for(w):
    first = w.start
    wish(w, 1, seeds=w.seeds.tolist(), covariances=SHAPES)
    wish(w, 2, covariances="default")
    assert w.start == first


@pytest.mark.parametrize(
    "shapes", ["abc", 5, [[1, 2]], [[[1, 0], [0, -1]]] * 3, [[[1, 0], [0, float("nan")]]] * 3]
)
def test_covariances_that_are_none_are_ignored(w, shapes):
    first = w.trace
    wish(w, 1, covariances=shapes)
    assert w.trace is first


def test_with_three_columns_the_drawn_marginal_is_what_was_wanted():
    random = np.random.default_rng(0)
    points = random.normal(size=(90, 3)) @ [[1, 0.5, 0], [0, 1, 0.7], [0.2, 0, 1]]
    w = GMMWidget(points, axes=(2, 0))
    wish(w, 1, covariances=SHAPES)
    plane = w.start.covariances[:, [[2], [0]], [2, 0]]
    np.testing.assert_array_equal(plane, SHAPES)
    assert (np.linalg.eigvalsh(w.start.covariances) > 0).all()
