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
WAITING = (
    "Python is busy or disconnected; your last change is pending. Run the cell again if "
    "it stays so."
)

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
        expect(view.find(".notice")).to_contain_text(WAITING)
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
    view.scrub(3).settled()
    bench.page.evaluate(f"() => {SESSION}.shutdown()")
    view.scrub(9)
    expect(view.find(".notice")).to_have_text(WAITING)
    view.scrub(view.last - 1)
    view.press("play")
    view.at(view.last)
    bench.complaints.clear()
    bench.close()


def numbers(view):
    """What the panel says of the fit."""
    parts = (".ll", ".undecided .val", "td .w span")
    return [view.find(part).first.inner_text() for part in parts]


def sleep(bench, seconds):
    """A cell that runs for some seconds."""
    bench.page.evaluate(
        f"""() => {{ {SESSION}.kernel.requestExecute(
            {{ code: 'import time; time.sleep({seconds})', store_history: false }}); }}"""
    )
    bench.page.wait_for_function(f"() => {SESSION}.kernel.status === 'busy'")


def test_after_a_release_nothing_of_the_old_fit_is_told_until_python_has_answered(bench):
    view = bench.show(FAITHFUL).settled()
    old = view.text(".ll")
    sleep(bench, 6)
    view.drag(0, (100, -150))
    view.press("e-step").press("m-step")
    expect(view.root).to_have_attribute("data-owed", "late")
    assert numbers(view) == ["…", "…", "…"]
    assert len(set(view.fills)) == 1
    expect(view.find(".story")).to_contain_text("Waiting for Python.")
    assert old not in view.root.inner_text().replace("\u2009", " ")
    view.settled().at(2)
    expect(view.root).not_to_have_attribute("data-owed", "late")
    assert bench.ask("w.cursor") == 2
    shown = float(view.text(".ll").replace("\u2212", "-").replace("\u2009", ""))
    assert same(shown, bench.ask("w.log_likelihood"), within=0.051)
    assert view.text(".undecided .val") == str(bench.ask("w.undecided"))


def test_while_held_before_python_answers_no_colours_and_outlines_are_spoken_of(bench):
    view = bench.show(FAITHFUL).settled()
    sleep(bench, 4)
    with view.held(0, (80, -60)):
        expect(view.find(".story")).to_contain_text("appear when Python answers")
        expect(view.find(".story")).not_to_contain_text("dashed")
    view.settled()


@needs_stop
@pytest.mark.parametrize("act", ["add", "view", "edit"])
def test_a_wish_while_python_is_stopped_is_given_up_with_escape(bench, act):
    view = bench.show(FAITHFUL + "\nw.cursor = 6").at(6)
    before = view.text(".ll")
    with stopped(bench.kernel_pid()):
        if act == "add":
            view.press("add")
            expect(view.find(".k-value")).to_have_text("3")
        elif act == "edit":
            view.press("edit")
            view.find(".tools input[value=add]").check(force=True)
            box = view.find(".layers").bounding_box()
            view.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        else:
            view.find(".many").click()
            view.find("input[data-view=basins]").click()
            expect(view.find(".story")).to_contain_text("Python has not answered yet.")
            expect(view.find(".notice")).to_contain_text("Run the cell again")
            return
        expect(view.root).to_have_attribute("data-owed", "late")
        expect(view.find(".ll")).to_have_text("…")
        expect(view.find(".notice")).to_contain_text("Esc discards the change")
        view.find("[data-action=play]").focus()
        view.page.keyboard.press("Escape")
        view.at(6)
        assert view.text(".ll") == before
        assert view.find(".mean").count() == 2
    view.settled().at(6)
    assert bench.ask("[w.n_components, len(w.points), w.cursor]") == [2, 272, 6]
    assert view.text(".ll") == before
