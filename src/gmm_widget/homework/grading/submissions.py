"""Discovery of submissions: in nbgrader's folders, a folder a student, or all in one folder."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gmm_widget.arguments import by_name

DEEPEST = 6
"""The depth to which folders are searched."""
MOST_NOTEBOOKS = 100
"""The maximum number of notebooks of a student; more are left out, and the report says so."""
ROOTS = ("submitted", "autograded")
"""nbgrader's names for folders of <student>/<assignment>/<notebook>.ipynb."""

_MOODLE = re.compile(r"_\d+_assignsubmission_.*$")


@dataclass(frozen=True)
class Submission:
    """The files that one student submitted.

    Attributes
    ----------
    student : str
    notebooks : tuple of Path
        Possibly none.
    remark : str
        What could not be read, as a sentence; mostly empty.
    """

    student: str
    notebooks: tuple[Path, ...]
    remark: str = ""


@by_name
def find_submissions(
    folder: str | Path,
    assignment: str | None = None,
    students: Mapping[str, str] | None = None,
) -> tuple[Submission, ...]:
    """Find the submissions below a folder, sorted by the students' names.

    These layouts are recognised, also when mixed:

    - ``submitted/<student>/<assignment>/*.ipynb``, as for nbgrader; `folder` is the course or
      its ``submitted``
    - ``<student>/.../*.ipynb``: a folder for each student (those of Moodle, as
      ``Ada Lovelace_123_assignsubmission_file``, lose their tail)
    - ``<student>_<assignment>.ipynb`` or ``<student>.ipynb``: all in one folder; the student is
      the part before the first underscore, or before ``_<assignment>`` if that is given

    Links are not followed, and hidden folders (``.ipynb_checkpoints``) are skipped.

    Parameters
    ----------
    folder : path
    assignment : str or None
        Its name, if there are several.
    students : mapping or None
        The students' ids, by the part of the folder's or file's name that is taken for one.

    Returns
    -------
    tuple of Submission

    Raises
    ------
    ValueError
        If there is no such folder, no notebook in it, or several assignments and none is named.
    """
    top = Path(folder)
    if not top.is_dir():
        raise ValueError(f"there is no folder {top}: give the one with the submissions")
    root = next((top / name for name in ROOTS if (top / name).is_dir()), top)
    is_nbgrader = root.name in ROOTS
    found: dict[str, list[Path]] = {}
    remarks: dict[str, str] = {}
    if is_nbgrader:
        assignment = assignment or _only_assignment(root)
    for entry in _entries(root):
        path = Path(entry.path)
        if _is_folder(entry):
            student = _MOODLE.sub("", entry.name)
            below = path / assignment if is_nbgrader and assignment else path
            notebooks, remark = _notebooks(below)
        elif entry.name.endswith(".ipynb"):
            student, notebooks, remark = _before(path.stem, assignment), [path], ""
        elif entry.is_symlink() and not path.suffix:
            student, notebooks = entry.name, []
            remark = "This is a link to another place, and links are not followed."
        else:
            continue
        student = (students or {}).get(student, student)
        found.setdefault(student, []).extend(notebooks)
        if remark:
            remarks[student] = remark
    if not found:
        raise ValueError(f"there are no notebooks in {root}")
    return tuple(
        Submission(student, tuple(found[student]), remarks.get(student, ""))
        for student in sorted(found)
    )


def read_students(path: str | Path) -> dict[str, str]:
    """Read a CSV file of two columns: a folder's (or file's) name, and the student's id.

    The first line is treated as a heading if its second word is "student".

    Raises
    ------
    ValueError
        If a line does not have two columns.
    """
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if any(word.strip() for word in row)]
    if bad := next((row for row in rows if len(row) != 2), None):
        raise ValueError(f"{path} needs two columns, folder and student; a line has {bad!r}")
    if rows and rows[0][1].strip().casefold() == "student":
        rows = rows[1:]
    return {folder.strip(): student.strip() for folder, student in rows}


def _only_assignment(root: Path) -> str | None:
    there: set[str] = set()
    for student in filter(_is_folder, _entries(root)):
        with suppress(OSError):
            there.update(one.name for one in _entries(Path(student.path)) if _is_folder(one))
    if len(there) > 1:
        raise ValueError(
            f"there are several assignments in {root}: name one of {', '.join(sorted(there))}"
        )
    return there.pop() if there else None


def _notebooks(folder: Path) -> tuple[list[Path], str]:
    """All notebooks below a folder, and a remark on those left out."""
    if folder.is_symlink():
        return [], "This is a link to another place, and links are not followed."
    if not folder.exists():
        return [], "Nothing was handed in for this assignment."
    found: list[Path] = []
    remark = ""
    try:
        for path in _walk(folder, DEEPEST):
            if len(found) == MOST_NOTEBOOKS:
                remark = f"There are more than {MOST_NOTEBOOKS} notebooks; the others are left out."
                break
            found.append(path)
    except OSError as problem:
        remark = f"A folder cannot be read: {problem.strerror or problem}."
    return found, remark


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    for entry in _entries(folder):
        if _is_folder(entry):
            if depth:
                yield from _walk(Path(entry.path), depth - 1)
        elif entry.name.endswith(".ipynb"):
            yield Path(entry.path)


def _entries(folder: Path) -> Iterable[os.DirEntry[str]]:
    """The entries of a folder, sorted by name, without hidden ones.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with os.scandir(folder) as entries:
        return sorted(
            (entry for entry in entries if not entry.name.startswith((".", "__MACOSX"))),
            key=lambda entry: entry.name,
        )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _before(stem: str, assignment: str | None) -> str:
    """Extract the student from the name of a file."""
    if assignment and f"_{assignment}" in stem:
        return stem.split(f"_{assignment}")[0] or stem
    return stem.split("_")[0] or stem
