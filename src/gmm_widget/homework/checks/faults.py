"""Named faults: the reference split into stages, each with the ways to get it wrong.

A candidate takes one option at every stage: the right one nearly everywhere, a fault at a few. The
results of all candidates on a probe are computed at once, and the result of a student's function is
searched for among them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RIGHT = "right"
"""The name of the right option of every stage."""

Choice = tuple[str, ...]
"""The names of the options taken, one a stage."""


@dataclass(frozen=True)
class Option:
    """One way to implement a stage: what it computes, and the sentence if it is a fault."""

    compute: Callable[..., Any]
    says: str = ""


Stage = Mapping[str, Option]


class Explained(NamedTuple):
    """Sentences, and whether the formula is verified to be right but for what they say."""

    said: list[str]
    verified: bool = True


def choices(stages: Sequence[Stage], at_most: int) -> Iterator[Choice]:
    """Generate the choices with up to `at_most` faults, those with fewest first."""
    wrong = [[name for name in stage if name != RIGHT] for stage in stages]
    for count in range(at_most + 1):
        for places in itertools.combinations(range(len(stages)), count):
            for names in itertools.product(*(wrong[place] for place in places)):
                chosen = dict(zip(places, names, strict=True))
                yield tuple(chosen.get(place, RIGHT) for place in range(len(stages)))


def n_faults(choice: Choice) -> int:
    """The number of stages of a choice that are wrong."""
    return sum(name != RIGHT for name in choice)


def sentences(stages: Sequence[Stage], choice: Choice) -> list[str]:
    """The sentences about the faults of a choice."""
    return [stage[name].says for stage, name in zip(stages, choice, strict=True) if name != RIGHT]


def matches(table: Array, value: Array) -> NDArray[np.intp]:
    """Find the rows of a table (B, ...) that agree with a value (...): see `agree`."""
    size = np.abs(value).max(initial=0.0)
    with np.errstate(invalid="ignore"):
        gap = np.abs(table - value).reshape(len(table), -1)
        close = gap <= RELATIVE * np.abs(value).reshape(-1) + ABSOLUTE * size + TINY
    return np.flatnonzero(close.all(axis=1))


def agree(value: Array, wanted: Array) -> bool:
    """Whether two arrays of one shape are equal up to rounding."""
    return value.shape == wanted.shape and len(matches(wanted[None], value)) == 1


def with_and_without(reg: float) -> tuple[float, ...]:
    """What may have been added to the diagonal of the covariances, for a declared `reg`."""
    return (0.0, float(reg)) if reg else (0.0,)


RELATIVE, ABSOLUTE, TINY = 1e-7, 1e-9, 1e-12
"""Tolerances between two ways to compute a number: relative to it, relative to the largest of its
array, and absolute. A regularisation of 1e-6 is detected, one of 1e-10 is not."""
