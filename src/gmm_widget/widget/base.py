"""The widgets' base class, the only place where requests enter and changes of traits leave."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from gmm_widget.progress import Step, Steps, finish
from gmm_widget.session import OPTIONS, Explorer, History, Request, Session
from gmm_widget.widget.answers import NOTHING, Answer, answer_steps, coloured_steps, projection
from gmm_widget.widget.clients import Clients, Due
from gmm_widget.widget.requests import lenient, strict
from gmm_widget.widget.traits import input_errors
from gmm_widget.widget.warm_up import warm_up_in_a_browser
from gmm_widget.widget.worker import Worker
from gmm_widget.wire import (
    VIEWS,
    bundle,
    from_wire,
    write_film,
)
from gmm_widget.words import say, translated

LOOKS_OF_ALL_VIEWS = frozenset({"theme", "controls"})
"""The public inputs that neither a fit nor a view depends on."""
WISHES = ("n_components", "seeds", *OPTIONS, "cursor", "axes", "view", "component")
"""The public inputs that a front end may also set one by one, as `jslink` does."""
LOCK = threading.RLock()
"""Held while any widget changes, since some kernels handle messages in a thread beside the user's
cells. All widgets share it, because they can be linked: two that change each other from two threads
would otherwise deadlock."""
PAUSE = 0.1
"""Seconds between two progress messages of a blocking call."""


class StoppedError(Exception):
    """Raised when the widget's Stop button ends an assignment, which then has no effect."""


class OfOnePage:
    """Mixin for objects that belong to one kernel and its page, and cannot be copied or pickled."""

    _uncopied: tuple[str, str]
    """The name of the object, and what to do instead."""

    def __copy__(self) -> Any:
        return self.__reduce_ex__(0)

    def __deepcopy__(self, memo: Any) -> Any:
        return self.__reduce_ex__(0)

    def __reduce_ex__(self, protocol: Any) -> Any:
        what, instead = self._uncopied
        raise TypeError(
            f"{what} cannot be copied or pickled: it belongs to this kernel and its page. {instead}"
        )


OF_EVERY_WIDGET = frozenset(anywidget.AnyWidget.class_trait_names(sync=True))


class Door(anywidget.AnyWidget):
    """A widget that holds a session. Python changes it by `assign`, front ends by `set_state`.

    Parameters
    ----------
    session : Session
        The initial session.
    **layout
        The arguments of every ipywidget, and the traits of a subclass.
    """

    _esm: str | Path
    _actions: tuple[str, ...] = ("undo", "redo")
    """The actions that a front end counts in its requests."""
    _settler: int | None = None
    """The thread that is setting inputs to what a session holds, rather than asking for them."""

    _film = traitlets.Bytes().tag(sync=True)
    _request = traitlets.Any(None, allow_none=True).tag(sync=True, echo_update=False)
    _answered = traitlets.Dict().tag(sync=True)
    _error = traitlets.Unicode().tag(sync=True)
    _progress = traitlets.Dict().tag(sync=True)
    _picture = traitlets.Bytes().tag(sync=True)
    _likeliest = traitlets.Bytes().tag(sync=True)
    _inspected = traitlets.Dict().tag(sync=True)
    _beside = traitlets.Dict().tag(sync=True)
    _history = traitlets.Dict().tag(sync=True)

    def __init__(self, session: Session, **layout: Any) -> None:
        self._settler = threading.get_ident()
        self._worker, self._painter = Worker(LOCK), Worker(LOCK)
        self._stopped = threading.Event()
        self._clients = Clients(self._actions)
        self._asked: dict[str, Any] = {}
        self._wish: Mapping[str, Any] = {}
        self._past = History()
        self._explorer = Explorer(lambda: self._session)
        self._session = session
        self._shared = frozenset(self.trait_names(sync=True)) - OF_EVERY_WIDGET
        film = write_film(
            session.trace, names=session.setting.data.names, language=session.language
        )
        self._set(**projection(session), _film=film, _likeliest=finish(coloured_steps(session)))
        if session.language != "en":
            self._esm = bundle.spoken("widget.js", session.language)
        super().__init__(**{**layout, "layout": _wide(layout.get("layout"))})
        self._settler = None
        warm_up_in_a_browser(session)

    # ------------------------------------------------------------------ assignments from Python

    @property
    def settling(self) -> bool:
        """Whether this thread is setting inputs to what a session holds. Another thread's
        assignment meanwhile is one that waits for its turn."""
        return self._settler == threading.get_ident()

    def assign(self, name: str, value: Any) -> None:
        """Handle an assignment to an input: validate, fit, and set every trait at once.

        It raises and changes nothing if the kernel is interrupted, or if the widget's Stop button
        is pressed, where messages are handled in a thread of their own.
        """
        with LOCK, input_errors():
            self._drop_work()
            self._settle(self._finish(self._answer_steps(self._assigned(name, value))))

    def undo(self) -> None:
        """Undo the last change of what is fitted, if there is one."""
        self._travel("undo")

    def redo(self) -> None:
        """Redo the last undo, unless something has changed since."""
        self._travel("redo")

    def _travel(self, action: str) -> None:
        with LOCK:
            self._drop_work()
            self._settle(self._finish(self._answer_steps(Request(), Due({action: 1}))))

    def _assigned(self, name: str, value: Any) -> Request:
        """The request that an assignment is; invalid values raise."""
        return strict(self._session, **{name: value})

    def _finish(self, work: Steps[Answer]) -> Answer:
        """Run work in this thread, reporting progress; a Stop from another thread ends it."""
        self._stopped.clear()
        told = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal told
            if self._stopped.is_set():
                raise StoppedError
            if time.monotonic() >= told + PAUSE:
                told = time.monotonic()
                self._tell(Step(done, total))

        try:
            return finish(work, tell)
        finally:
            if self._progress:
                self._set(_progress={})

    # ------------------------------------------------------------------ requests of front ends

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Handle any message of a front end; no content of it can raise an error.

        Its request is applied as far as it is valid; values for outputs are ignored.
        """
        own = {name: sync_data[name] for name in sync_data if name in self._shared}
        wish = own.get("_request")
        if isinstance(wish, Mapping) and wish.get("stop") is True:
            self._stopped.set()
        with LOCK:
            direct = {name: from_wire(own[name]) for name in WISHES if name in own}
            for name in LOOKS_OF_ALL_VIEWS & own.keys():
                with suppress(traitlets.TraitError, TypeError):
                    self.set_trait(name, own[name])
            if direct:
                self._grant(direct, {})
            if isinstance(wish, Mapping):
                self._hear(wish)
            super().set_state(
                {name: sync_data[name] for name in sync_data if name not in self._shared}
            )

    def _hear(self, wish: Mapping[str, Any]) -> None:
        client = str(wish.get("client"))
        asked = {"client": client, "n": wish.get("n")}
        if self._clients.hears(client, asked["n"]):
            self._grant(wish, asked)
        elif asked != self._asked:
            # A repeated request that is no longer in progress: its answer was lost.
            self.send_state("_answered")

    def _grant(self, wish: Mapping[str, Any], asked: dict[str, Any]) -> None:
        """Apply a request and answer it, at once if it is quick; a newer one cancels it.

        An error here would vanish in the kernel's log, so it is shown; the session then stays as it
        was.
        """
        self._drop_work(asked)
        if wish.get("stop") is True:
            wish = {**wish, **self._stop_painting()}
        self._asked, self._wish = asked, wish
        client = asked.get("client", "")
        also: dict[str, Any] = {"_answered": asked} if asked else {}

        def done(answer: Answer) -> None:
            self._asked = {}
            self._clients.did(client, wish)
            self._settle(answer, **also)

        def failed(error: Exception) -> None:
            self._asked = {}
            self._clients.did(client, wish)
            self._settle(self._same(), _error=described(error), **also)

        def work() -> Steps[Answer]:
            due = self._clients.due(client, wish)
            request = lenient(self._session, {**wish, "edits": list(due.edits)})
            answer = yield from self._answer_steps(request, due)
            return answer

        self._worker.run(work(), done=done, failed=failed, told=self._tell_colours)

    def _drop_work(self, asked: Mapping[str, Any] | None = None) -> None:
        """Cancel the request in progress, since a newer one has come.

        Its front end is notified, unless the newer one is its own and includes the older one. What
        it was notified of is not done later, since the front end continues from there.
        """
        dropped, self._asked = self._asked, {}
        self._worker.drop()
        if dropped and dropped["client"] != (asked or {}).get("client"):
            self._clients.did(dropped["client"], self._wish)
            self._settle(self._same(), _answered=dropped)

    def _tell_colours(self, step: Step) -> None:
        """Send the progress of a fit, and the colours of a held start when they are computed."""
        self._tell(step, **({} if step.so_far is None else {"likeliest": step.so_far}))

    def _tell(self, step: Step, what: str = "", **also: Any) -> None:
        """Send the progress of some work."""
        if not what:
            count = f"{self._session.trace.total:,.0f}".replace(",", "\u2009")
            what = say("Fitting {n} points", n=count)
        asked = self._asked or {"client": "", "n": 0}
        told = translated(what, self._session.language)
        far = {"done": step.done, "total": step.total, "what": told}
        self._set(_progress={**asked, **far, **also})

    # ------------------------------------------------------------------ changes of traits

    def _answer_steps(self, request: Request, due: Due = NOTHING) -> Steps[Answer]:
        return answer_steps(self._session, self._past, request, self._explorer, due)

    def _answer_again(self) -> None:
        """Answer with the same setting after the fitter has changed."""
        self._worker.run(
            self._answer_steps(Request()),
            done=self._settle,
            failed=lambda error: self._settle(self._same(), _error=described(error)),
            told=self._tell,
        )

    def _same(self) -> Answer:
        return Answer(self._session, self._past)

    def _settle(self, answer: Answer, **also: Any) -> None:
        """Show a session: every trait changes at once, for observers and front ends."""
        old = self._session
        changes = {"_error": "", "_progress": {}, **answer.traits(old), **also}
        self._session, self._past = answer.session, answer.history
        with self.hold_sync(), self.hold_trait_notifications():
            self._settler = threading.get_ident()
            try:
                self._set(**changes)
            finally:
                self._settler = None
            if answer.session is not old:
                self._paint(old)

    def _paint(self, old: Session) -> None:
        """Start to compute the data of a heavy view, unless they are up to date or in progress."""
        session = self._session
        view = VIEWS[session.view]
        if view.is_quick:
            self._painter.drop()
        elif not session.is_held and _looks_other(old, session):
            if view.changes(old, session):
                self._set(_picture=b"")
            self._painter.run(
                view.steps(session, self._explorer),
                done=lambda picture: self._set(_picture=picture, _progress={}),
                failed=lambda error: self._set(_error=described(error), _progress={}),
                told=self._show_painting,
            )

    def _stop_painting(self) -> dict[str, Any]:
        """Stop computing a view's data, and keep the partial result.

        Where there is none yet, the returned request changes to the view of the fit, since this one
        would stay empty.
        """
        nothing = self._painter.is_busy and not self._picture
        self._painter.drop()
        return {"view": "em"} if nothing else {}

    def _show_painting(self, step: Step) -> None:
        if step.so_far is not None:
            self._set(_picture=step.so_far)
        if not self._worker.is_busy:
            self._tell(step, VIEWS[self._session.view].label)

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            self.set_trait(name, value)


def _looks_other(old: Session, new: Session) -> bool:
    """Whether the data of a heavy view must be sent again when one session follows another."""
    parts = ("trace", "view", "axes", "component", "language")
    return any(getattr(old, name) != getattr(new, name) for name in parts) or old.is_held


def _wide(layout: Any) -> Any:
    """Give a layout a width, since a container would give none to a widget that fills its space."""
    if layout is None or isinstance(layout, Mapping):
        return {"width": "100%", **(layout or {})}
    return layout


def described(error: Exception) -> str:
    """Format an error for display."""
    return f"{type(error).__name__}: {error}"
