"""Voila: a notebook as a page, with a kernel of its own for everybody who opens it."""

import sys
from dataclasses import dataclass
from itertools import count

from lab import notebook_of
from server import Server
from stage import Host, Notebook

OPTIONS = ("--no-browser", "--port={port}", "--Voila.ip=127.0.0.1", "{root}")


@dataclass
class Voila(Host):
    """Its theme is chosen when a page is opened: another one means opening it again."""

    own = ("transport", "page", "theme", "kernel")

    def __post_init__(self) -> None:
        self.server = Server((sys.executable, "-m", "voila", *OPTIONS))
        self.numbers = count(1)
        self.theme = "light"
        self.name = ""

    def open(self, notebook: Notebook) -> None:
        self.server.start()
        self.name = f"notebook-{next(self.numbers)}.ipynb"
        cells = [f"{self.line.first_cell}\n{notebook.code}", *notebook.shown]
        (self.server.root / self.name).write_text(notebook_of(cells), encoding="utf-8")
        self.go()

    def go(self) -> None:
        where = f"/voila/render/{self.name}?theme={self.theme}"
        self.page.goto(self.server.url + where, wait_until="commit")

    def dark(self, on: bool) -> None:
        theme = "dark" if on else "light"
        if theme != self.theme:
            self.theme = theme
            self.go()
            self.wait()

    def close(self) -> None:
        super().close()
        self.server.close()
