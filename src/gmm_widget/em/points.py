"""Input validation: points, and their weights, labels and means."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_widget import tables
from gmm_widget.em.checks import LARGEST
from gmm_widget.em.kernels import columns
from gmm_widget.tables import ColumnError, Table, as_table, numbers, objects, plain, quoted

LEAST = 1e-100
"""A column that varies has at least this range, and weights sum to at least this and at most to
LARGEST: otherwise squares would underflow or overflow."""
FEW_ROWS, MANY_COLUMNS, WIDE = 20, 10, 4
"""A table with at most this many rows, more than this many columns, and this many times as many
columns as rows is assumed to be transposed."""


def as_points(data: Any, *, at_least: int = 1) -> NDArray[np.float64]:
    """Validate points, and convert them to a read-only (n, d) array of float64.

    A copy, unless they are such an array already.

    Parameters
    ----------
    data : (n, d) or (n,) array_like
        Of shape (n,) for points of one coordinate. A numpy array (also masked or structured), a
        list of rows or of dicts, a dict of columns, a Series, a table of pandas,
        polars (also lazy), Arrow, xarray or scipy.sparse, the path of a CSV file, a data set of
        `gmm_widget.datasets`: anything that `gmm_widget.tables` or `numpy.asarray` understands.
    at_least : int
        The minimum number of points: a mixture needs as many as it has components.

    Returns
    -------
    (n, d) array of float64, read-only

    Raises
    ------
    TypeError
        If the values are not numbers. The message names the columns.
    ValueError
        If the data are not a table, are empty, contain missing values or infinity, are too few, are
        transposed, or are all the same point. The message counts the bad rows and names the first.
    OSError
        If a file cannot be read.
    """
    table = as_table(data)
    points = table.values
    if points.size == 0:
        raise ValueError(f"points are empty: shape {points.shape}; give a table of 2 rows or more")
    if points.ndim != 2:
        raise ValueError(
            f"points must be a table of shape (n, d), one row per point; got shape {points.shape}"
        )
    n, dimension = points.shape
    if n <= FEW_ROWS and dimension > MANY_COLUMNS and dimension >= WIDE * n:
        raise ValueError(
            f"these are {n} points in {dimension} columns: does the table lie on its side? Then "
            "give its transpose, points.T; if not, choose fewer columns"
        )
    low, high = column_range(points)
    ends = low.tolist() + high.tolist()
    if not all(map(math.isfinite, ends)):
        raise ValueError(_gaps(table))
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
        side = ", or give the transpose if the table lies on its side" if dimension > n else ""
        raise ValueError(
            f"{at_least} components need at least {at_least} points; got {n}: add points or use "
            f"fewer components{side}"
        )
    if ends[:dimension] == ends[dimension:]:
        what = "there is only one point" if n == 1 else f"all {n} points are the same point"
        raise ValueError(f"{what}, {points[0].tolist()}; give at least two distinct points")
    points.flags.writeable = False
    return points


def _gaps(table: Table) -> str:
    """Compose the message about points that are not finite: how many, where, and what to do."""
    points = table.values
    bad = ~np.isfinite(points)
    rows, columns = np.flatnonzero(bad.any(axis=1)), np.flatnonzero(bad.any(axis=0))
    kinds = [table.gap] * bool(np.isnan(points).any())
    kinds += ["infinity"] * bool(np.isinf(points).any())
    first = f"first at row {rows[0]}"
    named = (
        "" if tables.only_counts(table.index) else f", {quoted(table.index[rows[0]])} in the index"
    )
    shown = [str(j) if table.names is None else repr(table.names[j]) for j in columns]
    where = ", ".join(
        f"{bad[:, j].sum()} in column {name}" for j, name in zip(columns, shown, strict=True)
    )
    return (
        f"points must be finite: {len(rows)} of {len(points)} rows "
        f"{'holds' if len(rows) == 1 else 'hold'} {' or '.join(kinds)} ({first}){named}: {where}; "
        "drop these rows, as dropna() does, fill them, or leave the column out"
    )


def as_rows(data: Any) -> NDArray[np.float64]:
    """Validate places: convert any table that `as_points` takes to (n, d) finite float64.

    Numbers alone, (n,), become one column. There may also be none or one, and they may all be the
    same. An array (n, d) of float64 is returned as it is.

    Raises TypeError if the values are not numbers, and ValueError if they are not a table or not
    finite; the message counts the bad rows and names the first.
    """
    usual = type(data) is np.ndarray and data.dtype == np.float64
    table = Table(data[:, None] if data.ndim == 1 else data) if usual else as_table(data)
    if table.values.ndim != 2:
        raise ValueError(
            f"points have shape {table.values.shape}, but (n, d) is needed: one row per point, "
            "one column per coordinate"
        )
    if not np.isfinite(table.values).all():
        raise ValueError(_gaps(table))
    return table.values


def column_range(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the minimum and the maximum of every column, (d,) each; NaN where a value is NaN."""
    blocks = columns(points)
    first = next(blocks)
    low, high = np.minimum.reduce(first, axis=1), np.maximum.reduce(first, axis=1)
    for block in blocks:
        np.minimum(low, np.minimum.reduce(block, axis=1), out=low)
        np.maximum(high, np.maximum.reduce(block, axis=1), out=high)
    return low, high


class Counted(NamedTuple):
    """Points (n, d), how often each counts, and the covariances within the cells they represent."""

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
    """Drop the rows of weight 0 from validated points; return the same arrays if there are none.

    Parameters
    ----------
    points : (n, d) array
    sample_weight : (n,) array or None
    within : (n, d, d) array or None
        As for `fit`.
    at_least : int
        The minimum number of points that must remain.

    Returns
    -------
    Counted
        The remaining points, weights and covariances.

    Raises
    ------
    ValueError
        If fewer than `at_least` points remain, or they are all the same point.
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


def weighed(
    points: Any, sample_weight: Any, *, at_least: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Validate points and their weights together.

    Parameters
    ----------
    points : (n, d) array_like
        As for `as_points`.
    sample_weight : (n,) array_like or None
        As for `as_sample_weight`.
    at_least : int
        The minimum number of points.

    Returns
    -------
    points : (n, d) array of float64, read-only
    sample_weight : (n,) array of float64, read-only, or None
        None if `sample_weight` is None.

    Raises
    ------
    TypeError, ValueError, OSError
        As `as_points` and `as_sample_weight`; ValueError also if both have an index and these
        differ (`check_rows`).
    """
    table = as_table(points)
    checked = as_points(table, at_least=at_least)
    if sample_weight is None:
        return checked, None
    check_rows("sample_weight", sample_weight, table)
    return checked, as_sample_weight(sample_weight, len(checked))


def check_rows(name: str, given: Any, table: Table) -> None:
    """Raise ValueError if the index of a Series and that of a table differ, also in their order.

    An index that merely counts the rows from 0 is ignored, unless the other has the same numbers.

    Parameters
    ----------
    name : str
        The name of the argument, for the message.
    given : object
        The values for the rows; only a pandas Series or DataFrame has an index to compare.
    table : Table
        The points.

    Raises
    ------
    ValueError
        If the indexes disagree.
    """
    own, index = tables.index(given), table.index
    framed = own is not None and hasattr(index, "equals")
    if not framed or len(own) != len(index) or own.equals(index):
        return
    mine, theirs, counted = own.tolist(), index.tolist(), list(range(len(own)))
    same = set(mine) == set(theirs)
    if mine == theirs or (not same and counted in (mine, theirs)):
        return
    what = "the rows of the points in another order" if same else "other rows than the points"
    raise ValueError(
        f"{name} has {what}, by its index: give {name}.loc[points.index], or {name}.to_numpy() if "
        "its values are in the order of the points"
    )


def as_means(
    means: Any, names: Sequence[str] | None = None, what: str = "means"
) -> NDArray[np.float64]:
    """Convert means to an array of float64; NaN where a value is missing.

    Parameters
    ----------
    means : (K, d) or (K,) array_like
        One mean a row, in units of the data; (K,) for means of one coordinate.
    names : sequence of str, or None
        The names of the points' columns. If the means have columns of the same names, they are put
        into this order.
    what : str
        The name of the means, for the message.

    Returns
    -------
    array of float64
        (K, d) if the means are a table; other shapes are left to the caller to refuse.

    Raises
    ------
    TypeError
        If the means are not numbers.
    """
    try:
        table = as_table(objects([means]) if isinstance(means, str | bytes) else means)
    except (TypeError, ValueError):
        raise TypeError(
            f"{what} must be numbers of shape (K, d), one row for each; got {quoted(means)}"
        ) from None
    if names is None or table.names is None or sorted(names) != sorted(table.names):
        return np.array(table.values)
    return table.values[:, [table.names.index(name) for name in names]]


def as_sample_weight(weights: Any, n_points: int) -> NDArray[np.float64]:
    """Validate sample weights, and convert them to a read-only (n,) array of float64.

    Raises
    ------
    TypeError
        If the weights are not numbers.
    ValueError
        Unless there is one finite number for each point, none negative, and not all 0. The
        message counts the bad ones and names the first.
    """
    try:
        values = numbers(*_one_each("sample_weight", weights, n_points))
    except ColumnError as error:
        raise TypeError(f"sample_weight must be numbers: it {error}") from None
    for bad, what in ((np.isnan(values), "missing"), (np.isinf(values), "infinite")):
        if bad.any():
            raise ValueError(
                f"sample_weight must be finite numbers: {_counted(bad, what)}; give every point a "
                "weight, 0 for one that is not to count"
            )
    if values.min() < 0:
        raise ValueError(
            "sample_weight must be finite numbers, 0 or more and not all 0, how often each point "
            f"counts: {_counted(values < 0, 'negative')}"
        )
    if values.max() == 0:
        raise ValueError(
            "sample_weight must be finite numbers, 0 or more and not all 0: how often each point "
            "counts"
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
    """Validate labels: the group of every point, as a read-only (n,) array of whole numbers from 0.

    Groups are numbered in the sorted order of their names. Raises ValueError unless there is one
    label, a number or a name, for each point, and none is missing.
    """
    values, missing = _one_each("labels", _uncategorised(labels), n_points)
    if values.dtype.kind == "f":
        missing = missing | np.isnan(values)
    if missing.any():
        raise ValueError(
            f"labels must name the group of every point: {_counted(missing, 'missing')}; label "
            "these points, drop them, or leave labels out"
        )
    if values.dtype.kind != "O":
        groups = np.unique(values, return_inverse=True)[1]
    else:
        given = values.tolist()
        try:
            distinct = set(given)
        except TypeError:
            raise TypeError("labels must be numbers or names, one for each point") from None
        try:
            order = sorted(distinct)
        except TypeError:
            order = sorted(distinct, key=lambda value: (type(value).__name__, str(value)))
        number = {value: i for i, value in enumerate(order)}
        groups = np.array([number[value] for value in given])
    groups = groups.reshape(-1).astype(np.intp)
    groups.flags.writeable = False
    return groups


def _uncategorised(labels: Any) -> Any:
    """Convert pandas categories to the type of their values."""
    dtype = getattr(labels, "dtype", None)
    categories = hasattr(dtype, "categories") and hasattr(labels, "astype")
    return labels.astype(object) if categories else labels


def _one_each(name: str, given: Any, n_points: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Extract one value for each point, and which of them are missing.

    Raises ValueError unless they are one column with `n_points` values.
    """
    if isinstance(given, str | bytes):
        raise ValueError(
            f"{name} must have shape ({n_points},), one per point; got the text {given!r}: give "
            "the column itself"
        )
    if isinstance(given, Mapping | set | frozenset):
        what = "a dict" if isinstance(given, Mapping) else "a set"
        raise TypeError(
            f"{name} must be values in the order of the points, one each; got {what}: give a list"
        )
    values, missing = plain(_alone(given))
    if values.shape == (n_points, 1):
        values, missing = np.asarray(values)[:, 0], np.asarray(missing)[:, 0]
    if values.shape != (n_points,):
        raise ValueError(
            f"{name} must have shape ({n_points},), one per point; got shape {values.shape}"
        )
    return values, missing


def _alone(given: Any) -> Any:
    """Extract the only column of a table that has just one."""
    if hasattr(given, "toarray"):
        return given.toarray()
    if getattr(given, "ndim", len(getattr(given, "shape", ()))) == 2 and given.shape[1] == 1:
        if hasattr(given, "iloc"):
            return given.iloc[:, 0]
        if hasattr(given, "get_columns"):
            return given.get_columns()[0]
        if hasattr(given, "column_names"):
            return given.column(0)
    return given


def _counted(bad: NDArray[np.bool_], what: str) -> str:
    """Describe how many values are bad, and which is the first."""
    count = int(bad.sum())
    verb = "is" if count == 1 else "are"
    return f"{count} of {len(bad)} {verb} {what} (first at row {np.flatnonzero(bad)[0]})"


def as_within(covariances: ArrayLike, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Validate covariances within cells: a read-only (n, d, d) array of float64.

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
    """The names of the columns if the data have them, else x, y (and z), or x1 to xd."""
    names = None if data is None else as_table(data).names
    if names is not None and len(names) == dimension:
        return list(names)
    return list("xyz"[:dimension]) if dimension <= 3 else [f"x{j + 1}" for j in range(dimension)]
