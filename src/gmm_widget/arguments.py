"""Validation of the names of options and of their values; errors suggest the nearest name."""

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
    """Suggest the name that may have been meant, as the end of a sentence.

    Parameters
    ----------
    name : object
        The name that was given.
    known : iterable of str
        The valid names.
    show : callable
        Formats the suggestion.
    cutoff : float
        The minimum similarity, from 0 to 1: as for `difflib.get_close_matches`.

    Returns
    -------
    str
        Empty if no name is near.
    """
    names = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), names, 1, cutoff) if isinstance(name, str) else []
    return f"; did you mean {show(names[found[0]])}?" if found else ""


def check_name(what: str, given: Any, names: Iterable[str]) -> Any:
    """Validate a name, and return it.

    Parameters
    ----------
    what : str
        The name of the option, for the message.
    given : object
    names : iterable of str
        The valid names.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the name is not valid; the message suggests the nearest.
    """
    known = list(names)
    if isinstance(given, str) and given in known:
        return given
    raise ValueError(
        f"{what} must be one of {', '.join(map(repr, known))}; got {given!r}"
        f"{nearest(given, known, repr)}"
    )


def refuse_unknown(of: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise TypeError if an option is unknown.

    Parameters
    ----------
    of : str
        The function or class that has the options, for the message.
    given : iterable of str
        The names that were given.
    known : iterable of str
        The valid names.

    Raises
    ------
    TypeError
        At the first unknown name; the message suggests the nearest.
    """
    options = list(known)
    for name in given:
        if name not in options:
            raise TypeError(
                f"{of} has no option {name!r}{nearest(name, options)}"
                f" (its options: {', '.join(options)})"
            )


def by_name(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function so that an unknown option raises an error that suggests the nearest."""
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
