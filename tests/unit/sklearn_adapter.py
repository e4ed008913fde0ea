"""Our mixtures under scikit-learn's interface: nothing but names, for tests that hold of both."""

from __future__ import annotations

from typing import Any

import numpy as np

from gmm_widget import Mixture, fit


class GaussianMixture:
    """What scikit-learn's is asked for, answered by `fit`, `Trace` and `Mixture`."""

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float = 1e-6,
        max_iter: int = 100,
        n_init: int = 1,
        random_state: Any = None,
        weights_init: Any = None,
        means_init: Any = None,
        precisions_init: Any = None,
    ) -> None:
        self.n_components, self.covariance_type = n_components, covariance_type
        self.n_init, self.random_state = n_init, random_state
        self.options = {
            "covariance_type": covariance_type,
            "tol": tol,
            "reg_covar": reg_covar,
            "max_iter": max_iter,
        }
        self.begin = (weights_init, means_init, precisions_init)

    def fit(self, points: Any) -> GaussianMixture:
        weights, means, precisions = self.begin
        if means is None:
            draws = {"n_init": self.n_init, "random_state": self.random_state}
            self.trace_ = fit(points, self.n_components, **draws, **self.options)
        else:
            covariances = expanded(precisions, self.covariance_type, *np.shape(means))
            start = Mixture(weights, means, np.linalg.inv(covariances))
            self.trace_ = fit(points, start, **self.options)
        self.mixture_ = self.trace_.final
        self.weights_, self.means_ = self.mixture_.weights, self.mixture_.means
        self.converged_, self.n_iter_ = self.trace_.converged, self.trace_.n_iter
        return self

    @property
    def covariances_(self) -> Any:
        full = self.mixture_.covariances
        return {
            "full": full,
            "tied": full[0],
            "diag": np.einsum("kii->ki", full),
            "spherical": full[:, 0, 0],
        }[self.covariance_type]

    def fit_predict(self, points: Any) -> Any:
        return self.fit(points).trace_.predict()

    def predict(self, points: Any) -> Any:
        return self.mixture_.predict(points)

    def predict_proba(self, points: Any) -> Any:
        return self.mixture_.predict_proba(points)

    def score_samples(self, points: Any) -> Any:
        return self.mixture_.score_samples(points)

    def score(self, points: Any) -> float:
        return self.mixture_.score(points)

    def bic(self, points: Any) -> float:
        return self.mixture_.bic(points, self.covariance_type)

    def aic(self, points: Any) -> float:
        return self.mixture_.aic(points, self.covariance_type)

    def _n_parameters(self) -> int:
        return self.mixture_.n_parameters(self.covariance_type)

    def sample(self, n_samples: int = 1) -> Any:
        return self.mixture_.sample_labelled(n_samples, random_state=self.random_state)


def expanded(typed: Any, covariance_type: str, n_components: int, dimension: int) -> Any:
    """Covariances or precisions of scikit-learn's shape as (K, d, d)."""
    typed, eye = np.asarray(typed, dtype=float), np.eye(dimension)
    return {
        "full": lambda: typed,
        "tied": lambda: np.tile(typed, (n_components, 1, 1)),
        "diag": lambda: typed[:, :, None] * eye,
        "spherical": lambda: typed[:, None, None] * eye,
    }[covariance_type]()
