"""Silence for what one thread prints and for warnings, while others go on printing."""

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
    """Stands in for a stream: drops what silent threads write, and hands on the rest."""

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
"""How deep each thread is in `silence`."""
STREAMS: list[Any] = []
"""What was `sys.stdout` and `sys.stderr` before the first of them was."""
FILTERS: list[warnings.catch_warnings[Any]] = []
"""What puts back how warnings were dealt with then."""


@contextmanager
def silence() -> Iterator[None]:
    """Drop what this thread prints in the body of the with statement, and all warnings.

    `contextlib.redirect_stdout` would take the prints of all threads: a notebook's cell may run
    beside a widget that calls a slow function. And two that overlap would leave the streams, as
    `warnings.catch_warnings` would the filters, wrong for ever: here the last puts them back.
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
