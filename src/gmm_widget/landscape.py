"""The landscape of the likelihood, seen from many starts.

EM climbs to the optimum that its start leads to. These three functions look at all of them:
`restarts` from many random starts, `basins` from every place where one mean could be dropped, and
`select` with other numbers of components and types of covariance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import starts
from gmm_widget.em import CovarianceType
from gmm_widget.many import Fits, fit_many
from gmm_widget.mixture import Mixture
from gmm_widget.optima import distinct, rough_groups
from gmm_widget.points import as_points
from gmm_widget.selection import Best, Row, Selection, select

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.kernels.batched import Progress

__all__ = ["Basins", "Best", "Restarts", "Row", "Selection", "basins", "restarts", "select"]


@dataclass(frozen=True, eq=False)
class Restarts:
    """The optima that many random starts led to, best first.

    Attributes
    ----------
    mixtures : tuple of Mixture
    log_likelihoods : (M,) array
    counts : (M,) array of int
        How many of the starts led there.
    n_lost : int
        How many starts led to a collapsed or an empty component instead.
    """

    mixtures: tuple[Mixture, ...]
    log_likelihoods: NDArray[np.float64]
    counts: NDArray[np.intp]
    n_lost: int


def restarts(
    points: Any,
    n_components: int,
    n_init: int = 200,
    random_state: Any = 0,
    *,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    progress: Progress | None = None,
) -> Restarts:
    """Where do `n_init` random starts lead?

    Every start has its means on distinct points, drawn at random (`starts.random_points`).
    `progress(done, n_init)` is called now and then; raise in it to stop.

    Examples
    --------
    >>> from gmm_widget import datasets, landscape
    >>> found = landscape.restarts(datasets.old_faithful(), 3, n_init=20)
    >>> bool((np.diff(found.log_likelihoods) <= 0).all())
    True
    """
    points = as_points(points, at_least=n_components)
    random = np.random.default_rng(random_state)
    options: dict[str, Any] = {"covariance_type": covariance_type, "reg_covar": reg_covar}
    begin = [starts.random_points(points, n_components, random_state=random) for _ in range(n_init)]
    fits = fit_many(points, begin, tol=tol, progress=progress, **options)
    optima = distinct(points, fits, **options)
    n_lost = int((optima.labels < 0).sum())
    return Restarts(optima.mixtures, optima.log_likelihoods, optima.counts, n_lost)


@dataclass(frozen=True, eq=False)
class Basins:
    """Which optimum EM reaches from each place where one mean could start.

    Attributes
    ----------
    labels : (grid, grid) array of int
        Row by row from the bottom, `extent` wide and high: the number of the optimum, or -1
        where a component collapses or runs empty.
    optima : tuple of Mixture
        Best first.
    log_likelihoods : (M,) array
    extent : (left, right, bottom, top)
        As matplotlib's imshow(labels, origin="lower", extent=extent) takes it.
    verified : float
        The share of the cells that were fitted; the others lie among equal neighbours.
    """

    labels: NDArray[np.intp]
    optima: tuple[Mixture, ...]
    log_likelihoods: NDArray[np.float64]
    extent: tuple[float, float, float, float]
    verified: float


def basins(
    points: Any,
    start: Mixture,
    component: int,
    grid: int = 64,
    *,
    axes: Sequence[int] = (0, 1),
    coarse: int = 4,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    progress: Progress | None = None,
) -> Basins:
    """Where does EM lead if one mean of a start is dropped elsewhere?

    The plane is cut into grid x grid cells, and the mean starts at their centres. Every
    `coarse`-th cell of a row is fitted first, then those between where neighbours differ:
    `coarse=1` fits all.

    Parameters
    ----------
    points : (n, d) array_like
    start : Mixture
        Its weights, covariances and other means stay.
    component : int
        Which mean is moved, from 0.
    grid : int
    axes : two of the columns of the points
        The plane.
    tol : float
        EM's. A larger one than 1e-6 stops on the way and gives wrong basins.
    progress : callable or None
        Called as ``progress(done, of)`` within each pass; raise in it to stop.
    """
    points = as_points(points, at_least=start.n_components)
    if not 0 <= component < start.n_components:
        raise ValueError(
            f"component must be from 0 to {start.n_components - 1}, one of the start's; "
            f"got {component!r}"
        )
    if grid < 2 or coarse < 1 or coarse & (coarse - 1):
        raise ValueError(
            f"grid must be at least 2 and coarse a power of two; got {grid} and {coarse}"
        )
    columns = list(axes)
    if len(columns) != 2 or not all(0 <= c < points.shape[1] for c in columns):
        raise ValueError(
            f"axes must be two of the {points.shape[1]} columns of the points, counted from 0; "
            f"got {columns}"
        )
    options: dict[str, Any] = {"covariance_type": covariance_type, "reg_covar": reg_covar}
    low, high = points[:, columns].min(axis=0), points[:, columns].max(axis=0)
    low, high = low - 0.05 * (high - low), high + 0.05 * (high - low)
    width = (high - low) / grid

    def fit_cells(rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Fits:
        centres = low + (np.stack([cols, rows], axis=1) + 0.5) * width
        begin = [_moved(start, component, columns, centre) for centre in centres]
        return fit_many(points, begin, tol=tol, progress=progress, **options)

    rows, cols = np.indices((grid, grid))
    todo = (rows % coarse == 0) & (cols % coarse == 0)
    fitted = np.zeros((grid, grid), dtype=bool)
    cells: NDArray[np.intp] = np.empty((2, 0), dtype=np.intp)
    fits: Fits | None = None
    stride = coarse
    while todo.any():
        chosen = np.array(np.nonzero(todo))
        new = fit_cells(*chosen)
        fits = new if fits is None else fits.join(new)
        cells = np.concatenate([cells, chosen], axis=1)
        fitted |= todo
        if stride == 1:
            break
        rough = np.full((grid, grid), -1)
        rough[cells[0], cells[1]] = rough_groups(fits)[0]
        unsure = _borders(_filled(rough, fitted, stride), stride)
        stride //= 2
        todo = unsure & ~fitted & (rows % stride == 0) & (cols % stride == 0)
    assert fits is not None
    optima = distinct(points, fits, **options)
    labels = np.full((grid, grid), -1)
    labels[cells[0], cells[1]] = optima.labels
    extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    whole = _filled(labels, fitted, coarse)
    return Basins(whole, optima.mixtures, optima.log_likelihoods, extent, float(fitted.mean()))


def _moved(
    start: Mixture, component: int, columns: list[int], place: NDArray[np.float64]
) -> Mixture:
    means = start.means.copy()
    means[component, columns] = place
    return Mixture._unchecked(start.weights, means, start.covariances)


def _filled(labels: NDArray[np.intp], fitted: NDArray[np.bool_], coarse: int) -> NDArray[np.intp]:
    """Cells that were not fitted take the label of the finest fitted cell whose square they are
    in: the one at their place rounded down to a multiple of 2, or of 4, ..., of `coarse`."""
    rows, cols = np.indices(labels.shape)
    whole, known = labels.copy(), fitted.copy()
    stride = 2
    while not known.all() and stride <= max(2, *labels.shape) * 2:
        r, c = rows - rows % stride, cols - cols % stride
        found = ~known & fitted[r, c]
        whole[found] = labels[r, c][found]
        known |= found
        stride *= 2
    return whole


def _borders(labels: NDArray[np.intp], stride: int) -> NDArray[np.bool_]:
    """The cells that have another label within `stride` of them."""
    size = len(labels)
    near = np.pad(labels, stride, mode="edge")
    border = np.zeros(labels.shape, dtype=bool)
    for down in (0, stride, 2 * stride):
        for right in (0, stride, 2 * stride):
            border |= near[down : down + size, right : right + size] != labels
    return border
