"""Lessons as they are written, and notebooks that have run in a kernel, to be asked there."""

import copy
import pickle
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import numpy as np
import pytest

from gmm_widget import Trace

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def cells(lesson: str, kind: str) -> dict[str, str]:
    """The sources of a lesson's cells of one kind, "code" or "markdown", by their names."""
    notebook = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    return {cell.id: cell.source for cell in notebook.cells if cell.cell_type == kind}


@dataclass(frozen=True)
class Ran:
    """A notebook that has run from top to bottom, in a kernel that is still there to be asked."""

    client: nbclient.NotebookClient

    def __call__(self, expression: str) -> Any:
        """A copy of what an expression of the notebook's names is worth in the kernel."""
        shown = self.run(f"print(__import__('pickle').dumps(({expression})).hex())")
        return pickle.loads(bytes.fromhex("".join(output.text for output in shown.outputs)))

    def run(self, source: str) -> nbformat.NotebookNode:
        """Run one more cell; the cell, with its outputs."""
        notebook = self.client.nb
        notebook.cells.append(nbformat.v4.new_code_cell(source))
        return self.client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)

    def as_saved(self) -> nbformat.NotebookNode:
        """The notebook as it would be saved now, with the state of its widgets."""
        self.client.set_widgets_metadata()
        return copy.deepcopy(self.client.nb)

    def printed(self, cell: str) -> str:
        """What a cell has printed."""
        (found,) = (one for one in self.client.nb.cells if one.id == cell)
        return streamed([found], "stdout")

    def warned(self) -> str:
        """What all cells have said on stderr."""
        return streamed(self.client.nb.cells, "stderr")


@dataclass(frozen=True)
class Lesson(Ran):
    """A lesson that has run."""

    name: str

    def cursors(self) -> dict[str, int]:
        """The cursor of each widget that has a name."""
        named = "name, one in list(globals().items()) if name[0] != '_'"
        return self(f"{{name: one.cursor for {named} and isinstance(one, GMMWidget)}}")

    def text(self) -> str:
        """All cells of text, one after the other."""
        return "\n\n".join(cells(self.name, "markdown").values())

    def prose(self, cell: str) -> str:
        """A cell of text as one line, with a plain minus."""
        text = " ".join(cells(self.name, "markdown")[cell].split())
        return text.replace("\u2212", "-")


@contextmanager
def executed(notebook: nbformat.NotebookNode, folder: Path) -> Iterator[nbclient.NotebookClient]:
    """Run a notebook in a new kernel, which goes on until the end; a cell's exception is raised.

    The limit for one cell is wide: a test that never ends is stopped, a slow one is not.
    """
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONWARNINGS", "default")
        with client.setup_kernel():
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
            yield client


def streamed(notebook_cells: Iterable[nbformat.NotebookNode], name: str) -> str:
    """What cells have written to a stream."""
    outputs = [output for cell in notebook_cells for output in cell.get("outputs", [])]
    return "".join(output.text for output in outputs if output.get("name") == name)


def end(trace: Trace) -> float:
    """The log-likelihood at the end of a fit, as the texts round it."""
    return round(float(trace.log_likelihoods[-1]), 1)


def numbers(printed: str, pattern: str) -> np.ndarray:
    """What a pattern with groups finds in what a cell printed, as an array."""
    return np.array(re.findall(pattern, printed), dtype=float)


def filled_in(lesson: Lesson, cell: str, right: object, wrong: object) -> None:
    """A cell with a hole says so, and what is put into it is found right or wrong."""
    source = cells(lesson.name, "code")[cell]
    assert source.count("= None") == 1
    assert lesson.printed(cell).startswith("A hole")
    for answer, said in ((right, "Right."), (wrong, "Not yet.")):
        ran = lesson.run(source.replace("= None", f"= {answer}"))
        assert streamed([ran], "stdout").startswith(said), (cell, answer)
