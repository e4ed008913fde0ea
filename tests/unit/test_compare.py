"""Widgets side by side: whose cursor leads, what is said of them, and that nothing stays behind."""

import asyncio
import gc
import math
import threading
import weakref

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget, Mixture, cures, datasets
from gmm_widget.em import cells
from gmm_widget.landscape.selection import select
from gmm_widget.widget import compare, worker

POINTS = three_clusters()[0]
AWAY = [[0, 0], [1, 1], [2, 2]]
FLAT = np.column_stack([np.arange(8.0), np.ones(8)])


def wish(w, n, **fields):
    w.set_state({"_request": {"client": "me", "n": n, **fields}})


def cursors(both):
    return [widget.cursor for widget in both.widgets]


def beside(both):
    """What the page is told of each widget of a comparison."""
    return [widget._beside[both._name] for widget in both.widgets]


def shown_titles(both):
    return [part["title"] for part in beside(both)]


@pytest.fixture
def three():
    """Fits of unlike length, with unlike numbers of components."""
    widgets = [GMMWidget(POINTS, n_components=k, max_iter=m) for k, m in [(2, 3), (3, 25), (1, 9)]]
    three = compare(*widgets)
    lasts = [widget.trace.last_cursor for widget in widgets]
    assert lasts[2] < lasts[0] < lasts[1]
    yield three
    three.close()


@pytest.fixture
def pair():
    pair = compare(GMMWidget(POINTS), GMMWidget(POINTS, reg_covar=0.5))
    yield pair
    pair.close()


# ---------------------------------------------------------------- cursors


def test_whoever_is_moved_leads_and_the_others_go_as_far_as_they_can(three):
    for leader in three.widgets:
        for cursor in (*range(1, leader.trace.last_cursor + 1), 4, 0):
            leader.cursor = min(cursor, leader.trace.last_cursor)
            expected = [min(leader.cursor, w.trace.last_cursor) for w in three.widgets]
            assert cursors(three) == expected


def test_one_that_is_at_its_end_waits_there_and_takes_nobody_back(three):
    short, long, _ = three.widgets
    long.cursor = long.trace.last_cursor
    assert short.cursor == short.trace.last_cursor
    long.cursor -= 1
    assert short.cursor == short.trace.last_cursor
    assert long.cursor == long.trace.last_cursor - 1
    short.cursor -= 1
    assert long.cursor == short.trace.last_cursor - 1


def test_all_begin_at_the_cursor_of_the_first():
    both = compare(GMMWidget(POINTS, cursor=6), GMMWidget(POINTS, max_iter=2, cursor=1))
    assert cursors(both) == [6, 4]


def test_a_front_end_leads_as_python_does(three):
    wish(three.widgets[1], 1, cursor=3)
    assert cursors(three)[:2] == [3, 3]
    three.widgets[0].set_state({"cursor": 2})
    assert cursors(three) == [2, 2, 2]


def test_every_move_is_one_change_of_each_follower(three):
    moves = []
    for widget in three.widgets:
        widget.observe(lambda change: moves.append((change["owner"], change["new"])), "cursor")
    three.widgets[1].cursor = 5
    assert sorted(moves, key=lambda move: three.widgets.index(move[0])) == [
        (widget, min(5, widget.trace.last_cursor)) for widget in three.widgets
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"seeds": AWAY},
        {"n_components": 4},
        {"covariance_type": "diag"},
        {"max_iter": 2},
        {"points": POINTS[:40]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_new_fit_in_one_leaves_the_others_until_the_next_move(pair, change):
    one, other = pair.widgets
    one.cursor = 4
    before = other.trace, other.cursor
    for name, value in change.items():
        setattr(one, name, value)
    assert one.cursor == 0
    assert (other.trace, other.cursor) == before
    one.undo()
    assert one.cursor == 4
    one.redo()
    assert (other.trace, other.cursor) == before
    one.cursor = 3
    assert other.cursor == 3


def test_a_new_fit_shown_at_a_later_cursor_moves_nobody(pair):
    one, other = pair.widgets
    wish(one, 1, seeds=AWAY, cursor=5)
    assert (one.cursor, other.cursor) == (5, 0)
    with other.hold_trait_notifications():
        other.seeds = AWAY
        other.cursor = 2
    assert (one.cursor, other.cursor) == (5, 2)
    other.cursor = 3
    assert (one.cursor, other.cursor) == (3, 3)


def test_a_drag_moves_nobody_and_may_be_called_off(pair):
    one, other = pair.widgets
    one.cursor = 5
    seeds = one.seeds.tolist()
    titles = pair.titles
    for n in range(1, 4):
        wish(one, n, seeds=[[n, 0], *seeds[1:]], held=True)
        assert (one.cursor, other.cursor) == (0, 5)
        assert pair.titles == titles
    wish(one, 4, seeds=seeds, cursor=5)
    assert (one.cursor, other.cursor) == (5, 5)


def test_of_several_moves_under_a_hold_the_last_counts(pair):
    one, other = pair.widgets
    seen = []
    other.observe(lambda change: seen.append(change["new"]), "cursor")
    with one.hold_trait_notifications():
        one.cursor = 7
        one.cursor = 2
        assert other.cursor == 0
    assert cursors(pair) == [2, 2]
    assert seen == [2]
    with one.hold_trait_notifications(), other.hold_trait_notifications():
        one.cursor = 4
        other.cursor = 6
    assert one.cursor == other.cursor
    with one.hold_sync():
        one.cursor = 1
    assert cursors(pair) == [1, 1]


def test_an_observer_of_a_follower_may_move_it_and_then_leads(three):
    first, second, _ = three.widgets
    second.observe(lambda change: setattr(second, "cursor", 1), "cursor")
    first.cursor = 4
    assert cursors(three) == [1, 1, 1]


def test_a_fit_without_steps_stays_at_its_start():
    both = compare(GMMWidget(FLAT, n_components=2), GMMWidget(FLAT, n_components=2, reg_covar=0.1))
    stuck, other = both.widgets
    assert stuck.status == "degenerate"
    assert other.trace.last_cursor > 0
    other.cursor = other.trace.last_cursor
    assert stuck.cursor == 0
    assert other.cursor == other.trace.last_cursor


def test_one_widget_alone_is_a_comparison_too():
    alone = compare(GMMWidget(POINTS))
    alone.widgets[0].cursor = 3
    assert cursors(alone) == [3]
    assert alone.titles == ("Fit 1",)


def test_a_follower_that_is_busy_with_a_new_fit_is_left_to_it(pair, monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)
    one, other = pair.widgets

    async def main():
        wish(other, 1, seeds=AWAY)
        assert other._worker.is_busy
        one.cursor = 4
        while other._worker.is_busy:
            await asyncio.sleep(0)

    asyncio.run(main())
    np.testing.assert_array_equal(other.seeds, AWAY)
    assert other._answered == {"client": "me", "n": 1}
    one.cursor = 5
    assert other.cursor == 5


# ---------------------------------------------------------------- threads


def test_two_threads_that_move_two_widgets_never_wait_for_each_other(pair):
    def move(widget):
        for n in range(150):
            widget.cursor = n % 6

    threads = [threading.Thread(target=move, args=(w,), daemon=True) for w in pair.widgets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    one, other = pair.widgets
    assert one.cursor == other.cursor


# ---------------------------------------------------------------- small multiples


def test_the_last_child_is_a_second_view_of_the_longest_fit(three):
    assert three.children == (*three.widgets, three.widgets[1])
    three.widgets[1].max_iter = 2
    longest = max(three.widgets, key=lambda widget: widget.trace.last_cursor)
    assert longest is not three.widgets[1]
    assert three.children == (*three.widgets, longest)


def test_each_is_told_the_curves_of_the_others(three):
    one, other, third = three.widgets
    curves = [part["curves"] for part in beside(three)]
    assert curves[0] == [list(w.trace.log_likelihoods) for w in (other, third)]
    assert curves[2] == [list(w.trace.log_likelihoods) for w in (one, other)]
    one.seeds = AWAY[:2]
    assert beside(three)[1]["curves"][0] == list(one.trace.log_likelihoods)


def test_all_plots_have_one_range_that_holds_the_points_and_the_starts(three):
    ranges = [part["ranges"] for part in beside(three)]
    assert ranges[0] == ranges[1] == ranges[2]
    for axis, (low, high) in enumerate(ranges[0]):
        column = POINTS[:, axis]
        ends = [
            w.start.means[:, axis] + side * np.sqrt(w.start.covariances[:, axis, axis])
            for w in three.widgets
            for side in (-2, 2)
        ]
        room = 0.4 * np.ptp(column)
        least, most = min(map(np.min, ends)), max(map(np.max, ends))
        assert low == pytest.approx(max(column.min() - room, min(column.min(), least)))
        assert high == pytest.approx(min(column.max() + room, max(column.max(), most)))


def test_a_dragged_mean_moves_no_plot_and_other_points_do(pair):
    before = beside(pair)[1]["ranges"]
    pair.widgets[0].seeds = [[90, 90], [1, 1], [2, 2]]
    assert beside(pair)[1]["ranges"] == before
    pair.widgets[0].points = 3 * POINTS
    assert beside(pair)[0]["ranges"] == beside(pair)[1]["ranges"] != before


def test_only_plots_of_the_same_columns_share_their_ranges(pair):
    pair.widgets[0].axes = (1, 0)
    one, other = beside(pair)
    assert (one["axes"], other["axes"]) == ([1, 0], [0, 1])
    assert one["ranges"] == other["ranges"][::-1]


def test_columns_without_width_have_a_range():
    both = compare(GMMWidget(FLAT, n_components=2), GMMWidget(FLAT, n_components=1))
    for low, high in beside(both)[0]["ranges"]:
        assert np.isfinite([low, high]).all()
        assert low < high


# ---------------------------------------------------------------- its end


def test_unlinked_widgets_go_alone_and_stay_where_they_are(pair):
    one = pair.widgets[0]
    one.cursor = 4
    pair.unlink()
    pair.unlink()
    one.cursor = 2
    assert cursors(pair) == [2, 4]
    assert len(pair.children) == 2


def test_closing_leaves_the_widgets_and_nothing_else():
    widgets = [GMMWidget(POINTS), GMMWidget(POINTS, reg_covar=0.5)]
    pair = compare(*widgets)
    gone = weakref.ref(pair)
    pair.close()
    pair.close()
    del pair
    gc.collect()
    assert gone() is None
    assert all(widget._beside == {} for widget in widgets)
    widgets[0].cursor = 3
    assert widgets[1].cursor == 0
    assert all(widget.comm is not None for widget in widgets)


def test_two_comparisons_of_one_widget_do_not_know_of_each_other():
    a, b, c = (GMMWidget(POINTS, reg_covar=r) for r in (0.0, 0.1, 0.2))
    first, second = compare(a, b), compare(b, c)
    a.cursor = 3
    assert (b.cursor, c.cursor) == (3, 3)
    first.close()
    a.cursor = 1
    assert (b.cursor, c.cursor) == (3, 3)
    c.cursor = 2
    assert (a.cursor, b.cursor) == (1, 2)
    second.close()


def test_all_widgets_can_be_closed_at_once():
    cures(GMMWidget(POINTS))
    ipywidgets.Widget.close_all()


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        ([{}, {"covariance_type": "diag"}], ("Any ellipse (full)", "Along the axes (diag)")),
        ([{}, {"reg_covar": 0.25}], ("No variance floor", "Variance floor 0.25 (reg_covar)")),
        ([{"n_components": 1}, {"n_components": 4}], ("1 component", "4 components")),
        ([{}, {"seeds": AWAY}, {}], ("Start 1, fit 1", "Start 2", "Start 1, fit 3")),
        ([{}, {}], ("Fit 1", "Fit 2")),
        ([{}, {"max_iter": 9}], ("At most 25 iterations", "At most 9 iterations")),
        (
            [{"n_components": 2}, {}, {"seeds": AWAY}],
            ("2 components, start 1", "3 components, start 2", "3 components, start 3"),
        ),
        (
            [{"covariance_type": "tied"}, {"covariance_type": "spherical", "reg_covar": 0.1}],
            (
                "One shape for all (tied), no variance floor",
                "Circles (spherical), variance floor 0.1 (reg_covar)",
            ),
        ),
    ],
)
def test_titles_say_what_differs_and_nothing_else(settings, titles):
    found = compare(*(GMMWidget(POINTS, **setting) for setting in settings))
    assert found.titles == titles
    assert shown_titles(found) == list(titles)


def test_titles_stay_true(pair):
    one, other = pair.widgets
    one.reg_covar = 0.5
    assert pair.titles == ("Fit 1", "Fit 2")
    other.n_components = 2
    assert pair.titles == ("3 components", "2 components")
    other.n_components = 3
    one.points = POINTS[:50]
    assert pair.titles[0].startswith("Data 1")
    assert shown_titles(pair)[1].startswith("Data 2")


def test_given_titles_stay_as_they_are():
    one = GMMWidget(POINTS)
    both = compare(one, GMMWidget(POINTS), titles=["a < b", "c"])
    one.reg_covar = 0.5
    assert both.titles == ("a < b", "c")
    assert shown_titles(both) == ["a < b", "c"]


def test_the_table_says_how_each_ended_wherever_the_cursors_are(pair):
    one = pair.widgets[0]
    table = pair.table()
    one.cursor = 3
    assert pair.table() == table
    for widget, row in zip(pair.widgets, table, strict=True):
        widget.cursor = widget.trace.last_cursor
        assert row["iteration"] == widget.iteration
        assert row["log_likelihood"] == widget.log_likelihood
        for name in ("status", "n_components", "covariance_type", "reg_covar"):
            assert row[name] == getattr(widget, name)
    assert [row["title"] for row in table] == list(pair.titles)
    assert len(pd.DataFrame(table)) == 2


def test_its_bic_is_that_of_the_selection():
    found = select(POINTS, (2,), covariance_types=("tied",))
    best = GMMWidget(POINTS, start=found.starts[0], covariance_type="tied", max_iter=1000)
    row = compare(best).table()[0]
    assert row["status"] == "converged"
    # The two stop by their own rules: within 1e-6 per point of the same optimum.
    assert row["bic"] == pytest.approx(found.table[0].bic, abs=2e-5 * len(POINTS))


def abreast(tracks, width):
    """How many columns of at least that width a page puts side by side in so many pixels."""
    least = tracks.removeprefix("repeat(auto-fill, minmax(").removesuffix(", 1fr))")
    sums = least.replace("calc", "").replace("100%", str(width)).replace("px", "")
    return max(1, int((width + 16) // (eval(sums, {"min": min, "max": max}) + 16)))


@pytest.mark.parametrize(
    ("count", "columns", "rows"),
    [
        (1, None, {300: 1, 1180: 1}),
        (2, None, {420: 1, 555: 1, 556: 2, 900: 2, 1180: 2, 1900: 2}),
        (3, None, {420: 1, 720: 2, 841: 2, 842: 3, 1180: 3}),
        (4, None, {420: 1, 720: 2, 900: 2, 1127: 2, 1128: 4, 1180: 4}),
        (5, None, {200: 1, 720: 2, 900: 3, 1180: 3, 1414: 5}),
        (6, None, {420: 1, 720: 2, 900: 3, 1180: 3, 1699: 3, 1700: 6}),
        (4, 3, {420: 1, 720: 2, 900: 3, 1180: 3, 1900: 3}),
        (2, 3, {420: 1, 900: 2}),
        (3, 1, {1180: 1}),
    ],
)
def test_rows_are_even_or_as_long_as_was_asked_for(count, columns, rows):
    both = compare(*[GMMWidget(POINTS) for _ in range(count)], columns=columns)
    tracks = both.layout.grid_template_columns
    assert {width: abreast(tracks, width) for width in rows} == rows


W = GMMWidget(POINTS)


@pytest.mark.parametrize(
    ("widgets", "options", "error", "said"),
    [
        ([], {}, ValueError, "give one or more widgets"),
        ([W, 3], {}, TypeError, "must be GMMWidgets; got int"),
        ([[W]], {}, TypeError, r"write compare\(\*widgets\)"),
        ([W, W], {}, ValueError, "given twice"),
        ([W, GMMWidget(POINTS[:9])], {}, ValueError, "make all widgets from one data set"),
        ([W, GMMWidget(POINTS + 1)], {}, ValueError, "number 2"),
        (
            [W, GMMWidget(POINTS, sample_weight=np.full(len(POINTS), 2.0))],
            {},
            ValueError,
            "points and weights",
        ),
        ([W], {"titles": "W"}, TypeError, "titles must be strings"),
        ([W], {"titles": [1]}, TypeError, "titles must be strings"),
        ([W], {"titles": ["a", "b"]}, ValueError, "as many as the widgets, 1; got 2"),
        ([W], {"columns": 0}, ValueError, "columns must be a whole number"),
        ([W], {"columns": True}, ValueError, "columns must be a whole number"),
    ],
)
def test_what_cannot_be_compared_is_told(widgets, options, error, said):
    with pytest.raises(error, match=said):
        compare(*widgets, **options)


# ---------------------------------------------------------------- cures


def test_the_cures_of_a_collapse_start_alike_and_differ_in_one_thing():
    w = GMMWidget(datasets.few(), n_components=4, max_iter=40)
    cured = cures(w)
    table = cured.table()
    assert cured.widgets[0] is w
    assert [row["title"].split(",")[0] for row in table] == [
        "As it is",
        "Variance floor 0.004 (reg_covar)",
        "One shape for all (tied)",
        "Along the axes (diag)",
        "Circles (spherical)",
        "One component fewer",
    ]
    component = w.trace.component
    assert component is not None
    assert table[-1]["title"].endswith(f"without component {component + 1}")
    assert [row["covariance_type"] for row in table[2:5]] == ["tied", "diag", "spherical"]
    assert all(widget.start == w.start for widget in cured.widgets[:-1])
    rest = np.delete(w.seeds, component, axis=0)
    np.testing.assert_array_equal(cured.widgets[-1].seeds, rest)
    assert {widget.max_iter for widget in cured.widgets} == {40}
    assert table[0]["status"] == "collapsed"
    assert math.isnan(table[0]["bic"])
    assert table[1]["propped"] == 1  # the floor holds open what it does not cure
    assert table[-1]["status"] == "converged"
    assert table[-1]["propped"] == 0


def test_the_floor_is_a_thousandth_of_the_mean_variance_in_one_digit():
    for scale in (1e-3, 1.0, 2e4):
        floor = cures(GMMWidget(scale * POINTS)).table()[1]["reg_covar"]
        exact = 1e-3 * (scale * POINTS).var(axis=0).mean()
        assert floor == float(f"{exact:.0e}")
        assert 0.6 < floor / exact < 1.5


def test_what_the_widget_has_already_is_no_cure():
    w = GMMWidget(POINTS, n_components=1, covariance_type="tied", reg_covar=10.0)
    titles = cures(w).titles
    assert titles == ("As it is", "Along the axes (diag)", "Circles (spherical)")


def test_without_a_collapse_as_it_is_simply_is_and_the_narrowest_component_goes():
    w = GMMWidget(POINTS, max_iter=100, cursor=4)
    cured = cures(w)
    assert cured.table()[0]["status"] == "converged"
    assert cursors(cured) == [4] * len(cured.widgets)
    unit = POINTS.std(axis=0)
    widths = [np.linalg.eigvalsh(c / np.outer(unit, unit))[0] for c in w.trace.final.covariances]
    assert cured.titles[-1].endswith(f"without component {np.argmin(widths) + 1}")


def test_an_empty_component_is_the_one_that_goes():
    w = GMMWidget(POINTS, seeds=[[0, 0], [1, 1], POINTS.max(axis=0) * 50])
    assert w.status == "empty"
    component = w.trace.component
    assert component is not None
    assert cures(w).titles[-1].endswith(f"without component {component + 1}")


def test_flat_points_are_cured_by_a_floor():
    table = cures(GMMWidget(FLAT, n_components=2)).table()
    assert table[0]["status"] == "degenerate"
    assert table[1]["status"] in ("converged", "max_iter")


def test_a_start_made_by_hand_keeps_its_shapes_and_proportions():
    start = Mixture([0.1, 0.3, 0.6], AWAY, [np.eye(2), 2 * np.eye(2), 3 * np.eye(2)])
    fewer = cures(GMMWidget(POINTS, start=start)).widgets[-1].start
    kept = [k for k in range(3) if (fewer.means == start.means[k]).all(axis=1).any()]
    assert len(kept) == 2
    np.testing.assert_allclose(fewer.weights, start.weights[kept] / start.weights[kept].sum())
    np.testing.assert_array_equal(fewer.covariances, start.covariances[kept])


def test_weights_cells_names_and_looks_go_along():
    frame = pd.DataFrame(three_clusters(dimension=3)[0], columns=["a", "b", "c"])
    weight = np.linspace(1, 2, len(frame))
    for widget in cures(GMMWidget(frame, sample_weight=weight, axes=(2, 0), theme="dark")).widgets:
        assert widget.columns == ["a", "b", "c"]
        assert (tuple(widget.axes), widget.theme) == ((2, 0), "dark")
        np.testing.assert_array_equal(widget.sample_weight, weight)
    reduced = cells.reduce_points(POINTS, n_cells=20)
    for widget in cures(GMMWidget(reduced)).widgets:
        np.testing.assert_array_equal(widget.trace.within, reduced.covariances)


def test_what_was_made_is_closed_with_it_and_the_widget_lives_on():
    w = GMMWidget(POINTS)
    cured = cures(w)
    made = cured.widgets[1:]
    cured.close()
    assert w.comm is not None
    assert [widget.comm for widget in made] == [None] * len(made)


def test_cures_of_something_else_are_refused():
    with pytest.raises(TypeError, match="must be GMMWidgets; got ndarray"):
        cures(POINTS)
