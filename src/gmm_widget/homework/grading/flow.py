"""Static analysis of what a cell can raise, and of assertions that cannot fail or cannot hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from gmm_widget.homework.grading.expressions import CHECKERS, called, is_result, method

_RAISES = re.compile(r"(require|raises|fail|assert\w*|test_?\w*|skip)")
_STOPPERS = ("exit", "quit", "sys.exit", "os._exit")
_CATCHES_ALL = frozenset({"AssertionError", "Exception", "BaseException"})
_TEXTS = ("message", "verdict")
_METHODS = ("require", "points")

Block = Sequence[ast.stmt]
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def can_raise(block: Block, tree: ast.AST) -> bool:
    """Whether anything in it is meant to raise and does: an assert, a raise, or a call of a test.

    What is in a function counts if the function is called in the cell; what is after a return,
    under a false condition, or in a try whose handler swallows it, does not.

    Parameters
    ----------
    block : sequence of stmt
    tree : ast.AST
        The whole cell.

    Returns
    -------
    bool
    """
    return any(True for _ in raising(block, tree))


def raising(block: Block, tree: ast.AST) -> Iterator[ast.AST]:
    """Generate the statements and calls of a block that are meant to raise: see `can_raise`."""
    for statement in block:
        if isinstance(statement, ast.Assert):
            if not always_true(statement.test, tree):
                yield statement
        elif isinstance(statement, ast.Raise):
            yield statement
        elif isinstance(statement, ast.Try):
            if not swallows(statement):
                yield from raising(statement.body, tree)
            for inner in (*(one.body for one in statement.handlers), statement.orelse):
                yield from raising(inner, tree)
            yield from raising(statement.finalbody, tree)
        elif isinstance(statement, ast.With | ast.AsyncWith):
            yield from (one.context_expr for one in statement.items if _is_test(one.context_expr))
            if not _is_suppressing(statement):
                yield from raising(statement.body, tree)
        elif isinstance(statement, ast.If | ast.While):
            if not always_false(statement.test, tree):
                yield from raising(statement.body, tree)
            yield from raising(statement.orelse, tree)
        elif isinstance(statement, ast.For | ast.AsyncFor):
            yield from raising(statement.body, tree)
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if _is_called(statement.name, tree):
                yield from raising(statement.body, tree)
        elif not isinstance(statement, ast.ClassDef):
            yield from (node for node in _walk(statement) if _is_test(node))
        if isinstance(statement, ast.Return | ast.Raise):
            return


def swallowed(tree: ast.Module) -> Iterator[ast.stmt]:
    """Find what catches a failure and goes on: try statements, and with suppress(...)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            goes_on = swallows(node)
        else:
            goes_on = isinstance(node, ast.With) and _is_suppressing(node)
        if goes_on and isinstance(node, ast.Try | ast.With) and can_raise(node.body, tree):
            yield node


def swallows(statement: ast.Try) -> bool:
    """Whether a handler catches failed assertions, and does not raise again."""
    return any(
        _catches(handler.type) and not any(isinstance(one, ast.Raise) for one in ast.walk(handler))
        for handler in statement.handlers
    )


def always_true(test: ast.expr, tree: ast.AST) -> bool:
    """Whether an assertion of it certainly holds, for everybody."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Dict):
        return bool(test.keys)
    if isinstance(test, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) for part in test.values)
    if isinstance(test, ast.Lambda | ast.GeneratorExp):
        return True
    if isinstance(test, ast.Name):
        return test.id in CHECKERS
    if isinstance(test, ast.Attribute):
        return test.attr in CHECKERS or test.attr in (*_METHODS, *_TEXTS)
    if isinstance(test, ast.BoolOp):
        held = [always_true(one, tree) for one in test.values]
        return any(held) if isinstance(test.op, ast.Or) else all(held)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return always_false(test.operand, tree)
    if isinstance(test, ast.IfExp):
        return always_true(test.body, tree) and always_true(test.orelse, tree)
    if isinstance(test, ast.NamedExpr):
        return always_true(test.value, tree)
    if isinstance(test, ast.Compare):
        return _always_compares(test, tree)
    if isinstance(test, ast.Call) and called(test) in ("str", "repr", "format") and test.args:
        return True
    return called(test) == "isinstance" and is_result(_first(test), tree)


def always_false(test: ast.expr, tree: ast.AST) -> bool:
    """Whether an assertion of it certainly fails, for everybody."""
    if isinstance(test, ast.Constant):
        return not test.value
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return not test.elts
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return always_true(test.operand, tree)
    if isinstance(test, ast.BoolOp):
        failed = [always_false(one, tree) for one in test.values]
        return any(failed) if isinstance(test.op, ast.And) else all(failed)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and is_result(test.left, tree):
        right = test.comparators[0]
        yes = isinstance(right, ast.Constant) and right.value in (True, False, None)
        return yes and isinstance(test.ops[0], ast.Is | ast.Eq)
    return method(test) == "require" or called(test) == "print"


def is_partial(test: ast.expr) -> bool:
    """Whether it is a score or points, which are true also where they are only a part."""
    if isinstance(test, ast.Attribute):
        return test.attr == "score"
    return method(test) == "points"


def _always_compares(test: ast.Compare, tree: ast.AST) -> bool:
    if len(test.ops) != 1:
        return False
    left, operator, right = test.left, test.ops[0], test.comparators[0]
    if isinstance(operator, ast.GtE) and is_partial(left):
        return _is_at_most_0(right)
    if isinstance(operator, ast.LtE) and is_partial(right):
        return _is_at_most_0(left)
    if isinstance(operator, ast.GtE) and called(left) == "len":
        return _is_at_most_0(right)
    if isinstance(operator, ast.Eq | ast.Is) and isinstance(left, ast.Name | ast.Attribute):
        return ast.dump(left) == ast.dump(right)
    fixed = isinstance(right, ast.Constant) and right.value in (None, True, False)
    if isinstance(operator, ast.IsNot | ast.NotEq) and fixed:
        return is_result(left, tree) or (is_partial(left) and right.value is None)  # type: ignore[attr-defined]
    return False


def _is_at_most_0(value: ast.expr) -> bool:
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return isinstance(value.operand, ast.Constant)
    return isinstance(value, ast.Constant) and value.value == 0


def _catches(kind: ast.expr | None) -> bool:
    if kind is None:
        return True
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(ast.unparse(one).split(".")[-1] in _CATCHES_ALL for one in names)


def _is_suppressing(statement: ast.With | ast.AsyncWith) -> bool:
    return any(_suppresses(item.context_expr) for item in statement.items)


def _suppresses(context: ast.expr) -> bool:
    name = called(context).split(".")[-1]
    kinds = context.args if isinstance(context, ast.Call) else []
    return name == "suppress" and any(_catches(one) for one in kinds)


def _is_test(node: ast.AST) -> bool:
    """Whether a call is meant to raise."""
    if not isinstance(node, ast.Call):
        return False
    name = called(node)
    return name in _STOPPERS or _RAISES.fullmatch(name.split(".")[-1]) is not None


def _is_called(name: str, tree: ast.AST) -> bool:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(called(node).split(".")[-1] == name for node in calls)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes, but not what is in a function that is only defined."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Scope):
            yield from _walk(child)


def _first(call: ast.expr) -> ast.expr:
    arguments = call.args if isinstance(call, ast.Call) else []
    return arguments[0] if arguments else ast.Constant(None)
