"""The optimum that EM reaches from each place where one mean could be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import CovarianceType, Data, FitOptions, Fits, Mixture, fit_many_steps, is_whole
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
    labels : (grid, grid) array of int, or (1, grid) along one axis
        Row by row from the bottom, covering `extent`: the index of the optimum, or -1
        where a component collapses or runs empty.
    optima : tuple of Mixture
        Best first.
    log_likelihoods : (M,) array
        In nats, summed over the points.
    extent : (left, right, bottom, top)
        In units of the data, as for matplotlib's imshow(labels, origin="lower", extent=extent).
        Along one axis, bottom and top are 0 and 1.
    verified : float
        The share of the cells that were fitted; the others lie among equal neighbours.
    places : (M, 2) array, or (M, 1) along one axis
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
        rows, size = self.labels.shape
        return (
            f"<Basins on a map of {size} x {rows} cells: {len(self.optima)} optima, "
            f"{self.lost:.0%} of the map lost>"
        )

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of the map that leads to each optimum, (M,)."""
        found = np.bincount(self.labels[self.labels >= 0], minlength=len(self.optima))
        return found / self.labels.size

    def label_at(self, place: ArrayLike) -> int | None:
        """Look up the optimum that a start of the mean at (x, y) leads to, by the nearest cell.

        Along one axis the place is x alone. None where a component is lost.
        """
        left, right, bottom, top = self.extent
        x, *up = np.asarray(place, dtype=np.float64).reshape(-1).tolist()
        [y] = up or [bottom]
        rows, cols = self.labels.shape
        col = min(max(int((x - left) / (right - left) * cols), 0), cols - 1)
        row = min(max(int((y - bottom) / (top - bottom) * rows), 0), rows - 1)
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
    axes: Sequence[int] | None = None,
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

    The plane is cut into grid x grid cells, and the mean starts at their centres; a line is cut
    into grid cells. Every `coarse`-th cell of a row is fitted first, then those in between where
    neighbours differ: `coarse=1` fits all.

    Parameters
    ----------
    points : (n, d) or (n,) array_like
    start : Mixture
        Its weights, covariances and other means are kept.
    component : int
        Which mean is moved, from 0.
    grid : int
        The number of cells across, and up.
    axes : two of the columns of the points, or None
        The plane; by default the first two columns. Points of one column are mapped along it.
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
    data = Data.checked(points, sample_weight, within)
    options = FitOptions(covariance_type, reg_covar, tol, max_iter)
    steps = basins_steps(data, start, component, grid, options, axes=axes, coarse=coarse)
    return finish(steps, progress)


def basins_steps(
    data: Data,
    start: Mixture,
    component: int,
    grid: int,
    options: FitOptions,
    *,
    axes: Sequence[int] | None = None,
    coarse: int = 4,
) -> Steps[Basins]:
    """Run `basins` a round of fits at a time.

    Parameters
    ----------
    data : Data
    start, component, grid, axes, coarse : as for `basins`
    options : FitOptions

    Yields
    ------
    Step
        After every round: the number of cells that were fitted, and of all cells. After a pass
        that another may follow, `so_far` is the map as known then.

    Returns
    -------
    Basins
        The return value of the generator.
    """
    if not isinstance(start, Mixture):
        raise TypeError(
            "start must be a gmm_widget.Mixture, such as starts.from_means(points, means); got "
            f"{type(start).__name__}"
        )
    finish(fit_many_steps(data, [start], replace(options, max_iter=1)))
    plane = _Plane.of(data, start, component, grid, axes, coarse)
    rows, cols = np.indices(plane.shape)
    todo = (rows % coarse == 0) & (cols % coarse == 0)
    fitted = np.zeros(plane.shape, dtype=bool)
    cells: NDArray[np.intp] = np.empty((2, 0), dtype=np.intp)
    fits: Fits | None = None
    stride = coarse
    while todo.any():
        chosen = np.array(np.nonzero(todo))
        before = cells.shape[1]
        work = fit_many_steps(data, plane.starts(*chosen), options)
        new = yield from counted(work, before, rows.size)
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
        yield Step(cells.shape[1], rows.size, so_far)
        unsure = _borders(so_far.labels, stride)
        stride //= 2
        todo = unsure & ~fitted & (rows % stride == 0) & (cols % stride == 0)
    assert fits is not None
    optima = yield from counted(distinct_steps(data, fits, options), cells.shape[1], rows.size)
    return plane.map(optima, cells, fits.n_iter)


@dataclass(frozen=True, eq=False)
class _Plane:
    """The cells of the map, of a plane or of a line, and their starts."""

    start: Mixture
    component: int
    columns: list[int]
    grid: int
    low: NDArray[np.float64]
    width: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        data: Data,
        start: Mixture,
        component: int,
        grid: int,
        axes: Sequence[int] | None,
        coarse: int,
    ) -> _Plane:
        if not is_whole(component) or not 0 <= component < start.n_components:
            raise ValueError(
                f"component must be from 0 to {start.n_components - 1}, one of the start's; "
                f"got {component!r}"
            )
        legal = is_whole(grid) and is_whole(coarse) and 2 <= grid <= FINEST and coarse >= 1
        if not legal or coarse & (coarse - 1):
            raise ValueError(
                f"grid must be at least 2, at most {FINEST:,}, and coarse a power of two; got "
                f"{grid!r} and {coarse!r}"
            )
        dimension = data.points.shape[1]
        chosen: Any = range(min(dimension, 2)) if axes is None else axes
        columns: list[Any] = list(chosen) if np.iterable(chosen) else [chosen]
        needed = min(dimension, 2)
        whole = all(map(is_whole, columns)) and len(columns) == len(set(columns)) == needed
        if not whole or not all(0 <= c < dimension for c in columns):
            raise ValueError(
                f"axes must be {('one', 'two')[needed - 1]} of the {dimension} columns of the "
                f"points, counted from 0; got {columns}"
            )
        low, high = (edge[columns] for edge in data.range)
        deep = (high - low).max() or data.spread.max()
        # Where a column is constant the map is as high as it is wide, about the points.
        room = np.where(high > low, MARGIN * (high - low), deep / 2)
        low, high = low - room, high + room
        return cls(start, component, columns, grid, low, (high - low) / grid)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and of columns of the map."""
        return self.grid if len(self.columns) == 2 else 1, self.grid

    def centres(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> NDArray[np.float64]:
        """Compute the centres of cells, (m, 2), or (m, 1) along one axis."""
        inside = np.stack([cols, rows][: len(self.columns)], axis=1) + 0.5
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
        labels, n_iter = np.full((2, *self.shape), -1)
        labels[cells[0], cells[1]] = optima.labels
        n_iter[cells[0], cells[1]] = iterations
        fitted = n_iter >= 0
        whole = _filled(labels, fitted)
        left, bottom = [*self.low.tolist(), 0.0][:2]
        right, top = [*(self.low + self.grid * self.width).tolist(), 1.0][:2]
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


def _deepest(basin: NDArray[np.bool_], fitted: NDArray[np.bool_]) -> tuple[int, int]:
    """Find the fitted cell of a basin that is furthest from its border."""
    around = [(int(size > 1),) * 2 for size in basin.shape]  # a line has no border above or below
    inside = tuple(
        slice(before, before + size) for (before, _), size in zip(around, basin.shape, strict=True)
    )
    depth = np.where(fitted, depths(np.pad(basin, around))[inside], -1.0)
    row, col = np.unravel_index(np.argmax(depth), depth.shape)
    return int(row), int(col)


def _filled(labels: NDArray[np.intp], fitted: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Fill in the cells that were not fitted from the finest fitted cell whose square they are in.

    That is the one at their place rounded down to a multiple of 2, or of 4, and so on.
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
    height, width = labels.shape
    near = np.pad(labels, stride, mode="edge")
    border = np.zeros(labels.shape, dtype=bool)
    for down in (0, stride, 2 * stride):
        for right in (0, stride, 2 * stride):
            border |= near[down : down + height, right : right + width] != labels
    return border
