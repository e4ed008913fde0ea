"""Grouping of fits by the optimum of the likelihood that they reached.

Two fits are at the same optimum if their components, matched as well as possible, agree. EM stops
a little before its optimum, so its results are compared roughly first; one fit of each group then
continues to the optimum itself, and groups whose optima agree closely are merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import Data, FitOptions, Fits, Mixture, assign, fit_many_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.progress import Steps

ROUGHLY, CLOSELY = 0.02, 1e-3
"""Maximum difference of weights, means, standard deviations and correlations (data of size 1)."""
NEAR = 0.1
"""A fit that has not quite arrived is assigned to an optimum within this distance."""
POLISH: dict[str, Any] = {"tol": 1e-12, "max_iter": 20_000}


@dataclass(frozen=True, eq=False)
class Optima:
    """The distinct optima of some fits, best first.

    Attributes
    ----------
    mixtures : tuple of Mixture
    log_likelihoods : (M,) array
    labels : (B,) array of int
        The index of the optimum that each fit reached; -1 for a fit that collapsed or ran empty.
    """

    mixtures: tuple[Mixture, ...]
    log_likelihoods: NDArray[np.float64]
    labels: NDArray[np.intp]

    @property
    def counts(self) -> NDArray[np.intp]:
        """The number of fits that reached each optimum, (M,)."""
        return np.bincount(self.labels[self.labels >= 0], minlength=len(self.mixtures))


def distinct_steps(data: Data, fits: Fits, options: FitOptions) -> Steps[Optima]:
    """Find the distinct optima that fits of these points reached, a round at a time."""
    labels, leaders = rough_groups(fits)
    if not len(leaders):
        return Optima((), np.empty(0), labels)
    begin = [fits.mixture(i) for i in leaders]
    polished = yield from fit_many_steps(data, begin, replace(options, **POLISH))
    signatures = polished.signatures()
    kept: list[int] = []
    place = np.full(len(leaders), -1)
    for i in np.argsort(-polished.log_likelihoods, kind="stable"):
        if polished.statuses[i] in ("collapsed", "empty"):
            continue
        same = (j for j, k in enumerate(kept) if distance(signatures[i], signatures[k]) < CLOSELY)
        place[i] = next(same, len(kept))
        if place[i] == len(kept):
            kept.append(int(i))
    return Optima(
        tuple(polished.mixture(i) for i in kept),
        polished.log_likelihoods[kept],
        np.where(labels >= 0, place[labels], -1),
    )


def rough_groups(fits: Fits) -> tuple[NDArray[np.intp], list[int]]:
    """Assign fits to groups (-1 for those without a mixture), and choose one fit of each group.

    Components are sorted by their first coordinate here: fast, and ties only make more groups,
    which `distinct_steps` merges.
    """
    signatures = fits.signatures()
    order = np.argsort(signatures[:, :, 1], axis=1)
    signatures = np.take_along_axis(signatures, order[:, :, None], axis=1).reshape(len(fits), -1)
    labels = np.full(len(fits), -1)
    leaders: list[int] = []
    left = fits.sound[np.argsort(-fits.log_likelihoods[fits.sound], kind="stable")]
    while len(left):
        near = np.abs(signatures[left] - signatures[left[0]]).max(axis=1) < ROUGHLY
        near[0] = True
        labels[left[near]] = len(leaders)
        leaders.append(int(left[0]))
        left = left[~near]
    return labels, leaders


def nearest(mixture: Mixture, optima: Sequence[Mixture], scale: NDArray[np.float64]) -> int | None:
    """Find the optimum that a mixture is at, or nearly.

    Parameters
    ----------
    mixture : Mixture
    optima : sequence of Mixture
        With as many components.
    scale : (d,) array
        The standard deviations of the data: `gmm_widget.em.spread`.

    Returns
    -------
    int or None
        An index into `optima`; None if the mixture is at none of them.
    """
    own = _signature(mixture, scale)
    far = [distance(own, _signature(optimum, scale)) for optimum in optima]
    return int(np.argmin(far)) if far and min(far) < NEAR else None


def _signature(mixture: Mixture, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Describe a mixture by numbers (K, q) as `Fits.signatures` does."""
    deviations = np.sqrt(np.einsum("kii->ki", mixture.covariances))
    i, j = np.triu_indices(mixture.dimension, 1)
    correlations = mixture.covariances[:, i, j] / (deviations[:, i] * deviations[:, j])
    parts = [mixture.weights[:, None], mixture.means / scale, deviations / scale, correlations]
    return np.concatenate(parts, axis=1)


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Compute the distance between two mixtures, their components matched as well as possible.

    Both are signatures (K, q). The distance is the largest difference of two corresponding numbers,
    under the matching of least total difference.
    """
    apart = np.abs(one[:, None] - other[None]).max(axis=2)
    return float(apart[np.arange(len(apart)), assign(apart)].max())
