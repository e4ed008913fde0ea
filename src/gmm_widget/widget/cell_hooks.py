"""Callbacks after every cell of a notebook, where there is one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakMethod

EVENT = "post_run_cell"


def shell() -> Any:
    """The IPython shell that runs this code; None outside IPython."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def after_each_cell(react: Callable[[], None]) -> Callable[[], None]:
    """Call a method after every cell, until its object is deleted or the result is called.

    The object is held by a weak reference. Outside IPython the method is never called.
    """
    events = getattr(shell(), "events", None)
    if events is None:
        return lambda: None
    method = WeakMethod(react)

    def stop() -> None:
        with suppress(ValueError):
            events.unregister(EVENT, ran)

    def ran(result: object = None) -> None:
        alive = method()
        if alive is None:
            stop()
        else:
            alive()

    events.register(EVENT, ran)
    return stop
