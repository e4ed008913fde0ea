"""Points edited by hand: every edit makes a copy, so the data that were passed in never change.

An edit is what a front end sends, a dict with an `op`:

    {"op": "add", "at": [x, y]}                        one more point
    {"op": "spray", "at": [x, y], "radius": [rx, ry], "count": m, "id": n}
                                                       m random points, Gaussian about a place
    {"op": "move", "row": i, "to": [x, y]}
    {"op": "delete", "rows": [i, ...]}

x and y are in the two drawn columns; in the others a new point has the column's median.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gmm_widget.em import as_points, rows_that_count
from gmm_widget.session.observations import Observations
from gmm_widget.tables import longer_index

MOST_SPRAYED = 200


def edited(
    data: Observations, edit: Mapping[str, Any], axes: Sequence[int], least: int
) -> Observations:
    """Apply one edit to the data.

    Parameters
    ----------
    data : Observations
    edit : dict
        As above. Places outside of `data.reach` are clamped to it.
    axes : (int, int)
        The two drawn columns.
    least : int
        The number of points that must be left.

    Returns
    -------
    Observations

    Raises
    ------
    KeyError, TypeError, ValueError
        If the edit is invalid, the data are cells, or too few points or only one distinct would be
        left.
    """
    if data.within is not None:
        raise ValueError("cells stand for many points each and cannot be edited by hand")
    kind, n = edit["op"], len(data.points)
    if kind == "add":
        return _with_more(data, _placed(data, [edit["at"]], axes))
    if kind == "spray":
        count = min(max(int(edit["count"]), 1), MOST_SPRAYED)
        random = np.random.default_rng(int(edit["id"]))
        at, radius = np.array(edit["at"], dtype=float), np.array(edit["radius"], dtype=float)
        return _with_more(data, _placed(data, at + radius * random.normal(size=(count, 2)), axes))
    if kind == "move":
        row = _row(edit["row"], n)
        points = data.points.copy()
        points[row, list(axes)] = _placed(data, [edit["to"]], axes)[0, list(axes)]
        return replace(data, points=as_points(points))
    if kind == "delete":
        gone = sorted({_row(row, n) for row in edit["rows"]})
        kept = np.delete(np.arange(n), gone)
        points = as_points(data.points[kept], at_least=least)
        weight = None if data.sample_weight is None else data.sample_weight[kept]
        rows_that_count(points, weight, at_least=least)
        return replace(
            data,
            points=points,
            sample_weight=weight,
            labels=None if data.labels is None else data.labels[kept],
            index=None if data.index is None else data.index[kept],
        )
    raise ValueError(f'op must be "add", "spray", "move" or "delete"; got {kind!r}')


def _placed(data: Observations, places: Any, axes: Sequence[int]) -> NDArray[np.float64]:
    """New points (m, d) at places (m, 2) in the drawn columns, clamped to the reach of the data."""
    at = np.array(places, dtype=np.float64)
    if at.ndim != 2 or at.shape[1] != 2 or not np.isfinite(at).all():
        raise ValueError(f"a place is two finite numbers; got {places!r}")
    low, high = data.reach
    new = np.tile(np.median(data.points, axis=0), (len(at), 1))
    new[:, list(axes)] = np.clip(at, low[list(axes)], high[list(axes)])
    return new


def _with_more(data: Observations, new: NDArray[np.float64]) -> Observations:
    """Add points, each of weight 1; labels are dropped, since those of new points are unknown."""
    weight = data.sample_weight
    return replace(
        data,
        points=as_points(np.vstack([data.points, new])),
        sample_weight=None if weight is None else np.concatenate([weight, np.ones(len(new))]),
        labels=None,
        index=longer_index(data.index, len(new)),
    )


def _row(row: Any, n_points: int) -> int:
    if not isinstance(row, int) or not 0 <= row < n_points:
        raise ValueError(f"a row is a whole number from 0 to {n_points - 1}; got {row!r}")
    return row
