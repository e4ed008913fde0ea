"""Undo and redo: the sessions before and after the current one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gmm_widget.session.session import Session

MOST = 100
"""The maximum number of steps that can be undone."""


@dataclass(frozen=True)
class History:
    """The sessions that undo and redo lead to, the latest last."""

    past: tuple[Session, ...] = ()
    future: tuple[Session, ...] = ()

    def after(self, old: Session, new: Session) -> History:
        """The history when one session follows another.

        A change of what is fitted can be undone; a change of the view, or of a mean that is still
        held, cannot.
        """
        left = old.before or old
        if new.is_held or new.setting is left.setting:
            return self
        return History((*self.past, left.kept())[-MOST:])

    def undone(self, session: Session) -> tuple[History, Session]:
        """Undo one step; without one, the history and session are returned as they are."""
        if not self.past:
            return self, session
        history = History(self.past[:-1], (*self.future, session.kept()))
        return history, _seen_as(session, self.past[-1])

    def gone_back(self, session: Session, depth: int) -> tuple[History, Session]:
        """Undo until only `depth` steps can be undone."""
        history = self
        while len(history.past) > max(depth, 0):
            history, session = history.undone(session)
        return history, session

    def redone(self, session: Session) -> tuple[History, Session]:
        """Redo the last step that was undone."""
        if not self.future:
            return self, session
        history = History((*self.past, session.kept()), self.future[:-1])
        return history, _seen_as(session, self.future[-1])


def _seen_as(session: Session, other: Session) -> Session:
    """Another session, with the view and the language of this one."""
    return replace(other, view=session.view, language=session.language)
