"""What a widget sends when its session changes: the public traits, the film and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gmm_widget import diagnose
from gmm_widget.clients import Due
from gmm_widget.film import film_steps
from gmm_widget.history import History
from gmm_widget.pictures import QUICK, quick_steps
from gmm_widget.session import Session

if TYPE_CHECKING:
    from gmm_widget.work import Steps


@dataclass(frozen=True, eq=False)
class Answer:
    """A session to show, and what goes with it; None where what is shown stays true."""

    session: Session
    history: History
    film: bytes | None = None
    picture: bytes | None = None

    def traits(self, old: Session) -> dict[str, Any]:
        """The traits that change when the old session gives way."""
        changes: dict[str, Any] = {} if self.session is old else projection(self.session)
        if self.film is not None:
            changes["_film"] = self.film
        if self.picture is not None:
            changes["_picture"] = self.picture
        changes["_history"] = {"undo": len(self.history.past), "redo": len(self.history.future)}
        return changes


def answer_steps(
    old: Session, history: History, changed: Steps[Session], due: Due
) -> Steps[Answer]:
    """Change a session, then undo and redo what is due, and make what goes with the result."""
    session = yield from changed
    history = history.after(old, session)
    for _ in range(due.undo):
        history, session = history.undone(session)
    for _ in range(due.redo):
        history, session = history.redone(session)
    session = yield from session.renewed_steps()
    film = None
    if session.trace is not old.trace or session.is_held is not old.is_held:
        film = yield from film_steps(
            session.trace, short=session.is_held, names=session.setting.data.names
        )
    drawn = None
    if session.view in QUICK and _looks_new(old, session):
        drawn = yield from quick_steps(session)
    return Answer(session, history, film, drawn)


def _looks_new(old: Session, new: Session) -> bool:
    """Whether a quick view's picture must be drawn anew."""
    same = ("trace", "view", "axes", "is_held", "cursor")
    return any(getattr(old, name) != getattr(new, name) for name in same)


def projection(session: Session) -> dict[str, Any]:
    """The public traits of a session."""
    trace, state = session.trace, session.state
    return {
        "points": session.points,
        "columns": list(session.setting.data.names),
        "start": session.start,
        "seeds": session.start.means,
        "n_components": session.start.n_components,
        "covariance_type": trace.covariance_type,
        "reg_covar": trace.reg_covar,
        "max_iter": trace.max_iter,
        "cursor": session.cursor,
        "axes": session.axes,
        "view": session.view,
        "component": session.component,
        "sample_weight": trace.sample_weight,
        "means": state.mixture.means,
        "covariances": state.mixture.covariances,
        "weights": state.mixture.weights,
        "responsibilities": state.responsibilities,
        "log_likelihood": state.log_likelihood,
        "iteration": state.iteration,
        "phase": state.phase,
        "status": trace.status,
        "message": diagnose.narrate(trace, session.cursor, session.setting.data.names),
    }
