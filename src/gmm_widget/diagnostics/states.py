"""What happened in a fit: as data, and as sentences that a first-year student reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gmm_widget.diagnostics.collapse import narrowing, sentence, story
from gmm_widget.em import Mixture, Observations, Trace, column_names, phase, rows_that_count
from gmm_widget.words import say, together, translated

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
"""A point is undecided while no component has this much of it."""
STILL = 0.005
"""A component has settled when an iteration moves its mean, and changes its standard deviations,
by less than this part of the data's standard deviation."""
SMALL, SHRINKING = 0.25, 0.85
FEW = 5
"""A component shrinks when its smallest standard deviation is below SMALL of the data's, an
iteration multiplies it by less than SHRINKING, and it has fewer than FEW (d + 1) points left: so
does one on its way to a collapse, and hardly ever a healthy one that is long and thin."""


MEND = say("The fit stops here: mend the function and run its cell again.")


@dataclass(frozen=True)
class Sentence:
    """What has just happened, in three parts: `lead` and `next` are the ones to stress."""

    lead: str
    body: str
    next: str = ""

    def text(self, iteration: int) -> str:
        """The whole sentence at an iteration."""
        parts = (self.lead, self.body, self.next)
        text = " ".join(part for part in parts if part)
        return text.replace("{iteration}", str(iteration))  # other braces may be a student's


def narrate(
    trace: Trace,
    cursor: int,
    names: Sequence[str] | None = None,
    language: str = "en",
    *,
    blended: bool = True,
) -> str:
    """The sentence that belongs to a cursor of a trace; the rest is as for `sentences`."""
    if trace.fault is not None and cursor == trace.fault.cursor:
        moment = "fault"
    else:
        moment = "end" if cursor == trace.last_cursor else phase(cursor)
    parts = vars(_sentence(trace, moment, names, blended))
    return Sentence(**translated(parts, language)).text((cursor + 1) // 2)


def sentences(
    trace: Trace, names: Sequence[str] | None = None, *, blended: bool = True
) -> dict[str, Sentence]:
    """The sentences for the moments "start", "E", "M" and "end" of a trace, and for "fault", which
    goes before them at the cursor of a fault. `names` are those of the columns; `blended` says
    whether points have the colours of all their components, or of the likeliest alone."""
    moments = ["start", "E", "M", "end"] + ["fault"] * (trace.fault is not None)
    return {moment: _sentence(trace, moment, names, blended) for moment in moments}


def agreement(trace: Trace) -> str:
    """What there is to say of own steps that were right all the way; nothing of other fits."""
    if not trace.own or trace.faults or trace.n_iter == 0:
        return ""
    n = trace.n_iter
    count = say("the one iteration") if n == 1 else say("all {n} iterations", n=n)
    if len(trace.own) > 1:
        return say("Your E-step and M-step agree with the reference in {count}.", count=count)
    return say("Your {step} agrees with the reference in {count}.", step=trace.own[0], count=count)


def _sentence(trace: Trace, moment: str, names: Sequence[str] | None, blended: bool) -> Sentence:
    if moment == "fault" and trace.fault is not None:
        ended = trace.status == "faulty" and trace.fault is trace.faults[-1]
        return Sentence(trace.fault.lead, trace.fault.seen, MEND if ended else "")
    if moment == "end":
        return _ending(trace, names)
    if moment == "E":
        return Sentence(
            say("E-step, iteration {iteration}."),
            say(
                "Each point is coloured by how likely each Gaussian is to have made it. "
                "Mixed colours are undecided points."
            )
            if blended
            else say(
                "Each point has the colour of the Gaussian that most likely made it. Greyer points "
                "are less sure."
            ),
            say("Next: M-step."),
        )
    if moment == "M":
        return Sentence(
            say("M-step, iteration {iteration}."),
            say("Each Gaussian moves to the centre and shape of the points it claims."),
            say("Next: E-step."),
        )
    twins = _twins(trace.start)
    said = _invitation(trace.start.n_components) if twins is None else _same_start(*twins)
    return Sentence(
        say("Start."),
        together(_guesses(trace.start.n_components), said),
        say("Next: E-step."),
    )


def _twins(start: Mixture) -> tuple[int, int] | None:
    """The first two components of a start, from 1, that EM can never tell apart: their means and
    their covariances are the same."""
    known: dict[bytes, int] = {}
    for k, (mean, covariance) in enumerate(
        zip(start.means + 0.0, start.covariances + 0.0, strict=True), start=1
    ):
        first = known.setdefault(mean.tobytes() + covariance.tobytes(), k)
        if first != k:
            return first, k
    return None


def _same_start(one: int, other: int) -> str:
    return say(
        "Components {one} and {other} are twins: they start at the same place, so EM treats them "
        "alike, and they stay equal for ever.",
        one=one,
        other=other,
    )


def _ending(trace: Trace, names: Sequence[str] | None) -> Sentence:
    if trace.status == "faulty":
        return Sentence(trace.faults[-1].lead, trace.faults[-1].seen, MEND)
    if trace.status == "degenerate":
        return Sentence(
            say("These points are flat."),
            _flatness(trace, names),
            say("Set a variance floor above 0."),
        )
    if trace.status == "empty":
        return Sentence(
            say("Component {k} is empty.", k=(trace.component or 0) + 1),
            say(
                "No point is at all likely to come from it, so it has no mean to move to and the "
                "fit stops."
            ),
            say("Drag it nearer to the points."),
        )
    found = narrowing(trace)
    if found is not None and trace.status == "collapsed":
        return Sentence(*story(found, names), say("Drag a mean, or set a variance floor above 0."))
    if found is not None and trace.status == "converged":
        return Sentence(*story(found, names), say("Drag a mean, or use fewer components."))
    if trace.status == "converged" and (twins := _twins(trace.start)) is not None:
        return Sentence(
            say("Converged after iteration {iteration}."),
            _same_start(*twins),
            say("Drag one of them away."),
        )
    if trace.status == "converged":
        return Sentence(
            say("Converged after iteration {iteration}."),
            say(
                "Another round would change almost nothing: EM rests here. There may be a better "
                "place."
            ),
            say("Drag a mean to look for it."),
        )
    settled = (component_states(trace)[-1] == STATES.index("settled")).all()
    settling = (
        say("The components hardly move any more, but the log-likelihood still rises.")
        if settled
        else say("The fit has not settled yet.")
    )
    return Sentence(
        say("Stopped after iteration {iteration}."),
        together(
            say("{most} iterations are the most that it may take.", most=trace.max_iter),
            settling if found is None else sentence(found, names),
        ),
        say(
            "Raise “Most iterations” (in Python: w.max_iter = {twice}) or drag a mean.",
            twice=2 * trace.max_iter,
        ),
    )


def _flatness(trace: Trace, names: Sequence[str] | None) -> str:
    names = names or column_names(None, trace.points.shape[1])
    left = rows_that_count(trace.points, trace.sample_weight).points
    constant = np.flatnonzero(np.ptp(left, axis=0) == 0)
    n, d = left.shape
    if n <= d and not len(constant):
        return say(
            "There are {n} points in {d} columns, too few for an ellipse with a width in every "
            "direction. Does the table lie on its side? Or leave columns out.",
            n=n,
            d=d,
        )
    if len(constant):
        what = say("Column {name} has the same value in every row", name=names[constant[0]])
    else:
        what = say("They all lie on one line or plane")
    return say(
        "{what}, so every Gaussian fitted to them has no width across it and the likelihood would "
        "be infinite.",
        what=what,
    )


def undecided(
    responsibilities: NDArray[np.float64], sample_weight: NDArray[np.float64] | None = None
) -> float:
    """How many points are less than 90 % sure of every component, each as often as it counts."""
    unsure = responsibilities.max(axis=1) < SURE
    return int(unsure.sum()) if sample_weight is None else float(unsure @ sample_weight)


def component_states(trace: Trace) -> NDArray[np.uint8]:
    """The state of every component in every mixture of a trace, (T + 1, K): indices into STATES."""
    scale = trace.spread
    means = trace.mixtures.means / scale
    scaled = trace.mixtures.covariances / np.outer(scale, scale)
    deviations = np.sqrt(_eigenvalues(scaled).clip(min=0))
    states = np.full(means.shape[:2], STATES.index("moving"), dtype=np.uint8)
    moved = np.sqrt(((means[1:] - means[:-1]) ** 2).sum(axis=2))
    changed = np.abs(deviations[1:] - deviations[:-1]).max(axis=2)
    states[1:][(moved < STILL) & (changed < STILL)] = STATES.index("settled")
    smallest = deviations[:, :, 0]
    observed = Observations.of(len(trace.points), trace.sample_weight)
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
    """The eigenvalues, the least first, of symmetric matrices (..., d, d), none negative.

    Two by two they are in closed form: half the trace and the root of a sum of squares make the
    larger one, and the determinant is the product of both.
    """
    if matrices.shape[-1] != 2:
        return np.asarray(np.linalg.eigvalsh(matrices), dtype=np.float64)
    a, b, c = matrices[..., 0, 0], matrices[..., 0, 1], matrices[..., 1, 1]
    larger = 0.5 * (a + c) + np.sqrt((0.5 * (a - c)) ** 2 + b * b)
    return np.stack([(a * c - b * b) / larger, larger], axis=-1)


@dataclass(frozen=True)
class Component:
    """A row of the component table: what is drawn of one component, in data units.

    `number` counts from 1, as on the screen; `standard_deviations` are those along the two axes
    of the ellipse, the longer first; `angle` is that of the longer axis, in degrees.
    """

    number: int
    weight: float
    mean: tuple[float, ...]
    standard_deviations: tuple[float, float]
    angle: float
    state: ComponentState

    def asdict(self) -> dict[str, Any]:
        """The row as a dict, ready for a DataFrame."""
        return asdict(self)


def components(trace: Trace, cursor: int, axes: Sequence[int]) -> tuple[Component, ...]:
    """The component table at a cursor, as seen in two of the coordinates."""
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


def _shape(covariance: NDArray[np.float64]) -> tuple[tuple[float, float], float]:
    """The half-axes of the 1-sigma ellipse of a (2, 2) covariance, and its angle in degrees."""
    values, vectors = np.linalg.eigh(covariance)
    short, long = np.sqrt(values.clip(min=0)).tolist()
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    return (long, short), (angle + 90) % 180 - 90


def _invitation(n: int) -> str:
    """What there is to do before the first step."""
    if n == 1:
        return say("The mean is yours to drag; no point belongs to anyone yet.")
    return say("The means are yours to drag; no point belongs to anyone yet.")


def _guesses(n: int) -> str:
    if n == 1:
        return say("One guess.")
    numbers = {
        2: say("Two guesses."),
        3: say("Three guesses."),
        4: say("Four guesses."),
        5: say("Five guesses."),
        6: say("Six guesses."),
        7: say("Seven guesses."),
        8: say("Eight guesses."),
        9: say("Nine guesses."),
        10: say("Ten guesses."),
    }
    return numbers.get(n) or say("{n} guesses.", n=n)
