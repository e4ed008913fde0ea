"""A fit by a student's functions in progress, and the resulting trace."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.em import EMPTY, Fault, Mixture, Mixtures, Trace, collapsed, log_sum_exp
from gmm_widget.homework.checks import check_e_step, check_m_step
from gmm_widget.homework.own_steps.comparison import Half, e_half, m_half
from gmm_widget.homework.own_steps.followed import Followed
from gmm_widget.progress import Step
from gmm_widget.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from gmm_widget.em import Status
    from gmm_widget.homework.result import Result
    from gmm_widget.progress import Steps

    Array = NDArray[np.float64]

CHECK_LIMIT = 1.0
"""The time limit of a checker's calls in seconds; only quick functions are checked."""


E_STEP, M_STEP = say("E-step"), say("M-step")


@dataclass(frozen=True, eq=False)
class OwnTrace(Trace):
    """A fit with a user's own steps, which keeps the responsibilities that they returned.

    Attributes
    ----------
    given : tuple of (n, K) arrays
        R_1, R_2, ...; the reference's where there are no more.
    """

    given: tuple[Array, ...] = ()

    def light(self) -> Trace:
        return replace(self, given=())

    def responsibilities(self, cursor: int) -> Array:
        cursor = self.checked_cursor(cursor)
        if 0 < cursor <= 2 * len(self.given):
            return self.given[(cursor - 1) // 2].copy()
        return super().responsibilities(cursor)

    def responsibilities_of(self, row: int, iteration: int) -> Array:
        if iteration <= len(self.given):
            shares: Array = self.given[iteration - 1][row].copy()
            return shares
        return super().responsibilities_of(row, iteration)

    def e_steps(self, first: int, stop: int) -> Iterator[tuple[slice, slice, Array]]:
        """Iterate over their responsibilities, clamped to [0, 1] for drawing."""
        rows = slice(0, len(self.points))
        for t in range(first, min(stop, len(self.given))):
            shares = np.clip(self.given[t].T, 0.0, 1.0)
            yield rows, slice(t - first, t - first + 1), shares[:, None, :].copy()
        begin = max(first, len(self.given))
        if begin < stop:
            for points, some, block in super().e_steps(begin, stop):
                moved = slice(some.start + begin - first, some.stop + begin - first)
                yield points, moved, block


class Walk:
    """One fit in progress.

    Parameters
    ----------
    e_step, m_step : Followed or None
        The reference's where there is none.
    points : (n, d) array
    start : Mixture
    covariance_type, reg_covar, tol, max_iter
        As for `gmm_widget.fit`.
    """

    def __init__(
        self,
        e_step: Followed | None,
        m_step: Followed | None,
        points: Array,
        start: Mixture,
        *,
        covariance_type: Any,
        reg_covar: float,
        tol: float,
        max_iter: int,
    ) -> None:
        self.e_step, self.m_step, self.points = e_step, m_step, points
        self.options: dict[str, Any] = {
            "covariance_type": covariance_type,
            "reg_covar": float(reg_covar),
            "tol": float(tol),
            "max_iter": int(max_iter),
        }
        self.mixtures = [start]
        self.given: list[Array] = []
        self.faults: list[Fault] = []
        self.status: Status = "max_iter"
        self.component: int | None = None

    def steps(self) -> Steps[OwnTrace]:
        """Run to the end, a half-step at a time."""
        most, tol = self.options["max_iter"], self.options["tol"]
        responsibilities, value = _expected(self.points, self.mixtures[0])
        values = [value]
        for t in range(1, most + 1):
            yield Step(2 * t - 1, 2 * most)
            given = self._e_step(t, responsibilities)
            if given is None:
                break
            self.given.append(given)
            yield Step(2 * t, 2 * most)
            found = self._m_step(t, given)
            if found is None:
                if self.faults and self.faults[-1].cursor > 2 * (t - 1):
                    self.mixtures.append(self.mixtures[-1])
                    values.append(value)
                break
            before = value
            responsibilities, value = _expected(self.points, found)
            if not math.isfinite(value):
                value = before
                self.status = "faulty"
                self.faults[1:] = [
                    Fault(2 * t, None, None, say("No fit after iteration {t}.", t=t), LOST)
                ]
                break
            self.mixtures.append(found)
            values.append(value)
            if abs(value - before) < tol * len(self.points):
                self.status = "converged"
                break
        return self._trace(np.array(values))

    def _e_step(self, t: int, wanted: Array) -> Array | None:
        """The responsibilities of iteration t, or None if that is the end."""
        if self.e_step is None:
            return wanted
        half = e_half(self.e_step, self.points, self.mixtures[-1], wanted)
        check = partial(check_e_step, time_limit=CHECK_LIMIT)
        self._note(half, E_STEP, t, self.e_step, check)
        if half.value is None:
            self.status = "faulty"
        given: Array | None = half.value
        return given

    def _m_step(self, t: int, given: Array) -> Mixture | None:
        """The mixture of iteration t, or None if that is the end."""
        counts = given.sum(axis=0)
        if counts.min() < EMPTY:
            self.status, self.component = "empty", int(counts.argmin())
            return None
        rules = {name: self.options[name] for name in ("covariance_type", "reg_covar")}
        if self.m_step is None:
            mixture = em.m_step(self.points, given, **rules)
        else:
            half = m_half(self.m_step, self.points, given, **rules)
            check = partial(check_m_step, reg=rules["reg_covar"], time_limit=CHECK_LIMIT)
            self._note(half, M_STEP, t, self.m_step, check)
            if half.value is None:
                self.status = "faulty"
                return None
            mixture = half.value
        lost = collapsed(self.points, mixture)
        if lost is not None:
            self.status, self.component = "collapsed", lost
            return None
        return mixture

    def _note(
        self, half: Half, step: str, t: int, function: Followed, check: Callable[..., Result]
    ) -> None:
        """Keep the first fault, and the one that ends the fit."""
        ends = half.value is None
        if not half.seen or (self.faults and not ends):
            return
        hint = "" if self.faults else _hint(half, function.checked(check), function.told_of_inputs)
        if ends:
            lead = say(
                "Your {step} gave no result that can be used in iteration {t}.", step=step, t=t
            )
        else:
            lead = say("Your {step} is wrong in iteration {t}.", step=step, t=t)
        cursor = 2 * t - (step is E_STEP)
        self.faults[1:] = [
            Fault(cursor, half.row, half.component, lead, _sentence(half.seen), hint)
        ]

    def _trace(self, values: Array) -> OwnTrace:
        last = 2 * (len(self.mixtures) - 1)
        return OwnTrace(
            points=self.points,
            mixtures=Mixtures.of(self.mixtures),
            log_likelihoods=values,
            status=self.status,
            component=self.component,
            own=names(self.e_step, self.m_step),
            faults=tuple(replace(fault, cursor=min(fault.cursor, last)) for fault in self.faults),
            given=() if self.e_step is None else tuple(self.given),
            **self.options,
        )


def names(e_step: Followed | None, m_step: Followed | None) -> tuple[str, ...]:
    """The steps that are the user's own."""
    return (E_STEP,) * (e_step is not None) + (M_STEP,) * (m_step is not None)


def _sentence(text: str) -> str:
    """Add a full stop, and a capital, unless the text begins with a name in a program."""
    if text.startswith("your function"):
        text = "Y" + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _hint(half: Half, checked: Result | None, told: str) -> str:
    """What a checker adds to the observed fault.

    For a result of the wrong form it repeats the fault; and what is `told` of inputs that are
    changed in place it repeats word for word, so these are left out.
    """
    if checked is None or checked.passed:
        return ""
    form = checked.details.get("kind") == "contract"
    placed = half.row is not None or half.component is not None
    if form and (half.value is None or not placed):
        return ""
    return checked.message.replace(told, "").strip() if told else checked.message


LOST = say("The density of the points under this mixture is not a finite number.")


def _expected(points: Array, mixture: Mixture) -> tuple[Array, float]:
    """The reference's responsibilities (n, K) at a mixture, and its log-likelihood.

    NaN where the mixture has no density.
    """
    with np.errstate(all="ignore"):
        try:
            joint = mixture.log_joint(points)
        except ValueError:
            return np.empty((0, 0)), math.nan
        total = log_sum_exp(joint)
        return np.exp(joint - total[:, None]), float(total.sum())
