"""Challenges: a task, its points, and a judge of the fits from a student's starts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name, nearest
from gmm_widget.em import as_labels, as_points
from gmm_widget.homework.challenges.attempt import Attempt
from gmm_widget.homework.challenges.student_data import student_points
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Verdict = Result | tuple[bool, float, str]
"""A Result, or whether it is passed, the score (0 to 1), and a sentence."""
Judge = Callable[[Attempt], Verdict]
Given = Callable[["Array", int, Mapping[str, Any]], "Array"]


@dataclass(frozen=True, eq=False)
class Challenge:
    """A task about the means of a mixture, and its judge.

    Attributes
    ----------
    name : str
    task : str
        What to do, for the student: the judge's docstring.
    judge : callable
        ``judge(attempt)`` returns ``(passed, share, sentence)`` or a `Result`.
    data : array_like, callable or None
        The points; or a function of the student that returns them; or None for
        ``student_points(name, student)``. If the function can be called without a student, it
        returns points for nobody in particular, and no student needs to be named.
    n_components : tuple of int
        The valid numbers of components of a start. With `n_starts` above 1, one start each.
    n_starts : int
        The number of starts in an answer.
    options : mapping
        ``covariance_type`` and ``reg_covar`` of the fits.
    given : callable or None
        ``given(points, n_components, options)`` returns the means (K, d) to begin with.
    propose : callable or None
        ``propose(points, given, random, options)`` returns starts that a student might try; for
        `solvable`.
    """

    name: str
    task: str
    judge: Judge
    data: Any = None
    n_components: tuple[int, ...] = (3,)
    n_starts: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)
    given: Given | None = None
    propose: Callable[..., Iterable[Array]] | None = None

    def on(self, points: Any) -> Challenge:
        """Replace the points of the challenge, by a table or a function of the student."""
        return replace(self, data=points)

    @property
    def is_per_student(self) -> bool:
        """Whether every student has different points, and none serve for all."""
        return self.data is None or (callable(self.data) and not _needs_nothing(self.data))

    def source(self, student: str | int | None = None) -> Any:
        """The points of a student, unconverted: a `Dataset`, an array or a DataFrame.

        Raises
        ------
        ValueError
            If every student has different points and none is named.
        """
        if not (self.data is None or callable(self.data)):
            return self.data
        if student is None and not self.is_per_student:
            return self.data()
        if student is None:
            raise ValueError(
                f"every student has points of their own in {self.name!r}: say whose, student=..."
            )
        return student_points(self.name, student) if self.data is None else self.data(student)

    def start(self, student: str | int | None = None) -> Array | None:
        """The means that the student begins with, (K, d); None if the challenge prescribes none.

        Raises
        ------
        ValueError
            If the points offer no such start.
        """
        return self._given(as_points(self.source(student)))

    def attempt(self, source: Any, starts: tuple[Array, ...]) -> Attempt:
        """Create an attempt at this challenge; its fits are computed on demand."""
        points = as_points(source)
        labels = getattr(source, "labels", None)
        return Attempt(
            points,
            starts,
            None if labels is None else as_labels(labels, len(points)),
            self._given(points),
            self.options,
        )

    def _given(self, points: Array) -> Array | None:
        if self.given is None:
            return None
        return self.given(points, self.n_components[0], self.options)

    def verdict(self, attempt: Attempt) -> Result:
        """Judge an attempt."""
        said = self.judge(attempt)
        if isinstance(said, Result):
            return said
        passed, share, sentence = said
        trace = attempt.trace
        details = {"status": trace.status, "log_likelihood": attempt.log_likelihood}
        return Result(passed, sentence, share, details)


def _needs_nothing(function: Callable[..., Any]) -> bool:
    """Whether a function can be called without an argument."""
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):
        return False
    return True


_registry: dict[str, Challenge] = {}
_built_in: set[str] = set()


@by_name
def challenge(
    name: str,
    *,
    points: Any = None,
    n_components: int | Iterable[int] = 3,
    n_starts: int = 1,
    covariance_type: str = "full",
    reg_covar: float = 0.0,
    given: Given | None = None,
    propose: Callable[..., Iterable[Array]] | None = None,
) -> Callable[[Judge], Challenge]:
    """Make a challenge from a function that judges an `Attempt`.

    The function's docstring is the task. It returns whether it is passed, the score (0 to 1), and
    a sentence; or a `Result`.

    Parameters
    ----------
    name : str
        Letters, digits and spaces.
    points : array_like, callable or None
        See `Challenge.data`.
    n_components : int, or several
        The valid numbers of means of a start.
    n_starts, given, propose
        See `Challenge`.
    covariance_type, reg_covar
        As for `fit`.

    Returns
    -------
    callable
        A decorator, which returns the `Challenge`.

    Raises
    ------
    ValueError
        If the name is that of a built-in challenge.

    Examples
    --------
    >>> from gmm_widget import datasets
    >>> @challenge("far apart", points=datasets.blobs())
    ... def far_apart(attempt):
    ...     '''End with the first two means at least 6 apart.'''
    ...     first, second, _ = attempt.trace.final.means
    ...     apart = float(np.linalg.norm(first - second))
    ...     return apart >= 6, apart / 6, f"They are {apart:.1f} apart; it takes 6."
    >>> from gmm_widget.homework import progress
    >>> progress(far_apart, [[2, 2], [8, 4], [5, 7]])
    Not yet (score 0.92): They are 5.5 apart; it takes 6.
    """
    numbers = (n_components,) if isinstance(n_components, int) else tuple(n_components)

    def make(judge: Judge) -> Challenge:
        made = Challenge(
            name=name,
            task=say(" ".join((judge.__doc__ or "").split())),
            judge=judge,
            data=points,
            n_components=numbers,
            n_starts=n_starts,
            options={"covariance_type": covariance_type, "reg_covar": reg_covar},
            given=given,
            propose=propose,
        )
        _register(made)
        return made

    return make


def _register(made: Challenge) -> None:
    if made.name in _built_in:
        raise ValueError(f"{made.name!r} is the name of a built-in challenge: choose another")
    _registry[made.name] = made


def reserve_names() -> None:
    """Make the challenges that are registered so far the built-in ones."""
    _built_in.update(_registry)


def find(name: str | Challenge) -> Challenge:
    """Look up a challenge by its name; a `Challenge` is returned as it is.

    Raises
    ------
    ValueError
        If there is none; the message lists all names.
    """
    if isinstance(name, Challenge):
        return name
    if name not in _registry:
        raise ValueError(
            f"there is no challenge {name!r}: choose from {', '.join(names())}"
            f"{nearest(name, names())}"
        )
    return _registry[name]


def slug(name: str) -> str:
    """A challenge's name as one word: "kmeans_beats"."""
    return re.sub(r"\W+", "_", name).strip("_")


def usual_variable(asked: Challenge) -> str:
    """The default name of the answer code in a notebook."""
    return f"answer_{slug(asked.name)}"


def names() -> list[str]:
    """The names of all challenges, the built-in ones first."""
    return list(_registry)
