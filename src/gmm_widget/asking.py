"""Names of options and of their values: one that does not exist is refused, the nearest named."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def nearest(
    name: Any, known: Iterable[str], show: Callable[[str], str] = str, *, cutoff: float = 0.6
) -> str:
    """The name that one may have meant, as the end of a sentence; empty if none is near."""
    names = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), names, 1, cutoff) if isinstance(name, str) else []
    return f"; did you mean {show(names[found[0]])}?" if found else ""


def check_name(what: str, given: Any, names: Iterable[str]) -> Any:
    """The name that was given. Raises ValueError, with the nearest, unless it is one of `names`."""
    known = list(names)
    if isinstance(given, str) and given in known:
        return given
    raise ValueError(
        f"{what} must be one of {', '.join(map(repr, known))}; got {given!r}"
        f"{nearest(given, known, repr)}"
    )


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
