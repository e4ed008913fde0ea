"""The state of a widget as a value: its data, start, fit and view, and how these change."""

from gmm_widget.session.editing import edited
from gmm_widget.session.explorer import Explorer, question
from gmm_widget.session.history import History
from gmm_widget.session.observations import Observations
from gmm_widget.session.pointed import FARTHEST, pointed_steps
from gmm_widget.session.session import Session, View
from gmm_widget.session.setting import MOST_COMPONENTS, Fitter, Setting

__all__ = [
    "FARTHEST",
    "MOST_COMPONENTS",
    "Explorer",
    "Fitter",
    "History",
    "Observations",
    "Session",
    "Setting",
    "View",
    "edited",
    "pointed_steps",
    "question",
]
