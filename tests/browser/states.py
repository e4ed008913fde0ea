"""States of the widget that a person may meet, each in a saved page, which opens at once."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chromium import new_page
from playwright.sync_api import Browser, Page, expect
from widget_page import View

from gmm_widget import GMMWidget, Mixture, datasets
from gmm_widget.em import starts, steps
from gmm_widget.homework.own_steps import followed

WIDTHS = (900, 420)
THEMES = ("light", "dark")


@dataclass(frozen=True)
class State:
    """A widget, made by `make`, and what a hand does to it before it is looked at."""

    make: Callable[[], GMMWidget]
    prepare: Callable[[View], object] = field(default=lambda view: None)


def geyser(**options: Any) -> Callable[[], GMMWidget]:
    return lambda: GMMWidget(datasets.old_faithful(), n_components=2, **options)


def blobs(**options: Any) -> Callable[[], GMMWidget]:
    return lambda: GMMWidget(datasets.blobs(), **options)


def few(**options: Any) -> Callable[[], GMMWidget]:
    """A start of four components, one of which collapses on a point."""
    start = starts.random_points(datasets.few(), 4, random_state=0)
    return lambda: GMMWidget(datasets.few(), seeds=start.means, **options)


def at_the_end(make: Callable[[], GMMWidget]) -> Callable[[], GMMWidget]:
    def made() -> GMMWidget:
        w = make()
        w.cursor = w.trace.last_cursor
        return w

    return made


def sharpened(points: Any, *mixture: Any) -> Any:
    """An E-step that is wrong: squares of the shares."""
    shares = steps.e_step(points, Mixture(*mixture)) ** 2
    return shares / shares.sum(axis=1, keepdims=True)


def right(points: Any, *mixture: Any) -> Any:
    return steps.e_step(points, Mixture(*mixture))


def pick(view: View) -> None:
    """Tap a mean, which then waits for its destination."""
    view.page.mouse.click(*view.centre(1))
    expect(view.find(".hint")).to_be_visible()


def inspect(view: View) -> None:
    """Look at a point with the keyboard."""
    view.find("input.inspector").focus()
    view.page.keyboard.press("PageUp")
    expect(view.find(".note .card")).to_be_attached()


def refused(view: View) -> None:
    """Ask a saved page for what only Python can do."""
    view.press("add")
    expect(view.find(".alarm")).to_be_visible()


STATES = {
    "start": State(geyser()),
    "e-step": State(geyser(cursor=3)),
    "m-step": State(geyser(cursor=4)),
    "end": State(at_the_end(geyser())),
    "collapsed": State(at_the_end(few())),
    "ten components": State(blobs(n_components=10, cursor=9)),
    "mean tapped": State(geyser(cursor=4), pick),
    "point inspected": State(geyser(cursor=5), inspect),
    "wrong step, start": State(geyser(e_step=sharpened)),
    "wrong step": State(geyser(e_step=sharpened, cursor=1)),
    "right step": State(at_the_end(geyser(e_step=right))),
    "refused": State(geyser(), refused),
    "k-means, start": State(geyser(view="k-means")),
    "k-means, assigned": State(geyser(view="k-means", cursor=3)),
    "k-means, end": State(at_the_end(blobs(view="k-means"))),
    "density": State(geyser(view="density", cursor=5)),
    "density, end": State(at_the_end(blobs(view="density"))),
    "basins": State(few(view="basins")),
    "restarts": State(blobs(view="restarts")),
    "how many": State(few(view="components")),
}


@dataclass
class Shelf:
    """One page of the browser, in which saved widgets are opened one after another."""

    page: Page
    folder: Path
    kept: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, browser: Browser, folder: Path, **options: Any) -> "Shelf":
        options = {"offline": True, "reduced_motion": "reduce", **options}
        return cls(new_page(browser, **options), folder)

    def open(self, name: str, *, width: int = 900, theme: str = "light", shown: str = "") -> View:
        """Show a state as if the page had been opened in that width and theme.

        `shown` is the scheme that is then to be seen, where that is not the theme's.
        """
        if name not in self.kept:
            # The clock says what is slow, and checked less: a busy machine is no fault.
            with patch.object(followed, "SLOW", math.inf):
                self.kept[name] = STATES[name].make().export_html(self.folder / f"{name}.html")
        self.page.set_viewport_size({"width": width, "height": 1100})
        self.page.mouse.move(0, 0)
        self.page.goto(self.kept[name].as_uri())
        view = View(self.page, self.page.locator(".gmm"), self)
        self.page.locator(".gmm[data-status]").wait_for()
        self.dress(view, theme, shown)
        STATES[name].prepare(view)
        return view

    def dress(self, view: View, theme: str, shown: str = "") -> None:
        """Choose the theme of the page, which the widget follows."""
        self.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        expect(view.root).to_have_attribute("data-scheme", shown or theme)
