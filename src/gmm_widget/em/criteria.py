"""How many numbers a mixture chooses, and the criteria that weigh them against its likelihood.

With n observations, m free numbers and the log-likelihood L (less is better):

    BIC = m log n - 2 L                        Schwarz (1978), Ann. Statist. 6, 461-464
    AIC = 2 m - 2 L                            Akaike (1974), IEEE Trans. Autom. Control 19
    ICL = BIC - 2 sum_i log max_k gamma_ik     Biernacki, Celeux, Govaert (2000), PAMI 22

The ICL gives every point wholly to its likeliest component, as its authors and mclust do. What
McLachlan and Peel (2000, *Finite Mixture Models*, sect. 6.10.3) call ICL-BIC has the entropy
-sum_ik gamma_ik log gamma_ik in place of -sum_i log max_k gamma_ik; it is never smaller.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from gmm_widget.asking import check_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

CovarianceType = Literal["full", "tied", "diag", "spherical"]
COVARIANCE_TYPES: tuple[CovarianceType, ...] = get_args(CovarianceType)
Criterion = Literal["bic", "aic", "icl"]
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


def n_parameters(n_components: int, dimension: int, covariance_type: CovarianceType) -> int:
    """How many numbers a mixture is free to choose.

    Raises ValueError if there is no such covariance type.
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
    """Bayesian information criterion; less is better."""
    return n_parameters * math.log(n_observations) - 2 * log_likelihood


def aic(log_likelihood: float, n_parameters: int) -> float:
    """Akaike's information criterion; less is better."""
    return 2 * n_parameters - 2 * log_likelihood


def icl(bic: float, certainty: float) -> float:
    """Integrated completed likelihood, of a BIC and sum_i log max_k gamma_ik; less is better."""
    return bic - 2 * certainty


class SampleSize(NamedTuple):
    """What a criterion takes points with weights for.

    Attributes
    ----------
    number : float
        How many observations there are: the sum of the weights, which count how often each point
        was seen. Weights that sum to less than there are points cannot be counts; then it is the
        number of points.
    factor : float
        What a weighted log-likelihood is multiplied by to be that of so many observations: 1,
        unless the weights cannot be counts.
    plain : bool
        Whether the weights can be counts as they are: whole numbers without a common factor.
    """

    number: float
    factor: float = 1.0
    plain: bool = True

    @classmethod
    def of(cls, n_points: int, sample_weight: NDArray[np.float64] | None = None) -> SampleSize:
        """Of so many points, or of weights (n,), those above 0."""
        if sample_weight is None:
            return cls(float(n_points))
        weight = sample_weight[sample_weight > 0]
        total, n_points = float(weight.sum()), len(weight)
        if total < n_points:
            return cls(float(n_points), n_points / total, False)
        whole = total < 2**53 and bool((weight == np.rint(weight)).all())
        return cls(total, 1.0, whole and int(np.gcd.reduce(weight.astype(np.int64))) == 1)
