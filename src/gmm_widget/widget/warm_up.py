"""Fits whose results are thrown away, so that the first drag in a browser is as fast as the rest.

There Python and numpy are WebAssembly, which the browser optimises while it runs: the first
exponentials take ten times as long as later ones. So after the first widget has been sent, its fit
is repeated while the page draws it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import count

from gmm_widget.progress import finish
from gmm_widget.session import Session
from gmm_widget.wire import write_film

WIDGETS = count()
"""Counts the widgets; the first one warms up."""
SECONDS = 1.5
"""For how long the fit is repeated. What the page sends meanwhile is handled between two fits."""


def warm_up_in_a_browser(session: Session) -> None:
    """Warm up with the first widget, where Python runs in a browser; otherwise do nothing.

    A widget with steps of the user's own is passed over: nobody has asked to call these again.
    """
    if sys.platform == "emscripten" and session.setting.own is None and next(WIDGETS) == 0:
        repeat(asyncio.get_event_loop(), session, time.monotonic() + SECONDS)


def repeat(loop: asyncio.AbstractEventLoop, session: Session, until: float) -> None:
    """Repeat the fit of a session, and its film, until a time of `time.monotonic`.

    The loop runs its other callbacks after each fit.
    """

    def fit() -> None:
        trace = finish(session.setting.fit_steps())
        write_film(trace, names=session.setting.data.names, language=session.language)
        repeat(loop, session, until)

    if time.monotonic() < until:
        loop.call_later(0, fit)
