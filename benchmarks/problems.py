"""What is fitted: random groups of points, and a start among them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gmm_widget import Mixture


def groups(n: int, d: int, k: int, seed: int = 0) -> tuple[NDArray[np.float64], Mixture]:
    """n points in k groups of random shape, and a start on k of the points."""
    random = np.random.default_rng(seed)
    centres = 3 * random.normal(size=(k, d))
    shapes = 0.3 * random.normal(size=(k, d, d)) + np.eye(d)
    which = random.integers(0, k, n)
    points = np.empty((n, d))
    for group in range(k):
        rows = np.flatnonzero(which == group)
        points[rows] = centres[group] + random.normal(size=(len(rows), d)) @ shapes[group].T
    points.flags.writeable = False
    means = points[random.choice(n, k, replace=False)]
    covariance = np.cov(points.T).reshape(d, d)
    return points, Mixture(np.full(k, 1 / k), means, np.repeat(covariance[None], k, axis=0))


def three_groups(n: int = 500) -> NDArray[np.float64]:
    """Points in three plain groups, as a lesson has them."""
    random = np.random.default_rng(0)
    sizes = [n - 2 * (3 * n // 10), 3 * n // 10, 3 * n // 10]
    round_ones = random.normal(size=(sizes[0], 2))
    above = np.add(random.normal(size=(sizes[1], 2)), [4, 3])
    below = random.normal(size=(sizes[2], 2)) * [1.5, 0.5] + [0, -4]
    points = np.vstack([round_ones, above, below])
    points.flags.writeable = False
    return points
