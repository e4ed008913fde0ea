"""The density view: contours, undecided places and marginals of the mixtures.

log_density (F, G, G): float32; entropy (F, H, H): uint8, 255 = all components equal;
levels (F, L): log densities of the contours that enclose the header's `shares`;
marginal_x, marginal_y (F, G): densities along the axes. Header: extent, wide (the
extent of entropy, which continues where the density has vanished), frames, axes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget import em
from gmm_widget.drawing import reach
from gmm_widget.wire.views.common import ViewData, packed, plane_extent

if TYPE_CHECKING:
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

GRID = 64
FINE_GRID = 128
"""Cells along each side of a map of entropies, whose ridges are narrow."""
WIDE_SIDES = (0.95, 3.2)
"""The range of any plot's ratio of width to height."""
LARGEST = 2_500_000
"""The maximum size of the data of all frames; beyond it, only those at the cursor are sent."""


def picture_steps(session: Session, _explorer: Explorer) -> Steps[bytes]:
    """Compute the data of the density view, in one step."""
    yield from ()
    trace = session.trace
    extent, wide = _extents(session)
    shown = frames(session)
    planes = [trace.mixtures[t].marginal(session.axes) for t in shown]
    left, right, bottom, top = extent
    inside = (np.arange(GRID) + 0.5) / GRID
    xs, ys = left + inside * (right - left), bottom + inside * (top - bottom)
    densities = em.density_grids(planes, extent, GRID)
    nothing = np.full_like(densities, em.NEGLIGIBLE)
    # One at a time, since all of them would not fit into the processor's cache.
    entropies = [em.entropy_grids([plane], wide, FINE_GRID)[0] for plane in planes]
    sections = {
        "log_density": np.log(densities, where=densities > 0, out=nothing).astype("<f4"),
        "entropy": np.rint(255 * np.array(entropies)).astype(np.uint8),
        "levels": np.log([em.levels(plane) for plane in planes]).astype("<f8"),
        "marginal_x": np.array([em.marginal(plane, 0, xs)[0] for plane in planes], dtype="<f4"),
        "marginal_y": np.array([em.marginal(plane, 1, ys)[0] for plane in planes], dtype="<f4"),
    }
    header = {
        "view": "density",
        "axes": session.axes,
        "extent": extent,
        "wide": wide,
        "frames": shown,
        "shares": em.SHARES,
    }
    return packed(header, sections)


def _extents(session: Session) -> list[tuple[float, float, float, float]]:
    """The parts of the plane for the densities and for the entropies of a fit.

    The entropies cover every possible plot, which may have been laid out for another start with the
    same shapes.
    """
    start, data = session.start.marginal(session.axes), session.setting.data
    low, high = (edge[list(session.axes)] for edge in data.range)
    widest = 2 * np.sqrt(np.diagonal(start.covariances, axis1=1, axis2=2).max(axis=0))
    roomy = list(zip((low - widest).tolist(), (high + widest).tolist(), strict=True))
    return [
        plane_extent(data, session.axes, reach(start.means, start.covariances)),
        plane_extent(data, session.axes, roomy, WIDE_SIDES),
    ]


def frames(session: Session) -> list[int]:
    """The mixtures whose density is sent: all, or for a very long fit the one at the cursor."""
    last = session.trace.n_iter
    found = [0, last] if session.is_held else list(range(last + 1))
    if len(found) * (4 * GRID**2 + FINE_GRID**2) > LARGEST:
        return [session.cursor // 2]
    return found


VIEW = ViewData(
    "density",
    lambda session: (session.trace, session.is_held, session.axes, *frames(session)),
    picture_steps,
)
