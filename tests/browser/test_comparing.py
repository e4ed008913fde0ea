"""Widgets side by side in one output: the one that is moved leads, and the page decides how many
stand beside each other."""

import pytest

PAIR = """
from gmm_widget import compare
points = datasets.stretched()
w = GMMWidget(points, n_components=3)
other = GMMWidget(points, n_components=3, covariance_type="spherical")
both = compare(w, other)
display(both)
"""
CURES = """
from gmm_widget import cures
w = GMMWidget(datasets.few(), n_components=4)
both = cures(w)
display(both)
"""
NARROW = "(root) => getComputedStyle(root.querySelector('.side')).borderTopStyle === 'solid'"
PLACES = """() => [...document.querySelectorAll('.gmm')].map((root) => {
    const { left, top, width } = root.getBoundingClientRect();
    return [left, top, width];
})"""
SCROLLS = """() => [...document.querySelectorAll('.widget-gridbox, .widget-gridbox *')]
    .filter((node) => node.closest('svg') === null && !node.closest('.sr'))
    .filter((node) => ['auto', 'scroll'].includes(getComputedStyle(node).overflowX))
    .filter((node) => node.scrollWidth > node.clientWidth)
    .map((node) => node.className)"""


def shown(bench, code, *, count=2):
    """The first view of a comparison, once all its widgets stand there."""
    view = bench.show(code, views=0)
    bench.page.locator(".gmm[data-status]").nth(count - 1).wait_for()
    return view


def test_the_other_follows_the_timeline_that_is_scrubbed(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    assert first.last < second.last
    first.scrub(7)
    second.at(7)
    second.scrub(second.last).settled()
    first.at(first.last).settled()
    assert bench.ask("[w.cursor, other.cursor]") == [first.last, second.last]
    second.scrub(first.last - 1)
    first.at(second.cursor)
    first.scrub(3).settled()
    second.at(3).settled()
    assert bench.ask("[w.cursor, other.cursor]") == [3, 3]


def test_playing_one_plays_the_other(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    second.play_to(3, pause=True)
    first.at(3)
    second.at(3).settled()
    assert bench.ask("[w.cursor, other.cursor]") == [3, 3]


def test_a_drag_in_one_leaves_the_other(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    first.scrub(4)
    second.at(4)
    before = bench.ask("other.seeds")
    first.drag(0, (60, -40)).at(0).settled()
    assert second.settled().cursor == 4
    assert bench.ask("other.seeds") == before
    first.step().at(1)
    second.at(1)


def test_titles_follow_what_is_chosen_in_a_widget(bench):
    shown(bench, PAIR)
    title = bench.page.locator(".widget-gridbox .widget-html").first
    title.get_by_text("Any ellipse (full)", exact=True).wait_for()
    bench.view(0).press("add")
    title.get_by_text("4 components, any ellipse (full)", exact=True).wait_for()


@pytest.mark.parametrize(("width", "abreast"), [(900, 2), (420, 1)])
@pytest.mark.parametrize(("code", "count"), [(PAIR, 2), (CURES, 6)])
def test_the_width_decides_how_many_stand_side_by_side(bench, code, count, width, abreast):
    view = shown(bench, f"{code}\nboth.layout.width = '{width}px'", count=count)
    bench.page.wait_for_function(
        "(width) => document.querySelector('.widget-gridbox').clientWidth === width", arg=width
    )
    places = bench.page.evaluate(PLACES)
    assert len({round(left) for left, _, _ in places}) == abreast
    assert len({round(top) for _, top, _ in places}) == count // abreast
    assert all(width / abreast - 30 < each <= width / abreast for _, _, each in places)
    assert view.root.evaluate(NARROW)
    assert bench.page.evaluate(SCROLLS) == []
