"""Docstrings: what a folder's face offers says what it takes and what it returns."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc, isclass, isfunction, ismodule, unwrap
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "gmm_widget"
FILES = sorted(SOURCE.rglob("*.py"))
FACES = [
    ".".join(["gmm_widget", *path.parent.relative_to(SOURCE).parts])
    for path in FILES
    if path.name == "__init__.py"
]
ENOUGH = 3
"""A function with this many arguments needs a section for them."""


class Documented(NamedTuple):
    """A function or method as it is written, and its name with that of its module."""

    name: str
    node: ast.FunctionDef

    @property
    def arguments(self) -> list[str]:
        """All but self and cls, and those with a star."""
        a = self.node.args
        names = [each.arg for each in (*a.posonlyargs, *a.args, *a.kwonlyargs)]
        return [name for name in names if name not in ("self", "cls")]


@cache
def tree(module: str) -> ast.Module:
    path = SOURCE.parent.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def public(module: str, body: list[ast.stmt]) -> Iterator[Documented]:
    """The public functions or methods among some statements."""
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield Documented(f"{module}.{node.name}", node)


def written(offered: Any) -> Iterator[Documented]:
    """The functions behind a name that a face offers: itself, its methods, a module's own."""
    if ismodule(offered):
        if not hasattr(offered, "__path__"):  # a nested face is examined by itself
            yield from public(offered.__name__, tree(offered.__name__).body)
        return
    offered = unwrap(offered) if callable(offered) else offered
    module = str(getattr(offered, "__module__", ""))
    if not module.startswith("gmm_widget") or not (isclass(offered) or isfunction(offered)):
        return
    for node in tree(module).body:
        if getattr(node, "name", None) != offered.__name__:
            continue
        if isinstance(node, ast.ClassDef):
            yield from public(f"{module}.{node.name}", node.body)
        else:
            yield from public(module, [node])


def offered_by(face: str) -> list[Documented]:
    module = importlib.import_module(face)
    return [each for name in module.__all__ for each in written(getattr(module, name))]


def sections(docstring: str) -> dict[str, str]:
    """The numpydoc sections of a docstring, by title."""
    parts = re.split(r"^(\S.*)\n-{3,}$", cleandoc(docstring), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named(parameters: str) -> set[str]:
    """The names in the entries of a Parameters section, such as "tol, max_iter : float"."""
    entries = [line for line in parameters.splitlines() if line and not line.startswith(" ")]
    return {name.strip() for entry in entries for name in entry.partition(" : ")[0].split(",")}


def faults(function: Documented) -> Iterator[str]:
    found = sections(ast.get_docstring(function.node) or "")
    missing = set(function.arguments) - named(found.get("Parameters", ""))
    if missing:
        yield f"Parameters lacks {', '.join(sorted(missing))}"
    returns = function.node.returns
    gives_nothing = isinstance(returns, ast.Constant) and returns.value is None
    if not gives_nothing and not found.keys() & {"Returns", "Yields"}:
        yield "neither Returns nor Yields"


@pytest.mark.parametrize("face", FACES)
def test_what_a_face_offers_says_what_it_takes_and_returns(face):
    found = {
        f"{each.name}: {fault}"
        for each in offered_by(face)
        if len(each.arguments) >= ENOUGH
        for fault in faults(each)
    }
    assert not found, "\n".join(sorted(found))


def test_no_docstring_begins_with_the_same():
    found = [
        f"{path.relative_to(SOURCE)}: {getattr(node, 'name', 'module')}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and (ast.get_docstring(node) or "").startswith("The same")
    ]
    assert not found, "\n".join(found)
