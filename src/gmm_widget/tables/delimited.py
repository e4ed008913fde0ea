"""Delimited text: its encoding, its delimiter, and the line that names the columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gmm_widget.tables.numerals import is_missing, is_number

DELIMITERS = ",;\t|"
SPACE, ALONE = " ", "\x1f"
"""The delimiters for cells separated by any number of spaces, and for a single column."""
LOOKED_AT = 1000
"""The number of lines from which the delimiter is inferred."""
REGULAR = 0.8
"""The share of them that must have the most common number of cells."""
COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!")
BINARY = (
    (b"PK\x03\x04", "an Excel or OpenDocument workbook, or another zip: save the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the table as CSV"),
    (b"PAR1", "a Parquet file: read it with pandas or polars, and give the DataFrame"),
    (b"ARROW1", "an Arrow file: read it with pandas or polars, and give the DataFrame"),
    (b"\x93NUMPY", "a file of numpy: give numpy.load(...) of it"),
    *((begin, "compressed: unpack it first") for begin in COMPRESSED),
    (b"<", "a web page, or XML: save the table as CSV, or download the file itself"),
    (b"[{", "JSON: read it with pandas.read_json, and give the DataFrame"),
    (b'{"', "JSON: read it with pandas.read_json, and give the DataFrame"),
    (b"SQLite format 3", "a database: read it with pandas.read_sql, and give the DataFrame"),
    (b"%PDF", "a PDF: save the table as CSV"),
    (b"\x89HDF", "an HDF5 file: read it with pandas, and give the DataFrame"),
)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Sheet:
    """The cells of a file.

    Attributes
    ----------
    header : list of str
        The cells of the line that names the columns.
    rows : list of (int, list of str)
        The number of each line below it, counted from 1, and its cells.
    delimiter : str
    skipped : int
        The number of lines with fewer cells above the header.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    delimiter: str = ","
    skipped: int = 0


def decoded(raw: bytes, name: str) -> tuple[str, str]:
    """Decode a file: UTF-8, UTF-16 or UTF-32, or else the western European code page of Windows.

    Also returns a warning if it is none of these, and letters beyond ASCII may be wrong.

    Raises ValueError, naming the file, if it is not text.
    """
    for begins, what in BINARY:
        if raw.lstrip().startswith(begins):
            raise ValueError(f"{name} is {what}")
    try:
        for mark, encoding in BYTE_ORDER_MARKS:
            if raw.startswith(mark):
                return raw.decode(encoding), ""
        if b"\0" in raw[:LOOKED_AT]:
            low = raw[:LOOKED_AT:2].count(0) < raw[1:LOOKED_AT:2].count(0)
            return raw.decode("utf-16-le" if low else "utf-16-be"), ""
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} is no text ({error.reason} at byte {error.start}): save it as CSV in UTF-8"
        ) from None
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "encoding unknown: save it in UTF-8 if letters are wrong"


def read_sheet(text: str) -> Sheet:
    """Parse a text into cells, without blank lines, comments and titles.

    Comments are lines that begin with "#"; the last one names the columns if nothing else does,
    as in the format of `numpy.savetxt`.
    """
    lines, comments, told = _lines(text.rstrip("\x1a"))  # by which DOS ends a file
    delimiter = told or _delimiter(lines)
    if delimiter == ALONE and comments:
        named = [(0, comments[-1].lstrip("# ")), *lines]
        if _delimiter(named) != ALONE:
            lines, delimiter = named, _delimiter(named)
    rows = _cells(lines, delimiter)
    begin = _header([cells for _, cells in rows])
    return Sheet(rows[begin][1] if rows else [], rows[begin + 1 :], delimiter, begin)


def _lines(text: str) -> tuple[list[tuple[int, str]], list[str], str | None]:
    """Find the numbered lines with cells, the comments, and the delimiter of Excel's "sep=;"."""
    lines: list[tuple[int, str]] = []
    comments: list[str] = []
    told = None
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        bare = line.strip()
        says = bare.strip('"')
        if number == 1 and says.lower().startswith("sep=") and len(says) in (4, 5):
            told = says[4:] or "\t"
        elif bare.startswith("#") and not is_missing(re.split(f"[{DELIMITERS}]", bare)[0]):
            comments.append(bare)
        elif bare:
            lines.append((number, line))
    return lines, comments, told


def _cells(lines: Sequence[tuple[int, str]], delimiter: str) -> list[tuple[int, list[str]]]:
    """Split each row: its last line number and its cells; rows of empty cells are left out."""
    spaced = delimiter == SPACE
    texts = [line.strip() + "\n" if spaced else line for _, line in lines]
    reader = csv.reader(texts, delimiter=delimiter, skipinitialspace=True)
    rows = ((lines[reader.line_num - 1][0], cells) for cells in reader)
    return [(number, cells) for number, cells in rows if any(map(str.strip, cells))]


NONE = (False, 0.0, 0)


def _delimiter(lines: Sequence[tuple[int, str]]) -> str:
    """Infer the delimiter: it gives a line of names, equally long rows, and the most numbers.

    Spaces only if no other does, and then ALONE.
    """
    sample = lines[:LOOKED_AT]
    best = max(DELIMITERS, key=lambda each: _merit(sample, each))
    for each in (best, SPACE):
        if _merit(sample, each) > NONE:
            return each
    return ALONE


def _merit(lines: Sequence[tuple[int, str]], delimiter: str) -> tuple[bool, float, int]:
    """Score a delimiter by how well it splits lines; NONE if it gives no columns or no names."""
    rows = [cells for _, cells in _cells(lines, delimiter)]
    if not rows:
        return NONE
    width, count = Counter(map(len, rows)).most_common(1)[0]
    header = rows[_header(rows)]
    if width < 2 or len(header) < 2 or all(map(is_number, header)):
        return NONE
    cells = [c for row in rows[_header(rows) + 1 :] for c in row if not is_missing(c)]
    numeric = sum(map(is_number, cells)) / max(len(cells), 1)
    return count >= REGULAR * len(rows), round(numeric, 3), width


def _header(rows: Sequence[Sequence[str]]) -> int:
    """Find the row of names: the first as long as most rows are, or one shorter.

    R leaves out the name of its row names. Shorter rows above are titles.
    """
    if not rows:
        return 0
    width = Counter(map(len, rows)).most_common(1)[0][0]
    for i, row in enumerate(rows):
        follows = rows[i + 1] if i + 1 < len(rows) else []
        names_rows = len(row) == width - 1 and any(map(is_number, follows))
        if len(row) >= width or (names_rows and len(row) > 0 and (i == 0 or len(row) > 1)):
            return i
    return 0
