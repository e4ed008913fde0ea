"""Notebooks made by hand, and answer codes for them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from gmm_widget.em.points import as_points
from gmm_widget.homework import record, solvable
from gmm_widget.homework.challenges.registry import find

JSON = dict[str, Any]

COLAB_MODEL = {
    "model_module": "anywidget",
    "model_module_version": "0.9.21",
    "model_name": "AnyModel",
    "state": {"answer": "", "_model_name": "AnyModel"},
}
MIME = "application/vnd.jupyter.widget-state+json"


@cache
def right(challenge: str, student: str) -> str:
    """The code of a start that passes."""
    example = solvable(challenge, student, n_tries=20).example
    assert example is not None
    return record(challenge, example, student)


@cache
def wrong(challenge: str, student: str) -> str:
    """The code of a start with all means on three points: it is judged and does not pass."""
    points = as_points(find(challenge).source(student))
    k = find(challenge).n_components[0]
    return record(challenge, points[:: len(points) // k][:k], student)


def code(source: str, *outputs: JSON, **metadata: Any) -> JSON:
    """A code cell."""
    made = {"cell_type": "code", "source": source, "metadata": metadata, "outputs": list(outputs)}
    return made | {"execution_count": None}


def text(source: str, kind: str = "markdown") -> JSON:
    """A cell of text."""
    return {"cell_type": kind, "source": source, "metadata": {}}


def grade_cell(source: str, points: float = 3) -> JSON:
    """A grade cell of nbgrader."""
    marks = {"grade": True, "solution": False, "points": points, "grade_id": "one", "locked": True}
    return code(source, nbgrader=marks)


def notebook(*cells: JSON, **metadata: Any) -> JSON:
    """A notebook of format 4."""
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def shown(value: str) -> JSON:
    """What a cell shows as its value."""
    return {"output_type": "execute_result", "data": {"text/plain": [repr(value)]}, "metadata": {}}


def printed(value: str) -> JSON:
    """What a cell prints."""
    return {"output_type": "stream", "name": "stdout", "text": [f"{value}\n"]}


def saved(state: JSON, *, by: str) -> JSON:
    """The metadata of a widget's saved state, "jupyter" or "colab"."""
    models = {"a1": {**COLAB_MODEL, "state": state}}
    if by == "jupyter":
        return {MIME: {"state": models, "version_major": 2, "version_minor": 0}}
    return {MIME: models}


def save(made: JSON | str | bytes, path: Path) -> Path:
    """Write it, its folder too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        path.write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    return path
