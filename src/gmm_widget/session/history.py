"""Undo and redo: the sessions that a widget came from, and those it was taken back from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gmm_widget.session.session import Session

MOST = 100
"""How many steps can be undone."""


@dataclass(frozen=True)
class History:
    """What undo and redo lead to, each with the latest last."""

    past: tuple[Session, ...] = ()
    future: tuple[Session, ...] = ()

    def after(self, old: Session, new: Session) -> History:
        """The history when one session follows another: a change of what is fitted can be undone;
        looking elsewhere, or a mean that is still held, cannot."""
        left = old.before or old
        if new.is_held or new.setting is left.setting:
            return self
        return History((*self.past, left.kept())[-MOST:])

    def undone(self, session: Session) -> tuple[History, Session]:
        """One step back from a session; no step if there is none."""
        if not self.past:
            return self, session
        history = History(self.past[:-1], (*self.future, session.kept()))
        return history, _seen_as(session, self.past[-1])

    def gone_back(self, session: Session, depth: int) -> tuple[History, Session]:
        """Back to when only `depth` steps could be undone; no step if it is there already."""
        history = self
        while len(history.past) > max(depth, 0):
            history, session = history.undone(session)
        return history, session

    def redone(self, session: Session) -> tuple[History, Session]:
        """The last step that was undone, again."""
        if not self.future:
            return self, session
        history = History((*self.past, session.kept()), self.future[:-1])
        return history, _seen_as(session, self.future[-1])


def _seen_as(session: Session, other: Session) -> Session:
    """Another session, in the view and the language of this one."""
    return replace(other, view=session.view, language=session.language)
