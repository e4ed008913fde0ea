"""Points from CSV files as people save them, with a report of what was read and left out."""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.arguments import by_name, nearest
from gmm_widget.datasets import Dataset
from gmm_widget.tables import numerals
from gmm_widget.tables.columns import told_apart
from gmm_widget.tables.delimited import Sheet, decoded, read_sheet

ROW_NUMBERS = frozenset(
    [
        *("unnamed: 0", "index", "idx", "rownames", "row.names", "row_names", "row", "rowid", "id"),
        *("nr", "no", "num", "number", "nummer", "lfd", "lfd nr", "lfd. nr", "laufende nummer"),
        *("n°", "obs", "observation", "record", "case", "fall", "zeile"),
    ]
)
"""Names of a column of row numbers. It is one only if it counts 1, 2, 3, ... or from 0."""
MOSTLY = 0.5
"""A column with numbers in more than this share of its cells is numeric, with mistakes."""


@dataclass(frozen=True, eq=False)
class Found:
    """One column of a file.

    Its numbers, NaN where they are missing, or why it has none; what to do about mistakes among its
    numbers; whether it has decimal commas; its first cell that is not a number; and one that is a
    different number if its mark separates thousands.
    """

    name: str
    values: NDArray[np.float64] | None
    why: str = ""
    mistake: str = ""
    commas: bool = False
    first: str = ""
    unsure: str = ""


@by_name
def read_csv(source: Any, columns: str | int | Sequence[str | int] | None = None) -> Dataset:
    """Read the columns of numbers in a CSV file whose first line names the columns.

    Cells may be separated by commas, semicolons, tabs, bars or spaces, and decimals follow a point
    or a comma, with or without thousands separators. UTF-8, UTF-16 and the code page of Windows are
    recognised. Lines that begin with "#", titles and blank lines are skipped; a line of units goes
    into the names, and so does a unit that all numbers of a column have. Columns of words or dates,
    empty columns, the index of pandas and the row names of R are left out; NA, "?" and the like are
    NaN.

    Parameters
    ----------
    source : str, path, or file opened for reading
    columns : str, int, or sequence of them, optional
        Which columns to take, and in which order: names (in one text, separated by commas),
        or numbers counted from 1. All columns of numbers by default.

    Returns
    -------
    Dataset
        Its `source` says what was read and what was left out; its `index` has the row names.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is not such a table, a column has something else among its numbers, or a column
        that was chosen does not exist or has no numbers. The message names the file.
    """
    name, raw = _bytes(source)
    text, doubt = (raw, "") if isinstance(raw, str) else decoded(raw, name)
    try:
        sheet = read_sheet(text)
    except csv.Error as error:
        raise ValueError(f"{name} cannot be cut into cells: {error}") from None
    given, rows, unnamed = _squared(sheet, name)
    units = _units(given, rows)
    rows = rows[1:] if units else rows
    cells, within = zip(
        *(numerals.without_unit(column) for column in zip(*(row for _, row in rows), strict=True)),
        strict=True,
    )
    each_unit = zip(given, units or within, within, strict=True)
    header = [f"{n} ({u or v})" if u or v else n for n, u, v in each_unit]
    names = _names(header)
    commas = [numerals.evidence(column) for column in cells]
    index = _index_columns(unnamed, given, cells) if columns is None else []
    lines = [line for line, _ in rows]
    every = [
        _found(n, column, lines, own or sum(commas), sheet.delimiter)
        for n, column, own in zip(names, cells, commas, strict=True)
    ]
    for i in index:
        what = "the index" if unnamed[i] else f"{names[i]} (row numbers)"
        every[i] = replace(every[i], values=None, why=what, mistake="")
    if columns is None:
        _check_mistakes(every, name)
        kept = [each for each in every if each.values is not None]
        left = [each for each in every if each.values is None]
        _check_enough(kept, left, names, name)
    else:
        kept, left = _chosen(every, given, columns, name), []
    values = np.column_stack([each.values for each in kept if each.values is not None])
    values.flags.writeable = False
    row_names = _row_names([cells[i] for i in index if unnamed[i]])
    told = _told(kept, left, lines, sheet, bool(units))
    told += f"; {doubt}" if doubt else ""
    return Dataset(
        Path(name).stem,
        values,
        tuple(each.name for each in kept),
        None,
        f"{name}: {told}",
        row_names,
    )


def _bytes(source: Any) -> tuple[str, bytes | str]:
    """Read a file: its name and its contents."""
    if hasattr(source, "read"):
        return str(getattr(source, "name", "the file")), source.read()
    path = Path(os.fspath(source))
    return str(path), path.read_bytes()


def _squared(sheet: Sheet, name: str) -> tuple[list[str], list[tuple[int, list[str]]], list[bool]]:
    """Make header and rows equally long, and find the columns without a name.

    A column that every row has beyond the header is R's row names if it is the first, and is
    dropped if it is the last and always empty.
    """
    header, rows = [" ".join(cell.split()) for cell in sheet.header], sheet.rows
    if not rows:
        raise ValueError(f"{name} has no rows: a line with the columns' names and rows are needed")
    if _is_data(header, rows):
        raise ValueError(f"the first line of {name} holds numbers: put the columns' names there")
    if all(len(row) == len(header) + 1 for _, row in rows):
        if any(row[-1].strip() for _, row in rows):
            header = ["", *header]
        else:
            rows = [(line, row[:-1]) for line, row in rows]
    elif header and not header[-1] and all(len(row) == len(header) - 1 for _, row in rows):
        header = header[:-1]
    for line, row in rows:
        if len(row) != len(header):
            raise ValueError(
                f"row {line} of {name} has {len(row)} cells and the first one {len(header)}: give "
                "every row the same columns"
            )
    return header, rows, [not cell for cell in header]


def _is_data(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether the first row is one of data, not of names.

    It is if it holds numbers alone, or fractions beside words that the rows below have, too. A year
    is a name.
    """
    numbers = [cell for cell in header if numerals.is_number(cell)]
    if not numbers or len(numbers) == len(header):
        return bool(numbers)
    below = list(zip(*(row for _, row in rows if len(row) == len(header)), strict=True))
    repeated = bool(below) and all(
        cell in column for cell, column in zip(header, below, strict=True) if cell not in numbers
    )
    whole = all(cell.lstrip("+-").isdecimal() for cell in numbers)
    return repeated or not (whole or "" in header)


def _units(header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> list[str]:
    """Read the units from the first row below the names: words, if all cells below are numbers."""
    first = rows[0][1]
    if any(map(numerals.is_number, first)):
        return []
    rest = [row for _, row in rows[1:]]
    units = []
    for cell, column in zip(first, zip(*rest, strict=True), strict=False):
        cell = cell.strip()
        below = [c for c in column if not numerals.is_missing(c)]
        numeric = bool(below) and all(map(numerals.is_number, below))
        units.append(cell.strip("[]()") if numeric and not numerals.is_missing(cell) else "")
    return units if any(units) and len(units) == len(header) else []


def _names(header: Sequence[str]) -> tuple[str, ...]:
    return told_apart(cell or f"column {j + 1}" for j, cell in enumerate(header))


def _index_columns(
    unnamed: Sequence[bool], header: Sequence[str], cells: Sequence[Sequence[str]]
) -> list[int]:
    """Find the columns that name the rows.

    They are the first ones without a name of their own, or the first if it counts the rows.
    """
    first_named = list(unnamed).index(False) if not all(unnamed) else 1
    if unnamed[0] and any(map(str.strip, cells[0])):
        return list(range(first_named))
    if header[0].casefold().strip(" .#") in ROW_NUMBERS | {""}:
        first = cells[0][0].strip()
        if first in ("0", "1"):
            counted = [str(int(first) + i) for i in range(len(cells[0]))]
            return [0] if [cell.strip() for cell in cells[0]] == counted else []
    return []


def _row_names(columns: Sequence[Sequence[str]]) -> tuple[Any, ...] | None:
    """Create the names of the rows, tuples if several columns name them, numbers if all are whole.

    None if these count from 0, or there are none.
    """
    if len(columns) != 1:
        return tuple(zip(*columns, strict=True)) or None
    [cells] = columns
    if not all(cell.strip().isdecimal() for cell in cells):
        return tuple(cells)
    numbers = tuple(map(int, cells))
    return None if numbers == tuple(range(len(numbers))) else numbers


def _found(
    name: str, cells: Sequence[str], lines: Sequence[int], favour: int, delimiter: str
) -> Found:
    """Parse a column. `favour` is the evidence for a decimal comma, in it or else in the file."""
    there = [cell for cell in cells if not numerals.is_missing(cell)]
    if not there:
        return Found(name, None, f"{name} (empty)")
    # With nothing to tell 1,234 and 1.234 apart, a comma is a decimal one unless it separates.
    comma = favour > 0 or (favour == 0 and delimiter != "," and numerals.has_commas(there))
    decimal = numerals.COMMA if comma else numerals.POINT
    values = [numerals.number(cell, decimal) for cell in cells]
    odd = [
        i
        for i, (cell, value) in enumerate(zip(cells, values, strict=True))
        if value is None and not numerals.is_missing(cell)
    ]
    if odd:
        kind = "dates" if all(map(numerals.is_date, there)) else "text"
        mostly = len(there) - len(odd) > MOSTLY * len(there)
        mistake = _mistake(cells, odd, lines) if mostly else ""
        first = " ".join(cells[odd[0]].split())
        return Found(name, None, f"{name} ({kind})", mistake, first=first)
    numbers = np.array([math.nan if value is None else value for value in values])
    unsure = "" if favour or not (comma or delimiter != ",") else numerals.ambiguous(there)
    return Found(name, numbers, commas=comma and numerals.has_commas(there), unsure=unsure)


def _mistake(cells: Sequence[str], odd: Sequence[int], lines: Sequence[int]) -> str:
    """Advise what to do about a few cells that are not numbers."""
    one = len(odd) == 1
    it = "it" if one else "them"
    return (
        f"holds numbers, but {len(odd)} of its {len(cells)} cells {'is' if one else 'are'} none: "
        f"{cells[odd[0]].strip()!r} in row {lines[odd[0]]}. Correct {it}, empty {it} if the value "
        "is missing, or choose other columns"
    )


def _chosen(
    every: Sequence[Found],
    header: Sequence[str],
    columns: str | int | Sequence[str | int],
    file: str,
) -> list[Found]:
    """Select the requested columns, by name, with its unit or without, or by number."""
    if isinstance(columns, str | int):
        columns = split_names(columns) if isinstance(columns, str) else [columns]
    if not isinstance(columns, Iterable):
        raise TypeError(f"columns must be names, or numbers counted from 1; got {columns!r}")
    names = {each.name: each for each in every}
    plain = {name: each for name, each in zip(header, every, strict=True) if name not in names}
    small = {name.casefold(): each for name, each in names.items()}
    kept: list[Found] = []
    for wanted in columns:
        key = str(wanted).strip()
        found = names.get(key) or plain.get(key) or small.get(key.casefold())
        if found is None and key.isdigit() and 1 <= int(key) <= len(every):
            found = every[int(key) - 1]
        if found is None:
            raise ValueError(
                f"{file} has no column {key!r}{nearest(key, names)} (its columns: "
                f"{', '.join(names)}; a number counts them from 1)"
            )
        _check_mistakes([found], file)
        if found.values is None:
            raise ValueError(f"there are no numbers in a column of {file}: {_no_numbers(found)}")
        if found in kept:
            raise ValueError(f"column {found.name!r} of {file} is chosen twice")
        kept.append(found)
    if not kept:
        raise ValueError(f"no column of {file} is chosen; it has {', '.join(names)}")
    return kept


def _check_mistakes(every: Sequence[Found], file: str) -> None:
    """Raise ValueError if a column has mistakes among its numbers."""
    for each in every:
        if each.mistake:
            raise ValueError(f"column {each.name!r} of {file} {each.mistake}")


def _check_enough(
    kept: Sequence[Found], left: Sequence[Found], names: Sequence[str], file: str
) -> None:
    """Raise ValueError if no table of numbers is left without the columns of words."""
    words = [_no_numbers(each) for each in left if each.first]
    if not kept or (len(kept) == 1 and words):
        raise ValueError(
            f"{file} has {len(kept)} column{'s' * (len(kept) != 1)} of numbers among "
            f"{', '.join(names)}; a picture needs two or more, each with its own name and nothing "
            f"but numbers in it (no numbers: {', '.join(words) or 'all are empty'})"
        )


def _no_numbers(found: Found) -> str:
    """Explain why a column has no numbers, with its first cell that is not one."""
    return f"{found.why}, such as {found.first!r}" if found.first else found.why


def _told(
    kept: Sequence[Found],
    left: Sequence[Found],
    lines: Sequence[int],
    sheet: Sheet,
    units: bool,
) -> str:
    """Report on one line what was read and what was not."""
    parts = [f"{len(lines):,} rows", f"columns {', '.join(each.name for each in kept)}"]
    if any(each.commas for each in kept):
        parts.append("decimal commas")
    if units:
        parts.append("units from the line below the names")
    if sheet.skipped:
        parts.append(f"lines above the names skipped: {sheet.skipped}")
    for each in kept:
        assert each.values is not None
        gaps = np.flatnonzero(np.isnan(each.values))
        if len(gaps):
            parts.append(f"missing: {len(gaps)} in {each.name}, first in line {lines[gaps[0]]}")
        if each.unsure:
            comma = (
                each.unsure.replace(numerals.POINT, numerals.COMMA) if each.commas else each.unsure
            )
            value = numerals.number(comma, numerals.COMMA if each.commas else numerals.POINT)
            parts.append(f"{each.unsure} in {each.name} read as {value:g}")
    if left:
        words = dict.fromkeys(each.why for each in left)
        parts.append(f"left out: {', '.join(sorted(words, key='the index'.__eq__))}")
    return "; ".join(parts)


def split_names(text: str) -> list[str]:
    """Split names at commas; a name that contains one is quoted."""
    return next(csv.reader([text], skipinitialspace=True), [])
