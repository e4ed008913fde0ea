"""Problems in one grade cell.

nbgrader derives the points of a cell from its output (``nbgrader.utils.determine_grade``): an error
or anything on stderr is 0; a last line that shows a number is that number; *anything else is full
credit*, including a failed `Result`, False, np.float64(0.25), or nothing. A number above the cell's
points stops the grading. otter treats a test that does not raise as passed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmm_widget.homework.grading.expressions import (
    CHECKERS,
    called,
    can_raise,
    is_bool,
    is_check,
    is_numpy,
    is_result,
    method,
    shows_no_number,
)
from gmm_widget.homework.grading.expressions import parse as parse_cell

Said = Iterator[tuple[int, str]]

BROKEN = "is not plain Python that parses, so it fails for everybody: mend it"
EMPTY = "holds no code, so everybody gets full credit: add a check"
NO_NUMBER = (
    "ends in something that shows no number, so nbgrader gives full credit unless a line before "
    "raises: end with result.points({n}), or call result.require()"
)
SEMICOLON = "ends in a semicolon, which hides the number: full credit. Take it away"
RESULT = (
    "ends in a Result, which nbgrader takes for full credit also when it has failed: end with "
    ".points({n}), or .require()"
)
BOOL = (
    "ends in True or False, and nbgrader takes both for full credit: write assert before it, or "
    "end with result.points({n})"
)
NUMPY = (
    "ends in a number of numpy's, which prints as np.float64(...): full credit. Put float(...) "
    "around it"
)
ABOVE = (
    "can end in {given:g} points in a cell of {n}, and a number above stops nbgrader's grading of "
    "the whole submission: write {n}"
)
BELOW = (
    "gives {given:g} points at most in a cell of {n}, which nobody can reach: write .points({n})"
)
SCORE = "ends in a score from 0 to 1 in a cell of {n} points: use result.points({n})"
UNSEEN = "computes points that nobody sees: make it the last line"
DROPPED = "checks and drops the result: add .require(), or make its .points({n}) the last line"
STDERR = "writes to stderr, for which nbgrader gives 0 points to everybody: print to stdout"
ELSEWHERE = (
    "uses {name}, which is imported elsewhere and which a student's cell can replace: import it "
    "inside this cell (from gmm_widget.homework import {name})"
)
TEST_DROPPED = (
    "drops the result, and otter takes a test that does not raise for passed: end with .require()"
)
NEVER_RAISES = (
    "{name} never raises, so it passes for everybody: end with .require(), or assert something"
)

_LOGS = re.compile(r"(logging|logger|log)\.(warning|error|critical|exception)")


def lint_grade_cell(source: str, marks: Mapping[str, Any]) -> Said:
    """Find problems in a grade cell of nbgrader, whose metadata are given: lines and sentences."""
    tree = parse_cell(source)
    if tree is None or not tree.body:
        yield 1, BROKEN if tree is None else EMPTY
        return
    points = marks.get("points")
    most = float(points) if isinstance(points, int | float) else None
    yield from _to_stderr(tree)
    yield from _imported_elsewhere(tree)
    yield from _discarded(tree.body[:-1], most)
    yield from _last(tree, source, most)


def lint_test(source: str) -> Said:
    """Find problems in a test of otter's exception style: lines and sentences."""
    tree = parse_cell(source)
    if tree is None:
        yield 1, BROKEN
        return
    yield from _imported_elsewhere(tree)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        dropped = False
        for node in ast.walk(function):
            value = node.value if isinstance(node, ast.Expr | ast.Return) else None
            if value is not None and (is_check(value) or method(value) == "points"):
                dropped = True
                yield value.lineno, TEST_DROPPED
        if not dropped and not can_raise(function):
            yield function.lineno, NEVER_RAISES.format(name=function.name)


def _last(tree: ast.Module, source: str, most: float | None) -> Said:
    """Find problems with the output of the last line.

    Parameters
    ----------
    tree : ast.Module
    source : str
    most : float or None
        The cell's points.

    Returns
    -------
    lines and sentences
    """
    last = tree.body[-1]
    line, n = last.lineno, _points(most)
    if not isinstance(last, ast.Expr):
        if not can_raise(tree):
            yield line, NO_NUMBER.format(n=n)
        return
    value = last.value
    if source.rstrip().endswith(";") and method(value) != "require":
        yield line, SEMICOLON
    if is_result(value, tree):
        yield line, RESULT.format(n=n)
    elif is_bool(value):
        yield line, BOOL.format(n=n)
    elif is_numpy(value, tree):
        yield line, NUMPY
    elif isinstance(value, ast.Attribute) and value.attr == "score" and most not in (None, 1):
        yield line, SCORE.format(n=n)
    elif shows_no_number(value) and not can_raise(tree):
        yield line, NO_NUMBER.format(n=n)
    elif most is not None:
        yield from _amount(value, most)


def _amount(value: ast.expr, most: float) -> Said:
    """Check that the shown number can be, and is at most, the cell's points."""
    asked = value.args[0] if isinstance(value, ast.Call) and method(value) == "points" else value
    given = asked.value if isinstance(asked, ast.Constant) else None
    if not isinstance(given, int | float):
        return
    if given > most:
        yield value.lineno, ABOVE.format(given=given, n=_points(most))
    elif given < most and asked is not value:
        yield value.lineno, BELOW.format(given=given, n=_points(most))


def _discarded(body: Sequence[ast.stmt], most: float | None) -> Said:
    """Results and points before the last line, which have no effect."""
    for statement in body:
        if not isinstance(statement, ast.Expr):
            continue
        if method(statement.value) == "points":
            yield statement.lineno, UNSEEN
        elif is_check(statement.value):
            yield statement.lineno, DROPPED.format(n=_points(most))


def _to_stderr(tree: ast.Module) -> Said:
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = called(node)
        to = next((ast.unparse(key.value) for key in node.keywords if key.arg == "file"), "")
        warns = name in ("warnings.warn", "warn", "sys.stderr.write", "stderr.write")
        if warns or to.endswith("stderr") or _LOGS.fullmatch(name):
            yield node.lineno, STDERR


def _imported_elsewhere(tree: ast.Module) -> Said:
    """Checkers that are imported outside of the cell, where a student may have replaced them."""
    own = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        root, *rest = called(node).split(".")
        if [root, *rest][-1] in CHECKERS and root not in own:
            own.add(root)
            yield node.lineno, ELSEWHERE.format(name=root)


def _points(most: float | None) -> str:
    return "n" if most is None else f"{most:g}"
