"""The challenges that come with the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import datasets
from gmm_widget.em import SOUND, adjusted_rand_index
from gmm_widget.homework.challenges.attempt import Attempt, best_known, ends_of, rounded, searched
from gmm_widget.homework.challenges.registry import challenge
from gmm_widget.homework.challenges.student_data import student_points, student_rows, student_seed
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# ------------------------------------------------------------------ trap and collapse

TRAP = 20.0
"""Nats below the best fit at which an optimum counts as a trap."""


def _apart(student: str | int) -> datasets.Dataset:
    """Four groups far apart: of 30 students tried, each had a trap for 8 starts in 100 or more."""
    return student_points("four groups", student, n_components=4, distance=6.0)


@challenge("trap", points=_apart, n_components=4)
def trap(attempt: Attempt) -> Result:
    """Find a start from which EM ends in a poor optimum: at least 20 nats below the best fit."""
    if not attempt.ended:
        return _not_at_rest(attempt)
    if attempt.settled > attempt.log_likelihood + 1:
        return Result(
            False,
            say(
                "EM stands still there, but only as on a ridge: after a small push it runs on to a "
                "better place. Are two means on the same spot?"
            ),
            0.0,
            {"gap": attempt.gap, "is_optimum": False},
        )
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
    return Result(gap >= TRAP, said, gap / TRAP, {"gap": gap, "is_optimum": attempt.holds})


@challenge("collapse", points=lambda student: _few(student), n_components=6)
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


def _few(student: str | int) -> datasets.Dataset:
    return student_points("collapse", student, n=60)


# ------------------------------------------------------------------ rescue

RESCUED = 1.0
"""The tolerance, in nats, within which a fit counts as the best."""
MOVES = 24
"""The number of places that are tried for a mean, to test whether a bad start can be rescued."""


def bad_start(points: Array, n_components: int, options: Mapping[str, Any]) -> Array:
    """Find a start in a trap from which moving one mean leads out; always the same one.

    Raises
    ------
    ValueError
        If there is none.
    """
    given = tuple(sorted(options.items()))
    return _bad_start(points.tobytes(), points.shape, n_components, given).copy()


@lru_cache(64)
def _bad_start(
    raw: bytes, shape: tuple[int, ...], n_components: int, options: tuple[tuple[str, Any], ...]
) -> Array:
    points, given = np.frombuffer(raw).reshape(shape), dict(options)
    found = searched(points, n_components, given)
    best, random = found.best, np.random.default_rng(1)
    for end, start in zip(found.ends, found.starts, strict=True):
        if not -np.inf < end <= best - TRAP:
            continue
        bad = rounded(points, start)
        places = points[random.choice(len(points), min(MOVES, len(points)), replace=False)]
        moved = [_moved(bad, k, place) for k in range(n_components) for place in places]
        ends = ends_of(points, [bad, *moved], given)
        if -np.inf < ends[0] <= best - TRAP and (ends[1:] > best - RESCUED).mean() >= 0.05:
            return bad
    raise ValueError(
        f"no start with {n_components} means ends in a trap that moving one mean alone gets out "
        "of: give other points"
    )


def _moved(means: Array, k: int, place: Array) -> Array:
    other = means.copy()
    other[k] = place
    return other


def _one_moved(
    points: Array, given: Array, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    yield _moved(given, int(random.integers(len(given))), points[random.integers(len(points))])


@challenge("rescue", points=_apart, n_components=4, given=bad_start, propose=_one_moved)
def rescue(attempt: Attempt) -> Result:
    """This start ends in a poor optimum. Move one mean, and one only, so that EM finds the best
    fit."""
    start, given = attempt.starts[0], attempt.given
    assert given is not None
    moved = np.flatnonzero((start != given).any(axis=1)).tolist()
    details = {"moved": moved, "gap": attempt.gap if attempt.ended else None}
    if len(moved) > 1:
        *first, last = (k + 1 for k in moved)
        said = say(
            "The means {first} and {last} were moved: move one only, and put the others back.",
            first=", ".join(map(str, first)),
            last=last,
        )
        return Result(False, said, 0.0, details)
    if not attempt.ended:
        return _not_at_rest(attempt)
    if not moved:
        said = say(
            "Nothing was moved yet: EM ends {gap} nats below the best fit.",
            gap=f"{attempt.gap:.1f}",
        )
        return Result(False, said, 0.0, details)
    gap = attempt.gap
    if gap <= RESCUED and not attempt.holds:
        said = say(
            "EM comes to rest there, but after a small push a component collapses: that is no good "
            "fit. Move the mean to another place."
        )
        return Result(False, said, 0.0, details)
    if gap <= RESCUED:
        said = say("Rescued: with one mean moved, EM finds the best fit.")
        return Result(True, said, 1.0, details)
    before = best_known(attempt.points, len(given), attempt.options)
    before -= float(ends_of(attempt.points, [given], attempt.options)[0])
    said = say(
        "EM still ends {gap} nats below the best fit. Move the mean to another place.",
        gap=f"{gap:.1f}",
    )
    return Result(False, said, 0.5 * (1 - gap / before), details)


# ------------------------------------------------------------------ how many components

NUMBERS = (1, 2, 3, 4, 5)
SLACK = 10.0
"""The tolerance, in nats below the best fit known, within which a fit represents its K."""
BAR = 25
"""The fit for each K is compared with the best of this many random starts: with four of the five K
to search, this bounds the cost for a class of 1,000. On 40 students' points their best was within
7 nats of the best of 100."""


def _groups(student: str | int) -> datasets.Dataset:
    """Draw two, three or four groups, by the student's seed."""
    number = 2 + int(student_seed("bic: how many", student).generate_state(1)[0] % 3)
    return student_points("bic", student, n_components=number, n=240)


def _best_of_some(
    points: Array, given: Array | None, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    for k in NUMBERS:
        some = [points[random.choice(len(points), k, replace=False)] for _ in range(8)]
        yield some[int(np.argmax(ends_of(points, some, options)))]


@challenge(
    "bic", points=_groups, n_components=NUMBERS, n_starts=len(NUMBERS), propose=_best_of_some
)
def bic(attempt: Attempt) -> Result:
    """How many components? Prove it: record a good start for each K from 1 to 5; the BIC of the
    fits must be least at the right K."""
    scores: dict[int, float] = {}
    poor: list[int] = []
    wanted: dict[int, float] = {}
    for start, trace in zip(attempt.starts, attempt.traces, strict=True):
        k = len(start)
        reached = float(trace.log_likelihoods[-1])
        best = max(attempt.best(k, BAR), reached if trace.status in SOUND else -np.inf)
        scores[k] = attempt.bic(trace)
        wanted[k] = scores[k] + 2 * (reached - best)
        if trace.status not in SOUND or reached < best - SLACK:
            poor.append(k)
    least = min(scores, key=lambda k: scores[k])
    right = min(wanted, key=lambda k: wanted[k])
    details = {"bic": scores, "poor": sorted(poor), "least": least}
    share = 1 - len(poor) / len(scores)
    if poor:
        numbers = ", ".join(str(k) for k in sorted(poor))
        said = say(
            "For K = {numbers} there is a much better fit than from your start (or it collapsed), "
            "so the curve proves nothing there yet.",
            numbers=numbers,
        )
        return Result(False, said, share * 0.9, details)
    if least != right:
        said = say(
            "Your BIC is least at K = {k}, but for another K there is a fit with a lower one.",
            k=least,
        )
        return Result(False, said, 0.6, details)
    said = say("Proven: of all five, K = {k} has the least BIC.", k=least)
    return Result(True, said, 1.0, details)


# ------------------------------------------------------------------ k-means and EM

CLEARLY = 0.1
"""The difference that is needed between the two adjusted Rand indices."""


def _near(student: str | int) -> datasets.Dataset:
    return student_points("kmeans beats", student, n_components=4, distance=4.5)


@challenge("kmeans beats", points=_near, n_components=4)
def kmeans_beats(attempt: Attempt) -> Result:
    """Find a start from which k-means puts the points into the right groups clearly better than
    EM does."""
    return _compared(attempt, k_means_better=True)


@challenge(
    "kmeans loses",
    points=lambda student: student_rows("kmeans loses", student, datasets.stretched(), 300),
)
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
        return _not_at_rest(attempt)
    em = adjusted_rand_index(attempt.labels, attempt.groups)
    labels = attempt.k_means.labels(attempt.k_means.last_cursor)
    assert labels is not None
    other = adjusted_rand_index(attempt.labels, labels.astype(np.intp))
    lead = other - em if k_means_better else em - other
    winner = say("k-means") if k_means_better else "EM"
    said = say(
        "The right groups are met to {em} by EM and to {other} by k-means (1 is perfect); {winner} "
        "must lead by {lead}.",
        em=f"{em:.2f}",
        other=f"{other:.2f}",
        winner=winner,
        lead=f"{CLEARLY:g}",
    )
    share = 0.5 * lead / CLEARLY
    return Result(lead >= CLEARLY, said, share, {"em": em, "k_means": other, "lead": lead})


# ------------------------------------------------------------------ a published fit

PUBLISHED = -1126.3
"""The log-likelihood of the fit that R's mclust prefers for Old Faithful: three Gaussians of one
common shape (its model EEE), 11 parameters, and a BIC of -2314, which mclust gives the other sign.
Scrucca, Fop, Murphy and Raftery (2016), "mclust 5", The R Journal 8, 289-317."""


@challenge("published", points=datasets.old_faithful(), n_components=3, covariance_type="tied")
def published(attempt: Attempt) -> Result:
    """R's mclust prefers three Gaussians with one common covariance for Old Faithful, with a
    log-likelihood of -1126.3. Find a start that leads to this fit."""
    if not attempt.ended:
        return _not_at_rest(attempt)
    value = attempt.log_likelihood
    off = abs(value - PUBLISHED)
    said = say(
        "Your fit has a log-likelihood of {value}; published is {published}.",
        value=f"{value:.1f}",
        published=PUBLISHED,
    )
    details = {"log_likelihood": value, "bic": attempt.bic(attempt.trace), "off": off}
    return Result(off <= 0.1, said, 0.5 * (1 - off / 20), details)


def _not_at_rest(attempt: Attempt) -> Result:
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
