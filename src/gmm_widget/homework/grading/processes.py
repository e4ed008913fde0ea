"""Processes that a student's code starts: finding all of them, and ending them.

On Linux a process can adopt the orphans among its descendants, so that one which detaches itself
stays a descendant. Elsewhere only processes that did not detach themselves are found.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = "GMM_WIDGET_RUN"
"""The environment variable that all processes of a run inherit."""
SET_DUMPABLE, GET_DUMPABLE = 4, 3
SET_CHILD_SUBREAPER, GET_CHILD_SUBREAPER = 36, 37
PATIENCE = 10.0
"""Seconds in which processes that were killed must be gone."""


def adopt_orphans() -> None:
    """Make this process the parent of its orphaned descendants (Linux)."""
    _prctl(SET_CHILD_SUBREAPER, 1)


def adopts_orphans() -> bool:
    """Whether this process is the parent of its orphaned descendants."""
    flag = ctypes.c_int(0)
    _prctl(GET_CHILD_SUBREAPER, ctypes.byref(flag))
    return bool(flag.value)


@contextmanager
def hidden() -> Iterator[None]:
    """Deny other processes of the same user access to this one's memory and files (Linux)."""
    before = _prctl(GET_DUMPABLE, 0)
    _prctl(SET_DUMPABLE, 0)
    try:
        yield
    finally:
        _prctl(SET_DUMPABLE, 1 if before == 1 else 0)


def _prctl(option: int, value: object) -> int:
    if sys.platform != "linux":
        return 0
    with suppress(OSError, AttributeError):
        return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0))
    return 0


def descendants(process: int) -> set[int]:
    """The ids of the children of a process, of their children, and so on."""
    parents = _parents()
    found: set[int] = set()
    while new := {one for one, parent in parents.items() if parent in {process, *found}} - found:
        found |= new
    return found


def marked(mark: str) -> set[int]:
    """The ids of all processes that have inherited this value of `MARK` (Linux)."""
    wanted = f"{MARK}={mark}".encode()
    found = set()
    for folder in _proc():
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
    return found - {os.getpid()}


def end_descendants(process: int) -> None:
    """End all descendants of a process, also those that they start meanwhile."""
    until = time.monotonic() + PATIENCE
    while (alive := _alive(descendants(process))) and time.monotonic() < until:
        end(alive)
        _reap()
        time.sleep(0.01)


def end(processes: Iterable[int]) -> None:
    """Stop processes and then kill them: what is stopped starts no other."""
    several = sorted(processes)
    if sys.platform == "win32":
        for one in several:
            words = ["taskkill", "/F", "/T", "/PID", str(one)]
            subprocess.run(words, capture_output=True, check=False)
        return
    for sent in (signal.SIGSTOP, signal.SIGKILL):
        for one in several:
            with suppress(OSError):
                os.kill(one, sent)


def _reap() -> None:
    """Collect the exit codes of adopted processes, which would stay as zombies."""
    if sys.platform != "win32":
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _alive(processes: set[int]) -> set[int]:
    return {one for one in processes if _state(one) not in ("Z", "X")}


def _state(process: int) -> str:
    """The state of a process, as "R", "S" or "Z" (zombie); on Linux only."""
    with suppress(OSError, IndexError):
        return (
            Path(f"/proc/{process}/stat")
            .read_text("utf-8", "replace")
            .rpartition(")")[2]
            .split()[0]
        )
    return ""


def _proc() -> list[Path]:
    if sys.platform != "linux":
        return []
    return [folder for folder in Path("/proc").iterdir() if folder.name.isdecimal()]


def _parents() -> dict[int, int]:
    """The parent of every process, by its id."""
    found: dict[int, int] = {}
    if sys.platform == "linux":
        for folder in _proc():
            with suppress(OSError, IndexError, ValueError):
                text = (folder / "stat").read_text("utf-8", "replace")
                found[int(folder.name)] = int(text.rpartition(")")[2].split()[1])
    elif sys.platform != "win32":
        with suppress(OSError, ValueError):
            words = ["ps", "-A", "-o", "pid=,ppid="]
            listed = subprocess.run(words, capture_output=True, text=True, check=False).stdout
            found = {int(a): int(b) for a, b in map(str.split, listed.splitlines())}
    return found
