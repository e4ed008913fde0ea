"""What must be true of the widget in every host: one table, each scenario a function of a host."""

from collections.abc import Callable
from typing import Any

import traffic
from playwright.sync_api import expect
from stage import Host, Notebook, Part
from widget_page import View, same

WAITING = (
    "Python is busy or disconnected; your last change is pending. Run the cell again if "
    "it stays so."
)
MOVES = 500
FLOOD = """async (root, [x, y, moves]) => {
    const handle = root.querySelector('.handle');
    for (let move = 1; move <= moves; move += 1) {
        const at = { clientX: x + 0.3 * move, clientY: y - 0.2 * move };
        const kind = { pointerId: 1, pointerType: 'mouse', buttons: 1, bubbles: true };
        handle.dispatchEvent(new PointerEvent('pointermove', { ...kind, ...at }));
        if (move % 10 === 0) await new Promise(requestAnimationFrame);
    }
}"""
"""Ten moves in a frame: about a second of a fast mouse."""
CENTRE = """(node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""
"""The middle of a node as its own page has it, which in a frame is another than the screen's."""


def shows(host: Host) -> None:
    """All is drawn, styled, and as Python has it."""
    view = host.show()
    assert len(view.places) == host.ask("len(w.points)")
    scale, _ = view.scale()
    assert same(view.means, host.ask("w.means"), within=0.02 / abs(scale))
    assert view.text("h3")
    assert view.root.evaluate("(root) => getComputedStyle(root).containerType") == "inline-size"
    assert not view.bad_words


def drags_by_mouse(host: Host) -> None:
    view = host.show()
    seeds, by = host.ask("w.seeds"), (120, -80)
    with view.held(0, by):
        expect(view.root).to_have_attribute("data-held", "0")
        expect(view.find(".ghost ellipse")).to_have_count(2)
        assert len(set(view.settled().fills)) > 10
    moved_as_told(view, seeds, by)


def drags_by_touch(host: Host) -> None:
    view = host.show()
    seeds = host.ask("w.seeds")
    x, y = view.centre(0)
    view.touch("touchStart", [(x, y)])
    for part in range(1, 11):
        view.touch("touchMove", [(x + 12 * part, y - 8 * part)])
    expect(view.find(".ghost ellipse")).to_have_count(2)
    view.touch("touchEnd", [])
    moved_as_told(view, seeds, (120, -80))


def moves_by_keyboard(host: Host) -> None:
    view = host.show()
    seeds = host.ask("w.seeds")
    view.handle(0).locator("input").first.focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowUp"):
        view.page.keyboard.press(key)
    expect(view.root).not_to_have_attribute("data-held", "0")
    view.settled()
    moved = host.ask("w.seeds")
    assert moved[0][0] > seeds[0][0]
    assert moved[0][1] > seeds[0][1]
    assert moved[1] == seeds[1]


def keeps_its_keys(host: Host) -> None:
    """Letters and arrows are commands of many hosts: one removes the widget, another its cell."""
    view = host.show()
    button = view.find(".step")
    button.focus()
    for key in ("m", "Shift+ArrowDown", "ArrowUp", "a", "x", "d", "d", "j", "Shift+ArrowUp"):
        view.page.keyboard.press(key)
    expect(button).to_be_focused()
    view.press("e-step").at(1)


def a_flood_of_moves(host: Host) -> None:
    """However a host sends, Python hears one wish at a time, and the last move counts."""
    view = host.show()
    seeds = host.ask("w.seeds")
    view.centre(0)
    x, y = view.handle(0).evaluate(CENTRE)
    traffic.forget(host.page)
    scale, _ = view.scale()
    moved = [seeds[0][0] + 0.3 * MOVES / scale[0], seeds[0][1] - 0.2 * MOVES / scale[1]]
    with view.held(0, (5, -5)):
        view.root.evaluate(FLOOD, [x, y, MOVES])
        view.settled()
        assert same(host.ask("w.seeds[0]"), moved, within=0.05 / abs(scale))
    view.settled()
    assert host.ask("w.cursor") == 0
    assert same(host.ask("w.seeds[0]"), moved, within=0.05 / abs(scale))
    said = one_at_a_time(host)
    wishes = [each.n for each in said if each.kind == "wish"]
    assert 2 <= len(wishes) < MOVES
    waits = sorted(traffic.waits(said))
    middle, longest = waits[len(waits) // 2], waits[-1]
    print(f"{len(wishes)} wishes waited {middle:.0f} ms in the middle, {longest:.0f} at most")


def steps_plays_and_scrubs(host: Host) -> None:
    view = host.show()
    view.press("e-step").at(1)
    assert len(set(view.fills)) > 10
    view.press("m-step").at(2)
    rests_where_shown(view, 2)
    traffic.forget(host.page)
    view.scrub(view.last - 3)
    view.press("play").at(view.last)
    rests_where_shown(view, view.last)
    assert one_at_a_time(host)


def plays_while_python_is_busy(host: Host) -> None:
    """No step waits for a message; where it all ends is told as soon as Python listens."""
    view = host.show()
    with host.stalled():
        view.press("e-step").at(1)
        view.press("m-step").at(2)
        view.scrub(view.last - 2)
        view.press("play").at(view.last)
        view.scrub(5)
        assert len(set(view.fills)) >= 3
    rests_where_shown(view, 5)


def a_second_view_follows(host: Host) -> None:
    first, second = host.show(Notebook(shown=("w", "w"))), host.view(1)
    first.press("e-step").at(1).settled()
    second.at(1)
    assert second.fills == first.fills
    second.press("m-step").at(2)
    second.settled()
    first.at(2)
    by, seeds = (-80, 60), host.ask("w.means")
    first.drag(0, by)
    moved_as_told(first, seeds, by)
    second.settled().at(0)
    scale, _ = second.scale()
    assert same(second.means, host.ask("w.seeds"), within=0.02 / abs(scale))


def follows_the_theme(host: Host) -> None:
    view = host.show()
    expect(view.root).to_have_attribute("data-scheme", "light")
    light = background(view)
    host.dark(True)
    expect(view.root).to_have_attribute("data-scheme", "dark")
    dark = background(view)
    assert sum(dark) < 0.5 * sum(light)
    host.dark(False)
    expect(view.root).to_have_attribute("data-scheme", "light")


def fits_a_narrow_page(host: Host) -> None:
    """On a telephone the panel goes below the plot, and nothing is cut off or scrolls sideways."""
    view = host.show()
    host.page.set_viewport_size({"width": 420, "height": 900})
    expect(view.find(".plot .back")).to_be_visible()
    host.page.wait_for_function("() => innerWidth === 420")
    beside = """(root) => {
        const box = (part) => root.querySelector(part).getBoundingClientRect();
        return box('.side').left >= box('.plot').right;
    }"""
    expect_false(view, beside)
    expect_false(view, "(root) => root.scrollWidth > root.clientWidth + 1")
    view.press("e-step").at(1)
    assert not view.bad_words


def plays_without_a_kernel(host: Host) -> None:
    view = host.show()
    view.scrub(3).settled()
    host.lose_kernel()
    view.scrub(9)
    view.step().at(10)
    expect(view.find(".notice")).to_have_text(WAITING)
    view.scrub(view.last - 1)
    view.press("play").at(view.last)
    view.drag(0, (60, 40))
    assert not view.bad_words


# ---------------------------------------------------------------------- what they share


def moved_as_told(view: View, seeds: Any, by: tuple[float, float]) -> None:
    """Component 1 starts where it was dropped, in Python and on the picture."""
    view.settled().at(0)
    scale, _ = view.scale()
    moved = view.bench.ask("w.seeds")
    told = [seeds[0][0] + by[0] / scale[0], seeds[0][1] + by[1] / scale[1]]
    assert same(moved[0], told, within=0.05 / abs(scale))
    assert moved[1:] == seeds[1:]
    assert same(view.means, moved, within=0.02 / abs(scale))
    assert view.find(".ghost ellipse").count() == 0


def rests_where_shown(view: View, cursor: int) -> None:
    """Python has the very cursor that is shown."""
    view.settled().at(cursor)
    assert view.bench.ask("w.cursor") == cursor


def background(view: View) -> list[float]:
    """The widget's own background, red, green and blue, and not what lies below it."""
    colour = view.root.evaluate("(root) => getComputedStyle(root).backgroundColor")
    numbers = [float(part) for part in colour.partition("(")[2].rstrip(")").split(",")]
    assert len(numbers) == 3, f"the background is see-through: {colour}"
    return numbers


def one_at_a_time(host: Host) -> list[traffic.Message]:
    """All that travelled, once the last wish is answered: as the gate promises."""
    traffic.wait_until_answered(host.page)
    said = traffic.heard(host.page)
    assert traffic.too_early(said) == [], said
    return said


def expect_false(view: View, condition: str) -> None:
    """Wait until a function of the widget's root returns false."""
    root = view.root.element_handle()
    assert root is not None
    frame = root.owner_frame()
    assert frame is not None
    frame.wait_for_function(f"(root) => !({condition})(root)", arg=root)


Scenario = Callable[[Host], None]
SCENARIOS: dict[Scenario, tuple[Part, ...]] = {
    shows: ("transport", "page"),
    drags_by_mouse: ("page",),
    drags_by_touch: ("page",),
    moves_by_keyboard: ("keys",),
    keeps_its_keys: ("keys",),
    a_flood_of_moves: ("transport",),
    steps_plays_and_scrubs: (),
    plays_while_python_is_busy: ("transport", "kernel"),
    a_second_view_follows: ("page",),
    follows_the_theme: ("theme",),
    fits_a_narrow_page: ("page",),
    plays_without_a_kernel: ("kernel",),
}
"""The table, and what of a host each scenario meets: the rest of it is the widget's own doing, the
same wherever it is shown."""
