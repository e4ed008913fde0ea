"""What a host offers to a scenario: the widget on a page, and the kernel behind it."""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal

import traffic
from chromium import PATIENCE, new_page
from line import Line
from playwright.sync_api import Browser, CDPSession, Locator, Page, ViewportSize
from widget_page import View

FAITHFUL = """
from gmm_widget import GMMWidget, datasets
w = GMMWidget(datasets.old_faithful(), n_components=2)
"""
WIDE: ViewportSize = {"width": 1280, "height": 1100}

Part = Literal["transport", "page", "keys", "theme", "kernel"]
"""What hosts do in ways of their own. transport: how messages travel, held back or not; page: what
an output is drawn into, a frame or a shadow root, how wide, and with which model; keys: commands on
plain keys; theme: how it is told; kernel: what the page makes of one that is busy or gone."""


@dataclass(frozen=True)
class Notebook:
    """What is run in every host: some code, and the names of what is then shown, one an output."""

    code: str = FAITHFUL
    shown: tuple[str, ...] = ("w",)
    ready: str = ".gmm[data-status]"
    """What is on the page, once for each that is shown, when all is drawn."""

    @property
    def cells(self) -> list[str]:
        """The code, and then one cell for each that is shown."""
        return [self.code, *self.shown]


@dataclass
class Host(ABC):
    """A host that runs, with one page that shows one notebook after another."""

    browser: Browser
    line: Line = field(default_factory=Line)
    complaints: list[str] = field(default_factory=list)

    own: ClassVar[tuple[Part, ...]]
    """What this host does in a way of its own: as no host above it in `hosts.py` does it."""

    @cached_property
    def page(self) -> Page:
        """The page; it notes the traffic, and the widget's own errors."""
        page = new_page(self.browser, viewport=WIDE)
        page.on("pageerror", self._hear)
        traffic.listen(page)
        return page

    def _hear(self, error: Any) -> None:
        """Errors of the widget count, whose module is a blob or from data, and not the host's."""
        said = f"page error: {error}\n{error.stack}"
        print(said)
        if "blob:" in said or "data:" in said:
            self.complaints.append(said)

    @cached_property
    def devtools(self) -> CDPSession:
        """Chromium's own door, for what Playwright does not send: fingers."""
        return self.page.context.new_cdp_session(self.page)

    @abstractmethod
    def open(self, notebook: Notebook) -> None:
        """Show a notebook on the page, and begin to run it."""

    def show(self, notebook: Notebook = Notebook()) -> View:
        """Run a notebook on the page, wait until its widgets are drawn, and take the first."""
        self.page.set_viewport_size(WIDE)
        self.dark(False)
        self.open(notebook)
        self.wait()
        for number in range(len(notebook.shown)):
            self.found(notebook.ready, number).wait_for()
        traffic.forget(self.page)
        return self.view(0)

    def wait(self) -> None:
        """Wait until the notebook's kernel runs what `open` has shown."""
        self.line.wait(PATIENCE / 1000)

    def found(self, selector: str, number: int) -> Locator:
        """The so-many-th such thing that the notebook shows, in its frame if outputs have some."""
        return self.page.locator(selector).nth(number)

    def view(self, number: int) -> View:
        """A view of the widget, counted from 0."""
        return View(self.page, self.found(".gmm", number), self)

    def ask(self, expression: str) -> Any:
        """The value of a Python expression in the notebook's kernel."""
        return self.line.ask(expression)

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Python answers nothing at all: its process does not run."""
        pid = self.pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def dark(self, on: bool) -> None:
        """Have the host show its dark theme, or its light one."""
        self.page.emulate_media(color_scheme="dark" if on else "light")

    def lose_kernel(self) -> None:
        """End the notebook's kernel for good."""
        os.kill(self.pid(), signal.SIGKILL)

    def pid(self) -> int:
        """The process number of the kernel."""
        return int(self.ask("__import__('os').getpid()"))

    def close(self) -> None:
        """End all that was started."""
        if "page" in self.__dict__:
            self.page.context.close()
        self.line.close()


def only(hosts: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Those of the hosts that are wanted, or all."""
    unknown = set(wanted) - set(hosts)
    assert not unknown, f"no host is called {sorted(unknown)}; there are {list(hosts)}"
    return [name for name in hosts if not wanted or name in wanted]
