"""The faults of an M-step's weights and means: the counts of the points, and the divisors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks import factors
from gmm_widget.homework.checks.counting import COUNTING
from gmm_widget.homework.checks.factors import EXACT
from gmm_widget.homework.checks.faults import RIGHT, agree
from gmm_widget.homework.checks.probes import Probe
from gmm_widget.homework.checks.sums import Found, Sum, best, operated, shuffled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def explained(finder: Callable[..., Found | None], *cases: tuple[Array | Probe, ...]) -> list[str]:
    """The sentence of a finder about the first case, if it finds the same fault in all others."""
    with np.errstate(all="ignore"):
        found = [finder(*case) for case in cases]
    first = found[0]
    if first is None or any(other is None or other.key != first.key for other in found[1:]):
        return []
    return list(first.says)


# ------------------------------------------------------------------ weights


def weights_fault(value: Array, probe: Probe) -> Found | None:
    """Find the fault of weights (K,)."""
    r = probe.responsibilities
    n, _, _ = probe.shape
    if not value.any():
        return Found(("zero",), ("The mixing weights are all 0: nothing is stored in them.",))
    if np.ptp(value) <= EXACT * np.abs(value).max():
        said = "The mixing weights are the same for every component: they must be N_k / N."
        if agree(value, np.full_like(value, 1 / len(value))):
            said = factors.weights_say(factors.Divisor(1, -1, -1))
        return Found(("same",), (said,))
    for name, option in COUNTING.items():
        sums = option.compute(r).sum(axis=0)
        for divisor in (n, sums.sum()):
            if name != RIGHT and agree(value, sums / divisor):
                return Found((name,), (f"In the mixing weights {option.says}.",))
    named = factors.read(value / r.mean(axis=0), probe)
    if named is not None:
        return Found(("factor", named), (factors.weights_say(named),))
    for name, compute in _OTHER_WEIGHTS.items():
        if agree(value, compute(r)):
            said = f"The mixing weights are {name}: they must be N_k / N."
            return Found((name,), (said,))
    return operated("mixing weights", value, r.sum(axis=0), probe) or shuffled(
        "mixing weights", value, r.mean(axis=0)
    )


_OTHER_WEIGHTS: dict[str, Callable[[Array], Array]] = {
    "the largest responsibilities": lambda r: r.max(axis=0),
    "the least responsibilities": lambda r: r.min(axis=0),
    "medians": lambda r: np.asarray(np.median(r, axis=0)),
    "standard deviations": lambda r: r.std(axis=0),
    "variances": lambda r: r.var(axis=0),
    "a softmax of N_k": lambda r: np.exp(r.sum(axis=0)) / np.exp(r.sum(axis=0)).sum(),
    "logarithms": lambda r: np.log(r.mean(axis=0)),
    "roots": lambda r: np.sqrt(r.mean(axis=0)),
    "added up along k": lambda r: r.sum(axis=0).cumsum() / len(r),
    "what the others have": lambda r: len(r) - r.sum(axis=0),
}


# ------------------------------------------------------------------ means


def means_fault(value: Array, probe: Probe) -> Found | None:
    """Find the fault of means (K, d)."""
    r, x = probe.responsibilities, probe.points
    if not value.any():
        return Found(("zero",), ("The means are all 0: nothing is stored in them.",))
    sums = []
    for name, option in COUNTING.items():
        counted = option.compute(r)
        for of, points, says in (
            ("", x, ""),
            ("squares", x**2, "The means are made of the squares of the points: of x itself."),
            (
                "centred",
                x - x.mean(axis=0),
                "The overall mean is taken off the points: the means need x itself.",
            ),
        ):
            said = [f"In the means {option.says}."] * (name != RIGHT) + [says] * bool(of)
            sums.append(Sum((name, of), counted.T @ points, counted.sum(axis=0), tuple(said)))
    total = r.T @ x
    return (
        best("means", value, sums, probe)
        or shuffled("means", value, total / r.sum(axis=0)[:, None])
        or operated("means", value, total, probe)
    )
