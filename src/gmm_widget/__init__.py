"""Hold a Gaussian mixture: drag a mean and watch expectation-maximisation restart from there."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gmm_widget import datasets
from gmm_widget.em import Mixture, Trace, fit, starts
from gmm_widget.widget import GMMWidget, compare, cures

if TYPE_CHECKING:
    from gmm_widget.widget import ChallengeWidget

__version__ = "0.1.0"

__all__ = [
    "ChallengeWidget",
    "GMMWidget",
    "Mixture",
    "Trace",
    "cells",
    "compare",
    "cures",
    "datasets",
    "fit",
    "homework",
    "landscape",
    "starts",
    "tables",
]

_ON_FIRST_USE = {
    "ChallengeWidget": "widget:ChallengeWidget",
    "agreement": "em.agreement",
    "cells": "em.cells",
    "collapse": "diagnostics.collapse",
    "density": "em.density",
    "homework": "homework",
    "kmeans": "em.lloyd",
    "landscape": "landscape",
    "tables": "tables",
}
"""Where the documented modules and names lie that are loaded when they are first asked for."""


def __getattr__(name: str) -> Any:
    """Load a folder or a documented module on first use."""
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module 'gmm_widget' has no attribute {name!r}")
    module, _, attribute = _ON_FIRST_USE[name].partition(":")
    found = import_module(f"gmm_widget.{module}")
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    """The public names, and none of what they are made of."""
    return sorted([*__all__, "__all__", "__doc__", "__version__"])
