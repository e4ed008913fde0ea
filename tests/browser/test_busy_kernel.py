"""Python busy or gone: the last film still plays, the wait is said in words, nothing is lost."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bench import FAITHFUL
from lab import KERNEL_IS_IDLE, SESSION
from playwright.sync_api import expect
from widget_page import same

SCRUB = """(root, cursor) => {
    const timeline = root.querySelector('input.timeline');
    timeline.value = cursor;
    timeline.dispatchEvent(new Event('input', { bubbles: true }));
    const notice = root.querySelector('.notice');
    return notice.checkVisibility() ? notice.textContent : '';
}"""
"""Scrub; what is said of it at that very moment."""
WAITING = "Python is busy or gone; your last change waits. If Python is gone, run the cell again."

needs_stop = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process")


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The kernel, busy beyond all measure: its process does not run at all."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@needs_stop
def test_a_busy_kernel_is_said_in_words_and_the_last_change_waits(bench):
    view = bench.show(FAITHFUL)
    view.scrub(2).settled()
    with stopped(bench.kernel_pid()):
        assert view.root.evaluate(SCRUB, 6) == ""
        expect(view.find(".notice")).to_have_text(WAITING)
        view.scrub(12)
        view.step().at(13)
        view.press("back").at(12)
        view.press("play")
        view.at(view.last)
        view.scrub(5)
        assert len(set(view.fills)) >= 3
        assert not view.bad_words
    expect(view.find(".notice")).to_be_hidden()
    view.settled().at(5)
    assert bench.ask("w.cursor") == 5


@needs_stop
def test_a_drag_while_python_is_busy_is_fitted_when_it_is_back(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 14").at(14)
    means = bench.ask("w.means")
    scale, _ = view.scale()
    with stopped(bench.kernel_pid()):
        view.drag(0, (90, -60))
        expect(view.find(".notice")).to_have_text(WAITING)
        view.at(0)
    expect(view.find(".notice")).to_be_hidden()
    view.settled().at(0)
    moved = [means[0][0] + 90 / scale[0], means[0][1] - 60 / scale[1]]
    assert same(bench.ask("w.seeds[0]"), moved, within=0.05 / abs(scale))
    assert view.find(".ghost ellipse").count() == 0


def test_a_running_cell_delays_but_loses_nothing(bench):
    view = bench.show(FAITHFUL)
    with bench.deaf("import time\nwhile not over(): time.sleep(0.01)"):
        for cursor in (3, 8, 5):
            view.scrub(cursor)
    view.settled()
    assert bench.ask("w.cursor") == 5


def test_after_a_restart_the_last_film_still_plays(bench):
    view = bench.show(FAITHFUL)
    view.scrub(3).settled()
    bench.page.evaluate(f"() => {SESSION}.kernel.restart()")
    bench.page.wait_for_function(KERNEL_IS_IDLE)
    view.scrub(9)
    view.step().at(10)
    assert len(set(view.fills)) >= 3
    view.scrub(view.last - 2)
    view.press("play")
    view.at(view.last)
    expect(view.find(".notice")).to_have_text(WAITING)
    view.drag(0, (60, 40))
    assert not view.bad_words


def test_when_the_kernel_is_gone_the_last_film_still_plays(bench):
    view = bench.show(FAITHFUL)
    bench.page.evaluate(f"() => {SESSION}.shutdown()")
    view.scrub(9)
    expect(view.find(".notice")).to_have_text(WAITING)
    view.scrub(view.last - 1)
    view.press("play")
    view.at(view.last)
    bench.complaints.clear()
    bench.close()
