"""Check an answer, judge an attempt, and record it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gmm_widget.arguments import by_name
from gmm_widget.em import Mixture, Trace
from gmm_widget.homework.challenges.codes import Answer, binding, decode_answer, encode_answer
from gmm_widget.homework.challenges.judging import as_recorded
from gmm_widget.homework.challenges.openings import first_starts, judged
from gmm_widget.homework.challenges.registry import Challenge, find
from gmm_widget.homework.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Start = Trace | Mixture | ArrayLike | Sequence[ArrayLike]


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
    result = judged(asked, source, decoded.starts)
    if result.details.get("kind") == "start":
        return replace(result, message=f"{result.message} {_OUTDATED}")
    return result


_OUTDATED = (
    "The code may be from an older version of gmm-widget, which gave other points: record your "
    "answer again."
)


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


@by_name
def opening(
    challenge: str | Challenge, student: str | int | None = None, *, points: Any = None
) -> tuple[Array, ...]:
    """Return the starts that a student sees first: always the same, and poor.

    They are the challenge's own start if it prescribes one. Otherwise all means begin on one spot,
    where EM cannot part them; or, if that earns a score, the start that earns the least of this and
    some random ones. What it earns is taken off the score of every answer.

    Parameters
    ----------
    challenge, student, points
        As for `check`.

    Returns
    -------
    tuple of (K, d) arrays
        One for each start that an answer holds.

    Raises
    ------
    TypeError, ValueError
        If there is no such challenge, a student must be named, or the points offer no start of the
        kind that the challenge prescribes.
    """
    asked, source = task_and_points(challenge, points, student)
    return first_starts(asked, source).starts


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
