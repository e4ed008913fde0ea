"""The checker of an M-step with one covariance matrix for all components."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.arguments import by_name
from gmm_widget.homework.calls import as_numbers, call, changed_in_place
from gmm_widget.homework.checks.faults import agree
from gmm_widget.homework.checks.probes import SHAPES, Probe, ordinary
from gmm_widget.homework.result import Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PARTS = ("weights", "means", "covariance")
ONE_FAULT = 0.5
"""The score if weights and means are right and the covariance has one named fault."""

FAULTS: tuple[tuple[str, Callable[[Probe], Array]], ...] = (
    (
        "it is the plain mean of the K covariances: a component with more points must count more",
        lambda probe: _own(probe).mean(axis=0),
    ),
    (
        "it is the covariance of all points about their one mean: take each component's part about "
        "its own mean",
        lambda probe: np.atleast_2d(np.cov(probe.points.T, ddof=0)),
    ),
    (
        "it is not divided by the number of points",
        lambda probe: len(probe.points) * tied_covariance(probe),
    ),
    (
        "it is divided by n - 1, where n is due",
        lambda probe: tied_covariance(probe) * len(probe.points) / (len(probe.points) - 1),
    ),
    (
        "it is divided by K, too: the weights of the components already sum to 1",
        lambda probe: tied_covariance(probe) / probe.shape[1],
    ),
    ("it is the sum of the K covariances", lambda probe: _own(probe).sum(axis=0)),
    ("it is the covariance of one component alone", lambda probe: _own(probe)[0]),
)


@by_name
def check_tied_m_step(function: Callable[..., Any], *, time_limit: float = 5.0) -> Result:
    """Check ``tied_m_step(X, R) -> (weights, means, covariance)``: one covariance for all.

    The function is called by position with X (n, d) and R (n, K), for several n, K and d, and must
    return the weights (K,), the means (K, d) and the one covariance (d, d), which is the mean of
    the components' covariances, weighted by their weights.

    Parameters
    ----------
    function : callable
        The student's. Its output and warnings are dropped; its errors are reported.
    time_limit : float
        The maximum duration of one call, in seconds, where the platform can stop it.

    Returns
    -------
    Result
        The score is 1 if right, `ONE_FAULT` if only the covariance is wrong and its fault has a
        name, and else 0: weights and means are those of the usual M-step.

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.
    """
    results: list[tuple[Array, Array, Array]] = []
    for number in range(len(SHAPES)):
        probe = ordinary(number)
        called = call(function, probe.for_m_step, time_limit)
        if called.complaint:
            return Result(False, called.complaint)
        if called.changed:
            arguments = probe.for_m_step
            return Result(False, changed_in_place(function, arguments, called.changed, time_limit))
        read = _read(called.value, probe)
        if isinstance(read, str):
            return Result(False, read)
        results.append(read)
    wrong = [name for place, name in enumerate(PARTS) if not _is_right(results, place)]
    if not wrong:
        return Result(True, "The M-step with one covariance is right.")
    if wrong == ["covariance"]:
        for said, made in FAULTS:
            if all(agree(results[i][2], made(ordinary(i))) for i in range(3)):
                message = f"The weights and means are right; the covariance: {said}."
                return Result(False, message, ONE_FAULT)
        return Result(
            False,
            "The weights and means are right. The covariance is not: sum R[i, k] times "
            "(X[i] - means[k]) (X[i] - means[k])^T over all points and components, and divide by "
            "n.",
        )
    return Result(False, f"Not right: {', '.join(wrong)}. Weights and means are the usual ones.")


def tied_covariance(probe: Probe) -> Array:
    """The right one, of shape (d, d)."""
    weights = probe.responsibilities.mean(axis=0)
    return np.asarray(np.einsum("k,kde->de", weights, _own(probe)))


def _own(probe: Probe) -> Array:
    """The covariances of the components, (K, d, d)."""
    return em.m_step(probe.points, probe.responsibilities).covariances


def _read(value: Any, probe: Probe) -> tuple[Array, Array, Array] | str:
    n_components, dimension = probe.shape[1:]
    if not isinstance(value, tuple | list) or len(value) != len(PARTS):
        return "It must return three things: weights, means, covariance."
    shapes = ((n_components,), (n_components, dimension), (dimension, dimension))
    read = []
    for part, name, shape in zip(value, PARTS, shapes, strict=True):
        array = as_numbers(part)
        if isinstance(array, str):
            return f"The {name} must be numbers; it returned {array}."
        if name == "covariance" and array.shape == (n_components, *shape) and n_components > 1:
            return (
                f"The covariance has the shape {array.shape}, one for each component: it must be "
                f"one for all, of shape {shape}."
            )
        if array.shape != shape and array.size != np.prod(shape):
            return f"The {name} must have the shape {shape}, not {array.shape}."
        read.append(array.reshape(shape))
    return read[0], read[1], read[2]


def _is_right(results: list[tuple[Array, Array, Array]], place: int) -> bool:
    for number, values in enumerate(results):
        probe = ordinary(number)
        mixture = em.m_step(probe.points, probe.responsibilities)
        wanted = (mixture.weights, mixture.means, tied_covariance(probe))[place]
        if not agree(values[place], wanted):
            return False
    return True
