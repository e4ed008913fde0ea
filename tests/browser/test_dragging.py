"""Dragging a mean: by mouse, keyboard, touch and tap and tap; EM restarts where it is dropped."""

import pytest
import traffic
from bench import FAITHFUL
from playwright.sync_api import expect
from spy import SPY
from widget_page import same

FLOOD = """async (root, [x, y]) => {
    const handle = root.querySelector('.handle');
    for (let move = 1; move <= 300; move += 1) {
        const at = { clientX: x + 0.6 * move, clientY: y - 0.4 * move };
        const kind = { pointerId: 1, pointerType: 'mouse', buttons: 1, bubbles: true };
        handle.dispatchEvent(new PointerEvent('pointermove', { ...kind, ...at }));
        if (move % 10 === 0) await new Promise(requestAnimationFrame);
    }
}"""
"""300 moves, ten in a frame: as fast as a good mouse reports them."""
AT_THE_END = FAITHFUL + "\nw.cursor = w.trace.last_cursor"


def shows_what_python_has(bench, view):
    """Whether seeds, means and picture agree, at the start of a new fit."""
    view.settled().at(0)
    scale, _ = view.scale()
    assert bench.ask("w.cursor") == 0
    assert bench.ask("w.seeds") == bench.ask("w.means") == bench.ask("w.trace.start.means")
    assert same(view.means, bench.ask("w.seeds"), within=0.02 / abs(scale))
    assert view.find(".ghost ellipse").count() == 0
    assert len(set(view.fills)) == 1
    return True


def test_by_mouse(bench):
    view = bench.show(AT_THE_END).at(14)
    shown, before = bench.ask("w.means"), view.fills
    scale, _ = view.scale()
    with view.held(0, (160, -90)):
        expect(view.root).to_have_attribute("data-held", "0")
        expect(view.find(".ghost ellipse")).to_have_count(2)
        assert view.text(".story").startswith("Moving mean 1.")
        while_held = view.settled().fills
        assert while_held != before
        assert len(set(while_held)) > 10
    assert shows_what_python_has(bench, view)
    moved = [shown[0][0] + 160 / scale[0], shown[0][1] - 90 / scale[1]]
    seeds = bench.ask("w.seeds")
    assert same(seeds[0], moved, within=0.05 / abs(scale))
    assert seeds[1] == shown[1]


def test_colours_and_ghost_follow_while_it_moves(bench):
    view = bench.show(FAITHFUL)
    x, y = view.centre(1)
    with view.held(1, (-60, 0)):
        expect(view.find(".ghost ellipse")).to_have_count(2)
        first = view.settled().fills
        view.page.mouse.move(x - 240, y + 180, steps=10)
        second = view.settled().fills
        view.page.mouse.move(x - 60, y, steps=10)
        assert view.settled().fills == first != second
        assert bench.ask("w.seeds") == bench.ask("w.means")
    assert shows_what_python_has(bench, view)


def test_escape_restores_what_was_before(bench):
    view = bench.show(AT_THE_END).at(14)
    view.page.mouse.move(5, 5)
    before, seeds = view.picture, bench.ask("w.seeds")
    with view.held(1, (-120, 40)):
        expect(view.find(".ghost ellipse")).to_have_count(2)
        view.page.keyboard.press("Escape")
        view.settled().at(14)
    view.page.mouse.move(5, 5)
    view.settled().at(14)
    assert bench.ask("w.seeds") == seeds
    assert bench.ask("w.cursor") == 14
    assert view.picture == before


KEYS = {
    "ArrowRight": (0, 0.005),
    "ArrowUp": (1, 0.005),
    "Shift+ArrowLeft": (0, -0.05),
    "PageDown": (1, -0.05),
}


def test_by_keyboard(bench):
    view = bench.show(FAITHFUL)
    scale, _ = view.scale()
    box = view.find(".plot .back").bounding_box()
    lengths = [box["width"], box["height"]]
    for key, (axis, share) in KEYS.items():
        seeds = bench.ask("w.seeds")
        view.handle(0).locator("input").nth(axis).focus()
        view.page.keyboard.press(key)
        expect(view.root).not_to_have_attribute("data-held", "0")
        assert shows_what_python_has(bench, view)
        moved = bench.ask("w.seeds")
        by = (moved[0][axis] - seeds[0][axis]) * abs(scale[axis]) / lengths[axis]
        # The plot is a little lower than its drawing, which also carries the numbers of the axis.
        assert 0.9 <= by / share <= 1.1, key
        assert moved[0][1 - axis] == seeds[0][1 - axis]
        assert moved[1] == seeds[1]


def test_keys_add_up_to_one_move(bench):
    view = bench.show(FAITHFUL)
    seeds = bench.ask("w.seeds")
    view.handle(0).locator("input").first.focus()
    with view.typing(view.handle(0)):
        for _ in range(5):
            view.page.keyboard.press("ArrowRight")
            view.page.keyboard.press("ArrowUp")
        expect(view.root).to_have_attribute("data-held", "0")
        expect(view.find(".ghost ellipse")).to_have_count(2)
    expect(view.root).not_to_have_attribute("data-held", "0")
    assert shows_what_python_has(bench, view)
    assert bench.ask("w._history['undo']") == 1
    moved = bench.ask("w.seeds")
    assert moved[0][0] > seeds[0][0]
    assert moved[0][1] > seeds[0][1]


def test_by_touch(bench):
    view = bench.show(FAITHFUL)
    seeds = bench.ask("w.seeds")
    scale, _ = view.scale()
    x, y = view.centre(0)
    view.touch("touchStart", [(x, y)])
    for part in range(1, 11):
        view.touch("touchMove", [(x + 12 * part, y - 8 * part)])
    expect(view.find(".ghost ellipse")).to_have_count(2)
    view.touch("touchEnd", [])
    assert shows_what_python_has(bench, view)
    moved = [seeds[0][0] + 120 / scale[0], seeds[0][1] - 80 / scale[1]]
    assert same(bench.ask("w.seeds[0]"), moved, within=0.05 / abs(scale))


@pytest.mark.parametrize("with_finger", [False, True])
def test_by_tap_and_tap(bench, with_finger):
    view = bench.show(FAITHFUL)
    scale, _ = view.scale()

    def tap(x, y):
        if with_finger:
            view.touch("touchStart", [(x, y)])
            view.touch("touchEnd", [])
        else:
            view.page.mouse.click(x, y)

    tap(*view.centre(0))
    expect(view.find(".hint")).to_be_visible()
    tap(*view.spot([3.0, 85.0]))
    expect(view.find(".hint")).to_be_hidden()
    assert shows_what_python_has(bench, view)
    assert same(bench.ask("w.seeds[0]"), [3.0, 85.0], within=1 / abs(scale))


def test_a_move_of_three_pixels_is_a_click(bench):
    view = bench.show(AT_THE_END).at(14)
    seeds = bench.ask("w.seeds")
    view.drag(0, (2, 2))
    expect(view.find(".hint")).to_be_visible()
    view.page.keyboard.press("Escape")
    expect(view.find(".hint")).to_be_hidden()
    assert bench.ask("[w.cursor, w.seeds]") == [14, seeds]


def test_a_flood_of_moves_ends_at_the_last_with_one_wish_in_flight(bench):
    view = bench.show(FAITHFUL + SPY)
    bench.page.locator(".spy-ready").wait_for()
    seeds = bench.ask("w.seeds")
    scale, _ = view.scale()
    x, y = view.centre(0)
    with view.held(0, (5, -5)):
        view.root.evaluate(FLOOD, [x, y])
        view.page.mouse.move(x + 180, y - 120)
    assert shows_what_python_has(bench, view)
    traffic.wait_until_answered(bench.page)
    moved = [seeds[0][0] + 180 / scale[0], seeds[0][1] - 120 / scale[1]]
    assert same(bench.ask("w.seeds[0]"), moved, within=0.05 / abs(scale))
    said = traffic.heard(bench.page)
    assert traffic.too_early(said) == []
    assert 2 <= len([each for each in said if each.kind == "wish"]) < 150


def test_a_mean_dragged_far_outside_stays_at_the_edge_and_can_be_fetched_back(bench):
    view = bench.show(FAITHFUL)
    view.drag(0, (-900, 500))
    assert shows_what_python_has(bench, view)
    plot, handle = view.find(".plot").bounding_box(), view.handle(0).bounding_box()
    assert plot["x"] - 23 <= handle["x"]
    assert handle["y"] <= plot["y"] + plot["height"]
    view.drag(0, (200, -200))
    assert shows_what_python_has(bench, view)
