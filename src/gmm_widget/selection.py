"""How many components, and how free their covariances?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from gmm_widget import starts
from gmm_widget.em import CovarianceType, e_step
from gmm_widget.many import fit_many
from gmm_widget.mixture import Mixture
from gmm_widget.points import as_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.kernels.batched import Progress

Criterion = Literal["bic", "aic", "icl"]


class Row(NamedTuple):
    """One number of components and covariance type. Of the criteria, less is better.

    log_likelihood, bic, aic, icl : float
        Of the best fit that did not collapse; NaN if all did.
    n_parameters : int
    n_fits, n_lost : int
        How many fits were made, and how many collapsed or ran empty.
    """

    n_components: int
    covariance_type: CovarianceType
    log_likelihood: float
    n_parameters: int
    bic: float
    aic: float
    icl: float
    n_fits: int
    n_lost: int


class Best(NamedTuple):
    """The row that a criterion prefers, its mixture, and the criterion's value."""

    n_components: int
    covariance_type: CovarianceType
    mixture: Mixture
    score: float


@dataclass(frozen=True, eq=False)
class Selection:
    """What `select` found: a row for every K and covariance type, and the best of them."""

    table: tuple[Row, ...]
    best: Best


def select(
    points: Any,
    n_components: Iterable[int] = range(1, 11),
    n_init: int = 20,
    random_state: Any = 0,
    *,
    covariance_types: Sequence[CovarianceType] = ("full",),
    criterion: Criterion = "bic",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    progress: Progress | None = None,
) -> Selection:
    """How many components, and how free their covariances?

    For every K and type, the best of `n_init` fits from k-means++ starts is scored (n points,
    m parameters, log-likelihood L; less is better):

    BIC = m log n - 2 L                           Schwarz (1978), Ann. Statist. 6, 461-464
    AIC = 2 m - 2 L                               Akaike (1974), IEEE Trans. Autom. Control 19
    ICL = BIC - 2 sum_ik gamma_ik log gamma_ik    Biernacki, Celeux, Govaert (2000), PAMI 22

    A fit that collapsed has an unbounded likelihood: it is counted in the row, and never wins.

    Raises
    ------
    ValueError
        If no fit at all ended at a mixture.
    """
    points = as_points(points)
    chosen = [int(k) for k in n_components]
    random = np.random.default_rng(random_state)
    begin = {
        k: [starts.kmeans_plus_plus(points, k, random_state=random) for _ in range(n_init)]
        for k in chosen
    }
    rows, mixtures = [], []
    n_rows = len(covariance_types) * len(chosen)
    for covariance_type in covariance_types:
        for k in chosen:
            fits = fit_many(
                points, begin[k], covariance_type=covariance_type, reg_covar=reg_covar, tol=tol
            )
            sound = fits.sound
            best = sound[np.argmax(fits.log_likelihoods[sound])] if len(sound) else None
            mixture = None if best is None else fits.mixture(int(best))
            value = math.nan if best is None else float(fits.log_likelihoods[best])
            m = n_parameters(k, points.shape[1], covariance_type)
            scores = _scores(points, mixture, value, m)
            rows.append(Row(k, covariance_type, value, m, *scores, n_init, n_init - len(sound)))
            mixtures.append(mixture)
            if progress is not None:
                progress(len(rows), n_rows)
    scored = [i for i, mixture in enumerate(mixtures) if mixture is not None]
    if not scored:
        raise ValueError(
            "every fit collapsed, so there is nothing to select from: give reg_covar > 0, fewer "
            "components or more points"
        )
    winner = min(scored, key=lambda i: getattr(rows[i], criterion))
    row, mixture = rows[winner], mixtures[winner]
    assert mixture is not None
    best_row = Best(row.n_components, row.covariance_type, mixture, getattr(row, criterion))
    return Selection(tuple(rows), best_row)


def n_parameters(n_components: int, dimension: int, covariance_type: CovarianceType) -> int:
    """How many numbers a mixture is free to choose."""
    k, d = n_components, dimension
    free = {
        "full": k * d * (d + 1) // 2,
        "tied": d * (d + 1) // 2,
        "diag": k * d,
        "spherical": k,
    }
    return free[covariance_type] + k * d + k - 1


def _scores(
    points: NDArray[np.float64], mixture: Mixture | None, log_likelihood: float, m: int
) -> tuple[float, float, float]:
    """BIC, AIC and ICL."""
    if mixture is None:
        return math.nan, math.nan, math.nan
    r = e_step(points, mixture)
    entropy = -float((r * np.log(np.where(r > 0, r, 1.0))).sum())
    bic = m * math.log(len(points)) - 2 * log_likelihood
    return bic, 2 * m - 2 * log_likelihood, bic + 2 * entropy
