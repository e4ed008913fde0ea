"""Functions that are right for some numbers of points, components or dimensions only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks.probes import SHAPES, Probe, generic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

EXACT = 1e-11
"""The largest error of a result that is right for its shape, relative to the largest value: less
than a small number added, which may show for some shapes only."""

AXES = ("number of points n", "number of components K", "number of dimensions d")
LETTERS = ("n", "K", "d")


def right_for_some(what: str, good: Sequence[bool], right_at: Callable[[Probe], bool]) -> str:
    """Explain for which shapes a function is right; "" if for none of the first four, or for all.

    From a shape at which it is right, each number is changed alone.

    Parameters
    ----------
    what : str
        What is right or wrong, with its verb: "It is", "The means are".
    good : sequence of bool
        Whether it is right on each ordinary probe; fewer than these if it fails on the next.
    right_at : callable
        Whether it is right on a probe; False if it returns nothing usable.

    Returns
    -------
    str
    """
    if (all(good) and len(good) == len(SHAPES)) or not any(good[:4]):
        return ""
    found = [*good, *[False] * (len(SHAPES) - len(good))]
    base = SHAPES[found.index(True)]
    written = [axis for axis in (1, 2, 0) if not _right_beside(base, axis, right_at)]
    if len(written) == 1:
        axis = written[0]
        return (
            f"{what} right for {LETTERS[axis]} = {base[axis]}, but not for {LETTERS[axis]} = "
            f"{base[axis] + 1}: is a number written into the function in place of {LETTERS[axis]}, "
            f"or a formula that is right for {LETTERS[axis]} = {base[axis]} alone?"
        )
    shapes = list(zip(SHAPES, found, strict=True))
    other = next(shape for shape, one in shapes if not one)
    for axis in (2, 1):
        right = {shape[axis] for shape, one in shapes if one}
        wrong = {shape[axis] for shape, one in shapes if not one}
        if wrong & right or not right_at(_varied(other, axis)):
            continue
        return (
            f"{what} right for {LETTERS[axis]} = {_list(right)}, but not for {LETTERS[axis]} = "
            f"{_list(wrong)}: {_why(axis, wrong)}"
        )
    if written:
        numbers = " or of ".join(LETTERS[axis] for axis in written)
        n, n_components, d = base
        return (
            f"{what} right for {n} points, K = {n_components} and d = {d}, but not for others: is "
            f"a number written into the function in place of {numbers}?"
        )
    return ""


def exactly(value: Array, wanted: Array) -> bool:
    """Whether two arrays of one shape are equal up to rounding in the last digits."""
    return bool(np.abs(value - wanted).max() <= EXACT * np.abs(wanted).max())


def _right_beside(
    shape: tuple[int, int, int], axis: int, right_at: Callable[[Probe], bool]
) -> bool:
    return all(right_at(_varied(shape, axis, more)) for more in (1, 2))


def _varied(shape: tuple[int, int, int], axis: int, more: int = 1) -> Probe:
    changed = list(shape)
    changed[axis] += more
    n, n_components, d = changed
    return generic(n, n_components, d, seed=300 + axis)


def _why(axis: int, wrong: set[int]) -> str:
    if wrong == {1}:
        lost = "np.cov returns a number there, and squeeze drops" if axis == 2 else "squeeze drops"
        return f"is an axis of length 1 lost ({lost} axes), or does it count as a number?"
    return f"is a number written into the function in place of the {AXES[axis]}?"


def _list(numbers: set[int]) -> str:
    *most, last = (str(number) for number in sorted(numbers))
    return f"{', '.join(most)} and {last}" if most else last
