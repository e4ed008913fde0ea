"""The number of free parameters of a mixture, and the criteria that penalise its likelihood by it.

With n observations, m free parameters and the log-likelihood L (lower is better):

    BIC = m log n - 2 L                        Schwarz (1978), Ann. Statist. 6, 461-464
    AIC = 2 m - 2 L                            Akaike (1974), IEEE Trans. Autom. Control 19
    ICL = BIC - 2 sum_i log max_k gamma_ik     Biernacki, Celeux, Govaert (2000), PAMI 22

The ICL assigns every point entirely to its most likely component, as its authors and mclust do.
What McLachlan and Peel (2000, *Finite Mixture Models*, sect. 6.10.3) call ICL-BIC has the entropy
-sum_ik gamma_ik log gamma_ik in place of -sum_i log max_k gamma_ik; it is never smaller.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from gmm_widget.arguments import check_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

CovarianceType = Literal["full", "tied", "diag", "spherical"]
COVARIANCE_TYPES: tuple[CovarianceType, ...] = get_args(CovarianceType)
Criterion = Literal["bic", "aic", "icl"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


def n_parameters(n_components: int, dimension: int, covariance_type: CovarianceType) -> int:
    """Count the free parameters of a mixture.

    Parameters
    ----------
    n_components : int
        K.
    dimension : int
        d, the number of coordinates of a point.
    covariance_type : {"full", "tied", "diag", "spherical"}

    Returns
    -------
    int
        K - 1 weights, K d coordinates of means, and the free entries of the covariances.

    Raises
    ------
    ValueError
        If the covariance type is unknown.
    """
    k, d = n_components, dimension
    free = {
        "full": k * d * (d + 1) // 2,
        "tied": d * (d + 1) // 2,
        "diag": k * d,
        "spherical": k,
    }
    return free[check_name("covariance_type", covariance_type, COVARIANCE_TYPES)] + k * d + k - 1


def bic(log_likelihood: float, n_parameters: int, n_observations: float) -> float:
    """Compute the Bayesian information criterion, m log n - 2 L; lower is better.

    Schwarz (1978), "Estimating the dimension of a model", Ann. Statist. 6, 461-464.

    Parameters
    ----------
    log_likelihood : float
        L, in nats, summed over the observations.
    n_parameters : int
        m, the number of free parameters.
    n_observations : float
        n.

    Returns
    -------
    float
    """
    return n_parameters * math.log(n_observations) - 2 * log_likelihood


def aic(log_likelihood: float, n_parameters: int) -> float:
    """Compute Akaike's information criterion, 2 m - 2 L; lower is better."""
    return 2 * n_parameters - 2 * log_likelihood


def icl(bic: float, certainty: float) -> float:
    """Compute the integrated completed likelihood from a BIC and sum_i log max_k gamma_ik.

    Lower is better.
    """
    return bic - 2 * certainty


class SampleSize(NamedTuple):
    """The number of observations that weighted points represent.

    Attributes
    ----------
    number : float
        The number of observations: the sum of the weights, which count how often each point was
        seen. Weights whose sum is below the number of points cannot be counts; then it is the
        number of points.
    factor : float
        The factor that turns a weighted log-likelihood into that of `number` observations: 1,
        unless the weights cannot be counts.
    plain : bool
        Whether the weights can be counts as they are: whole numbers without a common factor.
    """

    number: float
    factor: float = 1.0
    plain: bool = True

    @classmethod
    def of(cls, n_points: int, sample_weight: NDArray[np.float64] | None = None) -> SampleSize:
        """Create it for unweighted points, or for weights (n,); weights of 0 do not count."""
        if sample_weight is None:
            return cls(float(n_points))
        weight = sample_weight[sample_weight > 0]
        total, n_points = float(weight.sum()), len(weight)
        if total < n_points:
            return cls(float(n_points), n_points / total, False)
        whole = total < 2**53 and bool((weight == np.rint(weight)).all())
        return cls(total, 1.0, whole and int(np.gcd.reduce(weight.astype(np.int64))) == 1)
