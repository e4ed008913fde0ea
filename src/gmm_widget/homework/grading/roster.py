"""Who is in a class, and which folder or file is whose."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

from gmm_widget.homework.challenges import student_seed

COLUMNS = ("folder", "student")


def read_students(path: str | Path) -> dict[str, str]:
    """Read a class list: a CSV file with the students' ids.

    It has one column, the ids, or two: the name of a folder (or the beginning of a file's name),
    and the student's id; a line may have the id alone. With a heading that names a column
    "student", and perhaps one "folder", there may be others. Columns are separated by commas,
    semicolons or tabs.

    Returns
    -------
    dict
        The students' ids, by the name of the folder; in the order of the file.

    Raises
    ------
    ValueError
        If a line does not have these columns, or a folder has two students.
    """
    text = Path(path).read_text(encoding="utf-8-sig", errors="backslashreplace")
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = [
        [word.strip() for word in row] for row in csv.reader(text.splitlines(), delimiter=separator)
    ]
    rows = [row for row in rows if any(row)]
    heading = [word.casefold() for word in rows[0]] if rows else []
    places: list[int] = []
    if "student" in heading:
        places = [heading.index(word) for word in COLUMNS if word in heading]
        if len(heading) == len(COLUMNS):
            places = [1 - places[-1], places[-1]]
        rows = rows[1:]
    wide = len(heading) > len(COLUMNS)
    if wide and not places:
        raise ValueError(
            f"{path} needs one column, student, or two, folder and student; its first line has "
            f"{len(heading)}: {', '.join(heading)}. Or name them in a heading"
        )
    found: dict[str, str] = {}
    for row in rows:
        if places and len(row) == len(heading):
            chosen = [row[place] for place in places]
        else:
            chosen = row if not wide and len(row) <= len(COLUMNS) else []
        if not chosen or not all(chosen):
            raise ValueError(
                f"{path} needs two columns, folder and student, or one; a line has {row!r}"
            )
        _add(found, chosen[0], chosen[-1], path)
    return found


def _add(found: dict[str, str], folder: str, student: str, path: str | Path) -> None:
    """Note whose folder it is: a line with both says more than one with an id alone."""
    before = found.get(folder, folder)
    if same(before) not in (same(folder), same(student)):
        if same(student) == same(folder):
            return
        raise ValueError(f"{path} has two students for {folder!r}: {before}, {student}")
    found[folder] = student


def same(student: str) -> object:
    """A value that is equal for two spellings of one student's id, such as "ada" and " Ada "."""
    composed = unicodedata.normalize("NFC", student).strip()
    return student_seed("id", composed).entropy if composed else composed


def readable(text: str) -> str:
    """A file's name as text that every encoding of Unicode has: bytes that are none are escaped."""
    return text.encode("utf-8", "backslashreplace").decode()
