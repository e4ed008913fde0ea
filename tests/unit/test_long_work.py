"""A widget whose fits take long: slices, progress, Stop, and newer wishes. Every step of the work
is a slice of its own here, so that each of them can be interrupted."""

import asyncio
import threading

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget
from gmm_widget.progress import Step
from gmm_widget.widget import base, worker

POINTS = three_clusters()[0]
AWAY = [[0, 0], [1, 1], [2, 2]]
OTHER = [[3, 0], [1, 1], [2, 2]]


@pytest.fixture
def w(monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)
    return GMMWidget(POINTS)


def wish(w, n, client="me", **fields):
    w.set_state({"_request": {"client": client, "n": n, **fields}})


async def settled(w):
    while w._worker.is_busy:
        await asyncio.sleep(0)


def test_a_long_fit_is_heard_first_and_answered_when_done(w):
    async def main():
        before = w.trace
        wish(w, 1, seeds=AWAY)
        assert w.trace is before
        assert w._answered == {}
        assert w._progress["client"] == "me"
        assert w._progress["n"] == 1
        assert 0 < w._progress["done"] <= w._progress["total"]
        assert w._progress["what"] == f"Fitting {len(POINTS)} points"
        await settled(w)

    asyncio.run(main())
    assert w._answered == {"client": "me", "n": 1}
    assert w._progress == {}
    np.testing.assert_array_equal(w.seeds, AWAY)


def test_a_newer_wish_drops_the_older_work(w):
    answers = []
    w.observe(lambda change: answers.append(change["new"]), "_answered")

    async def main():
        wish(w, 1, seeds=AWAY)
        wish(w, 2, seeds=OTHER, max_iter=9)
        await settled(w)

    asyncio.run(main())
    assert answers == [{"client": "me", "n": 2}]
    np.testing.assert_array_equal(w.seeds, OTHER)
    assert w.max_iter == 9


def test_an_undo_that_somebody_else_dropped_is_not_made_up_for(w):
    w.max_iter = 7
    w.max_iter = 8
    w.max_iter = 9

    async def main():
        wish(w, 1, undo=1)
        assert w._worker.is_busy
        wish(w, 1, client="you", cursor=0)
        await settled(w)
        assert w.max_iter == 9
        wish(w, 2, undo=2)
        await settled(w)

    asyncio.run(main())
    assert w.max_iter == 8


def test_a_repeat_of_the_wish_that_is_worked_on_does_not_start_it_again(w):
    async def main():
        wish(w, 1, seeds=AWAY)
        steps = w._worker._steps
        wish(w, 1, seeds=AWAY)
        assert w._worker._steps is steps
        await settled(w)

    asyncio.run(main())
    np.testing.assert_array_equal(w.seeds, AWAY)


def test_stop_leaves_what_is_shown(w):
    before = w.trace

    async def main():
        wish(w, 1, seeds=AWAY)
        wish(w, 2, stop=True)
        assert not w._worker.is_busy
        await asyncio.sleep(0)

    asyncio.run(main())
    assert w.trace is before
    assert w._answered == {"client": "me", "n": 2}
    assert w._progress == {}


def test_a_front_end_whose_wish_gives_way_to_anothers_is_answered(w):
    answers = []
    w.observe(lambda change: answers.append(change["new"]), "_answered")

    async def main():
        wish(w, 1, client="a", seeds=AWAY)
        wish(w, 7, client="b", seeds=OTHER)
        await settled(w)

    asyncio.run(main())
    assert answers == [{"client": "a", "n": 1}, {"client": "b", "n": 7}]
    np.testing.assert_array_equal(w.seeds, OTHER)


def test_an_assignment_from_python_is_newer_than_a_wish_at_work(w):
    async def main():
        wish(w, 1, seeds=AWAY)
        w.seeds = OTHER
        assert w._answered == {"client": "me", "n": 1}
        await asyncio.sleep(0)

    asyncio.run(main())
    np.testing.assert_array_equal(w.seeds, OTHER)
    assert w._progress == {}


def test_an_error_in_long_work_is_shown_and_changes_nothing(w, monkeypatch):
    def broken(session, request, before_fit):
        yield Step(1, 2)
        raise MemoryError("no room")

    before = w.trace
    monkeypatch.setattr("gmm_widget.widget.answers.apply_steps", broken)

    async def main():
        wish(w, 1, seeds=AWAY)
        await settled(w)

    asyncio.run(main())
    assert w._error == "MemoryError: no room"
    assert w._answered == {"client": "me", "n": 1}
    assert w.trace is before


def test_an_assignment_tells_its_progress_and_a_stop_from_another_thread_ends_it(w, monkeypatch):
    """As with kernels where messages run in a thread beside the user's cells."""
    begun = threading.Event()

    def endless(self):
        done = 0
        while True:
            done += 1
            yield Step(done, done + 1)

    before = w.trace
    monkeypatch.setattr(base, "PAUSE", 0.0)
    monkeypatch.setattr("gmm_widget.session.setting.Setting.fit_steps", endless)
    w.observe(lambda change: begun.set(), "_progress")

    def press_stop():
        begun.wait()
        wish(w, 1, stop=True)

    thread = threading.Thread(target=press_stop)
    thread.start()
    with pytest.raises(base.StoppedError):
        w.seeds = AWAY
    thread.join()
    assert w.trace is before
    assert w._progress == {}
    assert w._answered == {"client": "me", "n": 1}
    monkeypatch.undo()
    w.seeds = OTHER
    np.testing.assert_array_equal(w.seeds, OTHER)


def test_an_interrupted_assignment_changes_nothing(w, monkeypatch):
    def interrupted(self):
        yield Step(1, 9)
        raise KeyboardInterrupt

    before = w.trace
    monkeypatch.setattr("gmm_widget.session.setting.Setting.fit_steps", interrupted)
    with pytest.raises(KeyboardInterrupt):
        w.n_components = 2
    assert w.trace is before
    assert w.n_components == 3
    assert len(w.means) == 3


def test_a_picture_that_takes_long_is_made_in_slices_too(w):
    """k-means over many points: nothing is answered before film and picture belong together."""
    pictures = []
    w.observe(lambda change: pictures.append(w._answered), "_picture")

    async def main():
        wish(w, 1, view="k-means")
        assert w.view == "em"
        assert w._progress["n"] == 1
        await settled(w)

    asyncio.run(main())
    assert w.view == "k-means"
    assert pictures == [{"client": "me", "n": 1}]
