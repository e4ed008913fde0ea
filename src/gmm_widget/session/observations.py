"""The data of a fit as one value: points, with their metadata and statistics, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget import tables
from gmm_widget.em import (
    Cells,
    as_labels,
    as_points,
    check_rows,
    column_names,
    column_range,
    rows_that_count,
    spread,
    weighed,
)
from gmm_widget.tables import as_table

FAR = 100.0
"""Seeds further than this many data ranges from the data are treated as a mistake."""


@dataclass(frozen=True, eq=False)
class Observations:
    """Points (n, d), with their weights, covariances, labels and names.

    Attributes
    ----------
    points : (n, d) array
    sample_weight : (n,) array or None
        How often each point counts.
    within : (n, d, d) array or None
        The covariances inside the points, where these represent cells.
    labels : (n,) array or None
        The groups that the points come from, where they are known.
    names : tuple of str
        The names of the columns.
    index : object
        The names of the rows, where these are not their numbers; the index of a DataFrame, whatever
        it is.
    headers : tuple or None
        The column labels of a DataFrame, unchanged.
    """

    points: NDArray[np.float64]
    sample_weight: NDArray[np.float64] | None = None
    within: NDArray[np.float64] | None = None
    labels: NDArray[np.intp] | None = None
    names: tuple[str, ...] = ()
    index: Any = None
    headers: tuple[Any, ...] | None = None

    @classmethod
    def of(cls, points: Any, sample_weight: Any = None, labels: Any = None) -> Observations:
        """Validate data, and collect what is known of them.

        Parameters
        ----------
        points : (n, d) array_like, DataFrame, path of a CSV file, Dataset, Cells or Observations
            d is at least 2.
        sample_weight : (n,) array_like, optional
            How often each point counts.
        labels : (n,) array_like, optional
            The groups that the points come from; by default those of the data set.

        Returns
        -------
        Observations

        Raises
        ------
        TypeError, ValueError
            If the points, weights or labels are invalid or do not match, or there is only one
            column.
        """
        if isinstance(points, Observations):
            return points
        if isinstance(points, Cells):
            if sample_weight is not None:
                raise ValueError("cells have weights of their own: leave out sample_weight")
            names = points.names or column_names(None, points.means.shape[1])
            means = as_points(points.means)
            return cls(means, points.counts, points.covariances, names=tuple(names))
        given, table = points, as_table(points)
        points, weight = weighed(table, sample_weight)
        if points.shape[1] < 2:
            raise ValueError(
                "the widget draws two columns, and these points have one: give points of shape "
                "(n, 2) or more columns, or fit them with gmm_widget.fit"
            )
        check_rows("labels", labels, table)
        labels = table.labels if labels is None else labels
        rows_that_count(points, weight)
        return cls(
            points,
            weight,
            labels=None if labels is None else as_labels(labels, len(points)),
            names=tuple(column_names(table, points.shape[1])),
            index=table.index,
            headers=tables.headers(given, points.shape[1]),
        )

    @property
    def n_counting(self) -> int:
        """The number of points whose weight is above 0."""
        weight = self.sample_weight
        return len(self.points) if weight is None else int(np.count_nonzero(weight))

    @property
    def counting(self) -> NDArray[np.float64]:
        """The points whose weight is above 0."""
        return rows_that_count(self.points, self.sample_weight).points

    @cached_property
    def spread(self) -> NDArray[np.float64]:
        """The standard deviation along each axis, (d,), as `gmm_widget.em.spread` computes it."""
        return spread(self.points, self.sample_weight)

    @cached_property
    def reach(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lower and upper bounds of seeds, (d,) each."""
        low, high = column_range(self.counting)
        margin = FAR * np.where(high > low, high - low, (high - low).max())
        return low - margin, high + margin

    @property
    def options(self) -> dict[str, Any]:
        """The arguments of `fit`, and of similar functions, that describe the points."""
        return {"sample_weight": self.sample_weight, "within": self.within}
