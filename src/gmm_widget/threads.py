"""Limiting matrix products to one thread.

The products of EM are small and many. OpenBLAS, which numpy ships, splits each among all
processors; its threads then wait for the next one without sleeping, and use more processor time
than the products themselves. So OpenBLAS is limited to one thread during computations, and its
previous limit is restored afterwards. This changes no number, nor how long a fit takes: blocks of
points fit in a cache, and are too small to be shared out.

OpenBLAS counts its threads per process, so other users of it are limited, too, during our
computations. Any other BLAS is left alone.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

NAMES = (
    "scipy_openblas_{}_num_threads64_",
    "scipy_openblas_{}_num_threads",
    "openblas_{}_num_threads64_",
    "openblas_{}_num_threads",
)
"""The names of the functions in the builds that numpy is linked to."""


class Threads(NamedTuple):
    """Getter and setter of a BLAS's number of threads."""

    get: Callable[[], int]
    set: Callable[[int], object]


class Limit:
    """A limit of one thread from the first entry to the last exit, counted across threads."""

    def __init__(self, find: Callable[[], Threads | None]) -> None:
        self._find = find
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 1

    def enter(self) -> None:
        threads = self._find()
        with self._lock:
            self._inside += 1
            if threads is not None and self._inside == 1:
                self._before = threads.get()
                threads.set(1)

    def leave(self) -> None:
        threads = self._find()
        with self._lock:
            self._inside -= 1
            if threads is not None and self._inside == 0:
                threads.set(self._before)


@cache
def threads_of_numpy() -> Threads | None:
    """Find the getter and setter of the OpenBLAS that numpy has loaded; None for another BLAS."""
    with suppress(ImportError):
        import ctypes

        for file in _libraries():
            with suppress(OSError):
                found = _threads_of(ctypes.CDLL(file))
                if found is not None:
                    return found
    return None


def _libraries() -> Iterable[str]:
    """Find numpy's own module, linked to its BLAS; on Windows, the library beside it."""
    for name in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
        if name in sys.modules:
            yield str(sys.modules[name].__file__)
    beside = Path(np.__file__).parents[1] / "numpy.libs"
    yield from map(str, beside.glob("*openblas*.dll"))


def _threads_of(library: Any) -> Threads | None:
    for name in NAMES:
        with suppress(AttributeError):
            return Threads(
                getattr(library, name.format("get")), getattr(library, name.format("set"))
            )
    return None


LIMIT = Limit(threads_of_numpy)


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit numpy's OpenBLAS to one thread."""
    LIMIT.enter()
    try:
        yield
    finally:
        LIMIT.leave()
