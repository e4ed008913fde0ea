"""Options by name: one that does not exist is refused, and the nearest that does is named."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The name that one may have meant, as the end of a sentence; empty if none is near."""
    names = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), names, 1, cutoff)
    return f"; did you mean {names[found[0]]}?" if found else ""


def refuse_unknown(of: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError if an option is given that is not known. `of` says whose options they are."""
    options = list(known)
    for name in given:
        if name not in options:
            raise TypeError(
                f"{of} has no option {name!r}{nearest(name, options)}"
                f" (its options: {', '.join(options)})"
            )


def by_name(function: Callable[P, R]) -> Callable[P, R]:
    """A function that names the nearest option where it is given one that it does not have."""
    parameters = [
        name
        for name, each in inspect.signature(function).parameters.items()
        if name not in ("self", "cls")
        and each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    known = frozenset(parameters)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not known.issuperset(kwargs):
            refuse_unknown(f"{function.__name__}()", kwargs, parameters)
        return function(*args, **kwargs)

    return asked
