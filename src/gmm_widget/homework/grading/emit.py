"""Conversion of assignments to notebooks for nbgrader, for otter-grader, and for neither."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent
from typing import Any

from gmm_widget import distribution
from gmm_widget.arguments import by_name
from gmm_widget.homework.grading.assignment import Assignment, Question
from gmm_widget.homework.grading.notebook_cells import Piece, pieces

JSON = dict[str, Any]

SCHEMA = 3
"""The version of nbgrader's metadata, from nbgrader 0.6 to at least 0.9."""


@by_name
def to_nbgrader(assignment: Assignment, *, solutions: bool = True) -> JSON:
    """Convert an assignment to nbgrader's source notebook: put it into ``source/<name>/``.

    ``nbgrader generate_assignment`` removes the solutions. Grade cells have their own imports, show
    the reason, print nothing on stderr, and end in the points as a float, which nbgrader 0.9 reads
    as partial credit. They infer the student from the folder. A question in words is a cell that is
    graded by hand. Put `Assignment.files` beside the notebook.

    Parameters
    ----------
    assignment : Assignment
    solutions : bool
        Whether to include solutions, which are found by a search where a challenge has none.

    Returns
    -------
    dict
        A notebook of format 4.5; see `write_notebook`.

    Raises
    ------
    ValueError
        If a question's challenge is unknown, or its solution does not define its function.
    """
    return _notebook(
        assignment, [_for_nbgrader(piece, solutions=solutions) for piece in pieces(assignment)]
    )


@by_name
def to_otter(assignment: Assignment, *, parts: int = 1, solutions: bool = True) -> JSON:
    """Convert an assignment to the source notebook for ``otter assign``.

    Its tests use the exception style (``ok_format: false``), so that a student who fails one reads
    the reason. They take the student from the notebook's STUDENT. The autograder installs this
    package from the index once it is there; until then, add your own wheel to the ``requirements``
    of the first cell. `Assignment.files` are among its ``files``: put them beside the notebook.

    Parameters
    ----------
    assignment : Assignment
    parts : int
        The number of tests for each question: with 4, each quarter of the score gives a quarter of
        the points. With 1, a question gives all or nothing.
    solutions : bool
        Whether to include solutions. Without, ``otter assign`` does not run the tests.

    Returns
    -------
    dict
        A notebook of format 4.5; see `write_notebook`.

    Raises
    ------
    ValueError
        As `to_nbgrader`, or if `parts` is below 1.
    """
    if parts < 1:
        raise ValueError(f"parts must be 1 or more; got {parts}")
    package = distribution.INDEX_NAME
    requirements = f"requirements:\n  - {package}\n" if package else ""
    files = "".join(f"  - {path.name}\n" for path in assignment.files())
    files = f"files:\n{files}" if files else ""
    untried = "" if solutions else "run_tests: false\n"
    config = (
        f"# ASSIGNMENT CONFIG\nname: {json.dumps(assignment.name)}\n"
        f"export_cell: false\ncheck_all_cell: true\ngenerate: true\n{untried}{requirements}{files}"
        "tests:\n  ok_format: false"
    )
    cells = [_cell("raw", config, "config")]
    for piece in pieces(assignment):
        cells += _for_otter(assignment, piece, parts, solutions=solutions)
    return _notebook(assignment, cells)


@by_name
def to_plain(assignment: Assignment, *, solutions: bool = False) -> JSON:
    """Convert an assignment to a plain notebook, for Colab, or any place without a grading system.

    Students see their progress in it; `gmm-widget grade` grades their submissions.

    Parameters
    ----------
    assignment : Assignment
    solutions : bool
        Whether it is the teacher's version, with rubrics.

    Returns
    -------
    dict
        A notebook of format 4.5; see `write_notebook`.

    Raises
    ------
    ValueError
        As `to_nbgrader`.
    """
    cells = []
    for piece in pieces(assignment):
        source = piece.source
        if piece.role == "answer" and (solutions or not _stands_alone(piece)):
            source += f"\n{piece.solution if solutions else _STUB}"
        cells.append(_cell(_kind(piece), source, piece.name))
        asked = piece.question
        if piece.role == "words" and solutions and piece.solution:
            cells[-1]["source"] = piece.solution
        is_last = piece.role in ("grade", "words")
        if solutions and is_last and asked is not None and asked.rubric:
            rubric = f"**Rubric.** {asked.rubric}"
            cells.append(_cell("markdown", rubric, f"{asked.slug}-rubric"))
    return _notebook(assignment, cells)


@by_name
def to_colab(assignment: Assignment, *, solutions: bool = False) -> JSON:
    """Convert an assignment to a plain notebook whose first code cell installs this package.

    Parameters
    ----------
    assignment, solutions
        As for `to_plain`.

    Returns
    -------
    dict
        A notebook of format 4.5; see `write_notebook`.

    Raises
    ------
    ValueError
        As `to_nbgrader`.
    """
    from gmm_widget import __version__

    made = to_plain(assignment, solutions=solutions)
    title, *rest = made["cells"]
    source = distribution.install_source(__version__)
    files = [path.name for path in assignment.files()]
    if files:
        source += f"""

for name in {files}:
    if not Path(name).exists():
        files.upload_file(name)"""
        source = source.replace(
            "from pathlib import Path\n",
            "from pathlib import Path\n\nfrom google.colab import files\n",
        ).replace("    from google.colab import files\n\n", "")
    return made | {"cells": [title, _cell("code", source, "install"), *rest]}


def write_notebook(notebook: JSON, path: str | Path) -> None:
    """Write a notebook in Jupyter's format: indented by one space, keys in order, UTF-8."""
    cells = [cell | {"source": cell["source"].splitlines(True)} for cell in notebook["cells"]]
    text = json.dumps(notebook | {"cells": cells}, indent=1, ensure_ascii=False, sort_keys=True)
    Path(path).write_text(f"{text}\n", encoding="utf-8")


_UNSOLVED = "pass"
_STUB = "    # your code here\n    raise NotImplementedError()"


def _stands_alone(piece: Piece) -> bool:
    """Whether the students' version is complete without their code; a function's head is not."""
    return piece.question is None or not piece.question.is_function


def _for_nbgrader(piece: Piece, *, solutions: bool) -> JSON:
    source, marks = piece.source, None
    if piece.role == "words" and piece.question is not None:
        marks = _marks(piece.name, grade=True, solution=True) | {"points": piece.question.points}
        source = piece.solution if solutions and piece.solution else source
    elif piece.role == "answer":
        solution = piece.solution if solutions else _UNSOLVED
        if not solutions and not _stands_alone(piece):
            solution = indent(_UNSOLVED, "    ")
        if _stands_alone(piece):
            # nbgrader's placeholder for students raises an error until there is an answer.
            source += f"\nif not {source.splitlines()[-1].partition(' = ')[0]}:"
            solution = indent(solution, "    ")
        margin = " " * (len(solution) - len(solution.lstrip(" ")))
        source = f"{source}\n{margin}### BEGIN SOLUTION\n{solution}\n{margin}### END SOLUTION"
        marks = _marks(piece.name, solution=True)
    elif piece.role == "grade" and piece.question is not None:
        marks = _marks(piece.name, grade=True, locked=True) | {"points": piece.question.points}
    elif piece.role == "text":
        marks = _marks(piece.name, locked=True)
    cell = _cell(_kind(piece), source, piece.name)
    if marks is not None:
        cell["metadata"]["nbgrader"] = marks
    return cell


def _marks(name: str, *, grade: bool = False, solution: bool = False, locked: bool = False) -> JSON:
    return {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }


def _for_otter(assignment: Assignment, piece: Piece, parts: int, *, solutions: bool) -> list[JSON]:
    question, name = piece.question, piece.name
    if piece.role == "words" and question is not None:
        solution = piece.solution if solutions and piece.solution else "An answer in words."
        return [
            _cell("raw", "# BEGIN PROMPT", f"{name}-prompt"),
            _cell("markdown", piece.source, f"{name}-empty"),
            _cell("raw", "# END PROMPT", f"{name}-prompt-end"),
            _cell("raw", "# BEGIN SOLUTION", f"{name}-begin"),
            _cell("markdown", solution, name),
            _cell("raw", "# END SOLUTION", f"{name}-end"),
            _cell("raw", "# END QUESTION", f"{name}-close"),
        ]
    if piece.role == "answer":
        prompt = piece.source if _stands_alone(piece) else f"{piece.source}\n    ..."
        head = "" if _stands_alone(piece) else f"{piece.source}\n"
        solution = piece.solution if solutions else f"{'' if not head else '    '}{_UNSOLVED}"
        source = (
            f"# BEGIN SOLUTION NO PROMPT\n{head}{solution}\n# END SOLUTION\n"
            f"''' # BEGIN PROMPT\n{prompt}\n''' # END PROMPT"
        )
        inside = [
            _cell("raw", "# BEGIN SOLUTION", f"{name}-begin"),
            _cell("code", source, name),
            _cell("raw", "# END SOLUTION", f"{name}-end"),
        ]
        if question is not None:
            return inside
        opened = _cell("raw", f"# BEGIN QUESTION\nname: {name}\npoints: 0", f"{name}-open")
        return [opened, *inside, _cell("raw", "# END QUESTION", f"{name}-close")]
    if piece.role == "grade" and question is not None:
        tests = [
            _cell("code", otter_test(assignment, question, part, parts), f"{name}-{part}")
            for part in range(1, parts + 1)
        ]
        return [
            _cell("raw", "# BEGIN TESTS", f"{name}-begin"),
            *tests,
            _cell("raw", "# END TESTS", f"{name}-end"),
            _cell("raw", "# END QUESTION", f"{name}-close"),
        ]
    cell = _cell(_kind(piece), piece.source, name)
    if piece.role == "text" and question is not None:
        begin = f"# BEGIN QUESTION\nname: {question.slug}\npoints: {question.points:g}"
        begin += "\nmanual: true" if question.in_words else ""
        return [_cell("raw", begin, f"{name}-open"), cell]
    return [cell]


def otter_test(assignment: Assignment, question: Question, part: int = 1, parts: int = 1) -> str:
    """Write one test of otter's exception style, which requires the score `part` / `parts`.

    Parameters
    ----------
    assignment : Assignment
    question : Question
    part, parts : int

    Returns
    -------
    str
        Its source.
    """
    points = round(question.points / parts, 6)
    setup = "".join(f"    {line}\n" for line in assignment.setup.splitlines())
    if question.is_function:
        arguments, checker = question.variable, f"check_{question.name}"
        judged = f"{checker}({question.variable})"
    else:
        arguments, checker = f"{question.variable}, STUDENT", "check"
        judged = f"check({question.name!r}, {question.variable}, student=STUDENT)"
    number = f"_{part}" if parts > 1 else ""
    least = question.taught + (1 - question.taught) * part / parts
    return (
        f'""" # BEGIN TEST CONFIG\npoints: {points:g}\n""" # END TEST CONFIG\n'
        f"def test_{question.slug}{number}({arguments}):\n"
        f"    from gmm_widget.homework import {checker}\n{setup}"
        f"    result = {judged}\n"
        f"    assert result.score >= {least:.4g}, result.message"
    )


def _kind(piece: Piece) -> str:
    return "markdown" if piece.role in ("text", "words") else "code"


def _cell(kind: str, source: str, name: str) -> JSON:
    cell: JSON = {"cell_type": kind, "id": name[:64], "metadata": {}, "source": source}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell


def _notebook(assignment: Assignment, cells: list[JSON]) -> JSON:
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": python,
            "language_info": {"name": "python"},
            **assignment.metadata(),
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
