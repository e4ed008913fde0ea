"""GMMWidget without a browser: assignments, the one door, and the one answer."""

import threading

import anywidget
import ipywidgets
import numpy as np
import pandas as pd
import pytest
import traitlets
from conftest import three_clusters

from gmm_widget import GMMWidget, Mixture, fit
from gmm_widget.em import starts
from gmm_widget.wire.film import read_film

POINTS = three_clusters()[0]


@pytest.fixture
def w():
    return GMMWidget(POINTS)


@pytest.fixture
def messages(w):
    """The messages that the widget sends to the front end, as they go out."""
    sent = []

    class Wire:
        comm_id, kernel = "wire", True

        def send(self, data=None, metadata=None, buffers=None):
            if data["method"] == "update":
                state = dict(data["state"])
                for path, buffer in zip(data["buffer_paths"], buffers or [], strict=True):
                    if len(path) == 1:
                        state[path[0]] = bytes(buffer)
                sent.append(state)

        def close(self, *arguments, **options):
            pass

    w._trait_values["comm"] = Wire()
    yield sent
    w.close()


def wish(w, n, client="me", **fields):
    w.set_state({"_request": {"client": client, "n": n, **fields}})


def consistent(w):
    """Do all outputs belong to the cursor and the start that the widget shows?"""
    state = fit(w.points, w.start, max_iter=w.max_iter, reg_covar=w.reg_covar).state(w.cursor)
    return (
        (w.iteration, w.phase) == (state.iteration, state.phase)
        and w.log_likelihood == state.log_likelihood
        and np.array_equal(w.means, state.mixture.means)
        and np.array_equal(w.covariances, state.mixture.covariances)
        and np.array_equal(w.weights, state.mixture.weights)
        and np.array_equal(w.responsibilities, state.responsibilities)
        and np.array_equal(w.seeds, w.start.means)
        and w.n_components == len(w.seeds)
    )


def test_it_starts_at_k_means_plus_plus_with_three_components(w):
    assert w.start == starts.kmeans_plus_plus(POINTS, 3, random_state=0)
    assert (w.n_components, w.cursor, w.iteration, w.phase, w.max_iter) == (3, 0, 0, "start", 25)
    assert consistent(w)


def test_the_number_of_components_follows_seeds_or_a_start():
    assert GMMWidget(POINTS, seeds=[[0, 0], [1, 1]]).n_components == 2
    start = Mixture([0.2, 0.8], [[0, 0], [1, 1]], [np.eye(2)] * 2)
    w = GMMWidget(POINTS, start=start)
    assert w.n_components == 2
    assert w.trace.start == start


def test_a_data_frame_names_the_columns():
    w = GMMWidget(pd.DataFrame(POINTS, columns=["width", "height"]))
    assert w.columns == ["width", "height"]


def test_every_output_follows_the_cursor(w):
    for cursor in range(w.trace.last_cursor + 1):
        w.cursor = cursor
        assert consistent(w)
        assert w.gain == w.trace.state(cursor).gain
        assert len(w.components) == 3
    assert w.status == w.trace.status
    assert w.message.startswith(("Converged", "Stopped"))


def test_seeds_from_python_restart_the_fit(w):
    w.cursor = 6
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert w.cursor == 0
    assert w.start == starts.from_means(POINTS, [[0, 0], [1, 1], [2, 2]])
    assert consistent(w)


def test_the_same_seeds_again_go_back_to_the_start(w):
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    trace = w.trace
    w.cursor = 4
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert w.cursor == 0
    assert w.trace is trace


def test_a_wish_does_exactly_what_an_assignment_does(w):
    other = GMMWidget(POINTS)
    seeds = [[0.5, 0.25], [1, 1], [2, 2]]
    other.seeds = seeds
    wish(w, 1, seeds=seeds)
    for name in ("seeds", "means", "responsibilities", "log_likelihood", "message", "_film"):
        assert np.array_equal(getattr(w, name), getattr(other, name))


def test_options_points_and_components_restart_the_fit(w):
    w.cursor = 3
    w.reg_covar = 0.5
    assert w.cursor == 0
    assert w.trace.reg_covar == 0.5
    w.max_iter = 3
    assert w.trace.n_iter <= 3
    w.covariance_type = "diag"
    assert w.covariances[0, 0, 1] == 0
    w.n_components = 5
    assert w.means.shape == (5, 2)
    w.points = POINTS[:30] * 2
    assert w.responsibilities.shape == (30, 5)
    assert w.covariance_type == "diag"


def test_points_of_more_columns_bring_their_names_and_axes(w):
    w.points = three_clusters(dimension=5)[0]
    assert w.columns == ["x1", "x2", "x3", "x4", "x5"]
    w.axes = (4, 2)
    assert w.components[0].mean == tuple(w.means[0, [4, 2]])
    w.points = POINTS
    assert tuple(w.axes) == (0, 1)


# ---------------------------------------------------------------- atomicity


def test_no_observer_ever_sees_half_a_change(w):
    seen = []
    w.observe(lambda change: seen.append(consistent(w)))
    w.cursor = 5
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    wish(w, 1, seeds=[[0, 0], [1, 1], [3, 2]], cursor=4)
    w.n_components = 2
    assert len(seen) > 20
    assert all(seen)


def test_an_observer_may_change_the_widget_again(w):
    w.observe(lambda change: setattr(w, "cursor", 2), "seeds")
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert w.cursor == 2
    assert consistent(w)


def test_messages_in_a_thread_beside_the_users_cells_do_no_harm(w):
    seen = []
    w.observe(lambda change: seen.append(consistent(w)), "log_likelihood")

    def front_end():
        for n in range(60):
            wish(w, n, seeds=[[n / 50, 0], [1, 1], [2, 2]], held=n % 2 == 0)

    thread = threading.Thread(target=front_end)
    thread.start()
    for n in range(60):
        w.seeds = [[0, n / 50], [1, 1], [2, 2]]
    thread.join()
    assert len(seen) > 60
    assert all(seen)
    assert consistent(w)


def test_an_assignment_of_another_thread_is_never_taken_for_a_part_of_an_answer(w, monkeypatch):
    seen, set_all = [], w._set

    def elsewhere():
        seen.append(w.settling)

    def while_settling(**values):
        if "means" in values:
            other = threading.Thread(target=elsewhere)
            other.start()
            other.join()
            seen.append(w.settling)
        set_all(**values)

    monkeypatch.setattr(w, "_set", while_settling)
    w.cursor = 3
    assert seen == [False, True]
    assert not w.settling


def test_every_change_is_one_message(w, messages):
    w.cursor = 5
    assert len(messages) == 1
    assert {"cursor", "means", "responsibilities", "log_likelihood"} <= messages[0].keys()
    assert "_film" not in messages[0]
    w.seeds = [[0, 0], [1, 1], [2, 2]]
    assert len(messages) == 2
    assert {"seeds", "cursor", "_film", "means"} <= messages[1].keys()
    assert "points" not in messages[1]
    wish(w, 1, seeds=[[0, 0], [1, 1], [3, 2]], cursor=4)
    assert len(messages) == 3
    assert messages[2]["_answered"] == {"client": "me", "n": 1}
    assert messages[2]["cursor"] == 4


# ---------------------------------------------------------------- the one door


def test_a_held_handle_gets_a_short_film_and_its_release_the_whole_one(w, messages):
    seeds = [[0, 0], [1, 1], [2, 2]]
    wish(w, 1, seeds=seeds, held=True)
    assert read_film(messages[-1]["_film"])[0]["short"] is True
    trace = w.trace
    wish(w, 2, seeds=seeds)
    assert read_film(messages[-1]["_film"])[0]["short"] is False
    assert w.trace is trace


def test_a_drag_that_is_called_off_brings_back_the_very_start(w, messages):
    start = Mixture([0.2, 0.8], [[0, 0], [1, 1]], [np.eye(2), 3 * np.eye(2)])
    w.start = start
    w.cursor = 5
    trace = w.trace
    for n in range(1, 4):
        wish(w, n, seeds=[[n, 0], [1, 1]], held=True)
    wish(w, 4, seeds=[[0, 0], [1, 1]], cursor=5)
    assert w.start == start
    assert w.trace is trace
    assert w.cursor == 5
    assert read_film(messages[-1]["_film"])[0]["short"] is False


def test_a_wish_that_is_repeated_is_answered_and_not_granted_again(w, messages):
    wish(w, 1, cursor=4)
    w.cursor = 2
    wish(w, 1, cursor=4)
    assert w.cursor == 2
    assert messages[-1] == {"_answered": {"client": "me", "n": 1}}


def test_a_second_client_does_not_undo_the_first(w):
    wish(w, 1, client="one", seeds=[[0, 0], [1, 1], [2, 2]])
    wish(w, 1, client="two", cursor=3)
    assert w.cursor == 3
    np.testing.assert_array_equal(w.seeds, [[0, 0], [1, 1], [2, 2]])


def test_a_wish_that_makes_no_sense_is_answered_all_the_same(w, messages):
    wish(w, 1, seeds="nonsense", n_components=None, cursor={})
    assert w._answered == {"client": "me", "n": 1}
    assert w._error == ""
    assert consistent(w)


@pytest.mark.parametrize("request_", [None, 3, "x", [], {}, {"client": 1}, {"n": "2"}])
def test_a_request_that_is_no_wish_does_no_harm(w, request_):
    w.set_state({"_request": request_})
    assert consistent(w)


def test_front_end_writes_of_outputs_are_dropped(w):
    w.set_state({"means": [[9, 9]], "status": "great", "_film": b"", "log_likelihood": 3.0})
    assert consistent(w)
    assert w.status == w.trace.status


def test_inputs_can_be_written_one_by_one_as_jslink_does(w):
    w.set_state({"cursor": 3})
    assert w.cursor == 3
    w.set_state({"seeds": [[0, 0], [1, 1], [2, 2]]})
    np.testing.assert_array_equal(w.seeds, [[0, 0], [1, 1], [2, 2]])
    data = np.array([[0, 0], [1, 1], [2, 3]], dtype="<f8")
    w.set_state({"seeds": {"shape": [3, 2], "data": memoryview(data.tobytes())}})
    np.testing.assert_array_equal(w.seeds, data)
    w.set_state({"theme": "dark", "axes": [1, 0]})
    assert (w.theme, tuple(w.axes)) == ("dark", (1, 0))
    w.set_state({"theme": "pink", "axes": [7, 0]})
    assert (w.theme, tuple(w.axes)) == ("dark", (1, 0))
    w.set_state({"seeds": {"shape": [9], "data": 3}})
    assert consistent(w)


def test_an_error_while_granting_is_shown_and_changes_nothing(w, monkeypatch):
    def broken(session, wish):
        raise MemoryError("no room")

    monkeypatch.setattr("gmm_widget.widget.base.lenient", broken)
    wish(w, 1, cursor=3)
    assert w._error == "MemoryError: no room"
    assert w._answered == {"client": "me", "n": 1}
    monkeypatch.undo()
    wish(w, 2, cursor=3)
    assert w._error == ""
    assert consistent(w)


# ---------------------------------------------------------------- manners


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("seeds", [[1, 2]], ValueError),
        ("cursor", 999, ValueError),
        ("n_components", 11, ValueError),
        ("n_components", "3", TypeError),
        ("covariance_type", "round", ValueError),
        ("max_iter", 0, ValueError),
        ("points", [[1, 2], [np.nan, 3]], ValueError),
        ("points", [["a", "b"]], TypeError),
        ("axes", (0, 2), ValueError),
        ("axes", (1, 1), ValueError),
    ],
)
def test_a_bad_assignment_raises_and_changes_nothing(w, name, value, error):
    with pytest.raises(error) as raised:
        setattr(w, name, value)
    assert isinstance(raised.value, traitlets.TraitError)
    assert consistent(w)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"points": [[1, 2]]}, ValueError),
        ({"points": "abc"}, TypeError),
        ({"points": POINTS, "n_components": 0}, ValueError),
        ({"points": POINTS, "seeds": [[0, 0]], "n_components": 2}, ValueError),
        ({"points": POINTS, "cursor": 10**6}, ValueError),
        ({"points": POINTS, "reg_covar": -1}, ValueError),
        ({"points": POINTS, "theme": "pink"}, traitlets.TraitError),
        ({"points": POINTS, "controls": "some"}, ValueError),
    ],
)
def test_a_bad_argument_raises_at_once(arguments, error):
    with pytest.raises(error):
        GMMWidget(**arguments)


def test_outputs_cannot_be_assigned(w):
    with pytest.raises(traitlets.TraitError, match="read-only"):
        w.means = np.zeros((3, 2))


def test_arrays_cannot_be_changed_in_place(w):
    with pytest.raises(ValueError, match="read-only"):
        w.seeds[0] = 5


def test_two_widgets_can_be_linked(w):
    other = GMMWidget(POINTS)
    link = ipywidgets.link((w, "cursor"), (other, "cursor"))
    w.cursor = 4
    assert other.cursor == 4
    other.cursor = 2
    assert w.cursor == 2
    link.unlink()
    ipywidgets.dlink((w, "seeds"), (other, "seeds"))
    ipywidgets.dlink((other, "seeds"), (w, "seeds"))
    other.seeds = [[0, 0], [1, 1], [2, 2]]
    np.testing.assert_array_equal(w.seeds, other.seeds)


def test_a_collapse_is_a_status_and_dragging_on_works():
    points = np.vstack([POINTS, [[30.0, 30.0]]])
    w = GMMWidget(points, seeds=[[0.0, 0.0], [30.0, 30.0]])
    assert w.status == "collapsed"
    w.cursor = w.trace.last_cursor
    assert "Component 2 has closed in on one point." in w.message
    assert w.components[1].state == "collapsed"
    wish(w, 1, seeds=[[0.0, 0.0], [1.0, 1.0]], cursor=3)
    assert consistent(w)
    wish(w, 2, n_components=1)
    assert w.status == "converged"


def test_a_closed_widget_can_be_forgotten():
    import gc
    import weakref

    w = GMMWidget(POINTS)
    gone = weakref.ref(w)
    w.close()
    del w
    gc.collect()
    assert gone() is None


def test_controls_are_all_or_simple_from_python_and_from_a_front_end():
    w = GMMWidget(POINTS, controls="simple")
    assert w.controls == "simple"
    w.set_state({"controls": "all"})
    assert w.controls == "all"
    w.set_state({"controls": "none"})
    assert w.controls == "all"
    with pytest.raises(ValueError, match="controls must be one of 'all', 'simple'; got 'none'"):
        w.controls = "none"
    assert w.controls == "all"


def test_a_box_gives_it_room_whatever_layout_is_given():
    assert GMMWidget(POINTS).layout.width == "100%"
    given = GMMWidget(POINTS, layout={"height": "700px"}).layout
    assert (given.width, given.height) == ("100%", "700px")
    assert GMMWidget(POINTS, layout={"width": "500px"}).layout.width == "500px"


def test_a_widget_is_described_in_a_line(w):
    w.cursor = 2
    said = f"cursor 2 of {w.trace.last_cursor}, {w.status}>"
    assert repr(w) == f"<GMMWidget of 3 components (full) on 60 points in 2 columns: {said}"
    w.close()
    assert "60 points" in repr(w)


# ---------------------------------------------------------------- help


def test_every_public_trait_says_what_it_is(w):
    ours = {*GMMWidget.class_traits()} - {*anywidget.AnyWidget.class_trait_names()}
    public = {name for name in ours if name[0] != "_"}
    assert {"view", "means", "status"} <= public
    assert all(getattr(GMMWidget, name).help for name in public)
    assert "basins" in GMMWidget.view.help


def test_completion_offers_what_people_use(w):
    offered = {name for name in dir(w) if name[0] != "_"}
    assert {"means", "cursor", "trace", "to_code", "export_html", "layout", "observe"} <= offered
    assert not offered & {"get_state", "class_traits", "hold_sync", "keys", "send"}
