"""Print the tables of docs/engine.md: `python -m benchmarks [fits many blas cells] [--quick]`.

What is to be reached depends on the processor: numpy's exp and log of float64 take six times as
long where it has no AVX-512.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from benchmarks import threads_left_alone
from benchmarks.peers import LARGEST, Peer, installed, scikit_learn
from benchmarks.problems import groups, three_groups
from benchmarks.timing import in_turn, peak_bytes
from gmm_widget import Mixture, fit, landscape
from gmm_widget.em import starts
from gmm_widget.em.cells import reduce_points
from gmm_widget.em.many import fit_many
from gmm_widget.em.steps import log_likelihood

Row = list[str]
OLD_CORE = "numpy.core._multiarray_umath"


class Goal(NamedTuple):
    """What a row is to reach on a processor with AVX-512, and on one without."""

    with_avx512: str
    without: str

    @property
    def here(self) -> str:
        return self.with_avx512 if has_avx512() else self.without


MICRO = 1e6
ALONE = """
import time
import numpy as np
from gmm_widget import landscape
random = np.random.default_rng(0)
points = np.vstack([random.normal(size=(150, 6)), random.normal(3, 1, (150, 6))])
landscape.select(points, [1, 2], 2)
begin = time.process_time()
landscape.select(points, range(1, {most} + 1))
print(time.process_time() - begin)
"""
REG = 1e-6  # in loops over many starts: without it scikit-learn stops at the first collapse

#       d   n        k  iterations rounds  goals with AVX-512 and without
FITS = [
    (2, 500, 4, 50, 15, Goal("13x", "12x")),
    (2, 2_000, 8, 50, 9, Goal("17x", "12x")),
    (2, 20_000, 8, 20, 5, Goal("20x", "12x")),
    (2, 200_000, 8, 10, 5, Goal("25x", "13x")),
    (8, 200_000, 8, 10, 3, Goal("10x", "8x")),
    (16, 200_000, 8, 10, 3, Goal("5x", "5x")),
]


def has_avx512() -> bool:
    """Whether numpy has vector instructions for exp and log of float64 here, and uses them."""
    core = sys.modules.get("numpy._core._multiarray_umath", sys.modules.get(OLD_CORE))
    return bool(getattr(core, "__cpu_features__", {}).get("AVX512_SKX", False))


def machine() -> str:
    """What it was measured on, and with."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            name = next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        pass
    libraries = ", ".join(
        f"{module} {sys.modules[module].__version__}"
        for module in ("numpy", "scipy", "sklearn", "daal4py", "jax", "torch", "cv2")
        if hasattr(sys.modules.get(module), "__version__")
    )
    kind = "with AVX-512" if has_avx512() else "without AVX-512"
    return (
        f"{name}, {kind}; Python {platform.python_version()}, {libraries}; one thread, "
        "processor time"
    )


def single_fits(peers: dict[str, Peer], quick: bool) -> Iterator[Row]:
    """One iteration of one fit, by everyone."""
    for d, n, k, n_iter, rounds, goal in FITS[: 3 if quick else None]:
        points, start = groups(n, d, k)

        def work(peer: Peer, points=points, start=start, n_iter=n_iter) -> Callable[[], object]:
            return lambda: peer(points, start, n_iter)

        asked = {name: peer for name, peer in peers.items() if n <= LARGEST.get(name, n)}
        taken = in_turn({name: work(peer) for name, peer in asked.items()}, rounds)
        own, wanted = (
            peers[name](points, start, n_iter) for name in ("gmm_widget", "scikit-learn")
        )
        apart = f"{np.abs(own - wanted).max():.0e}"
        times = [f"{taken[name] / n_iter * MICRO:,.0f}" if name in taken else "" for name in peers]
        yield [f"d={d}, n={n:,}, K={k}", *times, ratio(taken), goal.here, apart]


def ratio(taken: dict[str, float]) -> str:
    """How many times faster than scikit-learn."""
    return f"{taken['scikit-learn'] / taken['gmm_widget']:.1f}x"


def basins(quick: bool) -> Row:
    """Fits from everywhere on the plane; of scikit-learn's loop a sample is run."""
    points = three_groups()
    start = starts.kmeans_plus_plus(points, 3)
    grid = 16 if quick else 64
    spots = np.stack(np.meshgrid(*np.linspace(points.min(0), points.max(0), grid).T), axis=-1)
    begin = [
        starts.from_means(points, np.vstack([spot, start.means[1:]]))
        for spot in spots.reshape(-1, 2)
    ]
    sample = begin[:: len(begin) // 32]
    taken = in_turn(
        {
            "gmm_widget": lambda: fit_many(points, begin, reg_covar=REG),
            "scikit-learn": lambda: [scikit_learn(points, s, 1000, 1e-6, REG) for s in sample],
        },
        3,
    )
    taken["scikit-learn"] *= len(begin) / len(sample)
    what = f"{len(begin):,} fits from a grid of starts, n=500, K=3, tol 1e-6"
    return [what, *seconds(taken), ratio(taken), Goal("65x", "55x").here]


def selection(quick: bool) -> Row:
    """Model selection; of scikit-learn's loop a part is run."""
    points = three_groups()
    most, every = (5, 10) if quick else (10, 4)
    random = np.random.default_rng(0)
    begin = [
        starts.kmeans_plus_plus(points, k, random_state=random)
        for k in range(1, most + 1)
        for _ in range(20 // every)
    ]
    taken = in_turn(
        {
            "gmm_widget": lambda: landscape.select(points, range(1, most + 1), reg_covar=REG),
            "scikit-learn": lambda: [scikit_learn(points, s, 1000, 1e-6, REG) for s in begin],
        },
        7,
    )
    taken["scikit-learn"] *= every
    what = f"model selection, K=1..{most}, 20 restarts each, n=500"
    return [what, *seconds(taken), ratio(taken), Goal("35x", "30x").here]


def seconds(taken: dict[str, float]) -> Row:
    """Both times, as text."""
    return [f"{taken[name]:.2f} s" for name in ("gmm_widget", "scikit-learn")]


def memory(quick: bool) -> Row:
    """What a fit holds beside its data."""
    n = 200_000 if quick else 2_000_000
    points, start = groups(n, 2, 8)
    own = peak_bytes(lambda: fit(points, start, tol=0, max_iter=1)) / points.nbytes
    other = peak_bytes(lambda: scikit_learn(points, start, 1)) / points.nbytes
    what = f"extra memory, n={n:,}, K=8, times the data"
    return [what, f"{own:.2f}", f"{other:.1f}", f"{other / own:.0f}x less", "0.15"]


def drag() -> Iterator[Row]:
    """A mean that is dragged: what the kernel does from the wish to the answer."""
    from gmm_widget import GMMWidget

    points = three_groups()
    widget = GMMWidget(points)
    widget.comm.send = lambda *_, **__: None
    count = iter(range(1_000_000))

    def wish(**also: bool) -> None:
        n = next(count)
        seeds = [[n / 1e4 - 2, 2.5], [1.0, 1.2], [1.4, 1.0]]
        widget.set_state({"_request": {"client": "bench", "n": n, "seeds": seeds, **also}})

    def alone() -> None:
        fit(points, widget.trace.start, max_iter=25)

    taken = in_turn({"held": lambda: wish(held=True), "full": wish, "fit": alone}, 100)
    for name in ("held", "full"):
        rest = taken[name] - taken["fit"]
        what = f"a dragged mean ({name} film), n=500, K=3, {widget.trace.n_iter} iterations"
        goal = Goal("3 ms, 1", "4 ms, 1.5").here
        yield [what, f"{taken[name] * 1e3:.1f} ms", "", f"{rest * 1e3:.1f} ms beside EM", goal]


def blas(quick: bool) -> Row:
    """Model selection as a notebook runs it, with BLAS's threads left alone, and with one thread:
    the processor time of processes of their own, in turn."""
    asked = {"left alone": threads_left_alone(), "one thread": dict(os.environ)}
    code = ALONE.format(most=4 if quick else 10)
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(1 if quick else 3):
        for name, environment in asked.items():
            command = [sys.executable, "-c", code]
            done = subprocess.run(command, env=environment, check=True, capture_output=True)
            times[name].append(float(done.stdout))
    left, one = (float(np.median(taken)) for taken in times.values())
    return [
        f"model selection, 300 x 6, on {os.cpu_count()} processors",
        *(f"{each:.2f} s" for each in (left, one)),
        f"{left / one:.2f} times",
        "1.3",
    ]


def cells(quick: bool) -> Row:
    """One pass to cells and EM on them, against EM on all points."""
    n = 500_000 if quick else 10_000_000
    points, start = groups(n, 2, 4)
    done: dict[str, Mixture] = {}

    def whole() -> None:
        done["whole"] = fit(points, start, tol=0, max_iter=20).final

    def by_cells() -> None:
        done["cells"] = reduce_points(points).fit(start, tol=0, max_iter=20).final

    taken = in_turn({"whole": whole, "cells": by_cells}, 1)
    spread = np.sqrt(np.einsum("kii->ki", done["whole"].covariances))
    apart = np.abs((done["cells"].means - done["whole"].means) / spread).max()
    values = [log_likelihood(points[:100_000], done[name]) for name in ("whole", "cells")]
    what = f"{n:,} points, K=4, 20 iterations: cells against all points"
    lost = (values[0] - values[1]) / 100_000
    note = f"means within {apart:.0e} sd, log p within {abs(lost):.0e}"
    times = [f"{taken[name]:.1f} s" for name in ("cells", "whole")]
    return [what, *times, f"{taken['whole'] / taken['cells']:.0f}x", note]


def table(head: Row, rows: Iterator[Row] | list[Row]) -> None:
    """Print a table in Markdown, row by row."""
    print("|", " | ".join(head), "|")
    print("|" + "---|" * len(head))
    for row in rows:
        print("|", " | ".join(row), "|", flush=True)
    print()


def main(wanted: list[str]) -> None:
    """Print the tables that are wanted, or all."""
    quick = "--quick" in wanted
    parts = [name for name in wanted if name != "--quick"] or ["fits", "many", "blas", "cells"]
    peers = installed()
    print(machine(), end="\n\n")
    if "fits" in parts:
        names = [f"{name}, µs" for name in peers]
        head = ["one iteration", *names, "against scikit-learn", "goal", "means differ by"]
        table(head, single_fits(peers, quick))
    if "many" in parts:
        head = ["work", "gmm_widget", "scikit-learn", "ratio", "goal"]
        works = (basins, selection, memory)
        table(head, (row for rows in (*map(_one(quick), works), drag()) for row in rows))
    if "blas" in parts:
        head = ["processor time", "BLAS's threads left alone", "one thread", "ratio", "at most"]
        table(head, [blas(quick)])
    if "cells" in parts:
        table(["work", "cells", "all points", "ratio", "error"], [cells(quick)])


def _one(quick: bool) -> Callable[[Callable[[bool], Row]], Iterator[Row]]:
    def rows(work: Callable[[bool], Row]) -> Iterator[Row]:
        yield work(quick)

    return rows


if __name__ == "__main__":
    main(sys.argv[1:])
