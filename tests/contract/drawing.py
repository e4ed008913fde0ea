"""What Python and the front end draw alike: `python tests/contract/drawing.py` writes it anew.

drawing.json holds questions and Python's answers; js/test/drawing.test.js gives its own.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from gmm_widget.drawing.colours import NEUTRAL, PALETTE, blends, text_on
from gmm_widget.drawing.ellipse import Ellipse
from gmm_widget.drawing.scale import (
    apart,
    coordinate,
    geometry,
    number,
    reach,
    spread,
    tick_labels,
    widened,
    within,
)
from gmm_widget.drawing.still_picture import radius

FILE = Path(__file__).parent / "drawing.json"

RANGES = (
    ((1.6, 5.1), (43.0, 96.0)),
    ((0.0, 10.0), (-3.2, 4.4)),
    ((-1e-7, 2.5e-7), (3e11, 8e11)),
    ((4.3, 7.9), (2.0, 4.4)),
    ((-25_000.0, 310_000.0), (0.0, 120_000.0)),
    ((0.1, 0.4), (0.2, 0.3)),
    ((1e9, 1e9 + 3.0), (1_699_999_990.0, 1_702_600_000.0)),
    ((1900.0, 2025.0), (-1e12, 4e12)),
    ((-2e-9, 5e-9), (-1e9 - 40.0, -1e9)),
)
WIDTHS = (320, 459, 560, 876)
NUMBERS = (0.0, -0.04, 12.345, -1161.25, 1e6, 123456789.0, 3.2e9, -4.5e-8, 0.00071)
CROWDS = (
    ((10, 10), (12, 11), (200, 40)),
    ((50, 50), (50, 50), (50, 50), (60, 50)),
    ((-40, 300), (900, 2), (30, 31)),
)
COVARIANCES = (((2.0, 0.6), (0.6, 1.0)), ((0.01, -0.2), (-0.2, 9.0)), ((1.0, 0.0), (0.0, 1.0)))
STARTS = (
    (((3.0, 70.0), (2.0, 50.0)), (((0.1, 0.0), (0.0, 30.0)), ((0.2, -0.1), (-0.1, 9.0)))),
    (((3.0, 70.0), (5.0, 1.0)), (((9.0, 0.5), (0.5, 40.0)), ((0.0, 0.0), (0.0, 1.0)))),
    (((-400.0, 1e4),), (((1.0, 0.0), (0.0, 1.0)),)),
)
"""Means and covariances: inside the data, beyond them, and too far to be held."""
SCALES = ((10.0, 10.0), (160.0, 7.5))


def shares(n_components: int) -> Any:
    """Responsibilities of many kinds: sure, undecided, and in between."""
    random = np.random.default_rng(n_components)
    mixed = random.dirichlet(np.full(n_components, 0.4), 12)
    even = np.full((1, n_components), 1 / n_components)
    return np.vstack([np.eye(n_components), even, mixed]).round(6)


def cases() -> dict[str, Any]:
    """Every question with Python's answer."""
    return {
        "palette": PALETTE,
        "neutral": NEUTRAL,
        "text": {colour: text_on(colour) for own in PALETTE.values() for colour in own},
        "blends": [
            {
                "colours": own[:k],
                "shares": shares(k).tolist(),
                "fills": blends(shares(k), own[:k]),
            }
            for own in PALETTE.values()
            for k in (1, 2, 3, 5, 10)
        ],
        "geometries": [
            plot(width, *ranges, height)
            for width in WIDTHS
            for ranges in RANGES
            for height in (None, 388)
        ],
        "frames": [frame(data, start) for data in RANGES[:2] for start in STARTS],
        "numbers": [
            [value, digits, number(value, digits)] for value in NUMBERS for digits in (0, 2, 8)
        ],
        "coordinates": [
            [value, digits, coordinate(value, digits)]
            for value in (*NUMBERS, 1990.0, 12_345.678, 1_700_000_123.25, -2.5e12)
            for digits in (-9, -2, 0, 2)
        ],
        "spreads": [{"places": crowd, "apart": spread(crowd)} for crowd in CROWDS],
        "ellipses": [oval(covariance, *scale) for covariance in COVARIANCES for scale in SCALES],
        "radii": [[n, width, radius(n, width)] for n in (10, 801, 2000) for width in WIDTHS],
    }


def plot(width: float, x_range: Any, y_range: Any, height: float | None) -> dict[str, Any]:
    made = geometry(width, x_range, y_range, height)
    x, y = sum(x_range) / 3, sum(y_range) / 3
    labels = tick_labels(made.x_ticks)
    places = [made.x(value) for value in made.x_ticks]
    return {
        "given": [width, x_range, y_range, *([] if height is None else [height])],
        "size": [made.width, made.height, made.top, made.bottom],
        "domains": [made.x_domain, made.y_domain],
        "equal": made.equal,
        "ticks": [made.x_ticks, made.y_ticks],
        "labels": [labels, tick_labels(made.y_ticks)],
        "apart": apart(list(zip(places, labels, strict=True)), made.width),
        "pixel": [x, made.x(x), y, made.y(y)],
        "within": [[x, y, *within(made, x, y)] for x in (-9.0, 50.0, 2000.0) for y in (0.0, 99.0)],
    }


def frame(data: Any, start: Any) -> dict[str, Any]:
    means, covariances = start
    wanted = reach(np.array(means), np.array(covariances))
    return {
        "data": data,
        "means": means,
        "covariances": covariances,
        "reach": wanted,
        "ranges": [widened(*each) for each in zip(data, wanted, strict=True)],
    }


def oval(covariance: Any, sx: float, sy: float) -> dict[str, Any]:
    made = Ellipse.on_screen(np.array(covariance), sx, sy)
    return {
        "given": [covariance, sx, sy],
        "shape": [made.rx, made.ry, made.angle],
        "rims": [[sigmas, way, *made.rim(sigmas, way)] for sigmas in (1, 2) for way in (0.9, -2.2)],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(cases(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
