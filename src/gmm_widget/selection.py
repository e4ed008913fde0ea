"""How many components, and how free their covariances?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from gmm_widget import starts
from gmm_widget.asking import by_name
from gmm_widget.em import CovarianceType
from gmm_widget.flatness import propped
from gmm_widget.many import Fits, fit_groups_steps
from gmm_widget.mixture import Mixture
from gmm_widget.points import as_points
from gmm_widget.randomness import as_generator
from gmm_widget.trace import responsibilities
from gmm_widget.work import Step, finish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.work import Progress, Steps

Criterion = Literal["bic", "aic", "icl"]


class Row(NamedTuple):
    """One number of components and covariance type. Of the criteria, less is better.

    log_likelihood, bic, aic, icl : float
        Of the best fit that did not collapse; NaN if all did.
    n_parameters : int
    n_fits, n_lost : int
        How many fits were made, and how many collapsed, ran empty, or would have collapsed but
        for reg_covar.
    n_iter : int
        How many iterations the best took; 0 if all collapsed.
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
    n_iter: int


class Found(NamedTuple):
    """A row, its best fit, and the start that led there; None where all collapsed."""

    row: Row
    mixture: Mixture | None
    start: Mixture | None


class Best(NamedTuple):
    """The row that a criterion prefers, its mixture, and the criterion's value."""

    n_components: int
    covariance_type: CovarianceType
    mixture: Mixture
    score: float


@dataclass(frozen=True, eq=False)
class Selection:
    """What `select` found: a row for every K and covariance type, and the best of them.

    Attributes
    ----------
    table : tuple of Row
    mixtures, starts : tuple of (Mixture or None)
        For every row its best fit, and the start that led there; None where all collapsed.
    best : Best
    """

    table: tuple[Row, ...]
    mixtures: tuple[Mixture | None, ...]
    starts: tuple[Mixture | None, ...]
    best: Best

    def winner(self, criterion: Criterion) -> int:
        """The number of the row that a criterion prefers."""
        scores = [getattr(row, criterion) for row in self.table]
        return int(np.nanargmin(scores))


@by_name
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
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
    progress: Progress | None = None,
) -> Selection:
    """How many components, and how free their covariances?

    For every K and type, the best of `n_init` fits from k-means++ starts is scored (n points,
    m parameters, log-likelihood L; less is better):

    BIC = m log n - 2 L                           Schwarz (1978), Ann. Statist. 6, 461-464
    AIC = 2 m - 2 L                               Akaike (1974), IEEE Trans. Autom. Control 19
    ICL = BIC - 2 sum_ik gamma_ik log gamma_ik    Biernacki, Celeux, Govaert (2000), PAMI 22

    A fit that collapsed has an unbounded likelihood, and one with a component that `reg_covar`
    alone holds open a likelihood that tells of `reg_covar`: both are counted in the row as lost,
    and never win.

    Raises
    ------
    TypeError, ValueError
        If the points or an option are not legal, `n_init` is not a whole number above 0, there is
        no model to choose from, or no fit at all ended at a mixture.
    """
    return finish(
        select_steps(
            points,
            n_components,
            n_init,
            random_state,
            covariance_types=covariance_types,
            criterion=criterion,
            reg_covar=reg_covar,
            tol=tol,
            sample_weight=sample_weight,
            within=within,
        ),
        progress,
    )


def select_steps(
    points: Any,
    n_components: Iterable[int] = range(1, 11),
    n_init: int = 20,
    random_state: Any = 0,
    *,
    covariance_types: Sequence[CovarianceType] = ("full",),
    criterion: Criterion = "bic",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
) -> Steps[Selection]:
    """`select`, a round of fits at a time; when a row is found a step has all rows `so_far`."""
    points = as_points(points)
    starts.check_count("n_init", n_init)
    data: dict[str, Any] = {"sample_weight": sample_weight, "within": within}
    random = as_generator(random_state)
    begin = {
        int(k): starts.many_kmeans_plus_plus(
            points, int(k), n_init, random_state=random, sample_weight=sample_weight
        )
        for k in n_components
    }
    numbers = list(begin)
    models = [(each, k) for each in covariance_types for k in numbers]
    if not models:
        raise ValueError(
            "there is nothing to choose from: give at least one number in n_components and one "
            "of covariance_types"
        )
    found: dict[tuple[CovarianceType, int], Found] = {}
    for i, covariance_type in enumerate(covariance_types):
        work = fit_groups_steps(
            points,
            list(begin.values()),
            covariance_type=covariance_type,
            reg_covar=reg_covar,
            tol=tol,
            **data,
        )
        for step in work:
            so_far = None
            if step.so_far is not None:
                number, fits = step.so_far
                k = numbers[number]
                found[covariance_type, k] = _found(
                    covariance_type, fits, begin[k], points, reg_covar, **data
                )
                so_far = _selection(models, found, criterion)
            yield Step(i * len(begin) * n_init + step.done, len(models) * n_init, so_far)
    selection = _selection(models, found, criterion)
    if selection is None:
        raise ValueError(
            "every fit collapsed, so there is nothing to select from: give reg_covar > 0, fewer "
            "components or more points"
        )
    return selection


def _selection(
    models: Iterable[tuple[CovarianceType, int]],
    found: Mapping[tuple[CovarianceType, int], Found],
    criterion: Criterion,
) -> Selection | None:
    """Those of the models that have been found, in their order; None if none has a mixture."""
    known = [found[model] for model in models if model in found]
    scored = [
        Best(row.n_components, row.covariance_type, mixture, getattr(row, criterion))
        for row, mixture, _ in known
        if mixture is not None
    ]
    if not scored:
        return None
    rows, mixtures, origins = zip(*known, strict=True)
    return Selection(rows, mixtures, origins, min(scored, key=lambda best: best.score))


def _found(
    covariance_type: CovarianceType,
    fits: Fits,
    begin: Sequence[Mixture],
    points: NDArray[np.float64],
    reg_covar: float,
    sample_weight: ArrayLike | None,
    within: NDArray[np.float64] | None,
) -> Found:
    """The best of the fits from some starts, and its criteria."""

    def is_propped(mixture: Mixture) -> bool:
        return bool(propped(mixture, reg_covar, points, sample_weight=sample_weight).any())

    k = begin[0].n_components
    m = n_parameters(k, points.shape[1], covariance_type)
    sound = [i for i in fits.sound.tolist() if not is_propped(fits.mixture(i))]
    lost = len(fits) - len(sound)
    if not sound:
        nan = math.nan
        return Found(Row(k, covariance_type, nan, m, nan, nan, nan, len(fits), lost, 0), None, None)
    best = int(sound[np.argmax(fits.log_likelihoods[sound])])
    mixture, value = fits.mixture(best), float(fits.log_likelihoods[best])
    scores = _scores(points, mixture, value, m, sample_weight, within)
    n_iter = int(fits.n_iter[best])
    row = Row(k, covariance_type, value, m, *scores, len(fits), lost, n_iter)
    return Found(row, mixture, begin[best])


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
    points: NDArray[np.float64],
    mixture: Mixture,
    log_likelihood: float,
    m: int,
    sample_weight: ArrayLike | None,
    within: NDArray[np.float64] | None,
) -> tuple[float, float, float]:
    """BIC, AIC and ICL."""
    weight = np.ones(len(points)) if sample_weight is None else np.asarray(sample_weight)
    r = responsibilities(points, mixture, within)
    entropy = -float(weight @ (r * np.log(np.where(r > 0, r, 1.0))).sum(axis=1))
    bic = m * math.log(weight.sum()) - 2 * log_likelihood
    return bic, 2 * m - 2 * log_likelihood, bic + 2 * entropy
