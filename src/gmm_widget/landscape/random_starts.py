"""The optima that random starts lead to, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import (
    CovarianceType,
    Data,
    FitOptions,
    Mixture,
    as_generator,
    check_count,
    fit_many_steps,
    starts,
)
from gmm_widget.landscape.optima import distinct_steps
from gmm_widget.progress import finish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gmm_widget.progress import Progress, Steps

MOST_ROWS = 10
"""The maximum number of optima in the repr."""


@dataclass(frozen=True, eq=False)
class Restarts:
    """The optima that many random starts led to, best first.

    Attributes
    ----------
    mixtures : tuple of Mixture
    log_likelihoods : (M,) array
        In nats, summed over the points.
    counts : (M,) array of int
        How many of the starts led there.
    starts : tuple of Mixture
        For each optimum, the first start that led there.
    n_iter : (M,) array of int
        The number of iterations from that start.
    n_lost : int
        How many starts led to a collapsed or an empty component instead.
    """

    mixtures: tuple[Mixture, ...]
    log_likelihoods: NDArray[np.float64]
    counts: NDArray[np.intp]
    starts: tuple[Mixture, ...]
    n_iter: NDArray[np.intp]
    n_lost: int

    def __repr__(self) -> str:
        title = f"<Restarts: {self.n_init} starts, {len(self.counts)} optima, {self.n_lost} lost>"
        rows = zip(self.log_likelihoods[:MOST_ROWS], self.counts, strict=False)
        lines = [f"{value:>14.6g} log-likelihood, {count} starts" for value, count in rows]
        left = len(self.counts) - len(lines)
        return "\n".join([title, *lines, *[f"... and {left} more"] * (left > 0)])

    @property
    def n_init(self) -> int:
        """The number of starts."""
        return int(self.counts.sum()) + self.n_lost

    @property
    def miss(self) -> float:
        """The share of the starts that missed the best optimum."""
        return 1.0 - float(self.counts[0]) / self.n_init if len(self.counts) else 1.0


@by_name
def restarts(
    points: Any,
    n_components: int,
    n_init: int = 200,
    random_state: Any = 0,
    *,
    covariance_type: CovarianceType = "full",
    reg_covar: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 1000,
    sample_weight: ArrayLike | None = None,
    within: ArrayLike | None = None,
    progress: Progress | None = None,
) -> Restarts:
    """Find the optima that many random starts lead to, and how often.

    Every start has its means on distinct points, drawn at random (`starts.random_points`). Fits
    that ended near each other are grouped, and one fit of each group continues to its optimum, even
    beyond `max_iter`.

    Parameters
    ----------
    points : (n, d) array_like
    n_components : int
        K.
    n_init : int
        The number of starts.
    random_state : int, numpy.random.Generator or None
        Seeds the draws.
    covariance_type, reg_covar, tol, max_iter, sample_weight, within : as for `fit`
    progress : callable or None
        A callback, ``progress(done, total)``, called several times a second. Raise an exception in
        it to stop the work.

    Returns
    -------
    Restarts

    Raises
    ------
    TypeError, ValueError
        If the points or an option are invalid, `n_init` is not a whole number above 0, or the
        points are constant or collinear.

    Examples
    --------
    >>> from gmm_widget import datasets, landscape
    >>> found = landscape.restarts(datasets.old_faithful(), 3, n_init=20)
    >>> bool((np.diff(found.log_likelihoods) <= 0).all())
    True
    """
    data = Data.checked(points, sample_weight, within)
    options = FitOptions(covariance_type, reg_covar, tol, max_iter)
    return finish(restarts_steps(data, n_components, n_init, random_state, options), progress)


def restarts_steps(
    data: Data, n_components: int, n_init: int, random_state: Any, options: FitOptions
) -> Steps[Restarts]:
    """Run `restarts` a round at a time.

    Parameters
    ----------
    data : Data
    n_components, n_init, random_state : as for `restarts`
    options : FitOptions

    Yields
    ------
    Step
        After every round: the number of fits that have ended, and their total.

    Returns
    -------
    Restarts
        The return value of the generator.
    """
    check_count("n_init", n_init)
    random = as_generator(random_state)
    draw = starts.random_points
    begin = [draw(data, n_components, random_state=random) for _ in range(n_init)]
    fits = yield from fit_many_steps(data, begin, options)
    optima = yield from distinct_steps(data, fits, options)
    first = [int(np.argmax(optima.labels == m)) for m in range(len(optima.mixtures))]
    return Restarts(
        optima.mixtures,
        optima.log_likelihoods,
        optima.counts,
        tuple(begin[i] for i in first),
        fits.n_iter[first],
        int((optima.labels < 0).sum()),
    )
