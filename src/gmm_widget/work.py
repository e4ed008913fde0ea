"""Long work in steps: it says how far it is, can be dropped between two steps, and returns what
it made.

A function that may take long is written as a generator (its name ends in ``_steps``). A plain call
finishes it; the widget does a slice of it at a time, so that the notebook stays awake.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeVar

from gmm_widget.threads import one_thread

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""``progress(done, total)``. Raise in it to stop the work: nothing is left half done."""


class Step(NamedTuple):
    """How far some work is; `so_far` is what it has found already, where that can be shown."""

    done: int
    total: int
    so_far: Any = None


Steps = Generator[Step, None, Result]


def finish(steps: Steps[Result], progress: Progress | None = None) -> Result:
    """Do the whole work now, and return what it made."""
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
    """Some of a larger work, of which `before` was done already."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield Step(min(before + step.done, total), total)
