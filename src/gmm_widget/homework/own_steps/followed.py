"""A student's function that is looked up again by its name, with what is known of it."""

from __future__ import annotations

import dis
import inspect
import sys
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from gmm_widget.homework.calls import Call, call, changed_in_place, name_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gmm_widget.homework.result import Result

TIME_LIMIT = 3.0
"""The maximum duration of a call in seconds, where the platform can stop it."""
SLOW = 0.1
"""Slower functions are not called where that can be avoided (seconds)."""
PLAIN = (bool, int, float, str)


class Followed:
    """A function, the namespace where it is looked up again, and what is known of it.

    Parameters
    ----------
    function : callable
    namespace : mapping or None
        Where it is looked up; by default the notebook's or its module's, if it has its name there.
    name : str
        The name that is looked up; by default the function's own.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        namespace: Mapping[str, Any] | None = None,
        name: str = "",
    ) -> None:
        self.function = function
        self._name = name or str(getattr(function, "__name__", ""))
        self._namespace = _home(function, self._name) if namespace is None else namespace
        self._made_of = _made_of(function)
        self._late = ""
        self._in_place = ""
        self._checked: Result | None = None
        self._seconds = 0.0
        self._running = False

    def renewed(self) -> Followed:
        """The function that currently has the name.

        It is this object unless that function, or a function or a plain number of the notebook that
        it uses, has been redefined.
        """
        found = self._namespace.get(self._name)
        function = found if callable(found) else self.function
        if function is self.function and _same(_made_of(function), self._made_of):
            return self
        return Followed(function, self._namespace, self._name)

    @property
    def is_slow(self) -> bool:
        return bool(self._late) or self._seconds > SLOW

    def call(self, arguments: Mapping[str, NDArray[np.float64]]) -> Call:
        """Run `calling.call`; a call that once did not end is not repeated."""
        if self._late:
            return Call(complaint=self._late, late=True)
        if self._running:
            what = f"{name_of(self.function)} changes the widget that calls it"
            return Call(complaint=f"{what}: leave that to another function.")
        begun, self._running = time.monotonic(), True
        try:
            done = call(self.function, arguments, TIME_LIMIT)
        finally:
            self._running = False
        self._seconds = max(self._seconds, time.monotonic() - begun)
        if done.late:
            self._late = f"{done.complaint} It is not called again until you define it anew."
        return done

    def in_place(
        self, arguments: Mapping[str, NDArray[np.float64]], changed: tuple[str, ...]
    ) -> str:
        """The sentence about arguments that were changed in place; "" if there are none."""
        if changed and not self._in_place:
            self._in_place = changed_in_place(self.function, arguments, changed, TIME_LIMIT)
        return self._in_place if changed else ""

    @property
    def told_of_inputs(self) -> str:
        """The last sentence of `in_place`."""
        return self._in_place

    def checked(self, check: Callable[[Callable[..., Any]], Result]) -> Result | None:
        """The result of a checker, computed once; None if that would take long."""
        if self._checked is None and not self.is_slow:
            self._checked = check(self.function)
        return self._checked


def _home(function: Callable[..., Any], name: str) -> Mapping[str, Any]:
    """The namespace where a function has its name: the notebook's, its module's, or none."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    places = (getattr(shell, "user_ns", None), getattr(function, "__globals__", None))
    for place in places:
        if isinstance(place, Mapping) and place.get(name) is function:
            return place
    return {}


def _made_of(function: Callable[..., Any]) -> tuple[Any, ...]:
    """What determines a function's behaviour.

    These are its code, that of the functions beside it which it uses by name, and the plain numbers
    beside it which they read.
    """
    found: list[Any] = []
    waiting: list[Any] = [function]
    home = getattr(_plain(function), "__globals__", None)
    while waiting:
        one = _plain(waiting.pop())
        code = getattr(one, "__code__", None)
        if not isinstance(code, CodeType) or any(code is other for other in found):
            continue
        found.append(code)
        if getattr(one, "__globals__", None) is not home or home is None:
            continue
        for name in sorted(_names(code)):
            value = home.get(name)
            if isinstance(value, FunctionType):
                waiting.append(value)
            elif isinstance(value, PLAIN):
                found.append(value)
    return tuple(found)


def _plain(function: Any) -> Any:
    """The function below its decorators."""
    try:
        return inspect.unwrap(function)
    except ValueError:
        return function


@lru_cache(maxsize=256)
def _names(code: CodeType) -> frozenset[str]:
    """The global names in some code, with the code inside it."""
    inside = (each for each in code.co_consts if isinstance(each, CodeType))
    steps = dis.get_instructions(code)
    looked_up = frozenset(each.argval for each in steps if each.opname == "LOAD_GLOBAL")
    return looked_up.union(*map(_names, inside))


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return len(one) == len(other) and all(
        a is b or (not isinstance(a, CodeType) and type(a) is type(b) and a == b)
        for a, b in zip(one, other, strict=True)
    )
