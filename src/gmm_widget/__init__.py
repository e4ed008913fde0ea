"""Hold a Gaussian mixture: drag a mean and watch expectation-maximisation restart from there."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = ["GMMWidget", "Mixture", "Trace", "datasets", "fit", "starts"]

_HOMES = {"GMMWidget": "widget", "Mixture": "mixture", "Trace": "fitting", "fit": "fitting"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"gmm_widget.{_HOMES[name]}"), name)
    if name in __all__:
        return import_module(f"gmm_widget.{name}")
    raise AttributeError(f"module 'gmm_widget' has no attribute {name!r}")
