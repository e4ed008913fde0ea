"""The trace of a fit: every mixture from its start to its end, and quantities derived from them.

One iteration is two half-steps, and a *cursor* counts half-steps from the start:

    cursor   shown mixture   responsibilities          log-likelihood   iteration, phase
    0        theta_0         the weights, repeated     L[0]             0, "start"
    2t - 1   theta_(t-1)     R_t from theta_(t-1)      L[t-1]           t, "E"
    2t       theta_t         R_t                       L[t]             t, "M"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from gmm_widget.em import information_criteria
from gmm_widget.em.checks import checked_cursor
from gmm_widget.em.data import Data
from gmm_widget.em.information_criteria import CovarianceType
from gmm_widget.em.kernels import Blocks, Densities, Engine, Seen, Unit, quadratics
from gmm_widget.em.mixture import Mixture, Mixtures
from gmm_widget.em.stacks import as_stack
from gmm_widget.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Status = Literal["converged", "max_iter", "collapsed", "empty", "degenerate", "faulty"]
SOUND: tuple[Status, ...] = ("converged", "max_iter")
"""The statuses of a fit that ended at a mixture: it neither collapsed nor ran empty."""
Phase = Literal["start", "E", "M"]


@dataclass(frozen=True, eq=False)
class State:
    """The state of a fit at one cursor of its trace.

    `mixture` has K components; `responsibilities` is (n, K); `log_likelihood` and `gain` (what
    the last iteration added) are in nats, summed over the points.
    """

    cursor: int
    iteration: int
    phase: Phase
    mixture: Mixture
    responsibilities: NDArray[np.float64]
    log_likelihood: float
    gain: float


@dataclass(frozen=True)
class Fault:
    """The first place where a fit with user-supplied steps is wrong.

    Attributes
    ----------
    cursor : int
        The half-step that is wrong; if the fit ends before it, the last one.
    row : int or None
        The first point with wrong responsibilities.
    component : int or None
        The component, from 0, that is furthest from correct.
    lead, seen, hint : str
        Which step is wrong, what was observed there, and a possible cause (or nothing).
    """

    cursor: int
    row: int | None
    component: int | None
    lead: str
    seen: str
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The whole explanation, for a person to read."""
        return " ".join(part for part in (self.lead, self.seen, self.hint) if part)


@dataclass(frozen=True, eq=False)
class Trace:
    """A fit, from its start to its end. All its numbers are finite, always.

    Attributes
    ----------
    points : (n, d) array
    mixtures : Mixtures
        theta_0, ..., theta_T: one more than there were iterations.
    log_likelihoods : (T + 1,) array
        L[t] = log p(points | theta_t): natural log, summed over points, *at* theta_t.
    status : str
        ``"converged"``: the last gain per point was below `tol`. ``"max_iter"``: it was not, after
        `max_iter` iterations. ``"collapsed"``: the next M-step would have shrunk a component to no
        width in some direction. ``"empty"``: it would have left a component without points.
        ``"degenerate"``: the points are constant or collinear, so no iteration was made.
        ``"faulty"``: a user-supplied step failed (`gmm_widget.homework.OwnSteps`).
    component : int or None
        Which component collapsed or became empty, counted from 0.
    covariance_type, reg_covar, tol, max_iter
        The options of the fit.
    sample_weight : (n,) array or None
        How often each point counts.
    within : (n, d, d) array or None
        The covariances within the cells that the points represent.
    own : tuple of str
        Which steps were made by user-supplied functions, of "E-step" and "M-step".
    faults : tuple of Fault
        The first wrong half-step of these, and the one that ended the fit if that is another.
    """

    points: NDArray[np.float64]
    mixtures: Mixtures
    log_likelihoods: NDArray[np.float64]
    status: Status
    component: int | None
    covariance_type: CovarianceType
    reg_covar: float
    tol: float
    max_iter: int
    sample_weight: NDArray[np.float64] | None = None
    within: NDArray[np.float64] | None = None
    own: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    data: Data = field(default=None, repr=False)  # type: ignore[assignment]
    """The points with their weights, and what was computed of them for the fit."""

    def __post_init__(self) -> None:
        if self.data is None:
            self.__dict__["data"] = Data(self.points, self.sample_weight, self.within)

    def __repr__(self) -> str:
        n, d = self.points.shape
        k, t = self.start.n_components, self.n_iter
        what = "points" if self.within is None else "cells"
        return (
            f"<Trace of {k} component{'s' * (k != 1)} ({self.covariance_type}) on {n} {what} in "
            f"{d} column{'s' * (d != 1)}: {self.status} after {t} iteration{'s' * (t != 1)}, "
            f"log-likelihood {self.log_likelihoods[-1]:.6g}>"
        )

    def light(self) -> Trace:
        """A copy without what only its own steps can recompute; the trace itself if it has none."""
        return self

    @property
    def fault(self) -> Fault | None:
        """The first wrong half-step of user-supplied functions, or None."""
        return self.faults[0] if self.faults else None

    @property
    def n_iter(self) -> int:
        """T, the number of iterations made."""
        return len(self.mixtures) - 1

    @property
    def converged(self) -> bool:
        """Whether the fit ended because an iteration gained less than `tol` per point."""
        return self.status == "converged"

    @property
    def labels(self) -> NDArray[np.intp]:
        """The most likely component of each point at the end of the fit, counted from 0: (n,)."""
        return self.predict()

    @property
    def last_cursor(self) -> int:
        """2T, the cursor after the last M-step."""
        return 2 * self.n_iter

    @cached_property
    def start(self) -> Mixture:
        """theta_0, where the fit began."""
        return self.mixtures[0]

    @property
    def final(self) -> Mixture:
        """theta_T, where the fit ended."""
        return self.mixtures[-1]

    @property
    def spread(self) -> NDArray[np.float64]:
        """The data's standard deviation along each axis, (d,): see `gmm_widget.em.spread`."""
        return self.data.spread

    @property
    def point(self) -> int | None:
        """The row of the point that the collapsed component has closed in on, or None.

        Rows of weight 0 are ignored.
        """
        if self.status != "collapsed" or self.component is None:
            return None
        distance = np.linalg.norm(
            (self.points - self.final.means[self.component]) / self.spread, axis=1
        )
        if self.sample_weight is not None:
            distance[self.sample_weight == 0] = np.inf
        return int(distance.argmin())

    @property
    def total(self) -> float:
        """The number of points, each counted by its weight."""
        return self.data.total

    @property
    def gains(self) -> NDArray[np.float64]:
        """The gain in log-likelihood of each iteration, in nats, (T + 1,); 0 for the start."""
        return np.diff(self.log_likelihoods, prepend=self.log_likelihoods[0])

    def responsibilities(self, cursor: int) -> NDArray[np.float64]:
        """Compute the (n, K) responsibilities at a cursor; the weights, repeated, at the start.

        Raises ValueError if the cursor is not in 0..2T.
        """
        cursor = self.checked_cursor(cursor)
        if cursor == 0:
            return np.tile(self.start.weights, (len(self.points), 1))
        return self._shares(self.mixtures[(cursor - 1) // 2])

    def responsibilities_of(self, row: int, iteration: int) -> NDArray[np.float64]:
        """Compute the (K,) responsibilities for one point in the E-step of an iteration, 1..T."""
        here = slice(row, row + 1)
        within = None if self.within is None else self.within[here]
        shown = self.mixtures[iteration - 1]
        _, _, shares = next(e_steps(self.points[here], [shown], within, self.data.unit))
        return shares[:, 0, 0].copy()

    def e_steps(self, first: int, stop: int) -> Iterator[tuple[slice, slice, NDArray[np.float64]]]:
        """Compute the E-steps at mixtures first, ..., stop - 1, in blocks of bounded memory.

        Yields
        ------
        rows, mixtures : slice
            Which points, and which of the mixtures, counted from `first`.
        responsibilities : (K, b, m) array
            Of b mixtures and m points. It is overwritten by the next block.
        """
        yield from e_steps(self.points, self.mixtures[first:stop], self.within, self.data.unit)

    def predict(self) -> NDArray[np.intp]:
        """Find the most likely component of each of the fit's points at its end, from 0: (n,).

        For other points use `final.predict`. A cell gets the component most likely for its points
        together.
        """
        labels = np.empty(len(self.points), dtype=np.intp)
        for rows, _, seen in self._look():
            labels[rows] = seen.responsibilities[:, 0].argmax(axis=0)
        return labels

    def predict_proba(self) -> NDArray[np.float64]:
        """Compute the (n, K) responsibilities for the fit's points at its final mixture."""
        return self._shares(self.final)

    def score_samples(self) -> NDArray[np.float64]:
        """Compute the log density of each of the fit's points at its final mixture, in nats: (n,).

        For a cell it is the lower bound, per point, that `log_likelihoods` are made of.
        """
        values = np.empty(len(self.points))
        for rows, _, seen in self._look():
            values[rows] = seen.log_densities()[0] - self.data.unit.log_volume
        return values

    def score(self) -> float:
        """Compute the weighted mean log density per point at the final mixture, in nats."""
        return float(self.log_likelihoods[-1]) / self.total

    def n_parameters(self) -> int:
        """Count the free parameters of a mixture of this fit's covariance type."""
        return self.final.n_parameters(self.covariance_type)

    def bic(self) -> float:
        """Compute the Bayesian information criterion, as `Mixture.bic`; lower is better."""
        observed = self.data.observed
        value = observed.factor * float(self.log_likelihoods[-1])
        return information_criteria.bic(value, self.n_parameters(), observed.number)

    def aic(self) -> float:
        """Compute Akaike's information criterion, as `Mixture.aic`; lower is better."""
        value = self.data.observed.factor * float(self.log_likelihoods[-1])
        return information_criteria.aic(value, self.n_parameters())

    def icl(self) -> float:
        """Compute the integrated completed likelihood, as `Mixture.icl`; lower is better."""
        certainty = 0.0
        for rows, _, seen in self._look():
            log_most = np.log(seen.responsibilities[:, 0].max(axis=0))
            weight = self.sample_weight
            certainty += float(log_most.sum() if weight is None else weight[rows] @ log_most)
        return information_criteria.icl(self.bic(), self.data.observed.factor * certainty)

    def _shares(self, mixture: Mixture) -> NDArray[np.float64]:
        return responsibilities(self.points, mixture, self.within, self.data.unit)

    def _look(self) -> Iterator[tuple[slice, slice, Seen]]:
        """Run the E-step at the final mixture, in blocks: `Engine.look`."""
        yield from _look(self.points, [self.final], self.within, self.data.unit)

    def state(self, cursor: int) -> State:
        """The state of the fit at a cursor. Raises ValueError if it is not in 0..2T."""
        cursor = self.checked_cursor(cursor)
        shown = cursor // 2
        return State(
            cursor=cursor,
            iteration=(cursor + 1) // 2,
            phase=phase(cursor),
            mixture=self.mixtures[shown],
            responsibilities=self.responsibilities(cursor),
            log_likelihood=float(self.log_likelihoods[shown]),
            gain=float(self.gains[shown]),
        )

    def checked_cursor(self, cursor: int) -> int:
        """Return the cursor. Raises ValueError unless it is a whole number in 0..2T."""
        return checked_cursor(cursor, self.n_iter)


def phase(cursor: int) -> Phase:
    """The half-step that a cursor comes after."""
    if cursor == 0:
        return "start"
    return "E" if cursor % 2 else "M"


def e_steps(
    points: NDArray[np.float64],
    mixtures: Sequence[Mixture],
    within: NDArray[np.float64] | None = None,
    unit: Unit | None = None,
) -> Iterator[tuple[slice, slice, NDArray[np.float64]]]:
    """Compute the E-steps of validated points at some mixtures, in blocks.

    Parameters
    ----------
    points : (n, d) array
    mixtures : sequence of Mixture
    within : (n, d, d) array or None
        As for `fit`.
    unit : Unit or None
        The coordinates to compute in; by default those of the points. Give the unit of all points
        if these are only some of them.

    Yields
    ------
    rows, mixtures : slice
        Which points, and which of the mixtures.
    responsibilities : (K, b, m) array
        Of b mixtures and m points. It is overwritten by the next block.

    Raises
    ------
    ValueError
        If a covariance is singular.
    """
    for rows, some, seen in _look(points, mixtures, within, unit or Unit.of(points)):
        yield rows, some, seen.responsibilities


def _look(
    points: NDArray[np.float64],
    mixtures: Sequence[Mixture],
    within: NDArray[np.float64] | None,
    unit: Unit,
) -> Iterator[tuple[slice, slice, Seen]]:
    """Run E-steps in blocks as `e_steps` does, with everything that an E-step computes."""
    engine = Engine(Blocks(points, unit, within=within), mixtures[0].n_components)
    gaussians = as_stack(unit, mixtures)
    densities = Densities.of(gaussians, quadratics(gaussians[0], gaussians), unit.bounds)
    with one_thread():
        yield from engine.look(densities, len(mixtures))


def responsibilities(
    points: NDArray[np.float64],
    mixture: Mixture,
    within: NDArray[np.float64] | None = None,
    unit: Unit | None = None,
) -> NDArray[np.float64]:
    """Compute the (n, K) responsibilities for validated points, or for the cells they represent.

    Parameters
    ----------
    points : (n, d) array
    mixture : Mixture
    within, unit : as for `e_steps`

    Returns
    -------
    (n, K) array
        Probabilities; each row sums to 1.

    Raises
    ------
    ValueError
        If a covariance is singular.
    """
    seen = np.empty((len(points), mixture.n_components))
    for rows, _, block in e_steps(points, [mixture], within, unit):
        seen[rows] = block[:, 0].T
    return seen
