"""The data of a view beside the film, as bytes for the front end: one module a view.

They are a pack (`gmm_widget.wire.packing`) with the magic word GMMP; the header names the `view`. F
frames are mixtures of the trace, those of the header's `frames`; M optima are sorted, best first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gmm_widget.progress import Step
from gmm_widget.wire.views import basins, components, density, kmeans, restarts
from gmm_widget.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

__all__ = ["QUICK", "WORDS", "needs_painting", "picture_steps", "quick_key", "quick_steps"]

QUICK = ("em", "density", "k-means")
"""Views whose data are computed together with the film."""
WORDS = {
    "basins": say("Mapping where EM leads"),
    "restarts": say("Trying random starts"),
    "components": say("Comparing numbers of components"),
}
"""The label of the progress bar while a heavy view is computed."""


def needs_painting(old: Session, new: Session) -> bool:
    """Whether the data of a heavy view must be computed again when one session follows another."""
    same = ("trace", "view", "axes", "component", "language")
    return any(getattr(old, name) != getattr(new, name) for name in same) or old.is_held


def quick_key(session: Session) -> tuple[Any, ...]:
    """The key of a quick view's data, which are computed again when it changes."""
    key = (session.view, session.trace, session.is_held)
    if session.view == "density":
        return (*key, session.axes, *density.frames(session))
    return key if session.view == "k-means" else (session.view,)


def quick_steps(session: Session) -> Steps[bytes]:
    """Compute the data of a quick view; none (no bytes) for "em"."""
    if session.view == "density":
        return density.picture_steps(session)
    if session.view != "k-means":
        return b""
    drawn = yield from kmeans.picture_steps(session)
    return drawn


def picture_steps(session: Session, explorer: Explorer) -> Steps[bytes]:
    """Compute a heavy view's data, in steps; some of them carry a partial result, `so_far`."""
    if session.view == "basins":
        work: Steps[Any] = explorer.basins_steps()
        draw: Callable[..., bytes] = basins.picture
    elif session.view == "restarts":
        work, draw = explorer.restarts_steps(), restarts.picture
    else:
        work, draw = explorer.select_steps(), components.picture
    found: Any = None
    while found is None:
        try:
            step = next(work)
        except StopIteration as end:
            found = end.value
            break
        share = step.done / max(step.total, 1)
        shown = None if step.so_far is None else draw(session, step.so_far, share)
        yield Step(step.done, step.total, shown)
    if session.view != "restarts":
        return draw(session, found)
    arrived = yield from restarts.arrived_steps(session)
    return restarts.picture(session, found, end=arrived)
