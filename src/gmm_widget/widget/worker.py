"""Long work beside a notebook that stays awake: a slice at a time, on the kernel's event loop.

It needs no thread, so it works wherever the widget does. Without a running event loop (a plain
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
"""Seconds of work between two looks at what else the notebook wants: short enough for a hand that
drags, long enough that looking costs nothing."""


class Worker:
    """Does one work at a time; a newer one drops the older, which leaves nothing behind.

    Parameters
    ----------
    lock : context manager
        Held during every slice: with some kernels messages run in a thread of their own.
    """

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._steps: Steps[Any] | None = None

    @property
    def is_busy(self) -> bool:
        return self._steps is not None

    def drop(self) -> None:
        """Forget the work."""
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
        """Do a slice now (or `later`, as soon as the event loop is free), and the rest whenever it
        is free.

        One of `done(result)` and `failed(error)` is called in the end, unless the work is
        dropped; `told(step)` after every slice before, and at steps that have something to show.
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
        """Some steps; the last of them, or None when the work is over or dropped."""
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
