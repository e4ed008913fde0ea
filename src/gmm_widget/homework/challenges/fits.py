"""Built-in challenges about one fit: a trap, a collapse, and a published fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import datasets
from gmm_widget.homework.challenges.attempt import (
    Attempt,
)
from gmm_widget.homework.challenges.registry import challenge
from gmm_widget.homework.challenges.student_data import (
    student_copy,
    student_points,
)
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TRAP = 20.0
"""Nats below the best fit at which an optimum counts as a trap."""


def _three(student: str | int) -> datasets.Dataset:
    """Three groups far apart: of 100 random starts, about nine end in a trap."""
    return student_points("trap", student, n_components=3, distance=7.0)


def crowded(
    n_components: int, together: int = 2, outside: bool = False
) -> Callable[..., Iterator[Array]]:
    """Propose starts on random points, with some means close together, perhaps on the outside."""

    def propose(
        points: Array, given: Array | None, random: np.random.Generator, options: Mapping[str, Any]
    ) -> Iterator[Array]:
        means = points[random.choice(len(points), n_components, replace=False)]
        if outside:
            means[0] = points[random.choice(_by_distance(points, points.mean(axis=0))[-16:])]
        near = _by_distance(points, means[0])[1 : 4 + together]
        means[1:together] = points[random.choice(near, together - 1, replace=False)]
        yield means

    return propose


def _by_distance(points: Array, place: Array) -> NDArray[np.intp]:
    """The indices of the points, the nearest to a place first."""
    return np.argsort(((points - place) ** 2).sum(axis=1))


def _pair_and_middle(
    points: Array, given: Array | None, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    """Two means in one group, and one in the middle of all the points."""
    for means in crowded(3)(points, given, random, options):
        yield np.vstack([means[:2], points.mean(axis=0)])


@challenge("trap", points=_three, n_components=3, propose=_pair_and_middle)
def trap(attempt: Attempt) -> Result:
    """Find a start from which EM ends in a poor optimum: at least 20 nats below the best fit."""
    if not attempt.ended:
        return not_at_rest(attempt)
    if problem := unstable(attempt):
        return Result(False, problem, 0.0, {"gap": attempt.gap, "is_optimum": False})
    gap = attempt.gap
    said = say(
        "EM ended {gap} nats below the best fit; it takes {needed}.",
        gap=f"{max(gap, 0):.1f}",
        needed=f"{TRAP:g}",
    )
    if gap < 1:
        gap = 0.0
        said = say(
            "EM found the best fit known. It takes one at least {needed} nats below it.",
            needed=f"{TRAP:g}",
        )
    return Result(gap >= TRAP, said, gap / TRAP, {"gap": gap, "is_optimum": True})


def unstable(attempt: Attempt) -> str:
    """Why the end of a fit is no optimum, though EM has converged; "" if it is one."""
    if not attempt.holds:
        return say(
            "EM converges there, but after a small push a component collapses: that is no optimum. "
            "Start elsewhere."
        )
    if attempt.settled > attempt.log_likelihood + 1:
        return say(
            "EM stands still there, but only as on a ridge: after a small push it runs on to a "
            "better place. Are two means on the same spot?"
        )
    return ""


def _few(student: str | int) -> datasets.Dataset:
    return student_points("collapse", student, n=80)


@challenge("collapse", points=_few, n_components=6, propose=crowded(6, together=4, outside=True))
def collapse(attempt: Attempt) -> Result:
    """Find a start from which one component collapses on a point or a few: its width goes to 0
    and the likelihood to infinity."""
    trace = attempt.trace
    scale = trace.spread
    scaled = trace.final.covariances / np.outer(scale, scale)
    width = float(np.sqrt(max(np.linalg.eigvalsh(scaled).min(), 0.0)))
    details = {"status": trace.status, "width": width, "component": trace.component}
    if trace.status == "collapsed":
        number = (trace.component or 0) + 1
        said = say("Component {k} collapsed in iteration {t}.", k=number, t=trace.n_iter + 1)
        return Result(True, said, details=details)
    if trace.status == "empty":
        said = say(
            "A component lost all its points, and is empty: that is no collapse. Start nearer."
        )
        return Result(False, said, 0.0, details)
    said = say(
        "No collapse: the narrowest component ended with a standard deviation of {width} of the "
        "data's. Start one on a few points that lie close together or in a line.",
        width=f"{width:.2g}",
    )
    return Result(False, said, 0.5 * (1 - min(1.0, width)), details)


PUBLISHED = -1126.3
"""The log-likelihood of the fit that R's mclust prefers for Old Faithful: three Gaussians of one
common shape (its model EEE), 11 parameters, and a BIC of -2314, which mclust gives the other sign.
Scrucca, Fop, Murphy and Raftery (2016), "mclust 5", The R Journal 8, 289-317."""


def _geyser(student: str | int | None = None) -> datasets.Dataset:
    """Old Faithful in minutes; with a student, in that student's own copy."""
    table = datasets.old_faithful()
    return table if student is None else student_copy("published", student, table)


@challenge("published", points=_geyser, n_components=3, covariance_type="tied")
def published(attempt: Attempt) -> Result:
    """R's mclust prefers three Gaussians with one common covariance for Old Faithful, with a
    log-likelihood of -1126.3. Find a start that leads to this fit."""
    if not attempt.ended:
        return not_at_rest(attempt)
    change = _change_of_units(attempt.points)
    value = attempt.log_likelihood + change
    off = abs(value - PUBLISHED)
    bic = attempt.bic(attempt.trace) - 2 * change
    details = {"log_likelihood": value, "bic": bic, "off": off}
    numbers = {"value": f"{value:.1f}", "published": PUBLISHED}
    if abs(change) < 1e-6:
        said = say("Your fit has a log-likelihood of {value}; published is {published}.", **numbers)
    else:
        said = say(
            "In minutes, your fit has a log-likelihood of {value}; published is {published}.",
            **numbers,
        )
    return Result(off <= 0.1, said, 0.5 * (1 - off / 20), details)


def _change_of_units(points: Array) -> float:
    """What is added to a log-likelihood if these points are turned back to minutes.

    The density changes by the determinant of the map, the root of the covariances' quotient.
    """
    logs = [np.linalg.slogdet(np.cov(x.T))[1] for x in (points, datasets.old_faithful().values)]
    return float(len(points) * (logs[0] - logs[1]) / 2)


def not_at_rest(attempt: Attempt) -> Result:
    """Why a fit that collapsed, or lost a component, cannot be judged."""
    number = (attempt.trace.component or 0) + 1
    if attempt.trace.status == "collapsed":
        said = say(
            "Component {k} collapsed, so this fit has no end to be judged: start elsewhere.",
            k=number,
        )
    else:
        said = say(
            "Component {k} lost all its points, so this fit has no end to be judged: start "
            "elsewhere.",
            k=number,
        )
    return Result(False, said, 0.0, {"status": attempt.trace.status})
