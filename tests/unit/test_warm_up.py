"""Fits that are thrown away: in a browser only, and never in the way of a message."""

import asyncio
import itertools
import time

import pytest

from gmm_widget import GMMWidget, datasets
from gmm_widget.session import Session
from gmm_widget.widget import warm_up


@pytest.fixture
def fits(monkeypatch):
    """Counts the fits that are thrown away, for a new kernel."""
    made = []
    monkeypatch.setattr(warm_up, "write_film", lambda *_, **__: made.append(time.monotonic()))
    monkeypatch.setattr(warm_up, "WIDGETS", itertools.count())
    return made


def test_a_usual_python_needs_none(fits):
    async def run():
        GMMWidget(datasets.few(), 2)
        for _ in range(20):
            await asyncio.sleep(0)

    asyncio.run(run())
    assert fits == []


def test_in_a_browser_the_first_widget_is_fitted_again_and_again(fits, monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    sessions = []
    monkeypatch.setattr(warm_up, "repeat", lambda loop, session, until: sessions.append(session))

    async def run():
        first, _ = GMMWidget(datasets.few(), 2), GMMWidget(datasets.few(), 3)
        return first._session

    assert asyncio.run(run()) is sessions[0]
    assert len(sessions) == 1


def test_steps_of_ones_own_are_not_called_once_more(fits, monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")
    monkeypatch.setattr(warm_up, "repeat", lambda *_: pytest.fail("it was"))

    async def run():
        GMMWidget(datasets.few(), 2, e_step=lambda *_: None)

    asyncio.run(run())


def test_other_callbacks_run_between_two_fits(fits):
    """As messages of the page do."""
    order = []

    async def run():
        loop = asyncio.get_running_loop()
        warm_up.repeat(loop, Session.begin(datasets.few(), 2), time.monotonic() + 3600)
        while len(fits) < 3:
            order.append(len(fits))
            await asyncio.sleep(0)

    asyncio.run(run())
    assert {0, 1, 2} <= set(order)


def test_it_ends(fits):
    async def run():
        loop = asyncio.get_running_loop()
        warm_up.repeat(loop, Session.begin(datasets.few(), 2), time.monotonic() - 1)
        await asyncio.sleep(0)

    asyncio.run(run())
    assert fits == []
