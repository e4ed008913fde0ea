"""The state of a widget as a value: its data, start, fit and view, and how these change."""

from gmm_widget.session.editing import edited
from gmm_widget.session.explorer import Explorer, question
from gmm_widget.session.history import History
from gmm_widget.session.pointed import FARTHEST, pointed_steps
from gmm_widget.session.session import Session, View
from gmm_widget.session.setting import MOST_COMPONENTS, Data, Fitter, Setting

__all__ = [
    "FARTHEST",
    "MOST_COMPONENTS",
    "Data",
    "Explorer",
    "Fitter",
    "History",
    "Session",
    "Setting",
    "View",
    "edited",
    "pointed_steps",
    "question",
]
