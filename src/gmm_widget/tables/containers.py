"""Conversion of tables of any library to numbers, with their column names and their index.

None of the libraries is imported: tables are recognised by their attributes and methods.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.datasets import Dataset
from gmm_widget.tables.columns import (
    NUMBERS,
    ColumnError,
    numbers,
    objects,
    plain,
    quoted,
    told_apart,
)
from gmm_widget.tables.csv_files import read_csv

INSIDE = ("collect", "read_all", "to_native", "to_table", "to_arrow_table", "to_pandas")
"""Methods that give the table behind a query, a stream or a wrapper: polars' lazy frames,
readers of Arrow, narwhals, data sets of Arrow, DuckDB; and any library's conversion to pandas."""
MOST_DENSE = 50_000_000
"""The maximum size of a sparse matrix that is converted to a dense one."""
MISSING = "a missing value"
ROW = (list, tuple, np.ndarray)
ADVICE = {
    "text": "leave it out, or turn it into numbers (if it says which group a row belongs to, give "
    "it as labels=...)",
    "categories": "leave it out, or turn it into numbers (if it says which group a row belongs "
    "to, give it as labels=...)",
    "dates": "leave it out, or count days or seconds from a first date",
    "spans": "leave it out, or count them in one unit, such as seconds",
    "times": "leave it out, or count seconds from midnight",
    "complex": "give the real and the imaginary parts as two columns",
}


@dataclass(frozen=True, eq=False)
class Table:
    """Input data, converted to numbers.

    Attributes
    ----------
    values : array of float64
        (n, d) if it is a table at all; NaN where a value is missing.
    names : tuple of str, or None
        The names of the columns, all different; None if they have none.
    index : (n,) array or pandas.Index, or None
        The name of every row, as in pandas; None for a table without an index.
    labels : (n,) array, or None
        The group of every row, if the data include it.
    gap : str
        What a NaN means, in words.
    """

    values: NDArray[np.float64]
    names: tuple[str, ...] | None = None
    index: Any = None
    labels: Any = None
    gap: str = "NaN"


def as_table(data: Any) -> Table:
    """Convert anything that holds a table to numbers with names.

    Raises
    ------
    OSError
        If it is the path of a file that cannot be read.
    TypeError
        If a column does not hold real numbers, or the object is not a table; the message says what
        to do.
    ValueError
        If the values are not a table, or its columns are not equally long.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, np.ndarray):
        return _array(data)
    if isinstance(data, Dataset):
        index = None if data.index is None else objects(data.index)
        return Table(_floats(data.values), data.columns, index, data.labels, MISSING)
    if isinstance(data, type | set | frozenset):
        raise TypeError(_no_table(data))
    if isinstance(data, str | os.PathLike) or hasattr(data, "read"):
        return _file(data)
    for holds, read in KINDS:
        if holds(data):
            return read(data)
    for method in INSIDE:
        if callable(getattr(data, method, None)):
            return as_table(getattr(data, method)())
    if hasattr(data, "__array__") or hasattr(data, "__array_interface__"):
        return _foreign(data)
    if hasattr(data, "__arrow_c_stream__"):
        return _stream(data)
    if isinstance(data, Mapping):
        return _mapping(data)
    if isinstance(data, Iterable) and not isinstance(data, bytes | bytearray | memoryview):
        return _rows(data if isinstance(data, Sequence) else list(data))
    if isinstance(data, int | float | complex | np.generic):
        return _array(np.asarray(data))
    raise TypeError(_no_table(data))


def _no_table(data: Any) -> str:
    """Compose the message about an object that is not a table."""
    return (
        "points must be a table, one row per point: an array, a list of rows, a DataFrame or the "
        f"path of a CSV file; got {_what(data)}"
    )


def _what(data: Any) -> str:
    """Describe an object that is not a table, and what may have been meant."""
    if data is None:
        return "None"
    if isinstance(data, type):
        return f"the class {data.__name__}: give a table of that kind"
    if isinstance(data, set | frozenset):
        return "a set, which has no order and holds equal rows once: give a list"
    if isinstance(data, bytes | bytearray | memoryview):
        return "bytes: wrap those of a file in io.BytesIO"
    if callable(data) and hasattr(data, "__name__"):
        return f"{data.__name__}: call it, {data.__name__}()"
    return type(data).__name__


# ------------------------------------------------------------------ arrays


def _array(values: NDArray[Any], names: tuple[str, ...] | None = None, index: Any = None) -> Table:
    """Convert an array: plain, masked, structured, or of objects; of numbers alone, a column."""
    if values.dtype.names is not None and values.ndim == 1:
        fields = values.dtype.names
        return _of_columns(fields, [values[name] for name in fields], "structured array")
    if values.ndim == 1 and len(values):
        if all(isinstance(row, ROW) for row in values) or _are_mappings(values):
            return _rows(list(values))
        values = values[:, None]
    masked = isinstance(values, np.ma.MaskedArray)
    if values.dtype.kind in NUMBERS and not masked:
        return Table(_floats(values), names, index)
    if values.ndim == 2:
        what, gap = ("masked array", "a masked value") if masked else ("array", MISSING)
        return _of_columns(names, list(values.T), what, len(values), index=index, gap=gap)
    return Table(np.broadcast_to(np.float64(0), values.shape))  # no table: only its shape is told


def _floats(values: NDArray[Any]) -> NDArray[np.float64]:
    """Convert an array to float64: itself if it is read-only, else a copy."""
    # A file that is mapped for reading may be larger than memory: it is never copied.
    kept = values.base is None or isinstance(values, np.memmap)
    if values.dtype == np.float64 and kept and not values.flags.writeable:
        return values
    return np.array(values, dtype=np.float64)


def _foreign(data: Any) -> Table:
    """Convert an array of another library, or a table that numpy understands."""
    try:
        values = np.asarray(data)
    except Exception as error:
        raise ValueError(
            f"points must be a table that numpy understands; of this {type(data).__name__} it "
            f"says: {error}"
        ) from None
    names = getattr(data, "columns", None)
    if values.ndim == 1 and isinstance(name := getattr(data, "name", None), str) and name:
        return _array(values, (name,))
    if values.ndim != 2 or not isinstance(names, Iterable) or isinstance(names, str):
        return _array(values)
    given = list(names)
    return _array(values, _distinct(given) if len(given) == values.shape[1] else None)


# ------------------------------------------------------------------ rows, and dicts of columns


def _rows(rows: Sequence[Any]) -> Table:
    """Convert a list of rows: of numbers, dicts or named tuples."""
    if _are_mappings(rows):
        return _records([dict(row) for row in rows], "list of dicts")
    if rows and all(map(_is_series, rows)):
        return _records([dict(row.items()) for row in rows], "list of rows")
    fields = getattr(rows[0], "_fields", ()) if rows else ()
    try:
        values = np.asarray(rows)
    except ValueError:
        values = objects(rows)
    if values.ndim == 1 and not any(isinstance(row, ROW) for row in rows):
        # numpy makes text of numbers that stand beside text.
        return _array(values if values.dtype.kind in NUMBERS else objects(rows))
    if values.ndim == 1 and values.dtype.kind == "O":
        wide = [len(row) if isinstance(row, ROW) else None for row in rows]
        odd = next((i for i, width in enumerate(wide) if width is None or width != wide[0]), None)
        if odd is not None:
            known = wide[0] is not None and wide[odd] is not None
            told = (
                f"rows 0 and {odd} are of {wide[0]} and of {wide[odd]} values"
                if known
                else f"row {odd} is {quoted(rows[odd])}"
            )
            raise ValueError(
                f"points must be a table: every row needs the same number of columns; {told}"
            )
    if (values.ndim == 2 and values.dtype.kind not in NUMBERS) or values.dtype.kind == "O":
        values = np.stack([objects(list(row)) for row in rows])
    return _array(values, _distinct(fields) if fields else None)


def _are_mappings(rows: Sequence[Any] | NDArray[Any]) -> bool:
    return len(rows) > 0 and all(isinstance(row, Mapping) for row in rows)


def _is_series(data: Any) -> bool:
    return hasattr(data, "iloc") and getattr(data, "ndim", 0) == 1


def _records(rows: Sequence[Mapping[Any, Any]], what: str) -> Table:
    """Convert rows of named values, in the order in which the names first appear."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = [[row.get(key) for row in rows] for key in keys]
    return _of_columns(_distinct(keys), columns, what, len(rows))


def _mapping(data: Mapping[Any, Any]) -> Table:
    """Convert a dict of columns, also one of `DataFrame.to_dict`, with the index in each."""
    index = None
    columns = list(data.values())
    if columns and all(map(_is_series, columns)):
        index = columns[0].index
        if not all(index.equals(column.index) for column in columns):
            raise ValueError(
                "points must be a table: the columns of this dict have different indexes; make a "
                "DataFrame of it, which puts together the rows of one name"
            )
    elif columns and all(isinstance(column, Mapping) for column in columns):
        rows = list(columns[0])
        if any(list(column) != rows for column in columns):
            raise ValueError(
                "points must be a table: the columns of this dict of dicts do not have the same "
                "rows; make a DataFrame of it, and drop the rows that are missing somewhere"
            )
        columns = [list(column.values()) for column in columns]
        index = None if rows == list(range(len(rows))) else objects(rows)
    return _of_columns(_distinct(data), columns, "dict", index=index)


def _of_columns(
    names: tuple[str, ...] | None,
    columns: Sequence[Any],
    what: str,
    length: int = 0,
    *,
    index: Any = None,
    gap: str = MISSING,
) -> Table:
    """Convert columns to a table. One message names all that do not hold numbers."""
    shown = [str(j) if names is None else repr(names[j]) for j in range(len(columns))]
    found: list[NDArray[np.float64]] = []
    bad: list[tuple[str, str]] = []
    for name, column in zip(shown, columns, strict=True):
        try:
            values, missing = plain(column)
            if values.ndim != 1:
                raise _no_column(name, what, values.shape)
            found.append(numbers(values, missing))
        except ColumnError as error:
            bad.append((name, str(error)))
    if bad:
        raise TypeError(_no_numbers(bad, what))
    if len({len(values) for values in found}) > 1:
        told = ", ".join(f"{n} {len(v)}" for n, v in zip(shown, found, strict=True))
        raise ValueError(
            f"points must be a table: the columns of this {what} are not equally long ({told})"
        )
    table = np.column_stack(found) if found else np.empty((length, 0))
    return Table(table, names, index, gap=gap)


def _no_column(name: str, what: str, shape: tuple[int, ...]) -> ValueError:
    if len(shape) == 2:
        return ValueError(
            f"entry {name} of this {what} is a table itself, of shape {shape}: give that alone as "
            "the points"
        )
    return ValueError(
        f"points must be a table: entry {name} of this {what} is no column of numbers, it has "
        f"shape {shape}"
    )


def _no_numbers(bad: Sequence[tuple[str, str]], what: str) -> str:
    """Compose the message about columns that do not hold numbers."""
    told = ", and ".join(f"column {name} {holds}" for name, holds in bad)
    kind = bad[0][1].split()[1].strip(",")  # what comes after "holds"
    advice = ADVICE.get(kind, "leave it out, or turn it into numbers")
    if len(bad) > 1:
        advice = advice.replace("leave it out", "leave them out").replace("turn it", "turn them")
    return f"points must be real numbers: in this {what} {told}; {advice}"


def _distinct(names: Iterable[Any]) -> tuple[str, ...]:
    """Convert column names to distinct texts; of several levels, keep those that vary."""
    return told_apart(
        " ".join(str(part) for part in name if str(part).strip())
        if isinstance(name, tuple)
        else str(name)
        for name in names
    )


# ------------------------------------------------------------------ tables of the libraries


def _pandas(data: Any) -> Table:
    columns = [data.iloc[:, j] for j in range(data.shape[1])]
    named = _distinct(data.columns)
    return _of_columns(named, columns, "DataFrame", len(data), index=data.index)


def _series(data: Any) -> Table:
    """Convert a pandas Series: one column, with its name and its index; or rows, if it has some."""
    if len(data) and all(isinstance(row, (*ROW, Mapping)) for row in data):
        return _rows(list(data))
    named = None if data.name is None else _distinct([data.name])
    return _of_columns(named, [data], "Series", index=data.index)


def _polars(data: Any) -> Table:
    return _of_columns(_distinct(data.columns), data.get_columns(), "DataFrame", len(data))


def _arrow(data: Any) -> Table:
    columns = [data.column(j) for j in range(len(data.column_names))]
    what = f"Arrow {type(data).__name__}"
    return _of_columns(_distinct(data.column_names), columns, what, data.num_rows)


def _xarray(data: Any) -> Table:
    """Convert a DataArray of two dimensions, named by the coordinates of the second."""
    if len(data.dims) != 2:
        return _array(np.asarray(data.values))
    rows, across = data.dims
    names = _distinct(data[across].values.tolist()) if across in data.coords else None
    index = data[rows].values if rows in data.coords else None
    return _array(np.asarray(data.values), names, index)


def _xarray_dataset(data: Any) -> Table:
    """Convert a Dataset whose variables lie along one dimension."""
    variables = dict(data.data_vars)
    along = {variable.dims for variable in variables.values()}
    if len(along) != 1 or len(min(along)) != 1:
        told = ", ".join(f"{name} along {', '.join(v.dims)}" for name, v in variables.items())
        raise ValueError(
            "points must be a table: the variables of this Dataset need one dimension, the same "
            f"for all ({told}); choose some, or .stack() the dimensions into one"
        )
    [[rows]] = along
    columns = [variable.values for variable in variables.values()]
    index = data[rows].values if rows in data.coords else None
    return _of_columns(_distinct(variables), columns, "Dataset", data.sizes[rows], index=index)


def _stream(data: Any) -> Table:
    """Convert an Arrow stream of columns, which tables of many libraries can export."""
    try:
        arrow = import_module("pyarrow")
    except ImportError:
        raise ImportError(
            f"to read this {type(data).__name__} pyarrow is needed: pip install pyarrow, or make a "
            "DataFrame of it"
        ) from None
    return _arrow(arrow.table(data))


def _sparse(data: Any) -> Table:
    size = int(np.prod(data.shape, dtype=np.float64))
    if size > MOST_DENSE:
        raise ValueError(
            f"this sparse matrix of shape {tuple(data.shape)} would be {size:,} numbers when it is "
            "written out, as a mixture needs it: choose some columns, or reduce them first "
            "(sklearn.decomposition.TruncatedSVD)"
        )
    return _array(np.asarray(data.toarray()))


def _can(*names: str) -> Callable[[Any], bool]:
    return lambda data: all(hasattr(data, name) for name in names)


KINDS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Table]], ...] = (
    (_can("compute", "to_delayed"), lambda data: as_table(data.compute())),
    (_can("toarray", "nnz"), _sparse),
    (_can("iloc", "columns", "to_records"), _pandas),
    (_is_series, _series),
    (_can("get_columns", "columns", "schema"), _polars),
    (_can("column_names", "num_rows", "column"), _arrow),
    (_can("data_vars", "dims", "sizes"), _xarray_dataset),
    (_can("dims", "coords", "values"), _xarray),
)
"""Recognisers and converters of tables of dask, scipy, pandas, polars, Arrow, xarray."""


def _file(data: Any) -> Table:
    """Read a CSV file from its path or an open file. What is left out of it is logged."""
    if isinstance(data, str) and not Path(data).suffix and not Path(data).exists():
        raise TypeError(
            f"points must be a table or the path of a CSV file; got the text {data!r}, and there "
            "is no such file"
        )
    found = read_csv(data)
    level = logging.WARNING if "left out" in found.source else logging.INFO
    logging.getLogger("gmm_widget").log(level, found.source)
    return as_table(found)
