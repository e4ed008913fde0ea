"""Long computations in steps, which report their progress and can be abandoned between two steps.

A function that may take long is written as a generator (its name ends in ``_steps``). A plain call
runs it to its end; the widget runs a slice of it at a time, so that the notebook stays responsive.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeVar

from gmm_widget.threads import one_thread

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""A callback, ``progress(done, total)``. Raise an exception in it to stop the work: nothing is left
half done."""


class Step(NamedTuple):
    """The progress of a computation; `so_far` is its interim result, if it has one to show."""

    done: int
    total: int
    so_far: Any = None


Steps = Generator[Step, None, Result]

PAUSE = 0.1
"""Seconds between two updates of the bar: each is a message to the notebook."""


def finish(steps: Steps[Result], progress: Progress | None = None) -> Result:
    """Run a computation to its end, and return its result."""
    with one_thread():
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                result: Result = end.value
                return result
            if progress is not None:
                progress(step.done, step.total)


def counted(steps: Steps[Result], before: int, total: int) -> Steps[Result]:
    """Report the steps of one part of a larger computation.

    Parameters
    ----------
    steps : generator of Step
        The part.
    before : int
        How much of the whole was done before it.
    total : int
        The size of the whole.

    Yields
    ------
    Step
        The progress of the whole.

    Returns
    -------
    object
        The return value of `steps`.
    """
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield Step(min(before + step.done, total), total)


def bar(label: str = "EM") -> Callable[[int, int], None]:
    """Show a progress bar, and return the callback that moves it: the `progress` of a long call.

    It works in `fit`, `cells.reduce_points`, `em.fit_many` and the functions of `landscape`.
    Interrupting the kernel stops the call, and leaves the bar where it was.

    Examples
    --------
    >>> move = bar("restarts")  # landscape.restarts(points, 3, progress=bar("restarts"))
    >>> move(50, 200)
    """
    import ipywidgets
    from IPython.display import display

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
