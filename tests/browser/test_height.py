"""How large the widget is, and that its bar never moves: in any width, for any K.

One page holds a saved widget in a box, whose width is changed; nothing is opened anew for that.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from lab import open_in_lab
from playwright.sync_api import expect
from states import Shelf, at_the_end
from widget_page import View

from gmm_widget import GMMWidget, datasets
from gmm_widget.em import starts
from gmm_widget.session.checks import VIEWS

HIGHEST, WIDEST, FOLD = 540, 1180, 700
"""Pixels: of a widget 720 wide or more; of any; of sentence, plot and bar in a narrower one."""
WIDTHS = [*range(320, 720, 57), 719, 720, 721, *range(760, 1180, 67), 1180, 1181, 1366, 1600, 1920]
PLACES = """(root) => {
    const { left, top, width, height } = root.getBoundingClientRect();
    const of = (name) => {
        const box = root.querySelector(name).getBoundingClientRect();
        const { width, height } = box;
        return { top: box.top - top, bottom: box.bottom - top, width, height };
    };
    const names = ['.told', '.plot', '.bar', '.side', '.stepper', '.story'];
    const found = Object.fromEntries(names.map((name) => [name.slice(1), of(name)]));
    const wide = root.scrollWidth > root.clientWidth;
    return { width, height, wide, ...found };
}"""
FILL = """(width) => {
    Object.assign(document.body.style, { maxWidth: 'none', padding: 0, margin: 0 });
    document.querySelector('main').style.width = `${width}px`;
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def few(n_components: int, **options: Any) -> GMMWidget:
    seeds = starts.random_points(datasets.few(), n_components, random_state=0).means
    return GMMWidget(datasets.few(), seeds=seeds, **options)


def geyser(n_components: int, **options: Any) -> GMMWidget:
    return GMMWidget(datasets.old_faithful(), n_components, **options)


class Box:
    """A saved widget in a page, in a box of any width."""

    def __init__(self, shelf: Shelf, name: str, make: Callable[[], GMMWidget]) -> None:
        file = shelf.folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.html"
        if not file.exists():
            make().export_html(file)
        self.page = shelf.page
        self.page.set_viewport_size({"width": 1940, "height": 1100})
        self.page.goto(file.as_uri())
        self.view = View(self.page, self.page.locator(".gmm"), shelf)
        self.page.locator(".gmm[data-status]").wait_for()

    def at(self, width: int) -> dict:
        self.page.evaluate(FILL, width)
        return self.view.root.evaluate(PLACES)


@pytest.fixture
def box(shelf: Shelf) -> Callable[..., Box]:
    return lambda name, make: Box(shelf, name, make)


def held_to_the_rule(found: dict, width: int) -> None:
    assert found["width"] == min(width, WIDEST)
    assert not found["wide"], "something sticks out"
    if width >= 720:
        assert found["height"] <= HIGHEST
        assert found["bar"]["bottom"] <= found["height"]
        assert found["side"]["bottom"] <= found["bar"]["top"] + 1
    else:
        assert found["bar"]["bottom"] <= FOLD
    assert found["plot"]["height"] >= 150
    assert found["plot"]["width"] >= 250


def bar(found: dict) -> tuple[float, ...]:
    return (found["bar"]["top"], found["stepper"]["top"])


class TestTheHeight:
    """At most so much, and the bar within it."""

    @pytest.mark.parametrize("count", [1, 3, 10])
    def test_is_the_same_rule_in_every_width(self, box, count):
        opened = box(f"few {count}", lambda: few(count))
        for width in WIDTHS:
            held_to_the_rule(opened.at(width), width)

    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_and_in_every_view_and_language(self, box, view, language):
        make = lambda: at_the_end(lambda: geyser(2, view=view, language=language))()  # noqa: E731
        opened = box(f"geyser {view} {language}", make)
        for width in (320, 390, 560, 720, 900, 1180):
            held_to_the_rule(opened.at(width), width)

    def test_a_challenge_is_a_little_higher(self, bench):
        for name in ("trap", "bic"):
            view = bench.show(
                "from gmm_widget import ChallengeWidget\n"
                f"w = ChallengeWidget({name!r}, 'ada', layout=dict(width='720px'))"
            )
            for language in ("en", "de"):
                bench.run(f"w.language = {language!r}")
                view.root.wait_for()  # another language is another view
                box = view.root.bounding_box()
                assert box
                assert box["height"] <= 620

    def test_a_larger_one_can_be_asked_for(self, bench):
        view = bench.show("w = GMMWidget(datasets.few(), 2, layout=dict(height='760px'))")
        box = view.root.bounding_box()
        assert box["height"] == 760
        assert view.find(".plot").bounding_box()["height"] > 500
        assert view.find(".bar").bounding_box()["y"] > box["y"] + 690


class TestTheBar:
    """Where it is, it stays."""

    @pytest.mark.parametrize("width", [420, 720, 1180])
    def test_does_not_move_with_the_number_of_components(self, box, width):
        places = {bar(box(f"few {k}", partial(few, k)).at(width)) for k in range(1, 11)}
        assert len(places) == 1

    @pytest.mark.parametrize("width", [390, 720, 900, 1180])
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_does_not_move_with_the_sentence_nor_with_what_is_opened(self, box, width, language):
        opened = box(f"few 4 {language}", lambda: few(4, language=language))
        first = opened.at(width)
        for cursor in range(opened.view.last + 1):
            opened.view.scrub(cursor)
            assert bar(opened.at(width)) == bar(first), cursor
        view = opened.view
        for action in ("options", "edit", "edit", "shapes", "add", "options"):
            view.press(action)
            assert bar(opened.at(width)) == bar(first), action

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_and_its_buttons_stay_where_they_are_while_it_plays(self, box, language):
        opened = box(f"few 4 {language}", lambda: few(4, language=language))
        opened.at(900)
        view = opened.view.scrub(0)
        lefts = "(root) => [...root.querySelectorAll('.bar button')].map((b) => b.offsetLeft)"
        before = view.root.evaluate(lefts)
        playing = view.press("play").find("[data-action=play]")
        expect(playing).to_have_text("Pause")
        assert view.root.evaluate(lefts) == before
        view.press("play")

    @pytest.mark.parametrize("width", [720, 900, 1180])
    def test_and_an_ordinary_sentence_stays_off_the_plot(self, box, width):
        for language in ("en", "de"):
            opened = box(
                f"geyser em {language}",
                at_the_end(lambda said=language: geyser(2, view="em", language=said)),
            )
            for cursor in range(opened.view.last + 1):
                opened.view.scrub(cursor)
                found = opened.at(width)
                assert found["story"]["bottom"] <= found["plot"]["top"] + 1, cursor


@pytest.mark.parametrize("width", [560, 900])
def test_eight_clicks_on_plus_are_eight_more(bench, width):
    view = bench.show(f"w = GMMWidget(datasets.blobs(), 2, layout=dict(width='{width}px'))")
    view.page.mouse.move(*view.middle(view.find("[data-action=add]")))
    for count in range(3, 11):
        view.page.mouse.down()
        view.page.mouse.up()
        expect(view.find(".k-value")).to_have_text(str(count))
    view.settled()
    assert bench.ask("w.n_components") == 10


@pytest.mark.browser_context(viewport={"width": 1366, "height": 650})
def test_a_laptop_s_page_shows_all_of_it(page, lab):
    """JupyterLab with all that it has around a notebook, a cell scrolled to the top."""
    cells = [
        "from gmm_widget import GMMWidget, datasets",
        "GMMWidget(datasets.old_faithful(), n_components=2)",
    ]
    open_in_lab(page, lab, "laptop", cells, ".gmm[data-status]")
    page.locator(".jp-Cell").nth(1).evaluate("(cell) => cell.scrollIntoView({ block: 'start' })")
    root = page.locator(".gmm").bounding_box()
    notebook = page.locator(".jp-WindowedPanel-outer").bounding_box()
    assert root["y"] >= notebook["y"]
    assert root["y"] + root["height"] <= notebook["y"] + notebook["height"]
    for part in (".story", ".plot", ".handle", "[data-action=e-step]", "table", ".door"):
        expect(page.locator(part).first).to_be_in_viewport(ratio=1)
