"""Notebooks as plain data: reading any file gives a value or a sentence."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmm_widget.homework.grading.archives import read_member
from gmm_widget.homework.grading.limits import LARGEST_NOTEBOOK

LARGEST = LARGEST_NOTEBOOK
MOST_PARTS = 500_000
"""The maximum number of brackets in a notebook, which bounds the memory for its data."""
DEEPEST = 100
"""The depth to which outputs and widget states are searched for texts."""

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"

TOO_LARGE = (
    f"The file is too large: at most {LARGEST / 1e6:.0f} MB are read. Clear the outputs and hand "
    "it in again."
)


class UnreadableError(ValueError):
    """Raised with a sentence that explains why a file cannot be read as a notebook."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook.

    Attributes
    ----------
    number : int
        Its position, counted from 1.
    kind : str
        "code", "markdown" or "raw".
    source : str
    metadata : dict
    outputs : tuple of dict
    """

    number: int
    kind: str
    source: str
    metadata: dict[str, Any]
    outputs: tuple[dict[str, Any], ...] = ()

    @property
    def nbgrader(self) -> dict[str, Any]:
        """nbgrader's part of the metadata; empty if there is none."""
        found = self.metadata.get("nbgrader")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Notebook:
    """A notebook, as far as it could be parsed."""

    path: Path
    cells: tuple[Cell, ...]
    metadata: dict[str, Any]


def read_notebook(path: Path) -> Notebook:
    """Read a notebook of any origin.

    A file may have up to `LARGEST` bytes and `MOST_PARTS` brackets, which takes less than a second
    and half a gigabyte. Links are not followed. Parts of a wrong type are left out.

    Raises
    ------
    UnreadableError
        With a sentence that says why.
    """
    return parsed(path, read_text(path))


def read_text(path: Path) -> str:
    """Read an ordinary file of at most `LARGEST` bytes, which may be in a zip file.

    Raises
    ------
    UnreadableError
        If it is not one.
    """
    try:
        raw = read_member(path)
        raw = _read_ordinary(path) if raw is None else raw
    except OSError as problem:
        raise UnreadableError(f"The file cannot be read: {problem.strerror or problem}.") from None
    if len(raw) > LARGEST:
        raise UnreadableError(TOO_LARGE)
    if not raw.strip():
        raise UnreadableError("The file is empty.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("This is not a text file, so it is no notebook.") from None


def _read_ordinary(path: Path) -> bytes:
    about = os.lstat(path)
    if stat.S_ISLNK(about.st_mode):
        raise UnreadableError("This is a link to another place, and links are not followed.")
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableError("This is not an ordinary file.")
    if about.st_size > LARGEST:
        raise UnreadableError(TOO_LARGE)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def parsed(path: Path, text: str) -> Notebook:
    """Parse the text of a notebook.

    Raises
    ------
    UnreadableError
        If it is not one.
    """
    if text.count("{") + text.count("[") > MOST_PARTS:
        raise UnreadableError(
            "The notebook has too many parts. Clear the outputs and hand it in again."
        )
    try:
        data = json.loads(text)
    except RecursionError:
        raise UnreadableError("The file is nested too deeply to be a notebook.") from None
    except ValueError as problem:
        raise UnreadableError(f"This is not a notebook: its JSON is broken ({problem}).") from None
    if not isinstance(data, dict):
        raise UnreadableError("This is not a notebook: it has no cells.")
    cells = data.get("cells")
    if cells is None and isinstance(data.get("worksheets"), list):
        raise UnreadableError(
            "This notebook is of format 3 or older: open it in Jupyter and save it."
        )
    if not isinstance(cells, list):
        raise UnreadableError("This is not a notebook: it has no cells.")
    read = tuple(_cell(i + 1, cell) for i, cell in enumerate(cells) if isinstance(cell, dict))
    return Notebook(path, read, _dict(data.get("metadata")))


def texts(value: Any) -> Iterator[str]:
    """Iterate over the texts in nested data, to `DEEPEST` levels; lines of one text are joined."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list) and one and all(isinstance(line, str) for line in one):
            yield "".join(one)
        elif isinstance(one, dict | list) and depth < DEEPEST:
            inner = list(one.values() if isinstance(one, dict) else one)
            waiting.extend((part, depth + 1) for part in reversed(inner))


def widget_states(metadata: dict[str, Any]) -> list[Any]:
    """Find the saved widget states in a notebook's metadata, in Jupyter's format and Colab's.

    Jupyter has ``{"state": {id: {..., "state": {...}}}, "version_major": 2, ...}``; Colab omits the
    outer "state".
    """
    saved = _dict(_dict(metadata.get("widgets")).get(WIDGET_STATE))
    inner = saved.get("state")
    models = inner if isinstance(inner, dict) and "model_name" not in saved else saved
    return [_dict(model).get("state") for model in models.values()]


def _cell(number: int, cell: dict[str, Any]) -> Cell:
    outputs = cell.get("outputs")
    return Cell(
        number=number,
        kind=str(cell.get("cell_type", "")),
        source=_joined(cell.get("source")),
        metadata=_dict(cell.get("metadata")),
        outputs=tuple(o for o in outputs if isinstance(o, dict))
        if isinstance(outputs, list)
        else (),
    )


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
