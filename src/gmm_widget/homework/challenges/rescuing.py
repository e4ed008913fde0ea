"""The built-in challenge to rescue a fit by moving one mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import datasets
from gmm_widget.em import (
    column_range,
    fit,
    spread,
    starts,
)
from gmm_widget.homework.challenges.attempt import (
    SEARCH_TOL,
    Attempt,
    ends_of,
    rounded,
    searched,
)
from gmm_widget.homework.challenges.fits import TRAP, not_at_rest
from gmm_widget.homework.challenges.registry import challenge
from gmm_widget.homework.challenges.student_data import (
    student_points,
)
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RESCUED = 1.0
"""The tolerance, in nats, within which a fit counts as the best."""
QUICKLY = 2
"""The number of iterations in which EM must get there: only from near the right place it does."""
RARELY = 0.015
"""A start is given if at most this share of random drags rescues it. Without such a start, it is
that with the least share."""
MOVES = 64
"""The number of random places that are tried for each mean to measure this share."""
AIM = 0.05
"""How far from a mean of the best fit a hand may let go, in standard deviations of the data."""
GROUPS = 5


def _points(student: str | int) -> datasets.Dataset:
    """Draw five groups, by the student's seed, on which there is a start to rescue.

    Now and then there is none, or only one that random drags often rescue: then the draw is
    repeated.
    """
    options = {"covariance_type": "full", "reg_covar": 0.0}
    draw = 0
    while True:
        name = f"rescue {draw}" if draw else "rescue"
        made = student_points(name, student, n_components=GROUPS, distance=6.0)
        share, start = _bad_start(made.values.tobytes(), made.values.shape, GROUPS, _key(options))
        if start is not None and share <= 2 * RARELY:
            return made
        draw += 1


def bad_start(points: Array, n_components: int, options: Mapping[str, Any]) -> Array:
    """Find a start in a trap from which moving one mean leads out; always the same one.

    To put one of its means on a mean of the best fit rescues it, even if one misses a little; a
    random drag hardly ever does.

    Raises
    ------
    ValueError
        If there is none.
    """
    _, start = _bad_start(points.tobytes(), points.shape, n_components, _key(options))
    if start is None:
        raise ValueError(
            f"no start with {n_components} means ends in a trap that moving one mean alone gets "
            "out of: give other points"
        )
    return start.copy()


def _key(options: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(options.items()))


@lru_cache(64)
def _bad_start(
    raw: bytes, shape: tuple[int, ...], n_components: int, options: tuple[tuple[str, Any], ...]
) -> tuple[float, Array | None]:
    """The start to rescue, or None, and the share of random drags that rescue it."""
    points, given = np.frombuffer(raw).reshape(shape), dict(options)
    found = searched(points, n_components, given)
    aims = _around(points, _best_means(points, n_components, given))
    places = _random_places(points)
    least, kept = np.inf, None
    for end, start in zip(found.ends, found.starts, strict=True):
        if not -np.inf < end <= found.best - TRAP:
            continue
        bad = rounded(points, start)
        aimed = _rescued(points, bad, aims, found.best, given)
        if not aimed.reshape(n_components, n_components, -1).all(axis=2).any():
            continue
        share = float(_rescued(points, bad, places, found.best, given).mean())
        if share < least and _is_trap(points, bad, found.best, given):
            least, kept = share, bad
        if least <= RARELY:
            break
    return least, kept


def _around(points: Array, means: Array) -> Array:
    """Places around means: each a little to either side along every axis."""
    off = AIM * np.diag(spread(points))
    return np.concatenate([mean + sign * off for mean in means for sign in (-1, 1)])


def _random_places(points: Array) -> Array:
    """Places of which half are drawn from the points, and half from their range."""
    random = np.random.default_rng(1)
    low, high = column_range(points)
    inside = points[random.choice(len(points), MOVES // 2)]
    return np.concatenate([inside, random.uniform(low, high, (MOVES // 2, len(low)))])


def _is_trap(points: Array, bad: Array, best: float, options: Mapping[str, Any]) -> bool:
    """Whether a start, as rounded, still ends in a trap."""
    [end] = ends_of(points, [bad], options)
    return bool(-np.inf < end <= best - TRAP)


def _rescued(
    points: Array, bad: Array, places: Array, best: float, options: Mapping[str, Any]
) -> NDArray[np.bool_]:
    """Whether EM quickly comes near the best fit if a mean is moved to a place, (K, places)."""
    moved = [_moved(bad, k, place) for k in range(len(bad)) for place in places]
    ends = ends_of(points, moved, options, max_iter=QUICKLY)
    return np.asarray(ends > best - RESCUED).reshape(len(bad), -1)


def _moved(means: Array, k: int, place: Array) -> Array:
    other = means.copy()
    other[k] = place
    return other


def _one_moved(
    points: Array, given: Array, random: np.random.Generator, options: Mapping[str, Any]
) -> Iterator[Array]:
    """One mean of the start, moved to near a mean of the best fit: mostly to that which is the
    farthest from all means of the start."""
    best = _best_means(points, len(given), options)
    missing = int(np.linalg.norm(best[:, None] - given, axis=2).min(axis=1).argmax())
    k, other = random.integers(len(given), size=2)
    place = best[missing if random.random() < 0.7 else other]
    off = AIM * random.uniform(-1, 1, points.shape[1]) * spread(points)
    yield _moved(given, int(k), place + off)


def _best_means(points: Array, n_components: int, options: Mapping[str, Any]) -> Array:
    found = searched(points, n_components, options)
    start = found.starts[int(np.argmin(np.abs(found.ends - found.best)))]
    trace = fit(points, starts.from_means(points, start), tol=SEARCH_TOL, **options)
    return np.asarray(trace.final.means)


@challenge("rescue", points=_points, n_components=GROUPS, given=bad_start, propose=_one_moved)
def rescue(attempt: Attempt) -> Result:
    """This start ends in a poor optimum. Move one mean, and one only, to a place from which EM
    comes within 1 nat of the best fit in 2 iterations."""
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
        return not_at_rest(attempt)
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
