"""A trace serialised for the front end to play; only this module knows the contents of a film.

A film is a pack (`gmm_widget.wire.packing`) with the magic word "GMMF", in version 1.

A whole film has F = T + 1 frames, one a mixture. A short film, sent while a handle is held, has
only the first and the last mixture, and the first iteration's responsibilities.

    weights           float64 (F, K)
    means             float64 (F, K, d)
    covariances       float64 (F, K, d, d)
    log_likelihoods   float64 (F,)
    gains             float64 (F,)        what the iteration before added; 0 at the start
    undecided         float64 (2F - 1,)   by cursor: points less than 90 % sure, by their weight
    states            uint8   (F, K)      indices into the header's "states"
    responsibilities  uint16  (F - 1, n, K)   R_1, R_2, ... as round(65535 r), for drawing only;
                                          left out if larger than `largest` bytes, and replaced
                                          by `gmm_widget.wire.labels`
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.diagnostics import (
    STATES,
    SURE,
    agreement,
    component_states,
    narrowing,
    sentence,
    sentences,
)
from gmm_widget.progress import Step, finish
from gmm_widget.wire.packing import pack, unpack
from gmm_widget.words import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gmm_widget.em import Trace
    from gmm_widget.progress import Steps

MAGIC, VERSION = b"GMMF", 1
LARGEST, LARGEST_SHORT = 2_000_000, 400_000
"""The maximum size of a film's responsibilities, in bytes; short films are sent many times a
second."""
FULL = 65535
TWO = 2
"""With this many components, labels and certainties determine the responsibilities."""
MOST_RINGED = 200
"""The maximum number of points of a collapse that are sent."""


def write_film(
    trace: Trace,
    *,
    short: bool = False,
    names: Sequence[str] | None = None,
    largest: int | None = None,
    language: str = "en",
) -> bytes:
    """Serialise a trace; a short film holds its start, first E-step and last mixture.

    Parameters
    ----------
    trace : Trace
    short : bool
    names : sequence of str, optional
        The names of the columns, for the sentences.
    largest : int, optional
        The size of the responsibilities, in bytes, beyond which they are left out; LARGEST or
        LARGEST_SHORT by default.
    language : str
        The language of the sentences: one of `gmm_widget.words.LANGUAGES`.

    Returns
    -------
    bytes
    """
    steps = film_steps(trace, short=short, names=names, largest=largest, language=language)
    return finish(steps)


def film_steps(
    trace: Trace,
    *,
    short: bool = False,
    names: Sequence[str] | None = None,
    largest: int | None = None,
    language: str = "en",
) -> Steps[bytes]:
    """Run `write_film` a block of points at a time.

    Parameters
    ----------
    trace, short, names, largest, language
        As for `write_film`.

    Yields
    ------
    Step
        After every block: the number of points done, and of all, summed over the iterations.

    Returns
    -------
    bytes
    """
    frames = sorted({0, trace.n_iter}) if short else list(range(trace.n_iter + 1))
    whole = holds_all(trace, short=short, largest=largest)
    sections = yield from _sections(trace, frames, whole)
    blended = whole or trace.start.n_components <= TWO
    header = {
        "n": len(trace.points),
        "total": trace.total,
        "cells": trace.within is not None,
        "d": trace.points.shape[1],
        "K": trace.start.n_components,
        "T": trace.n_iter,
        "max_iter": trace.max_iter,
        "short": short,
        "status": trace.status,
        "component": trace.component,
        "point": trace.point,
        "states": STATES,
        "sentences": {
            moment: vars(words)
            for moment, words in sentences(trace, names, blended=blended).items()
        },
        "fault": None if trace.fault is None else asdict(trace.fault),
        "agreement": agreement(trace),
        "narrowing": None if short else _narrowing(trace, names),
    }
    return pack(MAGIC, VERSION, translated(header, language), sections)


def holds_all(trace: Trace, *, short: bool = False, largest: int | None = None) -> bool:
    """Whether a film of this trace holds the responsibilities of every E-step that it shows.

    Parameters
    ----------
    trace, short, largest
        As for `write_film`.

    Returns
    -------
    bool
    """
    if largest is None:
        largest = LARGEST_SHORT if short else LARGEST
    n_iter = min(1, trace.n_iter) if short else trace.n_iter
    return 2 * n_iter * len(trace.points) * trace.start.n_components <= largest


def _narrowing(trace: Trace, names: Sequence[str] | None) -> dict[str, Any] | None:
    """The drawing data of a collapse: widths by iteration, and the rows of the points."""
    found = narrowing(trace)
    if found is None:
        return None
    return {
        "component": found.component,
        "collapsed": found.collapsed,
        "widths": found.standard_deviations.tolist(),
        "relative": found.relative.tolist(),
        "rows": found.points[:MOST_RINGED].tolist(),
        "held": len(found.points),
        "law": found.law,
        "sentence": sentence(found, names),
    }


def _sections(trace: Trace, frames: list[int], whole: bool) -> Steps[dict[str, NDArray[Any]]]:
    mixtures = trace.mixtures[frames]
    counts, seen = yield from _look(trace, len(frames) - 1, whole)
    sections = {
        "weights": mixtures.weights.astype("<f8"),
        "means": mixtures.means.astype("<f8"),
        "covariances": mixtures.covariances.astype("<f8"),
        "log_likelihoods": trace.log_likelihoods[frames].astype("<f8"),
        "gains": trace.gains[frames].astype("<f8"),
        "undecided": np.array(counts, dtype="<f8"),
        "states": component_states(trace)[frames],
    }
    if seen is not None:
        sections["responsibilities"] = seen
    return sections


def _look(
    trace: Trace, n_iter: int, whole: bool
) -> Steps[tuple[list[float], NDArray[np.uint16] | None]]:
    """Count undecided points and quantise responsibilities in the first iterations.

    It works block by block, so that the responsibilities of millions of points never exist at once.
    """
    shape = (n_iter, len(trace.points), trace.start.n_components)
    seen = np.empty(shape, dtype="<u2") if whole and n_iter else None
    counts, done = np.zeros(n_iter), 0
    weight = trace.sample_weight
    for rows, iterations, responsibilities in trace.e_steps(0, n_iter) if n_iter else ():
        unsure = responsibilities.max(axis=0) < SURE
        counts[iterations] += unsure.sum(axis=1) if weight is None else unsure @ weight[rows]
        if seen is not None:
            responsibilities *= FULL
            responsibilities += 0.5
            for k, share in enumerate(responsibilities):  # twice as fast as all at once
                seen[iterations, rows, k] = share
        done += responsibilities[0].size
        yield Step(done, n_iter * len(trace.points))
    at_start = trace.total * int(trace.start.weights.max() < SURE)
    return [at_start, *np.repeat(counts, 2).tolist()], seen


def read_film(film: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Deserialise a film to its header and sections.

    Raises
    ------
    ValueError
        If the bytes are not a film of this version.
    """
    try:
        return unpack(MAGIC, VERSION, film)
    except ValueError as error:
        raise ValueError(f"not a film that can be read: {error}") from None
