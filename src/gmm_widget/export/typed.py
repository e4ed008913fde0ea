"""Covariances in the shapes that scikit-learn uses, one for each covariance type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em import CovarianceType, Mixture

    Array = NDArray[np.float64]

FAR = 1e6
"""At this ratio of squared mean to variance, scikit-learn's formula for diagonal covariances loses
6 of 16 digits of a log density."""


def typed(mixture: Mixture, covariance_type: str) -> Array:
    """Convert a mixture's covariances (K, d, d) to the shape of a covariance type.

    The shapes are (K, d, d) for full, (d, d) for tied, (K, d) for diag and (K,) for spherical.
    Covariances that are not of the type become the nearest ones that are.
    """
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
    """Convert covariances or precisions of such a shape to (K, d, d)."""
    values, eye = np.asarray(values, dtype=np.float64), np.eye(dimension)
    if covariance_type == "full":
        return values
    if covariance_type == "tied":
        return np.tile(values, (n_components, 1, 1))
    if covariance_type == "diag":
        return np.asarray(values[:, :, None] * eye, dtype=np.float64)
    return np.asarray(values[:, None, None] * eye, dtype=np.float64)


def inverse(values: Array, covariance_type: str) -> Array:
    """Convert covariances of such a shape to precisions, or the other way round."""
    if covariance_type not in ("full", "tied"):
        return np.asarray(1 / values, dtype=np.float64)
    inverted = np.linalg.inv(values)
    return np.asarray((inverted + inverted.swapaxes(-1, -2)) / 2, dtype=np.float64)


def factors(values: Array, covariance_type: str) -> Array:
    """Compute scikit-learn's `precisions_cholesky_`: U with U U^T the precision.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a covariance is not positive definite.
    """
    if covariance_type not in ("full", "tied"):
        if not (values > 0).all():
            raise np.linalg.LinAlgError("a variance is not positive")
        return np.asarray(1 / np.sqrt(values), dtype=np.float64)
    inverted = np.linalg.inv(np.linalg.cholesky(values))
    return np.asarray(inverted.swapaxes(-1, -2), dtype=np.float64)


def is_typed(mixture: Mixture, covariance_type: str) -> bool:
    """Whether a mixture's covariances are of a type, up to rounding; a start's need not be."""
    shape = mixture.means.shape
    again = expanded(typed(mixture, covariance_type), covariance_type, *shape)
    sizes = np.abs(mixture.covariances).max(axis=(1, 2), keepdims=True)
    return bool((np.abs(again - mixture.covariances) <= 1e-12 * sizes).all())


def holding(mixture: Mixture, covariance_type: CovarianceType) -> CovarianceType:
    """Choose the covariance type of a model that predicts as a mixture does.

    It is the fit's; or "full" if the covariances are not of that type, or are so far from zero that
    scikit-learn's formula for it loses digits.
    """
    if covariance_type in ("diag", "spherical"):
        # It expands the square: (x / s)^2 - 2 x m / s^2 + (m / s)^2.
        variances = np.einsum("kii->ki", mixture.covariances)
        if (mixture.means**2 > FAR * variances).any():
            return "full"
    return covariance_type if is_typed(mixture, covariance_type) else "full"
