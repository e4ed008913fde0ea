"""The points of a fit, in the form that the kernels read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em.kernels.features import complete_features

if TYPE_CHECKING:
    from gmm_widget.em.kernels.coordinates import Unit
    from gmm_widget.em.kernels.features import Array

KEPT = 3_500_000
"""The maximum size, in float64, of a copy in the unit's coordinates, axis by axis: 28 MB.
numpy reads its rows three times as fast as columns of the data. In the plane that gains 2 % of a
pass, which is not worth the memory."""
ROWS = 4096
"""How many points are copied at once: few enough to stay in the cache while each axis is read."""


class Blocks:
    """Points in the coordinates of a unit, with their weights.

    Parameters
    ----------
    points : (n, d) array
    unit : Unit
        The coordinates to compute in.
    sample_weight : (n,) array or None
        How often each point counts.
    within : (n, d, d) array or None
        If a point represents a cell of many: their covariance, in squared units of the data. A
        cell's features are the means of its points', so all sums are those of the points.

    Attributes
    ----------
    n_points, dimension : int
    total : float
        The number of points, by their weights.
    weight : (n,) array or None
    within : (d(d+1)/2, n) array or None
        In the unit's coordinates.
    """

    def __init__(
        self,
        points: Array,
        unit: Unit,
        *,
        sample_weight: Array | None = None,
        within: Array | None = None,
    ) -> None:
        self.unit, self.weight = unit, sample_weight
        self.n_points, self.dimension = points.shape
        self.total = float(self.n_points if sample_weight is None else sample_weight.sum())
        self.within = None if within is None else unit.pack_within(within)
        self._points = points
        self._columns: Array | None = None

    def keep(self) -> None:
        """Prepare for many passes, as a fit makes; a single pass needs no copy."""
        if self._columns is None and self.dimension > 2 and self._points.size <= KEPT:
            columns = np.empty((self.dimension, self.n_points))
            for start in range(0, self.n_points, ROWS):
                rows = slice(start, start + ROWS)
                self.unit.write_inwards(self._points[rows], columns[:, rows])
            self._columns = columns

    def write_features(self, rows: slice, out: Array) -> None:
        """Write the quadratic features of some points into out (p, m)."""
        x = out[1 : 1 + self.dimension]
        if self._columns is None:
            self.unit.write_inwards(self._points[rows], x)
        else:
            x[:] = self._columns[:, rows]
        complete_features(out)
        if self.within is not None:
            out[1 + self.dimension :] += self.within[:, rows]
