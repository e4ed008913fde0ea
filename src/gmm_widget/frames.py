"""What a DataFrame knows beside its numbers: what its rows are called, and its columns."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def index(table: Any) -> Any:
    """The index of a pandas DataFrame; None of anything else."""
    return table.index if hasattr(table, "iloc") else None


def longer_index(index: Any, count: int) -> Any:
    """An index with labels for so many more rows, which nobody else's rows have: "added 1", ..."""
    if index is None:
        return None
    first = sum(str(label).startswith("added ") for label in index) + 1
    labels = [f"added {number}" for number in range(first, first + count)]
    return index.append(import_module("pandas").Index(labels))


def feature_names(table: Any) -> tuple[str, ...] | None:
    """The names of a table's columns as scikit-learn sees them: of a DataFrame of pandas or polars,
    or a table of Arrow, if all are text; None of anything else."""
    package = type(table).__module__.partition(".")[0]
    if not hasattr(table, "iloc") and package not in ("polars", "pyarrow"):
        return None
    names = tuple(table.column_names if package == "pyarrow" else table.columns)
    return names if all(isinstance(name, str) for name in names) else None
