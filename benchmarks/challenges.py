"""What the challenges give for nothing: `python -m benchmarks.challenges [STUDENTS] [NAME ...]`.

For every built-in challenge, over many students:

opening     the mean score of the opening as it is, and how often it passes
neighbour   how often a start that passes for one student passes for the next
one drag    how often it passes to drag one mean of the opening to a random place (where an answer
            holds several starts, one mean of each)
two drags   how often one of two such drags passes, the first being undone before the second
at random   how often random points as means pass
solvable    how many students can pass, and after how many tries of `solvable` the last one did

Random places are drawn from the points and from their range by turns. The same numbers come out
every time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np

from gmm_widget.em.points import as_points
from gmm_widget.homework import check, encode_answer, opening, progress, record, solvable
from gmm_widget.homework.challenges.registry import find
from gmm_widget.homework.challenges.student_data import student_seed

NAMES = ("trap", "collapse", "rescue", "bic", "kmeans beats", "kmeans loses", "published")
DRAGS = 2
"""The number of random drags that are tried for each student."""
ROUNDS, EACH = 40, 5
"""`solvable` is called so often at most, until it succeeds, with so many tries."""

Starts = list[np.ndarray]


@dataclass(frozen=True)
class Measured:
    """What was found for one student.

    Attributes
    ----------
    score : float
        Of the opening.
    opening, neighbour, one_drag, two_drags, at_random : float
        The share of passes.
    tries : float
        Of `solvable`, until one passed; inf if none did.
    """

    score: float
    opening: float
    neighbour: float
    one_drag: float
    two_drags: float
    at_random: float
    tries: float


def student(number: int) -> str:
    """The id of a student."""
    return f"person{number}"


def measure(name: str, number: int) -> Measured:
    """Measure a challenge for one student, with the next one as neighbour."""
    who, points = student(number), as_points(find(name).source(student(number)))
    random = np.random.default_rng(student_seed(f"{name}: drags", who))
    begin = list(opening(name, who))
    untouched = check(name, record(name, begin, who), who)

    def share(tries: Iterator[bool]) -> float:
        return float(np.mean(list(tries)))

    def passes(starts: Starts) -> bool:
        return progress(name, starts, who).passed

    def twice() -> bool:
        first, second = (dragged(begin, points, random) for _ in range(2))
        return passes(first) or passes(second)

    numbers = [len(means) for means in begin]
    tries, example = tries_until_solved(name, who)
    return Measured(
        score=untouched.score,
        opening=float(untouched.passed),
        neighbour=float(example is not None and passes_for(name, example, student(number + 1))),
        one_drag=share(passes(dragged(begin, points, random)) for _ in range(DRAGS)),
        two_drags=share(twice() for _ in range(DRAGS)),
        at_random=share(
            passes([points[random.choice(len(points), k, replace=False)] for k in numbers])
            for _ in range(DRAGS)
        ),
        tries=tries,
    )


def tries_until_solved(name: str, who: str) -> tuple[float, Any]:
    """How many tries it took, in steps of `EACH`, and starts that pass."""
    for done in range(ROUNDS):
        if found := solvable(name, who, n_tries=EACH, random_state=done):
            return EACH * (done + 1), found.example
    return np.inf, None


def passes_for(name: str, starts: Any, other: str) -> bool:
    """Whether somebody's starts pass for another student, bound to whom the code is made."""
    return check(name, encode_answer(name, starts, student=other), other).passed


def dragged(starts: Starts, points: np.ndarray, random: np.random.Generator) -> Starts:
    """Drag one mean of each start to a random place."""
    low, high = points.min(axis=0), points.max(axis=0)
    made = []
    for means in starts:
        other = means.copy()
        k, inside = int(random.integers(len(means))), random.random() < 0.5
        other[k] = points[random.integers(len(points))] if inside else random.uniform(low, high)
        made.append(other)
    return made


def row(name: str, all_of_them: list[Measured]) -> str:
    """A line of the table."""
    table = np.array([[getattr(one, field.name) for field in fields(one)] for one in all_of_them])
    score, opened, neighbour, one, two, at_random, _ = table.mean(axis=0)
    tries = table[:, -1]
    return (
        f"| {name} | {score:.3f}, {opened:.1%} | {neighbour:.1%} | {one:.1%} | {two:.1%} "
        f"| {at_random:.1%} | {np.isfinite(tries).sum()} of {len(tries)}, {tries.max():g} |"
    )


def main(n: int, names: tuple[str, ...]) -> None:
    """Print a line for each challenge."""
    print(f"| {n} students | opening | neighbour | one drag | two drags | at random | solvable |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with ProcessPoolExecutor(2) as pool:
        for name in names:
            measured = list(pool.map(partial(measure, name), range(n), chunksize=5))
            print(row(name, measured), flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 200, tuple(given[1:]) or NAMES)
