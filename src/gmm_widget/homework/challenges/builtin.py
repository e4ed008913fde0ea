"""The challenges that come with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import datasets
from gmm_widget.em import (
    SOUND,
    adjusted_rand_index,
    column_range,
    fit,
    n_parameters,
    starts,
)
from gmm_widget.homework.challenges.attempt import (
    SEARCH_TOL,
    Attempt,
    best_known,
    ends_of,
    rounded,
    searched,
)
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

# ------------------------------------------------------------------ trap and collapse

TRAP = 20.0
"""Nats below the best fit at which an optimum counts as a trap."""


def _three(student: str | int) -> datasets.Dataset:
    """Three groups far apart: of 100 random starts, about nine end in a trap."""
    return student_points("trap", student, n_components=3, distance=7.0)


def _crowded(
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
    for means in _crowded(3)(points, given, random, options):
        yield np.vstack([means[:2], points.mean(axis=0)])


@challenge("trap", points=_three, n_components=3, propose=_pair_and_middle)
def trap(attempt: Attempt) -> Result:
    """Find a start from which EM ends in a poor optimum: at least 20 nats below the best fit."""
    if not attempt.ended:
        return _not_at_rest(attempt)
    if unstable := _unstable(attempt):
        return Result(False, unstable, 0.0, {"gap": attempt.gap, "is_optimum": False})
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


def _unstable(attempt: Attempt) -> str:
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


@challenge("collapse", points=_few, n_components=6, propose=_crowded(6, together=4, outside=True))
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


# ------------------------------------------------------------------ rescue

RESCUED = 1.0
"""The tolerance, in nats, within which a fit counts as the best."""
QUICKLY = 3
"""The number of iterations in which EM must get there: only from near the right place it does."""
RARELY = 0.01, 0.03
"""A start is given if the share of random drags that rescue it lies in this range: then it can be
rescued, and is as hard for one student as for another. Without such a start, it is that with the
share nearest to it."""
MOVES = 32
"""The number of random places that are tried for each mean to measure this share."""
CANDIDATES = 16
"""The most starts whose share is measured."""


def _four(student: str | int) -> datasets.Dataset:
    return student_points("rescue", student, n_components=4, distance=6.0)


def bad_start(points: Array, n_components: int, options: Mapping[str, Any]) -> Array:
    """Find a start in a trap from which a few moves of one mean lead out; always the same one.

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
    traps = [
        rounded(points, start)
        for end, start in zip(found.ends, found.starts, strict=True)
        if -np.inf < end <= found.best - TRAP
    ]
    low, high = RARELY
    nearest, kept = np.inf, None
    for bad in traps[:CANDIDATES]:
        share = _rescued(points, bad, found.best, given)
        off = max(low - share, share - high, 0.0)
        if share > 0 and off < nearest and _is_trap(points, bad, found.best, given):
            nearest, kept = off, bad
        if nearest == 0:
            break
    if kept is None:
        raise ValueError(
            f"no start with {n_components} means ends in a trap that moving one mean alone gets "
            "out of: give other points"
        )
    return kept


def _is_trap(points: Array, bad: Array, best: float, options: Mapping[str, Any]) -> bool:
    """Whether a start, as rounded, still ends in a trap."""
    [end] = ends_of(points, [bad], options)
    return bool(-np.inf < end <= best - TRAP)


def _rescued(points: Array, bad: Array, best: float, options: Mapping[str, Any]) -> float:
    """The share of random drags of one mean from which EM quickly comes near the best fit.

    Half of the places are drawn from the points, and half from their range.
    """
    random = np.random.default_rng(1)
    low, high = column_range(points)
    moved = []
    for k in range(len(bad)):
        for place in points[random.choice(len(points), MOVES // 2)]:
            moved.append(_moved(bad, k, place))
        for place in random.uniform(low, high, (MOVES // 2, len(low))):
            moved.append(_moved(bad, k, place))
    ends = ends_of(points, moved, options, max_iter=QUICKLY)
    return float((ends > best - RESCUED).mean())


def _moved(means: Array, k: int, place: Array) -> Array:
    other = means.copy()
    other[k] = place
    return other


def _one_moved(
    points: Array, given: Array, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    """One mean of the start, moved to a mean of the best fit."""
    k, place = int(random.integers(len(given))), int(random.integers(len(given)))
    yield _moved(given, k, _best_means(points, len(given), options)[place])


def _best_means(points: Array, n_components: int, options: Mapping[str, Any]) -> Array:
    found = searched(points, n_components, options)
    start = found.starts[int(np.argmin(np.abs(found.ends - found.best)))]
    trace = fit(points, starts.from_means(points, start), tol=SEARCH_TOL, **options)
    return np.asarray(trace.final.means)


@challenge("rescue", points=_four, n_components=4, given=bad_start, propose=_one_moved)
def rescue(attempt: Attempt) -> Result:
    """This start ends in a poor optimum. Move one mean, and one only, to a place from which EM
    comes within 1 nat of the best fit in 3 iterations."""
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
    gap = attempt.gap
    if not moved:
        said = say(
            "Nothing was moved yet: EM ends {gap} nats below the best fit.",
            gap=f"{gap:.1f}",
        )
        return Result(False, said, 0.0, details)
    if gap <= RESCUED and not attempt.holds:
        said = say(
            "EM comes to rest there, but after a small push a component collapses: that is no good "
            "fit. Move the mean to another place."
        )
        return Result(False, said, 0.0, details)
    if gap > RESCUED:
        said = say(
            "EM still ends {gap} nats below the best fit. Move the mean to another place.",
            gap=f"{gap:.1f}",
        )
        return Result(False, said, 0.0, details)
    return _in_time(attempt, details)


def _in_time(attempt: Attempt, details: dict[str, Any]) -> Result:
    """The verdict on a start from which EM finds the best fit."""
    values = attempt.trace.log_likelihoods
    near = int(np.argmax(values > attempt.best() - RESCUED))
    details = {**details, "iterations": near}
    if near <= QUICKLY:
        said = say("Rescued: with one mean moved, EM finds the best fit.")
        return Result(True, said, 1.0, details)
    said = say(
        "EM finds the best fit, but it takes {n} iterations to come within 1 nat of it; {needed} "
        "are allowed. Move the mean nearer to where one is missing.",
        n=near,
        needed=QUICKLY,
    )
    return Result(False, said, SLOWLY, details)


SLOWLY = 0.3
"""The score of a rescue that takes too long, which a random drag may find."""

# ------------------------------------------------------------------ how many components

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


# ------------------------------------------------------------------ k-means and EM

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


@challenge("kmeans beats", points=_near, n_components=4, propose=_crowded(4))
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
        return _not_at_rest(attempt)
    if unstable := _unstable(attempt):
        return Result(False, unstable, 0.0, {"is_optimum": False})
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


# ------------------------------------------------------------------ a published fit

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
        return _not_at_rest(attempt)
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
