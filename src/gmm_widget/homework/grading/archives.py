"""Notebooks in zip files, read where they are: nothing is unpacked.

A file in a zip file has a path below that of the zip file, as ``ada/hw.zip/inner/hw.ipynb``.
"""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gmm_widget.homework.grading.limits import LARGEST_NOTEBOOK

UNREADABLE = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError)
"""What `zipfile` raises for damaged, encrypted and otherwise unsupported files."""


@dataclass(frozen=True)
class Archive:
    """The files in a zip file.

    Attributes
    ----------
    paths : tuple of Path
        Below the path of the zip file, sorted.
    problem : str
        Why they cannot be listed, as a sentence; empty if they can.
    """

    paths: tuple[Path, ...] = ()
    problem: str = ""


def is_zip(name: str) -> bool:
    """Whether a file name is that of a zip file."""
    return name.lower().endswith(".zip")


def list_zip(path: Path) -> Archive:
    """List the ordinary files in a zip file, without hidden ones."""
    try:
        if not _is_ordinary(path):
            return Archive(problem="The zip file is a link, or not an ordinary file.")
        if os.lstat(path).st_size > LARGEST_NOTEBOOK:
            most = f"{LARGEST_NOTEBOOK / 1e6:.0f} MB"
            return Archive(problem=f"The zip file is too large: at most {most} are read.")
        with zipfile.ZipFile(path) as archive:
            inside = [_inner(info.filename) for info in archive.infolist() if not info.is_dir()]
    except UNREADABLE as problem:
        return Archive(problem=f"The zip file cannot be read: {problem}.")
    found = sorted(
        {
            inner
            for inner in inside
            if inner is not None and not any(p.startswith((".", "__MACOSX")) for p in inner.parts)
        }
    )
    return Archive(tuple(path / inner for inner in found))


def read_member(path: Path) -> bytes | None:
    """Read a file in a zip file, at most `LARGEST_NOTEBOOK` bytes and one more.

    Returns
    -------
    bytes or None
        None if no parent of the path is a zip file.

    Raises
    ------
    OSError
        If the zip file or the file in it cannot be read.
    """
    outer = next((one for one in path.parents if is_zip(one.name) and _is_ordinary(one)), None)
    if outer is None:
        return None
    wanted = PurePosixPath(path.relative_to(outer).as_posix())
    try:
        with zipfile.ZipFile(outer) as archive:
            for info in archive.infolist():
                if not info.is_dir() and _inner(info.filename) == wanted:
                    with archive.open(info) as file:
                        return file.read(LARGEST_NOTEBOOK + 1)
    except Exception as problem:  # zlib.error and its kind, beside UNREADABLE
        raise OSError(f"the zip file is damaged or encrypted ({problem})") from None
    raise FileNotFoundError(f"there is no {wanted} in the zip file")


def _is_ordinary(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _inner(name: str) -> PurePosixPath | None:
    """The path inside; None if it leads out of the zip file."""
    inner = PurePosixPath(name)
    return None if inner.is_absolute() or ".." in inner.parts else inner
