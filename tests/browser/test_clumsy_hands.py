"""What people do by accident, and what nobody should do: the widget stays in one piece."""

import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from widget_page import same


def in_one_piece(bench, view):
    """Nothing is held any more, the picture is Python's, and the widget still listens."""
    view.settled()
    expect(view.root).not_to_have_attribute("data-held", "0")
    assert view.find(".ghost ellipse").count() == 0
    assert not view.bad_words
    assert view.find(".alarm").is_hidden()
    scale, _ = view.scale()
    assert same(view.means, bench.ask("w.means[:, list(w.axes)]"), within=0.1 / abs(scale))
    assert view.cursor == bench.ask("w.cursor")
    if view.last:
        view.scrub(view.last).settled()
        assert bench.ask("w.cursor == w.trace.last_cursor")
        view.scrub(0).settled()
        assert bench.ask("w.cursor") == 0
    return True


def test_two_fingers_on_two_means(bench):
    view = bench.show(FAITHFUL)
    (x, y), (u, v) = view.centre(0), view.centre(1)
    view.touch("touchStart", [(x, y)])
    view.touch("touchMove", [(x + 30, y)])
    view.touch("touchStart", [(x + 30, y), (u, v)])
    for by in range(10, 90, 20):
        view.touch("touchMove", [(x + 30 + by, y), (u - by, v + by)])
    view.touch("touchEnd", [])
    assert in_one_piece(bench, view)


def test_keys_while_dragging(bench):
    view = bench.show(FAITHFUL)
    with view.held(0, (60, -40)):
        for key in ("ArrowRight", "m", "e", " ", "Enter", "PageUp", "Shift", "a"):
            view.page.keyboard.press(key)
        view.page.mouse.move(*view.centre(1), steps=4)
    assert in_one_piece(bench, view)


def test_keys_and_then_the_mouse_before_they_came_to_rest(bench):
    view = bench.show(FAITHFUL)
    view.handle(0).locator("input").first.focus()
    view.page.keyboard.press("ArrowRight")
    view.drag(1, (-50, 50))
    assert in_one_piece(bench, view)


def test_escape_twice_and_escape_without_a_drag(bench):
    view = bench.show(FAITHFUL)
    seeds = bench.ask("w.seeds")
    with view.held(0, (60, -40)):
        view.page.keyboard.press("Escape")
        view.page.keyboard.press("Escape")
        view.page.mouse.move(400, 400, steps=5)
    view.handle(1).locator("input").first.focus()
    view.page.keyboard.press("Escape")
    assert in_one_piece(bench, view)
    assert bench.ask("w.seeds") == seeds


@pytest.mark.parametrize(
    "change",
    [
        "w.cursor = 3",
        "w.n_components = 4",
        "w.n_components = 1",
        "w.points = datasets.few()",
        "w.seeds = [[2, 55], [4, 80]]",
        "w.max_iter = 3",
        "w.theme = 'dark'",
        "w.axes = (1, 0)",
    ],
)
def test_python_changes_everything_under_the_hand(bench, change):
    view = bench.show(FAITHFUL)
    with view.held(0, (60, -40)):
        view.settled()
        bench.run(change)
        x, y = view.page.viewport_size["width"] / 2, 500
        view.page.mouse.move(x, y, steps=5)
    assert in_one_piece(bench, view)


def test_the_mouse_leaves_the_window_while_it_holds(bench):
    view = bench.show(FAITHFUL)
    x, y = view.centre(0)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(-400, -300, steps=5)
    view.page.mouse.move(5000, 4000, steps=5)
    view.page.mouse.up()
    assert in_one_piece(bench, view)


def test_very_fast_clicking(bench):
    view = bench.show(FAITHFUL)
    click = """(root) => {
        const press = (name) => root.querySelector(name).click();
        const [back, play, add, remove] = ['back', 'play', 'add', 'remove']
            .map((name) => `[data-action=${name}]`);
        for (let i = 0; i < 30; i++) ['.step', '.step', play, back].forEach(press);
        [add, add, '.step', remove, add, remove, '.step'].forEach(press);
    }"""
    view.root.evaluate(click)
    expect(view.find("[data-action=play]")).to_have_text("Play")
    assert in_one_piece(bench, view)
    assert bench.ask("w.n_components") == 3


def test_two_means_in_the_same_place_can_both_be_taken(bench):
    view = bench.show("w = GMMWidget(datasets.old_faithful(), seeds=[[3, 70], [3, 70], [3, 70]])")
    view.drag(1, (90, -50)).settled()
    seeds = bench.ask("w.seeds")
    assert seeds[0] == seeds[2] == [3, 70]
    assert seeds[1] != [3, 70]
    assert in_one_piece(bench, view)


DATA = {
    "two points": "[[0, 0], [1, 2]], n_components=1",
    "two points, two components": "[[0, 0], [1, 2]], n_components=2",
    "one component": "datasets.old_faithful(), n_components=1",
    "a constant column": "[[1, 5], [2, 5], [4, 5], [8, 5]], n_components=2",
    "on one line": "[[i, 2 * i] for i in range(9)], n_components=2",
    "the same point often": "[[1, 1]] * 8 + [[2, 3], [4, 4], [5, 1]], n_components=3",
    "far from zero": "datasets.few().values + 1e6, n_components=3",
    "huge": "datasets.few().values * 1e9, n_components=3",
    "minute": "datasets.few().values * 1e-9, n_components=3",
    "very unlike columns": "datasets.few().values * [1e-4, 1e5], n_components=3",
}


@pytest.mark.parametrize("name", DATA)
def test_strange_data_are_drawn_stepped_and_dragged(bench, name):
    view = bench.show(f"w = GMMWidget({DATA[name]})")
    assert not view.bad_words
    for cursor in range(1, min(view.last, 5) + 1):
        view.step().at(cursor)
        assert not view.bad_words
    x, y = view.centre(0)
    view.drag(0, (70, -50))
    view.settled().at(0)
    assert view.find(".alarm").is_hidden()
    after = view.centre(0)
    assert same(after, [x + 70, y - 50], within=2) or view.last < 2 or name.startswith("the same")
    view.scrub(view.last).settled()
    assert not view.bad_words
    assert bench.ask("w.cursor == w.trace.last_cursor")


def test_the_view_is_removed_while_its_mean_is_held(bench):
    view = bench.show(FAITHFUL)
    x, y = view.centre(0)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 80, y - 40, steps=6)
    clear = "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
    view.page.evaluate(clear)
    expect(bench.page.locator(".gmm")).to_have_count(0)
    view.page.mouse.up()
    view.page.keyboard.press("Escape")
    bench.run("w.cursor = 1")
