"""The state of a fit in numbers: the state of each component, and undecided points."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gmm_widget.em import SampleSize, Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ComponentState = Literal["start", "moving", "settled", "shrinking", "collapsed", "empty"]
STATES: tuple[ComponentState, ...] = (
    "start",
    "moving",
    "settled",
    "shrinking",
    "collapsed",
    "empty",
)

SURE = 0.9
"""A point is undecided if no component has at least this responsibility for it."""
STILL = 0.005
"""A component has settled if an iteration moves its mean, and changes its standard deviations,
by less than this fraction of the data's standard deviation."""
SMALL, SHRINKING = 0.25, 0.85
FEW = 5
"""A component shrinks if its smallest standard deviation is below SMALL of the data's, an
iteration multiplies it by less than SHRINKING, and it has fewer than FEW (d + 1) points left: so
does one on its way to a collapse, and hardly ever a healthy one that is long and thin."""


def undecided(
    responsibilities: NDArray[np.float64], sample_weight: NDArray[np.float64] | None = None
) -> float:
    """Count the points with less than 90 % responsibility of any component, by their weights."""
    unsure = responsibilities.max(axis=1) < SURE
    return int(unsure.sum()) if sample_weight is None else float(unsure @ sample_weight)


def component_states(trace: Trace) -> NDArray[np.uint8]:
    """Classify every component in every mixture of a trace, (T + 1, K): indices into STATES."""
    scale = trace.spread
    means = trace.mixtures.means / scale
    scaled = trace.mixtures.covariances / np.outer(scale, scale)
    deviations = np.sqrt(_eigenvalues(scaled).clip(min=0))
    states = np.full(means.shape[:2], STATES.index("moving"), dtype=np.uint8)
    moved = np.sqrt(((means[1:] - means[:-1]) ** 2).sum(axis=2))
    changed = np.abs(deviations[1:] - deviations[:-1]).max(axis=2)
    states[1:][(moved < STILL) & (changed < STILL)] = STATES.index("settled")
    smallest = deviations[:, :, 0]
    observed = SampleSize.of(len(trace.points), trace.sample_weight)
    claimed = observed.number * trace.mixtures.weights
    shrinks = (
        (smallest[1:] < SMALL)
        & (smallest[1:] < SHRINKING * smallest[:-1])
        & (claimed[1:] < FEW * (trace.points.shape[1] + 1))
    )
    states[1:][shrinks] = STATES.index("shrinking")
    states[0] = STATES.index("start")
    if trace.component is not None:
        states[-1, trace.component] = STATES.index(trace.status)
    return states


def _eigenvalues(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the eigenvalues, in ascending order, of positive matrices (..., d, d).

    For two by two there is a closed form: half the trace and the root of a sum of squares make the
    larger one, and the determinant is the product of both.
    """
    if matrices.shape[-1] != 2:
        return np.asarray(np.linalg.eigvalsh(matrices), dtype=np.float64)
    a, b, c = matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]
    larger = 0.5 * (a + c) + np.sqrt((0.5 * (a - c)) ** 2 + b * b)
    return np.stack([(a * c - b * b) / larger, larger], axis=-1)


@dataclass(frozen=True)
class Component:
    """A row of the component table: one component as it is drawn, in units of the data.

    `number` counts from 1, as on the screen; `standard_deviations` are those along the two axes
    of the ellipse, the longer first, or the only one along a line; `angle` is that of the longer
    axis, in degrees, and 0 along a line.
    """

    number: int
    weight: float
    mean: tuple[float, ...]
    standard_deviations: tuple[float, ...]
    angle: float
    state: ComponentState

    def asdict(self) -> dict[str, Any]:
        """Convert the row to a dict, ready for a DataFrame."""
        return asdict(self)


def components(trace: Trace, cursor: int, axes: Sequence[int]) -> tuple[Component, ...]:
    """Create the component table at a cursor, in the plane of two coordinates, or along one.

    Parameters
    ----------
    trace : Trace
    cursor : int
        From 0 to 2T.
    axes : sequence of one or two int
        The coordinates, from 0.

    Returns
    -------
    tuple of Component
        One for each of the K components.

    Raises
    ------
    ValueError
        If the cursor is out of range, or the axes are not coordinates of the mixture, each once.
    """
    mixture = trace.mixtures[trace.checked_cursor(cursor) // 2].marginal(axes)
    states = component_states(trace)[cursor // 2]
    return tuple(
        Component(
            k + 1, float(weight), tuple(mean.tolist()), *_shape(covariance), STATES[states[k]]
        )
        for k, (weight, mean, covariance) in enumerate(
            zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
        )
    )


def _shape(covariance: NDArray[np.float64]) -> tuple[tuple[float, ...], float]:
    """Compute the half-axes of the 1-sigma ellipse of a covariance, and its angle in degrees."""
    values, vectors = np.linalg.eigh(covariance)
    if len(values) == 1:
        return tuple(np.sqrt(values.clip(min=0)).tolist()), 0.0
    short, long = np.sqrt(values.clip(min=0)).tolist()
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    return (long, short), (angle + 90) % 180 - 90
