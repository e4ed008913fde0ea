"""The page around it: forced colours, less motion, zoom, right-to-left, paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from bench import FAITHFUL
from playwright.sync_api import Browser, expect
from states import STATES, Shelf
from test_layout import OVERLAPS, STICKS_OUT
from widget_page import View

CONTRAST = """(root) => {
    const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
            const c = value / 255;
            return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = luminance(getComputedStyle(root).backgroundColor);
    return [...root.querySelectorAll('.shapes .two')].map((oval) => {
        const own = luminance(getComputedStyle(oval).stroke);
        return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
    });
}"""
COLOURS = "(root) => [...root.querySelectorAll('.mean-ring')].map((c) => getComputedStyle(c).fill)"
CUT = """(root) => [...root.querySelectorAll('button, td, p, h3, legend, label')]
    .filter((node) => node.checkVisibility() && !node.closest('.sr, [hidden], legend'))
    .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
    .map((node) => `${node.textContent}: ${node.scrollWidth} > ${node.clientWidth}`)"""
CANVAS = """() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.background = 'Canvas';
    return getComputedStyle(probe).backgroundColor;
}"""


@pytest.fixture
def shelf_of(browser: Browser, shelf: Shelf) -> Iterator[Any]:
    """`shelf_of(**options)`: saved pages in a context of its own, made only once."""
    opened: list[Shelf] = []

    def make(**options: Any) -> Shelf:
        opened.append(Shelf.of(browser, shelf.folder, **options))
        opened[-1].kept = shelf.kept
        return opened[-1]

    yield make
    for each in opened:
        each.page.context.close()


def colour(view: View, name: str) -> str:
    """A computed colour of the widget's root."""
    return str(view.root.evaluate("(root, name) => getComputedStyle(root)[name]", name))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_rule_and_components_are_told_apart(shelf_of, scheme):
    forced = shelf_of(forced_colors="active", color_scheme=scheme)
    for name in ("end", "ten components", "k-means, end", "basins"):
        view = forced.open(name, theme="light", shown=scheme)
        assert view.root.get_attribute("data-scheme") == scheme
        canvas = view.page.evaluate(CANVAS)
        assert colour(view, "backgroundColor") == canvas
        fills = view.root.evaluate(COLOURS)
        assert len(set(fills)) == len(fills)
        assert min(view.root.evaluate(CONTRAST), default=3) >= 3
        assert [each.text_content() for each in view.find(".mean-n").all()] == [
            str(k + 1) for k in range(len(fills))
        ]


def test_less_motion_is_no_motion(bench):
    """The page of the bench asks for less."""
    view = bench.show(FAITHFUL)
    bench.page.evaluate("""() => {
        window.moved = 0;
        document.addEventListener('transitionrun', () => { window.moved += 1; });
        document.addEventListener('animationstart', () => { window.moved += 1; });
    }""")
    for cursor in range(1, 7):
        view.step().at(cursor)
        assert view.root.evaluate("(root) => root.getAnimations({ subtree: true }).length") == 0
    assert bench.page.evaluate("() => window.moved") == 0


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("width", [450, 320])
def test_nothing_is_lost_at_200_and_at_400_percent(shelf_of, name, width):
    view = shelf_of(device_scale_factor=2).open(name, width=width)
    assert view.root.evaluate(STICKS_OUT) == []
    assert view.root.evaluate(OVERLAPS) == []
    assert view.root.evaluate(CUT) == []
    assert view.page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


def test_a_page_from_right_to_left_does_not_mirror_it(shelf):
    view = shelf.open("m-step")
    places, before = view.picture, view.find(".bar").bounding_box()
    shelf.page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    assert view.picture == places
    assert view.find(".bar").bounding_box() == before
    assert view.root.evaluate(STICKS_OUT) == []
    assert colour(view, "direction") == "ltr"
    assert view.root.get_attribute("lang") == "en"


@pytest.mark.parametrize("name", ["m-step", "basins", "how many"])
def test_paper_is_light_and_has_no_controls(shelf_of, name):
    shelf = shelf_of()
    view = shelf.open(name, theme="dark")
    shelf.page.emulate_media(media="print")
    expect(view.root).to_have_attribute("data-scheme", "light")
    assert colour(view, "backgroundColor") == "rgb(255, 255, 255)"
    assert view.find("button:visible:not(.row), input:visible, select:visible").count() == 0
    expect(view.find(".layers")).to_be_visible()
    expect(view.find(".story")).to_be_visible()
    shelf.page.emulate_media(media="screen")
    expect(view.root).to_have_attribute("data-scheme", "dark")
