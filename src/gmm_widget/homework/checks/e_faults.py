"""The faults of an E-step: those of the density, and those of its normalisation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks import density_faults
from gmm_widget.homework.checks.density_faults import Terms
from gmm_widget.homework.checks.faults import RIGHT, Choice, Option, Stage, agree, choices, matches
from gmm_widget.homework.checks.probes import Probe, ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def log_sum(joint: Array, axis: int | tuple[int, ...]) -> Array:
    """Compute log sum exp along some axes, which are kept."""
    top = joint.max(axis=axis, keepdims=True)
    return np.asarray(top + np.log(np.exp(joint - top).sum(axis=axis, keepdims=True)))


def _softmax(joint: Array) -> Array:
    return np.asarray(np.exp(joint - log_sum(joint, -1)))


def _one_hot(joint: Array) -> Array:
    return np.asarray(joint == joint.max(axis=-1, keepdims=True), dtype=np.float64)


def _share(values: Array, axis: int | tuple[int, ...]) -> Array:
    return np.asarray(values / values.sum(axis=axis, keepdims=True))


_ROW = "divide each row (point) by its own sum over the components, axis=1 with keepdims=True"

LINK: Stage = {
    RIGHT: Option(lambda j, w: _softmax(j)),
    "not normalised": Option(
        lambda j, w: np.exp(j),
        f"The rows do not sum to 1: these are the densities before normalising; {_ROW}.",
    ),
    "normalised over points": Option(
        lambda j, w: np.exp(j - log_sum(j, -2)),
        f"Normalised down the points (axis=0), so that columns sum to 1: {_ROW}.",
    ),
    "normalised over all": Option(
        lambda j, w: np.exp(j - log_sum(j, (-2, -1))),
        f"Everything is divided by one grand total: {_ROW}.",
    ),
    "logarithms": Option(
        lambda j, w: j - log_sum(j, -1),
        "These are the logarithms of the responsibilities: apply np.exp at the end.",
    ),
    "log densities": Option(
        lambda j, w: j,
        "These are log densities, log(pi_k N(x | mu_k, Sigma_k)): subtract the log of their sum "
        "in each row, then apply np.exp.",
    ),
    "logs over points": Option(
        lambda j, w: j - log_sum(j, -2),
        f"These are logarithms, normalised down the points (axis=0): {_ROW}, and apply np.exp.",
    ),
    "shares of logs": Option(
        lambda j, w: _share(j, -1),
        "The log densities themselves are divided by their sum: apply np.exp first, then divide.",
    ),
    "hard": Option(
        lambda j, w: _one_hot(j),
        "These are hard labels, all 0 or 1, as k-means has them: EM needs the soft shares, the "
        "densities divided by their sum.",
    ),
    "hard, least": Option(
        lambda j, w: _one_hot(-j),
        "Every point goes wholly to the least likely component: EM needs the soft shares, the "
        "densities divided by their sum.",
    ),
    "divided by the largest": Option(
        lambda j, w: np.exp(j - j.max(axis=-1, keepdims=True)),
        "Each row is divided by its largest entry: divide by the sum of the row.",
    ),
    "largest over the points": Option(
        lambda j, w: _softmax(j - j.max(axis=-2, keepdims=True)),
        "The largest log density is taken over the points, L.max(axis=0), so that each component "
        "loses another number, which does not cancel: take the largest of each row, "
        "L.max(axis=1, keepdims=True).",
    ),
    "sums of all points so far": Option(
        lambda j, w: np.exp(j - np.logaddexp.accumulate(log_sum(j, -1), axis=-2)),
        "The sum that a row is divided by still holds the sums of the points before: start it at 0 "
        "for each point.",
    ),
    "divided by the norm": Option(
        lambda j, w: np.exp(j - log_sum(2 * j, -1) / 2),
        "Each row is divided by its Euclidean norm: divide by its sum.",
    ),
    "divided by the mean": Option(
        lambda j, w: _softmax(j) * j.shape[-1],
        "Each row is divided by its mean, so it sums to K: divide by its sum.",
    ),
    "softmax of densities": Option(
        lambda j, w: _softmax(np.exp(j)),
        "np.exp is applied twice: take the softmax of log densities, or divide the densities by "
        "their sum.",
    ),
    "weights after": Option(
        lambda j, w: _softmax(j) * w,
        "The mixing weights are multiplied in after normalising, so rows do not sum to 1: "
        "multiply first, then normalise.",
    ),
    "complement": Option(
        lambda j, w: 1 - _softmax(j),
        "These are the shares that a component does not have: 1 minus the responsibility.",
    ),
    "squared shares": Option(
        lambda j, w: _softmax(j) ** 2,
        "The responsibilities are squared: they are the densities divided by their sum, once.",
    ),
    "multiplied by the sum": Option(
        lambda j, w: np.exp(j + log_sum(j, -1)),
        "The densities are multiplied by their sum: divide by it.",
    ),
    "minus the sum": Option(
        lambda j, w: np.exp(j) - np.exp(log_sum(j, -1)),
        "The sum over the components is subtracted from the densities: divide by it.",
    ),
    "plus the sum": Option(
        lambda j, w: np.exp(j) + np.exp(log_sum(j, -1)),
        "The sum over the components is added to the densities: divide by it.",
    ),
    "inverse shares": Option(
        lambda j, w: np.exp(log_sum(j, -1) - j),
        "This is the sum divided by the density: it must be the density divided by the sum.",
    ),
    "logs not subtracted": Option(
        lambda j, w: np.exp(log_sum(j, -1)) - j,
        "A log density is subtracted from a sum of densities: stay with logarithms until the "
        "last np.exp.",
    ),
    "log of the sum missing": Option(
        lambda j, w: np.exp(j - np.exp(log_sum(j, -1))),
        "The sum of the densities is subtracted from log densities: subtract the log of the sum.",
    ),
    "log density over sum": Option(
        lambda j, w: np.exp(j / log_sum(j, -1)),
        "The log densities are divided by the log of the sum: subtract it.",
    ),
    "logs added": Option(
        lambda j, w: j + log_sum(j, -1),
        "The log of the sum is added, and np.exp is missing: subtract it, then apply np.exp.",
    ),
    "sum of logs subtracted": Option(
        lambda j, w: np.exp(j - j.sum(axis=-1, keepdims=True)),
        "The sum of the log densities is subtracted: subtract the log of the sum of densities.",
    ),
    "first component not in the sum": Option(
        lambda j, w: np.exp(j - log_sum(j[..., 1:], -1)),
        "The sum that the rows are divided by leaves out the first component.",
    ),
    "last component not in the sum": Option(
        lambda j, w: np.exp(j - log_sum(j[..., :-1], -1)),
        "The sum that the rows are divided by leaves out the last component.",
    ),
    "divided by the first": Option(
        lambda j, w: np.exp(j - j[..., :1]),
        "Each row is divided by its first entry: divide by the sum of the row.",
    ),
    "divided by the last": Option(
        lambda j, w: np.exp(j - j[..., -1:]),
        "Each row is divided by its last entry: divide by the sum of the row.",
    ),
    "sum of the first point": Option(
        lambda j, w: np.exp(j - log_sum(j, -1)[..., :1, :]),
        "Every row is divided by the sum of the first point: divide each by its own.",
    ),
    "sum of the last point": Option(
        lambda j, w: np.exp(j - log_sum(j, -1)[..., -1:, :]),
        "Every row is divided by the sum of the last point: divide each by its own.",
    ),
    "averaged over points": Option(
        lambda j, w: np.exp(j - log_sum(j, -2)) * j.shape[-2],
        f"Each column is divided by its mean over the points: {_ROW}.",
    ),
    "averaged over all": Option(
        lambda j, w: np.exp(j - log_sum(j, (-2, -1))) * j.shape[-1] * j.shape[-2],
        f"Everything is divided by one grand mean: {_ROW}.",
    ),
    "over points, then rows": Option(
        lambda j, w: _softmax(j - log_sum(j, -2)),
        "Normalised down the points first and over the components then: do the second alone.",
    ),
    "rows, then over points": Option(
        lambda j, w: _share(_softmax(j), -2),
        "Normalised over the components, which is right, and then down the points too, which "
        "spoils it: stop after the first.",
    ),
}

STAGES: tuple[Stage, ...] = (*density_faults.STAGES, LINK)
INVISIBLE = len(density_faults.STAGES) - 1
"""The normalisation constant of the density, which cancels when rows are normalised."""


class Table:
    """The results of all candidates with up to some number of faults on a probe."""

    def __init__(self, probe: Probe, reg: float, at_most: int) -> None:
        terms = Terms(probe, reg)
        weights = probe.mixture.weights
        self.choices: list[Choice] = []
        blocks = []
        with np.errstate(all="ignore"):
            for n_links, links in ((0, [RIGHT]), (1, [name for name in LINK if name != RIGHT])):
                inner = list(choices(density_faults.STAGES, at_most - n_links))
                joint = np.array([terms.log_joint(choice) for choice in inner])
                for link in links:
                    blocks.append(LINK[link].compute(joint, weights))
                    self.choices += [(*choice, link) for choice in inner]
        self.values = np.concatenate(blocks)


@cache
def table(number: int, reg: float, at_most: int) -> Table:
    """The table of an ordinary probe, cached.

    Parameters
    ----------
    number : int
        Of the probe.
    reg : float
    at_most : int
        The maximum number of faults.

    Returns
    -------
    Table
    """
    return Table(ordinary(number), reg, at_most)


def returned(probe: Probe, choice: Choice, reg: float = 0.0) -> Array:
    """Compute the result of an E-step with the faults of a choice, (n, K).

    Parameters
    ----------
    probe : Probe
    choice : Choice
    reg : float
        Added to the diagonal of the covariances.

    Returns
    -------
    (n, K) array
    """
    with np.errstate(all="ignore"):
        joint = Terms(probe, reg).log_joint(choice[:-1])
        return np.asarray(LINK[choice[-1]].compute(joint, probe.mixture.weights))


def named(values: tuple[Array, ...], reg: float = 0.0, at_most: int = 2) -> Choice | None:
    """Find the choice with fewest faults that reproduces these values on the ordinary probes.

    It is searched for on the first and verified on all others, which have other numbers of points,
    components and dimensions.

    Parameters
    ----------
    values : (n, K) arrays
        Of the first probes, two or more.
    reg : float
        Added to the diagonal of the covariances.
    at_most : int
        The maximum number of faults.

    Returns
    -------
    Choice or None
    """
    for depth in range(1, at_most + 1):
        found = table(0, reg, depth)
        hits: list[Choice] = [found.choices[row] for row in matches(found.values, values[0])]
        for choice in sorted(hits, key=lambda c: sum(name != RIGHT for name in c)):
            if all(
                agree(value, returned(ordinary(number), choice, reg))
                for number, value in enumerate(values[1:], start=1)
            ):
                return choice
    return None
