"""A notebook of a site in a real browser: its kernel is asked by messages, as its cells are run."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chromium import PATIENCE, new_page
from playwright.sync_api import Browser, Page
from static_server import StaticServer
from widget_page import View

KERNEL = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel"
READY = f"() => {KERNEL}?.status === 'idle' && !document.getElementById('gmm-start')"
EXECUTE = f"""async (code) => {{
    const future = ({KERNEL}).requestExecute({{ code, store_history: false }});
    let said = '';
    future.onIOPub = ({{ header, content }}) => {{
        if (header.msg_type === 'stream') said += content.text;
        if (header.msg_type === 'error') said += content.traceback.join('\\n');
    }};
    const reply = await future.done;
    return {{ status: reply.content.status, said }};
}}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(({ model }) => model.type === 'code')
    .flatMap(({ model }) => model.outputs.toJSON())
    .filter(({ output_type }) => output_type === 'error')
    .map(({ ename, evalue }) => `${ename}: ${evalue}`)"""
RAN = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(({ model }) => model.type === 'code' && model.sharedModel.source.trim())
    .map(({ model }) => model.executionCount)"""
SET = """([index, source]) => window.jupyterapp.shell.currentWidget.content
    .model.cells.get(index).sharedModel.setSource(source)"""
SOURCES = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .map(({ model }) => model.sharedModel.source)"""
SHOW = """async (source) => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    const cells = notebook.model.sharedModel;
    cells.insertCell(0, { cell_type: 'code', source });
    notebook.activeCellIndex = 0;
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


@dataclass
class Lite:
    """A page with one notebook of a site."""

    browser: Browser
    server: StaticServer
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    open_one: str = ""

    @cached_property
    def page(self) -> Page:
        page = new_page(self.browser, viewport={"width": 1280, "height": 1100})
        ours = f"http://127.0.0.1:{self.server.server_port}/"
        page.context.on(
            "request",
            lambda sent: (
                None if sent.url.startswith((ours, "blob:", "data:")) else self._hear(sent.url)
            ),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, url: str) -> None:
        self.strangers.append(url)

    def open(self, name: str) -> None:
        """Open a notebook, and wait until Python runs; nothing happens if it is open."""
        if self.open_one == name:
            return
        self.page.goto(f"{self.server.url}/notebooks/index.html?path={name}")
        self.page.wait_for_function(READY)
        self.open_one = name

    def execute(self, code: str) -> str:
        """Run code in the kernel, and return what it prints."""
        done = self.page.evaluate(EXECUTE, code)
        assert done["status"] == "ok", done["said"]
        return str(done["said"])

    def ask(self, expression: str) -> Any:
        """The value of a Python expression in the kernel, through JSON (arrays as lists)."""
        plain = "lambda value: value.tolist() if hasattr(value, 'tolist') else vars(value)"
        code = f"import json\nprint(json.dumps({expression}, default={plain}))"
        return json.loads(self.execute(code))

    def show(self, code: str) -> View:
        """Run a first cell that shows a widget w."""
        before = self.page.locator(".gmm[data-status]").count()
        self.page.evaluate(SHOW, f"{code}\nw")
        self.page.wait_for_function(
            "(n) => document.querySelectorAll('.gmm[data-status]').length > n", arg=before
        )
        return View(self.page, self.page.locator(".gmm").first, self)

    def run_all(self) -> list[str]:
        """Run every cell; return the errors that are shown."""
        assert self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(READY, timeout=PATIENCE)
        assert None not in self.page.evaluate(RAN)
        errors: list[str] = self.page.evaluate(ERRORS)
        return errors
