"""The data that a widget sends when its session changes: public traits, film and view data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from gmm_widget import diagnostics
from gmm_widget.em import phase
from gmm_widget.progress import Step
from gmm_widget.session import History, Request, Session, Setting, apply_steps, pointed_steps
from gmm_widget.widget.clients import Due
from gmm_widget.wire import (
    TWO,
    VIEWS,
    Later,
    bundle,
    film_steps,
    first_steps,
    holds_all,
    likeliest_steps,
)

if TYPE_CHECKING:
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer

NOTHING = Due()


@dataclass(frozen=True, eq=False)
class Answer:
    """A session to show, and the data that go with it; None for data that have not changed."""

    session: Session
    history: History
    film: bytes | None = None
    likeliest: bytes | None = None
    picture: bytes | None = None
    pointed: dict[str, Any] | None = None
    due: Due = NOTHING
    """The actions that it is the answer to."""

    def traits(self, old: Session) -> dict[str, Any]:
        """The traits that change when this session replaces the old one."""
        same = self.session is old or self.session.differs_only_in_inspected(old)
        changes: dict[str, Any] = {} if same else projection(self.session)
        if self.pointed is not None:
            changes["_inspected"] = self.pointed
        if self.film is not None:
            changes["_film"] = self.film
        if self.session.language != old.language:
            changes["_esm"] = bundle.spoken("widget.js", self.session.language)
        if self.likeliest is not None:
            changes["_likeliest"] = self.likeliest
        if self.picture is not None:
            changes["_picture"] = self.picture
        changes["_history"] = {"undo": len(self.history.past), "redo": len(self.history.future)}
        return changes


def answer_steps(
    old: Session, history: History, request: Request, explorer: Explorer, due: Due = NOTHING
) -> Steps[Answer]:
    """Apply a request to a session, then any undo and redo, and compute the data for the result.

    Parameters
    ----------
    old : Session
    history : History
    request : Request
    explorer : Explorer
    due : Due
        The actions that have not been done yet.

    Yields
    ------
    Step

    Returns
    -------
    Answer
    """
    session = yield from apply_steps(old, request, _first_colours if request.held else None)
    history = history.after(old, session)
    if due.back is not None:
        history, session = history.gone_back(session, due.back)
    for _ in range(due.times.get("undo", 0)):
        history, session = history.undone(session)
    for _ in range(due.times.get("redo", 0)):
        history, session = history.redone(session)
    session = yield from session.renewed_steps()
    film = likeliest = drawn = None
    same = ("trace", "is_held", "language")
    if any(getattr(session, name) is not getattr(old, name) for name in same):
        film = yield from film_steps(
            session.trace,
            short=session.is_held,
            names=session.setting.data.names,
            language=session.language,
        )
    if film is not None or session.e_step != old.e_step:
        likeliest = yield from coloured_steps(session)
    view = VIEWS[session.view]
    if view.is_quick and view.changes(old, session):
        drawn = yield from view.steps(session, explorer)
    pointed = None if session is old else (yield from pointed_steps(session))
    return Answer(session, history, film, likeliest, drawn, pointed, due)


def _first_colours(session: Session, setting: Setting) -> Steps[None]:
    """Compute the colours of many points for a held start, before its fit.

    The fit takes longer, and the handle may have moved on by then.
    """
    sound = setting.own is None and session.trace.n_iter > 0
    if setting is session.setting or not sound or holds_all(session.trace, short=True):
        return
    colours = yield from first_steps(setting.data, setting.start)
    yield Step(0, setting.options.max_iter, colours)


def coloured_steps(session: Session) -> Steps[bytes]:
    """Compute the labels that colour the points; empty where the film has responsibilities."""
    if holds_all(session.trace, short=session.is_held):
        return b""
    packed = yield from likeliest_steps(session.trace, session.e_step)
    return packed


def projection(session: Session) -> dict[str, Any]:
    """The public traits of a session."""
    trace, cursor = session.trace, session.cursor
    mixture = session.shown
    return {
        "points": session.points,
        "columns": list(session.setting.data.names),
        "start": session.start,
        "seeds": session.start.means,
        "n_components": session.start.n_components,
        "covariance_type": trace.covariance_type,
        "reg_covar": trace.reg_covar,
        "max_iter": trace.max_iter,
        "cursor": cursor,
        "axes": session.axes,
        "view": session.view,
        "component": session.component,
        "language": session.language,
        "sample_weight": trace.sample_weight,
        "means": mixture.means,
        "covariances": mixture.covariances,
        "weights": mixture.weights,
        "responsibilities": Later(
            8 * len(trace.points) * mixture.n_components, partial(trace.responsibilities, cursor)
        ),
        "log_likelihood": float(trace.log_likelihoods[cursor // 2]),
        "iteration": (cursor + 1) // 2,
        "phase": phase(cursor),
        "status": trace.status,
        "message": diagnostics.narrate(
            trace,
            cursor,
            session.setting.data.names,
            session.language,
            blended=holds_all(trace) or mixture.n_components <= TWO,
        ),
    }
