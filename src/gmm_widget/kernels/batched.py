"""Many fits over the same points at once: restarts, basins of attraction, model selection.

One fit of 500 points spends most of its time in calling numpy. A few hundred fits in flight share
these calls: a fit that has ended leaves, and the next start takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gmm_widget.kernels.densities import Densities
from gmm_widget.kernels.features import of_fits, quadratics, side_by_side
from gmm_widget.kernels.single import (
    COLLAPSED,
    CONVERGED,
    EMPTY,
    MAX_ITER,
    Climb,
    Theta,
    maximise,
    mixing_weights,
    one_fit,
)
from gmm_widget.work import Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.kernels.engine import Engine
    from gmm_widget.kernels.features import Array, Quadratics
    from gmm_widget.kernels.shape import Shape
    from gmm_widget.kernels.single import Stop
    from gmm_widget.work import Steps

    Rows = NDArray[np.intp]

SLOTS = 512
"""How many fits are in flight: enough to make numpy's calls cheap, few enough for a short wait
between two rounds."""
FEW = 3
"""The last so many fits go on one by one: a third of a round is then more than an iteration
alone."""


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


class Flight(NamedTuple):
    """The fits in flight: which ones, and where each has come to after an E-step.

    ids, ages : (B,) arrays of int
        The number of the start, and of iterations made.
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
        """Some of them."""
        return Flight(
            self.ids[fits],
            self.ages[fits],
            of_fits(self.gaussians, fits, n_components),
            self.densities.take(fits, len(self.ids)),
            of_fits(self.sums, fits, n_components),
            self.values[fits],
        )

    def join(self, other: Flight, n_components: int) -> Flight:
        """These and others."""
        return Flight(
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.ages, other.ages]),
            side_by_side(self.gaussians, other.gaussians, n_components),
            self.densities.join(other.densities, len(self.ids), len(other.ids)),
            side_by_side(self.sums, other.sums, n_components),
            np.concatenate([self.values, other.values]),
        )


class Batch:
    """EM from many starts.

    Parameters
    ----------
    engine, shape, scatter
        Of the points, the covariances and all points as one gaussian (p, 1).
    stop : Stop
    """

    def __init__(self, engine: Engine, shape: Shape, scatter: Array, stop: Stop) -> None:
        self._engine, self._shape, self._scatter, self._stop = engine, shape, scatter, stop
        self._k = engine.n_components

    def steps(self, starts: Array) -> Steps[Ends]:
        """Fit from every start (p, K, B): a step is a round of one iteration of all in flight."""
        n_fits = starts.shape[2]
        whole = np.zeros(n_fits, dtype=np.intp)
        ends = Ends(np.empty_like(starts), np.empty(n_fits), whole, whole.copy())
        flight = self._begin(starts, np.arange(min(SLOTS, n_fits)))
        started = len(flight.ids)
        while len(flight.ids) > FEW or started < n_fits:
            flight = self._advance(flight, ends)
            free = SLOTS - len(flight.ids)
            if started < n_fits and free >= SLOTS // 8:
                new = np.arange(started, min(started + free, n_fits))
                started += len(new)
                begun = self._begin(starts, new)
                flight = flight.join(begun, self._k) if len(flight.ids) else begun
            yield Step(started - len(flight.ids), n_fits)
        for last in range(len(flight.ids)):
            yield from self._alone(flight.keep(np.array([last]), self._k), ends)
        yield Step(n_fits, n_fits)
        return ends

    def _alone(self, flight: Flight, ends: Ends) -> Steps[None]:
        """A flight of one fit, to its end."""
        (fit,), (age,), (value,) = flight.ids, flight.ages.tolist(), flight.values.tolist()
        climb = Climb(Theta(flight.gaussians, flight.densities), value, flight.sums, age)
        steps = one_fit(self._engine, self._shape)
        for _ in climb.iterations(steps, self._stop, self._scatter):
            yield Step(len(ends.statuses) - 1, len(ends.statuses))
        ends.gaussians[:, :, fit] = climb.theta.gaussians
        ends.log_likelihoods[fit] = climb.value
        ends.statuses[fit], ends.n_iter[fit] = climb.status, climb.age

    def _begin(self, starts: Array, ids: Rows) -> Flight:
        gaussians = starts[:, :, ids].reshape(len(starts), -1)
        form = quadratics(mixing_weights(gaussians, self._k), gaussians)
        return self._expect(ids, np.zeros_like(ids), gaussians, form)

    def _expect(self, ids: Rows, ages: Rows, gaussians: Array, form: Quadratics) -> Flight:
        densities = Densities.of(gaussians, form, self._engine.bounds)
        values, sums = self._engine.expect(densities, len(ids))
        return Flight(ids, ages, gaussians, densities, sums, values)

    def _advance(self, flight: Flight, ends: Ends) -> Flight:
        """One iteration of all; those that end are written into `ends` and left out."""
        counts = flight.sums[0]
        if np.minimum.reduce(counts) < self._stop.empty:
            empty = counts.reshape(self._k, -1).min(axis=0) < self._stop.empty
            flight = self._end(flight, empty, EMPTY, ends)
            if not len(flight.ids):
                return flight
        gaussians, form = maximise(self._engine, self._shape, flight.densities, flight.sums)
        collapsed = self._stop.limits.collapsed(gaussians, form, self._scatter)
        if len(collapsed):
            lost = np.zeros(len(flight.ids), dtype=bool)
            lost[collapsed % len(lost)] = True
            flight = self._end(flight, lost, COLLAPSED, ends)
            alive = np.flatnonzero(~lost)
            gaussians = of_fits(gaussians, alive, self._k)
            form = form.take(alive, self._k)
            if not len(alive):
                return flight
        before = flight.values
        flight = self._expect(flight.ids, flight.ages + 1, gaussians, form)
        still = np.abs(flight.values - before) < self._stop.tol * self._engine.total
        flight = self._end(flight, still, CONVERGED, ends)
        return self._end(flight, flight.ages >= self._stop.max_iter, MAX_ITER, ends)

    def _end(self, flight: Flight, over: NDArray[np.bool_], status: int, ends: Ends) -> Flight:
        if not np.logical_or.reduce(over):
            return flight
        done = np.flatnonzero(over)
        ids = flight.ids[done]
        by_fit = flight.gaussians.reshape(len(flight.gaussians), self._k, -1)
        ends.gaussians[:, :, ids] = by_fit[:, :, done]
        ends.log_likelihoods[ids] = flight.values[done]
        ends.statuses[ids] = status
        ends.n_iter[ids] = flight.ages[done]
        return flight.keep(np.flatnonzero(~over), self._k)
