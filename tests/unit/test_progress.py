"""The progress bar of a plain call."""

from typing import Any

import numpy as np

from gmm_widget import fit, landscape, progress
from gmm_widget.em import starts
from gmm_widget.em.cells import reduce_points


def points_of_two_groups():
    random = np.random.default_rng(0)
    return random.normal(size=(100, 2)) + 4 * random.integers(0, 2, (100, 1))


def test_the_bar_ends_full_after_every_kind_of_work():
    points = points_of_two_groups()
    works = (
        lambda move: landscape.restarts(points, 2, n_init=5, progress=move),
        lambda move: landscape.select(points, [1, 2], n_init=2, progress=move),
        lambda move: reduce_points(points, progress=move),
        lambda move: fit(points, starts.random_points(points, 2), tol=0, max_iter=5, progress=move),
    )
    for work in works:
        move: Any = progress.bar()
        work(move)
        assert move.widget.value == move.widget.max > 0


def test_the_bar_moves_seldom(monkeypatch):
    now = iter(np.arange(0, 10, 0.01))
    monkeypatch.setattr("gmm_widget.progress.time.monotonic", lambda: next(now))
    move: Any = progress.bar()
    values = []
    move.widget.observe(lambda change: values.append(change["new"]), "value")
    for done in range(101):
        move(done, 100)
    assert 5 <= len(values) <= 15
    assert values[-1] == 100
