"""The points and mixtures on which a student's function is compared with the reference.

They are generic: unequal weights, correlated covariances of different sizes, centred away from
zero, and never two of the numbers n, K and d equal, so that no mistake cancels and no transposed
shape passes for the right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import em
from gmm_widget.em import Mixture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SHAPES = ((11, 3, 5), (19, 5, 3), (9, 4, 2), (7, 2, 4), (8, 4, 1), (5, 1, 3))
"""(n, K, d) of the ordinary probes. Named faults are searched for on the first and verified on the
second, whose numbers are odd primes, so that none is mistaken for a factor 2. The others detect
functions that work only for some numbers of dimensions or components."""


SEEDS = (1, 198, 2, 3, 4, 5)
"""Chosen so that in the first two every component is the most likely one of two points or more."""


@dataclass(frozen=True, eq=False)
class Probe:
    """Points (n, d), a mixture of K components, and the resulting responsibilities (n, K)."""

    points: Array
    mixture: Mixture
    responsibilities: Array

    @classmethod
    def of(cls, points: Array, mixture: Mixture) -> Probe:
        """Create the probe with the mixture's own responsibilities."""
        return cls(points, mixture, em.e_step(points, mixture))

    @property
    def shape(self) -> tuple[int, int, int]:
        """n, K and d."""
        return len(self.points), self.mixture.n_components, self.mixture.dimension

    def regularised(self, reg: float) -> Probe:
        """The probe with `reg` added to the diagonals of the covariances."""
        if not reg:
            return self
        mixture = self.mixture
        covariances = mixture.covariances + reg * np.eye(mixture.dimension)
        return Probe.of(self.points, Mixture(mixture.weights, mixture.means, covariances))

    @property
    def for_e_step(self) -> Mapping[str, Array]:
        """The arguments of an E-step, and of a log-likelihood."""
        mixture = self.mixture
        return {
            "X": self.points,
            "weights": mixture.weights,
            "means": mixture.means,
            "covariances": mixture.covariances,
        }

    @property
    def for_m_step(self) -> Mapping[str, Array]:
        """The arguments of an M-step."""
        return {"X": self.points, "R": self.responsibilities}


@cache
def ordinary(number: int) -> Probe:
    """One of the probes on which nothing overflows or underflows."""
    n, n_components, dimension = SHAPES[number]
    return generic(n, n_components, dimension, seed=SEEDS[number])


@cache
def moved(number: int, *, points: bool) -> Probe:
    """An ordinary probe with other points, or another mixture, of the same shape."""
    n, n_components, dimension = SHAPES[number]
    probe, other = ordinary(number), generic(n, n_components, dimension, seed=900 + number)
    if points:
        return Probe.of(other.points, probe.mixture)
    return Probe.of(probe.points, other.mixture)


@cache
def far() -> Probe:
    """Points so far from every component that every density underflows to 0."""
    probe = ordinary(2)
    places = np.array([[0.3, -0.2], [75.0, -60.0], [400.0, 500.0], [-1e4, 3e3], [0.0, 900.0]])
    return Probe.of(places, probe.mixture)


def generic(n: int, n_components: int, dimension: int, seed: int) -> Probe:
    """Create a probe of some shape, deterministic for a seed.

    Parameters
    ----------
    n, n_components, dimension : int
    seed : int

    Returns
    -------
    Probe
    """
    random = np.random.default_rng([20240, seed])
    weights = np.linspace(1.0, 0.3, n_components) ** 2
    weights = random.permutation(weights / weights.sum())
    weights /= weights.sum()
    means = random.normal(size=(n_components, dimension)) + 0.6
    factors = random.normal(size=(n_components, dimension, dimension)) + np.eye(dimension)
    size = random.permutation(np.linspace(0.5, 1.6, n_components))
    covariances = factors @ factors.transpose(0, 2, 1) / dimension + 0.7 * np.eye(dimension)
    covariances *= size[:, None, None]
    points = random.normal(size=(n, dimension)) * 1.2 + 0.9
    return Probe.of(points, Mixture(weights, means, covariances))
