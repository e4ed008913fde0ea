"""Points from a file of comma-separated values."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from gmm_widget.datasets import Dataset

DELIMITERS = ",;\t"


def read_csv(path: Path) -> Dataset:
    """The columns of numbers in a file whose first line names the columns.

    Columns that hold words are left out; an empty cell of a column of numbers is NaN. The first
    line tells whether commas, semicolons or tabs stand between the columns.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is not such a table, or has fewer than two columns of numbers.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = max(DELIMITERS, key=file.readline().count)
        file.seek(0)
        lines = [line for line in csv.reader(file, delimiter=delimiter) if line]
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    if not rows:
        raise ValueError(f"{path} has no rows: a line with the columns' names and rows are needed")
    if all(_number(cell) is not None for cell in header):
        raise ValueError(f"the first line of {path} holds numbers: put the columns' names there")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise ValueError(
                f"row {number} of {path} has {len(row)} cells and the first one "
                f"{len(header)}: give every row the same columns"
            )
    columns = {
        name.strip(): numbers
        for name, cells in zip(header, zip(*rows, strict=True), strict=True)
        if (numbers := _numbers(cells)) is not None
    }
    if len(columns) < 2:
        raise ValueError(
            f"{path} has {len(columns)} columns of numbers among {', '.join(header)}; a picture "
            "needs two or more, each with its own name and nothing but numbers in it"
        )
    values = np.array(list(columns.values())).T
    values.flags.writeable = False
    return Dataset(path.stem, values, tuple(columns), None, str(path))


def _numbers(cells: tuple[str, ...]) -> list[float] | None:
    """A column's numbers; None if it has words, or nothing at all."""
    values = [_number(cell) if cell.strip() else math.nan for cell in cells]
    found = [value for value in values if value is not None]
    return found if len(found) == len(cells) and any(map(str.strip, cells)) else None


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
