"""log(pi_k N(x | mu_k, Sigma_k)), split into the stages that students get wrong.

log weight - (d/2) log 2 pi - (1/2) log det Sigma_k - (1/2) (x - mu_k)^T Sigma_k^-1 (x - mu_k)
(Bishop 2006, eq. 2.43). The E-step and the log-likelihood share these stages.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks.faults import RIGHT, Choice, Option, Stage
from gmm_widget.homework.checks.probes import Probe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


# ------------------------------------------------------------------ parts of the formula


def _roots(covariances: Array) -> Array:
    """The symmetric square roots of covariances, (K, d, d)."""
    values, vectors = np.linalg.eigh(covariances)
    return np.asarray((vectors * np.sqrt(values)[:, None, :]) @ vectors.transpose(0, 2, 1))


def _diagonal(covariances: Array) -> Array:
    return covariances * np.eye(covariances.shape[1])


def _all_as(values: Array, k: int) -> Array:
    return np.repeat(values[k][None], len(values), axis=0)


def _by_cholesky(covariances: Array) -> Array:
    """The Cholesky factor in place of the covariance, symmetrised as in a quadratic form."""
    inverse = np.linalg.inv(np.linalg.cholesky(covariances))
    return (inverse + inverse.transpose(0, 2, 1)) / 2


def _correlations(covariances: Array) -> Array:
    deviations = np.sqrt(np.einsum("kii->ki", covariances))
    return np.asarray(covariances / deviations[:, :, None] / deviations[:, None])


def _average(covariances: Array) -> Array:
    return np.broadcast_to(covariances.mean(axis=0), covariances.shape)


def _log_det(covariances: Array) -> Array:
    return np.asarray(np.linalg.slogdet(covariances)[1], dtype=np.float64)


_STUCK = "Index it with k, the number of the component."

WEIGHT: Stage = {
    RIGHT: Option(np.log),
    "no weights": Option(
        np.zeros_like,
        "The mixing weights are missing, or the same for every component: multiply the density "
        "of component k by weights[k].",
    ),
    "weights twice": Option(
        lambda w: 2 * np.log(w),
        "The mixing weights come in twice (squared): multiply the density of component k by "
        "weights[k] once.",
    ),
    "divided by weights": Option(
        lambda w: -np.log(w),
        "The densities are divided by the mixing weights: multiply by weights[k].",
    ),
    "weights not logged": Option(
        lambda w: w,
        "The mixing weight is added to the log density as it is: add its logarithm.",
    ),
    "first weight": Option(
        lambda w: _all_as(np.log(w), 0),
        f"Every component uses the weight of the first one. {_STUCK}",
    ),
    "last weight": Option(
        lambda w: _all_as(np.log(w), -1),
        f"Every component uses the weight of the last one. {_STUCK}",
    ),
    "weight of another": Option(
        lambda w: np.roll(np.log(w), 1),
        "Component k uses the weight of component k - 1: the index is off by one.",
    ),
}

MATRIX: Stage = {
    RIGHT: Option(np.linalg.inv),
    "no inverse": Option(
        lambda s: s,
        "The exponent uses the covariance where it needs its inverse: np.linalg.inv or "
        "np.linalg.solve.",
    ),
    "squared covariance": Option(
        lambda s: np.linalg.inv(s @ s),
        "The covariance is squared in the exponent, as if it held standard deviations: it holds "
        "variances already.",
    ),
    "root of covariance": Option(
        lambda s: np.linalg.inv(_roots(s)),
        "The exponent uses the square root of the covariance: use the covariance itself.",
    ),
    "Cholesky factor": Option(
        _by_cholesky,
        "The exponent uses the Cholesky factor L once: the distance is the squared length of "
        "L^-1 (x - mu), or uses the inverse of L L^T.",
    ),
    "diagonal": Option(
        lambda s: np.linalg.inv(_diagonal(s)),
        "The exponent uses only the variances on the diagonal of the covariance: use the whole "
        "matrix, or the correlations are lost.",
    ),
    "diagonal of the inverse": Option(
        lambda s: _diagonal(np.linalg.inv(s)),
        "The exponent uses only the diagonal of the inverse covariance: use the whole matrix "
        "(a sum over * is no matrix product @).",
    ),
    "elementwise inverse": Option(
        lambda s: 1 / s,
        "The covariance is inverted entry by entry (1 / S): that is no matrix inverse. Use "
        "np.linalg.inv.",
    ),
    "elementwise root": Option(
        lambda s: np.linalg.inv(np.sqrt(np.abs(s))),
        "The covariance is replaced by the roots of its entries: use the covariance itself.",
    ),
    "sum of all entries": Option(
        lambda s: np.ones_like(s) * 1.0,
        "The coordinates of x - mu are added up before they are squared: use the whole quadratic "
        "form (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "correlations": Option(
        lambda s: np.linalg.inv(_correlations(s)),
        "The exponent uses the correlations in place of the covariances: use the covariance "
        "itself.",
    ),
    "average": Option(
        lambda s: np.linalg.inv(_average(s)),
        "In the exponent every component uses the average of all covariances: use covariances[k].",
    ),
    "no covariance": Option(
        lambda s: np.broadcast_to(np.eye(s.shape[1]), s.shape),
        "The exponent uses the plain distance to the mean: weigh it with the inverse covariance, "
        "(x - mu)^T Sigma^-1 (x - mu).",
    ),
    "first covariance": Option(
        lambda s: _all_as(np.linalg.inv(s), 0),
        f"In the exponent every component uses the covariance of the first one. {_STUCK}",
    ),
    "last covariance": Option(
        lambda s: _all_as(np.linalg.inv(s), -1),
        f"In the exponent every component uses the covariance of the last one. {_STUCK}",
    ),
    "covariance of another": Option(
        lambda s: np.roll(np.linalg.inv(s), 1, axis=0),
        "In the exponent component k uses the covariance of component k - 1: the index is off by "
        "one.",
    ),
}

CENTRE: Stage = {
    RIGHT: Option(lambda x, m: x[:, None] - m),
    "first mean": Option(
        lambda x, m: x[:, None] - _all_as(m, 0),
        f"Every component uses the mean of the first one. {_STUCK}",
    ),
    "last mean": Option(
        lambda x, m: x[:, None] - _all_as(m, -1),
        f"Every component uses the mean of the last one. {_STUCK}",
    ),
    "mean of another": Option(
        lambda x, m: x[:, None] - np.roll(m, 1, axis=0),
        "Component k uses the mean of component k - 1: the index is off by one.",
    ),
    "not centred": Option(
        lambda x, m: np.repeat(x[:, None], len(m), axis=1),
        "The mean is not subtracted: the exponent needs x - means[k].",
    ),
    "plus the mean": Option(
        lambda x, m: x[:, None] + m,
        "The mean is added where it must be subtracted: the exponent needs x - means[k].",
    ),
    "overall mean": Option(
        lambda x, m: np.repeat((x - x.mean(axis=0))[:, None], len(m), axis=1),
        "The overall mean of the points is subtracted: subtract means[k] of each component.",
    ),
    "mean of means": Option(
        lambda x, m: np.repeat((x - m.mean(axis=0))[:, None], len(m), axis=1),
        "The average of all means is subtracted: subtract means[k] of each component.",
    ),
}

EXPONENT: Stage = {
    RIGHT: Option(lambda q: -0.5 * q),
    "no half": Option(
        lambda q: -q,
        "The exponent lacks the factor 1/2: it is -1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "wrong sign": Option(
        lambda q: 0.5 * q,
        "The exponent has the wrong sign, so points far away are the likeliest: it is "
        "-1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "wrong sign, no half": Option(
        lambda q: q,
        "The exponent lacks the factor -1/2: it is -1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "minus two": Option(
        lambda q: -2 * q,
        "The exponent is multiplied by 2 where it must be halved: it is "
        "-1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "quarter": Option(
        lambda q: -0.25 * q,
        "The exponent is halved twice: it is -1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "distance": Option(
        lambda q: -0.5 * np.sqrt(q),
        "The exponent has the distance where it needs the squared distance.",
    ),
    "distance squared twice": Option(
        lambda q: -0.5 * q**2,
        "The exponent squares a distance that is squared already: "
        "(x - mu)^T Sigma^-1 (x - mu) is the square.",
    ),
    "no exponent": Option(
        lambda q: 0 * q,
        "The density does not depend on where a point is: the exponent is missing, "
        "-1/2 (x - mu)^T Sigma^-1 (x - mu).",
    ),
    "summed over the points": Option(
        lambda q: np.broadcast_to(-0.5 * q.sum(axis=0), q.shape),
        "The squared distances are summed over all points, so that every point has the same "
        "exponent: sum over the coordinates alone (axis=1).",
    ),
    "no exp": Option(
        lambda q: np.log(0.5 * q),
        "The exponent is not put through np.exp: the density needs "
        "exp(-1/2 (x - mu)^T Sigma^-1 (x - mu)).",
    ),
}

_DET = "the density of a Gaussian is divided by the square root of det Sigma_k"
DETERMINANT: Stage = {
    RIGHT: Option(lambda s: -0.5 * _log_det(s)),
    "no determinant": Option(
        lambda s: np.zeros(len(s)),
        f"The determinant of the covariance is missing, or the same for every component: {_DET}.",
    ),
    "no root of determinant": Option(
        lambda s: -_log_det(s),
        f"The square root of the determinant is missing: {_DET}.",
    ),
    "inverse determinant": Option(
        lambda s: 0.5 * _log_det(s),
        f"The determinant multiplies where it must divide: {_DET}.",
    ),
    "inverse determinant, no root": Option(
        _log_det,
        f"The determinant multiplies, and without its square root: {_DET}.",
    ),
    "root of determinant twice": Option(
        lambda s: -0.25 * _log_det(s),
        f"The root of the determinant is taken twice: {_DET}.",
    ),
    "squared determinant": Option(
        lambda s: -2 * _log_det(s),
        f"The determinant is squared where its root is needed: {_DET}.",
    ),
    "determinant of the diagonal": Option(
        lambda s: -0.5 * _log_det(_diagonal(s)),
        f"The product of the variances stands in for the determinant: {_DET}, of the whole matrix.",
    ),
    "determinant not logged": Option(
        lambda s: -0.5 * np.linalg.det(s),
        "In logarithms, half the determinant itself is subtracted: subtract half its logarithm.",
    ),
    "determinant of the correlations": Option(
        lambda s: -0.5 * _log_det(_correlations(s)),
        f"The determinant is that of the correlations: {_DET}, of the covariance.",
    ),
    "determinant of the average": Option(
        lambda s: -0.5 * _log_det(_average(s)),
        "Every component uses the determinant of the average of all covariances: use "
        "covariances[k].",
    ),
    "determinant to the power d/2": Option(
        lambda s: -0.5 * s.shape[1] * _log_det(s),
        f"The determinant comes in to the power d/2, which belongs to 2 pi alone: {_DET}.",
    ),
    "trace": Option(
        lambda s: -0.5 * np.log(np.trace(s, axis1=1, axis2=2)),
        f"The trace stands in for the determinant: {_DET}.",
    ),
    "determinant of the first": Option(
        lambda s: _all_as(-0.5 * _log_det(s), 0),
        f"Every component uses the determinant of the first covariance. {_STUCK}",
    ),
    "determinant of the last": Option(
        lambda s: _all_as(-0.5 * _log_det(s), -1),
        f"Every component uses the determinant of the last covariance. {_STUCK}",
    ),
    "determinant of another": Option(
        lambda s: np.roll(-0.5 * _log_det(s), 1),
        "Component k uses the determinant of component k - 1: the index is off by one.",
    ),
}

_LOG_2PI = math.log(2 * math.pi)
CONSTANT: Stage = {
    RIGHT: Option(lambda d: -0.5 * d * _LOG_2PI),
    "no constant": Option(
        lambda d: 0.0,
        "The constant of the density is missing: divide by (2 pi)^(d/2), for d coordinates.",
    ),
    "constant of one dimension": Option(
        lambda d: -0.5 * _LOG_2PI,
        "The constant is the one of a single coordinate, sqrt(2 pi): for d coordinates it is "
        "(2 pi)^(d/2).",
    ),
    "constant of two dimensions": Option(
        lambda d: -_LOG_2PI,
        "The constant is 2 pi, which is right for two coordinates only: for d coordinates it is "
        "(2 pi)^(d/2).",
    ),
    "constant without root": Option(
        lambda d: -d * _LOG_2PI,
        "The constant is (2 pi)^d: its square root is needed, (2 pi)^(d/2).",
    ),
    "inverse constant": Option(
        lambda d: 0.5 * d * _LOG_2PI,
        "The density is multiplied by (2 pi)^(d/2): divide by it.",
    ),
    "pi for two pi": Option(
        lambda d: -0.5 * d * math.log(math.pi),
        "The constant has pi where it needs 2 pi: it is (2 pi)^(d/2), for d coordinates.",
    ),
    "two pi without power": Option(
        lambda d: -math.log(math.pi * d),
        "The constant multiplies pi by d: it is (2 pi) to the power d/2.",
    ),
}

STAGES: tuple[Stage, ...] = (WEIGHT, MATRIX, CENTRE, EXPONENT, DETERMINANT, CONSTANT)


class Terms:
    """The values of all options of all stages on one probe, each computed once."""

    def __init__(self, probe: Probe, reg: float = 0.0) -> None:
        self.probe = probe
        mixture = probe.mixture
        self._weights = mixture.weights
        self._covariances = mixture.covariances + reg * np.eye(mixture.dimension)
        with np.errstate(all="ignore"):
            self.matrices = {key: self._stacked(MATRIX[key]) for key in MATRIX}
            self.centres = {
                key: option.compute(probe.points, mixture.means) for key, option in CENTRE.items()
            }
            self.weights = {k: option.compute(self._weights) for k, option in WEIGHT.items()}
            self.determinants = {
                k: option.compute(self._covariances) for k, option in DETERMINANT.items()
            }
        self.constants = {k: option.compute(mixture.dimension) for k, option in CONSTANT.items()}
        self.distance = cache(self._distance)

    def _stacked(self, option: Option) -> Array:
        try:
            return np.asarray(option.compute(self._covariances))
        except np.linalg.LinAlgError:
            return np.full_like(self._covariances, np.nan)

    def _distance(self, matrix: str, centre: str) -> Array:
        """The quadratic form, (n, K)."""
        away = self.centres[centre]
        return np.asarray(np.einsum("nki,kij,nkj->nk", away, self.matrices[matrix], away))

    def log_joint(self, choice: Choice) -> Array:
        """Compute log(pi_k N(x | mu_k, Sigma_k)) with the faults of a choice, (n, K)."""
        weight, matrix, centre, exponent, determinant, constant = choice
        scale = self.weights[weight] + self.determinants[determinant] + self.constants[constant]
        power = EXPONENT[exponent].compute(self.distance(matrix, centre))
        return np.asarray(scale + power)
