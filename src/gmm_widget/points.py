"""Points in: the one door for data, whatever holds them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST = 1e100
LEAST = 1e-100
"""A column that varies has at least this range, and weights sum to this and at most to LARGEST: or
squares would underflow."""


def as_points(data: Any, *, at_least: int = 1) -> NDArray[np.float64]:
    """The points as a read-only (n, d) array of float64: a copy, unless they are one already.

    Parameters
    ----------
    data : (n, d) array_like
        A numpy array, a list of rows, a pandas or polars DataFrame, a data set of
        `gmm_widget.datasets`: whatever `numpy.asarray` understands.
    at_least : int
        The smallest legal number of points: a mixture needs as many as it has components.

    Raises
    ------
    TypeError
        If the values are not numbers.
    ValueError
        If the data are not a table, are empty, hold NaN or infinity, are too few, or are all
        the same point. The message counts the bad rows and names the first.
    """
    points = _as_numbers(data)
    if points.ndim != 2:
        raise ValueError(
            f"points must be a table of shape (n, d), one row per point; got shape "
            f"{points.shape}" + ("; use values.reshape(-1, 1) for one column" * (points.ndim == 1))
        )
    n, dimension = points.shape
    if n == 0 or dimension == 0:
        raise ValueError(f"points are empty: shape {points.shape}; give at least 2 rows")
    low, high = column_range(points)
    ends = low.tolist() + high.tolist()
    if not all(map(math.isfinite, ends)):
        bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
        kind = "NaN" if np.isnan(points[bad]).any() else "infinity"
        raise ValueError(
            f"points must be finite: {len(bad)} of {n} rows hold {kind} (first at row {bad[0]}); "
            "drop them or use dropna()"
        )
    largest = max(map(abs, ends))
    if largest > LARGEST:
        raise ValueError(
            f"points must lie within {LARGEST:g} of zero, or their squares overflow; got "
            f"{largest:.3g}: divide by a unit"
        )
    ranges = [b - a for a, b in zip(ends[:dimension], ends[dimension:], strict=True)]
    if any(0 < width < LEAST for width in ranges):
        raise ValueError(
            f"a column that varies must do so by at least {LEAST:g}, or squares underflow; column "
            f"{next(j for j, width in enumerate(ranges) if 0 < width < LEAST)} varies by "
            f"{min(filter(None, ranges)):.3g}: multiply by a unit"
        )
    if n < at_least:
        raise ValueError(
            f"{at_least} components need at least {at_least} points; got {n}: add points or use "
            "fewer components"
        )
    if ends[:dimension] == ends[dimension:]:
        what = "there is only one point" if n == 1 else f"all {n} points are the same point"
        raise ValueError(f"{what}, {points[0].tolist()}; give at least two distinct points")
    points.flags.writeable = False
    return points


BLOCK = 20_000
"""How many points are looked at together: few enough for the processor's cache."""


def columns(points: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """The points a block at a time, each (d, m): along these, numpy is 10 times faster."""
    for begin in range(0, len(points), BLOCK):
        yield np.ascontiguousarray(points[begin : begin + BLOCK].T)


def column_range(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least and the largest value of every column, (d,) each; NaN where one is."""
    blocks = columns(points)
    first = next(blocks)
    low, high = np.minimum.reduce(first, axis=1), np.maximum.reduce(first, axis=1)
    for block in blocks:
        np.minimum(low, np.minimum.reduce(block, axis=1), out=low)
        np.maximum(high, np.maximum.reduce(block, axis=1), out=high)
    return low, high


class Counted(NamedTuple):
    """Points (n, d), how often each counts, and the covariances inside them."""

    points: NDArray[np.float64]
    sample_weight: NDArray[np.float64] | None
    within: NDArray[np.float64] | None


def rows_that_count(
    points: NDArray[np.float64],
    sample_weight: NDArray[np.float64] | None,
    within: NDArray[np.float64] | None = None,
    *,
    at_least: int = 1,
) -> Counted:
    """Checked points and weights without the rows of weight 0; the same arrays if there are none.

    Raises ValueError if they leave fewer than `at_least`, or one and the same point.
    """
    if sample_weight is None or sample_weight.all():
        return Counted(points, sample_weight, within)
    rows = sample_weight > 0
    left = points[rows]
    left.flags.writeable = False
    try:
        as_points(left, at_least=at_least)
    except ValueError as error:
        raise ValueError(f"of the rows whose sample_weight is above 0: {error}") from None
    return Counted(left, sample_weight[rows], None if within is None else within[rows])


def as_sample_weight(weights: ArrayLike, n_points: int) -> NDArray[np.float64]:
    """Sample weights as a read-only (n,) array of float64.

    Raises ValueError unless there is one finite number for each point, none negative, and not
    all 0.
    """
    values = np.array(weights, dtype=np.float64)
    if values.shape != (n_points,):
        raise ValueError(
            f"sample_weight must have shape ({n_points},), one number per point; got shape "
            f"{values.shape}"
        )
    if not np.isfinite(values).all() or values.min() < 0 or values.max() == 0:
        raise ValueError(
            "sample_weight must be finite numbers, 0 or more and not all 0: how often each "
            "point counts"
        )
    with np.errstate(over="ignore"):
        total = values.sum()
    if not LEAST <= total <= LARGEST:
        raise ValueError(
            f"sample_weight must sum to between {LEAST:g} and {LARGEST:g}; got {total:.3g}: "
            "multiply all by one number, which changes no fit"
        )
    values.flags.writeable = False
    return values


def as_labels(labels: Any, n_points: int) -> NDArray[np.intp]:
    """The group of every point, as a read-only (n,) array of whole numbers from 0.

    Raises ValueError unless there is one label, a number or a name, for each point.
    """
    values = np.asarray(labels)
    if values.shape != (n_points,):
        raise ValueError(
            f"labels must have shape ({n_points},), one per point; got shape {values.shape}"
        )
    _, groups = np.unique(values, return_inverse=True)
    groups = groups.astype(np.intp)
    groups.flags.writeable = False
    return groups


def as_within(covariances: ArrayLike, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Covariances inside cells as a read-only (n, d, d) array of float64.

    Raises ValueError unless there is one finite matrix for each point, of its dimension.
    """
    values = np.array(covariances, dtype=np.float64)
    n, dimension = points.shape
    if values.shape != (n, dimension, dimension) or not np.isfinite(values).all():
        raise ValueError(
            f"within must hold finite numbers of shape {(n, dimension, dimension)}, a covariance "
            f"for each point; got shape {values.shape}"
        )
    values.flags.writeable = False
    return values


def column_names(data: Any, dimension: int) -> list[str]:
    """The names of the columns where the data carry them, else x, y (and z), or x1 to xd."""
    names = getattr(data, "columns", None)
    if names is not None and len(names) == dimension:
        return [str(name) for name in names]
    return list("xyz"[:dimension]) if dimension <= 3 else [f"x{j + 1}" for j in range(dimension)]


def _as_numbers(data: Any) -> NDArray[np.float64]:
    try:
        values = np.asarray(data)
    except ValueError as ragged:
        raise ValueError(
            f"points must be a table: every row needs the same number of columns ({ragged})"
        ) from None
    if values.dtype.kind not in "biufO" or np.ma.isMaskedArray(data):
        raise TypeError(_not_numbers(data, values))
    # A file that is mapped for reading may be larger than memory: it is never copied.
    kept = values.base is None or isinstance(data, np.memmap)
    if values.dtype == np.float64 and kept and not values.flags.writeable:
        return values
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(_not_numbers(data, values)) from None


def _not_numbers(data: Any, values: NDArray[Any]) -> str:
    if np.ma.isMaskedArray(data):
        return "points must be plain numbers; got a masked array: fill or drop the masked rows"
    return (
        f"points must be real numbers; got {type(data).__name__} with values of type "
        f"{values.dtype}: choose the numeric columns"
    )
