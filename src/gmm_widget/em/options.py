"""The options of a fit as one value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gmm_widget.arguments import check_name
from gmm_widget.em.checks import check_count, check_reg_covar, is_number
from gmm_widget.em.information_criteria import COVARIANCE_TYPES, CovarianceType


@dataclass(frozen=True)
class FitOptions:
    """The options of a fit, validated: an invalid one raises ValueError.

    Attributes
    ----------
    covariance_type, reg_covar, tol, max_iter
        As for `gmm_widget.fit`.
    """

    covariance_type: CovarianceType = "full"
    reg_covar: float = 0.0
    tol: float = 1e-6
    max_iter: int = 100

    def __post_init__(self) -> None:
        check_name("covariance_type", self.covariance_type, COVARIANCE_TYPES)
        check_reg_covar(self.reg_covar)
        if not is_number(self.tol) or not 0 <= self.tol < math.inf:
            raise ValueError(f"tol must be a number, 0 or more; got {self.tol!r}")
        check_count("max_iter", self.max_iter)
