"""Suppression of one thread's output and of warnings, while other threads still print."""

from __future__ import annotations

import sys
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LOCK = threading.Lock()


class _ByThread:
    """A proxy of a stream that drops the output of silent threads and passes on the rest."""

    def __init__(self, stream: Any, silent: Counter[int]) -> None:
        self._stream, self._silent = stream, silent

    def write(self, text: str) -> int:
        if self._silent[threading.get_ident()] or self._stream is None:
            return len(text)
        return int(self._stream.write(text) or 0)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


SILENT: Counter[int] = Counter()
"""How many times each thread has entered `silence`."""
STREAMS: list[Any] = []
"""`sys.stdout` and `sys.stderr` before the first thread entered."""
FILTERS: list[warnings.catch_warnings[Any]] = []
"""Restores the warning filters from then."""


@contextmanager
def silence() -> Iterator[None]:
    """Drop what this thread prints in the body of the with statement, and all warnings.

    `contextlib.redirect_stdout` would take the output of all threads, and a notebook's cell may run
    while a widget calls a slow function. And where two uses overlap, it would leave the streams, as
    `warnings.catch_warnings` would the filters, wrong for ever: here the last one restores them.
    """
    me = threading.get_ident()
    with LOCK:
        if not SILENT.total():
            STREAMS[:] = sys.stdout, sys.stderr
            sys.stdout, sys.stderr = (_ByThread(stream, SILENT) for stream in STREAMS)
            FILTERS[:] = [warnings.catch_warnings()]
            FILTERS[0].__enter__()
            warnings.simplefilter("ignore")
        SILENT[me] += 1
    try:
        yield
    finally:
        with LOCK:
            SILENT[me] -= 1
            if not SILENT.total():
                SILENT.clear()
                sys.stdout, sys.stderr = STREAMS
                FILTERS.pop().__exit__(None, None, None)
