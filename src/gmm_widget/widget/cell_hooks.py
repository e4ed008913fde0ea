"""What happens after every cell that a notebook runs, where there is a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakMethod

EVENT = "post_run_cell"


def shell() -> Any:
    """The notebook that runs this, as IPython's shell; None outside IPython."""
    return getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()


def after_each_cell(react: Callable[[], None]) -> Callable[[], None]:
    """Call a method after every cell, until its object is gone or what is returned is called.

    The object is not kept alive. Outside IPython nothing is ever called.
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
