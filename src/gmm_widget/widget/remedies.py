"""Remedies for a collapse, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.diagnostics import anatomy
from gmm_widget.em import Mixture
from gmm_widget.session import Setting
from gmm_widget.widget.comparison import Comparison, check_widgets
from gmm_widget.widget.gmm import GMMWidget
from gmm_widget.widget.titles import SHAPES, floor_words, heading
from gmm_widget.words import say

FLOOR = 1e-3
"""The variance floor that is tried, as a fraction of the data's mean variance."""


@by_name
def cures(widget: GMMWidget) -> Comparison:
    """Compare remedies for a collapse, side by side and from the same start.

    The widget itself is shown beside new ones with the same data:

    - with a variance floor: `reg_covar` of 1/1000 of the data's mean variance, rounded to one
      digit (left out if the widget has as much already);
    - with tied, diagonal and spherical covariances (without the one that the widget has);
    - with one component fewer, where K > 1: without the one that collapsed or became empty, or else
      the one that ended narrowest.

    They are compared even if nothing has collapsed. `table()` lists how each ended.

    Parameters
    ----------
    widget : GMMWidget

    Returns
    -------
    Comparison
        As from `compare`. Its `close()` also closes the widgets that were made here.

    Raises
    ------
    TypeError
        If it is not a GMMWidget.

    Examples
    --------
    >>> from gmm_widget import GMMWidget, cures, datasets
    >>> cured = cures(GMMWidget(datasets.few(), n_components=4))
    >>> [row["status"] for row in cured.table()][:2]
    ['collapsed', 'converged']
    """
    check_widgets([widget])
    setting, trace = widget._session.setting, widget.trace
    changes: list[tuple[str, dict[str, Any]]] = []
    floor = float(f"{FLOOR * np.mean(trace.spread**2):.0e}")
    if setting.options.reg_covar < floor:
        changes.append((floor_words(floor), {"reg_covar": floor}))
    for covariance_type in ("tied", "diag", "spherical"):
        if covariance_type != setting.options.covariance_type:
            changes.append((SHAPES[covariance_type], {"covariance_type": covariance_type}))
    if setting.n_components > 1:
        lost = anatomy(trace).component if trace.component is None else trace.component
        words = say("one component fewer, without component {k}", k=lost + 1)
        changes.append((words, {"start": _without(setting, lost)}))
    made = [_variant(widget, setting, **change) for _, change in changes]
    told = [say("as it is"), *(title for title, _ in changes)]
    titles = [heading(title, widget.language) for title in told]
    return Comparison([widget, *made], titles, made=made)


def _without(setting: Setting, component: int) -> Mixture:
    """The start without one of its components; the other weights keep their proportions."""
    start = setting.start
    rest = np.delete(np.arange(start.n_components), component)
    share = start.weights[rest]
    if setting.has_default_shapes or not share.sum():
        return setting.with_means(start.means[rest]).start
    return Mixture(share / share.sum(), start.means[rest], start.covariances[rest])


def _variant(widget: GMMWidget, setting: Setting, **changes: Any) -> GMMWidget:
    """A new widget with the data, start and options of another, except for some changes."""
    options = {"start": setting.start, **setting.inputs, **changes}
    looks = {"axes": widget.axes, "theme": widget.theme, "language": widget.language}
    return GMMWidget(setting.data, **options, **looks)
