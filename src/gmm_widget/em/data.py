"""The data of a fit as one value, with what every fit to them computes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.em.information_criteria import SampleSize
from gmm_widget.em.kernels import BLOCK, Unit, columns
from gmm_widget.em.points import as_points, as_within, column_range, rows_that_count, weighed

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, eq=False)
class Data:
    """Validated points; what is computed of them alone is computed once, on first use.

    Attributes
    ----------
    points : (n, d) array
    sample_weight : (n,) array or None
        How often each point counts.
    within : (n, d, d) array or None
        The covariances inside the points, where these represent cells.
    """

    points: NDArray[np.float64]
    sample_weight: NDArray[np.float64] | None = None
    within: NDArray[np.float64] | None = None

    @classmethod
    def checked(
        cls, points: Any, sample_weight: Any = None, within: Any = None, *, at_least: int = 1
    ) -> Data:
        """Validate data; `Data` are returned as they are.

        Parameters
        ----------
        points, sample_weight, within : as for `gmm_widget.fit`
        at_least : int
            The minimum number of points that count.

        Returns
        -------
        Data

        Raises
        ------
        TypeError, ValueError
            If they are invalid.
        """
        if isinstance(points, Data):
            data = points
        else:
            values, weight = weighed(points, sample_weight, at_least=at_least)
            data = Data(values, weight, None if within is None else as_within(within, values))
        data.require(at_least)
        return data

    def require(self, n_points: int) -> None:
        """Raise ValueError unless at least so many points count."""
        if len(self.counting.points) < n_points:
            as_points(self.points, at_least=n_points)
            rows_that_count(self.points, self.sample_weight, at_least=n_points)

    @cached_property
    def counting(self) -> Data:
        """The points whose weight is above 0; the data themselves if all are."""
        rows = rows_that_count(self.points, self.sample_weight, self.within)
        return self if rows.points is self.points else Data(*rows)

    @cached_property
    def range(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The minimum and the maximum of every column, (d,) each, over the points that count."""
        return column_range(self.counting.points)

    @cached_property
    def spread(self) -> NDArray[np.float64]:
        """The standard deviation along each axis, (d,): see `spread`."""
        return spread(self.points, self.sample_weight)

    @cached_property
    def unit(self) -> Unit:
        """The coordinates in which fits to these points are computed."""
        return Unit.of(self.points, self.sample_weight)

    @cached_property
    def total(self) -> float:
        """The number of points, each counted by its weight."""
        weight = self.sample_weight
        return float(len(self.points) if weight is None else weight.sum())

    @property
    def observed(self) -> SampleSize:
        """The number of observations, for an information criterion."""
        return SampleSize.of(len(self.points), self.sample_weight)


def spread(
    points: NDArray[np.float64], sample_weight: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Compute the data's standard deviation along each axis, (d,), in units of the data.

    A constant axis gets the largest of the others. Rows of weight 0 are ignored.
    """
    points, sample_weight, _ = rows_that_count(points, sample_weight)
    total = len(points) if sample_weight is None else sample_weight.sum()
    mean, variance = np.zeros((2, points.shape[1]))
    for block, share in _weighted(points, sample_weight):
        mean += block @ share / total
    for block, share in _weighted(points, sample_weight):
        centred = block - mean[:, None]
        centred *= centred
        variance += centred @ share
    low, high = column_range(points)
    deviation = np.sqrt(variance / total)
    filled = np.where(low == high, deviation[low < high].max(initial=0.0) or 1.0, deviation)
    filled.flags.writeable = False
    return filled


def _weighted(
    points: NDArray[np.float64], sample_weight: NDArray[np.float64] | None
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Blocks of points, (d, m), and the weights of each, (m,)."""
    for number, block in enumerate(columns(points)):
        of_block = slice(number * BLOCK, number * BLOCK + block.shape[1])
        yield block, np.ones(block.shape[1]) if sample_weight is None else sample_weight[of_block]
