"""Random small changes to a right function: wrong operators, constants, axes, names, lines."""

import ast
import copy
import random

OPERATORS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.Sub),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
CONSTANTS = {
    0.5: (1.0, 2.0, -0.5, 0.25),
    2: (1, 3, 0.5),
    1: (0, 2),
    0: (1,),
    -0.5: (0.5, -1.0),
}


def _operators(node):
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in OPERATORS.get(type(node.op), ()):
            yield lambda node=node, other=other: setattr(node, "op", other())
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):

        def swap(node=node):
            node.left, node.right = node.right, node.left

        yield swap


def _constants(node):
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        for other in CONSTANTS.get(value, ()):
            yield lambda node=node, other=other: setattr(node, "value", other)


def _signs(node):
    """A minus sign is dropped."""
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
            yield lambda node=node, name=name, value=value: setattr(node, name, value.operand)


def _calls(node):
    """A function of one value is forgotten, a transpose too; keepdims stays."""
    for name, value in ast.iter_fields(node):
        one = isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords
        if one and isinstance(value.func, ast.Attribute):
            yield lambda node=node, name=name, value=value: setattr(node, name, value.args[0])
        if isinstance(value, ast.Attribute) and value.attr == "T":
            yield lambda node=node, name=name, value=value: setattr(node, name, value.value)


def _names(node, names):
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                yield lambda node=node, other=other: setattr(node, "id", other)


def _indices(node):
    """An index is stuck, off by one, or forgotten."""
    read = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)
    if read and isinstance(node.slice, ast.Name):
        for text in ("0", "-1", f"{node.slice.id} - 1"):
            index = ast.parse(text, mode="eval").body
            yield lambda node=node, index=index: setattr(node, "slice", index)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range":
        for text in ("1, {}", "{} - 1"):
            inside = text.format(ast.unparse(node.args[0]))
            argument = ast.parse(inside, mode="eval").body
            yield lambda node=node, argument=argument: setattr(node, "args", [argument])


def _lines(node):
    """A line is left out, comes twice, or an += becomes an =."""
    for name in ("body",):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        for i, line in enumerate(block):
            if isinstance(line, ast.Assign | ast.AugAssign | ast.Expr):
                if len(block) > 1:
                    yield lambda block=block, i=i: block.pop(i)
                yield lambda block=block, i=i: block.insert(i, copy.deepcopy(block[i]))
            if isinstance(line, ast.AugAssign):
                plain = ast.Assign([line.target], line.value)
                yield lambda block=block, i=i, plain=plain: block.__setitem__(i, plain)


def _changes(tree):
    names = {a.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for a in node.args}
    names |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        for change in (_operators, _constants, _signs, _calls, _indices, _lines):
            yield from change(node)
        yield from _names(node, sorted(names))


def mutants(source, count, seed):
    """`count` different sources, each one random change (or, one time in five, two) away."""
    draw = random.Random(seed)
    seen = {ast.unparse(ast.parse(source))}
    tries = 0
    while len(seen) <= count and tries < 50 * count:
        tries += 1
        tree = ast.parse(source)
        for _ in range(1 + (draw.random() < 0.2)):
            draw.choice(list(_changes(tree)))()
        try:
            text = ast.unparse(ast.fix_missing_locations(tree))
            compile(text, "mutant", "exec")
        except (SyntaxError, ValueError, TypeError):
            continue
        if text not in seen:
            seen.add(text)
            yield text
