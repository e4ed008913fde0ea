"""The starts that a student sees first, and the verdict on an answer less what these earn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import as_points
from gmm_widget.homework.challenges.attempt import KNOWN
from gmm_widget.homework.challenges.judging import as_recorded, verdict_on
from gmm_widget.homework.challenges.registry import Challenge
from gmm_widget.homework.result import Result
from gmm_widget.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RANDOM = 10
"""The number of random starts among which the opening is sought if all means on one spot earn a
score."""


@dataclass(frozen=True, eq=False)
class Opening:
    """The starts that a student sees first.

    Attributes
    ----------
    starts : tuple of (K, d) arrays
    score : float
        What they earn if they are handed in as they are.
    """

    starts: tuple[Array, ...]
    score: float

    def taken_off(self, result: Result, starts: tuple[Array, ...]) -> Result:
        """The verdict on an answer, less what the opening earns.

        A partial score s becomes (s - o) / (1 - o), where o is the opening's; an answer that is the
        opening itself never passes.
        """
        untouched = all(map(np.array_equal, starts, self.starts))
        if result.passed and untouched:
            said = say("This is the start that you were given: move the means.")
            return Result(False, said, 0.0, result.details)
        if result.passed or not self.score:
            return result
        gained = result.score - self.score
        return replace(result, score=gained / (1 - self.score) if gained > 0 else 0.0)


def judged(asked: Challenge, source: Any, starts: tuple[Array, ...]) -> Result:
    """Judge starts, or say why they cannot be judged; what the opening earns is taken off.

    Parameters
    ----------
    asked : Challenge
    source : array_like
        The points.
    starts : tuple of (K, d) arrays

    Returns
    -------
    Result
    """
    result = verdict_on(asked, source, starts)
    return first_starts(asked, source).taken_off(result, starts) if result.score else result


def first_starts(asked: Challenge, source: Any) -> Opening:
    """Choose the opening: see `gmm_widget.homework.opening`; the result is cached.

    Parameters
    ----------
    asked : Challenge
    source : array_like
        The points.

    Returns
    -------
    Opening
    """
    points, labels = as_points(source), getattr(source, "labels", None)
    told = b"" if labels is None else np.asarray(labels).tobytes()
    return _first_starts(asked, _Source(points.tobytes(), points.shape, told, source))


@dataclass(frozen=True)
class _Source:
    """Points and their labels, as the key of a cache."""

    raw: bytes
    shape: tuple[int, ...]
    labels: bytes
    source: Any = field(compare=False)


@lru_cache(KNOWN)
def _first_starts(asked: Challenge, key: _Source) -> Opening:
    first, *others = _candidates(asked, key.source)
    least: Opening | None = None
    for means in (first, *others):
        starts = as_recorded(key.source, means)
        score = _score(asked, key.source, starts)
        if score is not None and (least is None or score < least.score):
            least = Opening(starts, score)
        if score == 0:
            break
    return least or Opening(as_recorded(key.source, first), 0.0)


def _candidates(asked: Challenge, source: Any) -> Iterator[list[Array]]:
    points = as_points(source)
    given = asked.attempt(source, ()).given
    if given is not None:
        yield [given]
        return
    numbers = asked.n_components[: asked.n_starts]
    yield [np.repeat(points.mean(axis=0)[None], k, axis=0) for k in numbers]
    random = np.random.default_rng(0)
    for _ in range(RANDOM):
        yield [points[random.choice(len(points), k, replace=False)] for k in numbers]


def _score(asked: Challenge, source: Any, starts: tuple[Array, ...]) -> float | None:
    """What starts earn; None if a teacher's own judge fails on them."""
    try:
        return verdict_on(asked, source, starts).score
    except Exception:
        return None
