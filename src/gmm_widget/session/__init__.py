"""The state of a widget as a value: its data, start, fit and view, and how these change."""

from gmm_widget.session.changes import Request, apply_steps
from gmm_widget.session.checks import (
    MOST_COMPONENTS,
    MOST_ITERATIONS,
    View,
    checked_axes,
    checked_component,
    checked_components,
    checked_place,
    checked_seeds,
    checked_start,
    checked_view,
)
from gmm_widget.session.editing import edited
from gmm_widget.session.explorer import Explorer, basins_key, restarts_key, selection_key
from gmm_widget.session.history import History
from gmm_widget.session.observations import Observations
from gmm_widget.session.pointed import pointed_steps
from gmm_widget.session.session import Session
from gmm_widget.session.setting import FARTHEST, OPTIONS, Fitter, Setting

__all__ = [
    "FARTHEST",
    "MOST_COMPONENTS",
    "MOST_ITERATIONS",
    "OPTIONS",
    "Explorer",
    "Fitter",
    "History",
    "Observations",
    "Request",
    "Session",
    "Setting",
    "View",
    "apply_steps",
    "basins_key",
    "checked_axes",
    "checked_component",
    "checked_components",
    "checked_place",
    "checked_seeds",
    "checked_start",
    "checked_view",
    "edited",
    "pointed_steps",
    "restarts_key",
    "selection_key",
]
