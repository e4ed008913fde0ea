"""Validation of numbers among the arguments."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

LARGEST = 1e100
"""The largest size of a coordinate, a weight or a `reg_covar`: squares of larger ones overflow."""


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether a value is a real number: neither a bool nor NaN."""
    return is_whole(value) or (isinstance(value, float | np.floating) and not math.isnan(value))


def check_count(name: str, value: Any) -> None:
    """Raise ValueError unless the value is a whole number, 1 or more."""
    if not is_whole(value) or value < 1:
        raise ValueError(f"{name} must be a whole number, 1 or more; got {value!r}")


def check_reg_covar(reg_covar: Any) -> None:
    """Raise ValueError unless the value can be added to variances."""
    if not is_number(reg_covar) or not 0 <= reg_covar <= LARGEST:
        raise ValueError(
            f"reg_covar must be a number, 0 or more and at most {LARGEST:g}; got {reg_covar!r}"
        )


def checked_cursor(cursor: Any, n_iter: int) -> int:
    """Return a cursor. Raises ValueError unless it is a whole number in 0..2T."""
    if not isinstance(cursor, int | np.integer) or not 0 <= cursor <= 2 * n_iter:
        raise ValueError(
            f"cursor must be a whole number from 0 to {2 * n_iter} (two half-steps for "
            f"each of {n_iter} iterations); got {cursor!r}"
        )
    return int(cursor)
