"""Everything can be reached and hit: target sizes, the focus and its ring, one voice."""

from collections.abc import Iterator

import pytest
from bench import FAITHFUL
from playwright.sync_api import Browser, expect
from states import STATES, WIDTHS, Shelf
from widget_page import View

TARGETS = """(root) => [...root.querySelectorAll('button, input, select, .handle, .square')]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => !node.matches('.handle input, .shaper input, .inspector, .crosshair input'))
    .map((node) => {
        const target = node.closest('label') ?? node;
        const { width, height } = target.getBoundingClientRect();
        const more = getComputedStyle(target, '::after');
        const added = more.position === 'absolute' ? parseFloat(more.height) || 0 : 0;
        return [node.outerHTML.slice(0, 90), width, Math.max(height, added)];
    })"""
"""What can be hit, with the width and the height of its area."""
RING = """() => {
    const { activeElement: here } = document;
    const shown = [here, here.closest('.handle, label, .crosshair'),
        here.closest('.shaper')?.querySelector('.square'),
        here.matches('.inspector') ? here.closest('.plot').querySelector('.layers') : null];
    const rings = shown.filter(Boolean).flatMap((node) => [null, '::before', '::after'].map(
        (part) => [node, getComputedStyle(node, part)]));
    const [node, style] = rings.find(([, { outlineStyle, outlineWidth }]) =>
        outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) ?? [];
    if (!node) return 'no ring';
    const accent = getComputedStyle(here.closest('.gmm')).getPropertyValue('--accent');
    const probe = Object.assign(document.createElement('i'), { style: `color: ${accent}` });
    here.closest('.gmm').append(probe);
    const wanted = getComputedStyle(probe).color;
    probe.remove();
    if (style.outlineColor !== wanted) return `a ring in ${style.outlineColor}, not ${wanted}`;
    const { left, right, top, bottom } = node.getBoundingClientRect();
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return 'out of sight';
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return node.contains(above) || above.closest('.plot')?.contains(node) ? '' : 'covered';
}"""
"""What is wrong with the focus ring: nothing."""
HERE = """() => {
    const { activeElement: here } = document;
    const root = here.closest('.gmm');
    if (!root) return null;
    const name = here.getAttribute('aria-label') ?? here.closest('label')?.textContent
        ?? here.textContent;
    const stops = [...root.querySelectorAll('button, input, select, [tabindex]')];
    return [stops.indexOf(here), name.trim()];
}"""
"""Where the focus is among what can have it, and what that is called."""


@pytest.fixture(scope="module")
def touch(browser: Browser, shelf: Shelf) -> Iterator[Shelf]:
    """The same saved pages under a finger."""
    touch = Shelf.of(browser, shelf.folder, has_touch=True)
    touch.kept = shelf.kept
    yield touch
    touch.page.context.close()


def tabbed(view: View) -> list[str]:
    """What Tab comes to, from the first stop on; each with a ring that is in sight."""
    view.find(".views input:checked:visible, input.inspector").first.focus()
    view.page.keyboard.press("Tab")
    view.page.keyboard.press("Shift+Tab")
    visited: list[str] = []
    places: list[int] = []
    while here := view.page.evaluate(HERE):
        places.append(here[0])
        visited.append(here[1])
        assert view.page.evaluate(RING) == "", here[1]
        assert len(visited) < 60
        view.page.keyboard.press("Tab")
    assert places == sorted(places), visited
    return visited


def small(view: View, least: float) -> list[str]:
    found = view.root.evaluate(TARGETS)
    assert len(found) > 8
    return [f"{name}: {w} x {h}" for name, w, h in found if min(w, h) < least - 0.01]


@pytest.mark.parametrize("name", STATES)
def test_every_target_has_24_pixels(shelf, name):
    for width in WIDTHS:
        assert small(shelf.open(name, width=width), 24) == []


@pytest.mark.parametrize(
    "name", ["m-step", "k-means, end", "density", "basins", "restarts", "how many"]
)
def test_every_target_has_44_pixels_under_a_finger(touch, name):
    for width in WIDTHS:
        view = touch.open(name, width=width)
        assert view.page.evaluate("() => matchMedia('(pointer: coarse)').matches")
        assert small(view, 44) == []


def test_what_opens_has_its_targets(bench):
    view = bench.show(FAITHFUL)
    view.press("options").press("shapes").press("edit")
    expect(view.find(".square").first).to_be_visible()
    assert small(view, 24) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_always_seen_and_goes_in_reading_order(shelf, theme):
    visited = tabbed(shelf.open("end", theme=theme))
    assert visited[:3] == ["Inspect points", "Mean 1, horizontal", "Mean 2, horizontal"]
    step = visited[5]
    assert step.startswith(("E-step", "M-step"))
    assert visited[3:9] == [
        *("Back one step", "Play", step),
        *("Back to the start", "Iteration timeline", "To the end"),
    ]
    assert visited[9:11] == ["Remove a component", "Add a component"]


@pytest.mark.parametrize("name", ["k-means, end", "density", "basins", "restarts", "how many"])
def test_the_focus_is_always_seen_in_other_views(shelf, name):
    assert len(tabbed(shelf.open(name, width=420))) > 8


def test_the_focus_goes_through_what_opens(bench):
    view = bench.show(FAITHFUL)
    view.press("options").press("shapes").press("edit")
    expect(view.find(".square").first).to_be_visible()
    visited = tabbed(view)
    parts = ["Mean 2, horizontal", "Length of component 1", "Back to the start", "Add a component"]
    assert [name for name in visited if name in parts] == parts
    assert len(visited) > 20


def test_there_is_one_voice(shelf):
    for name in STATES:
        view = shelf.open(name)
        assert view.find("[aria-live], [role=status], [role=log], output").count() == 1
        assert view.find("[role=alert]:visible").count() == (name == "refused")
