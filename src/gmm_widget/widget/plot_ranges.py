"""The data that the widgets of a comparison share, so that all have the same scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.drawing import Range, reach, widened, with_room

if TYPE_CHECKING:
    from gmm_widget.widget.gmm import GMMWidget


def neighbours(widgets: Sequence[GMMWidget], ranges: Sequence[list[Range]]) -> list[dict[str, Any]]:
    """For each widget, the log-likelihood curves of the others and the ranges of the drawn axes."""
    curves = [_finite(widget.trace.log_likelihoods) for widget in widgets]
    return [
        {"curves": [*curves[:i], *curves[i + 1 :]], "axes": list(widget.axes), "ranges": ranges[i]}
        for i, widget in enumerate(widgets)
    ]


def common_ranges(widgets: Sequence[GMMWidget]) -> list[list[Range]]:
    """For each widget, the ranges of its two axes.

    They hold the points and the starts of all widgets that draw the same columns.
    """
    return [[_range(widgets, axis, widget.axes) for axis in widget.axes] for widget in widgets]


def _range(widgets: Iterable[GMMWidget], axis: int, axes: Sequence[int]) -> Range:
    of_points, of_starts = [], []
    for widget in widgets:
        if tuple(widget.axes) == tuple(axes):
            start = widget.trace.start
            of_starts.append(reach(start.means, start.covariances)[axis])
            of_points.append(widget._session.setting.data.counting.points[:, axis])
    return widened(with_room(*_ends(of_points)), _ends(of_starts))


def _ends(arrays: Sequence[Any]) -> Range:
    return min(float(np.min(each)) for each in arrays), max(float(np.max(each)) for each in arrays)


def _finite(values: Any) -> list[float]:
    return [float(value) for value in values if np.isfinite(value)]
