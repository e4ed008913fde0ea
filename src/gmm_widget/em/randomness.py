"""Random numbers: whatever numpy takes for a seed, on every version of numpy."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np


def as_generator(random_state: Any) -> np.random.Generator:
    """The generator that a `random_state` stands for.

    Parameters
    ----------
    random_state : None, int, sequence of int, SeedSequence, BitGenerator, Generator or RandomState
        Whole numbers and a SeedSequence give the same numbers every time, None others each time.
        The rest are drawn from as they are, and so give others the next time.

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
    """What two random states have in common that give the same numbers every time; None for one
    that gives others the next time."""
    if isinstance(random_state, np.random.SeedSequence):
        return repr(random_state)
    drawn = np.random.Generator | np.random.BitGenerator | np.random.RandomState
    if random_state is None or isinstance(random_state, drawn):
        return None
    return repr(np.asarray(random_state).tolist())
