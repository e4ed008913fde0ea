"""Diagnosis of a log-likelihood where no named fault fits, from single points and components."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.homework.checks import density_faults
from gmm_widget.homework.checks.density_faults import Terms
from gmm_widget.homework.checks.faults import RIGHT, Explained, agree
from gmm_widget.homework.checks.ll_faults import STAGES, each, returned
from gmm_widget.homework.checks.probes import Probe, generic, ordinary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


PARTS = (0.0, -0.5 * math.log(2 * math.pi), -0.5, -0.5)
"""The coefficients of 1, d, log det and the Mahalanobis distance in a log density."""


def added_in_the_logarithm(values: Sequence[Array]) -> str:
    """The sentence about a small number that is added to the densities before the logarithm."""
    densities = [np.exp(each(Terms(ordinary(i)).log_joint((RIGHT,) * 6))) for i in range(2)]
    low, high = -40.0, 0.0
    for _ in range(200):
        middle = (low + high) / 2
        below = np.log(densities[0] + math.exp(middle)).sum() < values[0]
        low, high = (middle, high) if below else (low, middle)
    number = math.exp(high)
    if not all(
        agree(value, np.asarray(np.log(density + number).sum()))
        for density, value in zip(densities, values[:2], strict=True)
    ):
        return ""
    return (
        f"{number:.3g} is added to the density of each point before the logarithm: leave it out. "
        "Log-sum-exp keeps the logarithm from being taken of 0."
    )


def explain(function: Callable[[Probe], Array | None], values: Sequence[Array]) -> Explained | None:
    """Explain what is wrong with the density, measured at single points under single components.

    There the value is a constant, plus d times another, plus multiples of log det and of the
    Mahalanobis distance: a regression finds these, and an exact fit shows what is wrong. It is
    verified if the formula with these numbers gives the results on the ordinary probes.

    Parameters
    ----------
    function : callable
        The student's, of a probe; None where it does not return a number.
    values : sequence of floats
        Its results on the ordinary probes.

    Returns
    -------
    Explained or None
    """
    probes = [generic(1, 1, 1 + seed % 3, seed=100 + seed) for seed in range(12)]
    found = [v for v in map(function, probes) if v is not None and np.isfinite(v)]
    if len(found) < len(probes):
        return None
    design = np.array([_parts(probe) for probe in probes])
    target = np.array(found, dtype=np.float64)
    solution = np.linalg.lstsq(design, target, rcond=None)[0]
    if np.abs(design @ solution - target).max() > 1e-7 * max(1.0, np.abs(target).max()):
        return None
    constant, dimension, determinant, distance = (solution.round(6) + 0.0).tolist()
    said = []
    if distance == determinant == 0:
        number = "the same number" if dimension == 0 else "a number that depends on d alone"
        return Explained(
            [
                f"For one point under one component it returns {number}, whatever the point, the "
                "mean and the covariance: the log density is lost. If you take the largest out "
                "(log-sum-exp), is it added again?"
            ],
            verified=False,
        )
    if distance == 0:
        said.append(density_faults.EXPONENT["no exponent"].says)
    elif distance != -0.5:
        said.append(
            f"The exponent has the factor {distance:g}: it must be -1/2 times the squared "
            "distance (x - mu)^T Sigma^-1 (x - mu)."
        )
    if determinant != -0.5:
        said.append(
            f"det Sigma comes in to the power {determinant:g}: it must be -1/2, the density is "
            "divided by the square root of the determinant."
        )
    if constant != 0 or dimension != round(-0.5 * math.log(2 * math.pi), 6):
        said.append(
            f"The logarithm of the constant of a Gaussian comes out as {constant:.4g} "
            f"{dimension:+.4g} d, for d coordinates: it must be -(d/2) log(2 pi) = -0.9189 d."
        )
    if not said:
        said = _of_sums(function)
        return Explained(said, verified=False) if said else None
    if distance and np.allclose(solution, -2 * distance * np.array(PARTS), atol=1e-9):
        factor = -2 * distance
        said = [
            f"The log density of a component is {factor:g} times what it must be, "
            "-1/2 (d log(2 pi) + log det Sigma + (x - mu)^T Sigma^-1 (x - mu)): look at the factor "
            "of the whole sum."
        ]
    if all(
        agree(value, _with_coefficients(ordinary(i), solution)) for i, value in enumerate(values)
    ):
        return Explained(said)
    if np.allclose(solution[1:], PARTS[1:], atol=1e-6):
        said = [
            "For one point under one component of weight 1 it is the log density plus "
            f"{constant:.4g}: look at what is added to the log density, as the log of the weight, "
            "or in log-sum-exp the log of the sum."
        ]
    return Explained(said, verified=False)


def _with_coefficients(probe: Probe, solution: Array) -> Array:
    """The log-likelihood with other coefficients of the terms of the log density."""
    terms = Terms(probe)
    log_det = -2 * terms.determinants[RIGHT]
    parts = (1.0, float(probe.mixture.dimension), log_det, terms.distance(RIGHT, RIGHT))
    joint = terms.weights[RIGHT] + sum(
        coefficient * part for coefficient, part in zip(solution, parts, strict=True)
    )
    return np.asarray(each(np.asarray(joint)).sum())


def _of_sums(function: Callable[[Probe], Array | None]) -> list[str]:
    """Find the sum that is wrong if the density of one Gaussian at one point is right."""
    for n, n_components, said in (
        (
            1,
            3,
            "For one component it is right, for several it is not: add up weights[k] times the "
            "density of component k over all k, before the logarithm.",
        ),
        (
            4,
            1,
            "For one point it is right, for several it is not: add up the log densities of all "
            "points.",
        ),
    ):
        probe = generic(n, n_components, 2, seed=200)
        value = function(probe)
        right = returned(probe, (RIGHT,) * len(STAGES))
        if value is None or not agree(value, right):
            return [said]
    return []


def _parts(probe: Probe) -> list[float]:
    mixture = probe.mixture
    away = probe.points[0] - mixture.means[0]
    distance = away @ np.linalg.solve(mixture.covariances[0], away)
    log_det = np.linalg.slogdet(mixture.covariances[0])[1]
    return [1.0, float(mixture.dimension), float(log_det), float(distance)]
