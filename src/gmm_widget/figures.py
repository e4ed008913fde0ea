"""Numbers as people write them: with decimal commas, thousands, and marks for what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

POINT, COMMA = ".", ","
GAPS = "'\u2019\u02bc \u00a0\u2009\u202f"
"""What else may stand between thousands: apostrophes and spaces."""
MARKS = frozenset(
    (
        *("", "na", "n/a", "n.a.", "n. a.", "nan", "nat", "<na>", "null", "none", "nil", "missing"),
        *("k.a.", "k. a.", "n.d.", "-", "--", "---", "\u2013", "\u2014", "?", "??", "*"),
        *(".", "..", "...", "#n/a", "#na", "#nv", "#null!", "#value!", "#wert!", "#div/0!"),
        *("#ref!", "#bezug!", "#num!", "#zahl!", "#name?"),
    )
)
"""What people and programs write where a value is missing, in small letters."""
ENOUGH = 1000
DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b.*|\d{1,2}:\d{2}(:\d{2}.*)?")


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    grouped = rf"[1-9]\d{{0,2}}(?P<gap>[{thousands}])\d{{3}}(?:(?P=gap)\d{{3}})*(?:{point}\d*)?"
    plain = rf"\d+(?:{point}\d*)?|{point}\d+"
    return re.compile(rf"[+-]?(?:(?:{grouped}|{plain})(?:[eE][+-]?\d+)?|inf(?:inity)?)", re.I)


PATTERNS = {POINT: _pattern(POINT, COMMA + GAPS), COMMA: _pattern(COMMA, POINT + GAPS)}


def is_missing(cell: str) -> bool:
    """Whether a cell says that its value is missing."""
    return cell.strip().casefold() in MARKS


def is_date(cell: str) -> bool:
    """Whether a cell is a date or a time of day."""
    return DATE.fullmatch(cell.strip()) is not None


def number(cell: str, decimal: str) -> float | None:
    """The number in a cell whose decimals come after a point or after a comma; None if it is
    none."""
    text = cell.strip().replace("\u2212", "-")
    match = PATTERNS[decimal].fullmatch(text)
    if match is None:
        return None
    if match["gap"]:
        text = text.replace(match["gap"], "")
    return float(text.replace(COMMA, "."))


def is_number(cell: str) -> bool:
    """Whether a cell is a number in either way of writing."""
    return number(cell, POINT) is not None or number(cell, COMMA) is not None


def evidence(cells: Sequence[str]) -> int:
    """How many more numbers can be written with a decimal comma only than with a point only,
    among the first ENOUGH that have either; among all, if these tell nothing."""
    marked = [cell for cell in cells if COMMA in cell or POINT in cell]
    return _evidence(marked[:ENOUGH]) or _evidence(marked[ENOUGH:])


def _evidence(cells: Sequence[str]) -> int:
    return sum((number(c, POINT) is None) - (number(c, COMMA) is None) for c in cells)


def has_commas(cells: Iterable[str]) -> bool:
    """Whether any number has a comma in it."""
    return any(COMMA in cell and is_number(cell) for cell in cells)
