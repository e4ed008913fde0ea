"""Built-in challenges that compare fits: numbers of components by BIC, and k-means with EM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import datasets
from gmm_widget.em import (
    SOUND,
    adjusted_rand_index,
    n_parameters,
)
from gmm_widget.homework.challenges.attempt import (
    Attempt,
    best_known,
    searched,
)
from gmm_widget.homework.challenges.fits import crowded, not_at_rest, unstable
from gmm_widget.homework.challenges.registry import challenge
from gmm_widget.homework.challenges.student_data import (
    student_copy,
    student_points,
    student_seed,
)
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NUMBERS = (1, 2, 3, 4, 5)
SLACK = 3.0
"""The tolerance, in nats below the best fit known, within which a fit represents its K."""
BAR = 25
"""The fit for each K is compared with the best of this many random starts: with four of the five K
to search, this bounds the cost for a class of 1,000."""
CLEAR = 2 * SLACK
"""The BIC of the best fit with as many components as groups is less than any other by this: fits
that are within the tolerance cannot change the order."""


@lru_cache(64)
def _groups(student: str | int) -> datasets.Dataset:
    """Draw three or four groups, by the student's seed, on which the BIC finds their number.

    Now and then it does not: for one student in about twenty the draw is repeated.
    """
    number = 3 + int(student_seed("bic: how many", student).generate_state(1)[0] % 2)
    draw = 0
    while True:
        name = f"bic {draw}" if draw else "bic"
        made = student_points(name, student, n_components=number, n=240, distance=5.0)
        if _found(made.values, number) >= CLEAR:
            return made
        draw += 1


def _found(points: Array, number: int) -> float:
    """How much less the BIC of the best fit with this number of components is than any other."""
    n, d = points.shape
    options = {"covariance_type": "full", "reg_covar": 0.0}
    best = {k: best_known(points, k, options, BAR) for k in NUMBERS}
    bic = {k: n_parameters(k, d, "full") * np.log(n) - 2 * best[k] for k in NUMBERS}
    return float(min(bic[k] for k in NUMBERS if k != number) - bic[number])


def _best_starts(
    points: Array, given: Array | None, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    """For each K, one of the starts with which the student's are compared."""
    for k in NUMBERS:
        found = searched(points, k, options, BAR)
        yield found.starts[random.choice(np.flatnonzero(found.ends >= found.best - 1))]


@challenge("bic", points=_groups, n_components=NUMBERS, n_starts=len(NUMBERS), propose=_best_starts)
def bic(attempt: Attempt) -> Result:
    """How many components? Record a start for each K from 1 to 5 whose fit is within 3 nats of the
    best for that K. The verdict, when all are recorded, says which of these fits has the least
    BIC."""
    scores: dict[int, float] = {}
    poor: list[int] = []
    for start, trace in zip(attempt.starts, attempt.traces, strict=True):
        k = len(start)
        scores[k] = attempt.bic(trace)
        reached = float(trace.log_likelihoods[-1])
        if trace.status not in SOUND or reached < attempt.best(k, BAR) - SLACK:
            poor.append(k)
    least = min(scores, key=lambda k: scores[k])
    details = {"bic": scores, "poor": sorted(poor), "least": least}
    if poor:
        numbers = ", ".join(str(k) for k in sorted(poor))
        said = say(
            "For K = {numbers} there is a better fit than from your start (or it collapsed), so "
            "that point of the BIC's curve does not count yet.",
            numbers=numbers,
        )
        return Result(False, said, 0.9 * (1 - len(poor) / len(scores)), details)
    said = say(
        "Each of the five fits is as good as the best known for its K. Of these fits, that with "
        "K = {k} has the least BIC.",
        k=least,
    )
    return Result(True, said, 1.0, details)


CLEARLY = {"k-means": 0.2, "EM": 0.4}
"""How far the adjusted Rand index of the winner must be above the other's. From most starts on long
groups EM is better; by so much it is only if every mean begins in a group of its own."""
RIGHT = 0.8
"""The adjusted Rand index that the winner must reach itself."""


def _near(student: str | int) -> datasets.Dataset:
    return student_points("kmeans beats", student, n_components=4, distance=5.5)


STRIPS, STRIP = 7, 45
"""The number of long groups, and the points in each."""


def _strips(student: str | int) -> datasets.Dataset:
    """Long groups side by side, where circles cut across."""
    draw = datasets.Draws(student_seed("kmeans loses", student))  # type: ignore[arg-type]
    rows = [row for k in range(STRIPS) for row in draw.gaussian(STRIP, (0.0, 1.6 * k), (1.9, 0.25))]
    made = datasets.Dataset(
        "strips",
        np.array(rows),
        ("x", "y"),
        np.repeat(np.arange(STRIPS), STRIP),
        "made for one student of kmeans loses",
    )
    return student_copy("kmeans loses", student, made)


def _one_in_each(
    points: Array, given: Array | None, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    """Means along the line on which the groups lie side by side, moved a little."""
    _, axes = np.linalg.eigh(np.cov(points.T))
    along = (points - points.mean(axis=0)) @ axes[:, -1]
    low, high = np.quantile(along, [0.05, 0.95])
    places = np.linspace(low, high, STRIPS) + random.normal(size=STRIPS) * (high - low) / 50
    yield points.mean(axis=0) + places[:, None] * axes[:, -1]


@challenge("kmeans beats", points=_near, n_components=4, propose=crowded(4))
def kmeans_beats(attempt: Attempt) -> Result:
    """Find a start from which k-means puts the points into the right groups clearly better than
    EM does."""
    return _compared(attempt, k_means_better=True)


@challenge("kmeans loses", points=_strips, n_components=STRIPS, propose=_one_in_each)
def kmeans_loses(attempt: Attempt) -> Result:
    """Find a start from which EM puts the points into the right groups clearly better than
    k-means does."""
    return _compared(attempt, k_means_better=False)


def _compared(attempt: Attempt, *, k_means_better: bool) -> Result:
    if attempt.labels is None:
        raise ValueError(
            "this challenge needs points whose groups are known: give a Dataset with labels"
        )
    if not attempt.ended:
        return not_at_rest(attempt)
    if problem := unstable(attempt):
        return Result(False, problem, 0.0, {"is_optimum": False})
    em = adjusted_rand_index(attempt.labels, attempt.groups)
    labels = attempt.k_means.labels(attempt.k_means.last_cursor)
    assert labels is not None
    other = adjusted_rand_index(attempt.labels, labels.astype(np.intp))
    lead = other - em if k_means_better else em - other
    best = other if k_means_better else em
    needed = CLEARLY["k-means" if k_means_better else "EM"]
    winner = say("k-means") if k_means_better else "EM"
    said = say(
        "The right groups are met to {em} by EM and to {other} by k-means (1 is perfect); {winner} "
        "must reach {right} and lead by {lead}.",
        em=f"{em:.2f}",
        other=f"{other:.2f}",
        winner=winner,
        right=f"{RIGHT:g}",
        lead=f"{needed:g}",
    )
    share = 0.5 * min(lead / needed, best / RIGHT)
    details = {"em": em, "k_means": other, "lead": lead}
    return Result(lead >= needed and best >= RIGHT, said, share, details)
