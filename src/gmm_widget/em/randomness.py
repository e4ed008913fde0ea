"""Random states: any seed that numpy takes, on every version of numpy."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np


def as_generator(random_state: Any) -> np.random.Generator:
    """Convert a `random_state` to a numpy Generator.

    Parameters
    ----------
    random_state : None, int, sequence of int, SeedSequence, BitGenerator, Generator or RandomState
        Whole numbers and a SeedSequence give the same numbers every time, None different ones. The
        others are drawn from in place, and so give different numbers the next time.

    Returns
    -------
    numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If it is anything else, or negative.
    """
    if isinstance(random_state, np.random.RandomState):
        # numpy.random.default_rng takes one since 2.2 only.
        return np.random.Generator(random_state._bit_generator)
    try:
        return np.random.default_rng(random_state)
    except (TypeError, ValueError) as error:
        raise type(error)(
            "random_state must be None, a whole number of 0 or more, several of these, or a "
            f"generator of numpy.random; got {random_state!r}"
        ) from None


def repeats(random_state: Any) -> Hashable | None:
    """A cache key of a random state: equal for states that give the same numbers every time.

    None for a state that gives different numbers the next time.
    """
    if isinstance(random_state, np.random.SeedSequence):
        return repr(random_state)
    drawn = np.random.Generator | np.random.BitGenerator | np.random.RandomState
    if random_state is None or isinstance(random_state, drawn):
        return None
    return repr(np.asarray(random_state).tolist())
