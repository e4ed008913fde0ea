"""Check an answer, judge an attempt, and record it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import Mixture, Trace, as_means, as_points, column_range
from gmm_widget.homework.challenges.attempt import rounded
from gmm_widget.homework.challenges.codes import (
    Answer,
    as_starts,
    binding,
    decode_answer,
    encode_answer,
)
from gmm_widget.homework.challenges.registry import Challenge, find
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Start = Trace | Mixture | ArrayLike | Sequence[ArrayLike]

MARGIN = 0.5
"""Means must lie within the range of the points, extended by this fraction of it on every side."""


@by_name
def check(
    challenge: str | Challenge,
    answer: Any,
    student: str | int | None = None,
    *,
    points: Any = None,
) -> Result:
    """Judge an answer code: compute its fits again, and ask the challenge's judge.

    The contents of an answer cannot raise an error or print a warning: whatever is wrong with it is
    the message of a `Result` that has not passed.

    Parameters
    ----------
    challenge : str or Challenge
    answer : str
        The code that the student recorded.
    student : str or None
        The student to whom it must be bound. Needed where every student has different points.
    points : array_like or None
        Points that replace those of the challenge.

    Returns
    -------
    Result

    Raises
    ------
    TypeError, ValueError
        For the teacher: if there is no such challenge, or a student must be named.
    """
    asked, source = task_and_points(challenge, points, student)
    try:
        decoded = decode_answer(answer)
    except ValueError as problem:
        return Result(False, str(problem), details={"kind": "code"})
    if mismatch := _mismatch(asked, decoded, student):
        return Result(False, mismatch, details={"kind": "code"})
    return judged(asked, source, decoded.starts)


@by_name
def progress(
    challenge: str | Challenge,
    start: Start,
    student: str | int | None = None,
    *,
    points: Any = None,
) -> Result:
    """Judge an attempt while a student works on it: the verdict that `check` will give.

    Parameters
    ----------
    challenge : str or Challenge
    start : (K, d) array_like, Mixture, Trace, or a sequence of them
        Where the fit begins; of a mixture or a trace, its first means. They are rounded first, as
        in a code.
    student, points
        As for `check`.

    Returns
    -------
    Result
        Its details hold the numbers in the sentence.

    Raises
    ------
    TypeError, ValueError
        As `check`, or if the start is not made of means.
    """
    asked, source = task_and_points(challenge, points, student)
    return judged(asked, source, as_recorded(source, start))


@by_name
def record(
    challenge: str | Challenge,
    start: Start,
    student: str | int | None = None,
    *,
    points: Any = None,
) -> str:
    """Encode an attempt as an answer code.

    The means are rounded to about a thousandth of the data's standard deviation; `progress` judges
    them after the same rounding, so that the code gets the verdict that was shown.

    Parameters
    ----------
    challenge, start, student, points
        As for `progress`.

    Returns
    -------
    str

    Raises
    ------
    TypeError, ValueError
        As `progress`, or if the answer is too long for a code.
    """
    asked, source = task_and_points(challenge, points, student)
    return encode_answer(asked.name, as_recorded(source, start), student=student)


# ------------------------------------------------------------------ parts


def task_and_points(
    challenge: str | Challenge, points: Any, student: str | int | None
) -> tuple[Challenge, Any]:
    """Look up a challenge, replace its points if others are given, and get those of the student.

    Parameters
    ----------
    challenge : str or Challenge
    points : array_like or None
    student : str or None

    Returns
    -------
    challenge : Challenge
    source : array_like
    """
    asked = find(challenge)
    if points is not None:
        asked = asked.on(points)
    return asked, asked.source(student)


def _mismatch(asked: Challenge, answer: Answer, student: str | int | None) -> str:
    """Why an undamaged code does not answer this challenge; "" if it does."""
    if answer.challenge != asked.name:
        return (
            f"This code answers the challenge {answer.challenge!r}, not {asked.name!r}: record "
            "the answer to this one."
        )
    if student is not None and answer.binding != binding(asked.name, student):
        whose = "another student" if answer.binding else "nobody in particular"
        return f"This code was recorded for {whose}, not for {student}: record your own answer."
    for key, value in answer.options.items():
        if value != asked.options.get(key, value):
            return (
                f"This code was recorded with {key}={value!r}, but the challenge asks for "
                f"{asked.options[key]!r}: set that, and record again."
            )
    return ""


def judged(asked: Challenge, source: Any, starts: tuple[Array, ...]) -> Result:
    """Judge starts, or say why they cannot be judged.

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
            return say("A mean lies too far from the points: keep all of them near.")
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
