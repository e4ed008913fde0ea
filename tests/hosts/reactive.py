"""marimo: a notebook as an app (`run`) and in its editor (`edit`); views lie in shadow roots."""

import sys
import textwrap
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from server import Server
from stage import Host, Notebook, Part

OPTIONS = ("--headless", "--no-token", "--host=127.0.0.1", "--port={port}")
SETTINGS = """
[runtime]
auto_instantiate = true
[display]
theme = "system"
"""


@dataclass
class MarimoRun(Host):
    """`marimo run`: every page has a kernel of its own, a thread of the server."""

    own: ClassVar[tuple[Part, ...]] = ("transport", "page", "theme", "kernel")
    mode: ClassVar[str] = "run"

    def __post_init__(self) -> None:
        command = (sys.executable, "-m", "marimo", "-y", self.mode, *OPTIONS, "{root}")
        self.server = Server(command, answers="/health")
        settings = self.server.homes["XDG_CONFIG_HOME"] / "marimo" / "marimo.toml"
        settings.parent.mkdir()
        settings.write_text(SETTINGS, encoding="utf-8")

    def open(self, notebook: Notebook) -> None:
        name = self.name()
        source = script([f"{self.line.first_cell}\n{notebook.code}", *notebook.shown])
        (self.server.root / name).write_text(source, encoding="utf-8")
        self.server.start()
        self.page.goto(f"{self.server.url}/?file={name}", wait_until="commit")

    def name(self) -> str:
        """The notebook's file: the app lists what is there when it starts, and no more."""
        return "notebook.py"

    def close(self) -> None:
        super().close()
        self.server.close()


class MarimoEdit(MarimoRun):
    """`marimo edit`, which here runs the cells when a notebook is opened."""

    own: ClassVar[tuple[Part, ...]] = ("page", "keys")
    mode = "edit"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.numbers = count(1)

    def name(self) -> str:
        """A new file each time: one that was open goes on as it was."""
        return f"notebook_{next(self.numbers)}.py"


def script(cells: list[str]) -> str:
    """A marimo notebook; the first cell defines what the others show."""
    first, *shown = cells
    lines = ["import marimo", "app = marimo.App()", "", "@app.cell", "def _():"]
    lines += [textwrap.indent(first, "    "), "    return (w,)"]
    for name in shown:
        lines += ["", "@app.cell", f"def _({name}):", f"    {name}", "    return"]
    return "\n".join([*lines, "", "if __name__ == '__main__':", "    app.run()", ""])
