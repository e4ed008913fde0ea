"""A view of the widget as a person meets it: what it shows, and the gestures one can make."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from chromium import PATIENCE
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

PICTURE = """(root) => {
    const passing = new Set(['data-busy', 'data-pointed', 'aria-live', 'tabindex']);
    passing.add('data-lm-suppress-shortcuts');
    const read = (node) => {
        if (node.nodeType === 3) return node.data;
        const kept = [...node.attributes].filter(({ name }) => !passing.has(name));
        const said = kept.map(({ name, value }) => `${name}="${value}"`).sort().join(' ');
        const value = node.value === undefined ? '' : ` [${node.value}]`;
        return `\\n<${node.localName} ${said}${value}>${[...node.childNodes].map(read).join('')}`;
    };
    return read(root);
}"""
"""Every mark and every word, but not the order in which attributes were first written."""

BAD_WORDS = r"""(root) => {
    const bad = /\bNaN\b|Infinity|undefined|\bnull\b|\[object/;
    const found = [];
    for (const node of [root, ...root.querySelectorAll('*')]) {
        for (const { name, value } of node.attributes) {
            if (bad.test(value)) found.push(`${name}=${value}`);
        }
        for (const child of node.childNodes) {
            if (child.nodeType === 3 && bad.test(child.data)) found.push(child.data);
        }
    }
    return found;
}"""
TO_PIXELS = """(root) => {
    const circles = [...root.querySelectorAll('.points circle')];
    return circles.map((circle) => ['cx', 'cy'].map((name) => Number(circle.getAttribute(name))));
}"""
SPOTS = """(root) => [...root.querySelectorAll('.mean .spot')]
    .map((spot) => [Number(spot.getAttribute('cx')), Number(spot.getAttribute('cy'))])"""
PLAY_TO = """async (root, [cursor, pause, patience]) => {
    const play = root.querySelector('[data-action=play]');
    await new Promise((come, fail) => {
        const look = () => {
            if (root.dataset.cursor !== cursor) return;
            if (pause) play.click();
            seen.disconnect();
            come();
        };
        const seen = new MutationObserver(look);
        seen.observe(root, { attributes: true, attributeFilter: ['data-cursor'] });
        setTimeout(() => fail(new Error(`playing did not come to ${cursor}`)), patience);
        play.click();
    });
}"""
TYPE_ON = """(node) => {
    const key = () => node.dispatchEvent(new KeyboardEvent('keyup', { key: 'x', bubbles: true }));
    node.typing = setInterval(key, 100);
}"""
FILLS = "(root) => [...root.querySelectorAll('.points circle')].map((c) => c.getAttribute('fill'))"


@dataclass(frozen=True)
class View:
    """One view. `bench` is where it is shown: a kernel that can be asked."""

    page: Page
    root: Locator
    bench: Any

    # ------------------------------------------------------------------ what it shows

    def find(self, selector: str) -> Locator:
        return self.root.locator(selector)

    def text(self, selector: str) -> str:
        return self.find(selector).inner_text()

    @property
    def cursor(self) -> int:
        return int(self.root.get_attribute("data-cursor") or -1)

    @property
    def last(self) -> int:
        return int(self.find("input.timeline").get_attribute("max") or -1)

    @property
    def fills(self) -> list[str]:
        """The colour of every point."""
        found: list[str] = self.root.evaluate(FILLS)
        return found

    @property
    def picture(self) -> str:
        """All that is drawn and written, as text."""
        found: str = self.root.evaluate(PICTURE)
        return found

    @property
    def bad_words(self) -> list[str]:
        """Texts and attributes that hold what no person should read."""
        found: list[str] = self.root.evaluate(BAD_WORDS)
        return found

    @property
    def places(self) -> NDArray[np.float64]:
        """Where the points are drawn, in pixels of the plot."""
        return np.array(self.root.evaluate(TO_PIXELS))

    @property
    def means(self) -> NDArray[np.float64]:
        """The means as drawn, in data units, read off against the drawn points."""
        spots = np.array(self.root.evaluate(SPOTS))
        scale, shift = self.scale()
        return (spots - shift) / scale

    def scale(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels per data unit and the origin's pixel, by axis, read off the drawn points."""
        points = np.array(self.bench.ask("w.points[:, list(w.axes)]"))
        pixels = self.places
        low, high = points.argmin(axis=0), points.argmax(axis=0)
        columns = [0, 1]
        scale = (pixels[high, columns] - pixels[low, columns]) / np.ptp(points, axis=0)
        return scale, pixels[low, columns] - scale * points[low, columns]

    def pixels(self, places: Any) -> NDArray[np.float64]:
        """Data coordinates as pixels of the plot."""
        scale, shift = self.scale()
        return np.asarray(places) * scale + shift

    # ------------------------------------------------------------------ waiting

    def at(self, cursor: int) -> "View":
        """Wait until a cursor is shown."""
        expect(self.root).to_have_attribute("data-cursor", str(cursor))
        return self

    def settled(self) -> "View":
        """Wait until Python has answered everything."""
        expect(self.root).to_have_attribute("data-busy", "false")
        return self

    # ------------------------------------------------------------------ gestures

    def press(self, action: str) -> "View":
        """Click a button: of the bar (to-start, to-end, back, play, e-step, m-step, remove, add,
        options), or one of those behind the last of these, which is opened."""
        button = self.find(f"[data-action={action}]")
        if (
            self.find(".drawer").is_hidden()
            and self.find(f".drawer [data-action={action}]").count()
        ):
            self.find("[data-action=options]").click()
        button.click()
        return self

    def look(self, name: str) -> "View":
        """Choose a view, as a click on the switch does."""
        radio = self.find(f"input[data-view='{name}']")
        if radio.is_hidden():
            self.find(".many").click()
        radio.check(force=True)
        expect(self.root).to_have_attribute("data-view", name)
        return self

    def step(self) -> "View":
        """Take whichever step comes next."""
        return self.press("m-step" if self.cursor % 2 else "e-step")

    def scrub(self, cursor: int) -> "View":
        """Move the timeline there, as a drag of its thumb does."""
        self.find("input.timeline").evaluate(
            "(input, value) => { input.value = value;"
            " input.dispatchEvent(new Event('input', { bubbles: true })); }",
            str(cursor),
        )
        return self.at(cursor)

    def play_to(self, cursor: int, *, pause: bool = False) -> "View":
        """Press Play and wait until playing has come to a cursor; press Pause at that very moment.

        The page itself looks and presses, so nothing is missed when this process is slow.
        """
        self.root.evaluate(PLAY_TO, [str(cursor), pause, PATIENCE])
        return self

    @contextmanager
    def typing(self, place: Locator) -> Iterator[None]:
        """Keep the keys of a place in motion: what they move comes to rest after the block."""
        place.evaluate(TYPE_ON)
        try:
            yield
        finally:
            place.evaluate("(node) => clearInterval(node.typing)")

    def handle(self, k: int) -> Locator:
        return self.find(".handle").nth(k)

    def centre(self, k: int) -> tuple[float, float]:
        """The middle of a mean's handle on the page."""
        return self.middle(self.handle(k))

    def square(self, k: int, axis: int) -> Locator:
        """What pulls on an axis of a component's ellipse: 0, the long one, or 1."""
        return self.find(f".shaper[data-k='{k}'] .square").nth(axis)

    def middle(self, node: Locator) -> tuple[float, float]:
        """The middle of anything on the page; it is scrolled into view."""
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    @contextmanager
    def held(self, k: int, by: tuple[float, float], *, moves: int = 12) -> Iterator[None]:
        """Drag mean k by so many pixels with the mouse; let go at the end."""
        x, y = self.centre(k)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        try:
            self.page.mouse.move(x + by[0], y + by[1], steps=moves)
            yield
        finally:
            self.page.mouse.up()

    def drag(self, k: int, by: tuple[float, float], *, moves: int = 12) -> "View":
        with self.held(k, by, moves=moves):
            pass
        return self

    def touch(self, kind: str, at: Sequence[tuple[float, float]]) -> None:
        """Send a touch event: touchStart, touchMove, touchEnd."""
        points = [{"x": x, "y": y} for x, y in at]
        fingers = {"type": kind, "touchPoints": points}
        self.bench.devtools.send("Input.dispatchTouchEvent", fingers)

    def spot(self, place: Any) -> tuple[float, float]:
        """Where on the page some data coordinates are drawn."""
        x, y = self.pixels(place).tolist()
        self.find(".plot").scroll_into_view_if_needed()
        box = self.find(".plot").bounding_box()
        assert box
        return box["x"] + x, box["y"] + y


def same(shown: Any, said: Any, *, within: Any) -> bool:
    """Do the numbers read off the picture agree with Python's?"""
    return bool(np.all(np.abs(np.asarray(shown) - np.asarray(said)) <= within))


def dumped(value: Any) -> str:
    """A value as Python source that the kernel can run."""
    return f"json.loads({json.dumps(json.dumps(value))})"
