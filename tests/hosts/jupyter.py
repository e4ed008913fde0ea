"""JupyterLab and Notebook: a notebook is opened once, and run again for each scenario."""

import sys
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from lab import IN_ROOT, JUPYTER, JUPYTERLAB, KERNEL_IS_IDLE, SESSION, keep_quiet, notebook_of
from server import Server
from stage import Host, Notebook, Part

SPARE = "pass"
CELLS = 4
RUN = """async (sources) => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    const { commands } = window.jupyterapp;
    await commands.execute('notebook:clear-all-cell-outputs');
    sources.forEach((source, i) => notebook.model.cells.get(i).sharedModel.setSource(source));
    notebook.activeCellIndex = 0;
    await commands.execute('notebook:run-all-cells');
    notebook.activeCellIndex = 0;
}"""


@dataclass
class JupyterLab(Host):
    """JupyterLab 4."""

    own: ClassVar[tuple[Part, ...]] = ("transport", "page", "keys", "theme", "kernel")
    module: ClassVar[tuple[str, ...]] = ("jupyterlab", *JUPYTERLAB)
    place: ClassVar[str] = "/lab/workspaces/hosts{number}/tree/{name}?reset"

    def __post_init__(self) -> None:
        module, *own = self.module
        self.server = Server(
            (sys.executable, "-m", module, *own, *JUPYTER, IN_ROOT), answers="/api"
        )
        keep_quiet(self.server.homes["JUPYTER_CONFIG_DIR"])
        self.numbers = count(1)
        self.opened = False

    def open(self, notebook: Notebook) -> None:
        if not self.opened:
            self.open_page()
        cells = [f"{self.line.first_cell}\n{notebook.code}", *notebook.shown]
        spare = [SPARE] * (CELLS - len(cells))
        self.page.evaluate(RUN, [*cells, *spare])

    def open_page(self) -> None:
        """Open a notebook with nothing in it, and wait for its kernel."""
        self.server.start()
        number = next(self.numbers)
        name = f"notebook-{number}.ipynb"
        (self.server.root / name).write_text(notebook_of([SPARE] * CELLS), encoding="utf-8")
        self.page.goto(self.server.url + self.place.format(number=number, name=name))
        self.page.wait_for_function(KERNEL_IS_IDLE)
        self.make_room()
        self.opened = True

    def make_room(self) -> None:
        command = "application:toggle-left-area"
        self.page.evaluate(f"() => window.jupyterapp.commands.execute('{command}')")

    def dark(self, on: bool) -> None:
        theme = {"theme": "JupyterLab Dark" if on else "JupyterLab Light"}
        if self.opened:
            self.page.evaluate(
                "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', theme)",
                theme,
            )

    def lose_kernel(self) -> None:
        self.page.evaluate(f"() => {SESSION}.shutdown()")
        self.opened = False

    def close(self) -> None:
        super().close()
        self.server.close()


class Notebook7(JupyterLab):
    """Jupyter Notebook 7: JupyterLab's parts on another page."""

    own: ClassVar[tuple[Part, ...]] = ("page", "keys")
    module = ("notebook", "--JupyterNotebookApp.expose_app_in_browser=True")
    place = "/notebooks/{name}"

    def make_room(self) -> None:
        """There is room already."""
