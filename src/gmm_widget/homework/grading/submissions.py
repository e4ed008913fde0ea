"""Discovery of submissions: in nbgrader's folders, a folder a student, or all in one folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gmm_widget.arguments import by_name, nearest
from gmm_widget.homework.grading.archives import is_zip, list_zip
from gmm_widget.homework.grading.roster import readable, same

DEEPEST = 6
"""The depth to which folders are searched."""
MOST_NOTEBOOKS = 100
"""The maximum number of notebooks of a student; more are left out, and the report says so."""
MOST_NAMED = 5
"""The maximum number of other files that are named."""
ROOTS = ("submitted", "autograded")
"""nbgrader's names for folders of <student>/<assignment>/<notebook>.ipynb."""
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
OTHERS_OWN = frozenset({"timestamp.txt", "desktop.ini", "thumbs.db"})
"""Files of nbgrader and of Windows, which no student handed in."""

LINK = "This is a link to another place, and links are not followed."
NOTHING = "Nothing was handed in for this assignment."
MISSING = "Nothing was handed in."

_MOODLE = re.compile(r"_\d+_assignsubmission_.*$")
_RENAMED = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)
_ENDINGS = re.compile(r"(\.ipynb)?(\.\w{1,8})?$", re.IGNORECASE)
_NOTEBOOK = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"(cells|metadata|nbformat|nbformat_minor)"\s*:')


@dataclass(frozen=True)
class Submission:
    """The files that one student submitted.

    Attributes
    ----------
    student : str
    notebooks : tuple of Path
        Possibly none; in a zip file, with paths below that of the zip file.
    remark : str
        What could not be read, as sentences; mostly empty.
    note : str
        For the teacher alone: files that were not read, several folders of one student, an id
        that is not in the class list.
    """

    student: str
    notebooks: tuple[Path, ...]
    remark: str = ""
    note: str = ""


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

    Notebooks in zip files count, and so do those that were renamed (``.IPYNB``, ``.ipynb.txt``, or
    a text file that contains one). Every other file is mentioned in its student's `note`, or in the
    `remark` if there is no notebook; `stray_files` has those that are nobody's. Links are not
    followed; hidden files and folders (``.ipynb_checkpoints``) are skipped.

    Parameters
    ----------
    folder : path
    assignment : str or None
        Its name, if there are several.
    students : mapping or None
        The class: students' ids, by the part of the folder's or file's name that is taken for one;
        see `read_students`. Who submitted nothing is included, with a remark.

    Returns
    -------
    tuple of Submission

    Raises
    ------
    ValueError
        If there is no such folder, nothing in it, or several assignments and none is named.
    """
    top = Path(folder)
    if not top.is_dir():
        raise ValueError(f"there is no folder {top}: give the one with the submissions")
    root = next((top / name for name in ROOTS if (top / name).is_dir()), top)
    is_nbgrader = root.name in ROOTS
    if is_nbgrader:
        assignment = assignment or _only_assignment(root)
    roster = _Roster(students or {})
    found: dict[object, _Handed] = {}
    for entry in _entries(root):
        if _is_folder(entry):
            name = _MOODLE.sub("", readable(entry.name))
            below = Path(entry.path, assignment) if is_nbgrader and assignment else Path(entry.path)
            files = _in_folder(below)
        elif not _is_somebodys(entry.name, assignment, roster):
            continue
        else:
            name = _before(readable(entry.name), assignment)
            files = _Files()
            files.add(Path(entry.path))
        student = roster.student(name)
        handed = found.setdefault(same(student), _Handed(student))
        handed.entries.append(readable(entry.name))
        handed.files.append(files)
    if not found:
        raise ValueError(f"there are no notebooks in {root}")
    for student in roster.ids.values():
        found.setdefault(same(student), _Handed(student))
    made = (handed.submission(roster.stranger(handed.student)) for handed in found.values())
    return tuple(sorted(made, key=lambda one: one.student))


@by_name
def stray_files(
    folder: str | Path,
    assignment: str | None = None,
    students: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Name the files beside the submissions that are no student's, such as "notes.txt".

    Parameters
    ----------
    folder, assignment, students
        As for `find_submissions`.

    Returns
    -------
    tuple of str
    """
    top = Path(folder)
    root = next((top / name for name in ROOTS if (top / name).is_dir()), top)
    roster = _Roster(students or {})
    return tuple(
        readable(entry.name)
        for entry in _entries(root)
        if not _is_folder(entry) and not _is_somebodys(entry.name, assignment, roster)
    )


class _Roster:
    """The students of a class, by folder and by id."""

    def __init__(self, students: Mapping[str, str]) -> None:
        self.by_folder = {same(folder): student for folder, student in students.items()}
        self.ids = {same(student): student for student in students.values()}

    def student(self, name: str) -> str:
        """The id of the student with a folder of this name."""
        return self.by_folder.get(same(name)) or self.ids.get(same(name)) or name

    def knows(self, name: str) -> bool:
        """Whether it is the name of a folder, or the id, of a student in the class."""
        return same(name) in self.by_folder or same(name) in self.ids

    def stranger(self, student: str) -> str:
        """A note on an id that is not in the class list; empty if it is, or if there is none."""
        if not self.ids or same(student) in self.ids:
            return ""
        return f"Not in the list of students: {student}{nearest(student, self.ids.values()) or '.'}"


@dataclass
class _Files:
    """What was found of one student in one place."""

    notebooks: list[Path] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, path: Path, within: Path | None = None) -> None:
        """Take a file, perhaps within a zip file: a notebook, a zip file, or another."""
        name = readable(path.relative_to((within or path).parent).as_posix())
        if path.name.lower().endswith(".ipynb"):
            self.notebooks.append(path)
        elif path.is_symlink():
            self.remarks.append(f"{name}: {LINK}" if path.suffix else LINK)
        elif is_zip(path.name) and not within:
            self._add_zip(path, name)
        elif _is_renamed(path, inside=within is not None):
            self.notebooks.append(path)
            self.renamed.append(name)
        else:
            self.others.append(name)

    def _add_zip(self, path: Path, name: str) -> None:
        archive = list_zip(path)
        if archive.problem:
            self.remarks.append(f"{name}: {archive.problem}")
        before = len(self.notebooks)
        for inner in archive.paths:
            self.add(inner, path)
        if not archive.problem and len(self.notebooks) == before:
            self.remarks.append(f"There is no notebook in {name}.")


@dataclass
class _Handed:
    """All that one student submitted."""

    student: str
    entries: list[str] = field(default_factory=list)
    files: list[_Files] = field(default_factory=list)

    def submission(self, stranger: str) -> Submission:
        notebooks = [path for files in self.files for path in files.notebooks]
        remarks = [remark for files in self.files for remark in files.remarks]
        renamed = [name for files in self.files for name in files.renamed]
        others = [name for files in self.files for name in files.others]
        notes = [stranger] if stranger else []
        if not self.entries:
            remarks.append(MISSING)
        if len(self.entries) > 1:
            said = _named(self.entries, len(self.entries))
            notes.append(f"Handed in more than once: {said}. The best answers count.")
        if len(notebooks) > MOST_NOTEBOOKS:
            remarks.append(
                f"There are more than {MOST_NOTEBOOKS} notebooks; the others are left out."
            )
        if renamed:
            notes.append(f"Read as a notebook: {_named(renamed)}.")
        if others and notebooks:
            notes.append(f"Not read, as it is no notebook: {_named(others)}.")
        elif others:
            remarks.append(f"There is no notebook, but {_named(others)}.")
        elif self.entries and not notebooks and not remarks:
            remarks.append("There is no notebook.")
        kept = tuple(notebooks[:MOST_NOTEBOOKS])
        return Submission(self.student, kept, " ".join(remarks), " ".join(notes))


def _named(names: list[str], most: int = MOST_NAMED) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _is_renamed(path: Path, *, inside: bool) -> bool:
    """Whether it is a notebook by another name; the name alone decides inside a zip file."""
    if _RENAMED.search(path.name):
        return True
    if inside or path.suffix.lower() not in ("", ".txt", ".json") or not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as file:
        return _NOTEBOOK.match(file.read(200)) is not None
    return False


def _is_somebodys(name: str, assignment: str | None, roster: _Roster) -> bool:
    """Whether a file is a notebook, an archive, or named as STUDENT_ASSIGNMENT."""
    name = readable(name)
    stem = _ENDINGS.sub("", name, count=1) or name
    return (
        ".ipynb" in name.lower()
        or name.lower().endswith(ARCHIVES)
        or "." not in name
        or "_" in stem
        or roster.knows(_before(name, assignment))
    )


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


def _in_folder(folder: Path) -> _Files:
    """All files below a folder."""
    files = _Files()
    if folder.is_symlink():
        files.remarks.append(LINK)
    elif not folder.exists():
        files.remarks.append(NOTHING)
    else:
        try:
            for path in _walk(folder, DEEPEST, files):
                files.add(path)
        except OSError as problem:
            files.remarks.append(f"A folder cannot be read: {problem.strerror or problem}.")
    return files


def _walk(folder: Path, depth: int, files: _Files) -> Iterator[Path]:
    for entry in _entries(folder):
        if not _is_folder(entry):
            yield Path(entry.path)
        elif depth:
            yield from _walk(Path(entry.path), depth - 1, files)
        else:
            files.remarks.append(f"Folders below {readable(folder.name)} are not searched.")


def _entries(folder: Path) -> Iterable[os.DirEntry[str]]:
    """The entries of a folder, sorted by name, without hidden ones.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with os.scandir(folder) as entries:
        return sorted(
            (
                entry
                for entry in entries
                if not entry.name.startswith((".", "__MACOSX"))
                and entry.name.lower() not in OTHERS_OWN
            ),
            key=lambda entry: entry.name,
        )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _before(name: str, assignment: str | None) -> str:
    """Extract the student from the name of a file."""
    stem = _MOODLE.sub("", name)
    stem = _ENDINGS.sub("", stem, count=1) or stem
    if assignment and f"_{assignment}" in stem:
        return stem.split(f"_{assignment}")[0] or stem
    return stem.split("_")[0] or stem
