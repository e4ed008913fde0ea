"""Solvability of a challenge, by trying starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import as_generator, as_points
from gmm_widget.homework.challenges.judging import as_recorded
from gmm_widget.homework.challenges.openings import judged
from gmm_widget.homework.challenges.registry import Challenge
from gmm_widget.homework.challenges.verdicts import task_and_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Solvability:
    """How often the starts that were tried solve a challenge.

    Attributes
    ----------
    share : float
        The fraction of tries that succeeded.
    n_tries : int
    message : str
    example : tuple of (K, d) arrays, or None
        Starts that succeed.
    """

    share: float
    n_tries: int
    message: str
    example: tuple[Array, ...] | None = None

    def __bool__(self) -> bool:
        return self.example is not None

    def require(self) -> None:
        """Raise ValueError with the message if no try succeeded."""
        if not self:
            raise ValueError(self.message)


@by_name
def solvable(
    challenge: str | Challenge,
    student: str | int | None = None,
    *,
    points: Any = None,
    n_tries: int = 100,
    random_state: Any = 0,
) -> Solvability:
    """Test whether a student can solve a challenge with these points, by trying starts.

    A challenge that has a ``propose`` function says which starts are tried, as all built-in ones
    but "published" do: these know what to look for, as a student does who has understood the task.
    Otherwise the means are random points.

    Parameters
    ----------
    challenge, student, points
        As for `check`.
    n_tries : int
        The number of starts.
    random_state : int, numpy.random.Generator or None
        Seeds the draws.

    Returns
    -------
    Solvability
        True if any start succeeded; ``.require()`` raises if none did. Where the means are random
        points, the share is the probability of passing by chance. Of proposed starts it is not, and
        challenges cannot be compared by it.

    Raises
    ------
    TypeError, ValueError
        If `n_tries` is not a whole number above 0, there is no such challenge, or a student must be
        named.
    """
    if not isinstance(n_tries, int | np.integer) or n_tries < 1:
        raise ValueError(f"n_tries must be a whole number, 1 or more; got {n_tries!r}")
    asked, source = task_and_points(challenge, points, student)
    table = as_points(source)
    random = as_generator(random_state)
    good: list[tuple[Array, ...]] = []
    reasons: dict[str, int] = {}
    try:
        given = asked.attempt(source, ()).given
    except ValueError as impossible:
        return Solvability(0.0, 0, f"{asked.name}: {impossible}")
    for _ in range(n_tries):
        starts = as_recorded(source, list(_proposed(asked, table, given, random)))
        result = judged(asked, source, starts)
        if result:
            good.append(starts)
        else:
            reasons[result.message] = reasons.get(result.message, 0) + 1
    share = len(good) / n_tries
    if good:
        message = (
            f"{asked.name}: {len(good)} of {n_tries} starts that were tried succeed ({share:.0%})."
        )
        return Solvability(share, n_tries, message, good[0])
    usual = max(reasons, key=lambda message: reasons[message])
    message = (
        f"{asked.name}: none of {n_tries} starts that were tried succeeds, so give other points. "
        f"Mostly the judge says: {usual}"
    )
    return Solvability(0.0, n_tries, message)


def _proposed(
    asked: Challenge, points: Array, given: Array | None, random: np.random.Generator
) -> Iterator[Array]:
    """The starts that a student might try: the challenge's proposals, or means on random points."""
    if asked.propose is not None:
        yield from asked.propose(points, given, random, asked.options)
        return
    numbers = asked.n_components if asked.n_starts > 1 else [random.choice(asked.n_components)]
    for k in numbers:
        yield points[random.choice(len(points), int(k), replace=False)]
