"""Whatever a student's function does, it is told, and nothing is hurt."""

import signal
import sys
import threading
import time
import warnings
from typing import Any

import numpy as np
import pytest

from gmm_widget.homework.calls.calling import call
from gmm_widget.homework.calls.time_limit import TimeUp, deadline

GIVEN = {"X": np.arange(6.0).reshape(3, 2), "R": np.full((3, 2), 0.5)}


def test_what_is_returned_comes_back():
    assert call(lambda x, r: x.sum() + r.sum(), GIVEN).value == 18


def test_an_error_is_told_with_the_students_own_line():
    def m_step(X, R):  # noqa: N803
        first = X @ R
        return first + 1

    line = m_step.__code__.co_firstlineno + 1
    said = call(m_step, GIVEN).complaint
    assert said.startswith(f"m_step raised an error at line {line} (`first = X @ R`): ValueError")


def test_an_error_deep_inside_numpy_is_told_with_the_students_own_line():
    def m_step(X, R):  # noqa: N803
        return np.linalg.inv(np.zeros((2, 2)))

    assert "np.linalg.inv(np.zeros((2, 2)))" in call(m_step, GIVEN).complaint


def test_what_cannot_be_called_is_told():
    no_function: Any = np.zeros(3)
    assert "not ndarray" in call(no_function, GIVEN).complaint
    assert "2 arguments (X, R)" in call(lambda X: X, GIVEN).complaint  # noqa: N803


def test_none_is_told():
    assert "return statement" in call(lambda x, r: None, GIVEN).complaint


def test_what_another_thread_prints_meanwhile_is_kept(capsys):
    """And calls that overlap leave the streams as they were."""
    before = sys.stdout, sys.stderr, list(warnings.filters)
    first, second = threading.Event(), threading.Event()

    def slow(x, r):
        print("dropped")
        first.set()
        assert second.wait(10)
        return x

    def quick(x, r):
        print("dropped, too")
        second.set()
        beside.join(10)  # the one that began first ends first
        return x

    beside = threading.Thread(target=call, args=(slow, GIVEN))
    beside.start()
    assert first.wait(10)
    print("kept")
    assert call(quick, GIVEN).value is not None
    assert (sys.stdout, sys.stderr, list(warnings.filters)) == before
    print("kept, too")
    assert capsys.readouterr().out == "kept\nkept, too\n"


@pytest.mark.parametrize("error", [SystemExit(0), RecursionError(), MemoryError(), StopIteration()])
def test_no_error_gets_through(error):
    def function(x, r):
        raise error

    assert type(error).__name__ in call(function, GIVEN).complaint


def test_a_keyboard_interrupt_gets_through():
    def function(x, r):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(function, GIVEN)


def test_changes_in_place_are_seen_and_do_not_reach_the_caller():
    before = GIVEN["R"].copy()

    def function(x, r):
        r /= 2
        return x

    assert call(function, GIVEN).changed == ("R",)
    assert np.array_equal(GIVEN["R"], before)


def test_nothing_is_printed_or_warned(capfd):
    def function(x, r):
        print("here")
        print("there", file=sys.stderr)
        warnings.warn("look out", stacklevel=1)
        return np.log(x * 0) / 0

    with np.errstate(all="raise"):
        assert call(function, GIVEN).complaint == ""
    assert capfd.readouterr() == ("", "")


def forever(x, r):
    while True:
        pass


def stubborn(x, r):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


@pytest.mark.parametrize("function", [forever, stubborn])
@pytest.mark.parametrize("in_main", [True, False], ids=["main thread", "other thread"])
def test_an_endless_loop_is_stopped(function, in_main):
    found = []

    def run():
        found.append(call(function, GIVEN, time_limit=0.05).complaint)

    if in_main:
        run()
    else:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert "a loop that never ends" in found[0]


def _loop_until(seconds):
    with deadline(seconds):
        while True:
            pass


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers")
def test_a_timer_that_ran_before_still_rings():
    rung = threading.Event()
    old = signal.signal(signal.SIGALRM, lambda *_: rung.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(TimeUp):
            _loop_until(0.02)
        assert rung.wait(10)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


def test_a_deadline_that_is_met_leaves_nothing_behind():
    with deadline(60):
        begun = time.monotonic()
    assert time.monotonic() >= begun
    if hasattr(signal, "getitimer"):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
