"""Densities: grids, marginals, cuts and contour levels for plots; overlaps; unlikely points.

A grid cuts the plane of `extent` = (left, right, bottom, top) into size x size cells and evaluates
at their centres; row 0 is at the bottom, as matplotlib's imshow(grid, origin="lower",
extent=extent) expects. A component narrower than a cell can fall between the centres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em.mixture import Mixture, Mixtures, posterior
from gmm_widget.em.points import as_rows, as_sample_weight

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90, 0.99)
"""The shares of a mixture that its contours enclose."""
DRAWS = 1024
"""The number of places at which `levels` evaluates each component."""
NEGLIGIBLE = -800.0
"""exp of this is 0."""


@by_name
def cell_centres(extent: Sequence[float], size: int) -> tuple[Array, Array]:
    """Compute the x (size,) and the y (size,) of the centres of a grid's columns and rows.

    Raises ValueError unless extent is (left, right, bottom, top), and size at least 1.
    """
    left, right, bottom, top = map(float, extent)
    if not (math.isfinite(right - left) and math.isfinite(top - bottom)):
        raise ValueError(f"extent must be finite numbers; got {tuple(extent)}")
    if not (left < right and bottom < top) or size < 1:
        raise ValueError(
            "a grid needs an extent (left, right, bottom, top) with left < right and bottom < top, "
            f"and a size of 1 or more; got {tuple(extent)} and {size}"
        )
    inside = (np.arange(size) + 0.5) / size
    return left + inside * (right - left), bottom + inside * (top - bottom)


@by_name
def density_grids(mixtures: Sequence[Mixture], extent: Sequence[float], size: int = 64) -> Array:
    """Evaluate the densities p(x, y) of several mixtures on a grid, all at once.

    Parameters
    ----------
    mixtures : sequence of F Mixture
        In two dimensions, all of K components: `trace.mixtures`, or their marginals.
    extent : (left, right, bottom, top)
        In units of the data.
    size : int
        The number of rows, and of columns, of the grid.

    Returns
    -------
    (F, size, size) array
        Per squared unit of the data; [f, row, column], row 0 at the bottom.

    Raises
    ------
    ValueError
        If a mixture is not in two dimensions, a covariance is singular, the extent is empty, or
        the size is below 1.
    """
    joint = _log_joint(mixtures, extent, size)
    density: Array = np.exp(joint, out=joint).sum(axis=1)
    return density


@by_name
def density_grid(mixture: Mixture, extent: Sequence[float], size: int = 64) -> Array:
    """Evaluate the density of one mixture on a grid, (size, size).

    Parameters
    ----------
    mixture : Mixture
        In two dimensions.
    extent, size : as for `density_grids`

    Returns
    -------
    (size, size) array
        Per squared unit of the data; row 0 at the bottom.

    Raises
    ------
    ValueError
        As `density_grids`.
    """
    grid: Array = density_grids([mixture], extent, size)[0]
    return grid


@by_name
def entropy_grids(mixtures: Sequence[Mixture], extent: Sequence[float], size: int = 64) -> Array:
    """Evaluate on a grid how undecided a point would be under several mixtures: see `entropy`.

    Computed from log densities throughout, so it is well defined however far a cell is from every
    component.

    Parameters
    ----------
    mixtures, extent, size : as for `density_grids`

    Returns
    -------
    (F, size, size) array
        The entropy of the responsibilities, from 0 to 1; [f, row, column], row 0 at the bottom.

    Raises
    ------
    ValueError
        As `density_grids`.
    """
    joint = _log_joint(mixtures, extent, size)
    if joint.shape[1] == 1:
        return np.zeros_like(joint[:, 0])
    joint -= joint.max(axis=1, keepdims=True)
    np.maximum(joint, NEGLIGIBLE, out=joint)
    shares = np.exp(joint)
    total = shares.sum(axis=1)
    joint *= shares
    nats = np.log(total) - joint.sum(axis=1) / total
    share: Array = np.clip(nats / math.log(joint.shape[1]), 0.0, 1.0)
    return share


@by_name
def entropy_grid(mixture: Mixture, extent: Sequence[float], size: int = 64) -> Array:
    """Evaluate on a grid how undecided a point would be under one mixture, (size, size).

    Parameters
    ----------
    mixture : Mixture
        In two dimensions.
    extent, size : as for `density_grids`

    Returns
    -------
    (size, size) array
        As a grid of `entropy_grids`.

    Raises
    ------
    ValueError
        As `density_grids`.
    """
    grid: Array = entropy_grids([mixture], extent, size)[0]
    return grid


def entropy(responsibilities: ArrayLike) -> Array:
    """Compute the entropy of each point's responsibilities, as a fraction of log K.

    It is 0 when one component has the whole point, and 1 when all K have the same share of it, so
    that one scale serves every K; multiplied by log K it is in nats. With one component it is 0.
    Shannon (1948), "A mathematical theory of communication", Bell Syst. Tech. J. 27.

    Parameters
    ----------
    responsibilities : (n, K) array_like
        Probabilities; each row sums to 1.

    Returns
    -------
    (n,) array

    Raises
    ------
    ValueError
        If the responsibilities do not have shape (n, K).
    """
    r = np.asarray(responsibilities, dtype=np.float64)
    if r.ndim != 2 or r.shape[1] == 0:
        raise ValueError(f"responsibilities must have shape (n, K), a row a point; got {r.shape}")
    if r.shape[1] == 1:
        return np.zeros(len(r))
    nats = -(r * np.log(np.where(r > 0, r, 1.0))).sum(axis=1)
    share: Array = np.clip(nats / math.log(r.shape[1]), 0.0, 1.0)
    return share


@by_name
def marginal(mixture: Mixture, axis: int, values: ArrayLike) -> tuple[Array, Array]:
    """Compute the density along one axis, all other coordinates integrated out.

    Bishop (2006), *Pattern Recognition and Machine Learning*, eq. 2.98.

    Parameters
    ----------
    mixture : Mixture
        In any dimension.
    axis : int
        The coordinate to keep, counted from 0.
    values : (m,) array_like
        Positions along the axis, in units of the data.

    Returns
    -------
    density : (m,) array
        Of the mixture, per unit of the data.
    components : (K, m) array
        Each component's, times its weight: they sum to the density.
    """
    places = np.asarray(values, dtype=np.float64).reshape(-1, 1)
    components = np.exp(mixture.marginal([axis]).log_joint(places)).T
    return components.sum(axis=0), components


@dataclass(frozen=True, eq=False)
class Cut:
    """A mixture along a line.

    Attributes
    ----------
    places : (m, d) array
        In units of the data.
    distance : (m,) array
        From the beginning of the line.
    components : (K, m) array
        The density of each component at these places, times its weight.
    density : (m,) array
        Their sum, the density of the mixture.
    responsibilities : (K, m) array
        The share of each component, which are well defined however far a place is from all.
    """

    places: NDArray[np.float64]
    distance: NDArray[np.float64]
    components: NDArray[np.float64]
    density: NDArray[np.float64]
    responsibilities: NDArray[np.float64]


@by_name
def cut(mixture: Mixture, begin: ArrayLike, end: ArrayLike, size: int = 201) -> Cut:
    """Evaluate the weighted components of a mixture along a straight line, and their sum.

    These are the densities p(x) of whole points on the line, per unit of the data in each of the d
    coordinates: neither marginal nor conditional, so they need not integrate to 1.

    Parameters
    ----------
    mixture : Mixture
        In d dimensions.
    begin, end : (d,) array_like
        The ends of the line, in units of the data; a number each in one dimension.
    size : int
        The number m of places, evenly spaced, both ends included; at least 2.

    Returns
    -------
    Cut

    Raises
    ------
    ValueError
        If an end is not d finite numbers, both ends are the same, a covariance is singular, or the
        size is below 2.
    """
    ends = [np.asarray(place, dtype=np.float64).reshape(-1) for place in (begin, end)]
    if any(place.shape != (mixture.dimension,) or not np.isfinite(place).all() for place in ends):
        raise ValueError(
            f"a line needs two ends of {mixture.dimension} finite numbers each; got {begin!r} and "
            f"{end!r}"
        )
    if np.array_equal(ends[0], ends[1]) or size < 2:
        raise ValueError(
            "a line needs two different ends, and a size of 2 or more; got "
            f"{begin!r}, {end!r} and {size}"
        )
    share = np.linspace(0.0, 1.0, size)
    places = (1 - share[:, None]) * ends[0] + share[:, None] * ends[1]
    joint = mixture.log_joint(places)
    components = np.exp(joint).T
    return Cut(
        places,
        share * float(np.linalg.norm(ends[1] - ends[0])),
        components,
        components.sum(axis=0),
        posterior(joint).T,
    )


def overlaps(mixture: Mixture) -> Array:
    """Compute how much every two components overlap, from 0 (not at all) to 1 (the same).

    The Bhattacharyya coefficient, the integral of sqrt(N_j N_k), in its closed form for Gaussians
    (Bhattacharyya 1943, "On a measure of divergence between two statistical populations", Bull.
    Calcutta Math. Soc. 35, 99-109; Fukunaga 1990, *Introduction to Statistical Pattern
    Recognition*, eq. 3.152). It does not depend on the weights. If only components j and k made
    points, at most sqrt(pi_j pi_k) / (pi_j + pi_k) times this would be given to the wrong one by
    the larger responsibility (Kailath 1967, IEEE Trans. Commun. Technol. 15, 52-60).

    Parameters
    ----------
    mixture : Mixture
        K components in d dimensions.

    Returns
    -------
    (K, K) array
        Symmetric, with 1 on the diagonal.

    Raises
    ------
    ValueError
        If a covariance is singular.
    """
    whitening = mixture._whitening()
    log_det = -2.0 * np.log(np.diagonal(whitening, axis1=1, axis2=2)).sum(axis=1)
    between = 0.5 * (mixture.covariances[:, None] + mixture.covariances)
    apart = mixture.means[:, None] - mixture.means
    squared = np.einsum("jki,jki->jk", apart, np.linalg.solve(between, apart[..., None])[..., 0])
    spread = np.linalg.slogdet(between)[1] - 0.5 * (log_det[:, None] + log_det)
    found: Array = np.exp(-0.125 * squared - 0.5 * spread)
    np.fill_diagonal(found, 1.0)
    return np.minimum(found, 1.0)


@by_name
def least_likely(
    points: Any, mixture: Mixture, share: float = 0.01, *, sample_weight: ArrayLike | None = None
) -> NDArray[np.intp]:
    """Find the points to which a mixture gives the lowest density.

    The fewest that make up the given share of the points. A share is always found, whether or not
    these points are odd: to judge new points, compare their log density with a quantile of that of
    points that the mixture makes, such as ``np.quantile(m.log_density(m.sample(10_000)), 0.01)``.

    Parameters
    ----------
    points : (n, d) or (n,) array_like
    mixture : Mixture
        In d dimensions.
    share : float
        Between 0 and 1.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    (m,) array of int
        Rows, the least likely first.

    Raises
    ------
    TypeError, ValueError
        If the points or the weights are invalid, or the share is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"share must be between 0 and 1, such as 0.01; got {share!r}")
    x = as_rows(points)
    order = np.argsort(mixture.log_density(x), kind="stable")
    count = np.ones(len(x)) if sample_weight is None else as_sample_weight(sample_weight, len(x))
    reached = np.cumsum(count[order])
    last = int(np.searchsorted(reached, share * reached[-1] * (1 - 1e-12)))
    return order[: last + 1]


@by_name
def levels(mixture: Mixture, shares: Sequence[float] = SHARES) -> Array:
    """Compute the heights of the contours that enclose given shares of a mixture.

    The region where the density is above a height is the smallest of all regions that hold as much:
    a highest-density region. Its height is a quantile of p(X) where X comes from the mixture itself
    (Hyndman 1996, "Computing and graphing highest density regions", Amer. Statist. 50, 120-126,
    sect. 3.2). In place of random draws, each component is evaluated along a spiral through equal
    shares of its mass, so that one Gaussian is exact, a component of any size counts in full, and
    the same mixture always has the same contours.

    Parameters
    ----------
    mixture : Mixture
        In two dimensions.
    shares : sequence of S float
        Between 0 and 1.

    Returns
    -------
    (S,) array
        Densities, in the order of the shares: the larger the share, the lower.

    Raises
    ------
    ValueError
        If the mixture is not in two dimensions, a covariance is singular, or a share is not
        between 0 and 1.
    """
    _check_planar(mixture)
    wanted = np.asarray(shares, dtype=np.float64)
    if not ((wanted > 0) & (wanted < 1)).all():
        raise ValueError(f"shares must be between 0 and 1; got {tuple(shares)}")
    factors = np.linalg.inv(mixture._whitening())
    places = mixture.means[:, None] + _spiral() @ factors.transpose(0, 2, 1)
    log_density = mixture.log_density(places.reshape(-1, 2))
    order = np.argsort(-log_density)
    mass = np.repeat(mixture.weights / DRAWS, DRAWS)[order]
    enclosed = np.cumsum(mass) - mass / 2
    return np.interp(wanted, enclosed, np.exp(log_density[order]))


@cache
def _spiral() -> Array:
    """Place DRAWS points of a standard Gaussian along a spiral, (DRAWS, 2).

    A fraction (j + 1/2) / DRAWS of the mass is nearer to the middle than the j-th point, which is a
    golden angle further round than the one before (Vogel 1979, "A better way to construct the
    sunflower head", Math. Biosci. 44).
    """
    j = np.arange(DRAWS)
    radius = np.sqrt(-2.0 * np.log1p(-(j + 0.5) / DRAWS))
    angle = math.pi * (3.0 - math.sqrt(5.0)) * j
    places: Array = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return places


def _log_joint(mixtures: Sequence[Mixture], extent: Sequence[float], size: int) -> Array:
    """Evaluate log(pi_k N(x | mu_k, Sigma_k)) at every cell's centre, (F, K, size, size).

    With L^-1 = [[a, 0], [b, c]], the Mahalanobis distance is (a dx)^2 + (b dx + c dy)^2: except for
    one sum and one product a cell, everything is computed once a row or a column.
    """
    for mixture in mixtures:
        _check_planar(mixture)
    x, y = cell_centres(extent, size)
    given = Mixtures.of(mixtures)
    whitening = np.array([mixture._whitening() for mixture in mixtures])
    a, b, c = (whitening[..., i, j, None] for i, j in ((0, 0), (1, 0), (1, 1)))
    dx, dy = x - given.means[..., 0, None], y - given.means[..., 1, None]
    with np.errstate(divide="ignore"):
        scale = np.log(given.weights[..., None] * a * c / (2.0 * math.pi))
    across = scale - 0.5 * (a * dx) ** 2
    joint: Array = (c * dy)[..., :, None] + (b * dx)[..., None, :]
    joint *= joint
    joint *= -0.5
    joint += across[..., None, :]
    return joint


def _check_planar(mixture: Mixture) -> None:
    if mixture.dimension != 2:
        raise ValueError(
            f"this mixture has {mixture.dimension} coordinates and a plane has 2: draw "
            "mixture.marginal([i, j])"
        )
