"""Points that have no width in some direction, and components held open there by reg_covar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em import (
    CovarianceType,
    Mixture,
    as_rows,
    as_sample_weight,
    e_step,
    restrict,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

FLAT = 1e-6
"""Points are flat in a direction if their standard deviation in it is below this fraction of the
data's: well above rounding, and far below the width of any sound component."""

NARROW, FEW = 0.1, 5
"""A component is spuriously narrow when its smallest standard deviation is below NARROW of the
widest component's, and it has fewer than FEW (d + 1) points."""


def ties(points: ArrayLike, rows: ArrayLike) -> tuple[int, ...]:
    """Find the columns with the same value in all of these rows, two rows or more."""
    chosen = as_rows(points)[np.asarray(rows, dtype=np.intp)]
    if len(chosen) < 2:
        return ()
    return tuple(np.flatnonzero((chosen == chosen[0]).all(axis=0)).tolist())


def across(
    held: Array,
    weight: Array,
    scale: Array,
    covariance_type: CovarianceType = "full",
    within: Array | None = None,
) -> tuple[Array, Array]:
    """Find the directions in which a component holding these points alone would have no width.

    Parameters
    ----------
    held : (m, d) array
    weight : (m,) array
        How often each counts.
    scale : (d,) array
        The data's standard deviation along each axis.
    covariance_type : {"full", "tied", "diag", "spherical"}
        A diagonal covariance has no width only along an axis, a spherical one only along all.
    within : (m, d, d) array or None
        The covariances within the cells that the points represent.

    Returns
    -------
    centre : (d,) array
        The mean of the points.
    directions : (d, c) array
        One a column; orthonormal with every axis in units of `scale`.
    """
    if not weight.sum() > 0:
        return np.zeros(len(scale)), np.empty((len(scale), 0))
    share = weight / weight.sum()
    # From the first point, so that points of one value in a column stay so to the last bit.
    centre = held[0] + share @ (held - held[0])
    away = (held - centre) / scale
    scatter = (share[:, None] * away).T @ away
    if within is not None:
        scatter += np.tensordot(share, within, axes=1) / np.outer(scale, scale)
    scatter = restrict(scatter[None], np.ones(1), covariance_type)[0]
    variances, directions = np.linalg.eigh(scatter)
    return centre, directions[:, variances <= FLAT**2]


def propped(
    mixture: Mixture,
    reg_covar: float,
    points: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
) -> NDArray[np.bool_]:
    """Find the components that owe their width in some direction to `reg_covar` alone.

    That is the case if the scatter of a component's points, along one of its principal axes, is at
    most reg_covar, and its variance there at most twice that. Its likelihood, and the BIC, then
    reflect reg_covar and not the data: as with the 29 iris flowers that have the same petal width,
    under scikit-learn's default of 1e-6.

    Parameters
    ----------
    mixture : Mixture
        The result of a fit with this reg_covar.
    reg_covar : float
        In squared units of the data; with 0 no component is propped.
    points : (n, d) array_like
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    (K,) array of bool

    Raises
    ------
    TypeError, ValueError
        As `e_step`; if the weights are invalid. Only if a component is narrow enough to be looked
        at.
    """
    if reg_covar <= 0:
        return np.zeros(mixture.n_components, dtype=bool)
    variances, axes = np.linalg.eigh(mixture.covariances)
    narrow = variances <= 2 * reg_covar
    if not narrow.any():
        return np.zeros(mixture.n_components, dtype=bool)
    x = as_rows(points)
    r = e_step(x, mixture)
    if sample_weight is not None:
        r *= as_sample_weight(sample_weight, len(x))[:, None]
    found = np.zeros(mixture.n_components, dtype=bool)
    for k in np.flatnonzero(narrow.any(axis=1)):
        scatter = r[:, k] @ ((x - mixture.means[k]) @ axes[k]) ** 2
        found[k] = (narrow[k] & (scatter <= reg_covar * r[:, k].sum())).any()
    return found


def spurious(mixture: Mixture, n_points: float, scale: Array) -> NDArray[np.bool_]:
    """Find the components that are very narrow on a few points, as on two that happen to lie close.

    Such a component makes a true local maximum of the likelihood, and often the highest that is
    found; but it reflects an accident, not a group (McLachlan and Peel 2000, *Finite Mixture
    Models*, sect. 3.10; Hathaway 1985, Ann. Statist. 13, bounds the ratio of the widths).

    Parameters
    ----------
    mixture : Mixture
    n_points : float
        How many points it was fitted to, by their weights.
    scale : (d,) array
        The data's standard deviation along each axis.

    Returns
    -------
    (K,) array of bool
    """
    variances = np.linalg.eigvalsh(mixture.covariances / np.outer(scale, scale))[:, 0]
    few = n_points * mixture.weights < FEW * (mixture.dimension + 1)
    found: NDArray[np.bool_] = few & (variances < NARROW**2 * variances.max())
    return found
