"""A student's work on a challenge: progress, the recorded starts, and their code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.homework.challenges.codes import encode_answer
from gmm_widget.homework.challenges.judging import as_recorded, numbered
from gmm_widget.homework.challenges.openings import first_starts, judged
from gmm_widget.homework.challenges.registry import Challenge, usual_variable
from gmm_widget.homework.challenges.verdicts import task_and_points
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exercise:
    """A challenge with its student and the recorded starts.

    Attributes
    ----------
    asked : Challenge
    source : array_like
        The student's points, as the challenge gave them.
    student : str, int or None
    variable : str
        The name of the answer code in the notebook.
    openings : tuple of (K, d) arrays
        The starts that the student begins with.
    kept : mapping
        The recorded means (K, d), rounded, by K.
    """

    asked: Challenge
    source: Any
    student: str | int | None
    variable: str
    openings: tuple[Array, ...]
    kept: Mapping[int, Array] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        challenge: str | Challenge,
        student: str | int | None = None,
        *,
        points: Any = None,
        variable: str = "",
    ) -> Exercise:
        """Begin a challenge, with nothing recorded.

        Parameters
        ----------
        challenge, student, points
            As for `check`.
        variable : str
            The name of the answer code in the notebook; by default "answer_trap" and the like.

        Returns
        -------
        Exercise

        Raises
        ------
        TypeError, ValueError
            If there is no such challenge, a student must be named, or the variable is not a Python
            name.
        """
        asked, source = task_and_points(challenge, points, student)
        name = variable or usual_variable(asked)
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no variable's name: give one with variable=...")
        return cls(asked, source, student, name, first_starts(asked, source).starts)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of means of each start in an answer; empty if there is a single start."""
        several = self.asked.n_starts > 1
        return tuple(map(len, self.openings)) if several else ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of means for which nothing has been recorded yet."""
        return tuple(k for k in self.numbers if k not in self.kept)

    @property
    def fixed(self) -> tuple[str, ...]:
        """The names of a widget's inputs that the challenge sets."""
        given = ("points", "start", "covariance_type", "reg_covar")
        return given if len(self.asked.n_components) > 1 else (*given, "n_components")

    def beginning(self, k: int) -> Array | None:
        """The start that is shown when k means are chosen: the recorded one, or the opening.

        None if an answer holds a single start, or none of k means.
        """
        if k not in self.numbers:
            return None
        return self.kept.get(k, self.openings[self.numbers.index(k)])

    def verdict(self, means: Array) -> Result:
        """Judge the attempt as if these means (K, d) were recorded now.

        If an answer holds several starts, the others are those recorded; until all are, the verdict
        is hidden.
        """
        [start] = as_recorded(self.source, means)
        if not self.numbers:
            return judged(self.asked, self.source, (start,))
        if len(start) not in self.numbers:
            return Result(False, self._no_number(len(start)), details={"kind": "start"})
        if self.missing:
            return self._hidden()
        starts = {**self.kept, len(start): start}
        return judged(self.asked, self.source, tuple(starts[k] for k in self.numbers))

    def record(self, means: Array) -> Exercise:
        """Record these means, replacing those of the same number.

        Raises
        ------
        ValueError
            If the answer holds no start with that number of means.
        """
        [start] = as_recorded(self.source, means)
        if not self.numbers:
            return replace(self, kept={len(start): start})
        if len(start) not in self.numbers:
            raise ValueError(self._no_number(len(start)))
        return replace(self, kept={**self.kept, len(start): start})

    def holds(self, means: Array) -> bool:
        """Whether exactly these means are recorded."""
        [start] = as_recorded(self.source, means)
        kept = self.kept.get(len(start))
        return kept is not None and np.array_equal(kept, start)

    @property
    def code(self) -> str:
        """The answer code of the recorded starts; "" until they are complete."""
        if not self.kept or self.missing:
            return ""
        starts = [self.kept[k] for k in self.numbers or self.kept]
        return encode_answer(self.asked.name, starts, student=self.student)

    def _hidden(self) -> Result:
        said = say(
            "{done} of {all} starts are recorded. The verdict is shown when all are.",
            done=len(self.kept),
            all=len(self.numbers),
        )
        return Result(False, said, 0.0, {"kind": "incomplete", "missing": self.missing})

    def _no_number(self, k: int) -> str:
        return say(
            "This challenge needs {numbers} means; here are {k}.",
            numbers=numbered(self.numbers),
            k=k,
        )
