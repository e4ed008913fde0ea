"""Times of several functions, taken in turn so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable

import numpy as np

Work = Callable[[], object]


def in_turn(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """Median seconds of the processor that each work takes, its first run left out.

    Processor time, not the clock's: other programs on the machine hardly count. All libraries
    are held to one thread, so the two are the same on an idle machine.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    gc.collect()
    gc.disable()  # as timeit does: another library's garbage is not ours to pay for
    try:
        for _ in range(rounds):
            for name, work in works.items():
                begin = time.process_time()
                work()
                times[name].append(time.process_time() - begin)
    finally:
        gc.enable()
    return {name: float(np.median(taken)) for name, taken in times.items()}


def peak_bytes(work: Work) -> int:
    """The most memory that a work held at once, of what numpy and Python allocate."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
