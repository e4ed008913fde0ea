"""Rounds of many fits, of one or several numbers of components: one iteration of all in flight.

Restarts and basins of attraction are one batch. Model selection is ten: a numpy call on the
components of all ten costs little more than on those of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gmm_widget.em.kernels.features import gaussians_from_sums
from gmm_widget.em.kernels.single import Theta, mixed
from gmm_widget.progress import Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gmm_widget.em.kernels.batched import Batch
    from gmm_widget.em.kernels.covariance_types import Shape

FEW = 3
"""The last few fits run one by one: a third of a round is then more than a single iteration."""


def in_rounds(batches: Sequence[Batch], shape: Shape) -> Iterator[Step]:
    """Run all fits of some batches over the same points to their ends.

    Yields
    ------
    Step
        After every iteration of a batch; when a batch has ended, `so_far` is its index.
    """
    n_fits = sum(batch.n_fits for batch in batches)
    for batch in batches:
        batch.begin()
        yield Step(0, n_fits)
    going = dict(enumerate(batches))
    while going:
        done = sum(batch.ended for batch in batches)
        if sum(batch.in_flight for batch in going.values()) <= FEW:
            for batch in going.values():
                for _ in batch.one_by_one():
                    yield Step(done, n_fits)
        else:
            thetas = together(list(going.values()), shape)
            for batch, theta in zip(going.values(), thetas, strict=True):
                batch.advance(theta)
                yield Step(done, n_fits)
        for number in [number for number, batch in going.items() if not batch.in_flight]:
            del going[number]
            yield Step(sum(batch.ended for batch in batches), n_fits, number)


def together(batches: Sequence[Batch], shape: Shape) -> list[Theta | None]:
    """Compute one M-step for all batches; None for a batch that must compute its own.

    That is one with a stiff component, whose sums must be recomputed, and any batch with tied
    covariances.
    """
    if len(batches) == 1 or shape.covariance_type == "tied":
        return [None] * len(batches)
    engine = batches[0].engine
    free = gaussians_from_sums(np.concatenate([batch.sums for batch in batches], axis=1))
    gaussians = shape.restrict(free, n_components=1)  # K matters to tied covariances alone
    form = mixed(gaussians, engine.total)
    ends = np.cumsum([batch.sums.shape[1] for batch in batches]).tolist()
    parts = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    if form.any_stiff:
        plain = [
            batch for batch, part in zip(batches, parts, strict=True) if not form.stiff[part].any()
        ]
        made = dict(zip(plain, together(plain, shape), strict=True)) if plain else {}
        return [made.get(batch) for batch in batches]
    theta = Theta.of(gaussians, form, engine.bounds)
    return [Theta(theta.gaussians[:, part], theta.densities.rows(part)) for part in parts]
