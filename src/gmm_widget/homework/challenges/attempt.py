"""An attempt at a challenge: starts on some points, and the properties of their fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em as k_means
from gmm_widget.em import (
    SOUND,
    Mixture,
    Trace,
    fit,
    fit_many,
    n_parameters,
    responsibilities,
    spread,
    starts,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

TOL, MAX_ITER = 1e-9, 2000
"""Attempts are fitted until they converge, however few iterations the widget shows."""
SEARCH, SEARCH_TOL = 100, 1e-7
"""The number of random starts in the search for the best fit, and their maximum iterations."""
SHARED = 0.2
"""Two ends are the same optimum if their log-likelihoods differ by less than this, in nats."""
NUDGE = 0.02
"""The size of the perturbation, in standard deviations, that tests whether an optimum is stable."""
KNOWN = 64
"""The number of data sets and options for which the best fit is cached."""


@dataclass(frozen=True, eq=False)
class Attempt:
    """The argument of a judge.

    Attributes
    ----------
    points : (n, d) array
    starts : tuple of (K, d) arrays
        The means that were given, rounded as in a code.
    labels : (n,) array or None
        The group that each point comes from, where that is known.
    given : (K, d) array or None
        The start that the challenge prescribed, if any.
    options : mapping
        ``covariance_type`` and ``reg_covar`` of the fits.
    """

    points: Array
    starts: tuple[Array, ...]
    labels: NDArray[Any] | None
    given: Array | None
    options: Mapping[str, Any]

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """The fit from every start."""
        return tuple(
            fit(
                self.points,
                starts.from_means(self.points, means),
                tol=TOL,
                max_iter=MAX_ITER,
                **self.options,
            )
            for means in self.starts
        )

    @property
    def trace(self) -> Trace:
        """The fit from the first start."""
        return self.traces[0]

    @property
    def ended(self) -> bool:
        """Whether the first fit converged: neither collapsed nor became empty."""
        return self.trace.status in SOUND

    @property
    def log_likelihood(self) -> float:
        """The log-likelihood at the end of the first fit, in nats, summed over the points."""
        return float(self.trace.log_likelihoods[-1])

    @cached_property
    def settled(self) -> float:
        """The log-likelihood to which EM converges after a small perturbation.

        At an optimum it stays the same. A fit that had converged only because two means were equal
        continues to a better optimum; the value is -inf where it ends in a collapse.
        """
        final = self.trace.final
        push = np.random.default_rng(0).normal(size=final.means.shape) * NUDGE
        pushed = Mixture(final.weights, final.means + push * spread(self.points), final.covariances)
        again = fit(self.points, pushed, tol=TOL, max_iter=MAX_ITER, **self.options)
        sound = again.status in SOUND
        return float(again.log_likelihoods[-1]) if sound else -np.inf

    def best(self, n_components: int | None = None, n_starts: int = SEARCH) -> float:
        """The log-likelihood of the best fit known for these points and options, in nats.

        It is searched for from `n_starts` random starts.
        """
        n_components = n_components or len(self.starts[0])
        return best_known(self.points, n_components, self.options, n_starts)

    @property
    def gap(self) -> float:
        """How far the first fit ended below the best fit known, in nats."""
        return self.best() - (self.settled if self.holds else self.log_likelihood)

    @property
    def holds(self) -> bool:
        """Whether EM converges again after a small perturbation of the end, without a collapse."""
        return self.settled > -np.inf

    def bic(self, trace: Trace) -> float:
        """The Bayesian information criterion at the end of a fit; lower is better."""
        k, d = trace.final.means.shape
        parameters = n_parameters(k, d, trace.covariance_type)
        return float(parameters * np.log(len(self.points)) - 2 * trace.log_likelihoods[-1])

    @cached_property
    def groups(self) -> NDArray[np.intp]:
        """The most likely component of every point at the end of the first fit."""
        seen = responsibilities(self.trace.points, self.trace.final)
        return np.asarray(seen.argmax(axis=1))

    @cached_property
    def k_means(self) -> k_means.KMeansTrace:
        """k-means from the same start."""
        return k_means.kmeans(self.points, self.starts[0], max_iter=300)


@dataclass(frozen=True, eq=False)
class Search:
    """The ends of some random starts.

    Attributes
    ----------
    starts : tuple of (K, d) arrays
        Their means, on random points.
    ends : (B,) array
        The log-likelihood of each end; -inf for a collapse or an empty component.
    """

    starts: tuple[Array, ...]
    ends: Array

    @property
    def best(self) -> float:
        """The best end that several starts share; the best of all, if none is shared.

        An optimum that a single start finds does not count: it mostly has a component on a handful
        of points. -inf if every start is lost.
        """
        ends = np.sort(self.ends[np.isfinite(self.ends)])[::-1]
        shared = np.flatnonzero(ends[:-1] - ends[1:] < SHARED)
        if len(shared):
            return float(ends[shared[0]])
        return float(ends.max(initial=-np.inf))


def best_known(
    points: Array, n_components: int, options: Mapping[str, Any], n_starts: int = SEARCH
) -> float:
    """Search for the log-likelihood of the best fit, in nats: see `Search.best`.

    Parameters
    ----------
    points : (n, d) array
    n_components : int
    options : mapping
        ``covariance_type`` and ``reg_covar``.
    n_starts : int

    Returns
    -------
    float
    """
    return searched(points, n_components, options, n_starts).best


def searched(
    points: Array, n_components: int, options: Mapping[str, Any], n_starts: int = SEARCH
) -> Search:
    """Fit from random starts, always the same ones; the result is cached.

    Parameters
    ----------
    points, n_components, options, n_starts
        As for `best_known`.

    Returns
    -------
    Search
    """
    told = tuple(sorted(options.items()))
    return _searched(points.tobytes(), points.shape, n_components, told, n_starts)


@lru_cache(KNOWN)
def _searched(
    raw: bytes,
    shape: tuple[int, ...],
    n_components: int,
    options: tuple[tuple[str, Any], ...],
    n_starts: int,
) -> Search:
    points, random = np.frombuffer(raw).reshape(shape), np.random.default_rng(0)
    # With one component every start leads to the same end.
    enough = n_starts if n_components > 1 else 1
    rows = [random.choice(len(points), n_components, replace=False) for _ in range(enough)]
    begin = tuple(points[row] for row in rows)
    return Search(begin, ends_of(points, begin, dict(options)))


def ends_of(
    points: Array, many: Sequence[Array], options: Mapping[str, Any], max_iter: int = 1000
) -> Array:
    """Fit from many means, and return the log-likelihoods of the ends, (B,); -inf where lost.

    Parameters
    ----------
    points : (n, d) array
    many : sequence of (K, d) arrays
    options : mapping
        ``covariance_type`` and ``reg_covar``.
    max_iter : int
        The number of iterations after which a fit counts as ended.

    Returns
    -------
    (B,) array
    """
    like = starts.from_means(points, many[0])
    begin = [Mixture(like.weights, means, like.covariances) for means in many]
    fits = fit_many(points, begin, tol=SEARCH_TOL, max_iter=max_iter, **options)
    ends = np.full(len(fits), -np.inf)
    ends[fits.sound] = fits.log_likelihoods[fits.sound]
    return ends


def rounded(points: Array, means: ArrayLike) -> Array:
    """Round means to about a thousandth of the data's standard deviation, as in a code."""
    scale = spread(points)
    decimals = 3 - np.floor(np.log10(scale)).astype(int)
    columns = np.asarray(means, dtype=np.float64).T
    kept = [np.round(c, int(k)) for c, k in zip(columns, decimals, strict=True)]
    return np.stack(kept, axis=1)
