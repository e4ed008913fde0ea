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
    Data,
    as_labels,
    as_points,
    check_rows,
    column_names,
)
from gmm_widget.tables import as_table

FAR = 100.0
"""Seeds further than this many data ranges from the data are treated as a mistake."""


@dataclass(frozen=True, eq=False)
class Observations(Data):
    """Points (n, d), with their weights, covariances, labels and names.

    Attributes
    ----------
    points, sample_weight, within
        As of `gmm_widget.em.Data`.
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
        data = Data.checked(table, sample_weight)
        points = data.points
        if points.shape[1] < 2:
            raise ValueError(
                "the widget draws two columns, and these points have one: give points of shape "
                "(n, 2) or more columns, or fit them with gmm_widget.fit"
            )
        check_rows("labels", labels, table)
        labels = table.labels if labels is None else labels
        return cls(
            points,
            data.sample_weight,
            labels=None if labels is None else as_labels(labels, len(points)),
            names=tuple(column_names(table, points.shape[1])),
            index=table.index,
            headers=tables.headers(given, points.shape[1]),
        )

    @property
    def n_counting(self) -> int:
        """The number of points whose weight is above 0."""
        return len(self.counting.points)

    @cached_property
    def reach(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lower and upper bounds of seeds, (d,) each."""
        low, high = self.range
        margin = FAR * np.where(high > low, high - low, (high - low).max())
        return low - margin, high + margin
