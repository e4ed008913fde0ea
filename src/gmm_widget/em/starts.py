"""Starts of a fit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_widget.arguments import by_name
from gmm_widget.em.checks import check_count
from gmm_widget.em.data import Data
from gmm_widget.em.mixture import Mixture
from gmm_widget.em.points import as_means
from gmm_widget.em.randomness import as_generator
from gmm_widget.tables import as_table

MOST_UPDATES = 100
"""The maximum number of iterations of k-means."""


@by_name
def from_means(points: Any, means: ArrayLike, *, sample_weight: ArrayLike | None = None) -> Mixture:
    """Create a start from seed means alone.

    Every weight is 1/K, and every covariance diagonal with the data's per-axis variances divided
    by K^(2/d): K ellipses with the data's proportions that together cover about the data's area.

    Parameters
    ----------
    points : (n, d) or (n,) array_like
    means : (K, d) or (K,) array_like
        In units of the data.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    Mixture

    Raises
    ------
    TypeError, ValueError
        If the points are invalid, or the means are not finite numbers of shape (K, d).
    """
    table = points if isinstance(points, Data) else as_table(points)
    data = Data.checked(table, sample_weight)
    seeds = as_means(means, None if isinstance(table, Data) else table.names)
    dimension = data.points.shape[1]
    if seeds.ndim != 2 or seeds.shape[1] != dimension or len(seeds) == 0:
        raise ValueError(
            f"means must have shape (K, {dimension}): one row per component, one column per "
            f"column of the points; got shape {seeds.shape}"
        )
    if not np.isfinite(seeds).all():
        raise ValueError("means must be finite numbers; got NaN or infinity")
    return _from_seeds(seeds, _drawn_from(data).spread)


def _from_seeds(seeds: NDArray[np.float64], deviations: NDArray[np.float64]) -> Mixture:
    """Create the start of `from_means` from valid seeds (K, d) and the data's deviations (d,)."""
    n_components, dimension = seeds.shape
    covariances = np.zeros((n_components, dimension, dimension))
    axes = np.arange(dimension)
    covariances[:, axes, axes] = deviations**2 / n_components ** (2 / dimension)
    return Mixture._unchecked(np.full(n_components, 1 / n_components), seeds, covariances)


@by_name
def random_points(
    points: Any,
    n_components: int,
    *,
    random_state: Any = 0,
    sample_weight: ArrayLike | None = None,
) -> Mixture:
    """Create a start whose means are K distinct rows of the points, drawn at random.

    Each row is drawn with probability proportional to its weight.

    Parameters
    ----------
    points : (n, d) array_like
    n_components : int
        K.
    random_state : int, numpy.random.Generator or None
        A seed of numpy's, or a generator.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    Mixture
        As from `from_means`.

    Raises
    ------
    TypeError, ValueError
        If the points or an option are invalid, or there are fewer points than components.
    """
    data = _data(points, sample_weight, n_components)
    weight = data.sample_weight
    share = None if weight is None else weight / weight.sum()
    random = as_generator(random_state)
    if share is not None and np.count_nonzero(share) < n_components:
        share = None  # beside one weight, all others are nothing
    rows = random.choice(len(data.points), n_components, replace=False, p=share)
    return _from_seeds(data.points[rows], data.spread)


@by_name
def kmeans_plus_plus(
    points: Any,
    n_components: int,
    *,
    random_state: Any = 0,
    sample_weight: ArrayLike | None = None,
) -> Mixture:
    """Create a start whose means are K spread-out points, drawn by k-means++.

    Each next point is drawn with probability proportional to its squared distance (in units of the
    data's standard deviations) from the nearest of those already chosen. Arthur and Vassilvitskii
    (2007), "k-means++: the advantages of careful seeding", SODA.

    Parameters
    ----------
    points, n_components, random_state, sample_weight : as for `random_points`

    Returns
    -------
    Mixture
        As from `from_means`.

    Raises
    ------
    TypeError, ValueError
        As `random_points`.
    """
    return many_kmeans_plus_plus(
        points, n_components, 1, random_state=random_state, sample_weight=sample_weight
    )[0]


@by_name
def many_kmeans_plus_plus(
    points: Any,
    n_components: int,
    n_starts: int,
    *,
    random_state: Any = 0,
    sample_weight: ArrayLike | None = None,
) -> list[Mixture]:
    """Create the starts that `kmeans_plus_plus` draws in turn from one `numpy.random.Generator`.

    Parameters
    ----------
    points, n_components, random_state, sample_weight : as for `random_points`
    n_starts : int
        The number of starts.

    Returns
    -------
    list of Mixture

    Raises
    ------
    TypeError, ValueError
        As `random_points`; if `n_starts` is not a whole number above 0.
    """
    check_count("n_starts", n_starts)
    data = _data(points, sample_weight, n_components)
    random = as_generator(random_state)
    scaled = np.ascontiguousarray((data.points / data.spread).T)
    drawn = (_spread_out(scaled, n_components, data.sample_weight, random) for _ in range(n_starts))
    return [_from_seeds(data.points[rows], data.spread) for rows in drawn]


def _spread_out(
    scaled: NDArray[np.float64],
    n_components: int,
    weight: NDArray[np.float64] | None,
    random: np.random.Generator,
) -> list[int]:
    """Draw rows by k-means++ from points (d, n) in units of their standard deviations."""
    n = scaled.shape[1]
    rows = [int(random.integers(n)) if weight is None else _draw(weight, random)]
    distance = np.full(n, np.inf)
    while len(rows) < n_components:
        apart = scaled - scaled[:, rows[-1], None]
        apart *= apart
        np.minimum(distance, np.add.reduce(apart, axis=0), out=distance)
        rows.append(_draw(distance if weight is None else distance * weight, random))
    return rows


def _draw(share: NDArray[np.float64], random: np.random.Generator) -> int:
    """Draw a row with probability proportional to its share; any row if all are 0."""
    cumulated = np.cumsum(share)
    if cumulated[-1] == 0:
        return int(random.integers(len(share)))
    row = int(np.searchsorted(cumulated, random.random() * cumulated[-1], side="right"))
    # Rounding may give all of the sum, which is beyond the last that can be drawn.
    return row if row < len(share) else int(np.flatnonzero(share)[-1])


@by_name
def kmeans(
    points: Any,
    n_components: int,
    *,
    random_state: Any = 0,
    sample_weight: ArrayLike | None = None,
) -> Mixture:
    """Create a start from the centres that k-means finds from a k-means++ start.

    k-means (`gmm_widget.kmeans`) runs in units of the data's standard deviations.

    Parameters
    ----------
    points, n_components, random_state, sample_weight : as for `random_points`

    Returns
    -------
    Mixture
        As from `from_means`.

    Raises
    ------
    TypeError, ValueError
        As `random_points`.
    """
    data = _data(points, sample_weight, n_components)
    centre, scale = data.points.mean(axis=0), data.spread
    begin = kmeans_plus_plus(data, n_components, random_state=random_state)
    from gmm_widget.em.lloyd import kmeans as lloyd

    found = lloyd(
        (data.points - centre) / scale,
        (begin.means - centre) / scale,
        max_iter=MOST_UPDATES,
        sample_weight=data.sample_weight,
    )
    return _from_seeds(found.centres[-1] * scale + centre, scale)


def _data(points: Any, sample_weight: ArrayLike | None, n_components: int) -> Data:
    """Validate data from which a start of K components is drawn."""
    check_count("n_components", n_components)
    return _drawn_from(Data.checked(points, sample_weight, at_least=int(n_components)))


def _drawn_from(data: Data) -> Data:
    """Drop the rows of weight 0, and weights that are all equal, which change no start."""
    left, weight = data.counting, data.counting.sample_weight
    equal = weight is not None and bool((weight == weight[0]).all())
    return Data(left.points) if equal else left
