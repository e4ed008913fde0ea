"""Runs of a student's function on the probes, and their results."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.homework.calls import call, changed_in_place, name_of
from gmm_widget.homework.checks.contract import (
    Reading,
    read_mixture,
    read_number,
    read_responsibilities,
)
from gmm_widget.homework.checks.dependence import Run
from gmm_widget.homework.checks.faults import RIGHT, agree
from gmm_widget.homework.checks.probes import SHAPES, Probe, moved, ordinary
from gmm_widget.homework.result import Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORM, FAR, NEAR, ONE_FAULT, TWO_FAULTS = 0.8, 0.8, 0.8, 0.5, 0.25
"""Scores: right except for the form, for points far away, or for a small number added or rounding;
one named fault; two named faults."""


@dataclass(frozen=True)
class Task:
    """The differences between the three checks."""

    what: str
    arguments: Callable[[Probe], Mapping[str, Array]]
    read: Callable[[Any, tuple[int, int, int]], Reading]


E_STEP = Task("The E-step", lambda probe: probe.for_e_step, read_responsibilities)
LOG_LIKELIHOOD = Task("The log-likelihood", lambda probe: probe.for_e_step, read_number)
M_STEP = Task("The M-step", lambda probe: probe.for_m_step, read_mixture)


@dataclass(frozen=True, eq=False)
class Checked:
    """A function that was run on the ordinary probes.

    Attributes
    ----------
    function : callable
        The student's, with the arguments in the order that it takes them.
    readings : tuple of Reading
    remarks : tuple of str
        On the form.
    late : str
        What failed on a later probe, if the readings end there.
    in_other_order : bool
        Whether the function takes its arguments in another order.
    """

    function: Callable[..., Any]
    readings: tuple[Reading, ...]
    remarks: tuple[str, ...]
    late: str = ""
    in_other_order: bool = False

    def right(self, what: str, lost: str = "") -> Result:
        """The result of a function that agrees with the reference on all readings.

        `lost` explains what is wrong for points far away.
        """
        faults = ("order",) if self.in_other_order else ()
        if self.late:
            return Result(False, " ".join([*self.remarks, self.late]), 0.0, {"kind": "contract"})
        if self.remarks:
            return Result(
                False,
                " ".join([*self.remarks, f"But for that {what[0].lower()}{what[1:]} is right."]),
                FORM,
                {"kind": "contract", "faults": faults},
            )
        if lost:
            return Result(False, lost, FAR, {"kind": "fault", "faults": ("underflow",)})
        return Result(True, f"{what} is right.", details={"kind": "right"})

    def faulty(
        self, said: Sequence[str], kind: str, choice: Sequence[str] = (), *, verified: bool = True
    ) -> Result:
        """The result of a function with known faults; `choice` may name them.

        Parameters
        ----------
        said : sequence of str
            Sentences.
        kind : str
        choice : sequence of str
        verified : bool
            Whether the formula is right but for these faults: else there is no credit.

        Returns
        -------
        Result
        """
        if not said:
            return self.unexplained("No known fault fits.")
        faults = tuple(name for name in choice if name != RIGHT)
        score = {1: ONE_FAULT, 2: TWO_FAULTS}.get(len(said) + len(self.remarks), 0.0)
        score = score if verified else 0.0
        message = " ".join([*self.remarks, *said])
        return Result(False, message, score, {"kind": kind, "faults": faults})

    def nearly(self, said: str) -> Result:
        """The result of a function that is right but for a small number or rounding."""
        score = ONE_FAULT if self.remarks else NEAR
        message = " ".join([*self.remarks, said])
        return Result(False, message, score, {"kind": "fault", "faults": ("nearly",)})

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

    If it fails on the first, its arguments are tried in other orders.

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
    checked = _run(function, task, time_limit)
    if not isinstance(checked, Result):
        return checked
    if checked.details.get("late") or checked.details["kind"] == "state":
        return checked
    for other, order in _reordered(function, task, time_limit):
        again = _run(other, task, time_limit)
        if isinstance(again, Checked):
            said = (
                f"{name_of(function)} takes its arguments in the order ({', '.join(order)}), and "
                f"is called with ({', '.join(task.arguments(ordinary(0)))}): change the order of "
                "its parameters."
            )
            return replace(again, remarks=(said, *again.remarks), in_other_order=True)
    return checked


def _run(function: Callable[..., Any], task: Task, time_limit: float) -> Checked | Result:
    """Run the function on the probes, in the order of arguments that it has."""
    readings: list[Reading] = []
    remarks: dict[str, None] = {}
    for number, (n, n_components, d) in enumerate(SHAPES):
        probe = ordinary(number)
        arguments = task.arguments(probe)
        reading, changed, late = _read(function, task, probe, time_limit)
        if changed:
            remarks[changed_in_place(function, arguments, changed, time_limit)] = None
        if reading.complaint and number < 1:
            said = " ".join([*remarks, reading.complaint])
            return Result(False, said, 0.0, {"kind": "contract", "late": late})
        if reading.complaint:
            said = (
                f"{reading.complaint} (This is with {n} points in {d} dimensions and K = "
                f"{n_components}.)"
            )
            return Checked(function, tuple(readings), tuple(remarks), said)
        if number == 0 or not remarks:
            remarks.update(dict.fromkeys(reading.remarks))
        readings.append(reading)
    if said := _inconstant(function, task, readings[0], time_limit):
        return Result(False, " ".join([*remarks, said]), 0.0, {"kind": "state"})
    return Checked(function, tuple(readings), tuple(remarks))


def _read(
    function: Callable[..., Any], task: Task, probe: Probe, time_limit: float
) -> tuple[Reading, tuple[str, ...], bool]:
    """The results on a probe, the arguments that were changed, and whether it was stopped."""
    done = call(
        function,
        task.arguments(probe),
        time_limit,
        read=lambda value: task.read(value, probe.shape),
    )
    reading = Reading(complaint=done.complaint) if done.complaint else done.value
    return reading, done.changed, done.late


def _reordered(
    function: Callable[..., Any], task: Task, time_limit: float
) -> Iterator[tuple[Callable[..., Any], list[str]]]:
    """The function with its arguments in every other order in which it runs.

    Orders come first in which its first result is right.
    """
    probe = ordinary(0)
    names = list(task.arguments(probe))
    right: list[tuple[Callable[..., Any], list[str]]] = []
    usable: list[tuple[Callable[..., Any], list[str]]] = []
    for places in itertools.permutations(range(len(names))):
        if places == tuple(range(len(names))):
            continue
        other = _with_order(function, places)
        reading, _, late = _read(other, task, probe, time_limit)
        if late:
            return
        if not reading.complaint:
            found = (other, [names[place] for place in places])
            (right if _is_right(task, reading, probe) else usable).append(found)
    yield from right
    if len(usable) == 1:
        yield from usable


def _with_order(function: Callable[..., Any], places: Sequence[int]) -> Callable[..., Any]:
    @functools.wraps(function)
    def other(*given: Any) -> Any:
        return function(*(given[place] for place in places))

    return other


def _is_right(task: Task, reading: Reading, probe: Probe) -> bool:
    wanted: tuple[Array, ...]
    if task is M_STEP:
        mixture = em.m_step(probe.points, probe.responsibilities)
        wanted = (mixture.weights, mixture.means, mixture.covariances)
    elif task is E_STEP:
        wanted = (probe.responsibilities,)
    else:
        wanted = (np.asarray(em.log_likelihood(probe.points, probe.mixture)),)
    return all(agree(one, other) for one, other in zip(reading.values, wanted, strict=True))


def _inconstant(function: Callable[..., Any], task: Task, first: Reading, time_limit: float) -> str:
    """The sentence about a function whose results depend on more than its arguments.

    The first probe is repeated, and repeated with another mixture and with other points: a result
    that was kept for its shape, or added to, differs.
    """
    again, _, _ = _read(function, task, ordinary(0), time_limit)
    if len(again.values) != len(first.values) or not all(
        agree(one, other) for one, other in zip(again.values, first.values, strict=True)
    ):
        return (
            "Called twice with the same arguments it returns different results: does it use random "
            "numbers, or a variable outside of it (or a default argument) that keeps or adds up "
            "values from one call to the next?"
        )
    if not _is_right(task, first, ordinary(0)):
        return ""
    for points, what in ((False, "responsibilities"), (True, "points")):
        probe = moved(0, points=points)
        other, _, _ = _read(function, task, probe, time_limit)
        if not other.complaint and _is_right(task, other, probe):
            continue
        if other.values and all(
            agree(one, before) for one, before in zip(other.values, first.values, strict=True)
        ):
            new = what if points or task is M_STEP else "parameters"
            return (
                f"Called again with other {new} of the same shape it returns its earlier result: "
                "does it keep results (a cache, a global variable) from one call to the next?"
            )
    return ""


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
        n, d = arguments["X"].shape
        n_components = (
            len(arguments["weights"]) if "weights" in arguments else arguments["R"].shape[1]
        )
        shape = (n, n_components, d)
        done = call(function, arguments, time_limit, read=lambda value: task.read(value, shape))
        return None if done.complaint else done.value.values or None

    return run
