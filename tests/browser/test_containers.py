"""In whatever box of ipywidgets it stands: never without a width, never over something else, and
its handles are where its means are. Hidden and shown, it is as if it had been in sight always."""

import numpy as np
import pytest
from bench import START
from playwright.sync_api import expect
from widget_page import View, same

TWO = """
from ipywidgets import Accordion, AppLayout, Box, GridBox, HBox, Label, Layout, Output, Tab, VBox
w = GMMWidget(datasets.old_faithful(), n_components=2, cursor=2)
v = GMMWidget(datasets.blobs(), n_components=3, cursor=2)
"""
BOXES = {
    "Box": "Box([w, v])",
    "HBox": "HBox([w, v])",
    "HBox, narrow": "HBox([w, v], layout=dict(width='520px'))",
    "HBox, centred": "HBox([w, v], layout=dict(align_items='center', justify_content='center'))",
    "HBox, wrapped": "HBox([w, v], layout=dict(flex_flow='row wrap'))",
    "HBox in an HBox": "HBox([HBox([w]), HBox([v])])",
    "VBox": "VBox([w, v])",
    "VBox, centred": "VBox([w, v], layout=dict(align_items='center'))",
    "VBox in an HBox": "HBox([w, VBox([Label('above'), v])])",
    "two VBoxes": "HBox([VBox([w], layout=dict(align_items='center')), VBox([v])])",
    "GridBox": "GridBox([w, v], layout=dict(grid_template_columns='1fr 1fr'))",
    "GridBox, automatic": "GridBox([w, v], layout=dict(grid_template_columns='auto auto'))",
    "GridBox, one column": "GridBox([w, v])",
    "GridBox, centred": "GridBox([w, v], layout=dict(grid_template_columns='repeat(2, 50%)', "
    "justify_items='center', align_items='center'))",
    "AppLayout": "AppLayout(left_sidebar=w, center=v)",
    "Output": "VBox([shown(w), shown(v)])",
    "Outputs in a row": "HBox([shown(w), shown(v)])",
}
SHOWN = """
def shown(widget):
    out = Output()
    out.append_display_data(widget)
    return out
"""
PAGES = {
    "Tab": "box = Tab([w, v], titles=['one', 'two'])",
    "Accordion": "box = Accordion([w, v], selected_index=0)",
    "Accordion in a Tab": "box = Tab([w, Accordion([v], selected_index=0)])",
    "HBox in a Tab": "box = Tab([w, HBox([v])])",
    "VBox, centred, in an Accordion": "box = Accordion([w, VBox([v], layout=dict("
    "align_items='center'))], selected_index=0)",
}
FRAMES = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"""
PLACES = """() => [...document.querySelectorAll('.gmm')]
    .filter((root) => root.checkVisibility())
    .map((root) => {
        const { left, top, right, bottom } = root.getBoundingClientRect();
        return [left, top, right, bottom];
    })"""
STICKS_OUT = """() => [...document.querySelectorAll('.gmm')]
    .filter((root) => root.checkVisibility())
    .flatMap((root) => {
        const inner = root.getBoundingClientRect();
        const outer = root.parentElement.getBoundingClientRect();
        const out = inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
        return out || root.scrollWidth > root.clientWidth ? [[inner, outer]] : [];
    })"""
ON_TOP = "([x, y]) => document.elementFromPoint(x, y)?.closest('.handle')?.dataset.k"


def settled(bench) -> None:
    """Wait until the page is laid out, and laid out anew for what it found."""
    bench.page.evaluate(FRAMES)


def apart(places: list) -> None:
    """Raise AssertionError unless these boxes have a width, and none lies over another."""
    for i, (left, top, right, bottom) in enumerate(places):
        assert right - left >= 200
        assert bottom - top >= 400
        for other in places[:i]:
            beside = left >= other[2] - 1 or right <= other[0] + 1
            assert beside or top >= other[3] - 1 or bottom <= other[1] + 1


def held_where_the_means_are(bench, view: View, name: str) -> None:
    """Raise AssertionError unless a widget's handles lie on its means, and follow the mouse."""
    wanted = np.array(bench.ask(f"{name}.means"))
    points = np.array(bench.ask(f"{name}.points"))
    pixels = view.places
    low, high = points.argmin(axis=0), points.argmax(axis=0)
    axes = [0, 1]
    scale = (pixels[high, axes] - pixels[low, axes]) / np.ptp(points, axis=0)
    shift = pixels[low, axes] - scale * points[low, axes]
    view.find(".plot").scroll_into_view_if_needed()
    plot = view.find(".plot").bounding_box()
    drawn = view.find(".layers").bounding_box()
    # As wide as it is drawn for: what is laid out for another width would be stretched.
    size = view.find("svg.front").get_attribute("viewBox")
    assert same([drawn["width"], drawn["height"]], [*map(float, size.split()[2:])], within=1)
    for k, place in enumerate(wanted * scale + shift):
        x, y = view.centre(k)
        assert same([x, y], np.array([plot["x"], plot["y"]]) + place, within=2), k
        assert bench.page.evaluate(ON_TOP, [x, y]) == str(k)
    view.drag(0, (24, -18))
    view.at(0).settled()
    moved = wanted[0] + np.array([24, -18]) / scale
    assert same(bench.ask(f"{name}.seeds[0]"), moved, within=np.abs(1.5 / scale))


def both(bench, code: str) -> tuple[View, View]:
    """The views of `w` and `v`, once a cell that shows both of them has run."""
    bench.cells(START + TWO + SHOWN + code)
    bench.page.locator(".gmm[data-status]").nth(1).wait_for(state="attached")
    settled(bench)
    return bench.view(0), bench.view(1)


@pytest.mark.parametrize("name", BOXES)
def test_two_stand_in_a_box(bench, name):
    views = both(bench, f"display({BOXES[name]})")
    places = bench.page.evaluate(PLACES)
    assert len(places) == 2
    apart(places)
    assert bench.page.evaluate(STICKS_OUT) == []
    for view, widget in zip(views, "wv", strict=True):
        held_where_the_means_are(bench, view, widget)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_was_closed_is_as_one_that_was_open(bench, name):
    _, second = both(bench, f"{PAGES[name]}\ndisplay(box)")
    for index in (1, 0, 1):
        bench.run(f"box.selected_index = {index}")
        settled(bench)
    expect(second.root).to_be_visible()
    places = bench.page.evaluate(PLACES)
    assert len(places) == 1
    apart(places)
    assert bench.page.evaluate(STICKS_OUT) == []
    held_where_the_means_are(bench, second, "v")


@pytest.mark.parametrize(
    ("trait", "hidden", "seen"), [("display", "none", None), ("visibility", "hidden", None)]
)
def test_one_that_was_hidden_knows_where_it_is(bench, trait, hidden, seen):
    first, second = both(bench, f"v.layout.{trait} = {hidden!r}\ndisplay(VBox([w, v]))")
    bench.run("w.cursor = v.cursor = 4")
    first.at(4)
    second.at(4)
    bench.run(f"v.layout.{trait} = {seen!r}")
    expect(second.root).to_be_visible()
    settled(bench)
    apart(bench.page.evaluate(PLACES))
    held_where_the_means_are(bench, second, "v")


def test_a_box_that_is_made_narrower_and_wider(bench):
    views = both(bench, "box = HBox([w, v], layout=dict(width='1100px'))\ndisplay(box)")
    for width in ("640px", "1100px"):
        bench.run(f"box.layout.width = {width!r}")
        settled(bench)
        apart(bench.page.evaluate(PLACES))
        assert bench.page.evaluate(STICKS_OUT) == []
    for view, widget in zip(views, "wv", strict=True):
        held_where_the_means_are(bench, view, widget)


def test_a_widget_may_have_a_width_of_its_own(bench):
    both(bench, "w.layout.width = '420px'\ndisplay(VBox([w, v]))")
    places = bench.page.evaluate(PLACES)
    apart(places)
    assert places[0][2] - places[0][0] == 420
