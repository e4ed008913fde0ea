"""How free the covariances are: the four types, on stacks of gaussians."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em.kernels.features import unpack, whiten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em.kernels.coordinates import Unit
    from gmm_widget.em.kernels.features import Array, Quadratics


NONE = np.array([], dtype=np.intp)
CONSTANT = 1e-20
"""Data within -1..1 with a variance below this are constant: a single point of a million that
differs makes 1e-7."""


@dataclass(frozen=True, eq=False)
class Shape:
    """The restriction of covariances in an M-step, in the coordinates of a `Unit`.

    `gmm_widget.em.restrict` is the readable form.

    Attributes
    ----------
    covariance_type : {"full", "tied", "diag", "spherical"}
    regularisation : (d,) array
        Added to the variances.
    squared_scale : (d,) array
        A circle of the data is an ellipse in the unit's coordinates: these are the squares of
        the unit's scales, up to a factor.
    """

    covariance_type: str
    regularisation: Array
    squared_scale: Array

    @cached_property
    def regularised(self) -> bool:
        """Whether anything is added to the variances."""
        return bool(self.regularisation.any())

    @classmethod
    def of(cls, covariance_type: str, reg_covar: float, unit: Unit) -> Shape:
        """Create the restriction in the coordinates of a unit.

        Parameters
        ----------
        covariance_type : {"full", "tied", "diag", "spherical"}
        reg_covar : float
            In squared units of the data.
        unit : Unit

        Returns
        -------
        Shape
        """
        relative = unit.scale / unit.scale.max()
        return cls(covariance_type, (reg_covar / unit.scale) / unit.scale, relative**2)

    def restrict(self, gaussians: Array, n_components: int) -> Array:
        """Restrict gaussians to the maximum-likelihood ones of this type: both (p, M)."""
        if self.covariance_type == "full" and not self.regularised:
            return gaussians
        d = len(self.regularisation)
        restricted = gaussians.copy()
        covariances = restricted[1 + d :]
        variances, others = covariances[:d], covariances[d:]
        if self.covariance_type == "tied":
            by_component = covariances.reshape(len(covariances), n_components, -1)
            shares = gaussians[0].reshape(n_components, -1)
            shares = shares / shares.sum(axis=0)
            by_component[:] = (by_component * shares).sum(axis=1, keepdims=True)
        elif self.covariance_type != "full":
            others[:] = 0.0
        if self.covariance_type == "spherical":
            scale = self.squared_scale[:, None]
            variances[:] = (variances * scale).mean(axis=0) / scale
        if self.regularised:
            variances += self.regularisation[:, None]
        return restricted


@dataclass(frozen=True)
class CollapseLimits:
    """When a component counts as collapsed; `gmm_widget.em.fitting` holds the numbers.

    Attributes
    ----------
    smallest_sd : float
        Its smallest standard deviation is at most this fraction of the data's,
    singular : float
        or the smallest eigenvalue of its correlation matrix is at most this.
    """

    smallest_sd: float
    singular: float

    def collapsed(self, gaussians: Array, form: Quadratics, scatter: Array) -> NDArray[np.intp]:
        """Find the components that have collapsed; only stiff ones can have.

        Parameters
        ----------
        gaussians : (p, M) array
        form : Quadratics
            Their log densities.
        scatter : (p, 1) array
            All points as one gaussian.

        Returns
        -------
        array of int
            Indices of components, ascending.
        """
        if not form.any_stiff:
            return NONE
        rows = np.flatnonzero(form.stiff)
        _, covariances = unpack(gaussians[:, rows])
        variances = np.einsum("kii->ki", unpack(scatter)[1])[0]
        spread = np.sqrt(np.where(variances > CONSTANT, variances, variances.max()))
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = covariances / np.outer(spread, spread)
        finite = np.isfinite(scaled).all(axis=(1, 2))
        scaled[~finite] = 0.0
        # One that has no Cholesky factor has no density, whatever its eigenvalues are said to be.
        legal = whiten(scaled)[1]
        scaled[~legal] = 0.0
        wide = np.linalg.eigvalsh(scaled)[:, 0] > self.smallest_sd**2
        return rows[~(legal & wide & (_smallest_correlation(scaled) > self.singular))]

    def degenerate(self, scatter: Array, shape: Shape) -> bool:
        """Whether the data are so flat (constant or collinear) that a gaussian is singular."""
        if shape.regularised or shape.covariance_type == "spherical":
            return False
        d = len(shape.regularisation)
        variances = scatter[1 + d : 1 + 2 * d, 0].tolist()
        if min(variances) <= CONSTANT:
            return True
        if shape.covariance_type == "diag":
            return False
        if d == 2:
            return bool(1 - abs(scatter[-1, 0]) / math.sqrt(math.prod(variances)) <= self.singular)
        return bool(_smallest_correlation(unpack(scatter)[1])[0] <= self.singular)


def _smallest_correlation(covariances: Array) -> Array:
    """Compute the smallest eigenvalues of the correlation matrices of covariances (M, d, d)."""
    variances = np.einsum("kii->ki", covariances)
    deviations = np.sqrt(np.where(variances > 0, variances, 1.0))
    if deviations.shape[1] == 2:
        closest: Array = 1.0 - np.abs(covariances[:, 0, 1]) / (deviations[:, 0] * deviations[:, 1])
        return closest
    smallest: Array = np.linalg.eigvalsh(
        covariances / (deviations[:, :, None] * deviations[:, None, :])
    )[:, 0]
    return smallest
