"""The view of random starts.

Header: counts, n_init, n_lost, miss, here, sentence; and those that `common` adds for optima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import landscape
from gmm_widget.em import Mixture, run_steps
from gmm_widget.session import restarts_key
from gmm_widget.wire.views.common import ViewData, drawn, drawn_steps, packed, reached, said
from gmm_widget.words import say

if TYPE_CHECKING:
    from gmm_widget.landscape import Restarts
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session


def picture(
    session: Session, found: Restarts, share: float = 1.0, end: Mixture | None = None
) -> bytes:
    """Serialise restarts, or the `share` of them that is known; `end` is the end of the fit.

    Parameters
    ----------
    session : Session
    found : Restarts
    share : float
        From 0 to 1.
    end : Mixture, optional

    Returns
    -------
    bytes
    """
    here = landscape.nearest(end or session.trace.final, found.mixtures, session.trace.spread)
    stopped = session.trace.status == "max_iter"
    header = {
        "view": "restarts",
        "final": share == 1,
        "counts": found.counts.tolist(),
        "n_init": found.n_init,
        "n_lost": found.n_lost,
        "miss": found.miss,
        "here": here,
        "sentence": said(session, landscape.captions.restarts(found, here, stopped=stopped), share),
        **reached(found.log_likelihoods, found.n_iter),
    }
    seeds = np.array([start.means for start in found.starts])
    return packed(header, drawn(session, found.mixtures, seeds))


def arrived_steps(session: Session) -> Steps[Mixture]:
    """The end of the current fit, or the one it would reach without its limit of iterations."""
    trace, setting = session.trace, session.setting
    if trace.status != "max_iter":
        return trace.final
    further = yield from run_steps(setting.data, trace.final, setting.to_the_end)
    return further.final


def _steps(session: Session, explorer: Explorer) -> Steps[bytes]:
    found = yield from drawn_steps(session, explorer.restarts_steps(), picture)
    end = yield from arrived_steps(session)
    return picture(session, found, end=end)


VIEW = ViewData("restarts", restarts_key, _steps, say("Trying random starts"))
