"""All that a widget holds and decides, as a value: what is fitted, and what is shown of it.

Every change makes a new session; nothing is ever half changed. Bad values raise here, at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_widget import starts
from gmm_widget.em import CovarianceType
from gmm_widget.fitting import State, Trace, fit
from gmm_widget.mixture import Mixture
from gmm_widget.points import as_points, column_range

MOST_COMPONENTS = 10
FAR = 100.0
"""Seeds further than this many data ranges from the data are taken for a mistake."""
TOL = 1e-6


@dataclass(frozen=True, eq=False)
class Session:
    """A fit and the cursor at which it is shown.

    While a handle is held, `before` is the session in which it was taken up, to go back to.
    """

    trace: Trace
    cursor: int = 0
    before: Session | None = None

    @classmethod
    def begin(
        cls,
        points: Any,
        n_components: int,
        *,
        seeds: ArrayLike | None = None,
        start: Mixture | None = None,
        covariance_type: CovarianceType = "full",
        reg_covar: float = 0.0,
        max_iter: int = 25,
    ) -> Session:
        """Fit the points from a start, from seeds, or else from k-means++ with random_state 0."""
        if seeds is not None and start is not None:
            raise ValueError("give seeds or a start, not both: a start has means of its own")
        points = as_points(points)
        if points.shape[1] < 2:
            raise ValueError(
                "the widget draws two columns, and these points have one: give points of shape "
                "(n, 2) or more columns, or fit them with gmm_widget.fit"
            )
        if start is None:
            n_components = checked_components(n_components, len(points))
            if seeds is None:
                start = starts.kmeans_plus_plus(points, n_components)
            else:
                start = starts.from_means(points, checked_seeds(seeds, points, n_components))
        else:
            start = checked_start(start, points)
        return cls(
            fit(
                points,
                start,
                covariance_type=covariance_type,
                reg_covar=reg_covar,
                tol=TOL,
                max_iter=max_iter,
            )
        )

    @property
    def points(self) -> NDArray[np.float64]:
        return self.trace.points

    @property
    def start(self) -> Mixture:
        return self.trace.start

    @property
    def is_held(self) -> bool:
        return self.before is not None

    @property
    def state(self) -> State:
        """What is shown."""
        return self.trace.state(self.cursor)

    @property
    def shown_means(self) -> NDArray[np.float64]:
        """The means of the mixture that is shown, (K, d)."""
        return self.trace.mixtures[self.cursor // 2].means

    def with_points(self, points: Any) -> Session:
        """Other points, from a new k-means++ start; the options stay."""
        return Session.begin(points, self.start.n_components, **self._options())

    def with_seeds(self, seeds: ArrayLike) -> Session:
        """The same points from other means, K as before."""
        means = checked_seeds(seeds, self.points, self.start.n_components)
        return self.with_start(starts.from_means(self.points, means))

    def with_start(self, start: Mixture) -> Session:
        """The same points from another start; the same start is shown from its beginning."""
        if start == self.start:
            return self if self.cursor == 0 else self.at(0)
        return self._refit(start=start)

    def with_components(self, n_components: int) -> Session:
        """More or fewer components: from the means that are shown, less the last ones, or with
        new ones on the points that the shown mixture explains worst."""
        n_components = checked_components(n_components, len(self.points))
        if n_components == self.start.n_components:
            return self
        means = self.shown_means[:n_components]
        missing = n_components - len(means)
        if missing > 0:
            means = np.vstack([means, self._worst_points(missing)])
        return self.with_start(starts.from_means(self.points, means))

    def with_options(self, **options: Any) -> Session:
        """The same start under another covariance_type, reg_covar or max_iter."""
        if options.items() <= self._options().items():
            return self
        return self._refit(**options)

    def at(self, cursor: int) -> Session:
        """The same fit, shown at another cursor."""
        cursor = self.trace.checked_cursor(cursor)
        return self if cursor == self.cursor else replace(self, cursor=cursor)

    def held(self, before: Session) -> Session:
        """The same, while a handle is held that was taken up in another session."""
        return replace(self, before=before)

    def released(self) -> Session:
        """The same, with no handle held."""
        return self if self.before is None else replace(self, before=None)

    def _refit(self, **changes: Any) -> Session:
        settings = {"start": self.start, **self._options(), **changes}
        return Session.begin(self.points, self.start.n_components, **settings)

    def _options(self) -> dict[str, Any]:
        trace = self.trace
        return {
            "covariance_type": trace.covariance_type,
            "reg_covar": trace.reg_covar,
            "max_iter": trace.max_iter,
        }

    def _worst_points(self, count: int) -> NDArray[np.float64]:
        """The distinct points of lowest density under the shown mixture, worst first."""
        log_density = self.state.mixture.log_density(self.points)
        order = np.argsort(log_density, kind="stable")
        _, first = np.unique(self.points[order], axis=0, return_index=True)
        return self.points[order[np.sort(first)]][:count]


def checked_components(n_components: Any, n_points: int) -> int:
    """A legal number of components for the widget."""
    if isinstance(n_components, bool) or not isinstance(n_components, int | np.integer):
        raise TypeError(f"n_components must be a whole number; got {n_components!r}")
    if not 1 <= n_components <= MOST_COMPONENTS:
        raise ValueError(
            f"n_components must be from 1 to {MOST_COMPONENTS} in the widget; got {n_components} "
            "(gmm_widget.fit takes any number)"
        )
    if n_components > n_points:
        raise ValueError(
            f"{n_components} components need at least {n_components} points; got {n_points}: add "
            "points or use fewer components"
        )
    return int(n_components)


def checked_seeds(
    seeds: ArrayLike, points: NDArray[np.float64], n_components: int
) -> NDArray[np.float64]:
    """Seeds of the right shape, finite, and not absurdly far from the points."""
    try:
        means = np.array(seeds, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"seeds must be numbers of shape ({n_components}, {points.shape[1]}); got {seeds!r}"
        ) from None
    if means.shape != (n_components, points.shape[1]):
        raise ValueError(
            f"seeds must have shape ({n_components}, {points.shape[1]}), one mean per component; "
            f"got shape {means.shape}: set n_components first to change how many there are"
        )
    if not np.isfinite(means).all():
        raise ValueError("seeds must be finite numbers; got NaN or infinity")
    low, high = reach(points)
    outside = np.flatnonzero(((means < low) | (means > high)).any(axis=1))
    if len(outside):
        raise ValueError(
            f"seed {outside[0]} is at {means[outside[0]].tolist()}, more than {FAR:g} data ranges "
            "from the points: put it near them, in the units of the data"
        )
    return means


def reach(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The box, per axis, in which a seed makes sense."""
    low, high = column_range(points)
    margin = FAR * np.where(high > low, high - low, (high - low).max())
    return low - margin, high + margin


def checked_start(start: Any, points: NDArray[np.float64]) -> Mixture:
    """A start that the widget can hold; `fit` sees to it that it suits the points."""
    if not isinstance(start, Mixture):
        raise TypeError(f"start must be a gmm_widget.Mixture; got {type(start).__name__}")
    checked_components(start.n_components, len(points))
    return start
