"""Closed forms in two dimensions, for Python floats and numpy arrays alike.

A call of numpy on three numbers costs as much as sixty additions of floats, and a fit of 500
points spends most of its time in such calls. Names: a Gaussian has mean (mx, my) and covariance
[[a, b], [b, c]]. For the meaning of the numbers see `gmm_widget.em.kernels.features`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", float, NDArray[np.float64])
Six = tuple[Number, Number, Number, Number, Number, Number]


def gaussian_from_sums(
    count: Number, sx: Number, sy: Number, sxx: Number, syy: Number, sxy: Number
) -> Six[Number]:
    """Compute N, mean and covariance (mx, my, a, c, b) from N and the sums of x, y, xx, yy, xy."""
    mx, my = sx / count, sy / count
    return count, mx, my, sxx / count - mx * mx, syy / count - my * my, sxy / count - mx * my


def coefficients(
    log_peak: Number, mx: Number, my: Number, a: Number, c: Number, b: Number, det: Number
) -> Six[Number]:
    """Compute the coefficients of a log density on the features 1, x, y, xx, yy, xy.

    `det` is the determinant of the covariance.
    """
    p, q, r = c / det, -b / det, a / det
    hx, hy = p * mx + q * my, q * mx + r * my
    return log_peak - 0.5 * (mx * hx + my * hy), hx, hy, -0.5 * p, -0.5 * r, -q


def least(coefficients: Six[float], bounds: Sequence[float]) -> float:
    """Compute a lower bound of a log density with these coefficients over the points of the data.

    `bounds` are those of the features x, y, xx, yy, xy; the coefficients of xx and yy are negative.
    """
    one, x, y, xx, yy, xy = coefficients
    bx, by, bxx, byy, bxy = bounds
    return one - bx * abs(x) - by * abs(y) + bxx * xx + byy * yy - bxy * abs(xy)


def size(mx: Number, my: Number, a: Number, c: Number) -> Number:
    """Compute trace(Sigma^-1) (|mu|^2 + trace(Sigma)), times det Sigma, and `SMALL`.

    The largest terms that cancel in a log density near mu are of this size (without the
    determinant), so rounding costs about 1e-16 times it.
    """
    trace = a + c
    return trace * (1e-6 + mx * mx + my * my + trace)
