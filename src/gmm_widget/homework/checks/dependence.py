"""Which inputs a student's function depends on, found by changing one at a time.

Where neither a named fault nor the parts of the formula explain a result, this still detects an
input that is never used, rows that depend on other points, or components that depend on one
another.
"""

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


def of_e_step(run: Run, probe: Probe) -> list[str]:
    """Explain how the responsibilities depend on the inputs in a wrong way."""
    given = probe.for_e_step
    base = run(given)
    if base is None:
        return []
    rows = base[0]
    if np.ptp(rows, axis=0).max() == 0:
        return ["All rows are the same, whatever the point: use X[i] in row i."]
    if said := _unused(run, given, base):
        return said
    moved = run({**given, "X": _shifted(given["X"], 0)})
    if moved is not None and _differs(moved[0][1:], rows[1:]):
        return [
            "The responsibilities of one point change when another point is moved: each row must "
            "be made of its own X[i] alone. Are points summed, or an index mixed up?"
        ]
    if moved is not None and not _differs(moved[0][:1], rows[:1]):
        return ["The first row does not change with the first point: row i must be made of X[i]."]
    return []


def of_points(run: Run, probe: Probe) -> list[str]:
    """Explain that a log-likelihood is the same for all points and mixtures, or for all points."""
    given = probe.for_e_step
    base = run(given)
    if base is None or not _is_still(run, given, base, "X", moved(0, points=True).points):
        return []
    if _is_still(run, given, base, "means", given["means"] * (1 + STEP) + STEP):
        return ["It returns the same number whatever the points and the means: use X and means."]
    return ["It does not depend on the points: use X."]


def of_log_likelihood(run: Run, probe: Probe) -> list[str]:
    """Explain how a log-likelihood depends on the inputs in a wrong way."""
    given = probe.for_e_step
    base = run(given)
    if base is None:
        return []
    if said := _unused(run, given, base):
        return said
    still = [
        i
        for i in range(len(given["X"]))
        if _is_still(run, given, base, "X", _shifted(given["X"], i))
    ]
    if still:
        return [f"It does not change when {_rows(still)} moved: add up over all points."]
    for k in range(len(given["weights"])):
        if _is_still(run, given, base, "means", _shifted(given["means"], k)):
            return [f"It does not change with the mean of component {k} (from 0): use all of them."]
    swapped = {**given, "X": given["X"][::-1].copy()}
    turned = run(swapped)
    if turned is not None and _differs(turned[0], base[0]):
        return [
            "It changes when the points come in another order: every point must count alike, by "
            "its own log density."
        ]
    return []


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
    if part and _is_still(run, given, base, "X", given["X"] * (1 + STEP), part):
        return [f"The {name} do not depend on the points."]
    still = [
        i
        for i in range(len(r))
        if part and _is_still(run, given, base, "X", _shifted(given["X"], i), part)
    ]
    if still:
        return [f"The {name} do not change when {_rows(still)} moved: sum over all points."]
    return []


def _unused(run: Run, given: Mapping[str, Array], base: tuple[Array, ...]) -> list[str]:
    """Find the inputs that can be changed without any effect."""
    weights = given["weights"] ** 2 / (given["weights"] ** 2).sum()
    eye = np.eye(given["means"].shape[1])
    changed = {
        "X": given["X"] * (1 + STEP),
        "weights": weights,
        "means": given["means"] * (1 + STEP) + STEP * np.arange(len(weights))[:, None],
        "covariances": given["covariances"] + eye * (1 + np.arange(len(weights)))[:, None, None],
    }
    unused = [name for name, value in changed.items() if _is_still(run, given, base, name, value)]
    if not unused:
        return []
    what = " nor on ".join(unused)
    return [f"The result does not depend on {what}: the formula needs all of its inputs."]


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


def _shifted(values: Array, row: int) -> Array:
    moved = values.copy()
    moved[row] += STEP
    return moved


def _differs(one: Array, other: Array) -> bool:
    return bool(np.abs(one - other).max() > 1e-9 * max(np.abs(other).max(), 1e-3))


def _rows(rows: list[int]) -> str:
    named = ", ".join(str(row) for row in rows[:4]) + (", ..." if len(rows) > 4 else "")
    return f"point {named} (from 0) is" if len(rows) == 1 else f"points {named} (from 0) are"
