"""Check a student's E-step, M-step or log-likelihood, and say what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.homework import dependence, e_faults, e_structure, ll_faults, m_faults
from gmm_widget.homework.calling import call, changed_in_place, largest_gap
from gmm_widget.homework.contract import (
    M_PARTS,
    Reading,
    read_mixture,
    read_number,
    read_responsibilities,
)
from gmm_widget.homework.faults import RIGHT, agree, sentences
from gmm_widget.homework.probes import SHAPES, Probe, far, ordinary
from gmm_widget.homework.result import Result
from gmm_widget.homework.sums import Found

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FORM, FAR, ONE_FAULT, TWO_FAULTS = 0.8, 0.8, 0.5, 0.25
"""Scores: right but for the form of the result, or for points far away; one or two named faults."""


def check_e_step(
    function: Callable[..., Any], *, reg: float = 0.0, stable: bool = True, time_limit: float = 5.0
) -> Result:
    """Check ``e_step(X, weights, means, covariances) -> R``.

    The function is called by position with X (n, d), weights (K,), means (K, d) and covariances
    (K, d, d), for several n, K and d, and must return the responsibilities (n, K).

    Parameters
    ----------
    function : callable
        The student's. What it prints or warns of is dropped; what it raises is reported.
    reg : float
        A number that the homework has added to the diagonal of the covariances. A function that
        does so is right, and one that does not is right, too.
    stable : bool
        Whether points at which every density underflows to 0 must come out right.
    time_limit : float
        Seconds that one call may take, where the platform can stop it.

    Returns
    -------
    Result
        The score is 1 if right; 0.8 if right but for points far away, or but for the form
        (transposed, an input changed in place); 0.5 and 0.25 for one and two named faults in an
        otherwise right formula; else 0.

    Examples
    --------
    >>> from gmm_widget import Mixture, em
    >>> check_e_step(lambda X, *mixture: em.e_step(X, Mixture(*mixture)))
    Passed: The E-step is right.
    """
    checked = _run(function, _E, time_limit)
    if isinstance(checked, Result):
        return checked
    values = [reading.values[0] for reading in checked.readings]
    for added in _with_and_without(reg):
        if all(agree(v, _e_step(ordinary(i), added)) for i, v in enumerate(values)):
            lost = _underflow(function, _E, added, time_limit) if stable else ""
            return checked.right("The E-step", lost)
    choice = e_faults.named((values[0], values[1]))
    if choice is not None:
        return checked.faulty(sentences(e_faults.STAGES, choice), "fault", choice)
    if said := _with_shape(values, lambda i: _e_step(ordinary(i), 0.0)):
        return checked.faulty([said], "fault", ("some shapes",))
    if explained := e_structure.explain((values[0], values[1])):
        return checked.faulty(explained, "structure", ())
    if explained := dependence.of_e_step(_runner(function, _E, time_limit), ordinary(1)):
        return checked.faulty(explained, "structure", ())
    return checked.unexplained(e_structure.facts(values[1], ordinary(1)))


def check_log_likelihood(
    function: Callable[..., Any], *, reg: float = 0.0, stable: bool = True, time_limit: float = 5.0
) -> Result:
    """Check ``log_likelihood(X, weights, means, covariances) -> float``.

    It must return log p(X), the sum over the points in nats, as one number. The parameters, and
    how it is scored, are those of `check_e_step`.
    """
    checked = _run(function, _LL, time_limit)
    if isinstance(checked, Result):
        return checked
    values = [reading.values[0] for reading in checked.readings]
    for added in _with_and_without(reg):
        if all(agree(v, _log_likelihood(ordinary(i), added)) for i, v in enumerate(values)):
            lost = _underflow(function, _LL, added, time_limit) if stable else ""
            return checked.right("The log-likelihood", lost)
    choice = ll_faults.named(tuple(values))
    if choice is not None:
        return checked.faulty(sentences(ll_faults.STAGES, choice), "fault", choice)
    if said := _with_shape(values, lambda i: _log_likelihood(ordinary(i), 0.0)):
        return checked.faulty([said], "fault", ("some shapes",))

    run = _runner(function, _LL, time_limit)

    def at(probe: Probe) -> Array | None:
        values = run(probe.for_e_step)
        return None if values is None else values[0]

    explained = ll_faults.explain(at) or dependence.of_log_likelihood(run, ordinary(0))
    if explained:
        return checked.faulty(explained, "structure", ())
    return checked.unexplained(
        f"It returns {float(values[0]):.6g} where {float(_log_likelihood(ordinary(0), 0.0)):.6g} "
        "is right."
    )


def check_m_step(
    function: Callable[..., Any], *, reg: float = 0.0, time_limit: float = 5.0
) -> Result:
    """Check ``m_step(X, R) -> (weights, means, covariances)``.

    The function is called by position with X (n, d) and responsibilities (n, K), for several n,
    K and d, and must return the weights (K,), means (K, d) and covariances (K, d, d).

    Parameters
    ----------
    function : callable
    reg : float
        A number that the homework has added to the diagonal of the covariances; as in
        `check_e_step`, it may be there or not.
    time_limit : float
        Seconds that one call may take.

    Returns
    -------
    Result
        Each of the three results counts a third, and a third of one named fault a sixth. The
        covariances are judged about the function's own means: a mistake is not counted twice.
        ``details["right"]`` names the parts that are right.
    """
    checked = _run(function, _M, time_limit)
    if isinstance(checked, Result):
        return checked
    run = _runner(function, _M, time_limit)
    judged = [_judge_part(part, checked.readings, reg, run) for part in M_PARTS]
    right = tuple(part for part, said in zip(M_PARTS, judged, strict=True) if said == ())
    if len(right) == 3:
        return checked.right("The M-step", "")
    said = [sentence for sentences_ in judged if sentences_ for sentence in sentences_]
    unclear = [part for part, one in zip(M_PARTS, judged, strict=True) if one is None]
    score = sum(1 / 3 if one == () else 1 / 6 if one and len(one) == 1 else 0 for one in judged)
    if unclear:
        said += [_gap_of_part(part, checked.readings[0]) for part in unclear]
    if right:
        said.append(f"Right: the {' and the '.join(right)}.")
    kind = "unexplained" if len(unclear) + len(right) == 3 else "fault"
    return Result(
        False,
        " ".join([*checked.remarks, *said]),
        score,
        {"kind": kind, "right": right, "unexplained": tuple(unclear)},
    )


# ------------------------------------------------------------------ calling and reading


@dataclass(frozen=True)
class _Task:
    """What distinguishes the three checks."""

    arguments: Callable[[Probe], Mapping[str, Array]]
    read: Callable[[Any, tuple[int, int, int]], Reading]


_E = _Task(lambda probe: probe.for_e_step, read_responsibilities)
_LL = _Task(lambda probe: probe.for_e_step, read_number)
_M = _Task(lambda probe: probe.for_m_step, read_mixture)


@dataclass(frozen=True, eq=False)
class _Checked:
    """A function that has run on the ordinary probes."""

    readings: tuple[Reading, ...]
    remarks: tuple[str, ...]
    late: str = ""
    """What went wrong on a later probe, if that is where the readings end."""

    def right(self, what: str, lost: str) -> Result:
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

    def faulty(self, said: Sequence[str], kind: str, choice: Sequence[str]) -> Result:
        faults = tuple(name for name in choice if name != RIGHT)
        score = {1: ONE_FAULT, 2: TWO_FAULTS}.get(len(said) + len(self.remarks), 0.0)
        message = " ".join([*self.remarks, *said])
        return Result(False, message, score, {"kind": kind, "faults": faults})

    def unexplained(self, facts: str) -> Result:
        return Result(
            False,
            " ".join([*self.remarks, "The result differs from the reference.", facts]),
            0.0,
            {"kind": "unexplained"},
        )


def _run(function: Callable[..., Any], task: _Task, time_limit: float) -> _Checked | Result:
    """Call the function on every ordinary probe, and read what it returns."""
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
            return _Checked(tuple(readings), tuple(remarks), late)
        if number == 0:
            remarks.update(dict.fromkeys(reading.remarks))
        readings.append(reading)
    return _Checked(tuple(readings), tuple(remarks))


def _runner(function: Callable[..., Any], task: _Task, time_limit: float) -> dependence.Run:
    """The function as one of named arguments that returns usable arrays, or None."""

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


def _with_and_without(reg: float) -> tuple[float, ...]:
    return (0.0, float(reg)) if reg else (0.0,)


def _regular(probe: Probe, reg: float) -> Probe:
    if not reg:
        return probe
    mixture = probe.mixture
    covariances = mixture.covariances + reg * np.eye(mixture.dimension)
    return Probe.of(probe.points, type(mixture)(mixture.weights, mixture.means, covariances))


def _e_step(probe: Probe, reg: float) -> Array:
    return _regular(probe, reg).responsibilities


def _log_likelihood(probe: Probe, reg: float) -> Array:
    return np.asarray(em.log_likelihood(probe.points, _regular(probe, reg).mixture))


def _with_shape(values: Sequence[Array], wanted: Callable[[int], Array]) -> str:
    """The sentence about a function that is right for some numbers of dimensions or components."""
    good = [agree(value, wanted(number)) for number, value in enumerate(values)]
    if not any(good[:4]):
        return ""
    wrong = [SHAPES[i] for i, one in enumerate(good) if not one]
    right = [SHAPES[i] for i, one in enumerate(good) if one]
    for axis, what in ((2, "d"), (1, "K")):
        bad = {shape[axis] for shape in wrong}
        if bad and not bad & {shape[axis] for shape in right}:
            numbers = " and ".join(str(number) for number in sorted(bad))
            fine = " and ".join(str(number) for number in sorted({s[axis] for s in right}))
            return (
                f"It is right for {what} = {fine} but wrong for {what} = {numbers}: is the number "
                f"of {'dimensions' if axis == 2 else 'components'} written into the function?"
            )
    return ""


def _underflow(function: Callable[..., Any], task: _Task, reg: float, time_limit: float) -> str:
    """What is wrong with points so far away that every density there is 0 in floating point."""
    probe = far()
    place = "far from every component, where all densities underflow to 0"
    done = call(function, task.arguments(probe), time_limit)
    cure = "Work with logarithms, and take out the largest of each row first (log-sum-exp)."
    before = "Right for ordinary points, but for a point"
    if done.complaint:
        return f"{before} {place}: {done.complaint} {cure}"
    reading = task.read(done.value, probe.shape)
    if reading.complaint:
        return f"{before} {place} it is not finite. {cure}"
    wanted = _e_step(probe, reg) if task is _E else _log_likelihood(probe, reg)
    if not agree(reading.values[0], wanted):
        return (
            f"{before} {place} it is wrong. Was a small number added against division by 0, or "
            f"one largest value taken out of all rows? {cure}"
        )
    return ""


# ------------------------------------------------------------------ the parts of an M-step


def _judge_part(
    part: str, readings: Sequence[Reading], reg: float, run: dependence.Run
) -> tuple[str, ...] | None:
    """() if right, what is wrong if that is clear, else None."""
    number = M_PARTS.index(part)
    for added in _with_and_without(reg if part == "covariances" else 0.0):
        if all(_part_is_right(reading, i, number, added) for i, reading in enumerate(readings)):
            return ()
    finders: dict[str, Callable[..., Found | None]] = {
        "weights": m_faults.weights_fault,
        "means": m_faults.means_fault,
        "covariances": m_faults.covariances_fault,
    }
    cases = []
    for i, reading in enumerate(readings[:2]):
        own = (reading.values[1],) if part == "covariances" else ()
        cases.append((reading.values[number], ordinary(i), *own))
    said = m_faults.explained(finders[part], *cases)
    return tuple(said or dependence.of_m_step(run, ordinary(0), number)) or None


def _part_is_right(reading: Reading, probe_number: int, number: int, reg: float) -> bool:
    probe, value = ordinary(probe_number), reading.values[number]
    own, right = reading.values[1], em.m_step(probe.points, probe.responsibilities)
    wanted = [_m_step(probe, means, reg)[number] for means in (own, right.means)]
    if number == 2:  # the mean of x x^T less mu mu^T, which differs where the means are wrong
        outer = np.einsum("ki,kj->kij", right.means, right.means)
        outer = outer - np.einsum("ki,kj->kij", own, own)
        wanted.append(wanted[1] + outer)
    return any(agree(value, one) for one in wanted)


def _m_step(probe: Probe, means: Array, reg: float) -> tuple[Array, Array, Array]:
    """The right results, the covariances about the given means."""
    r, x = probe.responsibilities, probe.points
    right = em.m_step(x, r)
    away = x[:, None] - means
    covariances = np.einsum("nk,nki,nkj->kij", r, away, away) / r.sum(axis=0)[:, None, None]
    return right.weights, right.means, covariances + reg * np.eye(x.shape[1])


def _gap_of_part(part: str, reading: Reading) -> str:
    number = M_PARTS.index(part)
    value = reading.values[number]
    wanted = _m_step(ordinary(0), reading.values[1], 0.0)[number]
    at = largest_gap(value, wanted)
    place = ", ".join(str(i) for i in at)
    return (
        f"The {part} are wrong: {part}[{place}] is {value[at]:.4g} where {wanted[at]:.4g} is right."
    )
