"""Handing out: the forms of an assignment, made from its source, with or without solutions."""

from __future__ import annotations

import runpy
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from gmm_widget.homework.grading.assignment import Assignment
from gmm_widget.homework.grading.emit import (
    to_colab,
    to_nbgrader,
    to_otter,
    to_plain,
    write_notebook,
)

FORMS = ("plain", "nbgrader", "otter", "colab")
PARTS = 4
"""The number of otter's tests for each question."""

Made = dict[str, Any]


def load_assignment(source: Path, solutions: Path | None = None) -> Assignment:
    """Load the ASSIGNMENT that a Python file defines; it may import modules that lie beside it.

    Parameters
    ----------
    source : Path
    solutions : Path or None
        A folder with a file of the same name, whose SOLUTIONS and RUBRICS are tables by the
        question's name.

    Returns
    -------
    Assignment

    Raises
    ------
    ValueError
        If the source defines none, or the folder has no such file.
    """
    if not source.is_file():
        raise ValueError(f"there is no file {source}: give the Python file of an assignment")
    sys.path.insert(0, str(source.resolve().parent))
    made = runpy.run_path(str(source)).get("ASSIGNMENT")
    if not isinstance(made, Assignment):
        raise ValueError(f"{source} must define ASSIGNMENT = Assignment(...)")
    return made if solutions is None else _solved(made, _find(solutions, source.name))


def hand_out(
    assignment: Assignment,
    folder: Path,
    form: str = "plain",
    *,
    solutions: bool = False,
    keep: bool = True,
) -> list[tuple[Path, bool]]:
    """Write one form of an assignment into a folder, with the modules that it needs.

    Parameters
    ----------
    assignment : Assignment
    folder : Path
        It is made if need be.
    form : {"plain", "nbgrader", "otter", "colab"}
    solutions : bool
        Whether nbgrader's and otter's source has solutions; of the others there is a second
        notebook then, ``<name>-teacher.ipynb``, with solutions and rubrics.
    keep : bool
        Whether to keep files that are there.

    Returns
    -------
    list of (Path, bool)
        The files, and whether each was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, made in _notebooks(assignment, form, solutions=solutions).items():
        path = folder / f"{name}.ipynb"
        written.append(_unless_there(path, partial(write_notebook, made, path), keep))
    for source in assignment.files():
        path = folder / source.name
        if source.resolve() != path.resolve():
            written.append(_unless_there(path, partial(shutil.copyfile, source, path), keep))
    return written


def _notebooks(assignment: Assignment, form: str, *, solutions: bool) -> dict[str, Made]:
    name = assignment.name
    if form == "nbgrader":
        return {name: to_nbgrader(assignment, solutions=solutions)}
    if form == "otter":
        return {name: to_otter(assignment, parts=PARTS, solutions=solutions)}
    emit = to_colab if form == "colab" else to_plain
    teachers = {f"{name}-teacher": emit(assignment, solutions=True)} if solutions else {}
    return {name: emit(assignment), **teachers}


def _unless_there(path: Path, write: Callable[[], object], keep: bool) -> tuple[Path, bool]:
    if keep and path.exists():
        return path, False
    write()
    return path, True


def _find(folder: Path, name: str) -> Path:
    """The file with solutions, in a folder or where it is in the repository."""
    for inner in ("", "solutions", "homework/solutions", "notebooks/homework/solutions"):
        path = folder / inner / name
        if path.is_file() and "SOLUTIONS" in path.read_text(encoding="utf-8"):
            return path
    raise ValueError(
        f"there are no solutions in {folder}: they are in the project's repository, in "
        f"notebooks/homework/solutions/{name}"
    )


def _solved(assignment: Assignment, path: Path) -> Assignment:
    """The assignment with solutions and rubrics."""
    told = runpy.run_path(str(path))
    solutions, rubrics = told.get("SOLUTIONS", {}), told.get("RUBRICS", {})
    known = {question.name for question in assignment.questions}
    if unknown := sorted({*solutions, *rubrics} - known):
        raise ValueError(f"{path} has a solution for {unknown[0]!r}, which is no question")
    return replace(
        assignment,
        questions=tuple(
            replace(
                question,
                solution=solutions.get(question.name, question.solution),
                rubric=rubrics.get(question.name, question.rubric),
            )
            for question in assignment.questions
        ),
    )
