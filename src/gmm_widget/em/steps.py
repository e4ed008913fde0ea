"""The two steps of expectation-maximisation, and the log-likelihood that they increase.

Notation of Bishop (2006), *Pattern Recognition and Machine Learning*, section 9.2.2:
points x_i (i = 1..n), components k = 1..K, mixing weights pi_k, means mu_k, covariances Sigma_k,
responsibilities gamma(z_ik).

These are the formulas as in the book. `gmm_widget.fit` takes the same steps with
`gmm_widget.em.kernels`, which are faster, and which the tests compare with these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.arguments import by_name, check_name
from gmm_widget.em.checks import check_reg_covar
from gmm_widget.em.information_criteria import COVARIANCE_TYPES, CovarianceType
from gmm_widget.em.mixture import Mixture, posterior
from gmm_widget.em.points import as_rows, as_sample_weight

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@by_name
def e_step(points: ArrayLike, mixture: Mixture) -> NDArray[np.float64]:
    """Compute the responsibilities of every component for every point: the E-step.

    gamma(z_ik) = pi_k N(x_i | mu_k, Sigma_k) / sum_j pi_j N(x_i | mu_j, Sigma_j)
    (Bishop 2006, eq. 9.23).

    Parameters
    ----------
    points : (n, d) array_like
    mixture : Mixture
        K components in d dimensions.

    Returns
    -------
    (n, K) array
        Probabilities; each row sums to 1.

    Raises
    ------
    TypeError
        If the points are not numbers.
    ValueError
        If the points are not finite, points and mixture differ in dimension, or a covariance is
        singular.
    """
    return posterior(mixture.log_joint(points))


@by_name
def log_likelihood(
    points: ArrayLike, mixture: Mixture, *, sample_weight: ArrayLike | None = None
) -> float:
    """Compute log p(X) = sum_i log sum_k pi_k N(x_i | mu_k, Sigma_k), in nats.

    The sum over points, not their mean: Bishop (2006), eq. 9.28.

    Parameters
    ----------
    points : (n, d) array_like
    mixture : Mixture
        In d dimensions.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        As `e_step`; if the weights are invalid.
    """
    log_density = mixture.log_density(points)
    if sample_weight is None:
        return float(log_density.sum())
    return float(as_sample_weight(sample_weight, len(log_density)) @ log_density)


@by_name
def m_step(
    points: ArrayLike,
    responsibilities: ArrayLike,
    *,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    sample_weight: ArrayLike | None = None,
) -> Mixture:
    """Compute the mixture that fits the points best, given their responsibilities: the M-step.

    N_k = sum_i gamma(z_ik),  pi_k = N_k / n,  mu_k = sum_i gamma(z_ik) x_i / N_k,
    Sigma_k = sum_i gamma(z_ik) (x_i - mu_k)(x_i - mu_k)^T / N_k   (Bishop 2006, eqs 9.24-9.27).

    Parameters
    ----------
    points : (n, d) array_like
    responsibilities : (n, K) array_like
        Row i holds the share of each component in point i.
    covariance_type : {"full", "tied", "diag", "spherical"}
        How free the covariances are, as in scikit-learn: each its own; one shared by all;
        each along the axes; each a circle. The result is always expanded to (K, d, d).
    reg_covar : float
        Added to every variance, in squared units of the data. Must be at least 0.
    sample_weight : (n,) array_like or None
        How often each point counts: 2 is the same as giving the point twice.

    Returns
    -------
    Mixture

    Raises
    ------
    TypeError
        If the points or the weights are not numbers.
    ValueError
        If the shapes disagree, a number is invalid, the covariance type is unknown, `reg_covar` is
        negative, or a component has no responsibility for any point.
    """
    check_reg_covar(reg_covar)
    x = as_rows(points)
    r = np.asarray(responsibilities, dtype=np.float64)
    if r.ndim != 2 or len(x) != len(r):
        raise ValueError(
            f"points (n, d) and responsibilities (n, K) need one row per point each; got shapes "
            f"{x.shape} and {r.shape}"
        )
    if sample_weight is not None:
        r = r * as_sample_weight(sample_weight, len(r))[:, None]
    counts = r.sum(axis=0)
    if not (counts > 0).all():
        raise ValueError(
            f"component {int(np.argmin(counts))} has no responsibility for any point, so it has "
            "no mean: start it nearer to the points"
        )
    means = _weighted_means(x, r, counts)
    covariances = _weighted_covariances(x, r, counts, means)
    covariances = restrict(covariances, counts, covariance_type)
    axes = np.arange(x.shape[1])
    covariances[:, axes, axes] += reg_covar
    return Mixture._unchecked(counts / counts.sum(), means, covariances)


def _weighted_means(
    x: NDArray[np.float64], r: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute mu_k in two passes: the second removes the rounding error of the first."""
    means = r.T @ x / counts[:, None]
    for k in range(len(means)):
        means[k] += r[:, k] @ (x - means[k]) / counts[k]
    return means


def _weighted_covariances(
    x: NDArray[np.float64],
    r: NDArray[np.float64],
    counts: NDArray[np.float64],
    means: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Compute Sigma_k about the new means, from differences.

    This is exact for a component far smaller than the data, where the mean of squares less the
    square of the mean has no digits left.
    """
    covariances = np.empty((len(means), x.shape[1], x.shape[1]))
    for k, mean in enumerate(means):
        centred = x - mean
        covariances[k] = (r[:, k, None] * centred).T @ centred / counts[k]
    return 0.5 * (covariances + covariances.transpose(0, 2, 1))


def restrict(
    covariances: NDArray[np.float64],
    counts: NDArray[np.float64],
    covariance_type: CovarianceType,
) -> NDArray[np.float64]:
    """Compute the maximum-likelihood covariances of a restricted type from unrestricted ones.

    Celeux and Govaert (1995), "Gaussian parsimonious clustering models", Pattern Recognition 28,
    781-793.

    Parameters
    ----------
    covariances : (K, d, d) array
        In squared units of the data.
    counts : (K,) array
        N_k, the number of points of each component.
    covariance_type : {"full", "tied", "diag", "spherical"}

    Returns
    -------
    (K, d, d) array

    Raises
    ------
    ValueError
        If the covariance type is unknown.
    """
    check_name("covariance_type", covariance_type, COVARIANCE_TYPES)
    if covariance_type == "full":
        return covariances
    eye = np.eye(covariances.shape[1])
    if covariance_type == "tied":
        pooled = np.tensordot(counts / counts.sum(), covariances, axes=1)
        return np.repeat(pooled[None], len(covariances), axis=0)
    if covariance_type == "diag":
        return covariances * eye
    variance: NDArray[np.float64] = np.diagonal(covariances, axis1=1, axis2=2).mean(axis=1)
    return variance[:, None, None] * eye
