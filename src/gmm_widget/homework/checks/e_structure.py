"""Diagnosis of responsibilities where no named fault fits, by their rows, columns and terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.calls import largest_gap
from gmm_widget.homework.checks import readback
from gmm_widget.homework.checks.faults import Explained, agree
from gmm_widget.homework.checks.nearly import apart
from gmm_widget.homework.checks.probes import Probe, ordinary
from gmm_widget.homework.checks.readback import EXACT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_ROWS = "divide each row by its own sum over the components, so that it sums to 1."


def explain(values: tuple[Array, Array]) -> Explained | None:
    """Explain what is wrong with the responsibilities on the first two probes; None if unclear."""
    finders = (_unfilled, _other_components, _row_factors)
    for finder in finders:
        said, before = finder(values[1], ordinary(1)), finder(values[0], ordinary(0))
        if said and before:
            return Explained(said)
    said = _terms(values, logarithms=False) or _terms(values, logarithms=True)
    if said:
        return Explained(said)
    with np.errstate(all="ignore"):
        said = _quadratic(np.log(values[1]), ordinary(1))
    return Explained(said, verified=False) if said else None


def same_rows(values: Sequence[Array]) -> list[str]:
    """Explain rows that are the same for all points; [] if they are not."""
    if not all(np.ptp(value, axis=0).max() <= 1e-12 for value in values):
        return []
    alone = {int(np.flatnonzero(row)[0]) - len(row) for row in _first_rows(values)}
    if alone == {-1}:
        return [
            "Only the last component is filled in: is the assignment after the loop over the "
            "components, where it belongs inside (look at the indentation)?"
        ]
    if all((np.flatnonzero(row) == 0).all() for row in _first_rows(values)) and alone:
        return ["Only the first component is filled in: store component k under the index k."]
    return ["All rows are the same, whatever the point: use X[i] in row i."]


def _first_rows(values: Sequence[Array]) -> list[Array]:
    """The first rows, if each has one entry that is not 0; else none."""
    rows = [value[0] for value in values if value.shape[1] > 1]
    return rows if all(np.count_nonzero(row) == 1 for row in rows) else []


def _unfilled(values: Array, probe: Probe) -> list[str]:
    """Points or components that a loop did not reach."""
    for axis, what in ((0, "component"), (1, "point")):
        empty = (values == 0).all(axis=axis)
        if not empty.any() or empty.all():
            continue
        filled = np.flatnonzero(~empty)
        which = ", ".join(str(i) for i in np.flatnonzero(empty)[:5])
        if len(filled) == 1 and filled[0] == len(empty) - 1 and len(empty) > 2:
            said = (
                f"Only the last {what} is filled in: is the assignment after the loop over the "
                f"{what}s, where it belongs inside (look at the indentation)?"
            )
        else:
            said = (
                f"The responsibilities of {what} {which} (from 0) are all 0: let the loop run over "
                f"all {what}s."
            )
        rest = np.compress(~empty, values, axis=1 - axis)
        wanted = np.compress(~empty, probe.responsibilities, axis=1 - axis)
        if agree(rest, wanted) or agree(rest, wanted / wanted.sum(axis=1, keepdims=True)):
            return [said]
        shares = rest / rest.sum(axis=1, keepdims=True)
        if agree(shares, wanted / wanted.sum(axis=1, keepdims=True)):
            return [said, f"Besides, {_ROWS}"]
        return []
    return []


def _other_components(values: Array, probe: Probe) -> list[str]:
    """Columns that are right, but belong to other components."""
    wanted = probe.responsibilities.T
    belongs = [next((j for j, w in enumerate(wanted) if agree(own, w)), None) for own in values.T]
    if None in belongs:
        return []
    order = ", ".join(str(place) for place in belongs)
    return [
        f"The columns are those of the components {order} (from 0): column k must be that of "
        "component k. Look at the index of the loop."
    ]


def _row_factors(values: Array, probe: Probe) -> list[str]:
    """Right up to one factor a row: the row is divided by the wrong number."""
    with np.errstate(all="ignore"):
        ratio = values / probe.responsibilities
    if not np.isfinite(ratio).all() or (np.ptp(ratio, axis=1) > EXACT * np.abs(ratio[:, 0])).any():
        return []
    factor = ratio.mean(axis=1)
    density = np.exp(probe.mixture.log_density(probe.points))
    with np.errstate(all="ignore"):
        extra = density / factor - density
    if extra.mean() > 0 and np.ptp(extra) < EXACT * extra.mean() * 100:
        return [
            f"A constant of {extra.mean():.3g} is added to the sum that each row is divided by, "
            "so that rows do not sum to 1. Leave it out: logarithms (log-sum-exp) keep the sum "
            "from being 0."
        ]
    if np.ptp(factor) < EXACT * np.abs(factor).max():
        return [f"The rows all sum to {apart(float(factor[0]), 1.0)[0]}: {_ROWS}"]
    return [
        f"Within each row the shares are in the right proportion, but rows do not sum to 1: {_ROWS}"
    ]


def _terms(values: tuple[Array, Array], *, logarithms: bool) -> list[str]:
    """The terms of the formula with wrong coefficients."""
    with np.errstate(all="ignore"):
        logs = values if logarithms else (np.log(values[0]), np.log(values[1]))
    if not all(np.isfinite(log).all() for log in logs):
        return []
    found = readback.formula(logs)
    said = [] if found is None else readback.says(found)
    if not said:
        return []
    if logarithms:
        return [*said, "Besides, these are logarithms: apply np.exp at the end."]
    off = np.abs(values[1].sum(axis=1) - 1).max() > EXACT
    return [*said, f"Besides, {_ROWS}"] if off else said


def _quadratic(log: Array, probe: Probe) -> list[str]:
    """The part that is wrong if the logarithms are quadratic in x, as those of Gaussians are."""
    x, d = probe.points, probe.mixture.dimension
    i, j = np.triu_indices(d)
    design = np.column_stack([x[:, i] * x[:, j], x, np.ones(len(x))])
    ratios = log - log[:, :1]
    if not np.isfinite(ratios).all() or len(x) <= design.shape[1]:
        return []
    solution = np.linalg.lstsq(design, ratios, rcond=None)[0]
    if np.abs(design @ solution - ratios).max() > EXACT * max(1.0, np.abs(ratios).max()):
        return []
    precisions = np.linalg.inv(probe.mixture.covariances) * (0.5 * np.eye(d) - 1)
    squares = precisions[:, i, j] - precisions[0, i, j]
    if np.abs(solution[: len(i)].T - squares).max() < EXACT * np.abs(squares).max() * 10:
        return [
            "The exponent has the right squares but the wrong centre: it needs x - means[k], with "
            "the mean of component k itself, on both sides."
        ]
    return [
        "The exponent is quadratic in x, but is not -1/2 (x - mu)^T Sigma^-1 (x - mu) of component "
        "k: compare it part by part, the difference x - mu and the inverse covariance."
    ]


def facts(values: Array, probe: Probe) -> str:
    """Describe responsibilities that cannot be explained."""
    wanted = probe.responsibilities
    i, k = largest_gap(values, wanted)
    found, right = apart(float(values[i, k]), float(wanted[i, k]))
    said = (
        f"The largest difference is at point {i}, component {k} (from 0) of a test with "
        f"{len(values)} points: {found}, where {right} is right."
    )
    sums = values.sum(axis=1)
    if np.abs(sums - 1).max() > EXACT:
        low, high = (f"{each:.3g}" for each in (sums.min(), sums.max()))
        many = low if low == high else f"{low} up to {high}"
        said += f" Rows must sum to 1; these sum to {many}." if many != "1" else ""
    return said
