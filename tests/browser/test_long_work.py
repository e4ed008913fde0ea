"""Fits that take long: the bar, Stop, a newer wish, and a kernel that stays awake all the while."""

import pytest
from bench import FAITHFUL
from playwright.sync_api import expect

SLOW = f"""
from gmm_widget.session.setting import Setting
from gmm_widget.progress import Step
{FAITHFUL}
_whole, slow = globals().get("_whole") or Setting.fit_steps, True

def _slowly(setting):
    trace = yield from _whole(setting)
    done = 0
    while slow:
        done += 1
        yield Step(min(done, 90), 100)
    return trace

Setting.fit_steps = _slowly
"""
"""A widget whose fits end when `slow` is no longer true, and which do a little work till then."""


@pytest.fixture
def view(bench):
    yield bench.show(SLOW)
    bench.run("slow = False; Setting.fit_steps = _whole")


def test_the_bar_says_what_is_under_way_and_goes_when_it_is_done(view, bench):
    expect(view.find(".work")).to_be_hidden()
    view.drag(0, (60, -40))
    expect(view.find(".work .what")).to_contain_text("Fitting 272 points")
    expect(view.find(".work progress")).to_be_visible()
    assert bench.ask("w._progress['n'] > 0")
    seeds = bench.ask("w.seeds")
    bench.run("slow = False")
    expect(view.find(".work")).to_be_hidden()
    view.settled().at(0)
    assert bench.ask("w.seeds") != seeds
    assert bench.ask("w._progress") == {}


def test_stop_leaves_the_fit_that_was_shown(view, bench):
    seeds, picture = bench.ask("w.seeds"), view.means
    view.drag(0, (60, -40))
    view.find("[data-action=stop]").click()
    expect(view.find(".work")).to_be_hidden()
    view.settled()
    assert bench.ask("w.seeds") == seeds
    assert abs(view.means - picture).max() < 1e-6
    assert not bench.ask("w._worker.is_busy")


def test_a_newer_drag_replaces_the_fit_that_is_under_way(view, bench):
    view.drag(0, (60, -40))
    expect(view.find(".work")).to_be_visible()
    view.drag(1, (-50, 30))
    expect(view.find(".work")).to_be_visible()
    shown = view.means
    bench.run("slow = False")
    view.settled()
    assert abs(view.means - shown).max() < 1e-6
    assert abs(bench.ask("w.seeds") - shown).max() < 0.5


AS_LONG_AS = """
import threading, time
def _watch():
    global slow
    while not over():
        time.sleep(0.01)
    slow = False
threading.Thread(target=_watch).start()
"""
"""What ends the work although the kernel hears nothing."""


def test_a_long_assignment_from_python_draws_the_bar_although_the_kernel_is_deaf(view, bench):
    with bench.deaf(AS_LONG_AS + "w.max_iter = 9"):
        expect(view.find(".work")).to_be_visible()
    expect(view.find(".work")).to_be_hidden()
    assert bench.ask("w.max_iter") == 9
    assert view.last == bench.ask("w.trace.last_cursor")
