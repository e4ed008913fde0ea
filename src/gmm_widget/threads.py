"""One thread for matrix products.

The products of EM are small, and there are many of them. OpenBLAS, which numpy brings along, splits
each among all processors; its threads then wait for the next one without sleeping, and take
more time of the processor than the products themselves. So OpenBLAS is held to one thread while we
compute, and has again what it had afterwards. No number is changed by that, nor how long a fit
takes: blocks of points fit in a cache, and are too small to be shared out.

OpenBLAS counts its threads for the whole process, so those of others have one, too, as long as ours
compute. Another BLAS, or none, is left as it is.
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
"""What the functions are called in the builds that numpy is linked to."""


class Threads(NamedTuple):
    """How many threads a BLAS has, to ask and to tell."""

    get: Callable[[], int]
    set: Callable[[int], object]


class Limit:
    """One thread from the first who enters to the last who leaves, whatever threads they are in."""

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
    """Those of the OpenBLAS that numpy has loaded; None where it has another BLAS."""
    with suppress(ImportError):
        import ctypes

        for file in _libraries():
            with suppress(OSError):
                found = _threads_of(ctypes.CDLL(file))
                if found is not None:
                    return found
    return None


def _libraries() -> Iterable[str]:
    """numpy's own module, which finds what it is linked to; on Windows, the library beside it."""
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
    """Hold numpy's OpenBLAS to one thread."""
    LIMIT.enter()
    try:
        yield
    finally:
        LIMIT.leave()
