"""One notebook in one JupyterLab page, for many scenarios: each shows a new widget in it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlparse

from chromium import new_page
from lab import SESSION, Lab, open_in_lab, run_code
from playwright.sync_api import Browser, CDPSession, Page
from widget_page import View

NOTEBOOK = ["pass", "before = 1", "after = 2"]
"""The widget's cell comes first; the others are there to see whether a key reaches them."""

FAITHFUL = "w = GMMWidget(datasets.old_faithful(), n_components=2)"

USUAL = {"viewport": {"width": 1280, "height": 1200}, "reduced_motion": "reduce"}
"""Without motion, which costs half of the processor's time; the hosts' tests are run with it."""
SHOW = """async ([sources, count]) => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    const { commands } = window.jupyterapp;
    await commands.execute('notebook:clear-all-cell-outputs');
    while (document.querySelector('.gmm')) await new Promise(requestAnimationFrame);
    sources.forEach((source, i) => notebook.model.cells.get(i).sharedModel.setSource(source));
    for (let i = 0; i < count; i += 1) {
        notebook.activeCellIndex = i;
        await commands.execute('notebook:run-cell');
    }
    notebook.activeCellIndex = 0;
    notebook.mode = 'command';
}"""
DEAF = f"""(code) => {{
    const {{ done }} = {SESSION}.kernel.requestExecute({{ code, store_history: false }});
    window.deaf = done.then(() => {{}});
}}"""
START = """
import json, ipywidgets, numpy as np
from IPython.display import display
from gmm_widget import GMMWidget, Mixture, datasets, starts
ipywidgets.Widget.close_all()
"""


@dataclass
class Bench:
    """A page with an open notebook, its kernel, and all that the page complained about."""

    page: Page
    lab: Lab
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @cached_property
    def devtools(self) -> CDPSession:
        """Chromium's own door, for what Playwright does not send: fingers."""
        return self.page.context.new_cdp_session(self.page)

    @classmethod
    def open(cls, browser: Browser, lab: Lab, name: str, **options: Any) -> "Bench":
        page = new_page(browser, **USUAL | options)
        bench = cls(page, lab)
        page.on("pageerror", bench._hear)
        page.on("console", bench._listen)
        page.on("request", lambda sent: bench.strangers.extend(stranger(sent.url)))
        open_in_lab(page, lab, name, NOTEBOOK, ".jp-Notebook")
        page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
        bench.run(START)
        return bench

    def _hear(self, error: Any) -> None:
        """Errors of the widget count, whose module is a blob, and not JupyterLab's own."""
        said = f"page error: {error}\n{error.stack}"
        print(said)
        if "blob:" in said:
            self.complaints.append(said)

    def _listen(self, said: Any) -> None:
        url = said.location.get("url", "")
        # JupyterLab gives up loading a theme when another is chosen meanwhile, and says so.
        if said.type == "error" and "/api/themes/" not in url:
            self.complaints.append(f"console: {said.text} ({url})")

    def show(self, code: str, *more: str, views: int = 1) -> View:
        """Run a cell that makes a widget `w` and shows it, and wait for its views."""
        self.cells(START + code + views * "\ndisplay(w)", *more)
        self.page.locator(".gmm[data-status]").nth(views - 1).wait_for()
        return View(self.page, self.page.locator(".gmm").first, self)

    def cells(self, *code: str) -> None:
        """Run these cells, and none of the notebook's own after them; what was shown goes first."""
        self.page.evaluate(SHOW, [[*code, *NOTEBOOK[len(code) :]], len(code)])

    def view(self, number: int) -> View:
        """A view of the page, counted from 0."""
        return View(self.page, self.page.locator(".gmm").nth(number), self)

    def run(self, code: str) -> str:
        """Run code in the kernel; what it printed."""
        return run_code(self.page, code)

    def ask(self, expression: str) -> Any:
        """The value of a Python expression, through JSON (arrays as lists)."""
        default = "lambda value: value.tolist() if hasattr(value, 'tolist') else vars(value)"
        return json.loads(self.run(f"print(json.dumps({expression}, default={default}))"))

    @contextmanager
    def deaf(self, code: str) -> Iterator[None]:
        """Run a cell that goes on, and hears nothing, until the block ends: until its `over()`."""
        over = self.lab.root / "over"
        over.unlink(missing_ok=True)
        ask = f"import pathlib\nover = pathlib.Path({str(over)!r}).exists\n"
        self.page.evaluate(DEAF, ask + code)
        self.page.wait_for_function(f"() => {SESSION}.kernel.status === 'busy'")
        try:
            yield
        finally:
            over.touch()
        self.page.evaluate("() => window.deaf")

    def kernel_pid(self) -> int:
        """The process number of the kernel."""
        return int(self.run("import os; print(os.getpid())"))

    def close(self) -> None:
        self.page.evaluate(f"() => {SESSION}?.shutdown()")
        self.page.context.close()


def stranger(url: str) -> list[str]:
    """The address, in a list, if it is another machine's."""
    parts = urlparse(url)
    local = parts.scheme in {"data", "blob", "about"} or parts.hostname == "127.0.0.1"
    return [] if local else [url]
