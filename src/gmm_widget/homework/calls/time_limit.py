"""A time limit for other people's code, where the platform has one."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

AGAIN = 0.02
"""Seconds until the next attempt, in case the code catches the first with a bare `except`."""


class TimeUp(BaseException):
    """Raised at the time limit. Not an `Exception`: `except Exception` must not catch it."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the body of the with statement when it takes longer.

    In the main thread on POSIX it uses a timer signal, and restores the previous handler; elsewhere
    another thread, which can interrupt a loop in Python but not one inside a compiled function.
    Where there are neither (Python in a browser), there is no limit.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _by_signal(seconds):
            yield
    else:
        with _by_thread(seconds):
            yield


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def ring(number: int, frame: Any) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    begun = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if left:
            still = max(left - (time.monotonic() - begun), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, still, interval)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    body, over, lock = ctypes.c_ulong(threading.get_ident()), threading.Event(), threading.Lock()

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            wait = AGAIN
            with lock:
                if not over.is_set():
                    raise_in(body, ctypes.py_object(TimeUp))

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()
    except RuntimeError:  # no threads here
        yield
        return
    try:
        yield
    finally:
        with lock:
            over.set()
            raise_in(body, None)  # cancel an exception that has not arrived
        watcher.join()
