"""A Gaussian mixture as a value: what it is made of, and what it says of a point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False)
class Mixture:
    """K weighted Gaussians in d dimensions.

    Parameters
    ----------
    weights : (K,) array_like
        Mixing weights: none negative, summing to 1.
    means : (K, d) array_like
        One mean a row, in the units of the data.
    covariances : (K, d, d) array_like
        One symmetric covariance matrix a component, in squared units of the data.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is not finite, a covariance is not symmetric, or the
        weights are negative or do not sum to 1.

    Examples
    --------
    >>> two = Mixture([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])
    >>> round(float(two.log_density([[2.0]])[0]), 4)
    -2.9189
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    covariances: NDArray[np.float64]

    def __init__(self, weights: ArrayLike, means: ArrayLike, covariances: ArrayLike) -> None:
        parts = (weights, means, covariances)
        self._keep(*(np.array(part, dtype=np.float64) for part in parts))
        _check(self)

    @classmethod
    def _unchecked(
        cls,
        weights: NDArray[np.float64],
        means: NDArray[np.float64],
        covariances: NDArray[np.float64],
    ) -> Mixture:
        """A mixture of arrays that EM itself has just made: they need no checks and no copies."""
        mixture = cls.__new__(cls)
        mixture._keep(weights, means, covariances)
        return mixture

    def _keep(self, weights: Array, means: Array, covariances: Array) -> None:
        weights.setflags(write=False)
        means.setflags(write=False)
        covariances.setflags(write=False)
        self.__dict__.update(weights=weights, means=means, covariances=covariances)

    @property
    def n_components(self) -> int:
        """K, the number of components."""
        return len(self.weights)

    @property
    def dimension(self) -> int:
        """d, the number of coordinates of a point."""
        return int(self.means.shape[1])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mixture):
            return NotImplemented
        return all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("weights", "means", "covariances")
        )

    __hash__ = None  # type: ignore[assignment]

    def log_joint(self, points: ArrayLike) -> NDArray[np.float64]:
        """log(pi_k N(x_i | mu_k, Sigma_k)) for every point and component.

        Parameters
        ----------
        points : (n, d) array_like

        Returns
        -------
        (n, K) array
            Natural logarithms; a component of weight 0 gives -inf.

        Raises
        ------
        ValueError
            If the points have another dimension than the mixture, or a covariance is singular.

        Notes
        -----
        Bishop (2006), *Pattern Recognition and Machine Learning*, eq. 2.43, taken through the
        Cholesky factor L of Sigma_k: the Mahalanobis distance is the length of L^-1 (x - mu).
        """
        x = np.asarray(points, dtype=np.float64)
        if x.ndim != 2 or x.shape[1] != self.dimension:
            raise ValueError(
                f"points have shape {x.shape}, but this mixture needs (n, {self.dimension}): "
                "one row per point, one column per coordinate"
            )
        whitening = self._whitening()
        log_det = np.log(np.diagonal(whitening, axis1=1, axis2=2)).sum(axis=1)
        with np.errstate(divide="ignore"):
            log_scale = np.log(self.weights) + log_det - 0.5 * self.dimension * LOG_2PI
        joint = np.empty((len(x), self.n_components))
        for k, (mean, whiten) in enumerate(zip(self.means, whitening, strict=True)):
            z = (x - mean) @ whiten.T
            joint[:, k] = log_scale[k] - 0.5 * np.einsum("ij,ij->i", z, z)
        return joint

    def _whitening(self) -> NDArray[np.float64]:
        """L^-1 of every covariance L L^T, shape (K, d, d)."""
        try:
            return np.linalg.inv(np.linalg.cholesky(self.covariances))
        except np.linalg.LinAlgError:
            raise ValueError(
                "a covariance is singular, so its Gaussian has no density: give every component "
                "a positive variance in every direction (reg_covar > 0 does this in a fit)"
            ) from None

    def log_density(self, points: ArrayLike) -> NDArray[np.float64]:
        """log p(x_i), the natural log of the mixture's density at each point, shape (n,).

        Raises what `log_joint` raises. Bishop (2006), eq. 9.7.
        """
        return log_sum_exp(self.log_joint(points))

    def marginal(self, columns: Sequence[int]) -> Mixture:
        """The mixture of some coordinates alone, in the order given (Bishop 2006, eq. 2.98)."""
        chosen = list(columns)
        if not chosen or any(not -self.dimension <= c < self.dimension for c in chosen):
            raise ValueError(
                f"columns must name some of the {self.dimension} coordinates, "
                f"0 to {self.dimension - 1}; got {chosen}"
            )
        rows, cols = np.ix_(chosen, chosen)
        return Mixture(self.weights, self.means[:, chosen], self.covariances[:, rows, cols])

    def sample(self, n: int, *, random_state: Any = 0) -> NDArray[np.float64]:
        """n points drawn from the mixture, shape (n, d); `random_state` seeds numpy's generator."""
        if n < 1:
            raise ValueError(f"n must be at least 1 point; got {n}")
        random = np.random.default_rng(random_state)
        component = random.choice(self.n_components, size=n, p=self.weights)
        factor = np.linalg.inv(self._whitening())
        standard = random.standard_normal((n, self.dimension))
        shifted: NDArray[np.float64] = np.einsum("nij,nj->ni", factor[component], standard)
        return shifted + self.means[component]


class Mixtures(Sequence[Mixture]):
    """Mixtures of one shape, such as the states of a fit: a sequence, and three arrays.

    Attributes
    ----------
    weights : (T, K) array
    means : (T, K, d) array
    covariances : (T, K, d, d) array
        Mixture t in row t. All three are read-only.
    """

    def __init__(self, weights: Array, means: Array, covariances: Array) -> None:
        self.weights, self.means, self.covariances = weights, means, covariances
        for part in (weights, means, covariances):
            part.setflags(write=False)

    @classmethod
    def of(cls, mixtures: Sequence[Mixture]) -> Mixtures:
        """One or more mixtures together."""
        if isinstance(mixtures, Mixtures):
            return mixtures
        return cls(
            np.array([mixture.weights for mixture in mixtures]),
            np.array([mixture.means for mixture in mixtures]),
            np.array([mixture.covariances for mixture in mixtures]),
        )

    def __len__(self) -> int:
        return len(self.weights)

    @overload
    def __getitem__(self, which: int) -> Mixture: ...
    @overload
    def __getitem__(self, which: slice | list[int]) -> Mixtures: ...
    def __getitem__(self, which: int | slice | list[int]) -> Mixture | Mixtures:
        weights, means, covariances = (
            self.weights[which],
            self.means[which],
            self.covariances[which],
        )
        if isinstance(which, (slice, list)):
            return Mixtures(weights, means, covariances)
        row = Mixture.__new__(Mixture)  # read-only as it is
        row.__dict__.update(weights=weights, means=means, covariances=covariances)
        return row


def log_sum_exp(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """log of the row sums of exp(joint), without underflow: the largest term is taken out first."""
    top: NDArray[np.float64] = joint.max(axis=1)
    rest: NDArray[np.float64] = np.log(np.exp(joint - top[:, None]).sum(axis=1))
    return top + rest


def _check(mixture: Mixture) -> None:
    weights, means, covariances = mixture.weights, mixture.means, mixture.covariances
    if weights.ndim != 1 or means.ndim != 2 or covariances.ndim != 3:
        raise ValueError(
            "a mixture needs weights (K,), means (K, d) and covariances (K, d, d); got shapes "
            f"{weights.shape}, {means.shape} and {covariances.shape}"
        )
    n_components, dimension = means.shape
    if (
        weights.shape != (n_components,)
        or covariances.shape != (n_components, dimension, dimension)
        or min(means.shape) < 1
    ):
        raise ValueError(
            f"means of shape {means.shape} need weights ({n_components},) and covariances "
            f"({n_components}, {dimension}, {dimension}); got {weights.shape} and "
            f"{covariances.shape}"
        )
    for name in ("weights", "means", "covariances"):
        if not np.isfinite(getattr(mixture, name)).all():
            raise ValueError(f"{name} must be finite numbers; got NaN or infinity")
    if weights.min() < 0 or abs(weights.sum() - 1) > 1e-8:
        raise ValueError(
            f"weights must be at least 0 and sum to 1; got {weights.tolist()}, which sums to "
            f"{weights.sum():.6g}"
        )
    transposed = covariances.transpose(0, 2, 1)
    if not np.allclose(covariances, transposed, rtol=1e-8, atol=1e-12 * np.abs(covariances).max()):
        raise ValueError("every covariance must be symmetric: use (S + S.T) / 2")
