"""Long computations that do not block a notebook: a slice at a time, on the kernel's event loop.

This needs no thread, so it works wherever the widget does. Without a running event loop (a plain
script) the work is done at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from gmm_widget.progress import Step, Steps
from gmm_widget.threads import one_thread

SLICE = 0.05
"""Seconds of work per slice: short enough for smooth dragging, long enough that the overhead is
negligible."""


class Worker:
    """Run one computation at a time; a newer one cancels the older, which leaves nothing behind.

    Parameters
    ----------
    lock : context manager
        Held during every slice, since some kernels handle messages in a thread of their own.
    """

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._steps: Steps[Any] | None = None

    @property
    def is_busy(self) -> bool:
        return self._steps is not None

    def drop(self) -> None:
        """Cancel the work."""
        self._steps = None

    def run(
        self,
        steps: Steps[Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        told: Callable[[Step], None],
        later: bool = False,
    ) -> None:
        """Run a slice now, and the rest whenever the event loop is free.

        One of `done` and `failed` is called in the end, unless the work is cancelled.

        Parameters
        ----------
        steps : Steps
            The work.
        done : callable
            ``done(result)``.
        failed : callable
            ``failed(error)``.
        told : callable
            ``told(step)``, after every slice before the last, and at steps that have a partial
            result.
        later : bool
            Whether the first slice, too, waits for the event loop.
        """
        self._steps = steps
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None

        def go_on() -> None:
            with self._lock, one_thread():
                step = self._slice(steps, done, failed, told, endless=loop is None)
                if step is None:
                    return
                told(step)
                if loop is not None:
                    loop.call_soon(go_on)

        if later and loop is not None:
            loop.call_soon(go_on)
        else:
            go_on()

    def _slice(
        self,
        steps: Steps[Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        told: Callable[[Step], None],
        *,
        endless: bool,
    ) -> Step | None:
        """Run some steps; return the last, or None when the work has ended or was cancelled."""
        until = time.monotonic() + SLICE
        while self._steps is steps:
            try:
                step = next(steps)
            except StopIteration as end:
                self._steps = None
                done(end.value)
                return None
            except Exception as error:
                self._steps = None
                failed(error)
                return None
            except KeyboardInterrupt:
                self._steps = None
                failed(InterruptedError("ended by an interrupt of the kernel"))
                raise
            if time.monotonic() >= until and not endless:
                return step
            if step.so_far is not None:
                told(step)
        return None
