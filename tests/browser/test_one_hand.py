"""The first lesson, from its first task to its last, with keys alone and with taps alone."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lab import KERNEL_IS_IDLE, Lab, run_code
from playwright.sync_api import Locator, Page, expect
from widget_page import View

LESSON = Path(__file__).parents[2] / "notebooks" / "01-gaussian-mixtures-and-em.ipynb"
GO = """async (text) => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    const index = notebook.widgets.findIndex(({ model }) =>
        model.type === 'code' && model.sharedModel.source.trim().endsWith(text));
    await notebook.scrollToCell(notebook.widgets[index]);
    notebook.activeCellIndex = index;
    notebook.mode = 'command';
    notebook.widgets[index].node.focus();
}"""
HERE = """() => {
    const { activeElement: here } = document;
    return here.closest('.gmm') ? here.getAttribute('aria-label') ?? here.innerText.trim() : null;
}"""
FURTHEST = 60
"""Stops of the Tab key from one end of a widget to the other, at most."""


@dataclass
class Kernel:
    """The notebook's kernel; `w` stands for the widget at hand."""

    page: Page
    name: str

    def ask(self, expression: str) -> Any:
        say = "lambda value: value.tolist() if hasattr(value, 'tolist') else str(value)"
        code = f"w = {self.name}; import json; print(json.dumps({expression}, default={say}))"
        return json.loads(run_code(self.page, code))


class Keys:
    """A hand that has a keyboard and nothing else."""

    def __init__(self, view: View) -> None:
        self.view, self.keyboard = view, view.page.keyboard

    def to(self, name: str) -> None:
        """Tab until the focus is there; where it leaves the widget below, it turns back."""
        key, inside = "Tab", False
        for _ in range(4 * FURTHEST):
            here = self.view.page.evaluate(HERE)
            if here == name:
                return
            if inside and here is None:
                key = "Shift+Tab" if key == "Tab" else "Tab"
            inside = here is not None
            self.keyboard.press(key)
        raise AssertionError(f"the Tab key does not come to {name}")

    def press(self, name: str) -> None:
        self.to(name)
        self.keyboard.press("Enter")

    def scrub(self, share: float) -> None:
        """Go to a share of the timeline: its start, its end, or step by step from there."""
        self.to("Iteration timeline")
        self.keyboard.press("End" if share else "Home")
        for _ in range(round((1 - share) * self.view.last) if share else 0):
            self.keyboard.press("ArrowLeft")

    def move(self, k: int, place: list[float]) -> None:
        name = f"Mean {k + 1}, horizontal"
        self.to(name)
        inputs = self.view.handle(k).locator("input")
        for axis, keys in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowDown", "ArrowUp"))):
            bounds = [float(inputs.nth(axis).get_attribute(end) or 0) for end in ("min", "max")]
            step = 0.005 * (bounds[1] - bounds[0])
            steps = round((place[axis] - float(inputs.nth(axis).input_value())) / step)
            key = keys[steps > 0]
            for _ in range(abs(steps) // 10):
                self.keyboard.press(f"Shift+{key}")
            for _ in range(abs(steps) % 10):
                self.keyboard.press(key)

    def inspect(self, row: int) -> None:
        self.to("Inspect points")
        self.keyboard.press("Home")
        self.keyboard.press("ArrowRight")


class Taps:
    """A finger that only taps."""

    def __init__(self, view: View) -> None:
        self.view, self.screen = view, view.page.touchscreen

    def tap(self, node: Locator, across: float = 0.5) -> None:
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        assert box
        self.screen.tap(box["x"] + across * box["width"], box["y"] + box["height"] / 2)

    def press(self, name: str) -> None:
        self.tap(self.view.root.get_by_role("button", name=name, exact=True))

    def scrub(self, share: float) -> None:
        self.tap(self.view.find("input.timeline"), 0.005 + 0.99 * share)

    def move(self, k: int, place: list[float]) -> None:
        self.tap(self.view.handle(k))
        expect(self.view.find(".hint")).to_be_visible()
        self.screen.tap(*self.view.spot(place))

    def inspect(self, row: int) -> None:
        self.screen.tap(*self.view.spot(self.view.bench.ask(f"w.points[{row}]")))


@pytest.fixture
def lesson(page: Page, lab: Lab, request: pytest.FixtureRequest) -> Callable[[str], View]:
    """`lesson("first")`: the widget of that name, in the lesson whose cells have all been run."""
    name = request.node.name.partition("[")[2].strip("]")
    (lab.root / f"lesson-{name}.ipynb").write_bytes(LESSON.read_bytes())
    page.goto(f"{lab.url}/lab/workspaces/{name}/tree/lesson-{name}.ipynb?reset")
    page.wait_for_function(KERNEL_IS_IDLE)
    page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def go(name: str) -> View:
        page.evaluate(GO, name)
        root = page.locator(".jp-Cell.jp-mod-active .gmm[data-status]")
        root.wait_for()
        return View(page, root, Kernel(page, name))

    return go


@pytest.mark.browser_context(has_touch=True)
@pytest.mark.parametrize("hand_of", [Keys, Taps])
def test_every_task_of_the_lesson(lesson, hand_of):
    def play(view: View, *, whole: bool = False) -> None:
        """Press Play; watch it to the end, or go there when it has begun."""
        hand_of(view).press("Play")
        expect(view.root).not_to_have_attribute("data-cursor", "0")
        if not whole:
            hand_of(view).scrub(1)
        expect(view.root).to_have_attribute("data-cursor", str(view.last))

    view = lesson("first")  # 2. Hold it
    hand = hand_of(view)
    hand.press("E-step")
    view.at(1)
    hand.inspect(17)
    expect(view.find(".note .card")).to_be_attached()
    hand.press("M-step")
    view.at(2)
    play(view, whole=True)
    hand.scrub(0)
    view.at(0)
    hand.scrub(0.5)
    assert 0 < view.cursor < view.last
    hand.scrub(1)
    view.at(view.last)
    hand.move(0, [1.7, 92])
    view.settled().at(0)
    hand.move(1, [5.0, 50])
    view.settled().at(0)
    assert view.bench.ask("w.seeds[0][0] < 2 and w.seeds[1][1] < 55")
    play(view)
    assert view.bench.ask("w.cursor == w.trace.last_cursor and w.seeds[0][1] > 85")

    for name in ("circles", "ellipses", "ears", "cured", "trap"):  # 3., 6.3, 6.5
        play(lesson(name))

    view = lesson("trap")
    hand_of(view).move(1, [3, -2])
    view.settled().at(0)
    play(view)
    assert round(view.bench.ask("w.log_likelihood"), 1) == -1561.1

    view = lesson("crowd")  # 6.1
    hand = hand_of(view)
    for cursor in range(1, 5):
        hand.press("E-step" if cursor % 2 else "M-step")
        view.at(cursor)

    view = lesson("far")  # 6.4
    play(view)
    hand = hand_of(view)
    hand.press("Back to the start")
    view.at(0)
    hand.press("Remove a component")
    view.settled().at(0)
    assert view.bench.ask("len(w.seeds)") == 2
    play(view)
    assert view.bench.ask("w.status") == "converged"

    view = lesson("first")  # 6.6
    hand_of(view).press("Add a component")
    view.settled().at(0)
    assert view.bench.ask("len(w.seeds)") == 3
    play(view)

    view = lesson("bend")  # 6.7
    hand = hand_of(view)
    for components in range(3, 6):
        hand.press("Add a component")
        view.settled()
        assert view.bench.ask("len(w.seeds)") == components
    hand.move(0, [0, 0])
    view.settled().at(0)
    play(view)
