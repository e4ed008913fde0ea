"""Imports in a notebook that do a homework's work, found without running anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from gmm_widget.homework.grading.expressions import parse
from gmm_widget.homework.grading.notebook import Notebook

TELLING = {
    "gmm_widget.em": "this package's EM",
    "gmm_widget.fit": "this package's EM",
    "gmm_widget.landscape": "this package's search for starts",
    "gmm_widget.starts": "this package's search for starts",
    "gmm_widget.homework.solvable": "the search that solves challenges",
    "gmm_widget.homework.checks": "the checkers' own parts",
    "gmm_widget.homework.challenges": "the challenges' own parts",
    "sklearn.mixture": "scikit-learn's EM",
}
"""What a student's notebook has no honest use for, and what it is."""

_NAMED = re.compile(r"(?<![\w.])(?:gmm_widget|sklearn)(?:\.\w+)+")
_ANY = re.compile(r"\b(solvable|sklearn\.mixture|GaussianMixture|gmm_widget\.em)\b")


def find_imports(notebook: Notebook) -> tuple[str, ...]:
    """Find the imports and uses that `TELLING` names, as "sklearn.mixture (cell 3)".

    Aliases are followed, and so are names in strings, as in ``import_module("sklearn.mixture")``.
    In a cell that does not parse, the words alone are searched.
    """
    aliases: dict[str, str] = {}
    found: dict[str, int] = {}
    for cell in notebook.cells:
        if cell.kind != "code":
            continue
        tree = parse(cell.source)
        if tree is None:
            words = _ANY.findall(cell.source)
        else:
            words = [name for name in _used(tree, aliases) if name in TELLING]
        for word in words:
            found.setdefault(word, cell.number)
    return tuple(f"{name} (cell {number})" for name, number in found.items())


def _used(tree: ast.Module, aliases: dict[str, str]) -> Iterator[str]:
    """The names of modules, and of what is in them, that a cell imports or uses.

    Parameters
    ----------
    tree : ast.Module
    aliases : dict of str to str
        The full names by the notebook's own; those of this cell are added.

    Returns
    -------
    iterator of str
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                aliases[alias.asname or root] = alias.name if alias.asname else root
                yield from _beginnings(alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                yield from _beginnings(f"{node.module}.{alias.name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            root, _, rest = ast.unparse(node).partition(".")
            if root in aliases:
                yield from _beginnings(f"{aliases[root]}.{rest}")
        elif isinstance(node, ast.Constant) and _NAMED.fullmatch(str(node.value)):
            yield from _beginnings(str(node.value))


def _beginnings(name: str) -> Iterator[str]:
    """ "a", "a.b" and "a.b.c" for "a.b.c"."""
    parts = name.split(".")
    return (".".join(parts[: i + 1]) for i in range(len(parts)))
