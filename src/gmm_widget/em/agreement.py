"""Agreement between two groupings of the same points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em.assignment import assign
from gmm_widget.em.information_criteria import SampleSize
from gmm_widget.em.points import as_labels, as_sample_weight

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@by_name
def adjusted_rand_index(
    labels: ArrayLike, other: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> float:
    """Compute the adjusted Rand index of two groupings: 1 if identical, about 0 by chance.

    The index is the share of pairs of points that are together in both groupings or apart in both,
    rescaled so that random groupings with the same group sizes score 0 on average. The names of the
    groups do not matter. Hubert and Arabie (1985), "Comparing partitions", J. Classification 2,
    193-218, eq. 5.

    Parameters
    ----------
    labels, other : (n,) array_like
        The group of each point: a number, counted from 0, or a name; names are numbered in sorted
        order.
    sample_weight : (n,) array_like or None
        How many points each row represents: counts. Weights whose sum is below the number of rows
        cannot be counts; they are rescaled to sum to it.

    Returns
    -------
    float
        At most 1; negative where the groupings agree less than by chance.

    Raises
    ------
    TypeError
        If the weights are not numbers.
    ValueError
        If the groupings do not have one label per point each, a label is neither a name nor a whole
        number, 0 or more, or the weights are invalid.

    Examples
    --------
    >>> adjusted_rand_index([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    """
    table = _contingency(labels, other, sample_weight)
    both = _pairs(table)
    one, two = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    if both == one == two:
        return 1.0
    by_chance = one * two / _pairs(table.sum()) if one and two else 0.0
    return (both - by_chance) / ((one + two) / 2 - by_chance)


@by_name
def matched(
    labels: ArrayLike, other: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> NDArray[np.intp]:
    """Match the groups of two groupings so that as many points as possible agree.

    Parameters
    ----------
    labels, other, sample_weight : as for `adjusted_rand_index`

    Returns
    -------
    (K,) array of int
        A permutation of 0..K-1, where K - 1 is the largest label of both: group k of `labels` is
        group ``matched(...)[k]`` of `other`. The points that disagree are
        ``matched(labels, other)[labels] != other``.

    Raises
    ------
    TypeError, ValueError
        As `adjusted_rand_index`.

    Notes
    -----
    An assignment problem: Kuhn (1955), "The Hungarian method for the assignment problem", Naval
    Res. Logist. Quart. 2, 83-97; `assign` solves it.
    """
    return _matching(_contingency(labels, other, sample_weight))


@by_name
def differing(
    labels: ArrayLike, other: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> int:
    """Count the points that two groupings put into different groups, once their groups are matched.

    Parameters
    ----------
    labels, other, sample_weight : as for `adjusted_rand_index`

    Returns
    -------
    int
        The number of points, by their weights, that disagree under the matching of `matched`.

    Raises
    ------
    TypeError, ValueError
        As `adjusted_rand_index`.
    """
    table = _contingency(labels, other, sample_weight)
    agree = table[np.arange(len(table)), _matching(table)].sum()
    return round(float(table.sum() - agree))


def _matching(table: NDArray[np.float64]) -> NDArray[np.intp]:
    return assign(-table)


def _contingency(
    labels: ArrayLike, other: ArrayLike, sample_weight: ArrayLike | None
) -> NDArray[np.float64]:
    """Count the points in group i of one grouping and group j of the other: (K, K)."""
    one, two = _checked(labels), _checked(other)
    if len(one) != len(two):
        raise ValueError(
            f"both groupings need one label for each point; got {len(one)} and {len(two)} labels"
        )
    size = int(max(one.max(), two.max())) + 1
    weight = None if sample_weight is None else as_sample_weight(sample_weight, len(one))
    if weight is not None:
        weight = weight * SampleSize.of(len(one), weight).factor
    counts = np.bincount(one * size + two, weight, size * size)
    return counts.reshape(size, size).astype(np.float64)


def _checked(labels: ArrayLike) -> NDArray[np.intp]:
    values = np.asarray(labels)
    if values.ndim == 1 and len(values) and values.dtype.kind in "OUST":
        return as_labels(labels, len(values))
    if values.ndim != 1 or len(values) == 0 or values.dtype.kind not in "iu" or values.min() < 0:
        raise ValueError(
            "labels must be whole numbers, 0 or more, one for each point; got shape "
            f"{values.shape} of type {values.dtype}"
        )
    return values.astype(np.intp)


def _pairs(counts: NDArray[np.float64]) -> float:
    """Count the pairs within groups of the given sizes."""
    return float((counts * (counts - 1) / 2).sum())
