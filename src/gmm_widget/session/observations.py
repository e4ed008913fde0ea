"""What was observed, as one value: points, with what is known of them and computed once."""

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
"""Seeds further than this many data ranges from the data are taken for a mistake."""


@dataclass(frozen=True, eq=False)
class Observations:
    """Points (n, d), how often each counts, the covariances inside them where they stand for
    cells, the groups they come from where these are known, the names of the columns, and the
    index: the names of the rows where they have other names than their numbers; of a DataFrame
    also its index whatever it is, and the headers of its columns as they are there."""

    points: NDArray[np.float64]
    sample_weight: NDArray[np.float64] | None = None
    within: NDArray[np.float64] | None = None
    labels: NDArray[np.intp] | None = None
    names: tuple[str, ...] = ()
    index: Any = None
    headers: tuple[Any, ...] | None = None

    @classmethod
    def of(cls, points: Any, sample_weight: Any = None, labels: Any = None) -> Observations:
        """Whatever holds points: an array, a DataFrame, a data set with labels, a file, `Cells`;
        and what this has made of it."""
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
        """How many points count: those whose weight is above 0."""
        weight = self.sample_weight
        return len(self.points) if weight is None else int(np.count_nonzero(weight))

    @property
    def counting(self) -> NDArray[np.float64]:
        """The points that count."""
        return rows_that_count(self.points, self.sample_weight).points

    @cached_property
    def spread(self) -> NDArray[np.float64]:
        """The standard deviation along each axis, (d,), as `trace.spread` tells it."""
        return spread(self.points, self.sample_weight)

    @cached_property
    def reach(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The box, per axis, in which a seed makes sense."""
        low, high = column_range(self.counting)
        margin = FAR * np.where(high > low, high - low, (high - low).max())
        return low - margin, high + margin

    @property
    def options(self) -> dict[str, Any]:
        """What `fit` and its like are to be told beside the points."""
        return {"sample_weight": self.sample_weight, "within": self.within}
