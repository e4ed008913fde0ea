"""The front end's palette and colour blends, for pictures that Python draws.

They must match js/src/geometry/colour.js and js/src/css/tokens.css; a contract test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Scheme = Literal["light", "dark"]

PALETTE: dict[Scheme, tuple[str, ...]] = {
    "light": (
        *("#2338c0", "#e17218", "#800139", "#2ca0c5", "#5d0579"),
        *("#715f00", "#849769", "#376f4b", "#3e86d0", "#7a63b0"),
    ),
    "dark": (
        *("#4162dc", "#fd9d5f", "#bc235c", "#32cdfd", "#9a6eaf"),
        *("#f7d84d", "#6f8e36", "#b9edc8", "#566e88", "#a8a0c2"),
    ),
}
"""Ten colours a scheme, in order of use: blends of any two of the first four can be told apart in
every kind of colour vision."""
NEUTRAL: dict[Scheme, str] = {"light": "#8a95a3", "dark": "#6f7b8a"}
"""The colour of points that have not been assigned yet."""
INK: dict[Scheme, dict[str, str]] = {
    "light": {
        "ink": "#16202c",
        "muted": "#566272",
        "line": "#e3e7ec",
        "bg": "#ffffff",
        "warn": "#9a3b00",
    },
    "dark": {
        "ink": "#e8ecf1",
        "muted": "#9ba7b6",
        "line": "#262d36",
        "bg": "#0f1216",
        "warn": "#ffb27a",
    },
}
"""The colours of everything but data, by their names in js/src/css/tokens.css."""
LEVELS = 24
"""Shares are rounded to multiples of 1/24, as in the front end."""

TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)
FROM_LAB = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.291485548],
    ]
)
FROM_LMS = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.707614701],
    ]
)


def blends(shares: Array, colours: tuple[str, ...]) -> list[str]:
    """Blend the components' colours in OKLab, by the responsibilities of each point.

    Parameters
    ----------
    shares : (n, K) array
        Responsibilities.
    colours : K strings
        "#rrggbb", one a component.

    Returns
    -------
    n strings "#rrggbb"

    Notes
    -----
    OKLab is B. Ottosson's "A perceptual color space for image processing" (2020).
    """
    levels = np.floor(shares * LEVELS + 0.5)
    distinct, which = np.unique(levels, axis=0, return_inverse=True)
    total = np.maximum(distinct.sum(axis=1, keepdims=True), 1)
    mixed = (distinct / total) @ _oklab(colours)
    light = (mixed @ FROM_LAB.T) ** 3 @ FROM_LMS.T
    made = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in _bytes(light).tolist()]
    return [made[k] for k in which.reshape(-1)]


def text_on(colour: str) -> str:
    """Choose black or white text, whichever is legible on a background "#rrggbb"."""
    luminance = float(_linear((colour,))[0] @ [0.2126, 0.7152, 0.0722])
    return "#0b1016" if luminance > 0.19 else "#ffffff"


def _linear(colours: tuple[str, ...]) -> Array:
    """Convert sRGB colours to linear light, (K, 3)."""
    channels = [[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    c = np.array(channels) / 255
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


def _oklab(colours: tuple[str, ...]) -> Array:
    return np.asarray(np.cbrt(_linear(colours) @ TO_LMS.T) @ TO_LAB.T)


def _bytes(light: Array) -> NDArray[np.intp]:
    """Convert linear light to sRGB channels, 0 to 255."""
    c = np.maximum(light, 0)
    gamma = np.where(c <= 0.0031308, 12.92 * c, 1.055 * c ** (1 / 2.4) - 0.055)
    return np.floor(255 * np.minimum(gamma, 1) + 0.5).astype(np.intp)
