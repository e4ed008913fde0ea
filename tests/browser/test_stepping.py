"""E, M, back, play, scrub, the curve: the same picture at the same cursor, whatever way it came."""

from bench import FAITHFUL
from playwright.sync_api import expect

OUTPUTS = ("iteration", "phase", "means", "covariances", "weights", "log_likelihood")


def test_the_picture_at_a_cursor_is_the_same_from_every_side(bench):
    view = bench.show(FAITHFUL)
    view.page.mouse.move(5, 5)
    forwards = {0: view.picture}
    for cursor in range(1, view.last + 1):
        view.step().at(cursor)
        view.page.mouse.move(5, 5)
        forwards[cursor] = view.settled().picture
    assert len(set(forwards.values())) == view.last + 1
    for cursor in range(view.last - 1, -1, -1):
        view.press("back").at(cursor)
        view.page.mouse.move(5, 5)
        assert view.picture == forwards[cursor], f"back to {cursor}"
    for cursor in (9, 2, 14, 1, 0, 5):
        assert view.scrub(cursor).picture == forwards[cursor], f"scrubbed to {cursor}"
    view.settled()
    for cursor in (8, 3, 13, 0):
        bench.run(f"w.cursor = {cursor}")
        assert view.at(cursor).picture == forwards[cursor], f"sent to {cursor} by Python"


def test_python_follows_every_step(bench):
    view = bench.show(FAITHFUL)
    for cursor in range(1, 6):
        view.step().at(cursor).settled()
        shown = bench.ask(f"[w.cursor, *(getattr(w, name) for name in {OUTPUTS})]")
        state = f"w.trace.state({cursor})"
        names = ["mixture.means", "mixture.covariances", "mixture.weights"]
        wanted = [f"{state}.{name}" for name in ("iteration", "phase", *names, "log_likelihood")]
        assert shown == [cursor, *bench.ask(f"[{', '.join(wanted)}]")]


def test_play_runs_to_the_end_and_python_ends_there(bench):
    view = bench.show(FAITHFUL)
    view.page.mouse.move(5, 5)
    view.scrub(view.last).settled()
    end = view.picture
    view.scrub(view.last - 3)
    said = "(play) => { play.click(); return play.textContent; }"
    assert view.find("[data-action=play]").evaluate(said) == "Pause"
    view.at(view.last).settled()
    expect(view.find("[data-action=play]")).to_have_text("Play")
    view.page.mouse.move(5, 5)
    assert view.picture == end
    assert bench.ask("w.cursor == w.trace.last_cursor")
    view.play_to(0, pause=True).at(0)


def test_pause_stops_where_it_is(bench):
    view = bench.show(FAITHFUL)
    view.play_to(2, pause=True)
    expect(view.find("[data-action=play]")).to_have_text("Play")
    view.at(2).settled()
    assert bench.ask("w.cursor") == 2
    # A step by hand while nothing plays is the only thing that moves it.
    view.step().at(3).settled()
    assert bench.ask("w.cursor") == 3


def test_back_to_the_start(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 9").at(9)
    view.press("to-start").at(0).settled()
    assert bench.ask("[w.cursor, w.phase]") == [0, "start"]
    assert view.find(".trails circle").count() == 0


def test_one_button_takes_both_steps_by_mouse_and_by_keyboard_without_moving_focus(bench):
    view = bench.show(FAITHFUL)
    step = view.find(".step")
    step.click()
    expect(step.locator("span")).to_have_text("M-step")
    for cursor in (2, 3, 4):
        view.page.keyboard.press("Enter")
        view.at(cursor)
        expect(step).to_be_focused()
    timeline = view.find("input.timeline")
    timeline.focus()
    for cursor in (5, 6):
        view.page.keyboard.press("s")
        view.at(cursor)
        expect(timeline).to_be_focused()
    view.page.keyboard.press("Shift+S")
    view.at(5).settled()
    assert bench.ask("[w.cursor, w.phase]") == [5, "E"]
    view.press("to-end").at(view.last).settled()
    assert bench.ask("w.cursor == w.trace.last_cursor")
    expect(step).to_have_attribute("aria-disabled", "true")
    assert step.get_attribute("aria-description")


def test_the_timeline_by_mouse_and_by_keyboard(bench):
    view = bench.show(FAITHFUL)
    timeline = view.find("input.timeline")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    middle = box["y"] + box["height"] / 2
    view.page.mouse.move(box["x"] + 10, middle)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + box["width"] / 2, middle, steps=20)
    view.page.mouse.up()
    view.at(7).settled()
    assert bench.ask("w.cursor") == 7
    expect(timeline).to_have_attribute("aria-valuetext", "Iteration 4, after E-step")
    timeline.press("ArrowRight")
    view.at(8)
    timeline.press("End")
    view.at(view.last).settled()
    assert bench.ask("w.cursor") == view.last


def test_a_click_on_the_curve_jumps_there(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 5").at(5)
    curve = view.find(".fit > .curve")
    curve.scroll_into_view_if_needed()
    box = curve.bounding_box()
    for iteration in (0, 3, 7):
        along = box["x"] + 6 + (box["width"] - 14) * iteration / 7
        view.page.mouse.click(along, box["y"] + 40)
        view.at(2 * iteration).settled()
        assert bench.ask("w.cursor") == 2 * iteration


def test_the_stepper_adds_and_removes_components(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 14").at(14)
    shown = bench.ask("w.means")
    view.press("add").at(0).settled()
    expect(view.find(".handle")).to_have_count(3)
    assert bench.ask("w.n_components") == 3
    assert bench.ask("w.seeds")[:2] == shown
    assert view.text("h3") == "Finding three Gaussians with EM"
    view.press("remove").settled()
    expect(view.find(".handle")).to_have_count(2)
    assert bench.ask("w.seeds") == shown


def test_the_stepper_stops_at_one_and_at_ten(bench):
    view = bench.show(FAITHFUL)
    view.press("remove").settled()
    view.find("[data-action=remove]").click(force=True)
    view.settled()
    assert bench.ask("w.n_components") == 1
    expect(view.find("[data-action=remove]")).to_have_attribute("aria-disabled", "true")
    for _ in range(11):
        view.find("[data-action=add]").click(force=True)
    view.settled()
    expect(view.find(".handle")).to_have_count(10)
    assert bench.ask("w.n_components") == 10
    assert view.text(".k-value") == "10"
    assert not view.bad_words
