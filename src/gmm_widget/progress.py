"""A progress bar for a plain call in a notebook."""

from __future__ import annotations

import time
from collections.abc import Callable

import ipywidgets
from IPython.display import display

PAUSE = 0.1
"""Seconds between two moves of the bar: each is a message to the notebook."""


def bar(label: str = "EM") -> Callable[[int, int], None]:
    """Show a bar now, and give the function that moves it: the `progress` of a long call.

    It works in `fit`, `cells.reduce_points`, `many.fit_many` and the functions of `landscape`.
    Interrupting the kernel stops the call, and leaves the bar where it was.

    Examples
    --------
    >>> move = bar("restarts")  # landscape.restarts(points, 3, progress=bar("restarts"))
    >>> move(50, 200)
    """
    shown = ipywidgets.IntProgress(value=0, min=0, max=1, description=label)
    display(shown)  # type: ignore[no-untyped-call]
    moved = -PAUSE

    def move(done: int, total: int) -> None:
        nonlocal moved
        now = time.monotonic()
        if done >= total or now - moved >= PAUSE:
            shown.max, shown.value, moved = total, done, now

    move.widget = shown  # type: ignore[attr-defined]
    return move
