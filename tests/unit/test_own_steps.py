"""Somebody's own steps in the widget: looked up again, held, dropped, and never deadly."""

import base64
import gc
import re
import weakref
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from gmm_widget import GMMWidget, datasets
from gmm_widget.em import steps
from gmm_widget.em.cells import reduce_points
from gmm_widget.em.mixture import Mixture
from gmm_widget.widget.cell_hooks import after_each_cell
from gmm_widget.widget.titles import differences
from gmm_widget.wire.film import read_film
from gmm_widget.wire.packing import unpack

GEYSER = datasets.old_faithful()
SEEDS = [[2, 55], [4, 80]]
RIGHT = """
import numpy as np
from gmm_widget import GMMWidget, Mixture, datasets, em
X = datasets.old_faithful()
def e_step(X, weights, means, covariances):
    return em.e_step(X, Mixture(weights, means, covariances))
def m_step(X, R):
    mixture = em.m_step(X, R)
    return mixture.weights, mixture.means, mixture.covariances
"""
WRONG = """
def e_step(X, weights, means, covariances):
    R = em.e_step(X, Mixture(weights, means, covariances))
    return R ** 2 / (R ** 2).sum(axis=1, keepdims=True)
"""
SHOW = "w = GMMWidget(X, 2, seeds=[[2, 55], [4, 80]], e_step=e_step, m_step=m_step)"


def e_step(points, weights, means, covariances):
    return steps.e_step(points, Mixture(weights, means, covariances))


def half(points, *mixture):
    return e_step(points, *mixture) / 2


class Notebook:
    """Runs cells as a notebook does."""

    def __init__(self, shell):
        self.shell = shell

    def run(self, cell):
        result = self.shell.run_cell(cell)
        result.raise_error()
        return self

    @property
    def w(self):
        return self.shell.user_ns["w"]


@pytest.fixture
def notebook():
    shell = InteractiveShell.instance()
    yield Notebook(shell).run(RIGHT)
    shell.reset()
    InteractiveShell.clear_instance()


def header(widget):
    return read_film(widget._film)[0]


def ask(widget, n, **wish):
    widget.set_state({"_request": {"client": "me", "n": n, **wish}})


# ------------------------------------------------------------------ what is shown


def test_right_steps_are_told_to_agree():
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=e_step)
    reference = GMMWidget(GEYSER, 2, seeds=SEEDS)
    n_iter = reference.trace.n_iter
    assert w.fault is None
    assert header(w)["fault"] is None
    said = f"Your E-step agrees with the reference in all {n_iter} iterations."
    assert header(w)["agreement"] == said
    w.cursor = reference.cursor = w.trace.last_cursor
    assert w.log_likelihood == pytest.approx(reference.log_likelihood, abs=1e-9)
    assert header(reference)["agreement"] == ""


def test_a_fault_is_told_at_its_cursor_and_in_the_film():
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=half)
    assert w.fault is not None
    assert (w.fault.cursor, w.fault.row, w.fault.component) == (1, 0, 1)
    sent = header(w)["fault"]
    assert sent["cursor"] == 1
    assert sent["row"] == 0
    w.cursor = 1
    assert w.message == f"{w.fault.lead} {w.fault.seen}"
    w.cursor = 2
    assert w.message.startswith("M-step, iteration 1.")


def test_the_numbers_are_those_of_the_shown_mixture():
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=half, cursor=1)
    shown = Mixture(w.weights, w.means, w.covariances)
    assert w.log_likelihood == pytest.approx(steps.log_likelihood(w.points, shown))
    np.testing.assert_array_equal(w.responsibilities, half(w.points, *vars(shown).values()))


def test_an_error_leaves_the_widget_alive():
    def broken(points, weights, means, covariances):
        raise KeyError("{iteration} {0}")  # braces must not be read as a place to fill

    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=broken)
    assert (w.status, w.cursor) == ("faulty", 0)
    assert "raise KeyError" in w.message
    w.seeds = [[3, 60], [4, 80]]
    w.n_components = 3
    ask(w, 1, seeds=[[3, 60], [4, 80], [2, 50]])
    assert w.seeds[0].tolist() == [3, 60]
    assert w._error == ""


def test_steps_of_ones_own_need_points_that_count_once():
    with pytest.raises(ValueError, match="not told how often a point counts"):
        GMMWidget(GEYSER, 2, e_step=e_step, sample_weight=np.full(272, 2.0))
    w = GMMWidget(GEYSER, 2, e_step=e_step)
    with pytest.raises(ValueError, match="not told how often a point counts"):
        w.points = reduce_points(np.asarray(GEYSER), n_cells=20)
    no_function: Any = 3
    with pytest.raises(TypeError, match="m_step must be a function"):
        GMMWidget(GEYSER, 2, m_step=no_function)


def test_they_stay_through_every_change():
    w = GMMWidget(GEYSER, 2, e_step=half)
    for name, value in [
        ("max_iter", 3),
        ("reg_covar", 0.1),
        ("covariance_type", "diag"),
        ("seeds", SEEDS),
        ("n_components", 3),
        ("points", np.asarray(GEYSER)[:50]),
    ]:
        setattr(w, name, value)
        assert w.fault is not None, name
    w.undo()
    assert w.fault is not None
    ask(w, 1, edits=[{"id": 1, "op": "add", "at": [3, 60]}])
    assert len(w.points) == 273
    assert w.fault is not None


def test_no_program_of_scikit_learn_is_made_of_wrong_steps():
    pytest.importorskip("sklearn")
    with pytest.raises(ValueError, match="Your E-step is wrong in iteration 1"):
        GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=half).to_code()
    assert "GaussianMixture" in GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=e_step).to_code()


def test_a_function_that_changes_the_widget_is_not_called_in_itself():
    def meddles(points, *mixture):
        w.seeds = w.seeds + 0.1
        return e_step(points, *mixture)

    w = GMMWidget(GEYSER, 2, seeds=SEEDS)
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=lambda *state: meddles(*state))
    assert w.trace.n_iter > 0
    w.seeds = [[3, 60], [4, 80]]
    assert w._error == ""


# ------------------------------------------------------------------ elsewhere


def ringed(picture, radius):
    """Where the rings of a picture are."""
    return re.findall(rf'<circle cx="([\d.]+)" cy="([\d.]+)" r="{radius}" fill="none"', picture)


def test_a_still_picture_rings_the_place_from_its_cursor_on():
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=half)
    assert ringed(w.export_svg(), 10) == []
    for cursor in (1, 2):
        w.cursor = cursor
        [place] = ringed(w.export_svg(), 10)
        assert f'cx="{place[0]}" cy="{place[1]}"' in w.export_svg().split("<circle", 2)[1]

    def heavy(points, shares):
        mixture = steps.m_step(points, shares)
        return mixture.weights, 1.1 * mixture.means, mixture.covariances

    w = GMMWidget(GEYSER, 2, seeds=SEEDS, m_step=heavy, cursor=2)
    assert len(ringed(w.export_svg(), 17)) == 1


def test_a_saved_page_holds_the_film_as_it_is(tmp_path):
    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=half)
    page = w.export_html(tmp_path / "fit.html").read_text(encoding="utf-8")
    assert base64.b64encode(w._film).decode() in page


@pytest.mark.parametrize("view", ["basins", "restarts", "components"])
def test_views_of_many_fits_say_that_they_are_the_reference_s(view):
    few = np.asarray(GEYSER)[:40]
    mine = GMMWidget(few, 2, e_step=half, max_iter=5, view=view)
    assert read_picture(mine)["sentence"]["body"].endswith("reference steps, not your functions.")
    assert (
        "your functions"
        not in read_picture(GMMWidget(few, 2, max_iter=5, view=view))["sentence"]["body"]
    )


def read_picture(widget):
    return unpack(b"GMMP", 1, widget._picture)[0]


def test_compared_widgets_are_told_apart_by_their_steps():
    widgets = [GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=own) for own in (half, None)]
    titles = differences([w._session.setting for w in widgets])
    assert titles == ("Own steps", "The reference steps")


# ------------------------------------------------------------------ while a handle is held


def test_while_a_handle_is_held_one_call_is_enough():
    calls = []

    def counted(points, *mixture):
        calls.append(1)
        return half(points, *mixture)

    w = GMMWidget(GEYSER, 2, seeds=SEEDS, e_step=counted, m_step=lambda X, R: calls.append(2))  # noqa: N803
    reference = GMMWidget(GEYSER, 2, seeds=[[3, 60], [4, 80]])
    calls.clear()
    ask(w, 1, seeds=[[3, 60], [4, 80]], held=True)
    assert calls == [1]
    assert header(w)["short"]
    assert w.trace.final == reference.trace.final
    ask(w, 2, seeds=[[3, 60], [4, 80]])
    assert not header(w)["short"]
    assert w.fault is not None
    assert w.status == "faulty"
    w.undo()
    w.redo()
    assert w.fault is not None


# ------------------------------------------------------------------ a redefinition


def test_a_redefinition_in_a_later_cell_takes_effect(notebook):
    w = notebook.run(SHOW).w
    assert w.fault is None
    w.cursor = 3
    notebook.run(WRONG)
    assert w.fault is not None
    assert header(w)["fault"]["cursor"] == w.fault.cursor
    assert w.cursor == 3
    notebook.run(RIGHT)
    assert w.fault is None
    assert w._history["undo"] == 0


def test_so_does_one_of_a_function_or_a_number_that_it_uses(notebook):
    notebook.run("POWER = 1\ndef shares(R):\n    R = R ** POWER\n    return R / R.sum(1)[:, None]")
    body = "def e_step(X, *mixture):\n    return shares(em.e_step(X, Mixture(*mixture)))"
    w = notebook.run(body).run(SHOW).w
    assert w.fault is None
    notebook.run("POWER = 2")
    assert w.fault is not None
    notebook.run("def shares(R):\n    return R")
    assert w.fault is None


def test_another_function_may_take_the_name(notebook):
    w = notebook.run(WRONG).run(SHOW).w
    assert w.fault is not None
    notebook.run("def reference(X, *mixture):\n    return em.e_step(X, Mixture(*mixture))")
    notebook.run("e_step = reference")
    assert w.fault is None
    notebook.run(WRONG)
    assert w.fault is not None


def test_what_is_no_function_any_more_is_kept(notebook):
    w = notebook.run(SHOW).w
    film = w._film
    notebook.run("e_step = 3")
    notebook.run("del m_step")
    assert w._film is film


def test_a_cell_that_changes_nothing_sends_nothing(notebook):
    w = notebook.run(SHOW).w
    changes: list[Any] = []
    w.observe(changes.append)
    notebook.run("1 + 1")
    assert changes == []


def test_an_undone_fit_is_made_by_the_functions_of_now(notebook):
    w = notebook.run(SHOW).w
    w.seeds = [[3, 60], [4, 80]]
    notebook.run(WRONG)
    w.undo()
    assert w.seeds.tolist() == SEEDS
    assert w.fault is not None


def test_what_can_be_undone_to_keeps_no_responsibilities(notebook):
    w = notebook.run(SHOW).w
    w.cursor = 5
    given = w.responsibilities
    w.seeds = [[3, 60], [4, 80]]
    [past] = w._past.past
    assert past.trace.given == ()
    w.undo()
    assert w.cursor == 5
    np.testing.assert_array_equal(w.responsibilities, given)
    assert header(w)["agreement"] != ""


def test_an_interrupt_leaves_a_widget_that_can_be_mended(notebook):
    w = notebook.run(SHOW).w
    notebook.run("def e_step(*state):\n    raise KeyboardInterrupt")
    assert "ended by an interrupt" in w._error
    assert w.fault is None
    notebook.run(WRONG)
    assert w.fault is not None
    assert w._error == ""


def test_a_function_made_elsewhere_is_kept(notebook):
    notebook.run(
        "def make():\n    def e_step(X, *mixture):\n        return 1 / 0\n    return e_step"
    )
    w = notebook.run("w = GMMWidget(X, 2, e_step=make())").w
    assert w.status == "faulty"
    notebook.run("1 + 1")
    assert w.status == "faulty"


def test_a_loop_that_was_mended_is_called_again(notebook, monkeypatch):
    monkeypatch.setattr("gmm_widget.homework.own_steps.followed.TIME_LIMIT", 0.2)
    w = notebook.run("def e_step(X, *mixture):\n    while True: pass").run(SHOW).w
    assert w.status == "faulty"
    w.seeds = [[3, 60], [4, 80]]
    assert "not called again" in w.message
    monkeypatch.undo()  # a busy machine may take its time over what is right
    notebook.run(RIGHT)
    assert w.fault is None


def test_a_closed_widget_is_freed_and_no_longer_called(notebook):
    callbacks = notebook.run(SHOW).shell.events.callbacks["post_run_cell"]
    before, ref = len(callbacks), weakref.ref(notebook.w)
    notebook.w.close()
    assert len(callbacks) == before - 1
    notebook.run("del w")
    gc.collect()
    assert ref() is None


def test_what_is_called_after_each_cell_is_not_kept_alive(notebook):
    class Counter:
        n = 0

        def count(self):
            self.n += 1

    callbacks = notebook.shell.events.callbacks["post_run_cell"]
    before, counter = len(callbacks), Counter()
    after_each_cell(counter.count)
    notebook.run("1")
    assert counter.n == 1
    ref = weakref.ref(counter)
    del counter
    gc.collect()
    assert ref() is None
    notebook.run("1")
    assert len(callbacks) == before
