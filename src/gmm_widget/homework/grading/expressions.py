"""Static analysis of expressions: whether one is a result, a boolean, or shows a number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

CHECKERS = frozenset({"check", "check_e_step", "check_m_step", "check_log_likelihood"}) | {
    "check_tied_m_step",
    "progress",
}
"""The functions that return a `Result`."""

_MAGIC = re.compile(r"^(\s*)[%!?].*$", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%")
_RAISES = re.compile(r"(^|[._])(assert|test)")
_SHOWN = frozenset(
    {"print", "display", "str", "repr", "format", "join", "list", "tuple", "dict", "set", "sorted"}
    | {"append", "extend", "insert", "update", "clear", "sort", "exec"}
    | {"pprint", "HTML", "Markdown", "ascii", "type", "Fraction", "Decimal", "array", "asarray"}
)
"""Calls that show something other than a number."""
_TEXTS = (
    *(ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
_BOOLS = frozenset({"bool", "all", "any", "isinstance", "allclose", "array_equal", "isclose"})


def parse(source: str) -> ast.Module | None:
    """Parse a cell without its magics; None if the syntax is invalid."""
    if _CELL_MAGIC.match(source):
        return None
    try:
        return ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def called(value: ast.expr) -> str:
    """The called expression as written: "np.mean" for np.mean(x); "" if it is not a call."""
    return ast.unparse(value.func) if isinstance(value, ast.Call) else ""


def method(value: ast.expr) -> str:
    """The name of a called method: "points" for result.points(4)."""
    what = value.func if isinstance(value, ast.Call) else None
    return what.attr if isinstance(what, ast.Attribute) else ""


def is_check(value: ast.expr) -> bool:
    """Whether it is a call of a checker."""
    return called(value).split(".")[-1] in CHECKERS


def is_result(value: ast.expr, tree: ast.AST) -> bool:
    """Whether it is a checker's result, or a name of one."""
    if isinstance(value, ast.Name):
        return any(is_check(one) for one in assigned(value.id, tree))
    if isinstance(value, ast.NamedExpr):
        return is_result(value.value, tree)
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And):
        return any(is_result(one, tree) for one in value.values)
    if isinstance(value, ast.IfExp):
        return is_result(value.body, tree) or is_result(value.orelse, tree)
    return is_check(value)


def is_bool(value: ast.expr) -> bool:
    """Whether it is certainly True or False."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, bool)
    if isinstance(value, ast.UnaryOp):
        return isinstance(value.op, ast.Not)
    if isinstance(value, ast.BoolOp):
        return any(is_bool(one) for one in value.values)
    if isinstance(value, ast.Attribute):
        return value.attr == "passed"
    if isinstance(value, ast.IfExp):
        return is_bool(value.body) or is_bool(value.orelse)
    if isinstance(value, ast.NamedExpr):
        return is_bool(value.value)
    return isinstance(value, ast.Compare) or called(value).split(".")[-1] in _BOOLS


def is_numpy(value: ast.expr, tree: ast.AST, depth: int = 5) -> bool:
    """Whether it comes from numpy, as far as can be determined."""
    inner: list[ast.expr] = []
    if isinstance(value, ast.Name) and depth:
        return any(is_numpy(one, tree, depth - 1) for one in assigned(value.id, tree))
    if isinstance(value, ast.BinOp):
        inner = [value.left, value.right]
    elif isinstance(value, ast.UnaryOp):
        inner = [value.operand]
    elif isinstance(value, ast.Call) and called(value) in ("round", "abs", "min", "max", "sum"):
        inner = value.args
    root, _, rest = called(value).partition(".")
    from_numpy = bool(rest) and root in ("np", "numpy") and not _RAISES.search(rest)
    return from_numpy or any(is_numpy(one, tree, depth) for one in inner)


def shows_no_number(value: ast.expr, tree: ast.AST, depth: int = 5) -> bool:
    """Whether it certainly shows no number, or does not in some cases: a print, a string, None."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, bool) or not isinstance(value.value, int | float)
    if isinstance(value, ast.Name) and depth:
        values = list(assigned(value.id, tree))
        return bool(values) and any(shows_no_number(one, tree, depth - 1) for one in values)
    if isinstance(value, ast.IfExp):
        return any(shows_no_number(one, tree, depth) for one in (value.body, value.orelse))
    if isinstance(value, ast.BoolOp):
        return shows_no_number(value.values[-1], tree, depth)
    if isinstance(value, ast.NamedExpr):
        return shows_no_number(value.value, tree, depth)
    if isinstance(value, ast.BinOp):
        return any(isinstance(one, _TEXTS) or _is_text(one) for one in (value.left, value.right))
    if isinstance(value, ast.Attribute):
        return value.attr in ("points", "require", "message", "verdict", "details")
    if isinstance(value, ast.Subscript):
        return isinstance(value.slice, ast.Slice)
    return isinstance(value, _TEXTS) or called(value).split(".")[-1] in _SHOWN


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def assigned(name: str, tree: ast.AST) -> Iterator[ast.expr]:
    """Find the values that are assigned to a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        if any(isinstance(one, ast.Name) and one.id == name for one in targets):
            yield value
