"""Fitting as a pure function: points, a start and options in, the trace of all states out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import starts
from gmm_widget.em.checks import LARGEST, check_count, is_whole
from gmm_widget.em.data import Data
from gmm_widget.em.information_criteria import CovarianceType
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
from gmm_widget.em.options import FitOptions
from gmm_widget.em.points import as_means
from gmm_widget.em.stacks import as_mixtures, as_stack
from gmm_widget.em.trace import SOUND, Status, Trace
from gmm_widget.progress import Step, finish
from gmm_widget.tables import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.progress import Progress, Steps

SMALLEST_SD = 1e-8
"""A component has collapsed if its smallest standard deviation is at most this fraction of the
data's."""
SINGULAR = 1e-13
"""... or when the smallest eigenvalue of its correlation matrix is at most this."""
LIMITS = CollapseLimits(SMALLEST_SD, SINGULAR)
EMPTY = 1e-10
"""A component is empty if it has less than this fraction of one (average) point."""
STATUSES: tuple[Status, ...] = ("converged", "max_iter", "collapsed", "empty")
"""The statuses, in the order of the kernels' codes."""


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
        With a number K: how many starts to draw. Returns the best fit that did not collapse or run
        empty; the best of all if every one did.
    random_state : int, numpy.random.Generator or None
        With a number K: seeds the draws.
    covariance_type : {"full", "tied", "diag", "spherical"}
        As in scikit-learn.
    reg_covar : float
        Added to every variance in each M-step, in squared units of the data. 0 is plain EM.
    tol : float
        EM has converged when an iteration changes the log-likelihood per point by less than this.
    max_iter : int
        The maximum number of iterations.
    sample_weight : (n,) array_like or None
        How often each point counts, 0 or more; by default every point counts once. The fit depends
        only on their ratios; rows of weight 0 are ignored.
    within : (n, d, d) array_like or None
        If every point represents a cell of many: their covariance about it (`gmm_widget.cells`), in
        squared units of the data. The log-likelihoods are then a lower bound of those of all the
        points in the cells.
    progress : callable or None
        A callback, ``progress(iteration, max_iter)``, called after every iteration. Raise an
        exception in it to stop the fit.

    Returns
    -------
    Trace

    Raises
    ------
    TypeError, ValueError
        If the points, the start or an option are invalid. A collapse is not an error: it is the
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
    data = Data.checked(table, sample_weight, within)
    options = FitOptions(covariance_type, reg_covar, tol, max_iter)
    begin = _starts(data, table.names, start, n_init, random_state)
    fits = (finish(run_steps(data, each, options), progress) for each in begin)
    return max(fits, key=_rank)


def _starts(
    data: Data, names: Sequence[str] | None, start: Any, n_init: int, random_state: Any
) -> list[Mixture]:
    """Create the starts that `fit` tries."""
    check_count("n_init", n_init)
    if is_whole(start):
        return starts.many_kmeans_plus_plus(data, int(start), n_init, random_state=random_state)
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
    return [starts.from_means(data, means)]


def _rank(trace: Trace) -> tuple[bool, float]:
    """Sort key of a fit among several starts: sound fits first, then the log-likelihood."""
    return trace.status in SOUND, float(trace.log_likelihoods[-1])


def fit_steps(points: Any, start: Mixture, **options: Any) -> Steps[Trace]:
    """Run `fit` from one start, an iteration at a time; the options are those of `FitOptions`."""
    return run_steps(Data.checked(points), start, FitOptions(**options))


def run_steps(data: Data, start: Mixture, options: FitOptions) -> Steps[Trace]:
    """Run `fit` from one start, an iteration at a time.

    Parameters
    ----------
    data : Data
    start : Mixture
        K components in d dimensions.
    options : FitOptions

    Yields
    ------
    Step
        After every iteration: the number of iterations made, and `max_iter`.

    Returns
    -------
    Trace
        The return value of the generator.

    Raises
    ------
    ValueError
        If the start does not suit the points.
    """
    data.require(start.n_components)
    if start.dimension != data.points.shape[1]:
        raise ValueError(
            f"the start has {start.dimension} coordinates a mean, the points have "
            f"{data.points.shape[1]} columns: they must agree"
        )
    problem = Problem.of(data.counting, options)
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
    for _ in climb.iterations(steps, problem.stop(0 if flat else options.max_iter), scatter):
        path.append(climb.theta)
        values.append(climb.value)
        yield Step(climb.age, options.max_iter)
    return Trace(
        points=data.points,
        mixtures=as_mixtures(unit, [theta.gaussians for theta in path], start),
        log_likelihoods=np.array(values) - engine.total * unit.log_volume,
        status="degenerate" if flat else STATUSES[climb.status],
        component=climb.component,
        covariance_type=options.covariance_type,
        reg_covar=float(options.reg_covar),
        tol=float(options.tol),
        max_iter=int(options.max_iter),
        sample_weight=data.sample_weight,
        within=data.within,
        data=data,
    )


class Problem(NamedTuple):
    """The points that count and the options, in the coordinates of a `Unit`."""

    data: Blocks
    unit: Unit
    shape: Shape
    options: FitOptions

    @classmethod
    def of(cls, rows: Data, options: FitOptions) -> Problem:
        """Create the problem; raises ValueError if `reg_covar` is too large for the points."""
        unit = rows.unit
        data = Blocks(rows.points, unit, sample_weight=rows.sample_weight, within=rows.within)
        with np.errstate(over="ignore"):
            shape = Shape.of(options.covariance_type, options.reg_covar, unit)
        if shape.regularisation.max() > LARGEST**2:
            raise ValueError(
                f"reg_covar = {options.reg_covar:g} is more than {LARGEST**2:g} times the squared "
                "size of the points, and nothing of them would be left: give less"
            )
        return cls(data, unit, shape, options)

    def stop(self, max_iter: int) -> Stop:
        """Create the stopping rule of a fit.

        A component is empty relative to the average weight of a point, so that a common factor of
        all weights does not matter.
        """
        empty = EMPTY * (self.data.total / self.data.n_points)
        return Stop(float(self.options.tol), int(max_iter), LIMITS, empty)


def collapsed(points: NDArray[np.float64], mixture: Mixture) -> int | None:
    """Find the first component of a mixture that has collapsed on validated points, or None."""
    unit = Unit.of(points)
    engine = Engine(Blocks(points, unit), mixture.n_components)
    gaussians = as_stack(unit, [mixture], engine.total)
    form = quadratics(mixture.weights, gaussians)
    lost = LIMITS.collapsed(gaussians, form, engine.scatter())
    return int(lost[0]) if len(lost) else None
