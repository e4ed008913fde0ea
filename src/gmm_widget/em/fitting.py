"""A fit is a pure function: points, a start and options in, the whole trace of states out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gmm_widget.asking import by_name, check_name
from gmm_widget.em import starts
from gmm_widget.em.criteria import COVARIANCE_TYPES, CovarianceType
from gmm_widget.em.kernels import (
    OVERFLOWS,
    Blocks,
    Climb,
    CollapseLimits,
    Engine,
    Shape,
    Stop,
    Unit,
    everything,
    one_fit,
    quadratics,
)
from gmm_widget.em.mixture import Mixture
from gmm_widget.em.points import LARGEST, Counted, as_means, as_within, rows_that_count, weighed
from gmm_widget.em.stacks import as_mixtures, as_stack
from gmm_widget.em.steps import check_reg_covar, is_number
from gmm_widget.em.trace import SOUND, Status, Trace
from gmm_widget.progress import Step, finish
from gmm_widget.tables import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.progress import Progress, Steps

SMALLEST_SD = 1e-8
"""A component is collapsed when its smallest standard deviation is this part of the data's."""
SINGULAR = 1e-13
"""... or when the smallest eigenvalue of its correlation matrix is at most this."""
LIMITS = CollapseLimits(SMALLEST_SD, SINGULAR)
EMPTY = 1e-10
"""A component is empty when it has less than this of one point, which counts as the average."""
STATUSES: tuple[Status, ...] = ("converged", "max_iter", "collapsed", "empty")
"""What the kernels' numbers for them mean."""


@by_name
def fit(
    points: Any,
    start: Mixture | int | ArrayLike,
    *,
    n_init: int = 1,
    random_state: Any = 0,
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
    start : Mixture, int, or (K, d) array_like
        Where to begin: K components in d dimensions; see `gmm_widget.starts`. A number K begins
        at `starts.kmeans_plus_plus`; seed means (K, d) at `starts.from_means`.
    n_init : int
        With a number K: how many starts to draw. The best fit that did not collapse or run empty
        is given; the best of all where each did.
    random_state : int, numpy.random.Generator or None
        With a number K: seeds the draws.
    covariance_type : {"full", "tied", "diag", "spherical"}
        As in scikit-learn.
    reg_covar : float
        Added to every variance in each M-step, in squared units of the data. 0 is honest EM.
    tol : float
        EM has converged when an iteration changes the log-likelihood per point by less than this.
    max_iter : int
        The largest number of iterations.
    sample_weight : (n,) array_like or None
        How often each point counts, 0 or more; by default every point counts once. Only how they
        compare matters to the fit; a row of weight 0 is as if it were not there.
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
    >>> from gmm_widget import datasets, fit
    >>> geyser = datasets.old_faithful()
    >>> trace = fit(geyser, [[2, 55], [4, 80]])
    >>> trace.status
    'converged'
    >>> fit(geyser, 2, n_init=10).final.weights.round(2).tolist()
    [0.36, 0.64]
    """
    table = as_table(points)
    points, weight = weighed(table, sample_weight)
    options: dict[str, Any] = {
        "covariance_type": covariance_type,
        "reg_covar": reg_covar,
        "tol": tol,
        "max_iter": max_iter,
        "sample_weight": weight,
        "within": within,
    }
    begin = _starts(points, table.names, start, n_init, random_state, weight)
    best: Trace | None = None
    for each in begin:
        trace = finish(fit_steps(points, each, **options), progress)
        if best is None or _rank(trace) > _rank(best):
            best = trace
    assert best is not None
    return best


def _starts(
    points: NDArray[np.float64],
    names: Sequence[str] | None,
    start: Any,
    n_init: int,
    random_state: Any,
    sample_weight: NDArray[np.float64] | None,
) -> list[Mixture]:
    """The starts that `fit` is asked to try."""
    starts.check_count("n_init", n_init)
    if isinstance(start, int | np.integer) and not isinstance(start, bool):
        return starts.many_kmeans_plus_plus(
            points, int(start), n_init, random_state=random_state, sample_weight=sample_weight
        )
    if n_init != 1:
        raise ValueError(
            f"n_init = {n_init} starts are drawn for a number of components; where the start is "
            "given there is one: leave out n_init, or give a number"
        )
    if isinstance(start, Mixture):
        return [start]
    try:
        means = as_means(start, names)
    except TypeError:
        means = np.empty(0)
    if means.ndim != 2:
        raise TypeError(
            "start must be a gmm_widget.Mixture, a number of components, or one mean per "
            f"component, (K, d); got {start!r}"
        )
    return [starts.from_means(points, means, sample_weight=sample_weight)]


def _rank(trace: Trace) -> tuple[bool, float]:
    """What `fit` prefers of several starts: a fit that ended at a mixture, then the likeliest."""
    return trace.status in SOUND, float(trace.log_likelihoods[-1])


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
    points, weight = weighed(points, sample_weight, at_least=start.n_components)
    if start.dimension != points.shape[1]:
        raise ValueError(
            f"the start has {start.dimension} coordinates a mean, the points have "
            f"{points.shape[1]} columns: they must agree"
        )
    check_options(covariance_type, reg_covar, tol, max_iter)
    inside = None if within is None else as_within(within, points)
    problem = Problem.of(
        rows_that_count(points, weight, inside, at_least=start.n_components),
        covariance_type,
        reg_covar,
    )
    unit, shape = problem.unit, problem.shape
    engine = Engine(problem.data, start.n_components)
    steps = one_fit(engine, shape)

    with np.errstate(over="ignore", invalid="ignore"):
        theta = steps.begin(as_stack(unit, [start], engine.total))
        value, sums = steps.expect(theta)
    if not math.isfinite(value):
        raise ValueError(OVERFLOWS)
    scatter = everything(sums)
    path, values = [theta], [value]
    flat = LIMITS.degenerate(scatter, shape)
    climb = Climb(theta, value, sums)
    for _ in climb.iterations(steps, problem.stop(tol, 0 if flat else max_iter), scatter):
        path.append(climb.theta)
        values.append(climb.value)
        yield Step(climb.age, max_iter)
    return Trace(
        points=points,
        mixtures=as_mixtures(unit, [theta.gaussians for theta in path], start),
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


class Problem(NamedTuple):
    """What is fitted, in coordinates of its own: the points that count, and the covariances."""

    data: Blocks
    unit: Unit
    shape: Shape

    @classmethod
    def of(cls, rows: Counted, covariance_type: CovarianceType, reg_covar: float) -> Problem:
        """Raises ValueError if `reg_covar` is too large for the points."""
        unit = Unit.of(rows.points)
        data = Blocks(rows.points, unit, sample_weight=rows.sample_weight, within=rows.within)
        with np.errstate(over="ignore"):
            shape = Shape.of(covariance_type, reg_covar, unit)
        if shape.regularisation.max() > LARGEST**2:
            raise ValueError(
                f"reg_covar = {reg_covar:g} is more than {LARGEST**2:g} times the squared size of "
                "the points, and nothing of them would be left: give less"
            )
        return cls(data, unit, shape)

    def stop(self, tol: float, max_iter: int) -> Stop:
        """When a fit of it ends. A component is empty by what one point counts on average, so that
        no number which multiplies all weights matters."""
        empty = EMPTY * (self.data.total / self.data.n_points)
        return Stop(float(tol), int(max_iter), LIMITS, empty)


def collapsed(points: NDArray[np.float64], mixture: Mixture) -> int | None:
    """The component of a mixture that counts as collapsed among checked points, or None."""
    unit = Unit.of(points)
    engine = Engine(Blocks(points, unit), mixture.n_components)
    gaussians = as_stack(unit, [mixture], engine.total)
    form = quadratics(mixture.weights, gaussians)
    lost = LIMITS.collapsed(gaussians, form, engine.scatter())
    return int(lost[0]) if len(lost) else None


def check_options(covariance_type: Any, reg_covar: Any, tol: Any, max_iter: Any) -> None:
    """Raise ValueError, saying what to do, unless the options of a fit are legal."""
    check_name("covariance_type", covariance_type, COVARIANCE_TYPES)
    check_reg_covar(reg_covar)
    if not is_number(tol) or not 0 <= tol < math.inf:
        raise ValueError(f"tol must be a number, 0 or more; got {tol!r}")
    if not isinstance(max_iter, int | np.integer) or isinstance(max_iter, bool) or max_iter < 1:
        raise ValueError(f"max_iter must be a whole number, 1 or more; got {max_iter!r}")
