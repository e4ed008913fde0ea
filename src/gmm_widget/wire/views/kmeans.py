"""The k-means view: k-means' own iterations, and the points that EM assigns differently.

centres (F, K, d), radii (F, K), inertias (F,), of k-means' own iterations;
labels (F - 1, n): uint8; changes (F - 1,): points that left their cluster;
differing, rand_em, rand_kmeans (2T + 1,), by the cursor of the trace: points that
k-means assigns differently from EM, and the adjusted Rand index of each with the known
groups; elsewhere (T, n): uint8, by the E-step, 1 plus the cluster in which EM has
a point, 0 where that is k-means' own; left out beyond RINGED points. Header: status,
labelled, flat (whether d is 2). While a handle is held, there is one E-step only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import em
from gmm_widget.progress import Step
from gmm_widget.wire.views.common import ViewData, packed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gmm_widget.progress import Steps
    from gmm_widget.session import Explorer, Session

RINGED = 2000
"""The maximum number of points that are marked one by one."""


def picture_steps(session: Session, _explorer: Explorer) -> Steps[bytes]:
    """Compute the data of the k-means view."""
    trace, data = session.trace, session.setting.data
    hard = yield from em.kmeans_steps(data, session.start.means, max_iter=trace.max_iter)
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
        return by_cursor(
            [em.adjusted_rand_index(g, known, sample_weight=weight) for g in groupings]
        )

    elsewhere = np.zeros(soft.shape, dtype=np.uint8)
    for row, ours, theirs in zip(elsewhere, soft, firm, strict=True):
        found = em.matched(ours, theirs, sample_weight=weight)[ours]
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
    return packed(header, sections)


def _assigned(session: Session) -> Steps[NDArray[np.intp]]:
    """The most likely component of each point after every E-step that is shown, (T, n)."""
    trace = session.trace
    n_iter = min(1, trace.n_iter) if session.is_held else trace.n_iter
    found = np.zeros((n_iter, len(trace.points)), dtype=np.intp)
    for rows, iterations, block in trace.e_steps(0, n_iter) if n_iter else ():
        found[iterations, rows] = block.argmax(axis=0)
        yield Step(rows.stop, len(trace.points))
    return found


VIEW = ViewData(
    "k-means",
    lambda session: (session.trace, session.is_held),
    picture_steps,
    in_any_columns=True,
)
