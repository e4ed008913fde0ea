"""The posterior where the user points, and EM's path from there on a map of basins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import Mixture, log_sum_exp, run_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.em import Trace
    from gmm_widget.progress import Steps
    from gmm_widget.session.session import Session

LARGEST_LOG = 700.0
"""The largest logarithm of a number that JSON can carry."""
LONGEST = 200
"""The maximum number of places that are sent of a path."""


@dataclass(frozen=True)
class Posterior:
    """Bayes' formula at one place (Bishop 2006, eq. 9.13), in natural logarithms.

    Attributes
    ----------
    weights : (K,) array
        pi_k.
    log_densities : (K,) array
        log N(x | mu_k, Sigma_k).
    log_joints : (K,) array
        log(pi_k N(x | mu_k, Sigma_k)): the products.
    log_total : float
        The log of their sum.
    shares : (K,) array
        The responsibilities: each product as a part of the sum.
    """

    weights: NDArray[np.float64]
    log_densities: NDArray[np.float64]
    log_joints: NDArray[np.float64]
    log_total: float
    shares: NDArray[np.float64]

    def asdict(self) -> dict[str, Any]:
        """Convert to plain data for JSON.

        The densities, the products and their sum, which may be outside the range of floating point,
        are multiples of 10 to the `power` with which the sum is from 1 to 10.
        """
        power = math.floor(self.log_total / math.log(10))

        def scaled(log: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.exp(np.minimum(log - power * math.log(10), LARGEST_LOG))

        return {
            "weights": self.weights.tolist(),
            "power": power,
            "densities": scaled(self.log_densities).tolist(),
            "products": scaled(self.log_joints).tolist(),
            "total": float(scaled(np.array(self.log_total))),
            "shares": self.shares.tolist(),
        }


def posterior(
    mixture: Mixture, place: Sequence[float], within: NDArray[np.float64] | None = None
) -> Posterior:
    """Evaluate Bayes' formula at a place (d,): each component's responsibility, with every factor.

    Parameters
    ----------
    mixture : Mixture
    place : (d,) array_like
    within : (d, d) array, optional
        The covariance of the points of a cell about that place: the density is then their geometric
        mean.

    Returns
    -------
    Posterior

    Raises
    ------
    ValueError
        If a covariance is singular, so that there is no density.
    """
    x = np.asarray(place, dtype=np.float64)[None]
    densities = np.empty(mixture.n_components)
    for k in range(mixture.n_components):
        one = Mixture._unchecked(np.ones(1), mixture.means[[k]], mixture.covariances[[k]])
        densities[k] = one.log_joint(x)[0, 0]
        if within is not None:
            densities[k] -= 0.5 * float(np.trace(np.linalg.solve(one.covariances[0], within)))
    with np.errstate(divide="ignore"):
        joints = np.log(mixture.weights) + densities
    total = float(log_sum_exp(joints[None])[0])
    return Posterior(mixture.weights, densities, joints, total, np.exp(joints - total))


def pointed_steps(session: Session) -> Steps[dict[str, Any]]:
    """Describe the row or place that the user points at; empty if there is nothing to say.

    On a map of basins it includes EM's path from that place.
    """
    at = session.inspected
    if at is None:
        return {}
    told = _asked(session) | _posterior(session)
    if session.view == "basins" and not isinstance(at, int):
        told["path"] = yield from _path(session, at)
    return told if len(told) > 2 else {}


def _asked(session: Session) -> dict[str, Any]:
    at = session.inspected
    which = {"row": at} if isinstance(at, int) else {"place": list(at or ())}
    return {**which, "iteration": session.e_step}


def _posterior(session: Session) -> dict[str, Any]:
    """The posterior in the E-step that colours the points, without rounding."""
    at, iteration, trace = session.inspected, session.e_step, session.trace
    if at is None or iteration == 0:
        return {}
    mixture = trace.mixtures[iteration - 1]
    try:
        if not isinstance(at, int):
            return posterior(mixture.marginal(session.axes), at).asdict()
        shares = {"shares": trace.responsibilities_of(at, iteration).tolist()}
        if "E-step" in trace.own:
            return shares
        within = None if trace.within is None else trace.within[at]
        return posterior(mixture, trace.points[at], within).asdict() | shares
    except ValueError:  # too narrow for a density
        return shares if isinstance(at, int) else {}


def _path(session: Session, place: tuple[float, float]) -> Steps[dict[str, Any]]:
    """EM's path if the mean of the view's component started there: up to LONGEST of its means."""
    setting, like = session.setting, session.start
    means = like.means.copy()
    means[session.component, list(session.axes)] = place
    start = Mixture(like.weights, means, like.covariances)
    trace: Trace = yield from run_steps(setting.data, start, setting.to_the_end)
    seen = trace.mixtures.means[:, :, list(session.axes)]
    few = np.unique(np.linspace(0, len(seen) - 1, LONGEST).round().astype(int))
    return {
        "component": session.component,
        "means": seen[few].tolist(),
        "status": trace.status,
        "log_likelihood": float(trace.log_likelihoods[-1]),
    }
