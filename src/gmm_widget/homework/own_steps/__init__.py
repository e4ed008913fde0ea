"""Fits by a student's own steps, compared with the reference."""

from gmm_widget.homework.own_steps.fitter import OwnSteps

__all__ = [
    "OwnSteps",
]
