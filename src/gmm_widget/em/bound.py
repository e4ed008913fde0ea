"""The lower bound of EM as a curve: the log-likelihood and its bound, along one parameter.

For any shares q_ik that sum to 1 in every row,

    F(q, theta) = sum_i sum_k q_ik log(pi_k N(x_i | mu_k, Sigma_k) / q_ik)  <=  log p(X | theta),

and both are equal where q are the responsibilities at theta: Bishop (2006), *Pattern Recognition
and Machine Learning*, eqs 9.70 to 9.72 and figure 9.14; Neal and Hinton (1998), "A view of the EM
algorithm that justifies incremental, sparse, and other variants". The E-step raises F by q until it
touches, the M-step by theta. Here one parameter is free and all others stay where they are, so the
top of a bound is what a conditional M-step sets that parameter to (Meng and Rubin 1993, "Maximum
likelihood estimation via the ECM algorithm", Biometrika 80, 267-278).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from gmm_widget.arguments import by_name, check_name
from gmm_widget.em.mixture import Mixture, log_sum_exp, posterior
from gmm_widget.em.points import as_rows, as_sample_weight, column_range

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Parameter = Literal["mean", "log sigma", "weight"]
"""A mean along an axis; the natural log of a standard deviation in one dimension; a weight."""
PARAMETERS: tuple[Parameter, ...] = get_args(Parameter)
VALUES = 201
"""The number of places at which the curves are evaluated by default."""
MARGIN = 0.1
"""The default range reaches beyond what it must show by this fraction."""
WIDTHS = (0.05, 2.0)
"""The default range of a standard deviation, in units of that of the points."""


@dataclass(frozen=True, eq=False)
class LowerBound:
    """The log-likelihood and the lower bound along one parameter.

    Attributes
    ----------
    values : (m,) array
        Values of the parameter.
    log_likelihoods : (m,) array
        L at each of them, in nats.
    bounds : (m,) array
        The bound at each of them: nowhere above L.
    value : float
        Where the parameter of the given mixture is.
    log_likelihood : float
        L there.
    bound : float
        The bound there: it touches L after an E-step.
    top : float
        Where the bound is highest: what the M-step sets the parameter to.
    bound_at_top : float
        The bound there.
    """

    values: NDArray[np.float64]
    log_likelihoods: NDArray[np.float64]
    bounds: NDArray[np.float64]
    value: float
    log_likelihood: float
    bound: float
    top: float
    bound_at_top: float


@by_name
def lower_bound(
    points: Any,
    mixture: Mixture,
    component: int,
    parameter: Parameter = "mean",
    *,
    axis: int = 0,
    values: ArrayLike | None = None,
    responsibilities: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
) -> LowerBound:
    """Compute the log-likelihood and its lower bound along one parameter, all others held.

    Along a mean the bound is a parabola.

    Parameters
    ----------
    points : (n, d) or (n,) array_like
    mixture : Mixture
        K components in d dimensions.
    component : int
        Whose parameter, from 0.
    parameter : {"mean", "log sigma", "weight"}
        The mean along an axis; the natural logarithm of the standard deviation, in one dimension;
        the weight, to which the other weights give way in proportion.
    axis : int
        The coordinate of the mean, from 0.
    values : (m,) array_like or None
        Where to evaluate the curves; by default at 201 places that include all that matters.
    responsibilities : (n, K) array_like or None
        The shares q of the bound; by default those of the mixture, with which it touches.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    LowerBound

    Raises
    ------
    TypeError, ValueError
        If the points, the shares or the weights are invalid; if there is no such component, axis
        or parameter; or if a value cannot be a value of it.

    Examples
    --------
    >>> two = Mixture([0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])
    >>> found = lower_bound([0.0, 1.0, 3.0], two, 0)
    >>> bool(np.isclose(found.bound, found.log_likelihood)), round(found.top, 3)
    (True, 0.526)
    """
    x = as_rows(points)
    _check_free(mixture, component, parameter, axis)
    joint = mixture.log_joint(x)
    count = np.ones(len(x)) if sample_weight is None else as_sample_weight(sample_weight, len(x))
    shares = posterior(joint) if responsibilities is None else _shares(responsibilities, joint)
    line = _Line.of(x, mixture, component, parameter, axis, count * shares[:, component], count)
    places = line.places(x) if values is None else _checked(values, parameter)
    held = np.delete(joint, component, axis=1)
    others = log_sum_exp(held) if held.shape[1] else np.full(len(x), -np.inf)
    curve = [
        float(count @ np.logaddexp(others + rest, own))
        for rest, own in map(line.log_densities, places.tolist())
    ]
    bound = float(count @ _row_sums(shares, joint))
    return LowerBound(
        places,
        np.array(curve),
        bound + np.array([line.gain(value) for value in places.tolist()]),
        line.value,
        float(count @ log_sum_exp(joint)),
        bound,
        line.top,
        bound + line.gain(line.top),
    )


@by_name
def with_parameter(
    mixture: Mixture, component: int, parameter: Parameter, value: float, *, axis: int = 0
) -> Mixture:
    """Create the mixture that differs in one parameter, as `lower_bound` understands it.

    Parameters
    ----------
    mixture : Mixture
    component, parameter, axis : as for `lower_bound`
    value : float
        The value of the parameter.

    Returns
    -------
    Mixture

    Raises
    ------
    ValueError
        If there is no such component, axis or parameter, or the value cannot be a value of it.
    """
    _check_free(mixture, component, parameter, axis)
    [value] = _checked([value], parameter).tolist()
    weights, means, covariances = (
        part.copy() for part in (mixture.weights, mixture.means, mixture.covariances)
    )
    if parameter == "mean":
        means[component, axis] = value
    elif parameter == "log sigma":
        covariances[component] = math.exp(2 * value)
    else:
        weights *= (1 - value) / (1 - weights[component])
        weights[component] = value
    return Mixture(weights, means, covariances)


@dataclass(frozen=True, eq=False)
class _Line:
    """One parameter and what the curves along it are made of.

    `claimed` is N_k, `total` the sum of all weights; `pull` and `curvature` are the first and the
    (negative) second derivative of the bound along a mean; `scatter` is the sum of the squared
    distances from the mean in one dimension, each counted by its share.
    """

    parameter: Parameter
    value: float
    claimed: float
    total: float
    pull: float
    curvature: float
    scatter: float
    away: NDArray[np.float64]
    precision: NDArray[np.float64]
    axis: int
    log_scale: float

    @classmethod
    def of(
        cls,
        x: Array,
        mixture: Mixture,
        component: int,
        parameter: Parameter,
        axis: int,
        own: Array,
        count: Array,
    ) -> _Line:
        mean, covariance = mixture.means[component], mixture.covariances[component]
        precision = np.linalg.inv(covariance)
        away = x - mean
        start = {
            "mean": float(mean[axis]),
            "log sigma": 0.5 * float(np.log(covariance[0, 0])),
            "weight": float(mixture.weights[component]),
        }
        claimed = float(own.sum())
        if not claimed > 0:
            raise ValueError(
                f"component {component} has no responsibility for any point, so its bound is flat: "
                "choose another one"
            )
        return cls(
            parameter,
            start[parameter],
            claimed,
            float(count.sum()),
            float(precision[axis] @ (own @ away)),
            float(claimed * precision[axis, axis]),
            float(own @ away[:, 0] ** 2),
            away,
            precision,
            axis,
            float(
                np.log(mixture.weights[component])
                - 0.5 * (np.linalg.slogdet(covariance)[1] + len(mean) * math.log(2 * math.pi))
            ),
        )

    @property
    def top(self) -> float:
        """Where the bound is highest."""
        if self.parameter == "mean":
            return self.value + self.pull / self.curvature
        if self.parameter == "log sigma":
            return 0.5 * math.log(self.scatter / self.claimed)
        return self.claimed / self.total

    def gain(self, value: float) -> float:
        """Compute by how much the bound at a value is above the bound at the mixture's own."""
        step = value - self.value
        if self.parameter == "mean":
            return self.pull * step - 0.5 * self.curvature * step**2
        if self.parameter == "log sigma":
            narrower = math.exp(-2 * value) - math.exp(-2 * self.value)
            return -self.claimed * step - 0.5 * self.scatter * narrower
        left = math.log((1 - value) / (1 - self.value))
        return self.claimed * math.log(value / self.value) + (self.total - self.claimed) * left

    def log_densities(self, value: float) -> tuple[float, Array]:
        """Compute what the others' log densities gain at a value, and the component's own, (n,)."""
        away, precision, log_scale, rest = self.away, self.precision, self.log_scale, 0.0
        if self.parameter == "mean":
            away = away.copy()
            away[:, self.axis] -= value - self.value
        elif self.parameter == "log sigma":
            precision = np.array([[math.exp(-2 * value)]])
            log_scale -= value - self.value
        else:
            log_scale += math.log(value / self.value)
            rest = math.log((1 - value) / (1 - self.value))
        return rest, log_scale - 0.5 * np.einsum("ni,ij,nj->n", away, precision, away)

    def places(self, x: Array) -> Array:
        """Choose values that show the data's range, where the mixture is, and the bound's top."""
        if self.parameter == "weight":
            low, high = min(0.01, self.value, self.top), max(0.99, self.value, self.top)
            return np.linspace(low, high, VALUES)
        if self.parameter == "mean":
            low, high = (float(edge[self.axis]) for edge in column_range(x))
            room = MARGIN * (high - low)
        else:
            low, high = np.log(x.std() * np.array(WIDTHS)).tolist()
            room = 0.0
        shown = (low - room, high + room, self.value, self.top)
        return np.linspace(min(shown), max(shown), VALUES)


def _row_sums(shares: Array, joint: Array) -> Array:
    """Compute sum_k q_ik (log joint_ik - log q_ik) for every point, where 0 log 0 is 0."""
    held = shares > 0
    terms = np.zeros_like(joint)
    terms[held] = shares[held] * (joint[held] - np.log(shares[held]))
    sums: Array = terms.sum(axis=1)
    return sums


def _shares(responsibilities: ArrayLike, joint: Array) -> Array:
    """Validate the shares of a bound: (n, K), none negative, each row summing to 1."""
    shares = np.asarray(responsibilities, dtype=np.float64)
    if shares.shape != joint.shape:
        raise ValueError(
            f"responsibilities must have shape {joint.shape}, a row a point; got {shares.shape}"
        )
    if not (shares >= 0).all() or np.abs(shares.sum(axis=1) - 1).max() > 1e-6:
        raise ValueError("responsibilities must be 0 or more, and each row must sum to 1")
    return shares


def _check_free(mixture: Mixture, component: int, parameter: str, axis: int) -> None:
    """Raise ValueError unless the mixture has this parameter and it is free."""
    check_name("parameter", parameter, PARAMETERS)
    for name, given, limit in (
        ("component", component, mixture.n_components),
        ("axis", axis, mixture.dimension),
    ):
        whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
        if not whole or not 0 <= given < limit:
            raise ValueError(f"{name} must be from 0 to {limit - 1}; got {given!r}")
    if parameter == "log sigma" and mixture.dimension != 1:
        raise ValueError(
            f"a standard deviation is one number in one dimension only; this mixture has "
            f"{mixture.dimension} coordinates: choose a mean or a weight, or "
            "mixture.marginal([axis])"
        )
    if parameter == "weight" and not 0 < mixture.weights[component] < 1:
        raise ValueError(
            f"the weight of component {component} is {mixture.weights[component]:g} and not free: "
            "choose one between 0 and 1"
        )


def _checked(values: ArrayLike, parameter: Parameter) -> Array:
    """Validate values of a parameter, as (m,) floats."""
    found = np.asarray(values, dtype=np.float64).reshape(-1)
    if not np.isfinite(found).all():
        raise ValueError("values must be finite numbers; got NaN or infinity")
    if parameter == "weight" and not ((found > 0) & (found < 1)).all():
        raise ValueError(
            f"values of a weight must be between 0 and 1; got {found.min():g} to {found.max():g}"
        )
    return found
