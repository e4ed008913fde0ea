"""Results that are nearly right: a small number added, float32, or rounding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.calls import largest_gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NEARLY = 1e-3
"""The largest error of a nearly right result, relative to the largest value of its array."""

TINY = 1e-10
"""The largest error that is rounding in the last digits."""


def nearly(what: str, values: Sequence[Array], wanted: Sequence[Array]) -> str:
    """The sentence about results that are all nearly right; "" if they are not.

    Parameters
    ----------
    what : str
        The results, with their verb: "The responsibilities are".
    values, wanted : sequences of arrays
        Results of the function and of the reference, one a probe, of the same shapes.

    Returns
    -------
    str
    """
    pairs = list(zip(values, wanted, strict=True))
    errors = [_error(value, right) for value, right in pairs]
    worst = int(np.argmax(errors))
    if not errors[worst] > TINY:
        return ""
    value, right = pairs[worst]
    at = largest_gap(value, right)
    example = "{}, where {} is right".format(*apart(float(value[at]), float(right[at])))
    places = _rounded(values, wanted)
    if places is not None and (errors[worst] <= NEARLY or value.ndim == 0):
        kept = (
            f"rounded to {places} decimal{'s' * (places != 1)}"
            if places
            else "rounded to a whole number"
        )
        return f"{what} right, but {kept} ({example}): return all digits."
    if not errors[worst] <= NEARLY:
        return ""
    size = f"1e{round(math.log10(errors[worst])):d}"
    if all((one == one.astype(np.float32)).all() for one in values):
        return f"{what} right to about {size}, but in float32 ({example}): use float64."
    return (
        f"{what} right to about {size}, and no better ({example}): is a small number added (to a "
        "denominator, a logarithm or a diagonal), or part of it in float32 or rounded? Leave "
        "that out."
    )


def _error(value: Array, right: Array) -> float:
    return float(np.abs(value - right).max() / max(float(np.abs(right).max()), 1e-300))


def _rounded(values: Sequence[Array], wanted: Sequence[Array]) -> int | None:
    """The number of decimals to which all values are rounded or cut, or None."""
    for places in range(0 if values[0].ndim == 0 else 1, 9):
        unit = 10.0**-places
        if all(
            (np.abs(value - np.round(value, places)) < 1e-9 * unit).all()
            and np.abs(value - right).max() <= unit
            for value, right in zip(values, wanted, strict=True)
        ):
            return places
    return None


def apart(value: float, right: float) -> tuple[str, str]:
    """Two numbers with as many digits as show that they differ, at least four."""
    for digits in range(4, 18):
        one, other = f"{value:.{digits}g}", f"{right:.{digits}g}"
        if float(one) != float(other):
            return one, other
    return f"{value:.17g}", f"{right:.17g}"
