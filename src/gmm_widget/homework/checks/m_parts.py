"""The three results of an M-step, judged one by one, so that right ones count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import em
from gmm_widget.homework.calls import largest_gap
from gmm_widget.homework.checks import m_faults
from gmm_widget.homework.checks.contract import M_PARTS, Reading
from gmm_widget.homework.checks.covariance_faults import covariances_fault
from gmm_widget.homework.checks.dependence import Run, of_m_step
from gmm_widget.homework.checks.faults import agree, with_and_without
from gmm_widget.homework.checks.probes import Probe, ordinary
from gmm_widget.homework.checks.sums import Found

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def judge(part: str, readings: Sequence[Reading], reg: float, run: Run) -> tuple[str, ...] | None:
    """Judge one result: () if it is right, sentences if the fault is clear, else None.

    Parameters
    ----------
    part : str
    readings : sequence of Reading
        One for each ordinary probe.
    reg : float
        A number that may have been added to the diagonal of the covariances.
    run : callable
        The student's function.

    Returns
    -------
    tuple of str, or None
    """
    number = M_PARTS.index(part)
    for added in with_and_without(reg if part == "covariances" else 0.0):
        if all(_part_is_right(reading, i, number, added) for i, reading in enumerate(readings)):
            return ()
    finders: dict[str, Callable[..., Found | None]] = {
        "weights": m_faults.weights_fault,
        "means": m_faults.means_fault,
        "covariances": covariances_fault,
    }
    for added in with_and_without(reg if part == "covariances" else 0.0):
        cases: list[tuple[Array | Probe, ...]] = []
        for i, reading in enumerate(readings[:2]):
            value = reading.values[number]
            if part == "covariances":
                value = value - added * np.eye(value.shape[-1])
            own = (reading.values[1],) if part == "covariances" else ()
            cases.append((value, ordinary(i), *own))
        if said := m_faults.explained(finders[part], *cases):
            return tuple(said)
    return tuple(of_m_step(run, ordinary(0), number)) or None


def _part_is_right(reading: Reading, probe_number: int, number: int, reg: float) -> bool:
    probe, value = ordinary(probe_number), reading.values[number]
    own, right = reading.values[1], em.m_step(probe.points, probe.responsibilities)
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
    return (
        f"The {part} are wrong: {part}[{place}] is {value[at]:.4g} where {wanted[at]:.4g} is right."
    )
