"""The optimum that EM reaches from each place where one mean could be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import (
    CovarianceType,
    Fits,
    Mixture,
    column_range,
    fit_many_steps,
    rows_that_count,
    spread,
    weighed,
)
from gmm_widget.landscape.depths import depths
from gmm_widget.landscape.optima import Optima, distinct_steps, rough_groups
from gmm_widget.progress import Step, counted, finish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.progress import Progress, Steps

MARGIN = 0.05
"""The map extends beyond the data by this fraction of their range."""
FINEST = 2000
"""The maximum number of cells across: more would be finer than any screen."""


@dataclass(frozen=True, eq=False)
class Basins:
    """A map of the optimum that EM reaches from each place where one mean could start.

    Attributes
    ----------
    labels : (grid, grid) array of int
        Row by row from the bottom, covering `extent`: the index of the optimum, or -1
        where a component collapses or runs empty.
    optima : tuple of Mixture
        Best first.
    log_likelihoods : (M,) array
        In nats, summed over the points.
    extent : (left, right, bottom, top)
        In units of the data, as for matplotlib's imshow(labels, origin="lower", extent=extent).
    verified : float
        The share of the cells that were fitted; the others lie among equal neighbours.
    places : (M, 2) array
        For each optimum, a fitted start of the mean that leads there, well inside its basin.
    n_iter : (M,) array of int
        The number of iterations from there.
    """

    labels: NDArray[np.intp]
    optima: tuple[Mixture, ...]
    log_likelihoods: NDArray[np.float64]
    extent: tuple[float, float, float, float]
    verified: float
    places: NDArray[np.float64]
    n_iter: NDArray[np.intp]

    def __repr__(self) -> str:
        size = len(self.labels)
        return (
            f"<Basins on a map of {size} x {size} cells: {len(self.optima)} optima, "
            f"{self.lost:.0%} of the map lost>"
        )

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of the map that leads to each optimum, (M,)."""
        found = np.bincount(self.labels[self.labels >= 0], minlength=len(self.optima))
        return found / self.labels.size

    def label_at(self, place: ArrayLike) -> int | None:
        """Look up the optimum that a start of the mean at (x, y) leads to, by the nearest cell.

        None where a component is lost.
        """
        left, right, bottom, top = self.extent
        x, y = np.asarray(place, dtype=np.float64).tolist()
        size = len(self.labels)
        col = min(max(int((x - left) / (right - left) * size), 0), size - 1)
        row = min(max(int((y - bottom) / (top - bottom) * size), 0), size - 1)
        label = int(self.labels[row, col])
        return None if label < 0 else label

    @property
    def lost(self) -> float:
        """The share of the map that leads to a collapsed or an empty component."""
        return float((self.labels < 0).mean())


@by_name
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
    max_iter: int = 1000,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
    progress: Progress | None = None,
) -> Basins:
    """Map the optimum that EM reaches from each place where one mean of a start could be dropped.

    The plane is cut into grid x grid cells, and the mean starts at their centres. Every
    `coarse`-th cell of a row is fitted first, then those in between where neighbours differ:
    `coarse=1` fits all.

    Parameters
    ----------
    points : (n, d) array_like
    start : Mixture
        Its weights, covariances and other means are kept.
    component : int
        Which mean is moved, from 0.
    grid : int
        The number of cells across, and up.
    axes : two of the columns of the points
        The plane.
    coarse : int
        The stride of the first pass, in cells: a power of two.
    covariance_type, reg_covar, sample_weight, within : as for `fit`
    tol : float
        As for `fit`. A larger value than 1e-6 stops before the optimum and gives wrong basins.
    max_iter : int
        As for `fit`. One fit of each group of similar ones continues to its optimum, even beyond
        it.
    progress : callable or None
        A callback, ``progress(done, total)``, called several times a second. Raise an exception in
        it to stop the work.

    Returns
    -------
    Basins

    Raises
    ------
    TypeError, ValueError
        If the points or an option are invalid, or the start is one that `fit` refuses.
    """
    return finish(
        basins_steps(
            points,
            start,
            component,
            grid,
            axes=axes,
            coarse=coarse,
            covariance_type=covariance_type,
            reg_covar=reg_covar,
            tol=tol,
            max_iter=max_iter,
            sample_weight=sample_weight,
            within=within,
        ),
        progress,
    )


def basins_steps(
    points: Any,
    start: Mixture,
    component: int,
    grid: int = 64,
    *,
    axes: Sequence[int] = (0, 1),
    coarse: int = 4,
    tol: float = 1e-6,
    max_iter: int = 1000,
    **options: Any,
) -> Steps[Basins]:
    """Run `basins` a round of fits at a time.

    Parameters
    ----------
    points, start, component, grid, axes, coarse, tol, max_iter : as for `basins`
    **options
        `covariance_type`, `reg_covar`, `sample_weight` and `within`, as for `fit`.

    Yields
    ------
    Step
        After every round: the number of cells that were fitted, and of all cells. After a pass
        that another may follow, `so_far` is the map as known then.

    Returns
    -------
    Basins
        The return value of the generator.

    Raises
    ------
    TypeError, ValueError
        As `basins`.
    """
    if not isinstance(start, Mixture):
        raise TypeError(
            "start must be a gmm_widget.Mixture, such as starts.from_means(points, means); got "
            f"{type(start).__name__}"
        )
    weight = options.get("sample_weight")
    points, weight = weighed(points, weight, at_least=start.n_components)
    options["sample_weight"] = weight
    finish(fit_many_steps(points, [start], **{**options, "max_iter": 1}))
    left = rows_that_count(points, weight).points
    plane = _Plane.of(left, start, component, grid, axes, coarse)
    rows, cols = np.indices((grid, grid))
    todo = (rows % coarse == 0) & (cols % coarse == 0)
    fitted = np.zeros((grid, grid), dtype=bool)
    cells: NDArray[np.intp] = np.empty((2, 0), dtype=np.intp)
    fits: Fits | None = None
    stride = coarse
    while todo.any():
        chosen = np.array(np.nonzero(todo))
        before = cells.shape[1]
        work = fit_many_steps(points, plane.starts(*chosen), tol=tol, max_iter=max_iter, **options)
        new = yield from counted(work, before, grid * grid)
        fits = new if fits is None else fits.join(new)
        cells = np.concatenate([cells, chosen], axis=1)
        fitted |= todo
        if stride == 1:
            break
        groups, leaders = rough_groups(fits)
        rough = Optima(
            tuple(fits.mixture(i) for i in leaders), fits.log_likelihoods[leaders], groups
        )
        so_far = plane.map(rough, cells, fits.n_iter)
        yield Step(cells.shape[1], grid * grid, so_far)
        unsure = _borders(so_far.labels, stride)
        stride //= 2
        todo = unsure & ~fitted & (rows % stride == 0) & (cols % stride == 0)
    assert fits is not None
    optima = yield from counted(
        distinct_steps(points, fits, **options), cells.shape[1], grid * grid
    )
    return plane.map(optima, cells, fits.n_iter)


@dataclass(frozen=True, eq=False)
class _Plane:
    """The cells of the map, and their starts."""

    start: Mixture
    component: int
    columns: list[int]
    grid: int
    coarse: int
    low: NDArray[np.float64]
    width: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        points: NDArray[np.float64],
        start: Mixture,
        component: int,
        grid: int,
        axes: Sequence[int],
        coarse: int,
    ) -> _Plane:
        if not _is_whole(component) or not 0 <= component < start.n_components:
            raise ValueError(
                f"component must be from 0 to {start.n_components - 1}, one of the start's; "
                f"got {component!r}"
            )
        legal = _is_whole(grid) and _is_whole(coarse) and 2 <= grid <= FINEST and coarse >= 1
        if not legal or coarse & (coarse - 1):
            raise ValueError(
                f"grid must be at least 2, at most {FINEST:,}, and coarse a power of two; got "
                f"{grid!r} and {coarse!r}"
            )
        columns = list(axes) if np.iterable(axes) else [axes]
        whole = len(columns) == 2 and all(map(_is_whole, columns)) and columns[0] != columns[1]
        if not whole or not all(0 <= c < points.shape[1] for c in columns):
            raise ValueError(
                f"axes must be two of the {points.shape[1]} columns of the points, counted from "
                f"0; got {columns}"
            )
        low, high = (edge[columns] for edge in column_range(points))
        deep = (high - low).max() or spread(points).max()
        # Where a column is constant the map is as high as it is wide, about the points.
        room = np.where(high > low, MARGIN * (high - low), deep / 2)
        low, high = low - room, high + room
        return cls(start, component, columns, grid, coarse, low, (high - low) / grid)

    def centres(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[np.float64]:
        """Compute the centres of cells, (m, 2)."""
        inside = np.stack([cols, rows], axis=1) + 0.5
        middles: NDArray[np.float64] = self.low + inside * self.width
        return middles

    def starts(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> list[Mixture]:
        """Create the starts with the mean at the centre of each of these cells."""
        found = []
        for centre in self.centres(rows, cols):
            means = self.start.means.copy()
            means[self.component, self.columns] = centre
            found.append(Mixture._unchecked(self.start.weights, means, self.start.covariances))
        return found

    def map(self, optima: Optima, cells: NDArray[np.intp], iterations: NDArray[np.intp]) -> Basins:
        """Create the map from the optima of fitted cells (2, B) and their iterations (B,)."""
        labels, n_iter = np.full((2, self.grid, self.grid), -1)
        labels[cells[0], cells[1]] = optima.labels
        n_iter[cells[0], cells[1]] = iterations
        fitted = n_iter >= 0
        whole = _filled(labels, fitted, self.coarse)
        left, bottom = self.low.tolist()
        right, top = (self.low + self.grid * self.width).tolist()
        numbers = range(len(optima.mixtures))
        deepest = [_deepest(whole == m, fitted & (labels == m)) for m in numbers]
        rows, cols = np.array(deepest, dtype=np.intp).reshape(-1, 2).T
        return Basins(
            whole,
            optima.mixtures,
            optima.log_likelihoods,
            (left, right, bottom, top),
            float(fitted.mean()),
            self.centres(rows, cols),
            n_iter[rows, cols],
        )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _deepest(basin: NDArray[np.bool_], fitted: NDArray[np.bool_]) -> tuple[int, int]:
    """Find the fitted cell of a basin that is furthest from its border."""
    depth = np.where(fitted, depths(np.pad(basin, 1))[1:-1, 1:-1], -1.0)
    row, col = np.unravel_index(np.argmax(depth), depth.shape)
    return int(row), int(col)


def _filled(labels: NDArray[np.intp], fitted: NDArray[np.bool_], coarse: int) -> NDArray[np.intp]:
    """Fill in the cells that were not fitted from the finest fitted cell whose square they are in.

    That is the one at their place rounded down to a multiple of 2, or of 4, ..., of `coarse`.
    """
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
    """Find the cells that have another label within `stride` of them."""
    size = len(labels)
    near = np.pad(labels, stride, mode="edge")
    border = np.zeros(labels.shape, dtype=bool)
    for down in (0, stride, 2 * stride):
        for right in (0, stride, 2 * stride):
            border |= near[down : down + size, right : right + size] != labels
    return border
