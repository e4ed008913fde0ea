"""Many fits with the same number of components to the same points, at once.

One fit of 500 points spends most of its time in calling numpy. A few hundred fits in flight share
these calls: a fit that has ended leaves, and the next start takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.em.kernels.features import of_fits, side_by_side
from gmm_widget.em.kernels.single import (
    COLLAPSED,
    CONVERGED,
    EMPTY,
    MAX_ITER,
    OVERFLOWS,
    Climb,
    Theta,
    maximise,
    mixed,
    one_fit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gmm_widget.em.kernels.covariance_types import Shape
    from gmm_widget.em.kernels.densities import Densities
    from gmm_widget.em.kernels.engine import Engine
    from gmm_widget.em.kernels.features import Array
    from gmm_widget.em.kernels.single import Stop

    Rows = NDArray[np.intp]

SLOTS = 512
"""How many fits are in flight: enough to make numpy's calls cheap, few enough for a short wait
between two rounds."""


class Ends(NamedTuple):
    """How B fits ended, in the order of their starts.

    gaussians : (p, K, B) array
    log_likelihoods : (B,) array
    statuses : (B,) array of int
        CONVERGED, MAX_ITER, COLLAPSED or EMPTY.
    n_iter : (B,) array of int
    """

    gaussians: Array
    log_likelihoods: Array
    statuses: NDArray[np.intp]
    n_iter: NDArray[np.intp]

    @classmethod
    def of(cls, starts: Array) -> Ends:
        """Allocate the ends for starts (p, K, B)."""
        n_fits = starts.shape[2]
        whole = np.zeros(n_fits, dtype=np.intp)
        return cls(np.empty_like(starts), np.empty(n_fits), whole, whole.copy())

    def put(
        self,
        ids: Rows | int,
        gaussians: Array,
        values: Array | float,
        status: int,
        ages: Rows | int,
    ) -> None:
        """Record how some fits ended, or one."""
        self.gaussians[:, :, ids] = gaussians
        self.log_likelihoods[ids] = values
        self.statuses[ids] = status
        self.n_iter[ids] = ages


class Flight(NamedTuple):
    """The fits in flight: which ones they are, and their state after an E-step.

    ids, ages : (B,) arrays of int
        The index of the start, and the number of iterations made.
    gaussians, sums : (p, K B) arrays
    densities : Densities
    values : (B,) array
        Log-likelihoods.
    """

    ids: Rows
    ages: Rows
    gaussians: Array
    densities: Densities
    sums: Array
    values: Array

    def keep(self, fits: Rows, n_components: int) -> Flight:
        """Select some of the fits."""
        return Flight(
            self.ids[fits],
            self.ages[fits],
            of_fits(self.gaussians, fits, n_components),
            self.densities.take(fits, len(self.ids)),
            of_fits(self.sums, fits, n_components),
            self.values[fits],
        )

    def join(self, other: Flight, n_components: int) -> Flight:
        """Concatenate these fits and others."""
        return Flight(
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.ages, other.ages]),
            side_by_side(self.gaussians, other.gaussians, n_components),
            self.densities.join(other.densities, len(self.ids), len(other.ids)),
            side_by_side(self.sums, other.sums, n_components),
            np.concatenate([self.values, other.values]),
        )


class Batch:
    """EM from many starts of K components each: those that wait, are in flight and have ended.

    Parameters
    ----------
    engine : Engine
        Of the points.
    shape : Shape
        Of the covariances.
    scatter : (p, 1) array
        All points as one gaussian.
    stop : Stop
    starts : (p, K, B) array

    Attributes
    ----------
    ends : Ends
        Filled in as fits end.
    """

    def __init__(
        self, engine: Engine, shape: Shape, scatter: Array, stop: Stop, starts: Array
    ) -> None:
        self.engine = engine
        self._shape, self._scatter, self._stop, self._starts = shape, scatter, stop, starts
        self._k = engine.n_components
        self.n_fits = starts.shape[2]
        self.ends = Ends.of(starts)
        self._gain = stop.tol * engine.total
        self._started = 0
        self._flight: Flight

    def begin(self) -> None:
        """Launch the first starts, before anything else."""
        self._flight = self._take_off(min(SLOTS, self.n_fits))
        self._leave_if_empty()
        self._refill()

    @property
    def in_flight(self) -> int:
        """The number of fits in flight."""
        return len(self._flight.ids)

    @property
    def ended(self) -> int:
        """The number of fits that have ended."""
        return self._started - self.in_flight

    @property
    def sums(self) -> Array:
        """The sums (p, K B) of the last E-step of all fits in flight."""
        return self._flight.sums

    def advance(self, theta: Theta | None) -> None:
        """Run one iteration of all fits in flight; `theta` is its M-step, computed here if None."""
        theta = self._maximise() if theta is None else theta
        if theta is not None:
            before = self._flight
            self._flight = self._expect(before.ids, before.ages + 1, theta)
            still = np.abs(self._flight.values - before.values) < self._gain
            self._leave(still, CONVERGED)
            self._leave(self._flight.ages >= self._stop.max_iter, MAX_ITER)
            self._leave_if_empty()
        self._refill()

    def one_by_one(self) -> Iterator[None]:
        """Run the fits in flight to their ends one by one; yields after every iteration."""
        while self.in_flight:
            fit = self._flight.keep(np.array([0]), self._k)
            (number,), (age,), (value,) = fit.ids, fit.ages.tolist(), fit.values.tolist()
            climb = Climb(Theta(fit.gaussians, fit.densities), value, fit.sums, age)
            yield from climb.iterations(
                one_fit(self.engine, self._shape), self._stop, self._scatter
            )
            self._flight = self._flight.keep(np.arange(1, self.in_flight), self._k)
            self.ends.put(number, climb.theta.gaussians, climb.value, climb.status, climb.age)

    def _refill(self) -> None:
        """Launch waiting starts into the free slots."""
        while self._started < self.n_fits and SLOTS - self.in_flight >= SLOTS // 8:
            begun = self._take_off(min(SLOTS - self.in_flight, self.n_fits - self._started))
            self._flight = self._flight.join(begun, self._k) if self.in_flight else begun
            self._leave_if_empty()

    def _take_off(self, count: int) -> Flight:
        """Launch the next starts with their first E-step; raises ValueError if that overflows."""
        ids = np.arange(self._started, self._started + count)
        self._started += count
        gaussians = self._starts[:, :, ids].reshape(len(self._starts), -1)
        form = mixed(gaussians, self.engine.total)
        theta = Theta.of(gaussians, form, self.engine.bounds)
        with np.errstate(over="ignore", invalid="ignore"):
            begun = self._expect(ids, np.zeros_like(ids), theta)
        if not np.isfinite(begun.values).all():
            raise ValueError(OVERFLOWS)
        return begun

    def _expect(self, ids: Rows, ages: Rows, theta: Theta) -> Flight:
        values, sums = self.engine.expect(theta.densities, len(ids))
        return Flight(ids, ages, theta.gaussians, theta.densities, sums, values)

    def _maximise(self) -> Theta | None:
        """Compute the M-step of all fits in flight; those with a collapse end at their last state.

        Returns None if no other is left.
        """
        flight = self._flight
        gaussians, form = maximise(self.engine, self._shape, flight.densities, flight.sums)
        collapsed = self._stop.limits.collapsed(gaussians, form, self._scatter)
        if len(collapsed):
            lost = np.zeros(self.in_flight, dtype=bool)
            lost[collapsed % len(lost)] = True
            self._leave(lost, COLLAPSED)
            if not self.in_flight:
                return None
            alive = np.flatnonzero(~lost)
            gaussians = of_fits(gaussians, alive, self._k)
            form = form.take(alive, self._k)
        return Theta.of(gaussians, form, self.engine.bounds)

    def _leave_if_empty(self) -> None:
        """End the fits with a component that has next to no points."""
        counts = self._flight.sums[0]
        if self.in_flight and np.minimum.reduce(counts) < self._stop.empty:
            fewest = counts.reshape(self._k, -1).min(axis=0)
            self._leave(fewest < self._stop.empty, EMPTY)

    def _leave(self, over: NDArray[np.bool_], status: int) -> None:
        """End some fits with this status."""
        if not np.logical_or.reduce(over):
            return
        flight, done = self._flight, np.flatnonzero(over)
        by_fit = flight.gaussians.reshape(len(flight.gaussians), self._k, -1)
        self.ends.put(
            flight.ids[done], by_fit[:, :, done], flight.values[done], status, flight.ages[done]
        )
        self._flight = flight.keep(np.flatnonzero(~over), self._k)
