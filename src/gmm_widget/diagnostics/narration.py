"""Narration of a fit, in sentences for first-year students."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.diagnostics.collapse import narrowing, sentence, story
from gmm_widget.diagnostics.states import STATES, component_states
from gmm_widget.em import Mixture, Trace, column_names, phase
from gmm_widget.words import say, together, translated

if TYPE_CHECKING:
    from collections.abc import Sequence


MEND = say("The fit stops here: fix the function and run its cell again.")


@dataclass(frozen=True)
class Sentence:
    """A sentence in three parts, of which `lead` and `next` are emphasised."""

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
    """Compose the sentence that belongs to a cursor of a trace.

    Parameters
    ----------
    trace : Trace
    cursor : int
        From 0 to 2T.
    names, blended : as for `sentences`
    language : {"en", "de"}

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the language is unknown.
    """
    if trace.fault is not None and cursor == trace.fault.cursor:
        moment = "fault"
    else:
        moment = "end" if cursor == trace.last_cursor else phase(cursor)
    parts = vars(_sentence(trace, moment, names, blended))
    return Sentence(**translated(parts, language)).text((cursor + 1) // 2)


def sentences(
    trace: Trace, names: Sequence[str] | None = None, *, blended: bool = True
) -> dict[str, Sentence]:
    """Compose the sentences for each moment of a trace.

    Parameters
    ----------
    trace : Trace
    names : sequence of str, or None
        The names of the columns: by default x, y (and z), or x1 to xd.
    blended : bool
        Whether points are drawn in the blended colours of all their components, or in that of the
        most likely alone.

    Returns
    -------
    dict of str to Sentence
        For the moments "start", "E", "M" and "end"; if the trace has a fault also for "fault",
        which takes precedence at the fault's cursor.
    """
    moments = ["start", "E", "M", "end"] + ["fault"] * (trace.fault is not None)
    return {moment: _sentence(trace, moment, names, blended) for moment in moments}


def agreement(trace: Trace) -> str:
    """Report that user-supplied steps were correct throughout; empty for other fits."""
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
                "Each point is coloured by how likely each Gaussian is to have generated it. "
                "Points of mixed colour are undecided."
            )
            if blended
            else say(
                "Each point has the colour of the Gaussian that most likely generated it. "
                "Greyer points are less certain."
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
    """Find the first two components of a start, from 1, that EM can never separate.

    Their means and their covariances are equal.
    """
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
        "Components {one} and {other} are twins: they start at the same place, so EM treats "
        "them alike, and they stay equal forever.",
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
                "No point is at all likely to come from it, so its mean cannot be computed and the "
                "fit stops."
            ),
            say("Drag it closer to the points."),
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
                "Another iteration would change almost nothing. There may be a better optimum "
                "elsewhere."
            ),
            say("Drag a mean to look for it."),
        )
    settled = (component_states(trace)[-1] == STATES.index("settled")).all()
    settling = (
        say("The components hardly move any more, but the log-likelihood is still rising.")
        if settled
        else say("The fit has not converged yet.")
    )
    return Sentence(
        say("Stopped after iteration {iteration}."),
        together(
            say("{most} iterations is the maximum.", most=trace.max_iter),
            settling if found is None else sentence(found, names),
        ),
        say(
            "Raise “Maximum iterations” (in Python: w.max_iter = {twice}) or drag a mean.",
            twice=2 * trace.max_iter,
        ),
    )


def _flatness(trace: Trace, names: Sequence[str] | None) -> str:
    names = names or column_names(None, trace.points.shape[1])
    left = trace.data.counting.points
    constant = np.flatnonzero(np.ptp(left, axis=0) == 0)
    n, d = left.shape
    if n <= d and not len(constant):
        return say(
            "There are {n} points in {d} columns, too few for an ellipse with a width in every "
            "direction. Is the table transposed? If not, leave columns out.",
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


def _invitation(n: int) -> str:
    """Invite the reader to take the first step."""
    if n == 1:
        return say("The mean is yours to drag; no point has been assigned yet.")
    return say("The means are yours to drag; no point has been assigned yet.")


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
