"""Work in steps, and the worker that does it a slice at a time."""

import asyncio
import threading
from typing import Any

import pytest

from gmm_widget.progress import Step, counted, finish
from gmm_widget.widget import worker
from gmm_widget.widget.worker import Worker


def count(n, log=None):
    for i in range(n):
        if log is not None:
            log.append(i)
        yield Step(i + 1, n)
    return n


@pytest.fixture
def one_step_a_slice(monkeypatch):
    monkeypatch.setattr(worker, "SLICE", 0.0)


class Calls:
    """What a worker told, in order."""

    def __init__(self):
        self.log = []

    def kinds(self):
        return [kind for kind, _ in self.log]

    def run(self, worker, steps):
        worker.run(
            steps,
            done=lambda result: self.log.append(("done", result)),
            failed=lambda error: self.log.append(("failed", error)),
            told=lambda step: self.log.append(("told", step.done)),
        )


async def until_idle(worker):
    while worker.is_busy:
        await asyncio.sleep(0)


def test_finish_returns_what_the_work_made_and_tells_every_step():
    told = []
    assert finish(count(3), lambda done, total: told.append((done, total))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_exception_in_progress_ends_the_work():
    log: list[int] = []

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finish(count(9, log), stop)
    assert log == [0]


def test_a_part_counts_on_from_what_was_done_before():
    told = []
    assert finish(counted(count(2), 5, 9), lambda *at: told.append(at)) == 2
    assert told == [(6, 9), (7, 9)]


def test_without_an_event_loop_the_work_is_done_at_once():
    calls, work = Calls(), Worker(threading.RLock())
    calls.run(work, count(4))
    assert calls.log == [("done", 4)]
    assert not work.is_busy


def test_quick_work_is_done_in_the_first_slice_even_with_a_loop():
    async def main():
        calls = Calls()
        calls.run(Worker(threading.RLock()), count(4))
        return calls.log

    assert asyncio.run(main()) == [("done", 4)]


def test_others_have_their_turn_between_two_slices(one_step_a_slice):
    async def main():
        log: list[Any] = []
        calls, work = Calls(), Worker(threading.RLock())
        calls.run(work, count(3, log))
        asyncio.get_running_loop().call_soon(log.append, "somebody else")
        await until_idle(work)
        return log, calls.log

    log, told = asyncio.run(main())
    assert log == [0, 1, "somebody else", 2] or log == [0, "somebody else", 1, 2]
    assert told == [("told", 1), ("told", 2), ("told", 3), ("done", 3)]


def test_newer_work_drops_the_older(one_step_a_slice):
    async def main():
        log: list[Any] = []
        first, second, work = Calls(), Calls(), Worker(threading.RLock())
        first.run(work, count(99, log))
        second.run(work, count(2))
        await until_idle(work)
        return log, first.kinds(), second.kinds()

    log, first, second = asyncio.run(main())
    assert log == [0]
    assert first == ["told"]
    assert second == ["told", "told", "done"]


def test_dropped_work_is_never_heard_of_again(one_step_a_slice):
    async def main():
        log: list[Any] = []
        calls, work = Calls(), Worker(threading.RLock())
        calls.run(work, count(99, log))
        work.drop()
        for _ in range(5):
            await asyncio.sleep(0)
        return log, calls.kinds()

    assert asyncio.run(main()) == ([0], ["told"])


def test_what_the_work_raises_is_handed_on(one_step_a_slice):
    def broken():
        yield Step(1, 2)
        raise ValueError("no")

    async def main():
        calls, work = Calls(), Worker(threading.RLock())
        calls.run(work, broken())
        await until_idle(work)
        return calls.log

    told, (kind, error) = asyncio.run(main())
    assert told == ("told", 1)
    assert kind == "failed"
    assert str(error) == "no"


def test_a_step_with_something_to_show_is_told_within_a_slice():
    def finding():
        yield Step(1, 3)
        yield Step(2, 3, so_far="half")
        return "whole"

    calls, work = Calls(), Worker(threading.RLock())
    calls.run(work, finding())
    assert calls.log == [("told", 2), ("done", "whole")]
