"""Parsing of numbers as people write them: decimal commas, thousands, and missing values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

POINT, COMMA = ".", ","
GAPS = "'\u2019\u02bc \u00a0\u2009\u202f"
"""Other thousands separators: apostrophes and spaces."""
MARKS = frozenset(
    (
        *("", "na", "n/a", "n.a.", "n. a.", "nan", "nat", "<na>", "null", "none", "nil", "missing"),
        *("k.a.", "k. a.", "n.d.", "-", "--", "---", "\u2013", "\u2014", "?", "??", "*"),
        *(".", "..", "...", "#n/a", "#na", "#nv", "#null!", "#value!", "#wert!", "#div/0!"),
        *("#ref!", "#bezug!", "#num!", "#zahl!", "#name?", "-nan", "+nan", "nan(ind)", "-nan(ind)"),
        *("1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "(null)", "\\n", "na.", "unknown", "tbd"),
        *("unbekannt", "keine angabe", "fehlt", "fehlend", "n.v.", "n. v."),
    )
)
"""What people and programs write for a missing value, in lower case."""
ENOUGH = 1000
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b.*|\d{1,2}:\d{2}(:\d{2}.*)?")


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    # Of India's lakhs, all groups but the last have two digits.
    groups = r"(?:\d{2}(?P=gap))*\d{3}(?:(?P=gap)\d{3})*"
    grouped = rf"[1-9]\d{{0,2}}(?P<gap>[{thousands}]){groups}(?:{point}\d*)?"
    plain = rf"\d+(?:{point}\d*)?|{point}\d+"
    return re.compile(rf"[+-]?(?:(?:{grouped}|{plain})(?:[eE][+-]?\d+)?|inf(?:inity)?)", re.I)


PATTERNS = {POINT: _pattern(POINT, COMMA + GAPS), COMMA: _pattern(COMMA, POINT + GAPS)}


def is_missing(cell: str) -> bool:
    """Whether a cell marks a missing value."""
    return cell.strip().casefold() in MARKS


def is_date(cell: str) -> bool:
    """Whether a cell is a date or a time of day."""
    return DATE.fullmatch(cell.strip()) is not None


def number(cell: str, decimal: str) -> float | None:
    """Parse the number in a cell with a decimal point or a decimal comma; None if it is not one."""
    text = cell.strip().replace("\u2212", "-")
    match = PATTERNS[decimal].fullmatch(text)
    if match is None:
        return None
    if match["gap"]:
        text = text.replace(match["gap"], "")
    return float(text.replace(COMMA, "."))


def is_number(cell: str) -> bool:
    """Whether a cell is a number with a decimal point or a decimal comma."""
    return number(cell, POINT) is not None or number(cell, COMMA) is not None


AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
UNIT = re.compile(
    r"(?P<before>[$€£¥]?)\s?(?P<number>[+-]?[\d.,'\u2019 \u00a0\u202f]*\d(?:[eE][+-]?\d+)?)\s?"
    r"(?P<after>[%‰$€£¥]|[^\W\d_]{1,4}[²³]?|°[CF]?|[^\W\d_]{1,4}/[^\W\d_]{1,4}[²³]?)?"
)
"""A number with a unit after it, or a currency on either side."""


def ambiguous(cells: Iterable[str]) -> str:
    """Find a number that is another if its mark separates thousands, if all marked ones are such.

    Empty otherwise.
    """
    marked = [
        cell.strip() for cell in cells if is_number(cell) and (COMMA in cell or POINT in cell)
    ]
    return marked[0] if marked and all(map(AMBIGUOUS.fullmatch, marked)) else ""


def without_unit(cells: Sequence[str]) -> tuple[Sequence[str], str]:
    """Strip the unit that every number among some cells has, and return it, too.

    The cells as they are, and an empty unit, if there is no common one.
    """
    found = [
        None if is_missing(c) else UNIT.fullmatch(c.strip().replace("\u2212", "-")) for c in cells
    ]
    there = [match for match in found if match is not None]
    units = {match["before"] + (match["after"] or "") for match in there}
    counted = len(there) == sum(not is_missing(cell) for cell in cells)
    if not counted or len(there) < 2 or len(units) != 1 or "" in units:
        return cells, ""
    numbers = ["" if match is None else match["number"].strip() for match in found]
    known = all(not text or is_number(text) for text in numbers)
    return (numbers, units.pop()) if known else (cells, "")


def evidence(cells: Sequence[str]) -> int:
    """Count how many more numbers can only be read with a decimal comma than only with a point.

    Among the first ENOUGH with either; among all, if these are even.
    """
    marked = [cell for cell in cells if COMMA in cell or POINT in cell]
    return _evidence(marked[:ENOUGH]) or _evidence(marked[ENOUGH:])


def _evidence(cells: Sequence[str]) -> int:
    return sum((number(c, POINT) is None) - (number(c, COMMA) is None) for c in cells)


def has_commas(cells: Iterable[str]) -> bool:
    """Whether any number has a comma in it."""
    return any(COMMA in cell and is_number(cell) for cell in cells)
