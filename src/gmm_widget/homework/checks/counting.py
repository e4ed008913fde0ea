"""The counts of points for components in an M-step, and the ways to get them wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks.faults import RIGHT, Option, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def hard(r: Array) -> Array:
    """1 for the most likely component of each point, else 0."""
    return np.asarray(r == r.max(axis=1, keepdims=True), dtype=np.float64)


def _without(r: Array, row: int) -> Array:
    kept = r.copy()
    kept[row] = 0
    return kept


def _only(r: Array, row: int) -> Array:
    return r - _without(r, row)


_WEIGH = "weigh point i by r[i, k]"

COUNTING: Stage = {
    RIGHT: Option(lambda r: r),
    "squared": Option(lambda r: r**2, f"the responsibilities come in squared: {_WEIGH} once"),
    "unweighted": Option(
        np.ones_like,
        f"the responsibilities are left out, so every point counts fully everywhere: {_WEIGH}",
    ),
    "hard": Option(
        hard,
        "each point counts only for its likeliest component (hard labels, as k-means has them): "
        f"{_WEIGH}",
    ),
    "roots": Option(np.sqrt, f"the square roots of the responsibilities are used: {_WEIGH}"),
    "cubed": Option(lambda r: r**3, f"the responsibilities come in three times: {_WEIGH} once"),
    "complement": Option(lambda r: 1 - r, f"1 - r is used in place of r: {_WEIGH}"),
    "logarithms": Option(np.log, f"logarithms of the responsibilities are used: {_WEIGH} itself"),
    "exponentials": Option(np.exp, f"np.exp of the responsibilities is used: {_WEIGH} itself"),
    "first component": Option(
        lambda r: np.repeat(r[:, :1], r.shape[1], axis=1),
        "every component uses the responsibilities of the first one: index them with k",
    ),
    "last component": Option(
        lambda r: np.repeat(r[:, -1:], r.shape[1], axis=1),
        "every component uses the responsibilities of the last one: index them with k",
    ),
    "components so far": Option(
        lambda r: r.cumsum(axis=1),
        "the sums of the components before are still in those of component k: start each sum at 0 "
        "inside the loop over k",
    ),
    "component before": Option(
        lambda r: np.roll(r, 1, axis=1),
        "component k uses the responsibilities of component k - 1: the index is off by one",
    ),
    "component after": Option(
        lambda r: np.roll(r, -1, axis=1),
        "component k uses the responsibilities of component k + 1: the index is off by one",
    ),
    "components reversed": Option(
        lambda r: r[:, ::-1], "the components are taken in the reverse order: index them with k"
    ),
    "point before": Option(
        lambda r: np.roll(r, -1, axis=0),
        "points and responsibilities do not match: X[i - 1] is paired with r[i, k], so the index "
        "is off by one",
    ),
    "point after": Option(
        lambda r: np.roll(r, 1, axis=0),
        "points and responsibilities do not match: X[i] is paired with r[i - 1, k], so the index "
        "is off by one",
    ),
    "first point for all": Option(
        lambda r: np.repeat(r[:1], len(r), axis=0),
        "every point counts as the first one does: index the responsibilities with i",
    ),
    "last point for all": Option(
        lambda r: np.repeat(r[-1:], len(r), axis=0),
        "every point counts as the last one does: index the responsibilities with i",
    ),
    "normalised over points": Option(
        lambda r: r / r.sum(axis=0),
        "the responsibilities are divided by N_k before they are summed, which makes all sums 1",
    ),
    "without the first point": Option(lambda r: _without(r, 0), "the first point is left out"),
    "without the last point": Option(lambda r: _without(r, -1), "the last point is left out"),
    "first point": Option(lambda r: _only(r, 0), "only the first point counts: add up all of them"),
    "last point": Option(
        lambda r: _only(r, -1), "only the last point counts: add up (+=) over the points"
    ),
}
