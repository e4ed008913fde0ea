"""The log densities of a stack of components, ready to be evaluated at many points."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.em.kernels.features import LOG_2PI, of_fits, pairs, side_by_side, unpack, whiten
from gmm_widget.em.kernels.products import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em.kernels.features import Array, Quadratics

LOWEST, HIGHEST = -700.0, 650.0
"""The arguments of exp are clamped to these. Below -708 it is subnormal and 13 times slower, and
exp(-700) is negligible beside 1; above 709 it overflows."""
NEVER = -1e290
"""The log density of a component of weight 0: finite, for a matrix product to stay so."""


class Stiff(NamedTuple):
    """A component of a stack that is too narrow for quadratic features."""

    row: int
    mean: Array
    whitening: Array
    log_peak: float

    def log_density(self, features: Array, within: Array | None) -> Array:
        """Compute log(pi N(x | mu, Sigma)) at points x from the differences x - mu, (n,).

        For a cell of points, the mean over them: with their covariance C, trace(P C)/2 less.
        """
        d = len(self.mean)
        x = features[1 : 1 + d]
        z = self.whitening @ (x - self.mean[:, None])
        z *= z
        density: Array = self.log_peak - 0.5 * z.sum(axis=0)
        if within is not None:
            i, j = pairs(d)
            precision = self.whitening.T @ self.whitening
            density -= (precision[i, j] * np.where(i == j, 0.5, 1.0)) @ within
        return density


class Densities(NamedTuple):
    """The log densities log(pi N(x | mu, Sigma)) of M components.

    coefficients : (M, p) array
        On the quadratic features; zeros for a stiff component.
    stiff : list of Stiff
    highest : float
        No log density is above this.
    low : (M,) array of bool or None
        Which of them may be below LOWEST at a point of the data; None if none may.
    """

    coefficients: Array
    stiff: list[Stiff]
    highest: float
    low: NDArray[np.bool_] | None

    @classmethod
    def of(cls, gaussians: Array, form: Quadratics, bounds: Array) -> Densities:
        """Create the log densities of a stack of gaussians.

        Parameters
        ----------
        gaussians : (p, M) array
        form : Quadratics
            Their log densities as quadratic functions.
        bounds : (p - 1,) array
            The `Unit.bounds` of the data.

        Returns
        -------
        Densities

        Raises
        ------
        ValueError
            If a covariance is not positive definite.
        """
        coefficients = form.coefficients.T
        np.maximum(coefficients[:, 0], NEVER, out=coefficients[:, 0])
        if not form.any_stiff:
            least = form.coefficients[0] - bounds @ np.abs(form.coefficients[1:])
            highest = float(np.maximum.reduce(form.log_peaks))
            return cls(coefficients, [], highest, _if_any(least < LOWEST))
        rows = np.flatnonzero(form.stiff)
        coefficients[rows] = 0.0
        stiff = _stiff(rows, form.weights[rows], gaussians[:, rows])
        highest = max([*form.log_peaks[~form.stiff], *(narrow.log_peak for narrow in stiff)])
        return cls(coefficients, stiff, float(highest), np.ones(len(coefficients), dtype=bool))

    @property
    def _low(self) -> NDArray[np.bool_]:
        """`low` as an array, also if it is None."""
        return np.zeros(len(self.coefficients), dtype=bool) if self.low is None else self.low

    def write(self, features: Array, out: Array, within: Array | None = None) -> None:
        """Evaluate the log densities at points, into an array.

        Parameters
        ----------
        features : (p, n) array
            The quadratic features of the points.
        out : (M, n) array
            Overwritten.
        within : (d(d+1)/2, n) array or None
            If the points are cells, the covariances within them.
        """
        product(self.coefficients, features, out=out)
        if self.stiff:
            for component in self.stiff:
                out[component.row] = component.log_density(features, within)

    def rows(self, rows: slice) -> Densities:
        """Select neighbouring rows of a stack in which none is stiff."""
        low = None if self.low is None else _if_any(self.low[rows])
        return Densities(self.coefficients[rows], [], self.highest, low)

    def take(self, fits: slice | NDArray[np.intp], n_fits: int) -> Densities:
        """Select some of n_fits fits, where row k n_fits + b belongs to fit b."""
        numbers = np.arange(n_fits)[fits]
        if len(numbers) == n_fits:
            return self
        by_fit = self.coefficients.reshape(-1, n_fits, self.coefficients.shape[1])
        chosen = by_fit[:, fits].reshape(-1, by_fit.shape[2])
        low = _if_any(of_fits(self._low, fits, len(self.coefficients) // n_fits))
        place = {int(number): new for new, number in enumerate(numbers)} if self.stiff else {}
        stiff = []
        for component in self.stiff:
            k, b = divmod(component.row, n_fits)
            if b in place:
                stiff.append(component._replace(row=k * len(numbers) + place[b]))
        return Densities(chosen, stiff, self.highest, low)

    def join(self, other: Densities, n_fits: int, n_others: int) -> Densities:
        """Concatenate the fits of two stacks.

        Parameters
        ----------
        other : Densities
        n_fits, n_others : int
            The number of fits of this stack, and of the other.

        Returns
        -------
        Densities
            Of these fits, and after them the others.
        """
        p = self.coefficients.shape[1]
        both = [
            self.coefficients.reshape(-1, n_fits, p),
            other.coefficients.reshape(-1, n_others, p),
        ]
        n_all = n_fits + n_others
        stiff = []
        for part, size, first in ((self.stiff, n_fits, 0), (other.stiff, n_others, n_fits)):
            for component in part:
                k, b = divmod(component.row, size)
                stiff.append(component._replace(row=k * n_all + first + b))
        coefficients = np.concatenate(both, axis=1).reshape(-1, p)
        low = _if_any(side_by_side(self._low, other._low, len(self.coefficients) // n_fits))
        return Densities(coefficients, stiff, max(self.highest, other.highest), low)


def _if_any(low: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    return low if np.logical_or.reduce(low) else None


def _stiff(rows: NDArray[np.intp], weights: Array, gaussians: Array) -> list[Stiff]:
    means, covariances = unpack(gaussians)
    whitening, legal = whiten(covariances)
    if not legal.all():
        raise ValueError(
            "a covariance is singular, so its Gaussian has no density: give every component "
            "a positive variance in every direction (reg_covar > 0 does this in a fit)"
        )
    log_det = np.log(np.diagonal(whitening, axis1=1, axis2=2)).sum(axis=1)
    with np.errstate(divide="ignore"):
        log_peaks = np.log(weights) + log_det - 0.5 * means.shape[1] * LOG_2PI
    return [
        Stiff(int(row), mean, white, max(float(log_peak), NEVER))
        for row, mean, white, log_peak in zip(rows, means, whitening, log_peaks, strict=True)
    ]
