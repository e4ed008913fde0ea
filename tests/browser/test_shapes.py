"""Shapes in hand: squares on the ellipses, and a start that is a whole mixture."""

import numpy as np
import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from widget_page import View, same

AT_5 = FAITHFUL + "\nw.cursor = 5"
THREE = "w = GMMWidget(datasets.stretched(), seeds=[[-3, 2], [-2, -1], [3, 2]], cursor=6)"
DRAWN = """(root) => [...root.querySelectorAll('.shapes ellipse.two')].map((oval) => {
    const { e, f } = oval.parentElement.transform.baseVal[0].matrix;
    const { angle } = oval.parentElement.transform.baseVal[1];
    const [rx, ry] = ['rx', 'ry'].map((name) => Number(oval.getAttribute(name)));
    return [e, f, angle, rx, ry];
})"""
START = "w.start.marginal(w.axes)"


def ovals(view: View) -> np.ndarray:
    """What is drawn of each component, (K, 5): centre, angle in degrees, two-sigma half-axes."""
    return np.array(view.root.evaluate(DRAWN))


def points_of(oval: np.ndarray) -> np.ndarray:
    """Points around a drawn ellipse, in pixels of the plot."""
    x, y, angle, rx, ry = oval
    turn = np.linspace(0, 2 * np.pi, 60)
    along, across = rx * np.cos(turn), ry * np.sin(turn)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.column_stack([x + along * cos - across * sin, y + along * sin + across * cos])


def draws_what_python_starts_from(bench, view: View) -> bool:
    """Whether every drawn ellipse is, within a pixel, where Python's start is at two sigmas."""
    view.settled().at(0)
    scale, shift = view.scale()
    means = np.array(bench.ask(f"{START}.means"))
    covariances = np.array(bench.ask(f"{START}.covariances"))
    for oval, mean, covariance in zip(ovals(view), means, covariances, strict=True):
        away = (points_of(oval) - shift) / scale - mean
        sigmas = np.sqrt(np.einsum("ij,jk,ik->i", away, np.linalg.inv(covariance), away))
        narrowest = oval[3:].min() / 2
        assert same(sigmas, 2, within=1 / narrowest)
    assert same(view.means, means, within=0.02 / abs(scale))
    assert bench.ask("w.cursor") == 0
    return True


def shaped(bench, recipe: str) -> View:
    view = bench.show(recipe)
    view.press("options").press("shapes")
    expect(view.square(0, 0)).to_be_visible()
    return view.settled()


def pull(view: View, k: int, axis: int, by: tuple[float, float]) -> View:
    """Drag a square by so many pixels with the mouse."""
    x, y = view.middle(view.square(k, axis))
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + by[0], y + by[1], steps=10)
    view.page.mouse.up()
    return view


@pytest.mark.parametrize("recipe", [THREE, AT_5], ids=["equal scales", "different scales"])
def test_the_long_end_stretches_and_turns(bench, recipe):
    view = shaped(bench, recipe)
    weights, means = bench.ask("w.weights"), bench.ask("w.means")
    others = bench.ask("w.covariances[1:]")
    _, _, before, _, short = ovals(view)[0]
    x, y = view.middle(view.square(0, 0))
    pull(view, 0, 0, (-45, -35))
    assert view.middle(view.square(0, 0)) == pytest.approx((x - 45, y - 35), abs=0.6)
    assert draws_what_python_starts_from(bench, view)
    assert bench.ask("w.start.weights") == weights
    assert bench.ask("w.start.means") == means
    assert bench.ask("w.start.covariances[1:]") == others
    after = ovals(view)[0]
    assert abs(after[2] - before) > 5
    assert after[3:].min() == pytest.approx(short, abs=0.1)
    assert not view.bad_words


def test_the_other_end_only_widens(bench):
    view = shaped(bench, THREE)
    _, _, turn, long, short = ovals(view)[1]
    x, y, *_ = ovals(view)[1]
    box = view.find(".plot").bounding_box()
    at = np.array(view.middle(view.square(1, 1))) - [box["x"] + x, box["y"] + y]
    outwards = 20 * at / np.hypot(*at)
    pull(view, 1, 1, tuple(outwards))
    assert draws_what_python_starts_from(bench, view)
    after = ovals(view)[1]
    assert sorted(after[3:]) == pytest.approx(sorted([long, short + 20]), abs=0.7)
    if short + 20 < long:
        assert after[2] == pytest.approx(turn, abs=0.05)


def test_while_a_square_is_held_the_start_and_the_end_are_shown(bench):
    view = shaped(bench, THREE)
    x, y = view.middle(view.square(0, 0))
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    try:
        view.page.mouse.move(x + 40, y - 20, steps=8)
        expect(view.root).to_have_attribute("data-held", "0")
        expect(view.find(".ghost ellipse")).to_have_count(3)
        assert view.text(".story").startswith("Shaping component 1.")
        assert len(set(view.settled().fills)) > 10
        held = ovals(view)
    finally:
        view.page.mouse.up()
    assert draws_what_python_starts_from(bench, view)
    assert same(ovals(view), held, within=0.02)
    expect(view.find(".ghost ellipse")).to_have_count(0)


def test_escape_brings_back_the_very_start_of_before(bench):
    view = shaped(bench, AT_5)
    view.page.mouse.move(5, 5)
    before, start = view.picture, bench.ask("w.start.covariances")
    x, y = view.middle(view.square(0, 0))
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 60, y + 30, steps=8)
    expect(view.find(".ghost ellipse")).to_have_count(2)
    view.page.keyboard.press("Escape")
    view.settled().at(5)
    view.page.mouse.up()
    view.page.mouse.move(5, 5)
    assert bench.ask("w.start.covariances") == start
    assert bench.ask("w.cursor") == 5
    view.root.evaluate("() => document.activeElement?.blur()")
    assert view.picture == before


def test_escape_brings_back_a_start_that_was_shaped_by_hand(bench):
    view = shaped(bench, AT_5)
    pull(view, 0, 0, (40, -30)).settled().at(0)
    by_hand = bench.ask("w.start.covariances")
    x, y = view.middle(view.square(1, 0))
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 30, y + 30, steps=8)
    expect(view.root).to_have_attribute("data-held", "1")
    view.settled()
    assert bench.ask("w.start.covariances") != by_hand
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    view.settled()
    assert bench.ask("w.start.covariances") == by_hand


def test_reset_shapes_starts_from_what_the_means_stand_for(bench):
    view = shaped(bench, THREE)
    pull(view, 0, 0, (30, 40)).settled().at(0)
    view.press("reset-shapes").settled().at(0)
    default = "starts.from_means(w.points, w.start.means).covariances"
    assert bench.ask("w.start.covariances") == bench.ask(default)
    assert draws_what_python_starts_from(bench, view)


def test_a_mean_takes_the_shapes_along_while_they_are_in_hand(bench):
    view = shaped(bench, AT_5)
    weights, covariances = bench.ask("w.weights"), bench.ask("w.covariances")
    before = ovals(view)
    view.drag(0, (70, -50))
    assert draws_what_python_starts_from(bench, view)
    assert bench.ask("w.start.covariances") == covariances
    assert bench.ask("w.start.weights") == weights
    assert same(ovals(view)[:, 2:], before[:, 2:], within=0.02)
    view.press("shapes").drag(0, (30, 30)).settled().at(0)
    default = "starts.from_means(w.points, w.start.means).covariances"
    assert bench.ask("w.start.covariances") == bench.ask(default)


def test_by_keyboard(bench):
    view = shaped(bench, THREE)
    _, _, _, long, _ = ovals(view)[2]
    length = view.find(".shaper[data-k='2'] input").first
    length.focus()
    with view.typing(length):
        for key in ["Shift+ArrowUp", "ArrowUp", "Shift+PageUp", "ArrowLeft"]:
            view.page.keyboard.press(key)
        expect(view.root).to_have_attribute("data-held", "2")
        held = ovals(view)
        assert held[2][3] > long
    # The drop comes by itself when the keys rest.
    expect(view.root).not_to_have_attribute("data-held", "2")
    assert draws_what_python_starts_from(bench, view)
    assert same(ovals(view), held, within=0.02)
    said = view.find(".shaper[data-k='2'] input").first.get_attribute("aria-valuetext")
    deviation = np.sqrt(np.linalg.eigvalsh(bench.ask("w.start.covariances[2]"))[-1])
    assert float(said.split()[-1]) == pytest.approx(deviation, abs=0.006)


def test_tab_stops_once_at_every_shape(bench):
    view = shaped(bench, THREE)
    view.handle(2).locator("input").first.focus()
    stops = []
    for _ in range(4):
        view.page.keyboard.press("Tab")
        stops.append(view.page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert stops[:3] == [f"Length of component {k}" for k in (1, 2, 3)]
    assert "component" not in (stops[3] or "")


def test_by_tap_and_tap(bench):
    view = shaped(bench, THREE)
    x, y = view.middle(view.square(1, 0))
    view.page.mouse.click(x, y)
    expect(view.find(".hint")).to_have_text("Tap where the edge of component 2 should be")
    view.page.mouse.click(x + 16, y + 40)
    view.settled().at(0)
    assert view.middle(view.square(1, 0)) == pytest.approx((x + 16, y + 40), abs=1)
    assert draws_what_python_starts_from(bench, view)


def test_the_mean_of_a_collapsed_component_can_be_grabbed_and_its_shape_opened(bench):
    view = shaped(
        bench,
        "points = datasets.few()\n"
        "w = GMMWidget(points, seeds=starts.random_points(points, 4, random_state=0).means)\n"
        "w.cursor = w.trace.last_cursor",
    )
    k = bench.ask("w.trace.component")
    x, y = view.centre(k)
    reached = view.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[data-k]')?.className", [x, y]
    )
    assert reached == "handle"
    pull(view, k, 1, (0, -60)).settled().at(0)
    assert draws_what_python_starts_from(bench, view)
    assert ovals(view)[k][4] >= 6 - 0.1
    assert not view.bad_words


def test_targets_are_large_enough(bench):
    view = shaped(bench, THREE)
    sizes = view.root.evaluate(
        "(root) => [...root.querySelectorAll('.square')].map((node) => node.offsetWidth)"
    )
    assert len(sizes) == 6
    assert min(sizes) >= 24


def test_with_many_components_only_the_one_that_is_pointed_at_has_squares(bench):
    view = shaped(bench, "w = GMMWidget(datasets.blobs(), n_components=6, cursor=4)")
    expect(view.find(".square:visible")).to_have_count(2)
    view.page.mouse.move(*view.centre(4))
    expect(view.square(4, 0)).to_be_visible()
    expect(view.find(".square:visible")).to_have_count(2)
    pull(view, 4, 0, (20, 20))
    assert draws_what_python_starts_from(bench, view)


def test_in_three_columns_the_drawn_shape_is_what_python_has(bench):
    view = shaped(
        bench,
        "random = np.random.default_rng(0)\n"
        "points = random.normal(size=(90, 3)) @ [[1, 0.5, 0], [0, 1, 0.7], [0.2, 0, 1]]\n"
        "w = GMMWidget(points, axes=(2, 0), n_components=2, cursor=4)",
    )
    pull(view, 0, 0, (-30, 25))
    assert draws_what_python_starts_from(bench, view)
    assert (np.linalg.eigvalsh(bench.ask("w.start.covariances")) > 0).all()
