"""Fits as small multiples in one output: the one that is moved leads, one bar moves all, and the
page decides how many stand beside each other."""

import pytest
from bench import START

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
FOUR = """
from gmm_widget import compare
kinds = ("full", "tied", "diag", "spherical")
fits = [GMMWidget(datasets.stretched(), covariance_type=kind) for kind in kinds]
w = fits[0]
both = compare(*fits)
display(both)
"""
SMALL = '.gmm[data-part="small"]'
TICKS = """() => [...document.querySelectorAll('.gmm[data-part="small"]')].map(
    (root) => root.querySelector('.axis').outerHTML)"""
PLACES = """() => [...document.querySelectorAll('.gmm[data-part="small"]')].map((root) => {
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
    bench.cells(START + code)
    view = bench.view(0)
    bench.page.locator(f"{SMALL}[data-status]").nth(count - 1).wait_for()
    bench.page.locator('.gmm[data-part="lead"] .timeline').wait_for()
    return view


def test_one_timeline_moves_all_each_as_far_as_it_goes(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    bar = bench.view(2)
    assert bench.page.locator(".gmm .timeline:visible").count() == 1
    bar.scrub(7)
    first.at(7)
    second.at(7)
    bar.scrub(bar.last).settled()
    ends = bench.ask("[each.trace.last_cursor for each in (w, other)]")
    assert ends[0] < ends[1] == bar.last
    first.at(ends[0]).settled()
    second.at(ends[1]).settled()
    assert bench.ask("[w.cursor, other.cursor]") == ends
    bar.scrub(3).settled()
    first.at(3)
    second.at(3)


@pytest.mark.parametrize("width", [1180, 900])
def test_four_fit_into_560_pixels_on_one_scale(bench, width):
    shown(bench, f"{FOUR}\nboth.layout.width = '{width}px'", count=4)
    bench.page.wait_for_function(
        "(width) => document.querySelector('.widget-gridbox').clientWidth === width", arg=width
    )
    assert bench.page.locator(".widget-gridbox").bounding_box()["height"] <= 560
    assert bench.page.locator(".gmm .bar:visible").count() == 1
    bench.page.wait_for_function(f"() => new Set(({TICKS})()).size === 1")
    assert bench.page.locator(f"{SMALL} .curve .others").count() == 4


def test_a_title_makes_one_large_and_small_again(bench):
    shown(bench, FOUR, count=4)
    title = bench.page.locator(".fit-title").nth(1)
    title.click()
    large = bench.page.locator('.gmm[data-part="large"]')
    large.locator(".k .stepper").wait_for()
    assert bench.page.locator(".gmm:visible").count() == 1
    bench.page.keyboard.press("Escape")
    bench.page.locator(SMALL).nth(3).wait_for()
    title.press("Enter")
    large.wait_for()
    title.press("Enter")
    bench.page.locator(SMALL).nth(3).wait_for()


def test_playing_one_plays_the_other(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    bench.view(2).play_to(3, pause=True)
    first.at(3)
    second.at(3).settled()
    assert bench.ask("[w.cursor, other.cursor]") == [3, 3]


def test_a_drag_in_one_leaves_the_other(bench):
    first, second = shown(bench, PAIR), bench.view(1)
    bench.view(2).scrub(4)
    first.at(4)
    second.at(4)
    before = bench.ask("other.seeds")
    first.drag(0, (60, -40)).at(0).settled()
    assert second.settled().cursor == 4
    assert bench.ask("other.seeds") == before
    bench.page.keyboard.press("s")
    first.at(1)
    second.at(1)


def test_titles_follow_what_is_chosen_in_a_widget(bench):
    shown(bench, PAIR)
    title = bench.page.locator(".fit-title").first
    title.get_by_text("Any ellipse (full)", exact=True).wait_for()
    title.click()
    bench.view(0).press("add")
    title.get_by_text("4 components, any ellipse (full)", exact=True).wait_for()


@pytest.mark.parametrize(
    ("code", "count", "width", "abreast"),
    [
        (PAIR, 2, 1180, 2),
        (PAIR, 2, 900, 2),
        (PAIR, 2, 420, 1),
        (FOUR, 4, 1180, 4),
        (FOUR, 4, 900, 2),
        (CURES, 6, 1180, 3),
        (CURES, 6, 900, 3),
        (CURES, 6, 420, 1),
    ],
)
def test_the_width_decides_how_many_stand_side_by_side(bench, code, count, width, abreast):
    shown(bench, f"{code}\nboth.layout.width = '{width}px'", count=count)
    bench.page.wait_for_function(
        "(width) => document.querySelector('.widget-gridbox').clientWidth === width", arg=width
    )
    places = bench.page.evaluate(PLACES)
    assert len({round(left) for left, _, _ in places}) == abreast
    assert len({round(top) for _, top, _ in places}) == count // abreast
    assert all(width / abreast - 30 < each <= width / abreast for _, _, each in places)
    assert bench.page.evaluate(SCROLLS) == []
