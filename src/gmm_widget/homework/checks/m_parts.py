"""The three results of an M-step, judged one by one, so that right ones count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget import em
from gmm_widget.homework.calls import largest_gap
from gmm_widget.homework.checks import m_faults
from gmm_widget.homework.checks.contract import M_PARTS, Reading
from gmm_widget.homework.checks.covariance_faults import covariances_fault
from gmm_widget.homework.checks.dependence import Run, of_m_step
from gmm_widget.homework.checks.faults import agree, with_and_without
from gmm_widget.homework.checks.locate import in_m_step
from gmm_widget.homework.checks.nearly import apart, nearly
from gmm_widget.homework.checks.probes import Probe, moved, ordinary
from gmm_widget.homework.checks.running import NEAR, ONE_FAULT
from gmm_widget.homework.checks.shapes import right_for_some
from gmm_widget.homework.checks.sums import Found

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Judged(NamedTuple):
    """A judgement on one result: sentences (none if it is right or unclear), and its share."""

    said: tuple[str, ...] = ()
    share: float = 1.0
    unclear: bool = False


def judge(part: str, readings: Sequence[Reading], reg: float, run: Run) -> Judged:
    """Judge one result.

    Parameters
    ----------
    part : str
    readings : sequence of Reading
        One for each ordinary probe, up to the first on which the function fails.
    reg : float
        A number that may have been added to the diagonal of the covariances.
    run : callable
        The student's function.

    Returns
    -------
    Judged
    """
    number = M_PARTS.index(part)
    what = f"The {part} are"
    regs = with_and_without(reg if part == "covariances" else 0.0)
    some = ""
    for added in regs:
        good = [
            _part_is_right(r.values, ordinary(i), number, added) for i, r in enumerate(readings)
        ]
        if all(good):
            return Judged()

        def right_at(probe: Probe, added: float = added) -> bool:
            values = run(probe.for_m_step)
            return values is not None and _part_is_right(values, probe, number, added)

        some = some or right_for_some(what, good, right_at)
    close = next(filter(None, (_nearly(part, readings, what, added) for added in regs)), "")
    named = _named(part, readings, regs)
    if close and not (named and named[0].startswith(tuple("0123456789"))):
        return Judged((close,), NEAR)
    if some:
        return Judged((some,), ONE_FAULT)
    if named:
        verified = len(named) == 1 and len(readings) > 1 and _computes(run, number)
        return Judged(named, NEAR if close else ONE_FAULT * verified)
    said_of = tuple(of_m_step(run, ordinary(0), number) or in_m_step(run, number))
    return Judged(said_of, 0.0, not said_of)


def _named(part: str, readings: Sequence[Reading], regs: Sequence[float]) -> tuple[str, ...]:
    """The sentences about a fault that both of the first two probes show; () if there is none."""
    number = M_PARTS.index(part)
    finders: dict[str, Callable[..., Found | None]] = {
        "weights": m_faults.weights_fault,
        "means": m_faults.means_fault,
        "covariances": covariances_fault,
    }
    for added in regs:
        cases: list[tuple[Array | Probe, ...]] = []
        for i, reading in enumerate(readings[:2]):
            value = reading.values[number]
            if part == "covariances":
                value = value - added * np.eye(value.shape[-1])
            own = (reading.values[1],) if part == "covariances" else ()
            cases.append((value, ordinary(i), *own))
        if said := m_faults.explained(finders[part], *cases):
            return tuple(said)
    return ()


def _nearly(part: str, readings: Sequence[Reading], what: str, reg: float) -> str:
    """The sentence about a result that is nearly right on all probes."""
    number = M_PARTS.index(part)
    values = [reading.values[number] for reading in readings]
    for own in (True, False) if number == 2 else (True,):
        wanted = []
        for i, reading in enumerate(readings):
            probe = ordinary(i)
            means = reading.values[1]
            if not own:
                means = em.m_step(probe.points, probe.responsibilities).means
            wanted.append(_m_step(probe, means, reg)[number])
        if said := nearly(what, values, wanted):
            return said
    return ""


def _computes(run: Run, number: int) -> bool:
    """Whether a result depends on the responsibilities, and if it should, on the points."""
    given = ordinary(0).for_m_step
    base = run(given)
    changes = [{**given, "R": moved(0, points=False).responsibilities}]
    changes += [{**given, "X": moved(0, points=True).points}] if number else []
    for change in changes:
        other = run(change)
        if base is None or other is None or agree(base[number], other[number]):
            return False
    return True


def all_right(values: tuple[Array, ...], probe: Probe, reg: float) -> bool:
    """Whether all three results are right on a probe."""
    return any(
        all(_part_is_right(values, probe, number, added * (number == 2)) for number in range(3))
        for added in with_and_without(reg)
    )


def _part_is_right(values: tuple[Array, ...], probe: Probe, number: int, reg: float) -> bool:
    value, own = values[number], values[1]
    right = em.m_step(probe.points, probe.responsibilities)
    wanted = [_m_step(probe, means, reg)[number] for means in (own, right.means)]
    if number == 2:  # the mean of x x^T minus mu mu^T, which differs if the means are wrong
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


def gap(part: str, reading: Reading) -> str:
    """Locate the largest difference of an unexplained part."""
    number = M_PARTS.index(part)
    value = reading.values[number]
    wanted = _m_step(ordinary(0), reading.values[1], 0.0)[number]
    at = largest_gap(value, wanted)
    place = ", ".join(str(i) for i in at)
    found, right = apart(float(value[at]), float(wanted[at]))
    return f"The {part} are wrong: {part}[{place}] is {found}, where {right} is right."
