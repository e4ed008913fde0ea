"""The scales of a plot, from data to pixels, and the format of its numbers, as in the front end.

They must match js/src/geometry/scale.js and declutter.js, and js/src/words/numbers.js; a contract
test compares them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Range = tuple[float, float]

WIDEST_EQUAL = 3
"""Axes whose ranges differ by more than this factor get scales of their own."""
BEYOND = 0.4
"""The part of the data's range by which the plot extends beyond them at most, on either side, to
hold the ellipses of the start."""
NARROW = 460
"""Plots narrower than this, in pixels, are laid out for a narrow page."""
APART = 27.0
"""The least distance between the numbers on two means, in pixels."""
ROUNDS = 40
LONG, FIGURES = 9, 4
"""Where tick labels would be longer than LONG, all but the first are written as differences from
it; powers of ten have no more digits than FIGURES."""
LETTER, GAP = 3.3, 12
"""Half the width of a letter of a label, and the gap between two labels, in pixels."""
MINUS = "\u2212"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Geometry:
    """The layout of a plot, in pixels: x to the right, y downwards.

    The plot extends from row `top` to row `bottom` of a drawing of `width` by `height`; `sx` and
    `sy` are pixels per unit, and `equal` is whether they are the same.
    """

    width: float
    height: float
    top: float
    bottom: float
    x_domain: Range
    y_domain: Range
    sx: float
    sy: float
    equal: bool
    x_ticks: tuple[float, ...]
    y_ticks: tuple[float, ...]

    def x(self, value: float) -> float:
        return (value - self.x_domain[0]) * self.sx

    def y(self, value: float) -> float:
        return self.top + (self.y_domain[1] - value) * self.sy


def with_room(low: float, high: float) -> Range:
    """Widen a range that is a single value; return any other as it is."""
    room = 0.0 if low < high else abs(low) / 10 or 1.0
    return low - room, high + room


def reach(means: NDArray[np.float64], covariances: NDArray[np.float64]) -> list[Range]:
    """The ranges, along each column, that the 2-sigma ellipses of (K, d) means cover."""
    half = 2 * np.sqrt(np.diagonal(covariances, axis1=1, axis2=2).clip(min=0))
    low, high = (means - half).min(axis=0), (means + half).max(axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def widened(data: Range, wanted: Range) -> Range:
    """Widen the range of the data to hold the ellipses of the start, within limits."""
    most = BEYOND * (data[1] - data[0])
    low, high = min(data[0], wanted[0]), max(data[1], wanted[1])
    return max(data[0] - most, low), min(data[1] + most, high)


def geometry(width: float, x_range: Range, y_range: Range, height: float | None = None) -> Geometry:
    """Lay out a plot, with equal units on both axes where the ranges allow it.

    Parameters
    ----------
    width : float
        Of the plot, in pixels.
    x_range, y_range : (float, float)
        The ranges to show, in data units. Margins are added.
    height : float, optional
        Of the drawing with its axis, in pixels: the ranges then widen to fill it. By default it
        follows from the width and the ranges.

    Returns
    -------
    Geometry
    """
    narrow = width < NARROW
    top, below = 6, 20
    x_domain = _pad(x_range, 0.1 if narrow else 0.08, 0.05)
    y_domain = _pad(y_range, 0.07, 0.06)
    dx, dy = x_domain[1] - x_domain[0], y_domain[1] - y_domain[0]
    ratio = (x_range[1] - x_range[0]) / (y_range[1] - y_range[0])
    equal = 1 / WIDEST_EQUAL <= ratio <= WIDEST_EQUAL
    inner = (0.9 if narrow else 0.72) * width if height is None else height - top - below
    if equal:
        if height is None:
            shortest = (0.75 if narrow else 0.62) * width
            tallest = min((1.05 if narrow else 0.8) * width, 620)
            inner = min(tallest, max(shortest, width * dy / dx))
        unit = min(width / dx, inner / dy)
        x_domain = _stretch(x_domain, width / unit)
        y_domain = _stretch(y_domain, inner / unit)
    inner = _round(inner)
    return Geometry(
        width=width,
        height=top + inner + below,
        top=top,
        bottom=top + inner,
        x_domain=x_domain,
        y_domain=y_domain,
        sx=width / (x_domain[1] - x_domain[0]),
        sy=inner / (y_domain[1] - y_domain[0]),
        equal=equal,
        x_ticks=ticks(*x_domain, max(3, _round(width / 95))),
        y_ticks=ticks(*y_domain, max(3, _round(inner / 80))),
    )


def _pad(bounds: Range, before: float, after: float) -> Range:
    low, high = bounds
    return low - before * (high - low), high + after * (high - low)


def _stretch(bounds: Range, length: float) -> Range:
    middle = (bounds[0] + bounds[1]) / 2
    return middle - length / 2, middle + length / 2


def _round(value: float) -> int:
    """Round to the nearest whole number, halves upwards."""
    return math.floor(value + 0.5)


def ticks(start: float, stop: float, count: int) -> tuple[float, ...]:
    """Choose about `count` round values from start to stop, as d3-array 3 does."""
    step = (stop - start) / count
    power = math.floor(math.log10(step))
    error = step / 10.0**power
    factor = next((f for f, least in ((10, 50), (5, 10), (2, 2)) if error >= math.sqrt(least)), 1)
    if power < 0:
        per_unit = 10.0**-power / factor
        first, last = _round(start * per_unit), _round(stop * per_unit)
        first += first / per_unit < start
        last -= last / per_unit > stop
        return tuple(i / per_unit for i in range(first, last + 1))
    size = 10.0**power * factor
    first, last = _round(start / size), _round(stop / size)
    first += first * size < start
    last -= last * size > stop
    return tuple(i * size for i in range(first, last + 1))


def tick_labels(values: Sequence[float]) -> list[str]:
    """Format ticks; those far from zero as differences from the first."""
    if not values:
        return []
    digits = _tick_decimals(values)
    step = values[1] - values[0] if len(values) > 1 else values[0]
    figures = _exponent(max(map(abs, values))) - _exponent(step) + 1
    if digits == 0 and _exponent(step) >= 6 and figures <= FIGURES:
        return [coordinate(value, 1 - _exponent(step)) if value else "0" for value in values]
    labels = [_plain(value, digits) for value in values]
    if max(map(len, labels)) <= LONG:
        return labels
    return [
        f"+{_plain(value - values[0], digits)}" if i else coordinate(value, digits)
        for i, value in enumerate(values)
    ]


def _tick_decimals(values: Sequence[float]) -> int:
    """The number of decimals that a list of ticks needs."""
    step = (values[1] - values[0] if len(values) > 1 else values[0]) or 1.0
    for digits in range(12):
        scaled = step * 10**digits
        if abs(scaled - _round(scaled)) < 1e-6 * abs(scaled):
            return digits
    return 12


def _plain(value: float, digits: int) -> str:
    return number(value, digits) if abs(value) < 1000 else coordinate(value, digits)


def _exponent(value: float) -> int:
    """The power of ten of a number's first digit."""
    return int(f"{value:e}".split("e")[1]) if value else 0


def number(value: float, digits: int) -> str:
    """Format a number with a true minus sign and thin spaces between thousands."""
    size = abs(value)
    if size >= 1e9:
        return _scientific(value, 3)
    if digits > 6 and size == 0:
        return "0"
    if digits > 6 and size < 1e-3:
        return _scientific(value, max(0, math.floor(math.log10(size)) + digits))
    written = f"{size:,.{digits}f}".replace(",", "\u2009")
    return f"{MINUS}{written}" if value < 0 and any(c in "123456789" for c in written) else written


def coordinate(value: float, digits: int) -> str:
    """Format a coordinate.

    A year is not split. Far from zero, all digits are kept that tell neighbours apart. A negative
    `digits` is the number of insignificant places before the decimal point.
    """
    size = abs(value)
    if size < 1000:
        return number(value, max(0, digits))
    figures = max(0, _exponent(value) + digits)
    if digits < 0 and size >= 1e6 and figures <= FIGURES:
        written = _scientific(value, figures)
        mantissa, power = written.split("\u00d7")
        return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}\u00d7{power}"
    whole, *rest = f"{size:.{max(0, digits)}f}".split(".")
    split = f"{int(whole):,}".replace(",", "\u2009") if len(whole) > 4 else whole
    return ".".join([f"{MINUS if value < 0 else ''}{split}", *rest])


def _scientific(value: float, digits: int) -> str:
    mantissa, power = f"{abs(value):.{digits}e}".split("e")
    raised = str(int(power)).translate(SUPERSCRIPTS)
    return f"{MINUS if value < 0 else ''}{mantissa}\u00d710{raised}"


def roomy(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Thin out labels, each with its place, until none overlaps another."""
    if len(labels) < 2:
        return list(labels)
    widest = 12 + 6.6 * max(len(text) for _, text in labels)
    every = math.ceil(widest / abs(labels[1][0] - labels[0][0]))
    first = 0 if every == 1 else min(every, len(labels)) >> 1
    return list(labels[first::every])


def apart(labels: Sequence[tuple[float, str]], width: float) -> list[tuple[float, str]]:
    """Keep the labels of an axis that neither overlap nor leave it.

    The first may be longer than the others, which are differences from it: it is always kept, moved
    until it is whole, and the next one gives way.
    """
    if len(labels) < 2 or not labels[1][1].startswith("+"):
        return [
            (at, label)
            for at, label in roomy(labels)
            if min(at, width - at) > LETTER * len(label) - 2
        ]
    (at, first), others = labels[0], labels[1:]
    kept = [(max(at, LETTER * len(first)), first)]
    for at, label in roomy(others):
        half = LETTER * len(label)
        end = kept[-1][0] + LETTER * len(kept[-1][1])
        if at - half >= end + GAP and at + half <= width + 2:
            kept.append((at, label))
    return kept


def spread(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Push places, in pixels, apart until no number drawn at one covers another."""
    out = [list(place) for place in places]
    for _ in range(ROUNDS):
        moved = False
        for i in range(len(out)):
            for j in range(i + 1, len(out)):
                dx, dy = out[j][0] - out[i][0], out[j][1] - out[i][1]
                apart = math.hypot(dx, dy)
                if apart >= APART - 0.1:
                    continue
                if apart < 0.01:
                    # By index, around the circle, so that the picture is deterministic.
                    dx, dy, apart = math.cos(j - i - 1), math.sin(j - i - 1), 1.0
                push = (APART - min(apart, APART)) / 2 / apart
                for mean, by in ((i, -push), (j, push)):
                    out[mean][0] += dx * by
                    out[mean][1] += dy * by
                moved = True
        if not moved:
            break
    return [(x, y) for x, y in out]


def within(plot: Geometry, x: float, y: float) -> tuple[float, float]:
    """Clamp the place of a mean's number, so that it is whole even at the plot's edge."""
    half = APART / 2
    x = max(half, min(plot.width - half, x))
    y = max(plot.top + half, min(plot.bottom - half, y))
    return x, y
