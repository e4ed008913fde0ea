"""The part of a formula that is wrong, found on inputs for which only that part matters.

This is the last resort, where no known fault fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import em
from gmm_widget.em import Mixture
from gmm_widget.homework.checks.dependence import Run
from gmm_widget.homework.checks.faults import agree
from gmm_widget.homework.checks.nearly import apart
from gmm_widget.homework.checks.probes import Probe, ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_EXPONENT = "-1/2 (x - mu)^T Sigma^-1 (x - mu), with the mean and the covariance of the component"


def in_e_step(run: Run) -> list[str]:
    """Find the wrong part of an E-step from mixtures whose components differ in one thing."""
    probe = ordinary(1)
    mixture = probe.mixture
    k, d = mixture.n_components, mixture.dimension
    even = np.full(k, 1 / k)
    mean, covariance = np.repeat(mixture.means[:1], k, axis=0), mixture.covariances[:1]
    same = np.repeat(covariance, k, axis=0)
    centre = np.repeat(mixture.means[:1], len(probe.points), axis=0)
    size = (1 + np.arange(k))[:, None, None] * np.eye(d)
    cases = (
        ("weights", probe.points, Mixture(mixture.weights, mean, same)),
        ("determinant", centre, Mixture(even, mean, size)),
        ("exponent", probe.points, Mixture(even, mixture.means, same)),
    )
    wrong = [name for name, points, given in cases if not _is_right(run, points, given)]
    if len(wrong) == 3:
        return [
            "Already for components that differ in their weights alone the responsibilities are "
            "not these weights: look at how the weighted densities become responsibilities, "
            "weights[k] times the density (after np.exp), divided by the sum of the row."
        ]
    if "weights" in wrong:
        return [
            "For components that differ in their weights alone the responsibilities must be these "
            "weights, and are not: multiply the density of component k by weights[k], once, and "
            "divide by the sum of the row."
        ]
    if wrong == ["determinant"]:
        return [
            "For points at the common mean of components that differ in their covariances alone it "
            "is wrong: look at the factor before the exponential, 1 / sqrt(det Sigma_k)."
        ]
    if wrong == ["exponent"]:
        return [
            "For components that differ in their means alone it is wrong: look at the exponent, "
            f"{_EXPONENT}."
        ]
    return []


def _is_right(run: Run, points: Array, mixture: Mixture) -> bool:
    found = run(Probe.of(points, mixture).for_e_step)
    return found is not None and agree(found[0], em.e_step(points, mixture))


def in_log_likelihood(run: Run) -> list[str]:
    """Find the wrong part of a log-likelihood from one point under one component."""
    probe = ordinary(2)
    weight, one = np.ones(1), probe.mixture
    pairs = []
    for covariance in one.covariances[:3]:
        mixture = Mixture(weight, one.means[:1], covariance[None])
        there = _at(run, one.means[:1], mixture)
        away = _at(run, probe.points[:1], mixture)
        pairs.append((there, away, mixture))
    right_there = [_agrees(v, one.means[:1], m) for v, _, m in pairs]
    right_away = [_agrees(v, probe.points[:1], m) for _, v, m in pairs]
    if all(right_there) and all(right_away):
        return []
    if all(right_there):
        return [
            "For one point under one component it is right if the point is at the mean, and wrong "
            f"elsewhere: look at the exponent, {_EXPONENT}."
        ]
    falls = [
        v is not None
        and w is not None
        and agree(np.asarray(w - v), np.asarray(_log(probe.points[:1], m) - _log(one.means[:1], m)))
        for v, w, m in pairs
    ]
    if all(falls):
        return [
            "For one point under one component it differs from the log density by the same number "
            "wherever the point is: look at the factor before the exponential, weights[k] / "
            "sqrt((2 pi)^d det Sigma_k)."
        ]
    _, found, mixture = pairs[0]
    wanted = _log(probe.points[:1], mixture)
    if found is None or not np.isfinite(found):
        return []
    value, right = apart(float(found), wanted)
    return [
        f"Already for one point under one component it returns {value}, where its log density is "
        f"{right}: check the density of one Gaussian and its logarithm first, before the sums."
    ]


def _at(run: Run, points: Array, mixture: Mixture) -> float | None:
    found = run(Probe.of(points, mixture).for_e_step)
    return None if found is None else float(found[0])


def _log(points: Array, mixture: Mixture) -> float:
    return float(em.log_likelihood(points, mixture))


def _agrees(value: float | None, points: Array, mixture: Mixture) -> bool:
    return value is not None and agree(np.asarray(value), np.asarray(_log(points, mixture)))


def in_m_step(run: Run, part: int) -> list[str]:
    """Find whether means or covariances are wrong for one component that owns all points."""
    probe = ordinary(0)
    given: Mapping[str, Array] = {"X": probe.points, "R": np.ones((len(probe.points), 1))}
    found = run(given)
    if found is None or not part:
        return []
    centred = probe.points - found[1]
    wanted: Callable[[], Array] = (
        (lambda: probe.points.mean(axis=0)[None])
        if part == 1
        else (lambda: (centred.T @ centred / len(centred))[None])
    )
    if agree(found[part], wanted()):
        return []
    if part == 1:
        return [
            "The means are wrong even for one component whose responsibilities are all 1: there "
            "the mean is X.mean(axis=0)."
        ]
    return [
        "The covariances are wrong even for one component whose responsibilities are all 1: there "
        "the covariance is that of all points, np.cov(X.T, ddof=0), the average of the matrices "
        "(x - mu)(x - mu)^T."
    ]
