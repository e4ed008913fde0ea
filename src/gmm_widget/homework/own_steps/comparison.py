"""Comparison of one of a student's steps with the reference's, from the same state."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.em import Mixture
from gmm_widget.homework.calls import as_numbers
from gmm_widget.homework.checks import (
    ABSOLUTE,
    M_PARTS,
    RELATIVE,
    TINY,
    read_mixture,
    read_responsibilities,
    with_and_without,
)
from gmm_widget.words import say, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em import CovarianceType
    from gmm_widget.homework.own_steps.followed import Followed

    Array = NDArray[np.float64]

ROUNDING = 1000 * float(np.finfo(float).eps)
"""The tolerance for rounding, relative to the largest intermediate number: in measurements a
thousandth of this is common, and a tenth occurs where densities are extreme."""
LARGEST = 1e100
"""A fit with larger numbers is not continued: their squares and products must be finite."""


@dataclass(frozen=True, eq=False)
class Half:
    """The outcome of one half-step.

    Attributes
    ----------
    value : array (n, K), Mixture or None
        What the fit continues with; None if there is nothing usable.
    seen : str
        What is wrong with it, as sentences; empty if nothing is.
    row, component : int or None
        Where.
    """

    value: Any = None
    seen: str = ""
    row: int | None = None
    component: int | None = None


def e_half(function: Followed, points: Array, mixture: Mixture, wanted: Array) -> Half:
    """Run the student's E-step at a mixture; `wanted` (n, K) is the reference's.

    Parameters
    ----------
    function : Followed
    points : (n, d) array
    mixture : Mixture
    wanted : (n, K) array

    Returns
    -------
    Half
    """
    arguments = {
        "X": points,
        "weights": mixture.weights,
        "means": mixture.means,
        "covariances": mixture.covariances,
    }
    done = function.call(arguments)
    if done.complaint:
        return Half(seen=done.complaint)
    reading = read_responsibilities(done.value, (*wanted.shape, points.shape[1]))
    if reading.complaint:
        return Half(seen=reading.complaint, row=_lost_row(done.value, wanted))
    seen = [*reading.remarks, function.in_place(arguments, done.changed)]
    given = reading.values[0]
    gap = np.abs(given - wanted)
    allowed = RELATIVE * wanted + ABSOLUTE + TINY + ROUNDING * _condition(mixture)
    wrong = np.flatnonzero((gap > allowed).any(axis=1))
    if not len(wrong):
        return Half(given, together(*seen))
    row = int(wrong[0])
    k = int(gap[row].argmax())
    yours, right = apart(given[row, k], wanted[row, k])
    seen.append(
        say(
            "Point {row}: you give {yours} to component {k}; the E-step gives {right}.",
            row=row,
            yours=yours,
            k=k + 1,
            right=right,
        )
    )
    return Half(given, together(*seen), row, k)


def m_half(
    function: Followed,
    points: Array,
    responsibilities: Array,
    covariance_type: CovarianceType,
    reg_covar: float,
) -> Half:
    """Run the student's M-step on some responsibilities (n, K).

    The covariances that it returns are unrestricted: the widget restricts them to its type and adds
    `reg_covar`, as it does to the reference's. A function that does so itself is right, too.

    Parameters
    ----------
    function : Followed
    points : (n, d) array
    responsibilities : (n, K) array
    covariance_type, reg_covar
        As for `fit`.

    Returns
    -------
    Half
    """
    arguments = {"X": points, "R": responsibilities}
    done = function.call(arguments)
    if done.complaint:
        return Half(seen=done.complaint)
    shape = (*responsibilities.shape, points.shape[1])
    reading = read_mixture(done.value, shape)
    if reading.complaint:
        return Half(seen=reading.complaint)
    seen = [*reading.remarks, function.in_place(arguments, done.changed)]
    weights, means, covariances = given = reading.values
    counts, eye = responsibilities.sum(axis=0), np.eye(points.shape[1])
    free = em.m_step(points, responsibilities)
    wide = em.restrict(free.covariances, counts, covariance_type)
    added = 0.0
    # Where the rows of R do not sum to 1, N_k / n and N_k / sum(N) are two right answers.
    shares = (counts / len(points), free.weights)
    differs = _difference(points, given, (shares[0], free.means, free.covariances))
    for other, each, share in product(
        with_and_without(reg_covar), (free.covariances, wide), shares
    ):
        right = (share, free.means, each + other * eye)
        if differs is not None and _difference(points, given, right) is None:
            differs, added = None, other
    component = None
    if differs is not None:
        component, said = differs
        seen.append(said)
    covariances = (covariances + covariances.transpose(0, 2, 1)) / 2
    covariances = em.restrict(covariances, counts, covariance_type) + (reg_covar - added) * eye
    if differs is None or abs(weights.sum() - 1) <= RELATIVE:
        weights = weights / weights.sum()
    try:
        if max(np.abs(means).max(), np.abs(covariances).max()) > LARGEST:
            raise ValueError(f"its numbers are too large to compute with, beyond {LARGEST:g}")
        mixture = Mixture(weights, means, covariances)
        mixture.log_joint(points[:1])
    except ValueError as error:
        if component is None:  # the reference's has no width, either
            mixture = em.m_step(
                points, responsibilities, covariance_type=covariance_type, reg_covar=reg_covar
            )
            return Half(mixture, together(*seen))
        seen.append(say("The fit cannot continue from there: {error}.", error=error))
        return Half(None, together(*seen), component=component)
    return Half(mixture, together(*seen), component=component)


def apart(one: float, other: float) -> tuple[str, str]:
    """Format two different numbers with as few digits as distinguish them, at least two."""
    for digits in range(2, 17):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


# ------------------------------------------------------------------ parts


def _difference(
    points: Array, given: tuple[Array, ...], wanted: tuple[Array, ...]
) -> tuple[int, str] | None:
    """The component that is furthest from right in the first wrong part, and a sentence about it.

    None if all is right up to rounding.
    """
    spread = points.std(axis=0)
    spread = np.where(spread > 0, spread, spread.max() or 1.0)
    scales = (np.ones(1), spread, np.outer(spread, spread))
    far = np.abs(points).max(axis=0) / spread
    lost = (0.0, ROUNDING * far, ROUNDING * np.outer(far, far))
    for name, yours, right, scale, more in zip(M_PARTS, given, wanted, scales, lost, strict=True):
        gap = np.abs(yours - right) / scale
        size = np.abs(right) / scale if name != "means" else np.zeros_like(gap)
        over = gap - (RELATIVE * size + ABSOLUTE + TINY + more)
        if (over > 0).any():
            place = tuple(int(i) for i in np.unravel_index(int(over.argmax()), over.shape))
            return place[0], _told(name, place, float(yours[place]), float(right[place]))
    return None


def _told(name: str, place: tuple[int, ...], yours: float, right: float) -> str:
    """The sentence about one wrong number of a component."""
    a, b = apart(yours, right)
    values = {"k": place[0] + 1, "yours": a, "right": b}
    if name == "weights":
        return say("Component {k}: your weight is {yours}; the M-step's is {right}.", **values)
    if name == "means":
        return say(
            "Component {k}: your mean in column {column} of X is {yours}; the M-step's is {right}.",
            column=place[-1],
            **values,
        )
    return say(
        "Component {k}: your covariance, entry {entry}, is {yours}; the M-step's is {right}.",
        entry=list(place[1:]),
        **values,
    )


def _condition(mixture: Mixture) -> float:
    """The amplification of rounding errors: the worst condition number of the correlations."""
    variances = np.einsum("kii->ki", mixture.covariances)
    deviations = np.sqrt(variances)
    correlations = mixture.covariances / (deviations[:, :, None] * deviations[:, None, :])
    values = np.linalg.eigvalsh(correlations)
    return float((values[:, -1] / values[:, 0].clip(min=np.finfo(float).tiny)).max())


def _lost_row(value: Any, wanted: Array) -> int | None:
    """The first point whose responsibilities are not finite, if it can be determined."""
    array = as_numbers(value)
    if isinstance(array, str) or array.shape != wanted.shape:
        return None
    rows = np.flatnonzero(~np.isfinite(array).all(axis=1))
    return int(rows[0]) if len(rows) else None
