"""Problems in one grade cell.

nbgrader derives the points of a cell from its output (``nbgrader.utils.determine_grade``): an error
or anything on stderr is 0; a last line that shows a number is that number; *anything else is full
credit*, including a failed `Result`, False, np.float64(0.25), or nothing. A number above the cell's
points stops the grading. otter treats a test that does not raise as passed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import add, mul
from typing import Any

from gmm_widget.homework.grading.expressions import (
    CHECKERS,
    called,
    is_bool,
    is_check,
    is_numpy,
    is_result,
    method,
    shows_no_number,
)
from gmm_widget.homework.grading.expressions import parse as parse_cell
from gmm_widget.homework.grading.flow import (
    always_false,
    always_true,
    can_raise,
    is_partial,
    swallowed,
)

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

ALWAYS = (
    "asserts something that is always true, such as a tuple, a text, or a function that is not "
    "called, so it passes for everybody: assert result, result.message"
)
NEVER = "asserts something that is never true, so it fails for everybody: assert result"
INVERTED = "asserts that the check has failed: assert result, without the not"
PARTIAL = (
    "asserts a score or points, which are true also where only a part is right: assert result, or "
    "compare with a number"
)
SWALLOWED = (
    "catches the failure and goes on, so it passes for everybody: let it raise, or raise again in "
    "the handler"
)
NOT_CALLED = "names .{name} and does not call it: write .{name}({n})"
NOT_RAISED = "makes an error and does not raise it: write raise before it"

_LOGS = re.compile(
    r"(.*\b)?(logging|logger|log|getLogger\(.*\))\.(warn|warning|error|critical|exception)"
)
_WARNS = ("warnings.warn", "warn", "traceback.print_exc", "print_exc", "traceback.print_exception")


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
    yield from _asserted(tree)
    yield from _not_called(tree, most)
    yield from _discarded(tree.body[:-1], most)
    last = list(_last(tree, source, most))
    yield from last
    if not isinstance(tree.body[-1], ast.Expr) or last:
        yield from ((one.lineno, SWALLOWED) for one in swallowed(tree))


def lint_test(source: str) -> Said:
    """Find problems in a test of otter's exception style: lines and sentences."""
    tree = parse_cell(source)
    if tree is None:
        yield 1, BROKEN
        return
    yield from _imported_elsewhere(tree)
    yield from _asserted(tree)
    yield from _not_called(tree, None)
    yield from ((one.lineno, SWALLOWED) for one in swallowed(tree))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        dropped = False
        for node in ast.walk(function):
            value = node.value if isinstance(node, ast.Expr | ast.Return) else None
            if value is not None and (is_check(value) or method(value) == "points"):
                dropped = True
                yield value.lineno, TEST_DROPPED
        if not function.name.startswith("test"):
            continue
        if not dropped and not can_raise(function.body, tree):
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
        if not can_raise(tree.body, tree):
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
    elif shows_no_number(value, tree) and not can_raise(tree.body, tree):
        yield line, NO_NUMBER.format(n=n)
    elif most is not None:
        yield from _amount(value, most)


def _amount(value: ast.expr, most: float) -> Said:
    """Check that the shown number can be, and is at most, the cell's points."""
    given = greatest(value)
    if given is None:
        return
    if given > most + 1e-9:
        yield value.lineno, ABOVE.format(given=given, n=_points(most))
    elif given < most - 1e-9 and not isinstance(value, ast.Constant):
        yield value.lineno, BELOW.format(given=given, n=_points(most))


def greatest(value: ast.expr) -> float | None:
    """The largest number that an expression of points and scores can show; None if unknown."""
    if isinstance(value, ast.Constant):
        return float(value.value) if isinstance(value.value, int | float) else None
    if isinstance(value, ast.Attribute):
        return 1.0 if value.attr in ("score", "passed") else None
    if isinstance(value, ast.IfExp):
        return _both(max, value.body, value.orelse)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Mult):
        return _both(add if isinstance(value.op, ast.Add) else mul, value.left, value.right)
    arguments = value.args if isinstance(value, ast.Call) else []
    if method(value) == "points" or called(value) in ("float", "int", "round"):
        return greatest(arguments[0]) if arguments else None
    if called(value) == "max" and len(arguments) == 2:
        return _both(max, *arguments)
    return None


def _both(of: Callable[[float, float], float], left: ast.expr, right: ast.expr) -> float | None:
    first, second = greatest(left), greatest(right)
    return None if first is None or second is None else of(first, second)


def _discarded(body: Sequence[ast.stmt], most: float | None) -> Said:
    """Results and points before the last line, which have no effect."""
    for statement in body:
        if not isinstance(statement, ast.Expr):
            continue
        if method(statement.value) == "points":
            yield statement.lineno, UNSEEN
        elif is_check(statement.value):
            yield statement.lineno, DROPPED.format(n=_points(most))


def _asserted(tree: ast.Module) -> Said:
    """Assertions that hold, or fail, for everybody."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assert):
            continue
        test = node.test
        if always_true(test, tree):
            yield node.lineno, ALWAYS
        elif always_false(test, tree):
            yield node.lineno, NEVER
        elif is_partial(test):
            yield node.lineno, PARTIAL
        elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = test.operand
            if is_result(inner, tree) or getattr(inner, "attr", "") == "passed":
                yield node.lineno, INVERTED


def _not_called(tree: ast.Module, most: float | None) -> Said:
    """Methods of results, and errors, that stand as statements without effect."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr):
            continue
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr in ("require", "points"):
            n = "" if value.attr == "require" else _points(most)
            yield node.lineno, NOT_CALLED.format(name=value.attr, n=n)
        elif re.fullmatch(r"\w*(Error|Exception)", called(value)):
            yield node.lineno, NOT_RAISED


def _to_stderr(tree: ast.Module) -> Said:
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = called(node)
        to = next((ast.unparse(key.value) for key in node.keywords if key.arg == "file"), "")
        warns = name in _WARNS or name.endswith("stderr.write")
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
