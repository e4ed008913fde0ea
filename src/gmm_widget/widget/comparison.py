"""Several widgets of one data set as small multiples: one bar, one scale, linked cursors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import uuid4

import ipywidgets
import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.diagnostics import propped
from gmm_widget.em import SOUND, Trace, n_parameters
from gmm_widget.widget.base import LOCK, OfOnePage
from gmm_widget.widget.gmm import GMMWidget
from gmm_widget.widget.plot_ranges import common_ranges, neighbours
from gmm_widget.widget.titles import differences, same_data

LEAST, GAP = 270, 16
"""The minimum width of plots side by side, and the gap between them, in pixels."""
COMPARED = "gmm-compared"
"""The CSS class of all comparisons; each has a second one of its own."""
SHOWN = ["responsibilities", "axes"]
"""Traits that change with every cursor and fit, and are set when all others are up to date."""


class Comparison(OfOnePage, ipywidgets.GridBox):  # type: ignore[misc]  # ipywidgets has no types
    """Widgets as small multiples with their cursors linked, as `compare` and `cures` return them.

    The last child is a second view of the widget with the longest fit, where a page draws the one
    bar for all.

    Parameters
    ----------
    widgets : sequence of GMMWidget
    titles, columns
        As for `compare`.
    made : sequence of GMMWidget
        Widgets that belong to the comparison: they are closed with it.

    Attributes
    ----------
    widgets : tuple of GMMWidget
    titles : tuple of str
        The heading of each. Titles that were not given name the differences, and are updated when
        an option or a start changes.
    """

    children: Any
    _uncopied = ("a comparison", "Compare its widgets once more, or keep what .table() says")

    def __init__(
        self,
        widgets: Sequence[GMMWidget],
        titles: Sequence[str] | None = None,
        columns: int | None = None,
        *,
        made: Sequence[GMMWidget] = (),
    ) -> None:
        self.widgets = tuple(widgets)
        self._given = titles
        self._made = tuple(made)
        self._linked = True
        self._told: list[Any] = []
        self._laid: list[Any] = []
        self._name = f"{COMPARED}-{uuid4().hex}"
        self._cursor = self.widgets[0].cursor
        self._shown = {widget: (widget.trace, widget.cursor) for widget in self.widgets}
        tracks = _tracks(len(self.widgets), columns)
        grid = {"grid_template_columns": tracks, "grid_gap": f"8px {GAP}px"}
        super().__init__(self.widgets, layout={**grid, "width": "100%", "overflow": "visible"})
        self.add_class(COMPARED)
        self.add_class(self._name)
        self._tell()
        for widget in self.widgets:
            widget.observe(self._follow, SHOWN)
        self._gather(self.widgets[1:])

    def table(self) -> list[dict[str, Any]]:
        """Tabulate how each fit ends, whatever the cursors are: a row each, ready for a DataFrame.

        Returns
        -------
        list of dict
            ``title``, ``n_components``, ``covariance_type``, ``reg_covar``; ``status``,
            ``iteration`` and ``log_likelihood`` (nats, summed over the points) of the end; ``bic``
            (lower is better; NaN where a component was lost, since the likelihood then has no
            maximum); ``propped``: the number of components that `reg_covar` alone holds open, so
            that the likelihood reflects it and not the data.
        """
        return [
            {"title": title, **_ending(widget.trace)}
            for title, widget in zip(self.titles, self.widgets, strict=True)
        ]

    def get_title(self, number: int) -> str:
        """The heading of a child, for a still of the comparison."""
        return self.titles[number] if number < len(self.titles) else ""

    def unlink(self) -> None:
        """Unlink the cursors, and give each widget a bar of its own; what is shown stays."""
        if self._linked:
            self._release()
            self._tell()

    def close(self) -> None:
        """Unlink and close the comparison, and the widgets that `cures` made.

        The widgets that were compared live on.
        """
        if self._linked:
            self._release()
        for widget in self.widgets:
            widget._beside = {k: v for k, v in widget._beside.items() if k != self._name}
        for widget in self._made:
            widget.close()
        super().close()

    def _release(self) -> None:
        self._linked = False
        for widget in self.widgets:
            widget.unobserve(self._follow, SHOWN)

    def _follow(self, change: Any) -> None:
        """Move the others with the cursor of a widget that has changed, but not with a new fit."""
        widget = change["owner"]
        trace, cursor = self._shown[widget]
        self._shown[widget] = widget.trace, widget.cursor
        if not widget._session.is_held:
            self._tell()
        if widget.trace is trace and widget.cursor != cursor:
            self._cursor = widget.cursor
            self._gather([other for other in self.widgets if other is not widget])

    def _gather(self, widgets: Sequence[GMMWidget]) -> None:
        """Move widgets to the common cursor, or to their end if that comes first.

        A widget that is busy with a new fit is left alone, since a move would cancel it.
        """
        with LOCK:
            for widget in widgets:
                cursor = min(self._cursor, widget.trace.last_cursor)
                if cursor != widget.cursor and not widget._worker.is_busy:
                    # Noted first, so that the callback does not take it for a move by the user.
                    self._shown[widget] = widget.trace, cursor
                    widget.cursor = cursor

    def _tell(self) -> None:
        """Send every widget its title and the ranges of the others, where these have changed."""
        settings = [widget._session.setting for widget in self.widgets]
        language = self.widgets[0].language
        axes = [tuple(widget.axes) for widget in self.widgets]
        told = [settings, language, axes, self._linked]
        if told == self._told:
            return
        self._told = told
        self.titles = tuple(self._given or differences(settings, language))
        # A mean that is dragged in another widget does not move a plot.
        laid = [
            [setting.data for setting in settings],
            [w.n_components for w in self.widgets],
            axes,
        ]
        if laid != self._laid:
            self._laid, self._ranges = laid, common_ranges(self.widgets)
        parts = zip(self.widgets, self.titles, neighbours(self.widgets, self._ranges), strict=True)
        for widget, title, others in parts:
            part = {"title": title, "linked": self._linked, **others}
            widget._beside = {**widget._beside, self._name: part}
        self._seat_leader()

    def _seat_leader(self) -> None:
        """Show the bar of a widget whose fit is longest, which can take all others to their end."""
        present = self.children[len(self.widgets) :]
        ends = {widget: widget.trace.last_cursor for widget in self.widgets}
        longest = max(ends, key=ends.__getitem__)
        if not self._linked:
            self.children = self.widgets
        elif not present or ends[present[0]] < ends[longest]:
            self.children = (*self.widgets, longest)


@by_name
def compare(
    *widgets: GMMWidget, titles: Sequence[str] | None = None, columns: int | None = None
) -> Comparison:
    """Show several fits of one data set as small multiples.

    They share one bar and one timeline, one scale, and one axis for the log-likelihood curves.
    Where one is stepped, played or scrubbed, the others follow: each to the same cursor, or to
    its end if that comes first. All begin at the first's. A new start or option in one does not
    affect the others. A click on a title enlarges that widget, with all its controls; a second
    one, or Escape, shrinks it again. Up to four take 560 px of height.

    Parameters
    ----------
    *widgets : GMMWidget
        With the same points, and weights if they have any.
    titles : sequence of str, optional
        One for each; by default the differences between them.
    columns : int, optional
        The maximum number side by side; by default as many as fit into the page. On a narrow page
        they are one below the other.

    Returns
    -------
    Comparison
        An ipywidgets container with `widgets`, `titles`, `table()`, `unlink()` and `close()`.

    Raises
    ------
    TypeError, ValueError
        If there is no widget, one is no GMMWidget or comes twice, their points differ, or the
        titles or columns do not fit.

    Examples
    --------
    >>> from gmm_widget import GMMWidget, compare, datasets
    >>> points = datasets.stretched()
    >>> both = compare(GMMWidget(points), GMMWidget(points, covariance_type="spherical"))
    >>> both.titles
    ('Any ellipse (full)', 'Circles (spherical)')
    >>> both.widgets[0].cursor = 6
    >>> both.widgets[1].cursor
    6
    """
    check_widgets(widgets)
    if titles is not None:
        titles = _checked_titles(titles, len(widgets))
    whole = isinstance(columns, int | np.integer) and not isinstance(columns, bool)
    if columns is not None and (not whole or columns < 1):
        raise ValueError(f"columns must be a whole number, 1 or more; got {columns!r}")
    return Comparison(widgets, titles, columns)


def _ending(trace: Trace) -> dict[str, Any]:
    """The row of a fit in the table."""
    last = float(trace.log_likelihoods[-1])
    free = n_parameters(trace.start.n_components, trace.points.shape[1], trace.covariance_type)
    ended = trace.status in SOUND
    held_open = propped(
        trace.final, trace.reg_covar, trace.points, sample_weight=trace.sample_weight
    )
    return {
        "n_components": trace.start.n_components,
        "covariance_type": trace.covariance_type,
        "reg_covar": trace.reg_covar,
        "status": trace.status,
        "iteration": trace.n_iter,
        "log_likelihood": last,
        "bic": free * math.log(trace.total) - 2 * last if ended else math.nan,
        "propped": int(held_open.sum()),
    }


def _tracks(count: int, columns: int | None) -> str:
    """The columns of the grid in CSS.

    There are as many as fit, or at most `columns`, in rows as even as possible (four in two rows
    are two and two).
    """
    most = range(min(count, columns or count), 0, -1)
    even = most if columns else [math.ceil(count / math.ceil(count / each)) for each in most]
    counts = list(dict.fromkeys(even))
    # Each count applies from some page width on; below it the next smaller one, with wider plots.
    least = [_share(counts[0])]
    for wide, narrow in pairwise(counts):
        room = wide * LEAST + (wide - 1) * GAP
        least.append(f"min({_share(narrow)}, ({room}px - 100%) * 999)")
    return f"repeat(auto-fill, minmax({_largest(least)}, 1fr))"


def _share(columns: int) -> str:
    """The width of one of `columns` columns, in CSS; slightly less, since widths are rounded."""
    return f"(100% - {(columns - 1) * GAP}px) / {columns} - 0.1px"


def _largest(lengths: Sequence[str]) -> str:
    return f"max({', '.join(lengths)})" if len(lengths) > 1 else f"calc({lengths[0]})"


def check_widgets(widgets: Sequence[Any]) -> None:
    """Raise TypeError or ValueError unless these widgets can be compared."""
    if not widgets:
        raise ValueError("there is nothing to compare: give one or more widgets, compare(w1, w2)")
    for widget in widgets:
        if not isinstance(widget, GMMWidget):
            hint = ": write compare(*widgets)" if isinstance(widget, list | tuple) else ""
            raise TypeError(f"widgets must be GMMWidgets; got {type(widget).__name__}{hint}")
    if len({id(widget) for widget in widgets}) < len(widgets):
        raise ValueError(
            "one widget is given twice: two views of it show the same anyway; make a second "
            "GMMWidget of the same points"
        )
    for number, (first, widget) in enumerate(pairwise(widgets), start=2):
        if not same_data(first._session.setting.data, widget._session.setting.data):
            raise ValueError(
                f"the widgets must show the same points and weights, but those of number {number} "
                f"are not those of number {number - 1}. Likelihoods of different data cannot be "
                "compared: make all widgets from one data set"
            )


def _checked_titles(titles: Sequence[str], count: int) -> list[str]:
    if isinstance(titles, str) or not all(isinstance(title, str) for title in titles):
        raise TypeError(f"titles must be strings, one for each widget; got {titles!r}")
    if len(titles) != count:
        raise ValueError(f"titles must be as many as the widgets, {count}; got {len(titles)}")
    return list(titles)
