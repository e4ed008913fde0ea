"""The view of numbers of components.

Header: rows (those of a Selection, with null for NaN; the seeds of each, and the means and
covariances of its mixture), best (by criterion, the index of a row), final, sentence.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from gmm_widget import landscape
from gmm_widget.em import (
    Criterion,
)
from gmm_widget.session import selection_key
from gmm_widget.wire.views.common import ViewData, drawn_steps, packed, said
from gmm_widget.words import say

if TYPE_CHECKING:
    from gmm_widget.landscape import Selection
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


def picture(session: Session, found: Selection, share: float = 1.0) -> bytes:
    """Serialise a selection, or the `share` of it that is known."""
    rows = []
    for row, start, mixture in zip(found.table, found.starts, found.mixtures, strict=True):
        plane = None if mixture is None else mixture.marginal(session.axes)
        numbers = {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in row._asdict().items()
        }
        drawn = {
            "seeds": None if start is None else start.means.tolist(),
            "means": None if plane is None else plane.means.tolist(),
            "covariances": None if plane is None else plane.covariances.tolist(),
        }
        rows.append({**numbers, **drawn})
    header = {
        "view": "components",
        "final": share == 1,
        "rows": rows,
        "best": {name: found.winner(name) for name in CRITERIA},
        "sentence": said(session, landscape.captions.selection(found), share),
    }
    return packed(header, {})


def _steps(session: Session, explorer: Explorer) -> Steps[bytes]:
    found = yield from drawn_steps(session, explorer.select_steps(), picture)
    return picture(session, found)


VIEW = ViewData("components", selection_key, _steps, say("Comparing numbers of components"))
