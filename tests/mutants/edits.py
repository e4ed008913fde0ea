"""Systematic edits of a function's syntax tree: each mutant is one edit away from a right one."""

import ast
import copy
import itertools
from typing import NamedTuple

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add, ast.Sub),
    ast.Div: (ast.Mult, ast.Sub, ast.Add),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
CONSTANTS = {0.5: (1.0, 2.0, -0.5, 0.25), 2: (1, 3, 4, 0.5), 1: (0, 2), 0: (1,)}
SWAPPED = {
    "exp": ("log", "sqrt", "abs"),
    "log": ("log2", "log10", "log1p", "exp", "sqrt"),
    "sqrt": ("square", "abs"),
    "sum": ("mean", "prod", "max", "cumsum"),
    "max": ("min", "sum", "mean"),
    "mean": ("sum", "max"),
    "inv": ("pinv", "cholesky"),
    "det": ("trace",),
    "outer": ("inner", "dot", "multiply"),
    "T": (),
    "pdf": ("logpdf", "cdf"),
    "logpdf": ("pdf",),
    "solve": ("matmul",),
    "zeros": ("ones",),
}


class Mutant(NamedTuple):
    """A wrong function: its source, what was edited in which line, and that line's parts."""

    kind: str
    style: str
    source: str
    edit: str
    line: str
    parts: frozenset[str]


def count(source: str) -> int:
    """The number of edits of a source."""
    return sum(1 for _ in _edits(ast.parse(source)))


def mutant(kind: str, style: str, source: str, number: int) -> Mutant | None:
    """The mutant with one edit, by its number; None if that is no program."""
    tree = ast.parse(source)
    edit, at, change = next(itertools.islice(_edits(tree), number, None))
    change()
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError, TypeError):
        return None
    code, _, comment = source.splitlines()[at - 1].partition("  # ")
    return Mutant(kind, style, text, edit, code.strip(), frozenset(comment.split()))


def _edits(tree):
    """Every edit of a tree: its name, its line, and a function that makes it."""
    names = _names_by_function(tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for rule in (_operators, _constants, _calls, _fields, _indices, _ranges):
            for name, change in rule(node):
                yield name, line, change
        yield from _statements(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            for other in names.get(node, ()):
                yield f"{node.id} -> {other}", line, _setter(node, "id", other)


def _setter(node, name, value):
    return lambda: setattr(node, name, value)


def _names_by_function(tree):
    """For each name that is read, up to four others of its function."""
    found = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [a.arg for a in function.args.args]
        inside = list(ast.walk(function))
        names += [n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        names = sorted(set(names))
        for node in inside:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
                place = names.index(node.id)
                others = names[place + 1 :] + names[:place]
                found[node] = others[:2] + others[-2:] if len(others) > 4 else others
    return found


def _operators(node):
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in OPERATORS.get(type(node.op), ()):
            name = f"{type(node.op).__name__} -> {other.__name__}"
            yield name, _setter(node, "op", other())
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):

        def swap(node=node):
            node.left, node.right = node.right, node.left

        yield "operands swapped", swap


def _constants(node):
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        for other in CONSTANTS.get(value, ()):
            yield f"{value} -> {other}", _setter(node, "value", other)
    if isinstance(value, str) and "->" in value:
        before, after = value.split("->")
        if len(after) > 1:
            yield "einsum transposed", _setter(node, "value", f"{before}->{after[::-1]}")
        yield (
            "einsum diagonal",
            _setter(
                node, "value", value.replace("j", "i").replace("e", "d") if "j" in value else value
            ),
        )


def _calls(node):
    if isinstance(node, ast.Attribute):
        for other in SWAPPED.get(node.attr, ()):
            yield f"{node.attr} -> {other}", _setter(node, "attr", other)
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            rest = [k for k in node.keywords if k is not keyword]
            if not (keyword.arg == "axis" and any(k.arg == "keepdims" for k in rest)):
                yield f"{keyword.arg} dropped", _setter(node, "keywords", rest)
            if keyword.arg == "axis":
                for axis in (None, 0, 1):
                    yield f"axis {axis}", _setter(keyword, "value", ast.Constant(axis))
            if keyword.arg == "ddof":
                yield "ddof 1", _setter(keyword, "value", ast.Constant(1))


def _fields(node):
    """A term, a sign, a call, a transpose or an index is dropped."""
    for name, value in ast.iter_fields(node):
        places: list[tuple] = [(name, None, value)]
        if isinstance(value, list):
            places = [(name, i, each) for i, each in enumerate(value)]
        for field, i, old in places:
            for what, new in _less(old):

                def put(node=node, field=field, i=i, new=new):
                    if i is None:
                        setattr(node, field, new)
                    else:
                        getattr(node, field)[i] = new

                yield what, put


def _less(value):
    if isinstance(value, ast.BinOp):
        yield f"left of {type(value.op).__name__} alone", value.left
        right = value.right
        if isinstance(value.op, ast.Sub):
            right = ast.UnaryOp(ast.USub(), right)
        if isinstance(value.op, ast.Div):
            right = ast.BinOp(ast.Constant(1), ast.Div(), right)
        yield f"right of {type(value.op).__name__} alone", right
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        yield "minus dropped", value.operand
    if isinstance(value, ast.Call) and len(value.args) == 1:
        yield "call dropped", value.args[0]
    if isinstance(value, ast.Attribute) and value.attr == "T":
        yield "T dropped", value.value
    if isinstance(value, ast.BinOp | ast.Subscript):
        for factor in (0.5, 2, -1):
            yield f"times {factor}", ast.BinOp(ast.Constant(factor), ast.Mult(), value)


def _indices(node):
    """An index is stuck, off by one, or forgotten."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)):
        return
    if isinstance(node.slice, ast.Name):
        for text in ("0", "-1", f"{node.slice.id} - 1"):
            yield f"index {text}", _setter(node, "slice", ast.parse(text, mode="eval").body)
    if isinstance(node.slice, ast.Tuple):
        for i, part in enumerate(node.slice.elts):
            if isinstance(part, ast.Name):
                for text in ("0", "-1", f"{part.id} - 1"):
                    elts = list(node.slice.elts)
                    elts[i] = ast.parse(text, mode="eval").body
                    yield f"index {text}", _setter(node.slice, "elts", elts)


def _ranges(node):
    """A loop leaves out the first or the last, or runs over a number that is written in."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range":
        size = ast.unparse(node.args[0])
        for text in (f"1, {size}", f"{size} - 1", "3"):
            args = [ast.parse(each, mode="eval").body for each in text.split(", ")]
            yield f"range({text})", _setter(node, "args", args)


def _statements(node):
    """A line is dropped, doubled or moved out of its loop; an accumulator is never reset."""
    block = getattr(node, "body", None)
    if not isinstance(block, list):
        return
    for i, line in enumerate(block):
        at = getattr(line, "lineno", 0)
        if isinstance(line, ast.Assign | ast.AugAssign | ast.Expr):
            if len(block) > 1:
                yield "line dropped", at, lambda i=i: block.pop(i)
            yield "line doubled", at, lambda i=i: block.insert(i, copy.deepcopy(block[i]))
        if isinstance(line, ast.AugAssign):
            plain = ast.Assign([line.target], line.value)
            yield "+= -> =", at, lambda i=i, plain=plain: block.__setitem__(i, plain)
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            added = ast.AugAssign(line.targets[0], ast.Add(), line.value)
            yield "= -> +=", at, lambda i=i, added=added: block.__setitem__(i, added)
        if isinstance(line, ast.For):
            yield from _of_loops(block, i, line)


def _of_loops(block, i, loop):
    last = loop.body[-1]
    if len(loop.body) > 1:

        def after():
            loop.body.pop()
            block.insert(i + 1, last)

        yield "last line of the loop after it", last.lineno, after
        if i + 1 < len(block):

            def inside():
                loop.body.append(block.pop(i + 1))

            yield "next line inside the loop", block[i + 1].lineno, inside
    first = loop.body[0]
    if isinstance(first, ast.Assign) and isinstance(first.value, ast.Constant):

        def before():
            block.insert(i, loop.body.pop(0))

        yield "accumulator not reset", first.lineno, before
