"""Which inputs a student's function depends on, found by changing one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.homework.checks.probes import Probe, moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Run = Callable[[Mapping[str, Any]], "tuple[Array, ...] | None"]
"""The student's function of named arguments: its results, or None if they are unusable."""

STEP = 0.25
"""The change of an input, in the units of the probes, whose standard deviation is about 1."""


def of_points(run: Run, probe: Probe) -> list[str]:
    """Explain that a log-likelihood is the same for all points and mixtures, or for all points."""
    given = probe.for_e_step
    base = run(given)
    if base is None or not _is_still(run, given, base, "X", moved(0, points=True).points):
        return []
    if _is_still(run, given, base, "means", given["means"] * (1 + STEP) + STEP):
        return ["It returns the same number whatever the points and the means: use X and means."]
    return ["It does not depend on the points: use X."]


def of_m_step(run: Run, probe: Probe, part: int) -> list[str]:
    """Explain how one result of an M-step depends on the inputs in a wrong way.

    Parameters
    ----------
    run : callable
        The student's function.
    probe : Probe
    part : int
        0 for the weights, 1 for the means, 2 for the covariances.

    Returns
    -------
    list of str
        Sentences; empty if nothing is found.
    """
    name = ("mixing weights", "means", "covariances")[part]
    given = probe.for_m_step
    base = run(given)
    if base is None:
        return []
    r = given["R"].copy()
    r[:, 0] *= np.linspace(0.9, 1.1, len(r))
    other = run({**given, "R": r})
    if other is not None:
        if not _differs(other[part][:1], base[part][:1]):
            return [f"The {name} do not depend on the responsibilities of their component."]
        if _differs(other[part][1:], base[part][1:]) and part:
            return [
                f"The {name} of one component change with the responsibilities of another: use "
                "column k of R alone, R[:, k]."
            ]
    if part and _is_still(run, given, base, "X", _moved(given["X"]), part):
        return [f"The {name} do not depend on the points."]
    still = [
        i
        for i in range(len(r))
        if part and _is_still(run, given, base, "X", _shifted(given["X"], i), part)
    ]
    if still:
        return [f"The {name} do not change when {_rows(still)} moved: sum over all points."]
    return []


def _is_still(
    run: Run,
    given: Mapping[str, Array],
    base: tuple[Array, ...],
    name: str,
    value: Array,
    part: int = 0,
) -> bool:
    other = run({**given, name: value})
    return other is not None and not _differs(other[part], base[part])


def _moved(points: Array) -> Array:
    """The points, each moved differently."""
    rows, columns = np.indices(points.shape)
    return np.asarray(points + STEP * np.cos(1 + rows + len(points) * columns))


def _shifted(values: Array, row: int) -> Array:
    moved = values.copy()
    moved[row] += STEP
    return moved


def _differs(one: Array, other: Array) -> bool:
    return bool(np.abs(one - other).max() > 1e-9 * max(np.abs(other).max(), 1e-3))


def _rows(rows: list[int]) -> str:
    named = ", ".join(str(row) for row in rows[:4]) + (", ..." if len(rows) > 4 else "")
    return f"point {named} (from 0) is" if len(rows) == 1 else f"points {named} (from 0) are"
