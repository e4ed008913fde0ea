"""Points edited by hand, undo and redo: `w.points` follows, and what was given stays."""

import numpy as np
import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from test_keys import NOTEBOOK
from test_layout import FAINT, OVERLAPS, SMALL_TARGETS, STICKS_OUT, TINY

GIVEN = """
given = np.array(datasets.old_faithful().values, dtype=float)
kept = given.copy()
w = GMMWidget(given, n_components=2)
"""
N = 272
IN_THE_WIDGET = """(root, selector) => {
    const [whole, part] = [root, root.querySelector(selector)].map((node) =>
        node.getBoundingClientRect());
    return [part.left - whole.left, part.top - whole.top, part.width, part.height];
}"""
"""Where a part is in the widget, wherever the page is scrolled to."""
TOOLS = ("add", "spray", "move", "delete")


def tool(view, name):
    """Open the tools, and take one."""
    if view.find(".tools").is_hidden():
        view.press("edit")
    view.find(f".tools input[value={name}]").check(force=True)
    expect(view.root).to_have_attribute("data-tool", name)
    return view


def settled_points(view):
    """The points in Python, once everything is answered, and drawn as they are."""
    view.settled()
    points = np.array(view.bench.ask("w.points"))
    expect(view.find(".points circle")).to_have_count(len(points))
    return points


def lonely(points):
    """The point that is furthest from all others: nothing else is under the pointer there."""
    scaled = points / points.std(axis=0)
    apart = np.linalg.norm(scaled[:, None] - scaled[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return int(apart.min(axis=1).argmax())


def untouched(bench):
    return bench.ask("bool((given == kept).all())")


# ------------------------------------------------------------------ by mouse


def test_a_click_adds_a_point_where_it_was(bench):
    view = tool(bench.show(GIVEN), "add")
    place = [2.5, 80.0]
    view.page.mouse.click(*view.spot(place))
    points = settled_points(view)
    assert len(points) == N + 1
    np.testing.assert_allclose(points[-1], place, atol=0.3)
    np.testing.assert_array_equal(points[:-1], bench.ask("kept"))
    assert untouched(bench)
    assert "Point added. 273 points now" in view.text(".story")
    view.page.keyboard.press("Control+z")
    assert len(settled_points(view)) == N
    assert view.text(".story").startswith("Undone.")


def test_a_spray_is_one_step_and_lies_where_the_pointer_went(bench):
    view = tool(bench.show(GIVEN), "spray")
    start, end = view.spot([2.0, 85.0]), view.spot([3.0, 85.0])
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(*end, steps=12)
    expect(view.find(".ghost ellipse").first).to_be_attached()
    view.page.mouse.up()
    new = settled_points(view)[N:]
    assert len(new) >= 24
    assert len(new) % 12 == 0
    assert new[:, 0].mean() == pytest.approx(2.5, abs=0.4)
    assert new[:, 1].mean() == pytest.approx(85, abs=3)
    assert bench.ask("w._history") == {"undo": 1, "redo": 0}
    assert untouched(bench)


def test_a_point_is_dragged_and_nothing_moves_away_under_it(bench):
    view = tool(bench.show(GIVEN), "move")
    before = np.array(bench.ask("w.points"))
    row = lonely(before)
    x, y = view.spot(before[row])
    others = np.delete(view.places, row, axis=0)
    view.page.mouse.move(x, y)
    expect(view.find(".aim .aimed")).to_be_attached()
    view.page.mouse.down()
    view.page.mouse.move(x + 60, y - 40, steps=8)
    view.settled()
    np.testing.assert_allclose(np.delete(view.places, row, axis=0), others, atol=0.02)
    scale, _ = view.scale()
    view.page.mouse.up()
    points = settled_points(view)
    np.testing.assert_allclose(points[row] - before[row], np.array([60, -40]) / scale, rtol=0.05)
    np.testing.assert_array_equal(np.delete(points, row, 0), np.delete(before, row, 0))
    assert bench.ask("w._history") == {"undo": 1, "redo": 0}
    assert untouched(bench)


def test_escape_puts_a_dragged_point_back_and_then_leaves_the_tool(bench):
    view = tool(bench.show(GIVEN), "move")
    bench.run("w.cursor = 4")
    view.at(4)
    before = bench.ask("w.points")
    x, y = view.spot(before[lonely(np.array(before))])
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 60, y - 40, steps=8)
    view.settled().at(0)
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    view.at(4).settled()
    assert bench.ask("w.points") == before
    assert bench.ask("w._history") == {"undo": 0, "redo": 0}
    view.page.keyboard.press("Escape")
    expect(view.find(".tools")).to_be_hidden()


def test_a_click_deletes_a_point_and_a_drag_several_in_one_step(bench):
    view = tool(bench.show(GIVEN), "delete")
    before = np.array(bench.ask("w.points"))
    row = lonely(before)
    view.page.mouse.click(*view.spot(before[row]))
    np.testing.assert_array_equal(settled_points(view), np.delete(before, row, axis=0))
    start, end = view.spot([1.7, 55.0]), view.spot([2.2, 55.0])
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(*end, steps=20)
    view.page.mouse.up()
    left = settled_points(view)
    assert len(left) < N - 4
    assert bench.ask("w._history") == {"undo": 2, "redo": 0}
    view.press("undo")
    assert len(settled_points(view)) == N - 1
    assert untouched(bench)


def test_an_outlier_lands_far_out_and_the_plot_makes_room(bench):
    view = tool(bench.show(GIVEN), "add")
    view.press("outlier")
    points = settled_points(view)
    data = np.array(bench.ask("kept"))
    assert (np.abs(points[-1] - data.mean(axis=0)) > np.ptp(data, axis=0)).all()
    places, box = view.places, view.find(".plot").bounding_box()
    assert (places >= 0).all()
    assert (places[:, 0] <= box["width"]).all()
    view.press("undo")
    assert len(settled_points(view)) == N


def test_means_are_still_held_and_tapped_while_a_tool_is_on(bench):
    view = tool(bench.show(FAITHFUL), "add")
    seeds = np.array(bench.ask("w.seeds"))
    view.drag(0, (50, -30)).settled()
    assert len(settled_points(view)) == N
    assert not np.array_equal(bench.ask("w.seeds"), seeds)
    x, y = view.centre(1)
    view.page.mouse.click(x, y)
    view.page.mouse.click(x - 70, y + 40)
    view.settled()
    assert bench.ask("len(w.points)") == N
    assert bench.ask("w._history['undo']") == 2


@pytest.mark.parametrize("name", ["k-means", "density", "basins", "restarts", "components"])
def test_points_are_edited_in_every_view(bench, name):
    view = tool(bench.show(f"{GIVEN}\nw.view = {name!r}"), "spray")
    start, end = view.spot([2.0, 85.0]), view.spot([3.0, 85.0])
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(*end, steps=6)
    view.page.mouse.up()
    assert len(settled_points(view)) > N
    view.page.keyboard.press("Control+z")
    assert len(settled_points(view)) == N
    expect(view.root).to_have_attribute("data-view", name)
    assert not view.bad_words


def test_many_points_on_a_canvas_are_edited_too(bench):
    code = "given = np.random.default_rng(0).normal(size=(5000, 2)); w = GMMWidget(given, 2)"
    view = tool(bench.show(code), "delete")
    box = view.find(".plot").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.click(x, y)
    view.settled()
    assert bench.ask("w.points.shape") == [4999, 2]
    tool(view, "spray")
    view.page.mouse.click(x, y)
    view.settled()
    assert bench.ask("w.points.shape") == [5011, 2]


# ------------------------------------------------------------------ by keyboard


def test_the_crosshair_adds_and_sprays(bench):
    view = tool(bench.show(GIVEN), "add")
    crosshair = view.find(".crosshair input").first
    crosshair.focus()
    press = view.page.keyboard.press
    press("Shift+ArrowRight")
    press("ArrowUp")
    said = crosshair.get_attribute("aria-valuetext")
    press("Enter")
    x, y = (float(word) for word in said.replace(",", "").split()[1::2])
    np.testing.assert_allclose(settled_points(view)[-1], [x, y], atol=0.01)
    view.find(".tools input[value=add]").focus()
    press("ArrowRight")
    expect(view.root).to_have_attribute("data-tool", "spray")
    crosshair.focus()
    press("Enter")
    assert len(settled_points(view)) == N + 13
    assert untouched(bench)


def test_points_are_moved_and_deleted_from_the_slider(bench):
    view = tool(bench.show(GIVEN), "move")
    press = view.page.keyboard.press
    slider = view.find("input.inspector")
    slider.focus()
    press("Home")
    press("ArrowRight")
    row = int(slider.get_attribute("aria-valuetext").split()[1].rstrip(":"))
    before = np.array(bench.ask("w.points"))
    press("Enter")
    for _ in range(4):
        press("Shift+ArrowUp")
    press("Enter")
    after = settled_points(view)
    assert after[row, 0] == pytest.approx(before[row, 0])
    assert after[row, 1] > before[row, 1] + 5
    assert bench.ask("w._history") == {"undo": 1, "redo": 0}
    expect(slider).to_be_focused()
    press("Delete")
    np.testing.assert_array_equal(settled_points(view), np.delete(after, row, axis=0))
    expect(slider).to_be_focused()
    press("Delete")
    assert len(settled_points(view)) == N - 2
    assert untouched(bench)


def test_escape_puts_back_what_the_keyboard_has_taken(bench):
    view = tool(bench.show(GIVEN), "move")
    before = bench.ask("w.points")
    view.find("input.inspector").focus()
    for key in ("Home", "Enter", "Shift+ArrowUp", "Escape"):
        view.page.keyboard.press(key)
    view.settled()
    assert bench.ask("w.points") == before
    expect(view.find("input.inspector")).to_be_focused()


# ------------------------------------------------------------------ undo and redo


def test_everything_is_undone_and_redone_by_button_and_by_key(bench):
    view = tool(bench.show(GIVEN), "add")
    view.page.mouse.click(*view.spot([2.5, 80.0]))
    view.settled()
    view.drag(0, (40, -30)).settled()
    view.press("add").settled()
    view.find("[data-option=covariance_type]").select_option("diag")
    view.settled()
    state = "[len(w.points), w.seeds, w.n_components, w.covariance_type]"
    states = [bench.ask(state)]
    for back in (lambda: view.press("undo"), lambda: view.page.keyboard.press("Control+z")) * 2:
        back()
        view.settled()
        states.append(bench.ask(state))
    assert [kind for *_, kind in states] == ["diag"] + 4 * ["full"]
    assert [k for _, _, k, _ in states] == [3, 3, 2, 2, 2]
    assert [n for n, *_ in states] == [N + 1] * 4 + [N]
    assert states[2][1] != states[3][1]
    assert view.find("[data-action=undo]").get_attribute("aria-disabled") == "true"
    for key in ("Control+Shift+z", "Control+y", "Control+Shift+z"):
        view.page.keyboard.press(key)
    view.press("redo").settled()
    assert bench.ask(state) == states[0]
    view.find("[data-action=redo]").click(force=True)
    view.settled()
    assert bench.ask(state) == states[0]
    title = view.find("[data-action=redo]").get_attribute("title")
    assert title == "There is nothing to redo"


def test_two_views_agree(bench):
    one = tool(bench.show(GIVEN, views=2), "add")
    two = bench.view(1)
    one.page.mouse.click(*one.spot([2.5, 80.0]))
    one.settled()
    expect(two.find(".points circle")).to_have_count(N + 1)
    two.press("undo")
    expect(one.find(".points circle")).to_have_count(N)
    two.press("redo")
    expect(one.find(".points circle")).to_have_count(N + 1)
    one.press("edit")
    one.settled()
    two.settled()
    two.page.mouse.move(5, 5)
    assert one.picture == two.picture


def test_the_notebook_does_not_undo_while_the_widget_has_the_focus(bench):
    view = bench.show(FAITHFUL)
    bench.page.evaluate("""() => {
        const { content } = window.jupyterapp.shell.currentWidget;
        content.model.cells.get(1).sharedModel.setSource('before = 3');
    }""")
    view.press("options")
    before = bench.page.evaluate(NOTEBOOK)
    for place in (".handle input", "[data-action=undo]", "input.inspector"):
        view.find(place).first.focus()
        for key in ("Control+z", "Control+Shift+z", "Control+y", "Meta+z"):
            view.page.keyboard.press(key)
    assert bench.page.evaluate(NOTEBOOK) == before
    bench.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.node.focus()")
    view.page.keyboard.press("Control+z")
    assert bench.page.evaluate(NOTEBOOK) != before


def test_cells_cannot_be_edited_and_the_button_says_why(bench):
    view = bench.show(
        "from gmm_widget.em.cells import reduce_points\n"
        "w = GMMWidget(reduce_points(datasets.old_faithful().values, n_cells=60), 2)"
    )
    view.press("options")
    button = view.find("[data-action=edit]")
    assert button.get_attribute("aria-disabled") == "true"
    assert "represents many points" in button.get_attribute("title")
    button.click(force=True)
    expect(view.find(".tools")).to_be_hidden()


@pytest.mark.parametrize("name", TOOLS)
def test_a_finger_uses_every_tool(bench, name):
    view = tool(bench.show(GIVEN), name)
    before = np.array(bench.ask("w.points"))
    x, y = view.spot(before[lonely(before)])
    view.touch("touchStart", [(x, y)])
    for step in range(1, 7):
        view.touch("touchMove", [(x + 6 * step, y - 4 * step)])
    view.touch("touchEnd", [])
    points = settled_points(view)
    assert len(points) == {"add": N + 1, "spray": N + 24, "move": N, "delete": N - 1}[name]
    assert not np.array_equal(points, before)
    assert bench.ask("w._history['undo']") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [900, 420, 340])
def test_the_tools_fit_and_move_nothing_above(bench, width, theme):
    view = bench.show(f"{FAITHFUL}\nw.theme = {theme!r}; w.layout.width = '{width}px'")
    place = f"(root) => ({IN_THE_WIDGET})(root, '.plot')"
    plot = view.root.evaluate(place)
    for name in TOOLS:
        tool(view, name)
        assert view.root.evaluate(place) == plot
        for fault in (STICKS_OUT, TINY, OVERLAPS, SMALL_TARGETS, FAINT):
            assert view.root.evaluate(fault) == [], name
