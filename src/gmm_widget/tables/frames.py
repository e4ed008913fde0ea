"""The metadata of a DataFrame: the names of its rows and columns."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np


def index(table: Any) -> Any:
    """The index of a pandas DataFrame; None for anything else."""
    return table.index if hasattr(table, "iloc") else None


def only_counts(index: Any) -> bool:
    """Whether an index is None or pandas' default one, which counts the rows from 0."""
    usual = type(index).__name__ == "RangeIndex"
    return index is None or (usual and index.start == 0 and index.step == 1)


def longer_index(index: Any, count: int) -> Any:
    """Extend an index, pandas' or an array, by `count` new unique labels.

    They are "added 1", "added 2", ...
    """
    if index is None:
        return None
    first = sum(str(label).startswith("added ") for label in index) + 1
    labels = [f"added {number}" for number in range(first, first + count)]
    if isinstance(index, np.ndarray):
        return np.array([*index.tolist(), *labels], dtype=object)
    return index.append(import_module("pandas").Index(labels))


def headers(table: Any, dimension: int) -> tuple[Any, ...] | None:
    """The d column names as in a DataFrame of pandas or polars or a table of Arrow.

    They need be neither text nor distinct; None for anything else.
    """
    package = type(table).__module__.partition(".")[0]
    if not hasattr(table, "iloc") and package not in ("polars", "pyarrow"):
        return None
    names = tuple(table.column_names if package == "pyarrow" else table.columns)
    return names if len(names) == dimension else None
