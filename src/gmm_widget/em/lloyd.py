"""k-means with every step kept: EM with hard assignments and circles of one size.

One iteration is two half-steps, and a cursor counts them as that of a `Trace` does:

    cursor   shown centres   labels        inertia      after
    0        centres[0]      none yet      inertias[0]  the start
    2t - 1   centres[t-1]    assignment t  inertias[t-1] each point took its nearest centre
    2t       centres[t]      assignment t  inertias[t]  each centre moved to its points' mean
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em.checks import check_count, checked_cursor
from gmm_widget.em.data import Data
from gmm_widget.em.points import as_means
from gmm_widget.progress import Step, finish
from gmm_widget.tables import as_table

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.progress import Steps

    Array = NDArray[np.float64]

KMeansStatus = Literal["converged", "max_iter"]


@dataclass(frozen=True, eq=False)
class KMeansTrace:
    """A run of k-means, from its seeds to its final centres.

    Attributes
    ----------
    points : (n, d) array
    centres : (T + 1, K, d) array
        The seeds, and the centres after each of the T updates.
    assignments : (T, n) array of the smallest unsigned type
        The cluster of each point, counted from 0, in each iteration.
    inertias : (T + 1,) array
        The within-cluster sum of squares about centres[t], each point in the cluster of its
        nearest centre: the cluster that it is assigned to next.
    radii : (T + 1, K) array
        The radius of each cluster's circle, in units of the data: the root mean square distance,
        per axis, of the points that made a centre to that centre; the standard deviation of the
        round Gaussian that fits them best. For the seeds, that of the points assigned to them
        first.
    changes : (T,) array of int
        How many points each assignment put into another cluster than the one before; in the
        first, all. Points of weight 0 do not count.
    status : str
        ``"converged"``: the last iteration changed no label. ``"max_iter"``: it did.
    max_iter : int
    sample_weight : (n,) array or None
    """

    points: Array
    centres: Array
    assignments: NDArray[np.unsignedinteger[Any]]
    inertias: Array
    radii: Array
    changes: NDArray[np.intp]
    status: KMeansStatus
    max_iter: int
    sample_weight: Array | None = None

    def __repr__(self) -> str:
        k, t = self.centres.shape[1], self.n_iter
        return (
            f"<KMeansTrace of {k} cluster{'s' * (k != 1)} on {len(self.points)} points: "
            f"{self.status} after {t} iteration{'s' * (t != 1)}, inertia {self.inertias[-1]:.6g}>"
        )

    @property
    def n_iter(self) -> int:
        """T, the number of iterations made, as scikit-learn counts them."""
        return len(self.assignments)

    @property
    def last_cursor(self) -> int:
        """2T, the cursor after the last update."""
        return 2 * self.n_iter

    def labels(self, cursor: int) -> NDArray[np.unsignedinteger[Any]] | None:
        """The (n,) clusters of the points at a cursor, counted from 0; None at the start.

        Raises ValueError if the cursor is not a whole number in 0..2T.
        """
        cursor = checked_cursor(cursor, self.n_iter)
        return None if cursor == 0 else self.assignments[(cursor - 1) // 2]


@by_name
def kmeans(
    points: Any,
    seeds: ArrayLike,
    *,
    max_iter: int = 25,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
) -> KMeansTrace:
    """Run Lloyd's algorithm from seeds until no label changes, and keep every step.

    Assignment: each point goes to its nearest centre, to the first of them in a tie. Update: each
    centre moves to the mean of its points. Neither can raise the within-cluster sum of squares.
    A cluster that has lost all its points keeps its centre and its circle: it is not relocated, as
    it would be in scikit-learn. Distances are in the units of the data.

    Parameters
    ----------
    points : (n, d) array_like
    seeds : (K, d) array_like
        The first centres.
    max_iter : int
        The maximum number of iterations.
    sample_weight : (n,) array_like or None
        How often each point counts.
    within : (n, d, d) array_like or None
        If every point represents a cell of many: their covariance about it, in squared units of the
        data. Inertias and radii are then those of all the points in the cells, each assigned as its
        cell is.

    Returns
    -------
    KMeansTrace

    Raises
    ------
    TypeError, ValueError
        If the points, the seeds or an option are invalid.

    Notes
    -----
    Lloyd (1982), "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28, 129-137;
    MacKay (2003), *Information Theory, Inference, and Learning Algorithms*, ch. 20.

    Examples
    --------
    >>> from gmm_widget import datasets
    >>> trace = kmeans(datasets.blobs(), [[2, 2], [5, 7], [8, 4]])
    >>> trace.status, trace.centres[-1].round(1).tolist()
    ('converged', [[2.6, 2.6], [4.6, 7.0], [8.1, 3.5]])
    """
    return finish(
        kmeans_steps(points, seeds, max_iter=max_iter, sample_weight=sample_weight, within=within)
    )


def kmeans_steps(
    points: Any,
    seeds: ArrayLike,
    *,
    max_iter: int = 25,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
) -> Steps[KMeansTrace]:
    """Run `kmeans` an iteration at a time.

    Parameters
    ----------
    points, seeds, max_iter, sample_weight, within : as for `kmeans`

    Yields
    ------
    Step
        After every iteration: the number of iterations made, and `max_iter`.

    Returns
    -------
    KMeansTrace
        The return value of the generator.

    Raises
    ------
    TypeError, ValueError
        As `kmeans`.
    """
    check_count("max_iter", max_iter)
    table = points if isinstance(points, Data) else as_table(points)
    data = Data.checked(table, sample_weight, within)
    left = data.counting.points
    names = None if isinstance(table, Data) else table.names
    centres = _checked_seeds(as_means(seeds, names, "seeds"), left)
    clusters = _Clusters(data, len(centres))

    labels, squared = clusters.nearest(centres)
    path, inertias = [centres], [clusters.inertia(squared)]
    radii = [clusters.radii(labels, centres, np.zeros(len(centres)))]
    assignments: list[NDArray[Any]] = []
    changes: list[int] = []
    while len(assignments) < max_iter and 0 not in changes:
        changes.append(clusters.changed(labels, assignments[-1]) if assignments else len(left))
        assignments.append(labels)
        centres = clusters.means(labels, centres)
        path.append(centres)
        radii.append(clusters.radii(labels, centres, radii[-1]))
        labels, squared = clusters.nearest(centres)
        inertias.append(clusters.inertia(squared))
        yield Step(len(assignments), max_iter)
    return KMeansTrace(
        points=data.points,
        centres=np.array(path),
        assignments=np.array(assignments),
        inertias=np.array(inertias),
        radii=np.array(radii),
        changes=np.array(changes),
        status="max_iter" if changes[-1] else "converged",
        max_iter=int(max_iter),
        sample_weight=data.sample_weight,
    )


class _Clusters:
    """The points column by column, centred so that sums keep their digits."""

    def __init__(self, data: Data, n_clusters: int) -> None:
        n = len(data.points)
        self.middle = data.counting.points.mean(axis=0)
        self.columns = np.ascontiguousarray((data.points - self.middle).T)
        self.weight = np.ones(n) if data.sample_weight is None else data.sample_weight
        self.inside = np.zeros(n)
        if data.within is not None:
            self.inside = np.einsum("ijj->i", data.within)
        self.n_clusters = n_clusters
        self.kind = np.min_scalar_type(n_clusters - 1)

    def nearest(self, centres: Array) -> tuple[NDArray[Any], Array]:
        """Find the cluster of the nearest centre, and the squared distance to it: (n,) each."""
        labels = np.zeros(self.columns.shape[1], dtype=self.kind)
        least = self._squared(centres[0])
        for k, centre in enumerate(centres[1:], start=1):
            squared = self._squared(centre)
            np.copyto(labels, k, where=squared < least)
            np.minimum(least, squared, out=least)
        return labels, least

    def changed(self, labels: NDArray[Any], before: NDArray[Any]) -> int:
        """Count the points of positive weight whose cluster has changed."""
        return int(((labels != before) & (self.weight > 0)).sum())

    def inertia(self, squared: Array) -> float:
        """Compute the within-cluster sum of squares from squared distances (n,)."""
        return float(self.weight @ (squared + self.inside))

    def means(self, labels: NDArray[Any], centres: Array) -> Array:
        """Compute the mean of each cluster; an empty one keeps its centre."""
        counts = self._sum(labels, self.weight)
        sums = np.array([self._sum(labels, self.weight * column) for column in self.columns])
        held = counts > 0
        moved = centres.copy()
        moved[held] = self.middle + (sums[:, held] / counts[held]).T
        return moved

    def radii(self, labels: NDArray[Any], centres: Array, before: Array) -> Array:
        """Compute the radius of each cluster's circle; an empty one keeps its previous radius."""
        counts = self._sum(labels, self.weight)
        sums = self._sum(labels, self.weight * (self._squared(centres[labels]) + self.inside))
        held = counts > 0
        radii = before.copy()
        radii[held] = np.sqrt(sums[held] / (counts[held] * len(self.columns)))
        return radii

    def _sum(self, labels: NDArray[Any], values: Array) -> Array:
        return np.asarray(np.bincount(labels, values, self.n_clusters), dtype=np.float64)

    def _squared(self, centres: Array) -> Array:
        """Compute the squared distance of every point to one centre (d,), or to its own, (n, d)."""
        squared = np.zeros(self.columns.shape[1])
        for column, place in zip(self.columns, (centres - self.middle).T, strict=True):
            away = column - place
            away *= away
            squared += away
        return squared


def _checked_seeds(centres: Array, points: Array) -> Array:
    dimension = points.shape[1]
    if centres.ndim != 2 or centres.shape[1] != dimension or not 1 <= len(centres) <= len(points):
        raise ValueError(
            f"seeds must have shape (K, {dimension}), one row per cluster and no more rows than "
            f"the {len(points)} points; got shape {centres.shape}"
        )
    if not np.isfinite(centres).all():
        raise ValueError("seeds must be finite numbers; got NaN or infinity")
    return centres
