"""What each widget of a comparison is told of the others, so that all are drawn on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gmm_widget.widget import GMMWidget

BEYOND = 0.4
"""A start widens the range of the points by so much of it at most, on either side."""

Range = tuple[float, float]


def neighbours(widgets: Sequence[GMMWidget], ranges: Sequence[list[Range]]) -> list[dict[str, Any]]:
    """For each widget the log-likelihoods of the others' fits, one an iteration, and the ranges
    of the axes that it draws."""
    curves = [_finite(widget.trace.log_likelihoods) for widget in widgets]
    return [
        {"curves": [*curves[:i], *curves[i + 1 :]], "axes": list(widget.axes), "ranges": ranges[i]}
        for i, widget in enumerate(widgets)
    ]


def common_ranges(widgets: Sequence[GMMWidget]) -> list[list[Range]]:
    """For each widget the ranges of its two axes: they hold the points and the starts of all
    widgets that draw the same columns."""
    return [[_range(widgets, axis, widget.axes) for axis in widget.axes] for widget in widgets]


def _range(widgets: Iterable[GMMWidget], axis: int, axes: Sequence[int]) -> Range:
    of_points, of_starts = [], []
    for widget in widgets:
        if tuple(widget.axes) == tuple(axes):
            start = widget.trace.start
            middle = start.means[:, axis]
            half = 2 * np.sqrt(start.covariances[:, axis, axis])
            of_starts += [middle - half, middle + half]
            of_points.append(widget._session.setting.data.counting[:, axis])
    low, high = _ends(of_points)
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room, high + room
    least, most = _ends(of_starts)
    room = BEYOND * (high - low)
    return max(low - room, min(low, least)), min(high + room, max(high, most))


def _ends(arrays: Sequence[Any]) -> Range:
    return min(float(np.min(each)) for each in arrays), max(float(np.max(each)) for each in arrays)


def _finite(values: Any) -> list[float]:
    return [float(value) for value in values if np.isfinite(value)]
