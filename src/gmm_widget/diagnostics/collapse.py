"""Anatomy of a collapse: which points a component closes in on, and what the likelihood gains.

If a component holds m points that span a flat of dimension a (0: one place, 1: a line), its
variances in the d - a directions across the flat can shrink without end: each tenfold reduction
raises its log density at every one of these points by (d - a)/2 ln 10, and no other point loses
more than a bounded amount. So the log-likelihood has no maximum (Bishop 2006, *Pattern
Recognition and Machine Learning*, sect. 9.2.1; Day 1969, "Estimating the components of a mixture
of normal distributions", Biometrika 56).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.diagnostics.flatness import across, propped, ties
from gmm_widget.em import (
    CovarianceType,
    Mixture,
    Trace,
    as_points,
    as_sample_weight,
    column_names,
    log_sum_exp,
    spread,
)
from gmm_widget.words import say, together

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

__all__ = ["Anatomy", "anatomy", "likelihood_by_width", "narrowing", "propped", "sentence", "ties"]

MOSTLY = 0.5
"""A component has a point mostly to itself if its responsibility for it is larger than this."""


@dataclass(frozen=True, eq=False)
class Anatomy:
    """How narrow one component became in a fit, around which points, and what that gained.

    Attributes
    ----------
    component : int
        Counted from 0.
    collapsed : bool
        Whether the fit ended in its collapse.
    propped : bool
        Whether `reg_covar` alone keeps it from a collapse at the end of the fit: see `propped`.
    standard_deviations : (T + 1, d) array
        Along its principal axes, in units of the data, the largest first.
    relative : (T + 1,) array
        The smallest one with every axis in units of the data's standard deviation: the stopping
        rule compares it with `gmm_widget.em.fitting.SMALLEST_SD`.
    log_likelihoods : (T + 1,) array
        In nats, summed over the points.
    points : (m,) array of int
        The rows that it has mostly to itself (responsibility above 1/2) at the end of the fit,
        without those of weight 0.
    flat : int
        In how many directions these points give a component of its covariance type a width: 0 if
        they are one place, 1 on a line, 2 on a plane, ...; d if they are not flat.
    tied : tuple of int
        The columns that have one value in all these points.
    law : float
        By how many nats the log-likelihood rises, asymptotically, with every tenfold reduction of
        the variances across the flat: m (d - flat)/2 ln 10. (Tied covariances close in together:
        then m counts all points.)
    rate : float or None
        The rise measured in the last iteration of a collapse, including anything else that this
        iteration improved; None if nothing collapsed.
    """

    component: int
    collapsed: bool
    propped: bool
    standard_deviations: Array
    relative: Array
    log_likelihoods: Array
    points: NDArray[np.intp]
    flat: int
    tied: tuple[int, ...]
    law: float
    rate: float | None


@by_name
def anatomy(trace: Trace, component: int | None = None) -> Anatomy:
    """Compute the anatomy of one component of a fit.

    Parameters
    ----------
    trace : Trace
    component : int or None
        From 0. By default the one that collapsed, else the one that ended narrowest.

    Returns
    -------
    Anatomy

    Raises
    ------
    ValueError
        If there is no such component.
    """
    scale = trace.spread
    covariances = trace.mixtures.covariances
    relative = _deviations(covariances / np.outer(scale, scale))[..., -1]
    collapsed = trace.component if trace.status == "collapsed" else None
    if component is None:
        component = int(relative[-1].argmin()) if collapsed is None else collapsed
    _check_component(component, trace.start)
    deviations = _deviations(covariances[:, component])
    seen = trace.predict_proba()
    weight = np.ones(len(trace.points)) if trace.sample_weight is None else trace.sample_weight
    rows = np.flatnonzero((seen[:, component] > MOSTLY) & (weight > 0))
    within = None if trace.within is None else trace.within[rows]
    flat_in = across(trace.points[rows], weight[rows], scale, trace.covariance_type, within)[1]
    n_flat = flat_in.shape[1]
    mass = trace.total if trace.covariance_type == "tied" else float(weight[rows].sum())
    rate = _rate(deviations, trace.log_likelihoods, n_flat) if component == collapsed else None
    held_open = propped(
        trace.final, trace.reg_covar, trace.points, sample_weight=trace.sample_weight
    )
    return Anatomy(
        component=component,
        collapsed=component == collapsed,
        propped=bool(held_open[component]),
        standard_deviations=deviations,
        relative=relative[:, component],
        log_likelihoods=trace.log_likelihoods,
        points=rows,
        flat=len(scale) - n_flat,
        tied=ties(trace.points, rows),
        law=mass * n_flat / 2 * math.log(10),
        rate=rate,
    )


def narrowing(trace: Trace) -> Anatomy | None:
    """Compute the anatomy of the component that collapsed, or that `reg_covar` alone holds open.

    None if there is neither.
    """
    if trace.status == "collapsed":
        return anatomy(trace)
    weight = trace.sample_weight
    held_open = propped(trace.final, trace.reg_covar, trace.points, sample_weight=weight)
    return anatomy(trace, int(held_open.argmax())) if held_open.any() else None


@by_name
def likelihood_by_width(
    points: ArrayLike,
    mixture: Mixture,
    component: int,
    factors: ArrayLike,
    *,
    covariance_type: CovarianceType = "full",
    sample_weight: ArrayLike | None = None,
) -> Array:
    """Compute the log-likelihood as one component is made narrower or wider, everything else fixed.

    If the points that it has mostly to itself are flat, its mean is moved to their centre and
    its variances across the flat are multiplied by each factor in turn: against log10 of the
    factor, the curve falls to a straight line of slope -m (d - a)/2 ln 10 (`Anatomy.law`), which
    rises without bound to the left. Otherwise its whole covariance is multiplied, and the curve has
    a maximum.

    Parameters
    ----------
    points : (n, d) array_like
    mixture : Mixture
    component : int
        From 0.
    factors : (f,) array_like
        Above 0; of the variances, so 0.01 makes the component ten times narrower.
    covariance_type : {"full", "tied", "diag", "spherical"}
        It decides in which directions the covariance can close in.
    sample_weight : (n,) array_like or None
        How often each point counts; by default once.

    Returns
    -------
    (f,) array
        In nats, summed over the points.

    Raises
    ------
    TypeError, ValueError
        If the points or the weights are invalid, there is no such component, a factor is not above
        0, or as `Mixture.log_joint`.
    """
    x = as_points(points)
    _check_component(component, mixture)
    scales = np.asarray(factors, dtype=np.float64)
    if scales.ndim != 1 or not (np.isfinite(scales) & (scales > 0)).all():
        raise ValueError(f"factors must be numbers above 0, in one row; got {factors!r}")
    weight = np.ones(len(x)) if sample_weight is None else as_sample_weight(sample_weight, len(x))
    rows = np.flatnonzero((mixture.predict_proba(x)[:, component] > MOSTLY) & (weight > 0))
    unit = spread(x, weight)
    centre, closing = across(x[rows], weight[rows], unit, covariance_type)
    if not closing.shape[1]:
        centre, closing = mixture.means[component], np.eye(len(unit))
    joint = mixture.log_joint(x)
    alone = Mixture._unchecked(
        np.ones(1), centre[None], mixture.covariances[component, None].copy()
    )
    with np.errstate(divide="ignore"):
        log_weight = np.log(mixture.weights[component])
    # To narrow the Gaussian is to move the points away from its mean: exact at any width.
    away = (x - centre) / unit
    over = (away @ closing) @ closing.T
    values = []
    for factor in scales:
        moved = (away + (1 / math.sqrt(factor) - 1) * over) * unit + centre
        log_volume = closing.shape[1] / 2 * math.log(factor)
        joint[:, component] = log_weight + alone.log_joint(moved)[:, 0] - log_volume
        values.append(float(weight @ log_sum_exp(joint)))
    return np.array(values)


@by_name
def sentence(anatomy: Anatomy, names: Sequence[str] | None = None) -> str:
    """Describe what has become of the component, for a first-year student.

    `names` are those of the columns: by default x, y (and z), or x1 to xd.
    """
    return together(*story(anatomy, names))


def story(anatomy: Anatomy, names: Sequence[str] | None = None) -> tuple[str, str]:
    """Describe it in two parts: what has happened, and what that means."""
    dimension = anatomy.standard_deviations.shape[1]
    names = column_names(None, dimension) if names is None else list(names)
    k = anatomy.component + 1
    held = _held_points(anatomy, names)
    if anatomy.collapsed and anatomy.flat < dimension:
        return say("Component {k} has closed in on {held}.", k=k, held=held), say(
            "Its density there grows without bound, and so does the likelihood: the maximum does "
            "not exist."
        )
    if anatomy.collapsed:
        return say("Component {k} has collapsed: it has no width left in one direction.", k=k), say(
            "Its density grows without bound, and so does the likelihood: the maximum does not "
            "exist."
        )
    if anatomy.propped and anatomy.flat < dimension:
        return say("Component {k} is held open by the variance floor alone.", k=k), say(
            "It has closed in on {held}: its width there comes from the floor alone.", held=held
        )
    if anatomy.propped:
        return say("Component {k} is kept wide by the variance floor.", k=k), say(
            "In one direction its points are narrower than the floor."
        )
    share = f"{100 * anatomy.relative[-1]:.2g}"
    return say("Component {k} has width in every direction.", k=k), say(
        "Its smallest standard deviation is {share} % of the data's.", share=share
    )


def _held_points(anatomy: Anatomy, names: Sequence[str]) -> str:
    count = len(anatomy.points)
    if count == 1:
        return say("one point")
    if anatomy.flat == 0:
        return say("{n} points that are all the same", n=count)
    if anatomy.tied:
        same = [names[j] for j in anatomy.tied]
        what = same[0] if len(same) == 1 else say("{a} and {b}", a=", ".join(same[:-1]), b=same[-1])
        return say("{n} points with the same {what}", n=count, what=what)
    if anatomy.flat == 1:
        return say("{n} points in one line", n=count)
    if anatomy.flat == 2:
        return say("{n} points in one plane", n=count)
    return say("{n} points in one hyperplane", n=count)


def _deviations(covariances: Array) -> Array:
    """Compute the standard deviations along the principal axes, (..., d), the largest first."""
    smallest_first = np.sqrt(np.linalg.eigvalsh(covariances).clip(min=0))
    deviations: Array = smallest_first[..., ::-1]
    return deviations


def _rate(deviations: Array, log_likelihoods: Array, n_flat: int) -> float | None:
    """Compute the nats gained per tenfold reduction of the variances, in the last iteration."""
    if len(deviations) < 2 or not n_flat:
        return None
    widths = 2 * np.log10(deviations[-2:, -n_flat:]).mean(axis=1)
    cut = widths[0] - widths[1]
    return float((log_likelihoods[-1] - log_likelihoods[-2]) / cut) if cut > 0 else None


def _check_component(component: int, mixture: Mixture) -> None:
    whole = isinstance(component, int | np.integer) and not isinstance(component, bool)
    if not whole or not 0 <= component < mixture.n_components:
        raise ValueError(
            f"component must be from 0 to {mixture.n_components - 1}; got {component!r}"
        )
