"""Conversion of one column of any library to numbers and missing values."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NUMBERS = "biuf"
MARKS = ("NAType", "NaTType", "MaskedConstant")
"""The class names of the missing values of pandas and numpy."""
LONGEST = 30
"""The length beyond which a quoted value is truncated."""


class ColumnError(TypeError):
    """Raised if a column does not hold real numbers; the message follows the column's name."""


def plain(column: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Convert a column to an array (n,) of its own type or of objects, with a missing mask.

    NaN counts as missing only if the column's own library says so: `numbers` keeps it either way.
    """
    if isinstance(column, np.ma.MaskedArray):
        return np.asarray(column.data), np.ma.getmaskarray(column)
    if isinstance(column, np.ndarray):
        return column, _missing_objects(column)
    if hasattr(column, "isna") and hasattr(column, "dtype"):  # pandas
        return _pandas(column), np.asarray(column.isna(), dtype=bool)
    if hasattr(column, "is_null") and hasattr(column, "to_list"):  # polars
        return _polars(column), np.asarray(column.is_null().to_numpy(), dtype=bool)
    if hasattr(column, "is_null") and hasattr(column, "to_pylist"):  # pyarrow
        values = np.asarray(column)
        if values.dtype.kind not in NUMBERS + "mM":
            values = objects(column.to_pylist())
        return values, np.asarray(column.is_null(), dtype=bool)
    if not hasattr(column, "__array__") and isinstance(column, Iterable):
        column = column if isinstance(column, Sequence) else list(column)
        values = objects(column)
        missing = _missing_objects(values)
        if not missing.any() and all(isinstance(value, bool | int | float) for value in column):
            values = np.asarray(column)
        return values, missing
    values = np.asarray(column)
    return values, _missing_objects(values)


def objects(values: Sequence[Any]) -> NDArray[Any]:
    """Convert values to an array (n,) of objects, even if they are sequences themselves."""
    found = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        found[i] = value
    return found


def numbers(values: NDArray[Any], missing: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Convert values (n,) to float64, NaN where they are missing.

    Raises ColumnError if any of the others is not a real number.
    """
    if values.dtype.kind in NUMBERS:
        found = values.astype(np.float64)
    elif values.dtype.kind == "O":
        found = np.array(
            [math.nan if gone else _number(v) for v, gone in zip(values, missing, strict=True)]
        )
        found = found.astype(np.float64)
    else:
        there = values[~missing]
        if len(there):
            raise ColumnError(_holds(there[0]))
        found = np.full(len(values), math.nan)
    found[missing] = math.nan
    return found


def is_missing(value: Any) -> bool:
    """Whether a value marks a missing one: None, NaN, NaT, pd.NA, masked."""
    if value is None or type(value).__name__ in MARKS:
        return True
    if isinstance(value, np.datetime64 | np.timedelta64):
        return bool(np.isnat(value))
    if isinstance(value, decimal.Decimal):
        return value.is_nan()
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def _missing_objects(values: NDArray[Any]) -> NDArray[np.bool_]:
    if values.dtype.kind != "O":
        return np.asarray(
            np.isnat(values) if values.dtype.kind in "mM" else np.zeros(values.shape, bool)
        )
    flat = (is_missing(value) for value in values.ravel())
    return np.fromiter(flat, dtype=bool, count=values.size).reshape(values.shape)


def _pandas(column: Any) -> NDArray[Any]:
    """Extract the values of a pandas Series, Index or extension array."""
    dtype = column.dtype
    if hasattr(dtype, "categories") and hasattr(dtype, "ordered"):
        raise ColumnError(f"holds categories, such as {quoted(next(iter(dtype.categories), ''))}")
    if isinstance(dtype, np.dtype):
        return np.asarray(column)
    if getattr(dtype, "kind", "O") in NUMBERS:
        return np.asarray(column.to_numpy(dtype=np.float64, na_value=math.nan))
    return np.asarray(column, dtype=object)


def _polars(column: Any) -> NDArray[Any]:
    """Extract the values of a polars Series, (n,); (n, d) if each is an array of d numbers."""
    dtype = str(column.dtype)
    if dtype.endswith("128"):  # numpy has no whole numbers of 128 bits; an older polars panics
        return objects(column.to_list())
    try:
        values = np.asarray(column.to_numpy())
    except Exception:  # of another type that numpy does not have
        return objects(column.to_list())
    known = values.dtype.kind in NUMBERS + "mM" and dtype[:6] != "Struct"
    return values if known else objects(column.to_list())


def _number(value: Any) -> float:
    unusual = isinstance(value, str | bytes | np.ndarray | np.datetime64 | np.timedelta64 | np.void)
    if unusual or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
        raise ColumnError(_holds(value))
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ColumnError(_holds(value)) from None


def _holds(value: Any) -> str:
    """Describe the kind of a value, for an error message."""
    if isinstance(value, str | bytes):
        return f"holds text, such as {quoted(value)}"
    if isinstance(value, np.datetime64 | datetime.date) or type(value).__name__ == "Period":
        return f"holds dates, such as {value} ({_type(value)})"
    if isinstance(value, np.timedelta64 | datetime.timedelta):
        return f"holds spans of time, such as {value} ({_type(value)})"
    if isinstance(value, datetime.time):
        return f"holds times of day, such as {value}"
    if isinstance(value, complex | np.complexfloating):
        return f"holds complex numbers, such as {value}"
    if isinstance(value, int | np.integer):
        return f"holds a whole number too large for a float, {quoted(value)}"
    return f"holds values of type {_type(value)}, such as {quoted(value)}"


def _type(value: Any) -> str:
    return str(value.dtype) if isinstance(value, np.generic) else type(value).__name__


def quoted(value: Any) -> str:
    """Format a value by its repr, on one line and truncated."""
    text = " ".join(repr(value.item() if isinstance(value, np.generic) else value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def told_apart(names: Iterable[str]) -> tuple[str, ...]:
    """Make column names unique as pandas does: a second "x" becomes "x.1"."""
    given = list(names)
    known: set[str] = set()
    for i, name in enumerate(given):
        unique, count = name, 0
        while unique in known or (count and unique in given):
            count += 1
            unique = f"{name}.{count}"
        given[i] = unique
        known.add(unique)
    return tuple(given)
