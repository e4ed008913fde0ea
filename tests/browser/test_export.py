"""A saved page: opened from a file, with no network and no Python, under its own strict policy."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench import FAITHFUL
from chromium import new_page
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect
from test_many_points import PIXELS
from test_numbers import says
from widget_page import View, same

from gmm_widget import GMMWidget, datasets

WATCH = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
DRAWN = """(root) => {
    const all = (selector, ...names) => [...root.querySelectorAll(selector)].map((node) =>
        names.map((name) => node.getAttribute(name)));
    return {
        points: all('.points circle', 'cx', 'cy', 'r', 'fill'),
        ovals: all('.shapes ellipse', 'rx', 'ry'),
        poses: all('.shapes > g', 'transform'),
        badges: all('.mean-ring', 'cx', 'cy', 'fill'),
        trails: all('.trails path:not(.casing)', 'd').filter(([d]) => d),
        grid: all('.grid line', 'x1', 'y1', 'x2', 'y2'),
        ticks: [...root.querySelectorAll('.axis text')].map((node) => node.textContent),
        sigmas: all('.sigma', 'x', 'y'),
    };
}"""
"""What the front end draws, mark by mark."""
SAVED = """() => window.jupyterapp.shell.currentWidget.content.model.cells.get(0)
    .outputs.get(0).toJSON().data"""
"""What the notebook keeps of its first cell."""

READ_PNG = """async ([bytes, spots]) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = Object.assign(document.createElement('canvas'),
        { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const at = (i) => '#' + [...data.slice(i, i + 3)].map((c) =>
        c.toString(16).padStart(2, '0')).join('');
    const place = ([x, y]) => 4 * (2 * Math.round(y + 22) * image.width + 2 * Math.round(x + 12));
    const all = new Set(new Uint32Array(data.buffer));
    return { size: [image.width, image.height], distinct: all.size,
        colours: spots.map(([x, y], i) => at(i ? place([x, y]) : 0)) };
}"""
"""The size of a picture, how many colours it has, its first pixel's and those at some places of
the plot."""


@dataclass
class Desk:
    """A saved page and the widget it was saved from."""

    page: Page
    w: GMMWidget
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        """Keep what the page says on its console, if it is an error."""
        if said.type == "error":
            self.complaints.append(said.text)

    def ask(self, expression: str) -> Any:
        value = eval(expression, {"w": self.w})
        return value.tolist() if hasattr(value, "tolist") else value

    @property
    def view(self) -> View:
        return View(self.page, self.page.locator(".gmm"), self)


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """`open_page(w, **options)`: save the widget, open the file. Nothing else may be asked for."""
    desks = []

    def open_it(w: GMMWidget, **options: Any) -> Desk:
        path = w.export_html(tmp_path / "saved.html")
        viewport: ViewportSize = {"width": options.pop("width", 1000), "height": 900}
        desk = Desk(new_page(browser, offline=True, viewport=viewport, **options), w)
        desks.append(desk)
        desk.page.add_init_script(WATCH)
        desk.page.on("request", lambda sent: desk.asked.append(sent.url))
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        desk.page.on("console", desk.hear)
        desk.page.goto(path.as_uri())
        return desk

    yield open_it
    for desk in desks:
        violations = desk.page.evaluate("() => window.violations ?? []")
        desk.page.context.close()
        assert desk.asked == [(tmp_path / "saved.html").as_uri()]
        assert (violations, desk.complaints) == ([], [])


def geyser(**options: Any) -> GMMWidget:
    return GMMWidget(datasets.old_faithful(), n_components=2, **options)


def test_it_opens_where_it_was_and_plays_to_the_end(open_page):
    desk = open_page(geyser(cursor=5))
    view = desk.view.at(5)
    assert view.find(".story").inner_text() == desk.w.message
    assert view.find(".points circle").count() == 272
    view.press("to-start").at(0)
    assert len(set(view.fills)) == 1
    view.step().at(1).step().at(2)
    view.press("play")
    view.at(desk.w.trace.last_cursor)
    assert not view.bad_words


@pytest.mark.parametrize("cursor", [0, 3, 8])
def test_its_numbers_are_python_s_at_every_cursor(open_page, cursor):
    desk = open_page(geyser())
    view = desk.view.scrub(cursor)
    desk.w.cursor = cursor
    assert same(view.pixels(desk.w.points), view.places, within=0.02)
    assert same(view.means, desk.w.means, within=0.01)
    assert says(view.text(".ll"), desk.w.log_likelihood)
    assert view.find(".story").inner_text() == desk.w.message


def test_it_inspects_a_point_with_python_s_percentages(open_page):
    desk = open_page(geyser(cursor=3))
    view = desk.view.at(3)
    row = int(desk.w.responsibilities.max(axis=1).argmin())
    view.page.mouse.move(*view.spot(desk.w.points[row].tolist()))
    shares = [int(text.rstrip("%")) for text in view.find(".note .n").all_text_contents()]
    assert shares == [round(100 * share) for share in desk.w.responsibilities[row]]


def test_dragging_says_that_it_needs_python_and_nothing_moves(open_page):
    view = open_page(geyser(cursor=4)).view.at(4)
    before = view.means
    view.drag(0, (80, 40))
    alarm = view.find(".alarm")
    expect(alarm).to_contain_text("Ask whoever made the page")
    view.settled()
    assert same(view.means, before, within=0)
    assert view.find(".ghost ellipse").count() == 0
    assert view.find(".notice").is_hidden()
    view.press("back").at(3)
    expect(alarm).to_be_hidden()


def test_the_keyboard_and_the_options_say_the_same(open_page):
    view = open_page(geyser(cursor=4)).view.at(4)
    alarm = view.find(".alarm")
    view.find(".handle input").first.focus()
    view.page.keyboard.press("ArrowRight")
    expect(alarm).to_contain_text("needs Python")
    view.scrub(6)
    expect(alarm).to_be_hidden()
    view.press("add")
    expect(alarm).to_contain_text("needs Python")
    view.scrub(4)
    view.press("options")
    view.find("[data-option=covariance_type]").select_option("diag")
    expect(alarm).to_contain_text("needs Python")
    expect(view.find("[data-option=covariance_type]")).to_have_value("full")
    assert view.cursor == 4


def test_points_cannot_be_added_and_it_says_so(open_page):
    view = open_page(geyser(cursor=4)).view.at(4)
    view.press("edit")
    x, y = view.middle(view.find(".plot"))
    view.page.mouse.click(x - 150, y + 60)
    expect(view.find(".alarm")).to_contain_text("needs Python")
    assert view.find(".points circle").count() == 272


def test_it_follows_the_system_s_theme_and_its_own_choice(open_page):
    desk = open_page(geyser(cursor=2), color_scheme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    expect(desk.view.root).to_have_attribute("data-scheme", "dark")
    assert desk.page.evaluate(ground) == "rgb(15, 18, 22)"
    desk.page.get_by_label("Light").check()
    expect(desk.view.root).to_have_attribute("data-scheme", "light")
    assert desk.page.evaluate(ground) == "rgb(255, 255, 255)"
    desk.page.get_by_label("Auto").check()
    expect(desk.view.root).to_have_attribute("data-scheme", "dark")


def test_a_theme_that_was_chosen_is_kept(open_page):
    desk = open_page(geyser(theme="dark"))
    expect(desk.view.root).to_have_attribute("data-scheme", "dark")
    assert desk.page.get_by_label("Dark").is_checked()


def test_it_shows_the_view_that_it_had_and_the_plain_fit(open_page):
    desk = open_page(geyser(view="k-means", cursor=4))
    view = desk.view.at(4)
    expect(view.root).to_have_attribute("data-view", "k-means")
    assert view.find(".views input").count() == 2
    view.find(".views input").first.check()
    expect(view.root).to_have_attribute("data-view", "em")
    view.find(".views input").last.check()
    expect(view.root).to_have_attribute("data-view", "k-means")
    assert not view.bad_words


def test_more_columns_can_be_chosen(open_page):
    points = np.random.default_rng(0).normal(size=(60, 3))
    desk = open_page(GMMWidget(points, 2, cursor=2))
    desk.view.at(2).find("select.x-axis").select_option("2")
    desk.w.axes = (2, 1)
    assert same(desk.view.means, desk.w.means[:, [2, 1]], within=0.02)


def test_many_points_are_coloured_at_every_cursor(open_page):
    points = np.random.default_rng(0).normal(size=(30_000, 2)) @ [[1, 0.5], [0, 1]]
    view = open_page(GMMWidget(points, 3, max_iter=20)).view
    seen = {cursor: view.scrub(cursor).root.evaluate(PIXELS) for cursor in (0, 3, 31)}
    assert seen[0]["colours"] < 40  # one grey, denser where more points are
    assert min(seen[cursor]["colours"] for cursor in (3, 31)) > 20
    assert seen[3]["sum"] != seen[31]["sum"]


def test_without_scripts_the_still_is_there(open_page):
    desk = open_page(geyser(cursor=5), java_script_enabled=False)
    assert desk.page.locator("svg[role=img] ellipse").count() == 4
    assert "after the E-step" in desk.page.locator("svg[role=img] desc").text_content()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 420])
def test_the_still_shows_what_the_front_end_draws(open_page, theme, width):
    w = GMMWidget(datasets.blobs(), 3, cursor=7, theme=theme)
    view = open_page(w, width=width).view.at(7)
    drawn = view.root.evaluate(DRAWN)
    plot = view.find(".layers").bounding_box()
    still = w.export_svg(width=round(plot["width"]) + 24, height=round(plot["height"]) + 44)
    circles = re.findall(r'<circle cx="(\S+)" cy="(\S+)" r="(\S+)" fill="(#\w+)"/>', still)
    assert circles[: len(w.points)] == [tuple(each) for each in drawn["points"]]
    ovals = re.findall(r'<ellipse rx="(\S+)" ry="(\S+)"', still)
    assert ovals == [tuple(each) for each in drawn["ovals"]]
    poses = re.findall(r'<g transform="(translate\S+ \S+ rotate\S+)"', still)
    assert poses == [pose for (pose,) in drawn["poses"]]
    badges = re.findall(r'<circle cx="(\S+)" cy="(\S+)" r="12" fill="(#\w+)"', still)
    assert badges == [tuple(each) for each in drawn["badges"]]
    assert [line for (line,) in drawn["trails"]] == re.findall(r'<path d="([^"]+)"', still)
    lines = re.findall(r'<line x1="(\S+)" y1="(\S+)" x2="(\S+)" y2="(\S+)"/>', still)
    assert lines == [tuple(each) for each in drawn["grid"]]
    labels = re.findall(r">([^<>]+)</text>", still)
    assert [label for label in drawn["ticks"] if label not in labels] == []
    assert same(
        np.array(re.findall(r'x="(\S+)" y="(\S+)">\d\u03c3', still), dtype=float),
        np.array(drawn["sigmas"], dtype=float),
        within=0.011,
    )


@pytest.mark.parametrize("n", [200, 2_500])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_picture_is_saved_as_it_is_drawn(open_page, tmp_path, n, theme):
    """Points as circles and on a canvas; what is checked are the colours of some pixels."""
    points = np.random.default_rng(0).normal(size=(n, 2))
    desk = open_page(GMMWidget(points, 3, cursor=5, theme=theme))
    view = desk.view.at(5)
    view.press("options")
    with desk.page.expect_download() as saving:
        view.press("save")
    assert saving.value.suggested_filename == "gmm-em-5.png"
    saving.value.save_as(tmp_path / "plot.png")
    box = view.find(".layers").bounding_box()
    assert box["width"] == view.find(".plot").bounding_box()["width"]
    drawn = view.root.evaluate(DRAWN)
    spots = [[float(x) + 8, float(y)] for x, y, _ in drawn["badges"]]
    picture = list((tmp_path / "plot.png").read_bytes())
    found = desk.page.evaluate(READ_PNG, [picture, [[0, 0], *spots]])
    assert found["size"] == [2 * round(box["width"]) + 48, 2 * round(box["height"]) + 88]
    ground = {"light": "#ffffff", "dark": "#0f1216"}[theme]
    assert found["colours"] == [ground, *(fill for _, _, fill in drawn["badges"])]
    assert found["distinct"] > 100


def test_jupyterlab_shows_the_live_view_and_keeps_the_still(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 3").at(3)
    assert bench.page.locator(".jp-RenderedSVG").count() == 0
    kept = bench.page.evaluate(SAVED)
    assert "".join(kept["image/svg+xml"]) == bench.ask("w.export_svg()")
    view.step().at(4).settled()
