"""A session and the wishes that change it: what makes sense is granted, nothing raises."""

import numpy as np
import pytest
from conftest import three_clusters
from hypothesis import given
from hypothesis import strategies as st

from gmm_widget.progress import finish
from gmm_widget.session import Session, apply_steps
from gmm_widget.widget.requests import lenient, strict

SESSION = Session.begin(three_clusters()[0], 3)
MEANS = SESSION.start.means


def grant(session, wish):
    return finish(apply_steps(session, lenient(session, wish)))


def test_seeds_restart_the_fit_at_the_cursor_zero():
    moved = MEANS + 0.5
    session = grant(SESSION.at(5), {"seeds": moved.tolist()})
    np.testing.assert_array_equal(session.start.means, moved)
    assert session.cursor == 0


def test_a_repeated_wish_changes_nothing_more():
    wish = {"seeds": (MEANS + 0.5).tolist(), "n_components": 3, "cursor": 2}
    once = grant(SESSION, wish)
    twice = grant(once, wish)
    assert twice.trace is once.trace
    assert twice.cursor == once.cursor


def test_a_wish_leaves_alone_what_it_does_not_name():
    session = grant(grant(SESSION, {"reg_covar": 0.1}), {"cursor": 3})
    assert session.trace.reg_covar == 0.1
    assert session.cursor == 3


def test_a_cursor_beyond_the_end_is_clipped():
    assert grant(SESSION, {"cursor": 10**6}).cursor == SESSION.trace.last_cursor
    assert grant(SESSION, {"cursor": -4}).cursor == 0


def test_seeds_far_away_are_pulled_back():
    seeds = MEANS.copy()
    seeds[0, 0] = 1e300
    session = grant(SESSION, {"seeds": seeds.tolist()})
    assert MEANS.max() < session.start.means[0, 0] < 1e6


def test_adding_a_component_seeds_the_point_that_is_explained_worst():
    shown = SESSION.at(6)
    session = grant(shown, {"n_components": 4})
    worst = shown.points[shown.state.mixture.log_density(shown.points).argmin()]
    np.testing.assert_array_equal(session.start.means, [*shown.shown.means, worst])


def test_removing_a_component_drops_the_last():
    shown = SESSION.at(6)
    session = grant(shown, {"n_components": 2})
    np.testing.assert_array_equal(session.start.means, shown.shown.means[:2])


def test_components_are_clipped_to_ten_and_to_the_points():
    assert grant(SESSION, {"n_components": 99}).start.n_components == 10
    assert grant(SESSION, {"n_components": -1}).start.n_components == 1
    few = Session.begin([[0, 0], [1, 3], [2, 1], [5, 5]], 2)
    assert grant(few, {"n_components": 9}).start.n_components == 4


def test_options_are_clipped():
    session = grant(SESSION, {"reg_covar": -3, "max_iter": 10**9, "covariance_type": "diag"})
    trace = session.trace
    assert (trace.reg_covar, trace.max_iter, trace.covariance_type) == (0, 1000, "diag")
    np.testing.assert_array_equal(session.start.means, MEANS)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["diag", "tied", "spherical"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)
FIELDS = ["seeds", "n_components", "covariance_type", "reg_covar", "max_iter", "cursor", "x"]


@given(ANYTHING | st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_no_wish_raises(wish):
    session = grant(SESSION, wish)
    assert 0 <= session.cursor <= session.trace.last_cursor
    assert np.isfinite(session.trace.log_likelihoods).all()


NEAR = st.lists(
    st.lists(st.floats(allow_nan=False), min_size=2, max_size=2), min_size=3, max_size=3
)


@given(NEAR, st.floats(), st.integers())
def test_no_seeds_break_a_fit(seeds, reg_covar, cursor):
    session = grant(SESSION, {"seeds": seeds, "reg_covar": reg_covar, "cursor": cursor})
    assert np.isfinite(session.state.responsibilities).all()


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda s: strict(s, seeds=[[1, 2]]), ValueError, "set n_components first"),
        (lambda s: strict(s, seeds="abc"), ValueError, "seeds must be numbers"),
        (lambda s: strict(s, seeds=[[np.nan, 1]] * 3), ValueError, "finite"),
        (lambda s: strict(s, seeds=[[1e9, 1]] * 3), ValueError, "100 data ranges"),
        (lambda s: strict(s, n_components=0), ValueError, "from 1 to 10"),
        (lambda s: strict(s, n_components=2.0), TypeError, "whole number"),
        (lambda s: strict(s, start=[[1, 2]]), TypeError, "Mixture"),
        (lambda s: strict(s, cursor=99), ValueError, "cursor"),
        (lambda s: Session.begin([[0], [1]], 1), ValueError, "two columns"),
        (lambda s: Session.begin([[0, 1], [1, 2]], 3), ValueError, "at least 3 points; got 2"),
    ],
)
def test_bad_values_from_python_raise_at_once(change, error, says):
    with pytest.raises(error, match=says):
        change(SESSION)


def test_everything_that_one_wish_names_is_granted():
    points = np.column_stack([three_clusters()[0], np.arange(len(three_clusters()[0]))])
    session = Session.begin(points, 3)
    wish = {"axes": [2, 0], "view": "density", "component": 1, "reg_covar": 0.5, "cursor": 2}
    session = grant(session, wish)
    assert (session.axes, session.view, session.component) == ((2, 0), "density", 1)
    assert (session.trace.reg_covar, session.cursor) == (0.5, 2)


def test_places_are_told_in_the_axes_of_the_same_wish():
    points = np.column_stack([three_clusters()[0], np.arange(len(three_clusters()[0]))])
    wish = {"axes": [1, 0], "edits": [{"id": 1, "op": "move", "row": 0, "to": [7.0, 8.0]}]}
    session = grant(Session.begin(points, 3), wish)
    np.testing.assert_array_equal(session.points[0], [8.0, 7.0, 0.0])
    shapes = [[[1.0, 0.5], [0.5, 2.0]]] * 3
    turned = grant(session, {"axes": [0, 1], "covariances": shapes})
    np.testing.assert_array_equal(turned.start.covariances[:, :2, :2], shapes)


@pytest.mark.parametrize("cursor", [float("inf"), float("-inf"), float("nan"), 10**400, "3", True])
def test_a_cursor_that_is_no_number_changes_nothing(cursor):
    session = SESSION.at(5)
    assert grant(session, {"cursor": cursor}).cursor == 5


def test_no_fewer_than_one_iteration_and_no_more_than_a_thousand():
    assert grant(SESSION, {"max_iter": 0}).trace.max_iter == 1
    assert grant(SESSION, {"max_iter": -3}).trace.max_iter == 1
    assert grant(SESSION, {"max_iter": 10**9}).trace.max_iter == 1000
    assert grant(SESSION, {"max_iter": float("inf")}).trace.max_iter == SESSION.trace.max_iter
