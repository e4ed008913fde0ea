"""Reduce data of any size to weighted cells in one pass, and run EM on the cells.

The space is cut into a grid, and only the number, mean and covariance of the points in each cell
are kept. A component's log density is a quadratic function, so its mean over a cell is exact from
these; so are the sums of the M-step if all points of a cell share responsibilities. That is the
only approximation. EM on cells never lowers

    F(theta) = sum_cells N_c log sum_k exp(mean over the cell of log pi_k N(x | theta_k)),

a lower bound of the log-likelihood of all points (Neal and Hinton 1998, "A view of the EM
algorithm"; Verbeek, Nunnink and Vlassis 2006, "Accelerated EM-based clustering of large data
sets", Data Min. Knowl. Disc. 13). A point whose log densities differ from its cell's means by at
most delta_max - delta_min loses at most (delta_max - delta_min)^2 / 8 of it, so the total error
falls with the square of the cell width: docs/engine.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em.checks import is_number
from gmm_widget.em.data import spread
from gmm_widget.em.fitting import fit
from gmm_widget.em.information_criteria import CovarianceType
from gmm_widget.em.mixture import Mixture
from gmm_widget.em.points import as_points
from gmm_widget.em.trace import Trace
from gmm_widget.tables import as_table, told_apart

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

BLOCK = 200_000
"""The number of points sorted into cells at a time."""
SPAN = 8.0
"""The grid is fine enough that this many standard deviations along each axis hold `n_cells`
cells."""
FEW, ENOUGH = 0.12, 0.3
"""Points that fill less than FEW of an axis get finer cells, until they fill ENOUGH of it. A
Gaussian or a box fills 0.43, two groups ten of their widths apart 0.18; next to an outlier the
share drops to almost nothing."""
FEWER = 20_000
"""The size of the sample that decides how wide cells are."""
FURTHEST = 2.0**60
"""Cell numbers are clamped to this distance from the origin."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Points summarised by cell, exact in their number, mean and covariance.

    Attributes
    ----------
    counts : (J,) array
        The number of points in each cell.
    means : (J, d) array
        In units of the data.
    covariances : (J, d, d) array
        Of the points within each cell, in squared units of the data.
    names : tuple of str, or None
        The names of the columns, if the points had any.
    """

    counts: Array
    means: Array
    covariances: Array
    names: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        d = self.means.shape[1]
        return f"<Cells: {len(self)} cells of {self.n_points} points in {d} column{'s' * (d != 1)}>"

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def n_points(self) -> int:
        """The total number of points in all cells."""
        return int(self.counts.sum())

    @by_name
    def fit(
        self,
        start: Mixture | int | ArrayLike,
        *,
        n_init: int = 1,
        random_state: Any = 0,
        covariance_type: CovarianceType = "full",
        reg_covar: float = 0.0,
        tol: float = 1e-6,
        max_iter: int = 100,
        progress: Callable[[int, int], None] | None = None,
    ) -> Trace:
        """Fit a mixture to the cells, as `gmm_widget.fit` fits one to points.

        Parameters
        ----------
        start : Mixture, int, or (K, d) array_like
            As for `fit`; starts drawn or computed from the data see `means`, weighted by `counts`.
        n_init, random_state, covariance_type, reg_covar, tol, max_iter, progress : as for `fit`

        Returns
        -------
        Trace
            Its points are the means of the cells, and its log-likelihoods a lower bound of those of
            all points.

        Raises
        ------
        TypeError, ValueError
            As `fit`.
        """
        return fit(
            self.means,
            start,
            n_init=n_init,
            random_state=random_state,
            covariance_type=covariance_type,
            reg_covar=reg_covar,
            tol=tol,
            max_iter=max_iter,
            sample_weight=self.counts,
            within=self.covariances,
            progress=progress,
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """A grid of cells: their width along each axis, (d,), and their origin, (d,)."""

    origin: Array
    width: Array

    @classmethod
    def of(cls, sample: Array, n_cells: int) -> Grid:
        """Choose a grid with about `n_cells` cells where the sample (n, d) lies."""
        varying = np.count_nonzero(np.ptp(sample, axis=0))
        per_axis = n_cells ** (1 / varying)
        wide = SPAN * spread(sample) / per_axis
        few = sample[:: max(1, len(sample) // FEWER)]
        width = np.array([_width(*axis, per_axis) for axis in zip(few.T, wide, strict=True)])
        # An outlier moves the mean to where no cell can tell two points apart.
        middle = np.median(few, axis=0) - width / 2
        origin = np.where(width < wide, middle, sample.mean(axis=0))
        return cls(origin, width)

    def sort(self, points: Any) -> Sorted:
        """Sort points (n, d) into their cells."""
        inside = (_as_block(points) - self.origin) / self.width
        keys = np.floor(inside).clip(-FURTHEST, FURTHEST)
        inside -= keys + 0.5
        cells, number = _distinct(keys.astype(np.int64))
        i, j = np.triu_indices(points.shape[1])
        terms = [np.ones(len(inside)), *inside.T]
        terms += [inside[:, a] * inside[:, b] for a, b in zip(i, j, strict=True)]
        return Sorted(cells, _sum_by(number, terms, len(cells)))

    def cells(self, found: Sorted) -> Cells:
        """Convert sorted points to cells in the units of the data."""
        d = len(self.width)
        i, j = np.triu_indices(d)
        counts = found.sums[0]
        means = (found.sums[1 : 1 + d] / counts).T
        covariances = np.empty((len(counts), d, d))
        products = found.sums[1 + d :] / counts - (means[:, i] * means[:, j]).T
        covariances[:, i, j] = covariances[:, j, i] = products.T
        covariances *= np.outer(self.width, self.width)
        return Cells(counts, self.origin + (found.keys + 0.5 + means) * self.width, covariances)


def _width(values: Array, width: float, per_axis: float) -> float:
    """Halve a cell width along one axis until the points fill enough cells.

    The width computed from the standard deviation is too large where outliers inflate it.
    """
    values = values - np.median(values)
    if _filled(values, width) >= FEW * per_axis:
        return width
    # Few distinct values are never in more cells.
    wanted = min(ENOUGH * per_axis, 0.9 * _filled(values, 0.0))
    while _filled(values, width) < wanted:
        width /= 2
    return width


def _filled(values: Array, width: float) -> float:
    """Compute the effective number of cells of a width that values (n,) fill.

    This is the inverse of the probability that two values share a cell (Simpson 1949, "Measurement
    of diversity", Nature 163); for width 0, that two values are equal.
    """
    _, counts = np.unique(np.rint(values / width) if width else values, return_counts=True)
    together = float((counts * (counts - 1.0)).sum())
    return len(values) * (len(values) - 1.0) / together if together else math.inf


@dataclass(frozen=True, eq=False)
class Sorted:
    """Sums of points by cell: keys (J, d) of the cells, and the sums (p, J) of 1, x_i and x_i x_j.

    The coordinates x are taken from the middle of the cell in units of its width, so that no digits
    are lost.
    """

    keys: NDArray[np.int64]
    sums: Array

    @staticmethod
    def merge(parts: list[Sorted]) -> Sorted:
        """Merge the sums of several sets of points."""
        keys, number = _distinct(np.concatenate([part.keys for part in parts]))
        sums = np.concatenate([part.sums for part in parts], axis=1)
        return Sorted(keys, _sum_by(number, list(sums), len(keys)))


def _sum_by(number: NDArray[np.intp], terms: list[Array], n_cells: int) -> Array:
    """Sum each of the terms (n,) by cell: (p, J)."""
    sums = np.empty((len(terms), n_cells))
    for row, term in zip(sums, terms, strict=True):
        row[:] = np.bincount(number, term, n_cells)
    return sums


def _distinct(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Find the distinct rows, and the index of each row among them."""
    if not len(keys):
        return keys, np.empty(0, dtype=np.intp)
    low = keys.min(axis=0)
    sizes = keys.max(axis=0) - low + 1
    if np.prod(sizes.astype(np.float64)) > 2.0**62:
        cells, number = np.unique(keys, axis=0, return_inverse=True)
        return cells, number.reshape(-1)
    flat = np.ravel_multi_index(tuple((keys - low).T), tuple(sizes))
    if np.prod(sizes) <= max(4 * len(keys), 1_000_000):
        present = np.bincount(flat, minlength=int(np.prod(sizes))) > 0
        place = np.cumsum(present) - 1
        distinct, number = np.flatnonzero(present), place[flat]
    else:
        distinct, number = np.unique(flat, return_inverse=True)
    return np.stack(np.unravel_index(distinct, tuple(sizes)), axis=1) + low, number


@by_name
def reduce_points(
    points: Any,
    *,
    n_cells: int = 100_000,
    progress: Callable[[int, int], None] | None = None,
) -> Cells:
    """Reduce points to weighted cells in one pass.

    Parameters
    ----------
    points : (n, d) array_like, numpy.memmap, dask array or dask DataFrame
        A dask collection is reduced by dask, on whatever cluster it runs, a partition at a
        time (extra ``dask``); arrays and memmaps a block at a time.
    n_cells : int
        The approximate number of cells, 1 or more. They represent the data well in two or three
        dimensions; with d the width of a cell grows as ``n_cells ** (-1 / d)``.
    progress : callable or None
        A callback, ``progress(done, n)``, called after every block of an array. Raise an exception
        in it to stop the work.

    Returns
    -------
    Cells

    Raises
    ------
    TypeError, ValueError
        If the points are invalid (see `as_points`), or `n_cells` is below 1.

    Examples
    --------
    >>> import numpy as np
    >>> cells = reduce_points(np.random.default_rng(0).normal(size=(10_000, 2)), n_cells=400)
    >>> cells.n_points
    10000
    """
    if not is_number(n_cells) or n_cells < 1:
        raise ValueError(f"n_cells must be a number of cells, at least 1; got {n_cells!r}")
    if hasattr(points, "to_delayed"):
        return _reduce_dask(points, n_cells)
    table = as_table(points)
    points = as_points(table)
    grid = Grid.of(points[:: max(1, len(points) // BLOCK)], n_cells)
    found: list[Sorted] = []
    for begin in range(0, len(points), BLOCK):
        found = [Sorted.merge([*found, grid.sort(points[begin : begin + BLOCK])])]
        if progress is not None:
            progress(min(begin + BLOCK, len(points)), len(points))
    return replace(grid.cells(found[0]), names=table.names)


def _reduce_dask(points: Any, n_cells: int) -> Cells:
    """Reduce a dask collection: sort each partition where it is, then merge eight at a time."""
    dask: Any = import_module("dask")
    if hasattr(points, "rechunk"):
        points = points.rechunk({1: -1})
    parts = np.ravel(np.asarray(points.to_delayed(), dtype=object)).tolist()
    few = sorted({0, len(parts) // 2, len(parts) - 1})
    sample = np.concatenate([_as_block(p) for p in dask.compute(*(parts[i] for i in few))])
    grid = Grid.of(as_points(sample), n_cells)
    layer = [dask.delayed(grid.sort)(part) for part in parts]
    while len(layer) > 1:
        groups = [layer[i : i + 8] for i in range(0, len(layer), 8)]
        layer = [dask.delayed(Sorted.merge)(group) for group in groups]
    (found,) = dask.compute(layer[0])
    return replace(grid.cells(found), names=_names_of(points))


def _names_of(points: Any) -> tuple[str, ...] | None:
    """The column names of a dask DataFrame; None for an array."""
    return told_apart(map(str, points.columns)) if hasattr(points, "columns") else None


def _as_block(data: Any) -> Array:
    block: Array = np.asarray(data, dtype=np.float64)
    if not np.isfinite(block).all():
        raise ValueError("points must be finite: drop the rows with NaN or infinity first")
    return block
