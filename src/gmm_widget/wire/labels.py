"""Each point's most likely component and its probability, two bytes a point.

The front end colours the points by these where the responsibilities are too large for a film.

They are a pack (`gmm_widget.wire.packing`) with the magic word "GMML", in version 1, of one E-step:

    labels        uint8 (n,)   the component with the largest responsibility, from 0; the first
                               of equal ones
    certainties   uint8 (n,)   that responsibility r as floor(255 r + 1/2): from 255 / K to 255

The header holds n, K and the iteration. They serve for drawing only: the responsibilities of a
single point that a user inspects are sent exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import e_steps
from gmm_widget.progress import Step
from gmm_widget.wire.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from gmm_widget.em import Data, Mixture, Trace
    from gmm_widget.progress import Steps

MAGIC, VERSION = b"GMML", 1
FULL = 255


def likeliest_steps(trace: Trace, iteration: int) -> Steps[bytes]:
    """Find the most likely component of every point in one E-step, a block of points at a time.

    `iteration` is one of 1..T; for 0, before any E-step, the result is empty.
    """
    if iteration == 0:
        return b""
    blocks = trace.e_steps(iteration - 1, iteration)
    packed = yield from _packed(blocks, len(trace.points), trace.start.n_components, iteration)
    return packed


def first_steps(data: Data, start: Mixture) -> Steps[bytes]:
    """Find the most likely components in the first E-step of a fit that has yet to be made."""
    blocks = e_steps(data.points, [start], data.within, data.unit)
    packed = yield from _packed(blocks, len(data.points), start.n_components, 1)
    return packed


def _packed(
    blocks: Iterator[tuple[slice, slice, NDArray[np.float64]]],
    n: int,
    n_components: int,
    iteration: int,
) -> Steps[bytes]:
    labels, certainties = np.empty((2, n), dtype=np.uint8)
    for rows, _, block in blocks:
        shares = block[:, 0]
        labels[rows] = shares.argmax(axis=0)
        certain = shares.max(axis=0)
        certain *= FULL
        certain += 0.5
        certainties[rows] = certain
        yield Step(rows.stop, n)
    header = {"n": n, "K": n_components, "iteration": iteration}
    return pack(MAGIC, VERSION, header, {"labels": labels, "certainties": certainties})


def read_likeliest(packed: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Deserialise labels to their header and sections.

    Raises
    ------
    ValueError
        If the bytes are something else.
    """
    return unpack(MAGIC, VERSION, packed)
