"""Conversion between mixtures and stacks, the form in which the kernels compute.

A stack is an array (p, K): a column for each component, in the coordinates of a `Unit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em.kernels import pack, unpack
from gmm_widget.em.mixture import Mixture, Mixtures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gmm_widget.em.kernels import Array, Unit


def as_stack(unit: Unit, mixtures: Sequence[Mixture], total: float = 1.0) -> Array:
    """Convert mixtures to a stack (p, K B) in the unit's coordinates, for `total` points."""
    given = Mixtures.of(mixtures)
    weights = given.weights * total
    means = unit.inwards(given.means)
    covariances = given.covariances / unit.scale
    covariances /= unit.scale[:, None]
    d = means.shape[2]
    return pack(
        weights.T.reshape(-1),
        means.transpose(1, 0, 2).reshape(-1, d),
        covariances.transpose(1, 0, 2, 3).reshape(-1, d, d),
    )


def as_mixtures(unit: Unit, stacks: Sequence[Array], first: Mixture | None = None) -> Mixtures:
    """Convert one or more stacks (p, K) in the unit's coordinates to mixtures in those of the data.

    `first` is the mixture of the first stack, if it is known to the last digit.
    """
    table = np.array(stacks).transpose(1, 0, 2)
    n_mixtures, n_components = table.shape[1:]
    means, covariances = unpack(table.reshape(len(table), -1))
    means = (means * unit.scale + unit.centre).reshape(n_mixtures, n_components, -1)
    covariances *= unit.scale
    covariances *= unit.scale[:, None]
    covariances = covariances.reshape(n_mixtures, n_components, *covariances.shape[1:])
    weights = table[0] / table[0].sum(axis=1, keepdims=True)
    if first is not None:
        weights[0], means[0], covariances[0] = first.weights, first.means, first.covariances
    return Mixtures(weights, means, covariances)
