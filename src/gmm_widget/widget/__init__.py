"""The ipywidgets, and the requests that they accept from a front end."""

from typing import TYPE_CHECKING

from gmm_widget.lazy import on_first_use
from gmm_widget.widget.comparison import compare
from gmm_widget.widget.gmm import GMMWidget
from gmm_widget.widget.remedies import cures

if TYPE_CHECKING:
    from gmm_widget.widget.challenge import ChallengeWidget

__all__ = ["ChallengeWidget", "GMMWidget", "compare", "cures"]

__getattr__ = on_first_use(__name__, {"challenge": ("ChallengeWidget",)})
