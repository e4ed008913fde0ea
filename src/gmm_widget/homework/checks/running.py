"""Runs of a student's function on the probes, and their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.homework.calls import call, changed_in_place
from gmm_widget.homework.checks.contract import (
    Reading,
    read_mixture,
    read_number,
    read_responsibilities,
)
from gmm_widget.homework.checks.dependence import Run
from gmm_widget.homework.checks.faults import RIGHT
from gmm_widget.homework.checks.probes import SHAPES, Probe, ordinary
from gmm_widget.homework.result import Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORM, FAR, ONE_FAULT, TWO_FAULTS = 0.8, 0.8, 0.5, 0.25
"""Scores: right except for the form or points far away; one named fault; two named faults."""


@dataclass(frozen=True)
class Task:
    """The differences between the three checks."""

    arguments: Callable[[Probe], Mapping[str, Array]]
    read: Callable[[Any, tuple[int, int, int]], Reading]


E_STEP = Task(lambda probe: probe.for_e_step, read_responsibilities)
LOG_LIKELIHOOD = Task(lambda probe: probe.for_e_step, read_number)
M_STEP = Task(lambda probe: probe.for_m_step, read_mixture)


@dataclass(frozen=True, eq=False)
class Checked:
    """A function that was run on the ordinary probes."""

    readings: tuple[Reading, ...]
    remarks: tuple[str, ...]
    late: str = ""
    """What failed on a later probe, if the readings end there."""

    def right(self, what: str, lost: str = "") -> Result:
        """The result of a function that agrees with the reference on all readings.

        `lost` explains what is wrong for points far away.
        """
        if self.late:
            return Result(False, " ".join([*self.remarks, self.late]), 0.0, {"kind": "contract"})
        if self.remarks:
            return Result(
                False,
                " ".join([*self.remarks, f"But for that {what[0].lower()}{what[1:]} is right."]),
                FORM,
                {"kind": "contract"},
            )
        if lost:
            return Result(False, lost, FAR, {"kind": "fault", "faults": ("underflow",)})
        return Result(True, f"{what} is right.", details={"kind": "right"})

    def faulty(self, said: Sequence[str], kind: str, choice: Sequence[str] = ()) -> Result:
        """The result of a function with known faults; `choice` may name them.

        Parameters
        ----------
        said : sequence of str
            Sentences.
        kind : str
        choice : sequence of str

        Returns
        -------
        Result
        """
        faults = tuple(name for name in choice if name != RIGHT)
        score = {1: ONE_FAULT, 2: TWO_FAULTS}.get(len(said) + len(self.remarks), 0.0)
        message = " ".join([*self.remarks, *said])
        return Result(False, message, score, {"kind": kind, "faults": faults})

    def unexplained(self, facts: str) -> Result:
        """The result of a function whose fault is unknown."""
        return Result(
            False,
            " ".join([*self.remarks, "The result differs from the reference.", facts]),
            0.0,
            {"kind": "unexplained"},
        )


def run_on_probes(function: Callable[..., Any], task: Task, time_limit: float) -> Checked | Result:
    """Call the function on every ordinary probe, and parse its results.

    Parameters
    ----------
    function : callable
    task : Task
    time_limit : float
        In seconds.

    Returns
    -------
    Checked or Result
        A Result if the function cannot be judged any further.
    """
    readings: list[Reading] = []
    remarks: dict[str, None] = {}
    for number, (n, n_components, d) in enumerate(SHAPES):
        probe = ordinary(number)
        arguments = task.arguments(probe)
        done = call(function, arguments, time_limit)
        if done.changed:
            remarks[changed_in_place(function, arguments, done.changed, time_limit)] = None
        reading = Reading(complaint=done.complaint)
        if not done.complaint:
            reading = task.read(done.value, probe.shape)
        if reading.complaint and number < 2:
            return Result(False, " ".join([*remarks, reading.complaint]), 0.0, {"kind": "contract"})
        if reading.complaint:
            late = (
                f"{reading.complaint} (This is with {n} points in {d} dimensions and K = "
                f"{n_components}; it works with other numbers, so is one of them written into "
                "the function?)"
            )
            return Checked(tuple(readings), tuple(remarks), late)
        if number == 0 or not remarks:
            remarks.update(dict.fromkeys(reading.remarks))
        readings.append(reading)
    return Checked(tuple(readings), tuple(remarks))


def runner(function: Callable[..., Any], task: Task, time_limit: float) -> Run:
    """Wrap the function as one of named arguments that returns usable arrays, or None.

    Parameters
    ----------
    function : callable
    task : Task
    time_limit : float
        In seconds.

    Returns
    -------
    callable
    """

    def run(arguments: Mapping[str, Array]) -> tuple[Array, ...] | None:
        done = call(function, arguments, time_limit)
        if done.complaint:
            return None
        n, d = arguments["X"].shape
        n_components = (
            len(arguments["weights"]) if "weights" in arguments else arguments["R"].shape[1]
        )
        return task.read(done.value, (n, n_components, d)).values or None

    return run
