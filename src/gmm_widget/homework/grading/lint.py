"""Detection of grade cells that give full credit, or none, by accident."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gmm_widget.homework.grading.expressions import CHECKERS, parse
from gmm_widget.homework.grading.lint_cells import lint_grade_cell, lint_test
from gmm_widget.homework.grading.notebook import Cell, Notebook, read_notebook

SHADOWED = "gives the name of the checker {name} to something else: rename it"


@dataclass(frozen=True)
class Finding:
    """A problem: its notebook, cell (counted from 1) and line, and what to do."""

    path: Path
    cell: int
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}: cell {self.cell}, line {self.line}: {self.message}"


@dataclass(frozen=True)
class Linted:
    """The cells that were examined, and the findings."""

    path: Path
    n_cells: int
    findings: tuple[Finding, ...]


def lint_notebook(path: str | Path) -> Linted:
    """Examine every grade cell of nbgrader and every test cell of otter in a teacher's notebook.

    It is a static analysis: no code runs.

    Raises
    ------
    ValueError
        If the file is not a notebook (`UnreadableError`).
    """
    notebook = read_notebook(Path(path))
    graded = [cell for cell in notebook.cells if _is_graded(cell)]
    tests = _otter_tests(notebook)
    said = [(cell, *one) for cell in graded for one in lint_grade_cell(cell.source, cell.nbgrader)]
    said += [(cell, *one) for cell in tests for one in lint_test(cell.source)]
    if graded or tests:
        said += [(cell, *one) for cell in notebook.cells for one in _shadowing(cell)]
    found = [Finding(notebook.path, cell.number, line, message) for cell, line, message in said]
    found.sort(key=lambda one: (one.cell, one.line))
    return Linted(notebook.path, len(graded) + len(tests), tuple(found))


def _is_graded(cell: Cell) -> bool:
    marks = cell.nbgrader
    return cell.kind == "code" and bool(marks.get("grade")) and not marks.get("solution")


def _otter_tests(notebook: Notebook) -> list[Cell]:
    """The code cells between the raw cells BEGIN TESTS and END TESTS."""
    inside, found = False, []
    for cell in notebook.cells:
        words = cell.source.strip().upper()
        if cell.kind == "raw":
            inside = words.startswith("# BEGIN TESTS")
        elif inside and cell.kind == "code":
            found.append(cell)
    return found


def _shadowing(cell: Cell) -> Iterator[tuple[int, str]]:
    """Definitions that shadow a checker's name."""
    tree = parse(cell.source) if cell.kind == "code" else None
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)
            continue
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        else:
            continue
        if name in CHECKERS:
            yield node.lineno, SHADOWED.format(name=name)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
    """Imports from elsewhere under a checker's name."""
    module = getattr(node, "module", None) or ""
    for alias in node.names:
        name = alias.asname or alias.name
        own = module.startswith("gmm_widget.homework") and alias.name == name
        if name in CHECKERS and not own:
            yield node.lineno, SHADOWED.format(name=name)
