"""The faults of a log-likelihood: those of the density, and those of the sums."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks import density_faults
from gmm_widget.homework.checks.density_faults import Terms
from gmm_widget.homework.checks.e_faults import log_sum
from gmm_widget.homework.checks.faults import (
    RIGHT,
    Choice,
    Option,
    Stage,
    agree,
    choices,
    matches,
)
from gmm_widget.homework.checks.probes import Probe, ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def each(joint: Array) -> Array:
    """Compute log p(x_i) for every point, (..., n)."""
    return log_sum(joint, -1)[..., 0]


def _sure(joint: Array) -> Array:
    """The responsibilities, (..., n, K)."""
    return np.asarray(np.exp(joint - log_sum(joint, -1)))


def _q(joint: Array) -> Array:
    return np.asarray((_sure(joint) * joint).sum(axis=(-2, -1)))


_SUM = "add up the weighted densities of the components first, take the log then, and sum over "
SUMMING: Stage = {
    RIGHT: Option(lambda j: each(j).sum(axis=-1)),
    "sum of logs": Option(
        lambda j: j.sum(axis=(-2, -1)),
        f"The logarithms are summed over the components too: {_SUM}the points.",
    ),
    "expected": Option(
        _q,
        "This is the expected complete-data log-likelihood (Q: responsibilities times log "
        f"densities), which EM maximises: {_SUM}the points.",
    ),
    "expected, with entropy": Option(
        lambda j: _q(j) + (_sure(j) * (j - log_sum(j, -1))).sum(axis=(-2, -1)),
        f"The entropy of the responsibilities is counted in with the wrong sign: {_SUM}the points.",
    ),
    "most likely component": Option(
        lambda j: j.max(axis=-1).sum(axis=-1),
        f"Only the most likely component of each point counts: {_SUM}the points.",
    ),
    "log of everything": Option(
        lambda j: np.log(np.exp(each(j)).sum(axis=-1)),
        "The densities of the points are added up before the log: take the log of each point's "
        "density, and sum the logs.",
    ),
    "not logged": Option(
        lambda j: np.exp(each(j)).sum(axis=-1),
        "The densities are summed without a logarithm: take np.log of each point's density.",
    ),
    "likelihood": Option(
        lambda j: np.exp(each(j).sum(axis=-1)),
        "This is the likelihood itself, the product of the densities: return its logarithm, the "
        "sum of their logs.",
    ),
    "mean over components": Option(
        lambda j: (each(j) - math.log(j.shape[-1])).sum(axis=-1),
        "The components are averaged: add them up, the weights make the average.",
    ),
    "over points, then components": Option(
        lambda j: log_sum(j, -2)[..., 0, :].sum(axis=-1),
        "The densities are summed over the points (axis=0) before the log: sum over the "
        "components (axis=1).",
    ),
    "log mean over points": Option(
        lambda j: (log_sum(j, -2)[..., 0, :] - math.log(j.shape[-2])).sum(axis=-1),
        "The densities are averaged over the points (axis=0) before the log: sum over the "
        "components (axis=1).",
    ),
    "running sum": Option(
        lambda j: np.logaddexp.accumulate(each(j), axis=-1).sum(axis=-1),
        "The density of a point still holds those of the points before: start the sum over the "
        "components at 0 for each point.",
    ),
    "largest over the points": Option(
        lambda j: each(j - j.max(axis=-2, keepdims=True)).sum(axis=-1),
        "The largest log density is taken over the points (axis=0), and subtracted without being "
        "added again: take the largest of each row (axis=1) and add it after the log.",
    ),
    "first point": Option(
        lambda j: each(j)[..., 0],
        "Only the first point counts: is the return statement inside the loop?",
    ),
    "last point": Option(
        lambda j: each(j)[..., -1],
        "Only the last point counts: add up (+=) over the points.",
    ),
    "without the first point": Option(
        lambda j: each(j)[..., 1:].sum(axis=-1), "The first point is left out of the sum."
    ),
    "without the last point": Option(
        lambda j: each(j)[..., :-1].sum(axis=-1), "The last point is left out of the sum."
    ),
    "first component": Option(
        lambda j: j[..., 0].sum(axis=-1), "Only the first component counts: add up all of them."
    ),
    "last component": Option(
        lambda j: j[..., -1].sum(axis=-1),
        "Only the last component counts: add up (+=) over the components.",
    ),
    "without the first component": Option(
        lambda j: each(j[..., 1:]).sum(axis=-1), "The first component is left out of the sum."
    ),
    "without the last component": Option(
        lambda j: each(j[..., :-1]).sum(axis=-1), "The last component is left out of the sum."
    ),
    "largest point": Option(
        lambda j: each(j).max(axis=-1), "Only the likeliest point counts: sum over the points."
    ),
    "largest not given back": Option(
        lambda j: (each(j) - j.max(axis=-1)).sum(axis=-1),
        "The largest log density, which log-sum-exp takes out, is not added again.",
    ),
    "largest given back twice": Option(
        lambda j: (each(j) + j.max(axis=-1)).sum(axis=-1),
        "The largest log density, which log-sum-exp takes out, is added without being taken out.",
    ),
    "largest taken twice": Option(
        lambda j: (each(j) - 2 * j.max(axis=-1)).sum(axis=-1),
        "The largest log density, which log-sum-exp takes out, is subtracted again where it must "
        "be added.",
    ),
    "one of the log": Option(
        lambda j: np.log1p(np.exp(each(j))).sum(axis=-1),
        "1 is added to the density before the log (np.log1p): use np.log.",
    ),
    "no log of the sum": Option(
        lambda j: (np.exp(each(j) - j.max(axis=-1)) + j.max(axis=-1)).sum(axis=-1),
        "In log-sum-exp the logarithm of the sum is missing.",
    ),
}


def _n_parameters(probe: Probe) -> float:
    """The number of free parameters of a mixture with full covariances."""
    _, k, d = probe.shape
    return k - 1 + k * d + k * d * (d + 1) / 2


SCALE: Stage = {
    RIGHT: Option(lambda v, p: v),
    "mean": Option(
        lambda v, p: v / len(p.points), "This is the mean over the points: the sum is asked for."
    ),
    "sign": Option(
        lambda v, p: -v, "The sign is wrong: this is the negative log-likelihood, a loss."
    ),
    "negative mean": Option(
        lambda v, p: -v / len(p.points),
        "This is the negative mean over the points, a loss: the sum itself is asked for.",
    ),
    "base two": Option(
        lambda v, p: v / math.log(2), "The logarithm has base 2 (bits): use np.log, in nats."
    ),
    "base ten": Option(
        lambda v, p: v / math.log(10), "The logarithm has base 10: use np.log, the natural one."
    ),
    "deviance": Option(
        lambda v, p: -2 * v, "This is the deviance, -2 log-likelihood: leave out the factor -2."
    ),
    "BIC": Option(
        lambda v, p: -2 * v + _n_parameters(p) * math.log(len(p.points)),
        "This is the BIC, -2 log-likelihood + p log n: return the log-likelihood itself.",
    ),
    "AIC": Option(
        lambda v, p: -2 * v + 2 * _n_parameters(p),
        "This is the AIC, -2 log-likelihood + 2 p: return the log-likelihood itself.",
    ),
    "penalised": Option(
        lambda v, p: v - 0.5 * _n_parameters(p) * math.log(len(p.points)),
        "A penalty for the number of parameters is subtracted, p/2 log n, which makes it a BIC: "
        "return the log-likelihood itself.",
    ),
    "BIC, negative": Option(
        lambda v, p: 2 * v - _n_parameters(p) * math.log(len(p.points)),
        "This is the BIC with the other sign, 2 log-likelihood - p log n: return the "
        "log-likelihood itself.",
    ),
    "times n": Option(
        lambda v, p: v * len(p.points), "The sum over the points is multiplied by n once more."
    ),
    "twice": Option(lambda v, p: 2 * v, "The log-likelihood is counted twice."),
    "half": Option(lambda v, p: v / 2, "The log-likelihood is halved."),
    "logged again": Option(lambda v, p: np.log(v), "The logarithm is taken twice."),
    "exponentiated": Option(
        lambda v, p: np.exp(v), "np.exp is applied to the log-likelihood: return it as it is."
    ),
}

STAGES: tuple[Stage, ...] = (*density_faults.STAGES, SUMMING, SCALE)


@cache
def _table(reg: float, at_most: int) -> tuple[list[Choice], Array]:
    """The results of candidates on the first probe, (B,)."""
    terms = Terms(ordinary(0), reg)
    found: list[Choice] = []
    blocks = []
    with np.errstate(all="ignore"):
        for summing in SUMMING:
            for scale in SCALE:
                left = at_most - (summing != RIGHT) - (scale != RIGHT)
                if left < 0:
                    continue
                inner = list(choices(density_faults.STAGES, left))
                joint = _joints(terms, inner)
                values = SCALE[scale].compute(SUMMING[summing].compute(joint), ordinary(0))
                blocks.append(values)
                found += [(*choice, summing, scale) for choice in inner]
    return found, np.concatenate(blocks)


def _joints(terms: Terms, inner: list[Choice]) -> Array:
    return np.array([terms.log_joint(choice) for choice in inner])


def returned(probe: Probe, choice: Choice, reg: float = 0.0) -> Array:
    """Compute the result of a log-likelihood with the faults of a choice.

    Parameters
    ----------
    probe : Probe
    choice : Choice
    reg : float
        Added to the diagonal of the covariances.

    Returns
    -------
    float
    """
    with np.errstate(all="ignore"):
        joint = Terms(probe, reg).log_joint(choice[:-2])
        value = SUMMING[choice[-2]].compute(joint)
        return np.asarray(SCALE[choice[-1]].compute(value, probe))


def named(values: tuple[Array, ...], reg: float = 0.0, at_most: int = 2) -> Choice | None:
    """Find the choice with fewest faults that reproduces these numbers on the first probes.

    It is searched for on the first and verified on all others, since one number alone could agree
    by chance.

    Parameters
    ----------
    values : floats
    reg : float
        Added to the diagonal of the covariances.
    at_most : int
        The maximum number of faults.

    Returns
    -------
    Choice or None
    """
    for depth in range(1, at_most + 1):
        found, table = _table(reg, depth)
        for row in matches(table, values[0]):
            choice: Choice = found[row]
            if all(
                agree(value, returned(ordinary(number), choice, reg))
                for number, value in enumerate(values[1:], start=1)
            ):
                return choice
    return None
