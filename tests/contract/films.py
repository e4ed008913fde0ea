"""The films that both sides read: `python tests/contract/films.py` writes the fixtures anew.

Each NAME.film is what Python sends; NAME.json is what any reader must find in it.
"""

import json
from pathlib import Path

import numpy as np

from gmm_widget import Mixture, Trace, fit
from gmm_widget.em import starts, steps
from gmm_widget.em.cells import reduce_points
from gmm_widget.homework.own_steps.fitter import OwnSteps
from gmm_widget.progress import finish
from gmm_widget.wire.film import read_film, write_film

FIXTURES = Path(__file__).parent / "fixtures"

POINTS = np.array(
    [[0, 0], [1, 0.5], [0.5, 1], [0.2, 0.7], [5, 5], [6, 5.5], [5.5, 6.5], [6.2, 5.1], [9, 0]],
    dtype=float,
)
FLAT = np.column_stack([np.arange(6.0), np.full(6, 2.0)])
DEEP = np.column_stack([POINTS, POINTS[:, 0] ** 2 % 3])


def sharpened(points, *mixture):
    """A wrong E-step, and none at all in the end."""
    shares = steps.e_step(points, Mixture(*mixture)) ** 2
    return None if shares.max() > 1 - 1e-4 else shares / shares.sum(axis=1, keepdims=True)


def right(points, *mixture):
    return steps.e_step(points, Mixture(*mixture))


def own(e_step) -> Trace:
    """A fit whose E-step is somebody's own."""
    options = {"covariance_type": "full", "reg_covar": 0.1, "tol": 1e-6, "max_iter": 25}
    start = starts.from_means(POINTS, POINTS[[0, 4]])
    return finish(OwnSteps.of(e_step).fit_steps(POINTS, start, **options))


def traces() -> dict[str, tuple[Trace, bool]]:
    """Every kind of film by name: the trace, and whether the film is short."""
    two = starts.from_means(POINTS, POINTS[[0, 4]])
    cells = reduce_points(np.repeat(POINTS, 7, axis=0) + np.arange(63)[:, None] / 50, n_cells=30)
    begin = starts.from_means(cells.means, cells.means[[0, -1]], sample_weight=cells.counts)
    return {
        "cells": (cells.fit(begin, max_iter=5), False),
        "converged": (fit(POINTS, two, reg_covar=0.1, max_iter=25), False),
        "stopped": (fit(POINTS, two, max_iter=2, tol=0), False),
        "held": (fit(POINTS, two, reg_covar=0.1, max_iter=25), True),
        "collapsed": (fit(POINTS, starts.from_means(POINTS, POINTS[[0, 4, 8]])), False),
        "degenerate": (fit(FLAT, starts.from_means(FLAT, FLAT[[0, 5]])), False),
        "own": (own(right), False),
        "faulty": (own(sharpened), False),
        "three-columns": (fit(DEEP, starts.from_means(DEEP, DEEP[[0, 4]]), reg_covar=0.1), False),
    }


def expected(film: bytes) -> dict:
    """What a reader must find: the header without the places, and every number."""
    header, sections = read_film(film)
    header.pop("sections")
    return {"header": header, "sections": {name: v.tolist() for name, v in sections.items()}}


if __name__ == "__main__":
    for name, (trace, short) in traces().items():
        film = write_film(trace, short=short)
        (FIXTURES / f"{name}.film").write_bytes(film)
        text = json.dumps(expected(film), indent=None, separators=(",", ":"))
        (FIXTURES / f"{name}.json").write_text(text + "\n", encoding="utf-8")
