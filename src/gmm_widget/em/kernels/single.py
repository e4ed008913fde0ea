"""The steps of one fit, and the M-step of a stack of fits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.em.kernels import plane
from gmm_widget.em.kernels.densities import LOWEST, Densities
from gmm_widget.em.kernels.features import LOG_2PI, STIFF, gaussians_from_sums, quadratics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gmm_widget.em.kernels.covariance_types import CollapseLimits, Shape
    from gmm_widget.em.kernels.engine import Engine
    from gmm_widget.em.kernels.features import Array, Quadratics


CONVERGED, MAX_ITER, COLLAPSED, EMPTY = range(4)
OVERFLOWS = (
    "the start is so far from the points, or so narrow, that their density overflows: "
    "give means near the points and covariances of about their size"
)
"""The message for a start at which the log-likelihood is not finite."""


class Stop(NamedTuple):
    """The stopping rule of a fit: the limits of `gmm_widget.em.fitting`, and options of the fit."""

    tol: float
    max_iter: int
    limits: CollapseLimits
    empty: float


class Theta(NamedTuple):
    """The parameters between two steps: gaussians (p, M), and the log densities they give."""

    gaussians: Array
    densities: Densities

    @classmethod
    def of(cls, gaussians: Array, form: Quadratics, bounds: Array) -> Theta:
        """Create them from a stack, its log densities and the `Unit.bounds` of the data."""
        return cls(gaussians, Densities.of(gaussians, form, bounds))


class Steps:
    """E-step and M-step of one fit.

    Parameters
    ----------
    engine : Engine
        Of the points.
    shape : Shape
        Of the covariances.
    """

    def __init__(self, engine: Engine, shape: Shape) -> None:
        self._engine, self._shape = engine, shape

    @property
    def total(self) -> float:
        """The number of points, by their weights."""
        return self._engine.total

    def begin(self, gaussians: Array) -> Theta:
        """Compute the parameters of a start (p, K).

        Raises ValueError if a covariance is singular.
        """
        return self._theta(gaussians, mixed(gaussians, self._engine.total))

    def expect(self, theta: Theta) -> tuple[float, Array]:
        """Run the E-step: the log-likelihood at theta, and the sums (p, K) for the M-step."""
        values, sums = self._engine.expect(theta.densities)
        return float(values[0]), sums

    def maximise(
        self, theta: Theta, sums: Array, limits: CollapseLimits, scatter: Array
    ) -> Theta | int:
        """Run the M-step: the next theta, or the index of a component that it leaves collapsed.

        Parameters
        ----------
        theta, sums
            Of the last E-step.
        limits : CollapseLimits
        scatter : (p, 1) array
            All points as one gaussian, to compare with.

        Returns
        -------
        Theta or int
        """
        gaussians, form = maximise(self._engine, self._shape, theta.densities, sums)
        lost = limits.collapsed(gaussians, form, scatter)
        return int(lost[0]) if len(lost) else self._theta(gaussians, form)

    def _theta(self, gaussians: Array, form: Quadratics) -> Theta:
        return Theta.of(gaussians, form, self._engine.bounds)


class PlaneSteps(Steps):
    """Steps for free covariances in two dimensions, in Python floats.

    3 times faster than numpy on so few numbers. If a component is stiff, `Steps` takes over.
    """

    def __init__(self, engine: Engine, shape: Shape) -> None:
        super().__init__(engine, shape)
        self._bounds: list[float] = engine.bounds.tolist()
        self._regularisation: list[float] = shape.regularisation.tolist()

    def begin(self, gaussians: Array) -> Theta:
        return self._plane(gaussians.T.tolist()) or super().begin(gaussians)

    def maximise(
        self, theta: Theta, sums: Array, limits: CollapseLimits, scatter: Array
    ) -> Theta | int:
        rx, ry = self._regularisation
        gaussians = []
        for component in sums.T.tolist():
            count, mx, my, a, c, b = plane.gaussian_from_sums(*component)
            gaussians.append((count, mx, my, a + rx, c + ry, b))
        return self._plane(gaussians) or super().maximise(theta, sums, limits, scatter)

    def _plane(self, gaussians: Iterable[Sequence[float]]) -> Theta | None:
        """Create theta from components (N, mx, my, a, c, b); None if one is stiff."""
        total = self._engine.total
        numbers: list[float] = []
        peaks: list[float] = []
        least: list[float] = []
        for count, mx, my, a, c, b in gaussians:
            det = a * c - b * b
            # Rounding may leave variances or the determinant below 0; no comparison holds of NaN,
            # and an infinite determinant leaves no peak.
            sound = a > 0 and det > 0 and plane.size(mx, my, a, c) <= STIFF * det
            peak = count / (total * math.sqrt(det)) if sound else 0.0
            if not peak > 0:
                return None
            log_peak = math.log(peak) - LOG_2PI
            form = plane.coefficients(log_peak, mx, my, a, c, b, det)
            numbers += (count, mx, my, a, c, b, *form)
            peaks.append(log_peak)
            least.append(plane.least(form, self._bounds))
        both = np.fromiter(numbers, float).reshape(-1, 12)
        low = None if min(least) >= LOWEST else np.array(least) < LOWEST
        return Theta(both[:, :6].T, Densities(both[:, 6:], [], max(peaks), low))


class Climb:
    """The state of one fit, and how it ended.

    Parameters and attributes
    -------------------------
    theta : Theta
    value : float
        The log-likelihood at theta.
    sums : (p, K) array
        Of the E-step at theta.
    age : int
        Iterations made.
    status : int
        CONVERGED, MAX_ITER, COLLAPSED or EMPTY, once it has ended.
    component : int or None
        The one that collapsed or ran empty.
    """

    def __init__(self, theta: Theta, value: float, sums: Array, age: int = 0) -> None:
        self.theta, self.value, self.sums, self.age = theta, value, sums, age
        self.status = MAX_ITER
        self.component: int | None = None

    def iterations(self, steps: Steps, stop: Stop, scatter: Array) -> Iterator[None]:
        """Run the fit to its end.

        Parameters
        ----------
        steps : Steps
            The E-step and M-step.
        stop : Stop
            The stopping rule.
        scatter : (p, 1) array
            All points as one gaussian.

        Yields
        ------
        None
            After every iteration, for the caller to read the attributes.
        """
        gain = stop.tol * steps.total
        while self.age < stop.max_iter:
            if min(self.sums[0].tolist()) < stop.empty:
                self.status, self.component = EMPTY, int(self.sums[0].argmin())
                return
            found = steps.maximise(self.theta, self.sums, stop.limits, scatter)
            if isinstance(found, int):
                self.status, self.component = COLLAPSED, found
                return
            before, self.theta = self.value, found
            self.value, self.sums = steps.expect(found)
            self.age += 1
            yield
            if abs(self.value - before) < gain:
                self.status = CONVERGED
                return


def everything(sums: Array) -> Array:
    """Compute all points as one gaussian (p, 1) from the sums (p, K) of any E-step.

    A point's responsibilities add up to 1, so the sums add up to those of the points.
    """
    return gaussians_from_sums(np.add.reduce(sums, axis=1, keepdims=True))


def one_fit(engine: Engine, shape: Shape) -> Steps:
    """Choose the fastest steps for these points and covariances."""
    plain = engine.dimension == 2 and shape.covariance_type == "full"
    return (PlaneSteps if plain else Steps)(engine, shape)


def maximise(
    engine: Engine, shape: Shape, densities: Densities, sums: Array
) -> tuple[Array, Quadratics]:
    """Run the M-step of a stack, from the densities and the sums (p, M) of its E-step.

    Stiff components are recomputed from differences, since their sums have lost digits.
    Returns the gaussians (p, M) and their log densities.
    """
    k = engine.n_components
    free = gaussians_from_sums(sums)
    gaussians = shape.restrict(free, k)
    form = mixed(gaussians, engine.total)
    if not form.any_stiff:
        return gaussians, form
    stiff = form.stiff.reshape(k, -1)
    if shape.covariance_type == "tied":
        stiff = np.broadcast_to(stiff.any(axis=0), stiff.shape)
    exact = engine.recentre(densities, free, np.flatnonzero(stiff))
    gaussians = shape.restrict(exact, k)
    return gaussians, mixed(gaussians, engine.total)


def mixed(gaussians: Array, total: float) -> Quadratics:
    """Compute the log densities of a stack (p, M) with mixing weights pi_k = N_k / N.

    Bishop (2006), eq. 9.26, with N = `total`.
    """
    return quadratics(gaussians[0] / total, gaussians)
