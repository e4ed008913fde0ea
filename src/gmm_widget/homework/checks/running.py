"""Runs of a student's function on the probes, and their results."""

from __future__ import annotations

import functools
import inspect
import itertools
import re
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


def _e_step(probe: Probe, reg: float) -> tuple[Array, ...]:
    return (probe.regularised(reg).responsibilities,)


def _log_likelihood(probe: Probe, reg: float) -> tuple[Array, ...]:
    return (np.asarray(em.log_likelihood(probe.points, probe.regularised(reg).mixture)),)


def _m_step(probe: Probe, reg: float) -> tuple[Array, ...]:
    right = em.m_step(probe.points, probe.responsibilities)
    return right.weights, right.means, right.covariances + reg * np.eye(probe.shape[2])


@dataclass(frozen=True)
class Task:
    """The differences between the three checks.

    `reference` computes the right results on a probe, for a number that is added to the diagonals
    of the covariances.
    """

    what: str
    arguments: Callable[[Probe], Mapping[str, Array]]
    read: Callable[[Any, tuple[int, int, int]], Reading]
    reference: Callable[[Probe, float], tuple[Array, ...]]


E_STEP = Task("The E-step", lambda probe: probe.for_e_step, read_responsibilities, _e_step)
LOG_LIKELIHOOD = Task(
    "The log-likelihood", lambda probe: probe.for_e_step, read_number, _log_likelihood
)
M_STEP = Task("The M-step", lambda probe: probe.for_m_step, read_mixture, _m_step)


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


def run_on_probes(
    function: Callable[..., Any], task: Task, regs: Sequence[float], time_limit: float
) -> Checked | Result:
    """Call the function on every ordinary probe, and parse its results.

    If it fails on the first, its arguments are tried in other orders.

    Parameters
    ----------
    function : callable
    task : Task
    regs : sequence of float
        What may have been added to the diagonals of the covariances.
    time_limit : float
        In seconds.

    Returns
    -------
    Checked or Result
        A Result if the function cannot be judged any further.
    """
    checked = _run(function, task, regs, time_limit)
    if not isinstance(checked, Result):
        return checked
    if checked.details.get("late") or checked.details["kind"] == "state":
        return checked
    for other, order in _reordered(function, task, regs, time_limit):
        again = _run(other, task, regs, time_limit)
        if isinstance(again, Checked):
            said = (
                f"{name_of(function)} takes its arguments in the order ({', '.join(order)}), and "
                f"is called with ({', '.join(task.arguments(ordinary(0)))}): change the order of "
                "its parameters."
            )
            return replace(again, remarks=(said, *again.remarks), in_other_order=True)
    return checked


def _run(
    function: Callable[..., Any], task: Task, regs: Sequence[float], time_limit: float
) -> Checked | Result:
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
    if said := _inconstant(function, task, readings[0], regs, time_limit):
        return Result(False, " ".join([*remarks, said]), 0.0, {"kind": "state"})
    return Checked(function, tuple(readings), tuple(remarks))


def _read(
    function: Callable[..., Any], task: Task, probe: Probe, time_limit: float
) -> tuple[Reading, tuple[str, ...], bool]:
    """The results on a probe, the arguments that were changed, and whether it was stopped."""
    fill_freed_memory(probe.shape)
    done = call(
        function,
        task.arguments(probe),
        time_limit,
        read=lambda value: task.read(value, probe.shape),
    )
    reading = Reading(complaint=done.complaint) if done.complaint else done.value
    return reading, done.changed, done.late


def fill_freed_memory(shape: tuple[int, int, int]) -> None:
    """Leave NaN in the memory that np.empty hands out next.

    Entries that a function never fills then do not happen to hold earlier results.
    """
    n, k, d = shape
    sizes = {n, k, d, n * k, n * d, k * d, d * d, k * d * d}
    held = [np.full(size, np.nan) for size in sizes for _ in range(8)]
    del held


def _reordered(
    function: Callable[..., Any], task: Task, regs: Sequence[float], time_limit: float
) -> Iterator[tuple[Callable[..., Any], list[str]]]:
    """The function with its arguments in other orders: those in which it is right on a probe.

    If there are none, the order that the names of its parameters tell, if it runs so.
    """
    probe = ordinary(0)
    names = list(task.arguments(probe))
    told = _order_of_names(function, names)
    likely = None
    for places in itertools.permutations(range(len(names))):
        if places == tuple(range(len(names))):
            continue
        other = _with_order(function, places)
        reading, _, late = _read(other, task, probe, time_limit)
        if late:
            return
        found = (other, [names[place] for place in places])
        if _is_right(task, reading, probe, regs):
            yield found
        elif found[1] == told and not reading.complaint:
            likely = found
    if likely is not None:
        yield likely


KINDS = (
    ("X", re.compile(r"x|data|points|samples|y", re.IGNORECASE)),
    ("weights", re.compile(r"w|pi|phi|prior|mix|alpha|tau", re.IGNORECASE)),
    ("means", re.compile(r"mu|mean|m$|centers|centres", re.IGNORECASE)),
    ("covariances", re.compile(r"sig|cov|s$|c$", re.IGNORECASE)),
    ("R", re.compile(r"r|gamma|post|z|t$", re.IGNORECASE)),
)
"""How parameters are called, by what they hold."""


def _order_of_names(function: Callable[..., Any], names: Sequence[str]) -> list[str]:
    """The arguments in the order of a function's parameters, by their names; [] if unclear."""
    try:
        own = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []
    kinds = [(kind, pattern) for kind, pattern in KINDS if kind in names]
    order = [next((kind for kind, pattern in kinds if pattern.match(one)), "") for one in own]
    return order if sorted(order) == sorted(names) else []


def _with_order(function: Callable[..., Any], places: Sequence[int]) -> Callable[..., Any]:
    @functools.wraps(function)
    def other(*given: Any) -> Any:
        return function(*(given[place] for place in places))

    return other


def _is_right(task: Task, reading: Reading, probe: Probe, regs: Sequence[float]) -> bool:
    return any(_same(reading.values, task.reference(probe, reg)) for reg in regs)


def _same(values: Sequence[Array], wanted: Sequence[Array]) -> bool:
    return len(values) == len(wanted) and all(map(agree, values, wanted))


def _inconstant(
    function: Callable[..., Any],
    task: Task,
    first: Reading,
    regs: Sequence[float],
    time_limit: float,
) -> str:
    """The sentence about a function whose results depend on more than its arguments.

    The first probe is repeated, and repeated with another mixture and with other points: a result
    that was kept for its shape, or added to, differs.
    """
    again, _, _ = _read(function, task, ordinary(0), time_limit)
    if not _same(again.values, first.values):
        return (
            "Called twice with the same arguments it returns different results: does it use random "
            "numbers, or a variable outside of it (or a default argument) that keeps or adds up "
            "values from one call to the next?"
        )
    if not _is_right(task, first, ordinary(0), regs):
        return ""
    for points, what in ((False, "responsibilities"), (True, "points")):
        probe = moved(0, points=points)
        other, _, _ = _read(function, task, probe, time_limit)
        if _same(other.values, first.values):
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
        fill_freed_memory(shape)
        done = call(function, arguments, time_limit, read=lambda value: task.read(value, shape))
        return None if done.complaint else done.value.values or None

    return run
