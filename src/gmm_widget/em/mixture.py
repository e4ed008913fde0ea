"""A Gaussian mixture as a value: its parameters, and what follows from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import information_criteria
from gmm_widget.em.information_criteria import CovarianceType, SampleSize
from gmm_widget.em.kernels import LOG_2PI
from gmm_widget.em.points import as_rows, as_sample_weight
from gmm_widget.em.randomness import as_generator
from gmm_widget.tables import NUMBERS, quoted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

FURTHEST = 1e300
"""Squared Mahalanobis distances are clamped to this, so that a log density is finite everywhere."""
MOST_SHOWN = 4
"""The number of components, and of coordinates of each mean, in a mixture's repr."""


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
    >>> two.predict([[0.5], [3.5]]).tolist()
    [0, 1]
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    covariances: NDArray[np.float64]

    def __init__(self, weights: ArrayLike, means: ArrayLike, covariances: ArrayLike) -> None:
        parts = {"weights": weights, "means": means, "covariances": covariances}
        self._keep(*(_numbers(name, part) for name, part in parts.items()))
        _check(self)

    @classmethod
    def _unchecked(
        cls,
        weights: NDArray[np.float64],
        means: NDArray[np.float64],
        covariances: NDArray[np.float64],
    ) -> Mixture:
        """Create a mixture from arrays that EM itself has made, without checks or copies."""
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

    def __repr__(self) -> str:
        parts = zip(self.weights[:MOST_SHOWN], self.means, strict=False)
        each = [f"{weight:.3g} at {_place(mean)}" for weight, mean in parts]
        left = self.n_components - len(each)
        more = f", and {left} more" if left else ""
        return f"<Mixture of {_many(self.n_components, 'Gaussian')}: {', '.join(each)}{more}>"

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean of the whole mixture, (d,): sum_k pi_k mu_k (Bishop 2006, exercise 9.12)."""
        mean: NDArray[np.float64] = self.weights @ self.means
        return mean

    @property
    def covariance(self) -> NDArray[np.float64]:
        """The covariance of the whole mixture, (d, d).

        The covariances within the components, and that of their means:
        sum_k pi_k (Sigma_k + (mu_k - mu)(mu_k - mu)^T).
        """
        away = self.means - self.mean
        between: NDArray[np.float64] = (self.weights[:, None] * away).T @ away
        return np.tensordot(self.weights, self.covariances, axes=1) + between

    @by_name
    def log_joint(self, points: ArrayLike) -> NDArray[np.float64]:
        """Compute log(pi_k N(x_i | mu_k, Sigma_k)) for every point and component.

        Parameters
        ----------
        points : (n, d) array_like

        Returns
        -------
        (n, K) array
            Natural logarithms; a component of weight 0 gives -inf.

        Raises
        ------
        TypeError
            If the points are not numbers.
        ValueError
            If the points do not have the mixture's dimension or are not finite, or a covariance is
            singular.

        Notes
        -----
        Bishop (2006), *Pattern Recognition and Machine Learning*, eq. 2.43, computed with the
        Cholesky factor L of Sigma_k: the Mahalanobis distance is the length of L^-1 (x - mu).
        """
        x = as_rows(points)
        if x.shape[1] != self.dimension:
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
            with np.errstate(over="ignore", invalid="ignore"):
                z = (x - mean) @ whiten.T
                squared = np.einsum("ij,ij->i", z, z)
            joint[:, k] = log_scale[k] - 0.5 * np.fmin(squared, FURTHEST)
        return joint

    def _whitening(self) -> NDArray[np.float64]:
        """Compute L^-1 of every covariance L L^T, shape (K, d, d)."""
        try:
            return np.linalg.inv(np.linalg.cholesky(self.covariances))
        except np.linalg.LinAlgError:
            raise ValueError(
                "a covariance is singular, so its Gaussian has no density: give every component "
                "a positive variance in every direction (reg_covar > 0 does this in a fit)"
            ) from None

    @by_name
    def log_density(self, points: ArrayLike) -> NDArray[np.float64]:
        """Compute log p(x_i), the natural log of the mixture's density at each point, shape (n,).

        Raises what `log_joint` raises. Bishop (2006), eq. 9.7.
        """
        return log_sum_exp(self.log_joint(points))

    @by_name
    def score_samples(self, points: ArrayLike) -> NDArray[np.float64]:
        """Compute `log_density`, under scikit-learn's name for it."""
        return self.log_density(points)

    @by_name
    def score(self, points: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
        """Compute the mean log density per point, in nats.

        `sample_weight` (n,) is how often each point counts. Raises what `log_joint` raises, and
        TypeError or ValueError if the weights are invalid.
        """
        log_density = self.log_density(points)
        weight = (
            None if sample_weight is None else as_sample_weight(sample_weight, len(log_density))
        )
        return float(np.average(log_density, weights=weight))

    @by_name
    def predict_proba(self, points: ArrayLike) -> NDArray[np.float64]:
        """Compute the responsibilities of the components for points: (n, K), each row summing to 1.

        Raises what `log_joint` raises. Bishop (2006), eq. 9.23.
        """
        return posterior(self.log_joint(points))

    @by_name
    def predict(self, points: ArrayLike) -> NDArray[np.intp]:
        """Find the most likely component of each point, counted from 0: (n,).

        Raises what `log_joint` raises.
        """
        return np.asarray(self.log_joint(points).argmax(axis=1), dtype=np.intp)

    @by_name
    def n_parameters(self, covariance_type: CovarianceType = "full") -> int:
        """Count the free parameters of such a mixture with covariances of a type.

        Raises ValueError if the covariance type is unknown.
        """
        return information_criteria.n_parameters(self.n_components, self.dimension, covariance_type)

    @by_name
    def bic(
        self,
        points: ArrayLike,
        covariance_type: CovarianceType = "full",
        *,
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Compute the Bayesian information criterion, m log n - 2 log p(X); lower is better.

        Schwarz (1978), "Estimating the dimension of a model", Ann. Statist. 6, 461-464.

        Parameters
        ----------
        points : (n, d) array_like
        covariance_type : {"full", "tied", "diag", "spherical"}
            How free the covariances were in the fit: it decides the number m of parameters.
        sample_weight : (n,) array_like or None
            How often each point was seen: counts, which sum to the n of the formula. Weights whose
            sum is below the number of points are rescaled to sum to it.

        Returns
        -------
        float

        Raises
        ------
        TypeError, ValueError
            As `log_joint`; if the covariance type or the weights are invalid.
        """
        value, m, observed, _ = self._weighed(points, covariance_type, sample_weight)
        return information_criteria.bic(value, m, observed.number)

    @by_name
    def aic(
        self,
        points: ArrayLike,
        covariance_type: CovarianceType = "full",
        *,
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Compute Akaike's information criterion, 2 m - 2 log p(X); lower is better.

        Akaike (1974), "A new look at the statistical model identification", IEEE Trans. Autom.
        Control 19, 716-723.

        Parameters
        ----------
        points, covariance_type, sample_weight : as for `bic`

        Returns
        -------
        float

        Raises
        ------
        TypeError, ValueError
            As `bic`.
        """
        value, m, _, _ = self._weighed(points, covariance_type, sample_weight)
        return information_criteria.aic(value, m)

    @by_name
    def icl(
        self,
        points: ArrayLike,
        covariance_type: CovarianceType = "full",
        *,
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Compute the integrated completed likelihood, BIC - 2 sum_i log max_k gamma_ik.

        Lower is better.

        Every point is assigned entirely to its most likely component, as in Biernacki, Celeux and
        Govaert (2000, IEEE Trans. PAMI 22, 719-725) and mclust; the version with the entropy of the
        responsibilities is that of McLachlan and Peel (`gmm_widget.em.information_criteria`).

        Parameters
        ----------
        points, covariance_type, sample_weight : as for `bic`

        Returns
        -------
        float

        Raises
        ------
        TypeError, ValueError
            As `bic`.
        """
        value, m, observed, certainty = self._weighed(points, covariance_type, sample_weight)
        return information_criteria.icl(
            information_criteria.bic(value, m, observed.number), certainty
        )

    def _weighed(
        self, points: ArrayLike, covariance_type: CovarianceType, sample_weight: ArrayLike | None
    ) -> tuple[float, int, SampleSize, float]:
        """Compute what the criteria are made of.

        The log-likelihood of the observations, the number of parameters, the sample size, and the
        sum over the observations of log max_k gamma_ik.
        """
        joint = self.log_joint(points)
        log_density = log_sum_exp(joint)
        n = len(joint)
        weight = None if sample_weight is None else as_sample_weight(sample_weight, n)
        observed = SampleSize.of(n, weight)
        share = np.full(n, observed.factor) if weight is None else observed.factor * weight
        m = self.n_parameters(covariance_type)
        certainty = float(share @ (joint.max(axis=1) - log_density))
        return float(share @ log_density), m, observed, certainty

    @by_name
    def marginal(self, columns: Sequence[int]) -> Mixture:
        """Create the mixture of some coordinates alone, in the order given (Bishop 2006, eq. 2.98).

        Raises ValueError unless they are coordinates of this mixture, each once.
        """
        chosen = self._checked_columns(columns)
        rows, cols = np.ix_(chosen, chosen)
        return Mixture(self.weights, self.means[:, chosen], self.covariances[:, rows, cols])

    @by_name
    def conditional(self, columns: Sequence[int], values: ArrayLike) -> Mixture:
        """Create the mixture of the other coordinates, given the values of these.

        Every component gives the Gaussian of Bishop (2006), eqs 2.81 and 2.82; its weight becomes
        its responsibility for the given values.

        Parameters
        ----------
        columns : sequence of int
            Which coordinates are known: some, not all, each once.
        values : (len(columns),) array_like
            Their values, in this order, in units of the data.

        Returns
        -------
        Mixture
            Of the other coordinates, in their order.

        Raises
        ------
        ValueError
            If the columns or values are invalid, or a covariance is singular.

        Examples
        --------
        >>> line = Mixture([1.0], [[0.0, 0.0]], [[[1.0, 0.5], [0.5, 1.0]]])
        >>> there = line.conditional([0], [2.0])
        >>> there.means.tolist(), there.covariances.tolist()
        ([[1.0]], [[[0.75]]])
        """
        known = self._checked_columns(columns)
        other = [c for c in range(self.dimension) if c not in known]
        if not other:
            raise ValueError(
                f"columns name all {self.dimension} coordinates, and nothing is left: leave out "
                "those whose distribution is wanted"
            )
        given = _numbers("values", values)
        if given.shape != (len(known),):
            raise ValueError(
                f"values must be {len(known)} numbers, one for each of the columns {known}; got "
                f"shape {given.shape}"
            )
        # Both raise where a covariance has no inverse.
        part = self.marginal(known)
        weights = part.predict_proba(given[None])[0]
        between = self.covariances[:, np.array(other)[:, None], known]
        pull = np.linalg.solve(part.covariances, between.transpose(0, 2, 1)).transpose(0, 2, 1)
        means = self.means[:, other] + np.einsum("kij,kj->ki", pull, given - part.means)
        free = self.covariances[:, np.array(other)[:, None], other]
        covariances = free - pull @ between.transpose(0, 2, 1)
        return Mixture(weights, means, (covariances + covariances.transpose(0, 2, 1)) / 2)

    def _checked_columns(self, columns: Sequence[int]) -> list[int]:
        """Validate some of the coordinates; negative ones are counted from the end."""
        chosen = list(columns) if np.iterable(columns) else [columns]
        d = self.dimension
        legal = all(isinstance(c, int | np.integer) and -d <= c < d for c in chosen)
        from_zero = [int(c) % d for c in chosen] if legal else []
        if not from_zero or len(set(from_zero)) < len(from_zero):
            raise ValueError(
                f"columns must name some of the {d} coordinates, 0 to {d - 1}, each once; got "
                f"{chosen}"
            )
        return from_zero

    @by_name
    def sample(self, n: int = 1, *, random_state: Any = None) -> NDArray[np.float64]:
        """Draw points from the mixture, different ones in every call by default.

        Parameters
        ----------
        n : int
            The number of points, 1 or more.
        random_state : int, numpy.random.Generator or None
            A seed of numpy's; the same number gives the same points.

        Returns
        -------
        (n, d) array

        Raises
        ------
        TypeError, ValueError
            If n is not a whole number above 0, the random state is invalid, or a covariance is
            singular.
        """
        return self.sample_labelled(n, random_state=random_state)[0]

    @by_name
    def sample_labelled(
        self, n: int = 1, *, random_state: Any = None
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Draw points as `sample` does, with the component (n,), from 0, that made each of them."""
        if not isinstance(n, int | np.integer) or isinstance(n, bool) or n < 1:
            raise ValueError(f"n must be a whole number of points, 1 or more; got {n!r}")
        random = as_generator(random_state)
        component = random.choice(self.n_components, size=n, p=self.weights / self.weights.sum())
        factor = np.linalg.inv(self._whitening())
        standard = random.standard_normal((n, self.dimension))
        shifted: NDArray[np.float64] = np.einsum("nij,nj->ni", factor[component], standard)
        return shifted + self.means[component], np.asarray(component, dtype=np.intp)

    def to_json(self) -> str:
        """Serialise the mixture to JSON: weights, means and covariances, every digit kept."""
        parts = ("weights", "means", "covariances")
        return json.dumps({name: getattr(self, name).tolist() for name in parts})

    @classmethod
    @by_name
    def from_json(cls, text: str | bytes) -> Mixture:
        """Read a mixture that `to_json` wrote.

        Raises ValueError if the text is not such JSON, or its numbers are not a mixture.
        """
        parts = ("weights", "means", "covariances")
        try:
            found = json.loads(text)
            return cls(*(found[name] for name in parts))
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(
                f"a mixture in JSON is an object with {', '.join(parts)}, as to_json writes it; "
                f"got {quoted(text)} ({type(error).__name__}: {error})"
            ) from None


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
        """Stack one or more mixtures."""
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


def posterior(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute responsibilities (n, K) from log(pi_k N(x_i | mu_k, Sigma_k)).

    Bishop (2006), eq. 9.23.
    """
    # Not by the log density: far from every component it has no digits left for what is shared.
    shares: NDArray[np.float64] = np.exp(joint - joint.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _place(mean: NDArray[np.float64]) -> str:
    """Format the first coordinates of a mean."""
    more = ", ..." if len(mean) > MOST_SHOWN else ""
    return f"({', '.join(f'{x:.4g}' for x in mean[:MOST_SHOWN])}{more})"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)


def log_sum_exp(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute log of the row sums of exp(joint) without underflow."""
    top: NDArray[np.float64] = joint.max(axis=1)
    rest: NDArray[np.float64] = np.log(np.exp(joint - top[:, None]).sum(axis=1))
    return top + rest


def _numbers(name: str, given: ArrayLike) -> Array:
    try:
        values = np.array(given)
        if values.dtype.kind not in NUMBERS + "O":
            raise TypeError
        return values.astype(np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers; got {quoted(given)}") from None


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
            f"weights must be at least 0 and sum to 1; got {weights.tolist()}, which sum to "
            f"{weights.sum():.12g}"
            + ": divide them by their sum"
            * bool(weights.min() >= 0 and weights.sum() > 0)
        )
    transposed = covariances.transpose(0, 2, 1)
    if not np.allclose(covariances, transposed, rtol=1e-8, atol=1e-12 * np.abs(covariances).max()):
        raise ValueError("every covariance must be symmetric: use (S + S.T) / 2")
