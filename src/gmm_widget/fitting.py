"""A fit is a pure function: points, a start and options in, the whole trace of states out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.asking import by_name
from gmm_widget.em import COVARIANCE_TYPES, CovarianceType
from gmm_widget.kernels.data import Data
from gmm_widget.kernels.engine import Engine
from gmm_widget.kernels.features import quadratics
from gmm_widget.kernels.shape import Limits, Shape
from gmm_widget.kernels.single import Climb, Stop, everything, one_fit
from gmm_widget.kernels.unit import Unit
from gmm_widget.mixture import Mixture
from gmm_widget.points import LARGEST, as_points, as_sample_weight, as_within
from gmm_widget.trace import Status, Trace
from gmm_widget.work import Step, finish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.work import Progress, Steps

SMALLEST_SD = 1e-8
"""A component is collapsed when its smallest standard deviation is this part of the data's."""
SINGULAR = 1e-13
"""... or when the smallest eigenvalue of its correlation matrix is at most this."""
LIMITS = Limits(SMALLEST_SD, SINGULAR)
EMPTY = 1e-10
"""A component is empty when it has less than this of one point."""
STATUSES: tuple[Status, ...] = ("converged", "max_iter", "collapsed", "empty")
"""What the kernels' numbers for them mean."""


@by_name
def fit(
    points: Any,
    start: Mixture,
    *,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 100,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Run EM from a start to convergence, and keep every step.

    Parameters
    ----------
    points : (n, d) array_like
    start : Mixture
        Where to begin: K components in d dimensions; see `gmm_widget.starts`.
    covariance_type : {"full", "tied", "diag", "spherical"}
        As in scikit-learn.
    reg_covar : float
        Added to every variance in each M-step, in squared units of the data. 0 is honest EM.
    tol : float
        EM has converged when an iteration changes the log-likelihood per point by less than this.
    max_iter : int
        The largest number of iterations.
    sample_weight : (n,) array_like or None
        How often each point counts, 0 or more; by default every point counts once.
    within : (n, d, d) array_like or None
        Where every point stands for a cell of many: the covariance of these about it
        (`gmm_widget.cells`). The log-likelihoods are then a lower bound of the many's.
    progress : callable or None
        ``progress(iteration, max_iter)`` is called after every iteration. Raise in it to stop.

    Returns
    -------
    Trace

    Raises
    ------
    TypeError, ValueError
        If the points, the start or an option are not legal. A collapse is no error: it is the
        trace's status.

    Notes
    -----
    Dempster, Laird and Rubin (1977), "Maximum likelihood from incomplete data via the EM
    algorithm", J. R. Statist. Soc. B 39, 1-38. With reg_covar = 0 the log-likelihood never falls.

    Examples
    --------
    >>> from gmm_widget import datasets, fit, starts
    >>> geyser = datasets.old_faithful()
    >>> trace = fit(geyser, starts.from_means(geyser, [[2, 55], [4, 80]]))
    >>> trace.status
    'converged'
    """
    return finish(
        fit_steps(
            points,
            start,
            covariance_type=covariance_type,
            reg_covar=reg_covar,
            tol=tol,
            max_iter=max_iter,
            sample_weight=sample_weight,
            within=within,
        ),
        progress,
    )


def fit_steps(
    points: Any,
    start: Mixture,
    *,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 100,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
) -> Steps[Trace]:
    """`fit`, an iteration at a time."""
    points = as_points(points, at_least=start.n_components)
    check_options(covariance_type, reg_covar, tol, max_iter)
    weight = None if sample_weight is None else as_sample_weight(sample_weight, len(points))
    if start.dimension != points.shape[1]:
        raise ValueError(
            f"the start has {start.dimension} coordinates a mean, the points have "
            f"{points.shape[1]} columns: they must agree"
        )
    unit = Unit.of(points)
    inside = None if within is None else as_within(within, points)
    data = Data(points, unit, sample_weight=weight, within=inside)
    engine = Engine(data, start.n_components)
    shape = Shape.of(covariance_type, reg_covar, unit)
    steps = one_fit(engine, shape)

    with np.errstate(over="ignore", invalid="ignore"):
        theta = steps.begin(unit.stack([start], engine.total))
        value, sums = steps.expect(theta)
    if not math.isfinite(value):
        raise ValueError(
            "the start is so far from the points, or so narrow, that their density overflows: "
            "give means near the points and covariances of about their size"
        )
    scatter = everything(sums)
    path, values = [theta], [value]
    flat = LIMITS.degenerate(scatter, shape)
    climb = Climb(theta, value, sums)
    for _ in climb.iterations(steps, Stop(tol, 0 if flat else max_iter, LIMITS, EMPTY), scatter):
        path.append(climb.theta)
        values.append(climb.value)
        yield Step(climb.age, max_iter)
    return Trace(
        points=points,
        mixtures=unit.mixtures([theta.gaussians for theta in path], start),
        log_likelihoods=np.array(values) - engine.total * unit.log_volume,
        status="degenerate" if flat else STATUSES[climb.status],
        component=climb.component,
        covariance_type=covariance_type,
        reg_covar=float(reg_covar),
        tol=float(tol),
        max_iter=int(max_iter),
        sample_weight=weight,
        within=inside,
    )


def collapsed(points: NDArray[np.float64], mixture: Mixture) -> int | None:
    """The component of a mixture that counts as collapsed among checked points, or None."""
    unit = Unit.of(points)
    engine = Engine(Data(points, unit), mixture.n_components)
    gaussians = unit.stack([mixture], engine.total)
    form = quadratics(mixture.weights, gaussians)
    lost = LIMITS.collapsed(gaussians, form, engine.scatter())
    return int(lost[0]) if len(lost) else None


def check_options(covariance_type: Any, reg_covar: Any, tol: Any, max_iter: Any) -> None:
    """Raise ValueError, saying what to do, unless the options of a fit are legal."""
    if covariance_type not in COVARIANCE_TYPES:
        raise ValueError(
            f"covariance_type must be one of {', '.join(map(repr, COVARIANCE_TYPES))}; "
            f"got {covariance_type!r}"
        )
    if not _is_number(reg_covar) or not 0 <= reg_covar <= LARGEST:
        raise ValueError(f"reg_covar must be a number, 0 or more; got {reg_covar!r}")
    if not _is_number(tol) or not 0 <= tol < math.inf:
        raise ValueError(f"tol must be a number, 0 or more; got {tol!r}")
    if not isinstance(max_iter, int | np.integer) or isinstance(max_iter, bool) or max_iter < 1:
        raise ValueError(f"max_iter must be a whole number, 1 or more; got {max_iter!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
