"""The coordinates in which a fit is computed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em.kernels.features import columns, pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em.kernels.features import Array


@dataclass(frozen=True, eq=False)
class Unit:
    """Centred on the data, and each axis scaled by a power of two: every point lies within -1..1.

    Centring keeps every digit of data that are far from zero. A power of two scales without
    rounding, so nothing else about a fit depends on it.

    Attributes
    ----------
    centre : (d,) array
    scale : (d,) array
        Powers of two, at least the largest distance from the centre along each axis.
    bounds : (p - 1,) array
        The largest size among the points of every quadratic feature but the 1.
    """

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    bounds: NDArray[np.float64]

    @classmethod
    def of(cls, points: Array, sample_weight: Array | None = None) -> Unit:
        """Create the unit of points (n, d), of which those that count are not all the same point.

        Points of weight 0 may lie outside -1..1: they affect the bounds, and nothing else.
        """
        low, high, mean = _extremes(points)
        lowest, highest = low, high
        if sample_weight is not None and not sample_weight.all():
            low, high, mean = _extremes(points[sample_weight > 0])
        centre = [a if a == b else m for a, b, m in zip(low, high, mean, strict=True)]
        reach = [max(b - c, c - a) for a, b, c in zip(low, high, centre, strict=True)]
        reach = [r or max(reach) for r in reach]
        scale = [math.ldexp(1.0, math.frexp(r)[1]) for r in reach]
        if lowest is not low:
            ends = zip(lowest, highest, centre, reach, strict=True)
            reach = [max(b - c, c - a, r) for a, b, c, r in ends]
        far = [r / s for r, s in zip(reach, scale, strict=True)]
        products = [far[i] * far[j] for i, j in zip(*pairs(len(far)), strict=True)]
        return cls(np.array(centre), np.array(scale), np.array(far + products))

    @property
    def log_volume(self) -> float:
        """The difference between a log density in these coordinates and in the data's."""
        return float(np.log(self.scale).sum())

    def inwards(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points (..., d) of the data to these coordinates."""
        inside: NDArray[np.float64] = (points - self.centre) / self.scale
        return inside

    def write_inwards(self, points: Array, out: Array) -> None:
        """Write points (n, d) of the data, one a column in these coordinates, into out (d, n).

        25 times faster than `inwards(points).T` on many points of few coordinates: numpy
        then runs along the points.
        """
        np.subtract(points.T, self.centre[:, None], out=out)
        out *= (1 / self.scale)[:, None]

    def pack_within(self, covariances: Array) -> Array:
        """Convert covariances (n, d, d) of the data to rows (d(d+1)/2, n) in these coordinates."""
        i, j = pairs(len(self.scale))
        packed: Array = covariances[:, i, j].T / self.scale[i, None]
        packed /= self.scale[j, None]
        return packed


def _extremes(points: Array) -> tuple[list[float], list[float], list[float]]:
    """Compute the minimum, the maximum and the mean of every column."""
    blocks = [
        [of.reduce(block, axis=1) for of in (np.minimum, np.maximum, np.add)]
        for block in columns(points)
    ]
    lows, highs, sums = zip(*blocks, strict=True)
    mean: Array = np.add.reduce(sums) / len(points)
    return np.minimum.reduce(lows).tolist(), np.maximum.reduce(highs).tolist(), mean.tolist()
