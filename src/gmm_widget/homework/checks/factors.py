"""The divisor of a sum: one factor a component, expressed as a product of N, N_k, K and d."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.homework.checks.probes import Probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EXACT = 1e-7


class Divisor(NamedTuple):
    """The factor of a right result: a number times powers of N, N_k, K and d, or a named one."""

    n: int = 0
    counts: int = 0
    n_components: int = 0
    dimension: int = 0
    scale: float = 1.0
    name: str = ""


RIGHT = Divisor()
NUMBERS = (1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 4.0, 0.25)


def read(factor: Array, probe: Probe) -> Divisor | None:
    """Find the divisor that explains a factor (K,), or None if it has no simple form."""
    divisors, values = _table(probe)
    away = np.abs(values - factor).max(axis=1)
    near = np.flatnonzero(away <= EXACT * np.abs(factor).max())
    if len(near):
        return divisors[int(near[0])]
    counts = probe.responsibilities.sum(axis=0)
    if _same(factor, factor[:1]):
        return Divisor(name="some number")
    if _same(factor / counts, factor[:1] / counts[0]):
        return Divisor(name="one number for all components")
    return None


@cache
def _table(probe: Probe) -> tuple[list[Divisor], Array]:
    """All named divisors, the simplest first, and their factors (M, K)."""
    n, n_components, d = probe.shape
    counts = probe.responsibilities.sum(axis=0)
    table = {
        Divisor(p, q, s, t, scale): scale
        * (float(n) ** p * counts**q * float(n_components) ** s * float(d) ** t)
        for scale in NUMBERS
        for p, q, s, t in _POWERS
    }
    for name, divisor in _special(probe.responsibilities).items():
        table[Divisor(name=name)] = counts / divisor
    return list(table), np.array(list(table.values()))


_POWERS = sorted(
    (
        (p, q, s, t)
        for p, q, s, t in itertools.product(range(-2, 3), range(-2, 3), range(-1, 2), range(-1, 2))
        if abs(p) + abs(q) + abs(s) + abs(t) <= 4
    ),
    key=lambda powers: sum(map(abs, powers)),
)


def _special(r: Array) -> dict[str, Array]:
    counts, squares = r.sum(axis=0), (r * r).sum(axis=0)
    n, n_components = r.shape
    likeliest = np.bincount(r.argmax(axis=1), minlength=n_components)
    return {
        "N_k - 1": counts - 1,
        "N_k + 1": counts + 1,
        "N - 1": np.full(n_components, n - 1.0),
        "N + 1": np.full(n_components, n + 1.0),
        "N_k less the sum of squares over N_k (what np.cov does by default)": counts
        - squares / counts,
        "the sum of the squared responsibilities": squares,
        "the square root of N_k": np.sqrt(counts),
        "the length of the vector of all N_k": np.full(n_components, np.linalg.norm(counts)),
        "the largest N_k": np.full(n_components, counts.max()),
        "the largest responsibility": r.max(axis=0),
        "the sum of the responsibilities without the first point": counts - r[0],
        "the sum of the responsibilities without the last point": counts - r[-1],
        "the responsibility of the last point alone (add up with +=)": r[-1],
        "N_k of the first component": np.full(n_components, counts[0]),
        "N_k of the last component": np.full(n_components, counts[-1]),
        "the sum of all N_k up to component k (start it at 0 for each component)": counts.cumsum(),
        "N_k of the component before": np.roll(counts, 1),
        "N_k of the component after": np.roll(counts, -1),
        "the number of points most likely its own": np.maximum(likeliest, 1).astype(float),
    }


def _same(factor: Array, wanted: Array) -> bool:
    return bool(np.abs(factor - wanted).max() <= EXACT * np.abs(factor).max())


def says(part: str, divisor: Divisor) -> str:
    """Explain what is wrong with sums that are divided wrongly."""
    due = "divide by N_k, the sum of the component's responsibilities"
    if divisor.name == "some number":
        return f"{part} are all multiplied by one number that does not belong there: {due}, only."
    if divisor.name:
        return f"{part} are divided by {divisor.name}: {due}."
    p, q, s, t, scale, _ = divisor
    known = {
        (-1, 1, 0): f"are divided by N, the number of points: {due}.",
        (0, 1, 0): f"are not divided by N_k at all: {due}.",
        (0, -1, 0): "are divided by N_k twice: once is enough.",
        (0, 2, 0): f"are multiplied by N_k: {due}.",
        (0, 1, -1): f"are divided by K, the number of components: {due}.",
        (-1, 0, 0): "are divided by N as well as by N_k: divide by N_k alone.",
        (1, 0, 0): f"are divided by the mixing weight N_k / N: {due}.",
        (-1, 2, 0): f"are multiplied by the mixing weight N_k / N: {due}.",
        (1, -1, 0): "are divided by the mixing weight as well as by N_k: divide by N_k alone.",
    }
    if scale == 1 and t == 0 and (p, q, s) in known:
        return f"{part} {known[p, q, s]}"
    return f"{part} are {product(divisor)} times what they must be: {due}, once."


def weights_say(divisor: Divisor) -> str:
    """Explain what is wrong with mixing weights that are N_k / N times a factor."""
    due = "they must be N_k / N, the sum of the component's responsibilities over the number of "
    due += "points."
    p, q, s, t, scale, name = divisor
    known = {
        (1, 0, 0): "are N_k and do not sum to 1: divide by N, the number of points.",
        (1, -1, -1): f"are all 1/K: {due}",
        (1, 0, -1): "are N_k / K: divide by N, the number of points.",
    }
    if not name and scale == 1 and t == 0 and (p, q, s) in known:
        return f"The mixing weights {known[p, q, s]}"
    if q == -1 and not name:
        return f"The mixing weights are the same for every component: {due}"
    if q == -2 and not name:
        return f"The mixing weights are upside down: {due}"
    if name == "some number" or (not name and q == 0):
        return (
            "The mixing weights are in the right proportion but do not sum to 1: divide N_k by N, "
            "the number of points."
        )
    what = f"N_k / {name}" if name else f"N_k / N times {product(divisor)}"
    return f"The mixing weights are {what}: {due}"


def product(divisor: Divisor) -> str:
    """Format a factor: "-0.5 N_k^2 / N"."""
    powers = dict(zip(("N", "N_k", "K", "d"), divisor[:4], strict=True))
    above = [f"{key}^{p}" if p > 1 else key for key, p in powers.items() if p > 0]
    below = [f"/ {key}^{-p}" if p < -1 else f"/ {key}" for key, p in powers.items() if p < 0]
    number = [f"{divisor.scale:g}"] if divisor.scale != 1 or not above else []
    return " ".join([*number, *above, *below])
