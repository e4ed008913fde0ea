"""The map of basins: labels (G, G): uint8, 255 where a component is lost.

Header: component, extent, final, verified, here (the optimum that the start leads to, or null),
lost, shares, sentence; and those that `common` adds for optima.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import landscape
from gmm_widget.session import basins_key
from gmm_widget.wire.views.common import ViewData, drawn, drawn_steps, packed, reached, said
from gmm_widget.words import say

if TYPE_CHECKING:
    from gmm_widget.landscape import Basins
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

LOST = 255


def picture(session: Session, found: Basins, share: float = 1.0) -> bytes:
    """Serialise a map of basins, or the `share` of it that is known."""
    start, k = session.start, session.component
    seeds = np.tile(start.means, (len(found.optima), 1, 1))
    if len(found.optima):
        seeds[:, k, list(session.axes)] = found.places
    here = found.label_at(start.means[k, list(session.axes)])
    header = {
        "view": "basins",
        "component": k,
        "extent": found.extent,
        "final": share == 1,
        "verified": found.verified,
        "here": here,
        "lost": found.lost,
        "shares": found.shares.tolist(),
        "sentence": said(session, landscape.captions.basins(found, k, here), share),
        **reached(found.log_likelihoods, found.n_iter),
    }
    labels = np.where(found.labels < 0, LOST, found.labels).astype(np.uint8)
    return packed(header, {"labels": labels, **drawn(session, found.optima, seeds)})


def _steps(session: Session, explorer: Explorer) -> Steps[bytes]:
    found = yield from drawn_steps(session, explorer.basins_steps(), picture)
    return picture(session, found)


VIEW = ViewData("basins", basins_key, _steps, say("Computing where EM ends up"))
