"""Lazy imports for the faces of folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def on_first_use(package: str, offered: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Create a package's ``__getattr__`` that imports a module on first use of its names.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    offered : mapping of str to sequence of str
        The names that each module of the package offers; a module may be asked for itself.

    Returns
    -------
    callable
        It raises AttributeError for any other name.
    """
    module_of = {name: module for module, names in offered.items() for name in names}

    def load(name: str) -> Any:
        if name in offered:
            return import_module(f"{package}.{name}")
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{module_of[name]}"), name)

    return load
