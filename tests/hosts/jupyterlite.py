"""JupyterLite: a site on a static server, in which the kernel is a worker of the page."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from built import build
from jupyter import CELLS, RUN, SPARE, JupyterLab
from lab import KERNEL_IS_IDLE, SESSION, notebook_of
from lite import Lite
from stage import Notebook, Part
from static_server import STALL, serving

NAME = "notebook.ipynb"
LISTEN = f"""() => {{
    window.traffic = [];
    const note = (kind, said) => {{
        const at = performance.timeOrigin + performance.now();
        if (said?.client) window.traffic.push({{ kind, client: said.client, n: said.n, at }});
    }};
    {SESSION}.kernel.anyMessage.connect((_, {{ msg, direction }}) => {{
        const state = msg.content?.data?.state ?? {{}};
        if (direction === 'send') note('wish', state._request);
        else note('heard', state._progress), note('answer', state._answered);
    }});
}}"""
"""Messages between the page and its worker are objects, and no text that `traffic` could read."""
STALLED = """
from js import XMLHttpRequest
_asked = XMLHttpRequest.new()
_asked.open("GET", {url!r}, False)
_asked.send()
"""
"""The kernel waits for an answer of the server, and does nothing else."""


@dataclass
class JupyterLite(JupyterLab):
    """The page is that of Notebook 7; Python and its transport are JupyterLite's."""

    own: ClassVar[tuple[Part, ...]] = ("transport", "kernel")

    def __post_init__(self) -> None:
        self.opened = False
        self.held = ExitStack()
        folder = Path(self.held.enter_context(tempfile.TemporaryDirectory()))
        (folder / NAME).write_text(notebook_of([SPARE] * CELLS), encoding="utf-8")
        assert build(folder / "site", str(folder / NAME)) == 0
        self.static = self.held.enter_context(serving(folder / "site"))
        self.lite = Lite(self.browser, self.static)

    def open(self, notebook: Notebook) -> None:
        if not self.opened:
            self.open_page()
        cells = [notebook.code, *notebook.shown]
        self.page.evaluate(RUN, [*cells, *[SPARE] * (CELLS - len(cells))])

    def open_page(self) -> None:
        self.lite.page = self.page
        self.lite.open_one = ""
        self.lite.open(NAME)
        self.page.evaluate(LISTEN)
        self.opened = True

    def wait(self) -> None:
        """Wait until the cells have run."""
        self.page.wait_for_function(KERNEL_IS_IDLE)

    def ask(self, expression: str) -> Any:
        return self.lite.ask(expression)

    @contextmanager
    def stalled(self) -> Iterator[None]:
        self.static.stalled.clear()
        self.static.go_on.clear()
        code = STALLED.format(url=self.static.url + STALL)
        run = "(code) => {{ {}.kernel.requestExecute({{ code, store_history: false }}); }}"
        self.page.evaluate(run.format(SESSION), code)
        while not self.static.stalled.is_set():
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        try:
            yield
        finally:
            self.static.go_on.set()

    def close(self) -> None:
        self.static.go_on.set()
        if "page" in self.__dict__:
            self.page.context.close()
        self.line.close()
        self.held.close()
