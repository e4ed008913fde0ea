"""The parts that several views share: the drawn plane, optima, and a sentence.

Optima: means (M, K, 2), covariances (M, K, 2, 2), seeds (M, K, d), best first. Header:
log_likelihoods, n_iter. A sentence has three parts: lead, body, next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import landscape
from gmm_widget.drawing import Range, geometry, widened, with_room
from gmm_widget.progress import Step
from gmm_widget.wire.packing import pack
from gmm_widget.words import together, translated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.diagnostics import Sentence
    from gmm_widget.em import Data, Mixture
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session, View

MAGIC, VERSION = b"GMMP", 1
SIDES = (0.95, 1.62)
"""The range of a usual plot's ratio of width to height."""


@dataclass(frozen=True, eq=False)
class ViewData:
    """A view: how its data are computed, and when they must be computed again.

    Attributes
    ----------
    name : str
    key : callable
        ``key(session)``: while it stays the same, so do the data.
    steps : callable
        ``steps(session, explorer)``: computes the data, in steps or at once; some steps may carry a
        partial result, `so_far`.
    label : str
        The label of the progress bar, if the data take long; "" if they are computed with the film.
    in_any_columns : bool
        Whether the data are the same for all columns that may be drawn.
    """

    name: View
    key: Callable[[Session], Any]
    steps: Callable[[Session, Explorer], Steps[bytes]]
    label: str = ""
    in_any_columns: bool = False

    @property
    def is_quick(self) -> bool:
        """Whether the data are computed with the film."""
        return not self.label

    def changes(self, old: Session, new: Session) -> bool:
        """Whether one session has other data in this view, which the new one is in."""
        return old.view != new.view or self.key(old) != self.key(new)


def drawn_steps(session: Session, work: Steps[Any], picture: Callable[..., bytes]) -> Steps[Any]:
    """Run some work, and draw its partial results; the return value is the work's."""
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return end.value
        share = step.done / max(step.total, 1)
        shown = None if step.so_far is None else picture(session, step.so_far, share)
        yield Step(step.done, step.total, shown)


def plane_extent(
    data: Data,
    axes: Sequence[int],
    wanted: Sequence[Range],
    sides: Sequence[float] = SIDES,
) -> tuple[float, float, float, float]:
    """Compute the part of the plane, (left, right, bottom, top), that any plot of the points shows.

    Plots are narrow or wide, hold the `wanted` ranges as well, and have one of the `sides` as their
    ratio of width to height.
    """
    low, high = data.range
    own = [with_room(float(low[j]), float(high[j])) for j in axes]
    x_range, y_range = map(widened, own, wanted)
    plots = [
        geometry(width, x_range, y_range, width / side + 26)
        for width in (300, 1000)
        for side in sides
    ]
    return (
        min(plot.x_domain[0] for plot in plots),
        max(plot.x_domain[1] for plot in plots),
        min(plot.y_domain[0] for plot in plots),
        max(plot.y_domain[1] for plot in plots),
    )


def said(session: Session, caption: Sentence, share: float) -> dict[str, str]:
    """Translate a caption to the session's language.

    It says so where only a part of the work is done, and where the fit is made by a user's own
    steps, so that the many fits are not.
    """
    if session.setting.own is not None:
        caption = replace(caption, body=together(caption.body, landscape.captions.REFERENCE))
    if share < 1:
        caption = landscape.captions.so_far(caption, share)
    return translated(vars(caption), session.language)


def reached(log_likelihoods: NDArray[Any], n_iter: NDArray[Any]) -> dict[str, Any]:
    """Header fields of optima: their log-likelihoods, and their numbers of iterations."""
    return {"log_likelihoods": log_likelihoods.tolist(), "n_iter": n_iter.tolist()}


def drawn(
    session: Session, optima: Sequence[Mixture], seeds: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """The drawing data of some optima in the two columns, and seeds that lead there."""
    k, d = session.start.means.shape
    planes = [optimum.marginal(session.axes) for optimum in optima]
    means = np.array([plane.means for plane in planes], dtype="<f8")
    covariances = np.array([plane.covariances for plane in planes], dtype="<f8")
    return {
        "means": means.reshape(-1, k, 2),
        "covariances": covariances.reshape(-1, k, 2, 2),
        "seeds": seeds.reshape(-1, k, d).astype("<f8"),
    }


def packed(header: dict[str, Any], sections: dict[str, NDArray[Any]]) -> bytes:
    """Pack the picture of a view.

    Parameters
    ----------
    header : dict
        Its `view`, and what else is not an array.
    sections : dict of str to array

    Returns
    -------
    bytes
    """
    return pack(MAGIC, VERSION, header, sections)
