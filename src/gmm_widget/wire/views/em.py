"""The view of the fit itself: it draws the film, and needs no other data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gmm_widget.wire.views.common import ViewData

if TYPE_CHECKING:
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session


def _nothing(_session: Session, _explorer: Explorer) -> Steps[bytes]:
    yield from ()
    return b""


VIEW = ViewData("em", lambda _session: (), _nothing, in_any_columns=True)
