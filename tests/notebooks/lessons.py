"""A lesson: its text as it is written, and what it leaves behind when it has run in a kernel."""

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import numpy as np

from gmm_widget import Trace

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def cells(lesson: str, kind: str) -> dict[str, str]:
    """The sources of a lesson's cells of one kind, "code" or "markdown", by their names."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == kind}


@dataclass(frozen=True)
class Lesson:
    """A lesson that has run from top to bottom, in a kernel that is still there to be asked."""

    name: str
    client: nbclient.NotebookClient

    def __call__(self, expression: str) -> Any:
        """A copy of what an expression of the lesson's names is worth in the kernel."""
        source = f"print(__import__('pickle').dumps(({expression})).hex())"
        notebook = self.client.nb
        notebook.cells.append(nbformat.v4.new_code_cell(source))
        shown = self.client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
        return pickle.loads(bytes.fromhex("".join(output.text for output in shown.outputs)))

    def cursors(self) -> dict[str, int]:
        """The cursor of each widget that has a name."""
        named = "name, one in list(globals().items()) if name[0] != '_'"
        return self(f"{{name: one.cursor for {named} and isinstance(one, GMMWidget)}}")

    def printed(self, cell: str) -> str:
        """What a cell has printed."""
        return self._stream(cell, "stdout")

    def warned(self) -> str:
        """What all cells have said on stderr."""
        return "".join(self._stream(cell, "stderr") for cell in cells(self.name, "code"))

    def prose(self, cell: str) -> str:
        """A cell of text as one line, with a plain minus."""
        text = " ".join(cells(self.name, "markdown")[cell].split())
        return text.replace("\u2212", "-")

    def _stream(self, name: str, stream: str) -> str:
        (cell,) = (cell for cell in self.client.nb.cells if cell.id == name)
        outputs = [out for out in cell.outputs if out.output_type == "stream"]
        return "".join(out.text for out in outputs if out.name == stream)


@contextmanager
def executed(lesson: str, folder: Path) -> Iterator[Lesson]:
    """Run a lesson in a new kernel; an exception in a cell is one here.

    A wide limit for one cell, so that a test that never ends is stopped and a slow one is not.
    """
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        yield Lesson(lesson, client)


def end(trace: Trace) -> float:
    """The log-likelihood at the end of a fit, as the texts round it."""
    return round(float(trace.log_likelihoods[-1]), 1)


def numbers(printed: str, pattern: str) -> np.ndarray:
    """What a pattern with groups finds in what a cell printed, as an array."""
    return np.array(re.findall(pattern, printed), dtype=float)
