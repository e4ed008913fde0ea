"""Files that are written in one piece: what is there is the whole file, or the previous one."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: str | Path, text: str) -> None:
    """Write a text in UTF-8 to a temporary file, and rename that.

    Characters that UTF-8 does not have, as those of file names that are none, are escaped.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    target = Path(path)
    content = text.encode("utf-8", "backslashreplace")
    if target.exists() and not target.is_file():
        target.write_bytes(content)  # a device, as /dev/stdout
        return
    temporary = _beside(target)
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def check_file(path: str | Path) -> None:
    """Raise OSError, with advice, if a file cannot be written there."""
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder: give the name of a file in it")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent} for {target.name}: make it")
    try:
        if target.exists():
            target.open("r+b").close()
        if not target.exists() or target.is_file():
            _beside(target).unlink()
    except OSError as problem:
        raise OSError(f"{target} cannot be written: {problem.strerror or problem}") from None


def check_folder(path: str | Path) -> None:
    """Make a folder; raise OSError, with advice, if files cannot be written there."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _beside(folder / "page").unlink()
    except OSError as problem:
        raise OSError(f"{folder} cannot be written to: {problem.strerror or problem}") from None


def _beside(target: Path) -> Path:
    """Make an empty temporary file in the folder of a target, with the usual permissions."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".gmm-widget-")
    os.close(number)
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
    return Path(name)
