"""Nobody ever sees a cursor with another cursor's numbers: not the page, not a Python observer."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from bench import FAITHFUL
from spy import SPY, write

from gmm_widget import datasets, fit
from gmm_widget.em import starts

OBSERVER = """
seen = []
def see(change):
    seen.append(dict(because=change['name'], seeds=w.seeds.ravel().tolist(), K=w.n_components,
        means=w.means.ravel().tolist(), cursor=w.cursor, iteration=w.iteration, phase=w.phase,
        log_likelihood=w.log_likelihood))
w.observe(see, names=['cursor', 'means', 'seeds', 'iteration', 'phase', 'log_likelihood',
    'responsibilities', 'weights', 'covariances', 'n_components', 'status', 'message'])
"""


@cache
def trace_from(seeds, components):
    points = datasets.old_faithful()
    means = np.array(seeds).reshape(components, 2)
    return fit(points, starts.from_means(points, means), max_iter=25)


def belongs_together(sight):
    """Whether all that was seen at once is one state of one fit, computed here anew."""
    trace = trace_from(tuple(sight["seeds"]), sight["K"])
    if sight["cursor"] > trace.last_cursor:
        return False
    state = trace.state(sight["cursor"])
    return (
        (sight["iteration"], sight["phase"]) == (state.iteration, state.phase)
        and sight["log_likelihood"] == pytest.approx(state.log_likelihood, abs=1e-6)
        and sight["means"] == pytest.approx(state.mixture.means.ravel().tolist(), abs=1e-9)
    )


def test_a_storm_of_scrubs_and_drags_never_shows_half_a_change(bench):
    view = bench.show(FAITHFUL + SPY + OBSERVER)
    bench.page.locator(".spy-ready").wait_for()
    for cursor in (3, 9, 14, 2, 7, 1, 12):
        view.scrub(cursor)
    view.drag(0, (90, -60), moves=25)
    for cursor in range(1, 9):
        view.step().at(cursor)
    view.press("add")
    view.drag(1, (-60, 60), moves=25)
    view.press("remove")
    for cursor in (4, 11, 6):
        bench.run(f"w.cursor = min({cursor}, w.trace.last_cursor)")
    bench.run("w.seeds = [[2, 55], [4, 80]]; w.cursor = 5; w.n_components = 3; w.cursor = 2")
    view.settled()
    view.drag(2, (40, 40), moves=10)
    view.settled()
    on_the_page = bench.page.evaluate("() => window.seen")
    in_python = bench.ask("seen")
    assert len(on_the_page) > 100
    assert len(in_python) > 100
    assert [sight for sight in on_the_page if not belongs_together(sight)] == []
    assert [sight for sight in in_python if not belongs_together(sight)] == []


def test_what_another_front_end_writes_cannot_part_the_state(bench):
    view = bench.show(FAITHFUL + SPY + OBSERVER)
    bench.page.locator(".spy-ready").wait_for()
    garbage: list[Any] = [
        None,
        7,
        "seeds",
        [],
        {},
        {"client": "x"},
        {"client": "x", "n": 1, "cursor": "far"},
        {"client": "x", "n": 2, "cursor": 1e9},
        {"client": "x", "n": 3, "seeds": [[1, 2]]},
        {"client": "x", "n": 4, "seeds": [["a", "b"], [None, {}]]},
        {"client": "x", "n": 5, "n_components": -3},
        {"client": "x", "n": 6, "n_components": 1e300, "max_iter": -1, "reg_covar": "lots"},
        {"client": {"a": 1}, "n": [1]},
        {"client": "x", "n": 7, "covariance_type": ["full"], "n_components": 2},
    ]
    for wish in garbage:
        write(bench.page, _request=wish)
    # The host may drop any but the last: whether the fit has one iteration or more is open.
    bench.page.wait_for_function("() => window.spied.get('_answered')?.n === 7")
    write(bench.page, log_likelihood=99.0, iteration=12, status="fine", phase="Q")
    view.scrub(min(3, view.last)).settled()
    sight = {
        "seeds": np.ravel(bench.ask("w.seeds")).tolist(),
        "means": np.ravel(bench.ask("w.means")).tolist(),
        "K": bench.ask("w.n_components"),
        **bench.ask(
            "{name: getattr(w, name) for name in "
            "('cursor', 'iteration', 'phase', 'log_likelihood')}"
        ),
    }
    assert belongs_together(sight)
    assert bench.ask("w.status") in {"converged", "max_iter"}
    assert [sight for sight in bench.ask("seen") if not belongs_together(sight)] == []
    assert not view.bad_words
