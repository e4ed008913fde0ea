"""What a view shows beside the film, as bytes for the front end: one function a view.

A picture is packed as `gmm_widget.packing` says, with the magic word GMMP; its header names the
`view`. F frames are mixtures of the trace, those of the header's `frames`; M optima are best first.

"density"     log_density (F, G, G): float32; entropy (F, H, H): uint8, 255 = all components alike;
              levels (F, L): log densities of the contours that enclose the header's `shares`;
              marginal_x, marginal_y (F, G): densities along the axes. Header: extent, wide (the
              extent of entropy, which goes on where the density is at an end), frames, axes.
"k-means"     centres (F, K, d), radii (F, K), inertias (F,), of k-means' own iterations;
              labels (F - 1, n): uint8; changes (F - 1,): points that left their cluster;
              differing, rand_em, rand_kmeans (2T + 1,), by the cursor of the trace: points that
              k-means puts elsewhere than EM, and the adjusted Rand index of each with the known
              groups; elsewhere (T, n): uint8, by the E-step, 1 plus the cluster in which EM has
              a point, 0 where that is k-means' own; left out beyond RINGED points. Header: status,
              labelled, flat (whether d is 2). While a handle is held, there is one E-step only.
"basins"      labels (G, G): uint8, 255 where a component is lost. Header: component, extent, final,
              verified, here (the optimum that the start leads to, or null), lost, shares, sentence.
"restarts"    Header: counts, n_init, n_lost, miss, here, sentence.
both          means (M, K, 2), covariances (M, K, 2, 2), seeds (M, K, d). Header: log_likelihoods,
              n_iter.
"components"  Header: rows (those of a Selection, with null for NaN; the seeds of each, and the
              means and covariances of its mixture), best (by criterion, the number of a row),
              final, sentence.
A sentence has three parts: lead, body, next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from gmm_widget.drawing import Range, geometry, reach, widened, with_room
from gmm_widget.em import (
    NEGLIGIBLE,
    SHARES,
    Criterion,
    Mixture,
    adjusted_rand_index,
    column_range,
    density_grids,
    entropy_grids,
    fit_steps,
    kmeans_steps,
    levels,
    marginal,
    matched,
)
from gmm_widget.landscape import Basins, Restarts, Selection, captions, nearest
from gmm_widget.packing import pack
from gmm_widget.progress import Step
from gmm_widget.session import FARTHEST
from gmm_widget.words import say, together, translated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.diagnostics import Sentence
    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

MAGIC, VERSION = b"GMMP", 1
GRID = 64
FINE_GRID = 128
"""Cells along each side of a map of entropies, which has narrow ridges."""
SIDES, WIDE_SIDES = (0.95, 1.62), (0.95, 3.2)
"""Of a plot, its width by its height: as most are, and as any may be."""
LARGEST = 2_500_000
"""Pictures of every frame that would be larger show only the one at the cursor."""
RINGED = 2000
"""More points than these are not marked one by one."""
LOST = 255
QUICK = ("em", "density", "k-means")
"""Views whose picture is made together with the film."""
WORDS = {
    "basins": say("Mapping where EM leads"),
    "restarts": say("Trying random starts"),
    "components": say("Comparing numbers of components"),
}
"""What the making of a heavy view's picture is called."""
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)


def needs_painting(old: Session, new: Session) -> bool:
    """Whether a heavy view's picture must be drawn anew when one session follows another."""
    same = ("trace", "view", "axes", "component", "language")
    return any(getattr(old, name) != getattr(new, name) for name in same) or old.is_held


def quick_key(session: Session) -> tuple[Any, ...]:
    """What the picture of a quick view depends on: it is drawn anew when this changes."""
    key = (session.view, session.trace, session.is_held)
    if session.view == "density":
        return (*key, session.axes, *_density_frames(session))
    return key if session.view == "k-means" else (session.view,)


def quick_steps(session: Session) -> Steps[bytes]:
    """The picture of a quick view; none (no bytes) for "em"."""
    if session.view == "density":
        return _density(session)
    if session.view != "k-means":
        return b""
    drawn = yield from _kmeans(session)
    return drawn


def picture_steps(session: Session, explorer: Explorer) -> Steps[bytes]:
    """The picture of a heavy view, in steps; some of them have a picture `so_far`."""
    if session.view == "basins":
        work: Steps[Any] = explorer.basins_steps()
        draw: Callable[..., bytes] = _basins
    elif session.view == "restarts":
        work, draw = explorer.restarts_steps(), _restarts
    else:
        work, draw = explorer.select_steps(), _components
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
    arrived = yield from _arrived(session)
    return _restarts(session, found, end=arrived)


def plane_extent(
    points: NDArray[np.float64],
    axes: Sequence[int],
    wanted: Sequence[Range],
    sides: Sequence[float] = SIDES,
) -> tuple[float, float, float, float]:
    """(left, right, bottom, top) of a part of the plane that is at least as large as a plot of
    the points, narrow or wide, which holds the `wanted` ranges as well and whose width is so many
    times its height."""
    low, high = column_range(points)
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


def _extents(session: Session) -> list[tuple[float, float, float, float]]:
    """The parts of the plane of a fit whose density is drawn, and where it may be undecided: that
    is everywhere in a plot, which may have been laid out for another start of the same shapes."""
    start, points = session.start.marginal(session.axes), session.setting.data.counting
    low, high = (edge[list(session.axes)] for edge in column_range(points))
    widest = 2 * np.sqrt(np.diagonal(start.covariances, axis1=1, axis2=2).max(axis=0))
    roomy = list(zip((low - widest).tolist(), (high + widest).tolist(), strict=True))
    return [
        plane_extent(points, session.axes, reach(start.means, start.covariances)),
        plane_extent(points, session.axes, roomy, WIDE_SIDES),
    ]


def _density(session: Session) -> bytes:
    trace = session.trace
    extent, wide = _extents(session)
    frames = _density_frames(session)
    planes = [trace.mixtures[t].marginal(session.axes) for t in frames]
    left, right, bottom, top = extent
    inside = (np.arange(GRID) + 0.5) / GRID
    xs, ys = left + inside * (right - left), bottom + inside * (top - bottom)
    densities = density_grids(planes, extent, GRID)
    nothing = np.full_like(densities, NEGLIGIBLE)
    # One at a time: all of them at once would not fit into the processor's cache.
    entropies = [entropy_grids([plane], wide, FINE_GRID)[0] for plane in planes]
    sections = {
        "log_density": np.log(densities, where=densities > 0, out=nothing).astype("<f4"),
        "entropy": np.rint(255 * np.array(entropies)).astype(np.uint8),
        "levels": np.log([levels(plane) for plane in planes]).astype("<f8"),
        "marginal_x": np.array([marginal(plane, 0, xs)[0] for plane in planes], dtype="<f4"),
        "marginal_y": np.array([marginal(plane, 1, ys)[0] for plane in planes], dtype="<f4"),
    }
    header = {
        "view": "density",
        "axes": session.axes,
        "extent": extent,
        "wide": wide,
        "frames": frames,
        "shares": SHARES,
    }
    return pack(MAGIC, VERSION, header, sections)


def _density_frames(session: Session) -> list[int]:
    """The mixtures whose density is drawn: all, but of a very long fit the one that is shown."""
    last = session.trace.n_iter
    frames = [0, last] if session.is_held else list(range(last + 1))
    if len(frames) * (4 * GRID**2 + FINE_GRID**2) > LARGEST:
        return [session.cursor // 2]
    return frames


def _kmeans(session: Session) -> Steps[bytes]:
    trace, data = session.trace, session.setting.data
    hard = yield from kmeans_steps(
        session.points, session.start.means, max_iter=trace.max_iter, **data.options
    )
    soft = yield from _assigned(session)
    firm = [hard.assignments[min(t, hard.n_iter - 1)] for t in range(len(soft))]
    weight = data.sample_weight
    counted = np.ones(len(session.points)) if weight is None else weight

    def by_cursor(each: Sequence[float]) -> NDArray[np.float64]:
        return np.array([0.0, *np.repeat(each, 2)], dtype="<f8")

    def agreement(groupings: Iterable[Any]) -> NDArray[np.float64]:
        if data.labels is None:
            return np.zeros(0)
        known = data.labels
        return by_cursor([adjusted_rand_index(g, known, sample_weight=weight) for g in groupings])

    elsewhere = np.zeros(soft.shape, dtype=np.uint8)
    for row, ours, theirs in zip(elsewhere, soft, firm, strict=True):
        found = matched(ours, theirs, sample_weight=weight)[ours]
        row[:] = np.where(found == theirs, 0, found + 1)
    sections = {
        "centres": hard.centres.astype("<f8"),
        "radii": hard.radii.astype("<f8"),
        "inertias": hard.inertias.astype("<f8"),
        "labels": hard.assignments.astype(np.uint8),
        "changes": hard.changes.astype("<i4"),
        "differing": by_cursor(((elsewhere > 0) @ counted).tolist()),
        "rand_em": agreement(soft),
        "rand_kmeans": agreement(firm),
    }
    if len(session.points) <= RINGED:
        sections["elsewhere"] = elsewhere
    header = {
        "view": "k-means",
        "status": hard.status,
        "labelled": data.labels is not None,
        "flat": session.points.shape[1] == 2,
    }
    return pack(MAGIC, VERSION, header, sections)


def _assigned(session: Session) -> Steps[NDArray[np.intp]]:
    """The component with most of each point after every E-step that is shown, (T, n)."""
    trace = session.trace
    n_iter = min(1, trace.n_iter) if session.is_held else trace.n_iter
    found = np.zeros((n_iter, len(trace.points)), dtype=np.intp)
    for rows, iterations, block in trace.e_steps(0, n_iter) if n_iter else ():
        found[iterations, rows] = block.argmax(axis=0)
        yield Step(rows.stop, len(trace.points))
    return found


def _basins(session: Session, found: Basins, share: float = 1.0) -> bytes:
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
        "sentence": _said(session, captions.basins(found, k, here), share),
        **_reached(found.log_likelihoods, found.n_iter),
    }
    labels = np.where(found.labels < 0, LOST, found.labels).astype(np.uint8)
    return pack(MAGIC, VERSION, header, {"labels": labels, **_drawn(session, found.optima, seeds)})


def _restarts(
    session: Session, found: Restarts, share: float = 1.0, end: Mixture | None = None
) -> bytes:
    weight = session.setting.data.sample_weight
    here = nearest(end or session.trace.final, found.mixtures, session.points, weight)
    stopped = session.trace.status == "max_iter"
    header = {
        "view": "restarts",
        "final": share == 1,
        "counts": found.counts.tolist(),
        "n_init": found.n_init,
        "n_lost": found.n_lost,
        "miss": found.miss,
        "here": here,
        "sentence": _said(session, captions.restarts(found, here, stopped=stopped), share),
        **_reached(found.log_likelihoods, found.n_iter),
    }
    seeds = np.array([start.means for start in found.starts])
    return pack(MAGIC, VERSION, header, _drawn(session, found.mixtures, seeds))


def _arrived(session: Session) -> Steps[Mixture]:
    """Where the present fit ends, or would if it did not stop on the way."""
    trace, setting = session.trace, session.setting
    if trace.status != "max_iter":
        return trace.final
    further = yield from fit_steps(
        session.points,
        trace.final,
        covariance_type=setting.covariance_type,
        reg_covar=setting.reg_covar,
        max_iter=FARTHEST,
        **setting.data.options,
    )
    return further.final


def _said(session: Session, caption: Sentence, share: float) -> dict[str, str]:
    """A caption in the session's language: of a part of the work as of a part, and beside a fit
    that is made by somebody's own steps it says whose the many fits are."""
    if session.setting.own is not None:
        caption = replace(caption, body=together(caption.body, captions.REFERENCE))
    if share < 1:
        caption = captions.so_far(caption, share)
    return translated(vars(caption), session.language)


def _reached(log_likelihoods: NDArray[Any], n_iter: NDArray[Any]) -> dict[str, Any]:
    return {"log_likelihoods": log_likelihoods.tolist(), "n_iter": n_iter.tolist()}


def _drawn(
    session: Session, optima: Sequence[Mixture], seeds: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """What is drawn of some optima, in the two columns, and seeds that lead there."""
    k, d = session.start.means.shape
    planes = [optimum.marginal(session.axes) for optimum in optima]
    means = np.array([plane.means for plane in planes], dtype="<f8")
    covariances = np.array([plane.covariances for plane in planes], dtype="<f8")
    return {
        "means": means.reshape(-1, k, 2),
        "covariances": covariances.reshape(-1, k, 2, 2),
        "seeds": seeds.reshape(-1, k, d).astype("<f8"),
    }


def _components(session: Session, found: Selection, share: float = 1.0) -> bytes:
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
        "sentence": _said(session, captions.selection(found), share),
    }
    return pack(MAGIC, VERSION, header, {})
