"""Data sets of the lessons, each with its source."""

from gmm_widget.datasets.lesson import (
    DECIMALS,
    Dataset,
    Draws,
    blobs,
    few,
    iris,
    moons,
    mouse,
    old_faithful,
    outlier,
    rings,
    stretched,
    uniform,
)

__all__ = [
    "DECIMALS",
    "Dataset",
    "Draws",
    "blobs",
    "few",
    "iris",
    "moons",
    "mouse",
    "old_faithful",
    "outlier",
    "rings",
    "stretched",
    "uniform",
]
