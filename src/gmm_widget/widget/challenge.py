"""ChallengeWidget: a widget for a challenge, which shows one's progress and records answers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from gmm_widget.arguments import refuse_unknown
from gmm_widget.progress import Step, Steps
from gmm_widget.widget.answers import Answer
from gmm_widget.widget.base import LOCK, described
from gmm_widget.widget.gmm import GMMWidget
from gmm_widget.widget.traits import input_errors
from gmm_widget.widget.worker import Worker
from gmm_widget.words import checked_language, say, translated

if TYPE_CHECKING:
    from gmm_widget.homework import Challenge, Exercise, Result
    from gmm_widget.session import Request

ITERATIONS = 100
"""The default max_iter. An answer is judged where EM converges, mostly within this number."""
SETS = ("points", "n_components", "seeds", "start", "sample_weight", "labels")
"""The inputs that the challenge sets at first, besides the options of the fit."""
WISHED = {"points": ("edits",), "start": ("covariances",)}
"""For each input that a challenge sets, the fields of a front end's request that change it."""


class ChallengeWidget(GMMWidget):
    """A widget for a challenge: it shows the progress of an attempt and records the answer code.

    The challenge sets the points, the options and, if there is no choice, the number of
    components; max_iter, views and axes are free.

    Parameters
    ----------
    challenge : str or Challenge
        As "trap": see `gmm_widget.homework.names()`.
    student : str or int, optional
        Whose answer it will be. Needed where every student has points of their own.
    points : array_like, optional
        Points that replace those of the challenge.
    variable : str
        The name of the answer code in the notebook: *Record answer* writes it into the next cell
        that says ``variable = ""``. By default "answer_trap" and the like.
    max_iter, cursor, axes, view, theme, **layout
        As of `GMMWidget`.

    Raises
    ------
    TypeError, ValueError
        If there is no such challenge, a student must be named, or an input cannot be used.

    Examples
    --------
    >>> from gmm_widget import ChallengeWidget
    >>> from gmm_widget.homework import check
    >>> w = ChallengeWidget("published")
    >>> w.verdict.passed, w.answer
    (False, '')
    >>> w.seeds = [[2, 55], [4.3, 76], [4.5, 85]]
    >>> w.verdict
    Passed: Your fit has a log-likelihood of -1126.3; published is -1126.3.
    >>> check("published", w.record())
    Passed: Your fit has a log-likelihood of -1126.3; published is -1126.3.
    """

    _challenge = traitlets.Dict().tag(sync=True)
    _actions = (*GMMWidget._actions, "record")

    def __init__(
        self,
        challenge: str | Challenge,
        student: str | int | None = None,
        *,
        points: Any = None,
        variable: str = "",
        max_iter: int = ITERATIONS,
        **options: Any,
    ) -> None:
        from gmm_widget.homework import Exercise

        with input_errors():
            known = ["challenge", "student", "variable", *self._options()]
            refuse_unknown("ChallengeWidget", options, known)
            exercise = Exercise.of(challenge, student, points=points, variable=variable)
            if taken := sorted({*exercise.fixed, *SETS} & set(options)):
                raise TypeError(f"the challenge {exercise.asked.name!r} sets {', '.join(taken)}")
            language = checked_language(options.get("language", "en"))
        self._exercise: Exercise = exercise
        self._judge = Worker(LOCK)
        self._judged = (exercise.openings[0], _judged(exercise, exercise.openings[0]))
        self._times, self._answer_passed = 0, False
        self._set(_challenge=self._standing(exercise.openings[0], language))
        super().__init__(
            exercise.source,
            seeds=exercise.openings[0],
            max_iter=max_iter,
            **exercise.asked.options,
            **options,
        )

    @property
    def verdict(self) -> Result:
        """The verdict that `check` would give if the current start were recorded now."""
        with LOCK:
            return self._verdict(self._session.start.means)

    @property
    def answer(self) -> str:
        """The recorded answer code; "" before, and while starts are missing."""
        return self._exercise.code

    def record(self) -> str:
        """Record the current start, and return the answer code.

        In a cell of JupyterLab or Notebook 7 that reads ``answer_trap = w.record()``, the code then
        replaces the call, so that it is kept when a grader runs the notebook again.

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If the answer needs starts for other numbers of components, too, that are not recorded
            yet. The current one is recorded all the same.
        """
        with LOCK:
            self._keep(self._session.start.means)
            self._tell_standing()
            code, missing = self.answer, self._exercise.missing
        if missing:
            numbers = ", ".join(map(str, missing))
            raise ValueError(
                f"recorded, but an answer needs more: record a start for K = {numbers}, too"
            )
        from gmm_widget.homework import rewrite

        rewrite(sys._getframe(1), "record", code)
        return code

    # ------------------------------------------------------------------ what the challenge sets

    def set_state(self, sync_data: dict[str, Any]) -> None:
        super().set_state({name: sync_data[name] for name in sync_data if name != "_challenge"})

    def _assigned(self, name: str, value: Any) -> Request:
        if name in self._exercise.fixed:
            raise ValueError(f"the challenge {self._exercise.asked.name!r} sets {name}")
        request = super()._assigned(name, value)
        begin = self._beginning(value) if name == "n_components" else None
        return request if begin is None else replace(request, seeds=begin, cursor=0)

    def _grant(self, wish: Mapping[str, Any], asked: dict[str, Any]) -> None:
        barred = {each for name in self._exercise.fixed for each in (name, *WISHED.get(name, ()))}
        granted = {name: wish[name] for name in wish if name not in barred}
        begin = None if "seeds" in granted else self._beginning(granted.get("n_components"))
        if begin is not None:
            granted |= {"seeds": begin.tolist(), "cursor": 0}
        super()._grant(granted, asked)

    def _beginning(self, k: Any) -> Any:
        """The means to begin with when k components are chosen; None if the challenge has none, or
        k are shown already."""
        if isinstance(k, bool) or not isinstance(k, int) or k == self._session.start.n_components:
            return None
        return self._exercise.beginning(k)

    # ------------------------------------------------------------------ progress

    def _settle(self, answer: Answer, **also: Any) -> None:
        means, language = answer.session.start.means, answer.session.language
        recorded = "record" in answer.due.times
        if recorded:
            with suppress(ValueError):
                self._keep(means)
        before = self._session
        if recorded or means is not before.start.means or language != before.language:
            also["_challenge"] = self._standing(means, language)
        super()._settle(answer, **also)
        self._look()

    def _look(self) -> None:
        """Start to judge the start that is shown, unless a handle is held or it has been judged."""
        means = self._session.start.means
        if self._session.is_held or self._knows(means):
            self._judge.drop()
            return

        def steps() -> Steps[None]:
            yield Step(0, 1)
            self._verdict(means)

        self._judge.run(steps(), done=_nothing, failed=_nothing, told=_nothing, later=True)

    def _verdict(self, means: Any) -> Result:
        if not self._knows(means):
            self._judged = (means, _judged(self._exercise, means))
            self._tell_standing()
        return self._judged[1]

    def _knows(self, means: Any) -> bool:
        return np.array_equal(means, self._judged[0])

    def _keep(self, means: Any) -> None:
        """Record a start. Its verdict stays the same, unless it was hidden until now."""
        was_hidden = bool(self._exercise.missing)
        result = self._verdict(means)
        self._exercise = self._exercise.record(means)
        if was_hidden:
            result = _judged(self._exercise, means)
            self._judged = (means, result)
        self._times += 1
        self._answer_passed = result.passed and bool(self._exercise.code)

    def _tell_standing(self) -> None:
        session = self._session
        self._set(_challenge=self._standing(session.start.means, session.language))

    def _standing(self, means: Any, language: str) -> dict[str, Any]:
        """The progress and the recorded starts, as sent to the front end."""
        exercise, result = self._exercise, self._judged[1]
        standing = {
            "name": exercise.asked.name,
            "task": exercise.asked.task,
            "variable": exercise.variable,
            "fixed": list(exercise.fixed),
            "passed": result.passed,
            "score": result.score,
            "sentence": result.message,
            "pending": not self._knows(means),
            "numbers": [[k, k in exercise.kept] for k in exercise.numbers],
            "code": exercise.code,
            "code_passed": self._answer_passed,
            "current": exercise.holds(means),
            "times": self._times,
        }
        return translated(standing, language)


def _judged(exercise: Exercise, means: Any) -> Result:
    """Judge a start; an error in a teacher's own judge does not stop the widget."""
    from gmm_widget.homework import Result

    try:
        return exercise.verdict(means)
    except Exception as error:
        return Result(False, say("This cannot be judged: {error}", error=described(error)))


def _nothing(_: Any) -> None:
    pass
