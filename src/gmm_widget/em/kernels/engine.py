"""One pass over the points: the E-step, the log-likelihood and the sums that an M-step needs.

One pass can serve many mixtures: a stack holds M = K B components, component k of fit b
in row k B + b. The points come in blocks and the fits in chunks, so that the responsibilities of
one block stay in the processor's cache, and the memory beside the points is bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.em.kernels.densities import HIGHEST, LOWEST, Densities
from gmm_widget.em.kernels.features import complete_features, gaussians_from_sums, n_features, pairs
from gmm_widget.em.kernels.products import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em.kernels.data import Blocks
    from gmm_widget.em.kernels.features import Array

CACHE = 130_000
"""The number of float64 in a block of features and responsibilities: 1 MB stays in the cache."""
KEPT = 500_000
"""Up to this many float64, the features of all points are computed once instead of in every pass:
4 MB."""
LANES = 8
"""The number of float64 in a cache line: with rows aligned to one, a pass is up to 1.4 times as
fast."""
CHUNK = 64
"""The largest number of fits in one matrix product."""
MANY = 64
"""From this many features on, OpenBLAS is twice as fast on responsibilities that are stored
point by point, copy included."""
NOTHING = 1e-280
"""A sum of exponentials below this was clamped at LOWEST."""


class Workspace(NamedTuple):
    """Memory for B fits of K components at m points, viewed in all the shapes in which it is used.

    joint (K, B, m), rows (K B, m), by_component (K, B m) : the same numbers
    total (B, m), totals (B m,) : the same numbers
    inverse (B, m)
    """

    joint: Array
    rows: Array
    by_component: Array
    total: Array
    totals: Array
    inverse: Array

    @classmethod
    def of(cls, memory: Array, n_components: int, n_fits: int) -> Workspace:
        """Create the views of memory ((K + 2) B m,)."""
        table = memory.reshape(n_components + 2, n_fits, -1)
        joint, total, inverse = table[:-2], table[-2], table[-1]
        rows = joint.reshape(n_components * n_fits, -1)
        by_component = joint.reshape(n_components, -1)
        return cls(joint, rows, by_component, total, total.reshape(-1), inverse)


class Seen(NamedTuple):
    """The result of an E-step of B fits at m points, valid until the next one.

    responsibilities : (K, B, m) array
    total : (B, m) array
        Densities, divided by exp(top).
    top : (B, m) array or None
    """

    responsibilities: Array
    total: Array
    top: Array | None

    def log_densities(self) -> Array:
        """Compute the log densities (B, m) of the points, in place: it can be called once."""
        values: Array = np.log(self.total, out=self.total)
        return values if self.top is None else values + self.top

    def log_likelihoods(self, weight: Array) -> Array:
        """Sum the log densities of the points by their weights (m,): (B,).

        Can be called once, as it works in place.
        """
        values: Array = np.log(self.total, out=self.total).dot(weight)
        return values if self.top is None else values + self.top.dot(weight)


def lined_up(size: int) -> Array:
    """Allocate memory (size,) aligned to a cache line; numpy's own is not."""
    memory = np.empty(size + LANES - 1)
    address: int = memory.__array_interface__["data"][0]
    skipped = -address // memory.itemsize % LANES
    return memory[skipped : skipped + size]


class Engine:
    """Passes over one set of points.

    Parameters
    ----------
    data : Blocks
        The points; gaussians and sums are in the coordinates of their unit.
    n_components : int
        K of every mixture.
    """

    def __init__(self, data: Blocks, n_components: int) -> None:
        self.n_components = n_components
        self.n_points, self.dimension = data.n_points, data.dimension
        self.total, self.bounds = data.total, data.unit.bounds
        self._data, self._weight, self._within = data, data.weight, data.within
        p = n_features(self.dimension)
        fitting = CACHE // (n_components + 2 + p) // LANES * LANES
        self._length = min(self.n_points, max(256, fitting))
        self._chunk = min(max(CACHE // ((n_components + 2) * self._length), 1), CHUNK)
        self._n_features = p
        self._keeps = p * self.n_points <= KEPT
        self._memory = lined_up(p * (self.n_points if self._keeps else self._length))
        self._buffer = np.empty(0)
        self._floor = np.full(self._length, LOWEST)
        self._one_each = np.ones(n_components)
        self._workspaces: dict[tuple[int, int], Workspace] = {}
        self._kept = list(self._written()) if self._keeps else None
        alone = self._length == self.n_points and self._weight is None
        self._all = self._kept[0][1] if self._kept and alone else None

    def _blocks(self) -> Iterable[tuple[slice, Array]]:
        """Iterate over blocks of points, and their features (p, m)."""
        return self._written() if self._kept is None else self._kept

    def _written(self) -> Iterator[tuple[slice, Array]]:
        """Iterate over blocks of features; if they are not kept, each block overwrites the last."""
        p = self._n_features
        for start in range(0, self.n_points, self._length):
            points = slice(start, min(start + self._length, self.n_points))
            begin, size = p * start * self._keeps, p * (points.stop - start)
            features = self._memory[begin : begin + size].reshape(p, -1)
            self._data.write_features(points, features)
            yield points, features

    def scatter(self) -> Array:
        """Summarise all points as one gaussian, (p, 1): their number, mean and covariance."""
        d = self.dimension
        first, second = np.zeros(d), np.zeros((d, d))
        for points, features in self._blocks():
            x = features[1 : 1 + d]
            weighted = x if self._weight is None else x * self._weight[points]
            first += weighted.sum(axis=1)
            second += weighted @ x.T
        sums = np.concatenate([[self.total], first, second[pairs(d)]])
        if self._within is not None:
            weight = np.ones(self.n_points) if self._weight is None else self._weight
            sums[1 + d :] += self._within @ weight
        return gaussians_from_sums(sums[:, None])

    def look(self, densities: Densities, n_fits: int = 1) -> Iterator[tuple[slice, slice, Seen]]:
        """Run E-steps, a block of points and a chunk of fits at a time.

        Yields
        ------
        points, fits : slice
        seen : Seen
            Of these fits and points. It is overwritten by the next one.
        """
        for points, _, fits, seen in self._e_steps(densities, n_fits):
            yield points, fits, seen

    def _e_steps(
        self, densities: Densities, n_fits: int
    ) -> Iterator[tuple[slice, Array, slice, Seen]]:
        """Run E-steps as `look` does, with the features (p, m) of each block."""
        chunk = min(self._chunk, n_fits)
        for points, features in self._blocks():
            for start in range(0, n_fits, chunk):
                fits = slice(start, min(start + chunk, n_fits))
                part = densities if chunk == n_fits else densities.take(fits, n_fits)
                seen = self._e_step(part, features, fits.stop - start, self._inside(points))
                yield points, features, fits, seen

    def _inside(self, points: slice) -> Array | None:
        return None if self._within is None else self._within[:, points]

    def _e_step(
        self,
        densities: Densities,
        features: Array,
        n_fits: int,
        within: Array | None,
        *,
        far: bool = False,
    ) -> Seen:
        """Compute the responsibilities and densities of one block: eqs 9.23, 9.28.

        `far` subtracts the largest log density of each point first. That is needed only if
        a point is so far from every component that all its densities underflow.
        """
        work = self._workspace(n_fits, features.shape[1])
        joint, rows = work.joint, work.rows
        densities.write(features, rows, within)
        far |= densities.highest > HIGHEST
        top = joint.max(axis=0) if far else None
        if top is not None:
            joint -= top
        everywhere = far or within is not None
        cut = everywhere or densities.low is not None
        if cut:
            self._lift(rows, None if everywhere else densities.low)
        np.exp(rows, out=rows)
        product(self._one_each, work.by_component, out=work.totals)
        if cut and not far and np.minimum.reduce(work.totals) < NOTHING:
            return self._e_step(densities, features, n_fits, within, far=True)
        np.divide(1.0, work.total, out=work.inverse)
        np.multiply(joint, work.inverse, out=joint)
        return Seen(joint, work.total, top)

    def _lift(self, rows: Array, low: NDArray[np.bool_] | None) -> None:
        """Clamp log densities at LOWEST, in the rows (M, m) that may be below it, or in all."""
        floor = self._floor[: rows.shape[1]]
        if low is None or 3 * np.count_nonzero(low) > len(low):
            np.maximum(rows, floor, out=rows)
            return
        which = np.flatnonzero(low)
        some = rows.take(which, axis=0)
        np.maximum(some, floor, out=some)
        rows[which] = some

    def _workspace(self, n_fits: int, length: int) -> Workspace:
        """The workspace, the same memory every time."""
        if (n_fits, length) not in self._workspaces:
            size, k = n_fits * length, self.n_components
            if (k + 2) * size > len(self._buffer):
                self._buffer = lined_up((k + 2) * size)
                self._workspaces.clear()
            self._workspaces[n_fits, length] = Workspace.of(
                self._buffer[: (k + 2) * size], k, n_fits
            )
        return self._workspaces[n_fits, length]

    def expect(self, densities: Densities, n_fits: int = 1) -> tuple[Array, Array]:
        """Compute the log-likelihoods (B,) of B mixtures, and the sums (p, M) of their E-steps."""
        if self._all is not None and n_fits <= self._chunk:
            seen = self._e_step(densities, self._all, n_fits, self._within)
            rows = seen.responsibilities.reshape(-1, self.n_points)
            return seen.log_likelihoods(self._all[0]), product(self._all, rows.T)
        if self._kept is None:
            self._data.keep()
        p, k = self._n_features, self.n_components
        values, sums = np.zeros(n_fits), np.zeros((p, k * n_fits))
        by_fit = sums.reshape(p, k, n_fits)
        for points, features, fits, seen in self._e_steps(densities, n_fits):
            if self._weight is not None:
                features = features * self._weight[points]
            rows = seen.responsibilities.reshape(-1, features.shape[1])
            turned = np.ascontiguousarray(rows.T) if p >= MANY else rows.T
            values[fits] += seen.log_likelihoods(features[0])
            by_fit[:, :, fits] += product(features, turned).reshape(p, k, -1)
        return values, sums

    def recentre(self, densities: Densities, gaussians: Array, rows: NDArray[np.intp]) -> Array:
        """Compute exact means and covariances of the components in some rows, after an `expect`.

        The sums are recomputed from the differences from the known means: no digits are lost for a
        component that is far smaller than the data.

        Parameters
        ----------
        densities : Densities
            Those that gave the responsibilities.
        gaussians : (p, M) array
            From the sums of these responsibilities.
        rows : (S,) array of int

        Returns
        -------
        (p, M) array
        """
        n_fits = gaussians.shape[1] // self.n_components
        d = self.dimension
        exact = gaussians.copy()
        for fit in np.unique(rows % n_fits):
            chosen = rows[rows % n_fits == fit]
            means = gaussians[1 : 1 + d, chosen]
            sums = np.zeros((self._n_features, len(chosen)))
            one = densities.take(np.array([fit]), n_fits)
            for points, features, _, seen in self._e_steps(one, 1):
                shifted = np.empty_like(features)
                for i, k in enumerate(chosen // n_fits):
                    r = seen.responsibilities[k, 0]
                    if self._weight is not None:
                        r = r * self._weight[points]
                    x = features[1 : 1 + d]
                    np.subtract(x, means[:, i, None], out=shifted[1 : 1 + d])
                    complete_features(shifted)
                    if self._within is not None:
                        shifted[1 + d :] += self._within[:, points]
                    sums[:, i] += shifted @ r
            exact[:, chosen] = gaussians_from_sums(sums)
            exact[1 : 1 + d, chosen] += means
        return exact
