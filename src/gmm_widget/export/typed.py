"""Covariances as scikit-learn keeps them: in a shape of its own for each covariance type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em import CovarianceType, Mixture

    Array = NDArray[np.float64]

FAR = 1e6
"""A squared mean of so many variances costs a log density 6 of its 16 digits, as scikit-learn has
it for diagonal covariances."""


def typed(mixture: Mixture, covariance_type: str) -> Array:
    """The covariances (K, d, d) of a mixture in the shape that this type has: (K, d, d) full,
    (d, d) tied, (K, d) diag, (K,) spherical; those of a freer mixture, their nearest."""
    covariances = mixture.covariances
    if covariance_type == "tied":
        return np.asarray(np.tensordot(mixture.weights, covariances, axes=1), dtype=np.float64)
    if covariance_type == "full":
        return covariances.copy()
    diagonals = np.einsum("kii->ki", covariances)
    if covariance_type == "diag":
        return np.array(diagonals, dtype=np.float64)
    return np.asarray(diagonals.mean(axis=1), dtype=np.float64)


def expanded(values: Array, covariance_type: str, n_components: int, dimension: int) -> Array:
    """Covariances or precisions of such a shape as (K, d, d)."""
    values, eye = np.asarray(values, dtype=np.float64), np.eye(dimension)
    if covariance_type == "full":
        return values
    if covariance_type == "tied":
        return np.tile(values, (n_components, 1, 1))
    if covariance_type == "diag":
        return np.asarray(values[:, :, None] * eye, dtype=np.float64)
    return np.asarray(values[:, None, None] * eye, dtype=np.float64)


def inverse(values: Array, covariance_type: str) -> Array:
    """Precisions of covariances of such a shape, or the other way round."""
    if covariance_type not in ("full", "tied"):
        return np.asarray(1 / values, dtype=np.float64)
    inverted = np.linalg.inv(values)
    return np.asarray((inverted + inverted.swapaxes(-1, -2)) / 2, dtype=np.float64)


def factors(values: Array, covariance_type: str) -> Array:
    """What scikit-learn predicts by, its `precisions_cholesky_`: U with U U^T the precision.

    Raises numpy.linalg.LinAlgError if a covariance is not positive definite.
    """
    if covariance_type not in ("full", "tied"):
        if not (values > 0).all():
            raise np.linalg.LinAlgError("a variance is not positive")
        return np.asarray(1 / np.sqrt(values), dtype=np.float64)
    inverted = np.linalg.inv(np.linalg.cholesky(values))
    return np.asarray(inverted.swapaxes(-1, -2), dtype=np.float64)


def is_typed(mixture: Mixture, covariance_type: str) -> bool:
    """Whether a mixture's covariances are of a type, up to rounding. A start's need not be."""
    shape = mixture.means.shape
    again = expanded(typed(mixture, covariance_type), covariance_type, *shape)
    sizes = np.abs(mixture.covariances).max(axis=(1, 2), keepdims=True)
    return bool((np.abs(again - mixture.covariances) <= 1e-12 * sizes).all())


def holding(mixture: Mixture, covariance_type: CovarianceType) -> CovarianceType:
    """The type of a model that predicts as a mixture does: the fit's; "full" if that does not hold
    the covariances, or scikit-learn's formula for it loses digits so far from zero."""
    if covariance_type in ("diag", "spherical"):
        # It squares means and differences apart: (x / s)^2 - 2 x m / s^2 + (m / s)^2.
        variances = np.einsum("kii->ki", mixture.covariances)
        if (mixture.means**2 > FAR * variances).any():
            return "full"
    return covariance_type if is_typed(mixture, covariance_type) else "full"
