"""Search for the sum that an M-step's result is, up to a factor, among many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.homework.checks import factors
from gmm_widget.homework.checks.factors import EXACT, Divisor
from gmm_widget.homework.checks.faults import agree
from gmm_widget.homework.checks.probes import Probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Found(NamedTuple):
    """A fault of one result. The same key must be found on a second probe."""

    key: tuple[object, ...]
    says: tuple[str, ...]


class Sum(NamedTuple):
    """A sum over the points that a student may have computed.

    `values` (K, ...), `own` (K,) the sum of the counts, and the sentence.
    """

    key: tuple[str, ...]
    values: Array
    own: Array
    says: tuple[str, ...]


def best(
    part: str, value: Array, sums: Sequence[Sum], probe: Probe, mask: Array | None = None
) -> Found | None:
    """Find the fewest faults with which a sum, divided by something, is the value (K, ...).

    Sums without a fault may have any factor; those with one must be divided by N_k, by their own
    sum, or by a product that has a name.

    Parameters
    ----------
    part : str
    value : (K, ...) array
    sums : sequence of Sum
    probe : Probe
    mask : array of bool, optional
        The entries to compare.

    Returns
    -------
    Found or None
    """
    stack = np.array([one.values for one in sums])
    counts = probe.responsibilities.sum(axis=0)
    found: list[Found] = []
    for row, factor in proportional(value, stack, mask):
        one = sums[row]
        if _equal(factor * one.own, np.ones_like(factor)):
            divisor = factors.RIGHT
        else:
            named = factors.read(factor * counts, probe)
            vague = named is None or named.name in ("some number", "one number for all components")
            if vague and (one.says or mask is not None):
                continue
            divisor = named or Divisor(name="something else than N_k")
        said = list(one.says)
        if divisor != factors.RIGHT:
            said.append(factors.says(f"The {part}", divisor))
        found.append(Found((*one.key, divisor), tuple(said)))
    return min(found, key=lambda one: len(one.says), default=None)


def proportional(value: Array, stack: Array, mask: Array | None) -> list[tuple[int, Array]]:
    """Find the rows of a stack (B, K, ...) that are the value (K, ...) up to a factor (K,) each."""
    flat = value.reshape(len(value), -1)
    other = stack.reshape(*stack.shape[:2], -1)
    if mask is not None:
        flat, other = flat[:, mask.reshape(-1)], other[..., mask.reshape(-1)]
    with np.errstate(all="ignore"):
        factor = (flat * other).sum(axis=2) / (other * other).sum(axis=2)
        away = np.abs(flat - factor[..., None] * other).max(axis=2)
        close = (away <= EXACT * np.abs(flat).max(axis=1) + 1e-13) & (factor != 0)
    return [(int(row), factor[row]) for row in np.flatnonzero(close.all(axis=1))]


def operated(part: str, value: Array, total: Array, probe: Probe) -> Found | None:
    """Test for a right sum (K, ...) combined with the divisor by another operation than division.

    Parameters
    ----------
    part : str
    value, total : (K, ...) arrays
    probe : Probe

    Returns
    -------
    Found or None
    """
    n, n_components, d = probe.shape
    due = "N" if total.ndim == 1 else "N_k"
    counts = probe.responsibilities.sum(axis=0).reshape(-1, *[1] * (total.ndim - 1))
    mean = total / counts
    for key, number in (("N_k", counts), ("N", n), ("K", n_components), ("d", d), ("1", 1)):
        for of, base in (("sums", total), ("averages", mean)):
            for verb, result in (
                ("is added to", base + number),
                ("is subtracted from", base - number),
                ("has subtracted from it", number - base),
            ):
                if agree(value, result):
                    what = f"{key} {verb} the {of} in the {part}"
                    return Found((key, of, verb), (f"{what}: divide the sums by {due}.",))
        with np.errstate(all="ignore"):
            if agree(value, number / total):
                said = f"The {part} are upside down, {key} over the sum: divide the sum by {due}."
                return Found((key, "inverse"), (said,))
    return None


def shuffled(part: str, value: Array, right: Array) -> Found | None:
    """Test for the right values of other components, or of some components only.

    Parameters
    ----------
    part : str
    value, right : (K, ...) arrays

    Returns
    -------
    Found or None
    """
    belongs = [next((j for j, r in enumerate(right) if agree(own, r)), None) for own in value]
    last = len(value) - 1
    missing = [k for k, place in enumerate(belongs) if place is None]
    if not missing:
        if len(set(belongs)) == 1:
            which = {0: "first", last: "last"}.get(belongs[0] or 0, "same")
            said = f"The {part} of every component are those of the {which} one: store them under "
            return Found(("all", which), (f"{said}the index k, inside the loop.",))
        said = f"The {part} are stored under the index of another component: use k throughout."
        return Found(("shuffled",), (said,))
    if len(missing) == len(value) or any(value[k].any() for k in missing):
        return None
    names = {
        tuple(range(1, last + 1)): "all but the first component",
        tuple(range(last)): "all but the last component",
        (0,): "the first component",
        (last,): "the last component",
    }
    if len(missing) == last and missing[-1] != last and last > 1:
        said = f"Only the {part} of the last component are filled in: is the assignment after the "
        said += "loop over k, where it belongs inside (look at the indentation)?"
        return Found(("after the loop",), (said,))
    which = names.get(tuple(missing), "some components")
    said = f"The {part} of {which} are never filled in: let the loop run over all K components."
    return Found(("unfilled", which), (said,))


def _equal(one: Array, other: Array) -> bool:
    return bool(np.abs(one - other).max() <= EXACT)
