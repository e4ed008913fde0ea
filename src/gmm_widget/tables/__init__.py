"""Tables (files, data frames, arrays) converted to columns of numbers."""

from gmm_widget.tables.columns import (
    NUMBERS,
    ColumnError,
    numbers,
    objects,
    plain,
    quoted,
    told_apart,
)
from gmm_widget.tables.containers import Table, as_table
from gmm_widget.tables.csv_files import read_csv, split_names
from gmm_widget.tables.frames import headers, index, longer_index, only_counts

__all__ = [
    "NUMBERS",
    "ColumnError",
    "Table",
    "as_table",
    "headers",
    "index",
    "longer_index",
    "numbers",
    "objects",
    "only_counts",
    "plain",
    "quoted",
    "read_csv",
    "split_names",
    "told_apart",
]
