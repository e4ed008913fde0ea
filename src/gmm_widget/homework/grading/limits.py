"""Limits of time and memory for untrusted submissions."""

from __future__ import annotations

import sys
from dataclasses import dataclass

MEGABYTE = 1_000_000
LARGEST_NOTEBOOK = 20_000_000
"""The maximum size of a notebook, and of a zip file with notebooks, in bytes."""
LARGEST_FILE = 200
"""The maximum size of a file that a run writes, in megabytes."""


@dataclass(frozen=True)
class Limits:
    """The limits of one submission.

    Attributes
    ----------
    seconds : float
        For judging its codes.
    run_seconds : float
        For running its notebook, all cells together; also of processor time, where the platform has
        such a limit.
    cell_seconds : float
        For one cell of a run, which is interrupted then; the next ones run.
    megabytes : int
        Of memory for its own use; enforced on Linux only.

    Raises
    ------
    ValueError
        If one is not above 0.
    """

    seconds: float = 60.0
    run_seconds: float = 300.0
    cell_seconds: float = 60.0
    megabytes: int = 2000

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f"the limit {name} must be above 0; got {value!r}")


def limit_memory(megabytes: int) -> None:
    """Make this process and its children raise MemoryError beyond `megabytes` of their own memory.

    On Linux only: other platforms have no such limit, or do not enforce it.
    """
    if sys.platform == "linux":
        import resource

        _lower(resource.RLIMIT_DATA, megabytes * MEGABYTE)


def limit_run(limits: Limits) -> None:
    """Limit the memory, the processor time and the files of this process and its children."""
    limit_memory(limits.megabytes)
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_CPU, int(limits.run_seconds) + 1)
        _lower(resource.RLIMIT_FSIZE, LARGEST_FILE * MEGABYTE)
        _lower(resource.RLIMIT_CORE, 0)


if sys.platform != "win32":

    def _lower(which: int, wanted: int) -> None:
        """Lower a limit permanently; one that is lower already stays."""
        import resource

        _, hard = resource.getrlimit(which)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (value, value))
