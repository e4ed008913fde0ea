"""Quadratic features: a point, a component and the sums of an M-step as vectors of one length.

Of a point x in d dimensions take p = 1 + d + d(d+1)/2 numbers,

    features      1, x_i, x_i x_j                                (i <= j)

The log density of a Gaussian is a quadratic function of x, so it is a scalar product with them:

    coefficients  log pi - (log det 2 pi Sigma + mu^T P mu) / 2,  (P mu)_i,  -P_ij (half if i = j)

where P is the inverse of Sigma. And the M-step needs nothing of the points but

    sums          N, sum_n gamma_n x_i, sum_n gamma_n x_i x_j    (i <= j)

the features weighted by responsibilities (the sufficient statistics of Bishop 2006, section 9.4).
So with one column of features per point, the log densities of all points under all components
are one matrix product, and all sums are another. A component is kept as as many numbers,

    gaussian      N, mu_i, Sigma_ij                              (i <= j)

The pairs (i, j) come by diagonals: first the squares x_i x_i, then x_i x_(i+1), x_i x_(i+2), ...
A diagonal is then one product of neighbouring rows, which numpy does twice as fast as a row times
many. Arrays of these hold one vector a column: features (p, n); sums, gaussians and coefficients
(p, M) for a stack of M components. How exact this is, and what is done where it is not:
docs/engine.md.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from gmm_widget.em.kernels import plane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Number = TypeVar("Number", np.float64, np.bool_)

LOG_2PI = math.log(2.0 * math.pi)
BLOCK = 20_000
"""The number of points processed together: few enough for the processor's cache."""

STIFF = 1e6
"""The largest size (see `plane.size`) of a component that is left to quadratic features: they
lose about 1e-16 times it of a log density. Stiffer components are computed from x - mu."""
SMALL = 1e-6
"""Makes every component of standard deviation below 1e-6 stiff, also one at the very centre."""


def columns(points: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Iterate over the points in blocks, each (d, m): numpy is 10 times faster along these."""
    for begin in range(0, len(points), BLOCK):
        yield np.ascontiguousarray(points[begin : begin + BLOCK].T)


@cache
def pairs(dimension: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The (i, j), i <= j, in the order of the features: diagonal by diagonal."""
    rows = np.concatenate([np.arange(dimension - step) for step in range(dimension)])
    steps = np.repeat(np.arange(dimension), np.arange(dimension, 0, -1))
    return rows, rows + steps


def n_features(dimension: int) -> int:
    """The number of quadratic features, p = 1 + d + d(d+1)/2."""
    return 1 + dimension + dimension * (dimension + 1) // 2


def dimension_of(vectors: Array) -> int:
    """The dimension d of an array with p rows."""
    return (math.isqrt(8 * len(vectors) + 1) - 3) // 2


def complete_features(out: Array) -> None:
    """Fill in 1 and the products x_i x_j of features (p, n) whose rows x_i are already there."""
    x = out[1 : 1 + dimension_of(out)]
    out[0] = 1.0
    row = 1 + len(x)
    for length in range(len(x), 0, -1):
        np.multiply(x[:length], x[len(x) - length :], out=out[row : row + length])
        row += length


def gaussians_from_sums(sums: Array) -> Array:
    """Compute mean and covariance of weighted points from their sums, (p, M).

    The covariance is the mean of the squares less the square of the mean: Bishop (2006), eqs 9.24
    and 9.25.
    """
    d = dimension_of(sums)
    gaussians: Array = sums / sums[0]
    gaussians[0] = sums[0]
    means = gaussians[1 : 1 + d]
    row = 1 + d
    for length in range(d, 0, -1):
        gaussians[row : row + length] -= means[:length] * means[d - length :]
        row += length
    return gaussians


class Quadratics(NamedTuple):
    """The log densities log(pi N(x | mu, Sigma)) of a stack of M components, as functions of x.

    coefficients : (p, M) array
    weights : (M,) array
    log_peaks : (M,) array
        The value at x = mu, the largest there is.
    stiff : (M,) array of bool
        Where the coefficients cannot be used: the size is above STIFF, or Sigma is not positive
        definite.
    """

    coefficients: Array
    weights: Array
    log_peaks: Array
    stiff: NDArray[np.bool_]
    any_stiff: bool

    @classmethod
    def of(
        cls, coefficients: Array, weights: Array, log_peaks: Array, legal: NDArray[np.bool_]
    ) -> Quadratics:
        """Create them with the components that are not `legal` marked as stiff."""
        stiff = ~legal
        return cls(coefficients, weights, log_peaks, stiff, bool(np.logical_or.reduce(stiff)))

    def take(self, fits: NDArray[np.intp], n_components: int) -> Quadratics:
        """Select some fits of a stack of K B components."""
        return Quadratics.of(
            of_fits(self.coefficients, fits, n_components),
            of_fits(self.weights, fits, n_components),
            of_fits(self.log_peaks, fits, n_components),
            ~of_fits(self.stiff, fits, n_components),
        )


def quadratics(weights: Array, gaussians: Array) -> Quadratics:
    """Compute the log densities of gaussians (p, M) with mixing weights (M,)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if dimension_of(gaussians) == 2:
            return _quadratics_in_the_plane(weights, gaussians)
        return _quadratics(weights, gaussians)


def _quadratics_in_the_plane(weights: Array, gaussians: Array) -> Quadratics:
    _, mx, my, a, c, b = gaussians
    det = a * c - b * b
    log_peaks = np.log(weights / np.sqrt(det)) - LOG_2PI
    legal = (a > 0) & (det > 0) & (det < math.inf) & (plane.size(mx, my, a, c) <= STIFF * det)
    coefficients = np.array(plane.coefficients(log_peaks, mx, my, a, c, b, det))
    return Quadratics.of(coefficients, weights, log_peaks, legal)


def _quadratics(weights: Array, gaussians: Array) -> Quadratics:
    means, covariances = unpack(gaussians)
    dimension = means.shape[1]
    whitening, legal = whiten(covariances)
    precisions = whitening.transpose(0, 2, 1) @ whitening
    pulls = (precisions @ means[:, :, None])[:, :, 0]
    determinants = np.diagonal(whitening, axis1=1, axis2=2).prod(axis=1)
    log_peaks = np.log(weights) + np.log(determinants) - 0.5 * dimension * LOG_2PI
    i, j = pairs(dimension)
    coefficients = np.empty_like(gaussians)
    coefficients[0] = log_peaks - 0.5 * (means * pulls).sum(axis=1)
    coefficients[1 : 1 + dimension] = pulls.T
    coefficients[1 + dimension :] = (precisions[:, i, j] * np.where(i == j, -0.5, -1.0)).T
    variances = covariances.trace(axis1=1, axis2=2)
    size = precisions.trace(axis1=1, axis2=2) * (SMALL + (means**2).sum(axis=1) + variances)
    # In many dimensions the product of all widths leaves what a float can hold.
    legal &= (size <= STIFF) & (determinants > 0) & (determinants < math.inf)
    return Quadratics.of(coefficients, weights, log_peaks, legal)


def whiten(covariances: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Compute L^-1 of every covariance L L^T, (M, d, d), and which exist; the others get I."""
    legal = np.ones(len(covariances), dtype=bool)
    try:
        factors = np.linalg.cholesky(covariances)
    except np.linalg.LinAlgError:
        legal = np.array([_is_positive_definite(covariance) for covariance in covariances])
        eye = np.eye(covariances.shape[1])
        factors = np.linalg.cholesky(np.where(legal[:, None, None], covariances, eye))
    return np.linalg.inv(factors), legal


def _is_positive_definite(covariance: Array) -> bool:
    try:
        np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return False
    return True


def of_fits(
    stack: NDArray[Number], fits: slice | NDArray[np.intp], n_components: int
) -> NDArray[Number]:
    """Select the columns of some fits from a stack (..., K B): column k B + b belongs to fit b."""
    lead = stack.shape[:-1]
    return stack.reshape(*lead, n_components, -1)[..., fits].reshape(*lead, -1)


def side_by_side(a: NDArray[Number], b: NDArray[Number], n_components: int) -> NDArray[Number]:
    """Concatenate the fits of two stacks (..., K B)."""
    lead = a.shape[:-1]
    parts = [part.reshape(*lead, n_components, -1) for part in (a, b)]
    return np.concatenate(parts, axis=-1).reshape(*lead, -1)


def pack(counts: Array, means: Array, covariances: Array) -> Array:
    """Pack counts, means and covariances into a stack of gaussians.

    Parameters
    ----------
    counts : (M,) array
    means : (M, d) array
    covariances : (M, d, d) array

    Returns
    -------
    (p, M) array
    """
    i, j = pairs(means.shape[1])
    return np.concatenate([counts[None], means.T, covariances[:, i, j].T])


def unpack(gaussians: Array) -> tuple[Array, Array]:
    """Extract the means (M, d) and the covariances (M, d, d) of a stack (p, M)."""
    dimension = dimension_of(gaussians)
    i, j = pairs(dimension)
    covariances = np.empty((gaussians.shape[1], dimension, dimension))
    covariances[:, i, j] = covariances[:, j, i] = gaussians[1 + dimension :].T
    return gaussians[1 : 1 + dimension].T, covariances
