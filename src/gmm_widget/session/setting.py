"""What a widget fits: the data, the start and the options, as one value.

Every change returns a new setting, or the same object if nothing changes. `begin` validates its
arguments; the values of a change are valid already (`gmm_widget.session.checks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_widget.em import FitOptions, Mixture, run_steps, starts
from gmm_widget.session.checks import checked_components, checked_seeds, checked_start
from gmm_widget.session.observations import Observations

if TYPE_CHECKING:
    from gmm_widget.em import Trace
    from gmm_widget.progress import Steps

OPTIONS = ("covariance_type", "reg_covar", "max_iter")
"""The options of a fit that are inputs of a widget."""
USUAL = FitOptions(max_iter=25)
FARTHEST = 1000
"""The maximum number of iterations of a fit that goes on to its optimum."""


class Fitter(Protocol):
    """Something that fits in place of the reference: an immutable value, as a setting is."""

    def fit_steps(
        self, points: NDArray[np.float64], start: Mixture, *, tol: float, **options: Any
    ) -> Steps[Trace]:
        """Fit, a half-step at a time.

        Parameters
        ----------
        points : (n, d) array
        start : Mixture
        tol : float
            As for `fit`.
        **options
            The other options of `fit`.

        Yields
        ------
        Step
            The progress so far.

        Returns
        -------
        Trace
        """

    def renewed(self) -> Fitter:
        """The fitter with the current definitions of its functions; itself if none has changed."""

    def briefly(self, brief: bool) -> Fitter:
        """The fitter that does the least it can, or everything; itself if it does so already."""


@dataclass(frozen=True, eq=False)
class Setting:
    """The data, the start and the options of a fit, and the fitter if it is not the reference."""

    data: Observations
    start: Mixture
    options: FitOptions = USUAL
    own: Fitter | None = None

    def __post_init__(self) -> None:
        if self.own is not None and self.data.sample_weight is not None:
            raise ValueError(
                "an e_step or m_step of your own is not told how often a point counts: give points "
                "without sample_weight, and no cells"
            )

    @classmethod
    def begin(
        cls,
        data: Observations,
        n_components: int,
        *,
        seeds: ArrayLike | None = None,
        start: Mixture | None = None,
        own: Fitter | None = None,
        options: FitOptions = USUAL,
    ) -> Setting:
        """Create a setting from a start, from seeds, or else from k-means++ with random_state 0.

        Parameters
        ----------
        data : Observations
        n_components : int
            K, from 1 to 10. Ignored if a start is given.
        seeds : (K, d) array_like, optional
            The means of the start.
        start : Mixture, optional
            A whole start, instead of seeds.
        own : Fitter, optional
            What fits in place of the reference.
        options : FitOptions

        Returns
        -------
        Setting

        Raises
        ------
        TypeError, ValueError
            If both seeds and a start are given, one of them or `n_components` is invalid, or there
            is a fitter and the points are weighted.
        """
        if seeds is not None and start is not None:
            raise ValueError("give seeds or a start, not both: a start has means of its own")
        if start is None:
            n_components = checked_components(n_components, data)
            if seeds is None:
                start = starts.kmeans_plus_plus(data, n_components)
            else:
                means = checked_seeds(seeds, data, n_components)
                start = starts._from_seeds(means, data.spread)
        else:
            start = checked_start(start, data)
        return cls(data, start, options, own)

    @property
    def points(self) -> NDArray[np.float64]:
        return self.data.points

    @property
    def n_components(self) -> int:
        return self.start.n_components

    @property
    def inputs(self) -> dict[str, Any]:
        """The options that are inputs of a widget."""
        return {name: getattr(self.options, name) for name in OPTIONS}

    @property
    def to_the_end(self) -> FitOptions:
        """The options of fits that go on to their optimum."""
        return replace(self.options, max_iter=FARTHEST)

    def with_data(self, data: Observations) -> Setting:
        """Replace the points, with a new k-means++ start; the options are kept."""
        return Setting.begin(data, self.n_components, own=self.own, options=self.options)

    def with_means(self, means: NDArray[np.float64]) -> Setting:
        """Use the default start for some valid means (K, d)."""
        return self.with_start(starts._from_seeds(means, self.data.spread))

    def with_start(self, start: Mixture) -> Setting:
        """Replace the start by a valid one."""
        return self if start == self.start else replace(self, start=start)

    def with_edited(self, data: Observations) -> Setting:
        """Replace the points after an edit; means, and covariances of the user's own, are kept."""
        if self.has_default_shapes:
            return replace(self, data=data).with_means(self.start.means)
        return replace(self, data=data)

    @property
    def has_default_shapes(self) -> bool:
        """Whether the start is the default one for its means."""
        return self.with_means(self.start.means) is self

    def with_shapes(
        self, mixture: Mixture, covariances: NDArray[np.float64], axes: Sequence[int]
    ) -> Setting:
        """Start from a mixture with other covariances (K, 2, 2) in two of the columns.

        With more than two columns, each covariance is mapped by the linear map of the plane that
        gives its marginal the requested value: the columns that are not drawn keep their variances,
        and their correlations with the plane follow.

        Parameters
        ----------
        mixture : Mixture
        covariances : (K, 2, 2) array
            In squared units of the data.
        axes : two of the columns of the points
            The plane.

        Returns
        -------
        Setting

        Raises
        ------
        ValueError
            If a covariance is not positive definite.
        """
        plane = np.ix_(axes, axes)
        shaped = mixture.covariances.copy()
        for k, wanted in enumerate(covariances):
            if np.array_equal(wanted, shaped[k][plane]):
                continue
            change = np.eye(mixture.dimension)
            change[plane] = _root(wanted) @ np.linalg.inv(_root(shaped[k][plane]))
            mapped = change @ shaped[k] @ change.T
            shaped[k] = (mapped + mapped.T) / 2
            shaped[k][plane] = wanted
        return self.with_start(Mixture(mixture.weights, mixture.means, shaped))

    def with_components(self, n_components: int, shown: Mixture) -> Setting:
        """Change the number of components to a valid one.

        The start has the shown means without the last ones, or with new ones on the points to which
        the shown mixture gives the lowest density.
        """
        if n_components == self.n_components:
            return self
        means = shown.means[:n_components]
        missing = n_components - len(means)
        if missing > 0:
            means = np.vstack([means, _worst_points(self.data.counting.points, shown, missing)])
        return self.with_means(means)

    def with_options(self, options: FitOptions) -> Setting:
        """Change the options of the fit."""
        return self if options == self.options else replace(self, options=options)

    def renewed(self) -> Setting:
        """The setting with the current definitions of its fitter's functions."""
        return self._with_own(None if self.own is None else self.own.renewed())

    def briefly(self, brief: bool) -> Setting:
        """The setting whose fitter does the least it can, or everything."""
        return self._with_own(None if self.own is None else self.own.briefly(brief))

    def _with_own(self, own: Fitter | None) -> Setting:
        return self if own is self.own else replace(self, own=own)

    def fit_steps(self) -> Steps[Trace]:
        """Fit, an iteration at a time."""
        if self.own is not None:
            return self.own.fit_steps(self.points, self.start, **vars(self.options))
        return run_steps(self.data, self.start, self.options)


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Cholesky factor of a covariance (2, 2)."""
    try:
        return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"covariances must be positive definite; got {covariance.tolist()}"
        ) from None


def _worst_points(points: NDArray[np.float64], mixture: Mixture, count: int) -> NDArray[np.float64]:
    """The distinct points of lowest density under a mixture, worst first."""
    order = np.argsort(mixture.log_density(points), kind="stable")
    _, first = np.unique(points[order], axis=0, return_index=True)
    return points[order[np.sort(first)]][:count]
