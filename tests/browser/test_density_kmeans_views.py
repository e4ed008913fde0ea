"""k-means and density: Python's numbers as they are drawn, and means dragged in both."""

import re

import numpy as np
import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from widget_page import same

STRETCHED = """
from gmm_widget.em.agreement import adjusted_rand_index, differing
from gmm_widget.em.density import entropy_grid, levels, marginal
from gmm_widget.em.lloyd import kmeans
w = GMMWidget(datasets.stretched(), seeds=[[-3, 2], [-2, -1], [3, 2]], theme="light")
run = lambda: kmeans(w.points, w.seeds)
hard = lambda cursor: run().labels(min(cursor, run().last_cursor))
soft = lambda cursor: w.trace.responsibilities(cursor).argmax(axis=1)
"""
COLOURS = np.array(["#2338c0", "#e17218", "#800139"])
NEUTRAL = "#8a95a3"
LINES = ".lines:not(.casing) path"
DIGITS = str.maketrans("\u2212", "-", "\u2009")
SHADE = """(canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const opacity = Array.from(data.filter((_, i) => i % 4 === 3));
    return { width, height, opacity };
}"""


def opened(bench, view, code=STRETCHED):
    return chosen(bench.show(f"{code}\nw.view = {view!r}"), view)


def chosen(view, name):
    """Wait until a view is shown, with its picture."""
    expect(view.root).to_have_attribute("data-view", name)
    expect(view.find(".coming")).to_be_hidden()
    return view.settled()


def number(text):
    return float(re.findall(r"-?[\d.]+", text.translate(DIGITS))[0])


def paths(view, selector):
    """The coordinates of each path, (m, 2) pixels each."""
    found = view.find(selector).evaluate_all("nodes => nodes.map((n) => n.getAttribute('d'))")
    return [np.array(re.findall(r"-?[\d.]+", d), dtype=float).reshape(-1, 2) for d in found]


def in_data(view, pixels):
    scale, shift = view.scale()
    return (pixels - shift) / scale


# ---------------------------------------------------------------- the switch


def test_both_views_are_a_click_away(bench):
    view = bench.show(FAITHFUL)
    place = view.find(".layers").bounding_box()
    for name in ("k-means", "density", "em"):
        view.look(name)
        chosen(view, name)
        assert bench.ask("w.view") == name
        assert not view.bad_words
        assert view.find(".layers").bounding_box() == place
    assert view.find(":is(.partition, .relief, .ground)").count() == 0


def test_both_views_are_an_arrow_away_and_so_are_their_boxes(bench):
    view = bench.show(FAITHFUL)
    view.find(".views input:checked").focus()
    for name, box in {"k-means": ".elsewhere input", "density": ".contours input"}.items():
        view.page.keyboard.press("ArrowRight")
        chosen(view, name)
        assert view.find(".views input:checked").evaluate("(radio) => radio.matches(':focus')")
        assert bench.ask("w.view") == name
        view.find(box).focus()
        view.page.keyboard.press("Space")
        expect(view.find(box)).not_to_be_checked()
        view.find(".views input:checked").focus()


@pytest.mark.parametrize("name", ["k-means", "density"])
@pytest.mark.parametrize("width", [900, 420])
def test_nothing_sticks_out(bench, name, width):
    code = f"{STRETCHED}\nw.layout.width = '{width}px'"
    view = opened(bench, name, code).scrub(5)
    wide = view.root.evaluate("(root) => [root.scrollWidth, root.clientWidth]")
    assert wide[0] <= wide[1]
    for text in view.find(".side :is(p, label, span), .legend span").all():
        box, side = text.bounding_box(), view.root.bounding_box()
        if box:
            assert box["x"] >= side["x"]
            assert box["x"] + box["width"] <= side["x"] + side["width"] + 0.5


# ---------------------------------------------------------------- k-means


def test_every_number_of_k_means_is_pythons(bench):
    view = opened(bench, "k-means")
    last, end = bench.ask("[w.trace.last_cursor, run().last_cursor]")
    assert end < last
    for cursor in (0, 1, 2, 7, end - 1, end, last):
        view.scrub(cursor).settled()
        own = min(cursor, end)
        shown = bench.ask(f"[float(run().inertias[{own // 2}]), run().centres[{own // 2}]]")
        assert number(view.text(".ll")) == pytest.approx(shown[0], rel=1e-3)
        scale, _ = view.scale()
        assert same(view.means, shown[1], within=0.02 / abs(scale))
        assert view.text(".iteration") == f"Iteration {(own + 1) // 2} / 25"
        if cursor == 0:
            assert set(view.fills) == {NEUTRAL}
            assert view.text(".elsewhere b") == "\u2013"
        else:
            labels = np.array(bench.ask(f"hard({cursor})"))
            assert view.fills == COLOURS[labels].tolist()
            compared_as_python_does(bench, view, cursor)
    assert "k-means converged after iteration" in view.text(".story")


def compared_as_python_does(bench, view, cursor):
    apart = bench.ask(f"differing(soft({cursor}), hard({cursor}))")
    assert number(view.text(".elsewhere b")) == apart
    rings = view.find(".rings path").evaluate_all("nodes => nodes.map((n) => n.getAttribute('d'))")
    assert sum(d.count("M") for d in rings) == apart
    known = "datasets.stretched().labels"
    for row, found in zip(view.find(".agreement p:has(i)").all(), ("soft", "hard"), strict=True):
        index = bench.ask(f"adjusted_rand_index({found}({cursor}), {known})")
        assert number(row.inner_text().split()[-1]) == pytest.approx(index, abs=0.0051)


def test_circles_are_as_wide_as_python_says_on_any_axes(bench):
    for code in (STRETCHED, "from gmm_widget.em.lloyd import kmeans\n" + FAITHFUL):
        view = opened(bench, "k-means", code).scrub(4)
        scale, _ = view.scale()
        radii = bench.ask("kmeans(w.points, w.seeds).radii[2]")
        drawn = view.find(".shapes .two").evaluate_all(
            "ovals => ovals.map((o) => ['rx', 'ry'].map((name) => Number(o.getAttribute(name))))"
        )
        for sides, radius in zip(drawn, radii, strict=True):
            wanted = sorted(2 * radius * abs(scale))
            np.testing.assert_allclose(sorted(sides), wanted, rtol=1e-3)


def test_borders_are_half_way_between_the_two_nearest_centres(bench):
    view = opened(bench, "k-means").scrub(6)
    centres = np.array(bench.ask("run().centres[3]"))
    (border,) = paths(view, ".partition path.border")
    ends = in_data(view, border).reshape(-1, 2, 2)
    assert len(ends) >= 2
    for start, end in ends:
        for share in (0.01, 0.5, 0.99):
            place = start + share * (end - start)
            first, second, *_ = np.sort(np.linalg.norm(centres - place, axis=1))
            assert second - first < 0.02


def test_a_dragged_centre_leaves_the_other_centres_where_k_means_shows_them(bench):
    view = opened(bench, "k-means").scrub(4).settled()
    shown = bench.ask("run().centres[2]")
    scale, _ = view.scale()
    with view.held(0, (90, 60)):
        expect(view.find(".partition .ghost ellipse")).to_have_count(3)
        view.settled()
        assert view.text(".story").startswith("Moving centre 1.")
        assert view.fills == COLOURS[np.array(bench.ask("hard(1)"))].tolist()
        ends = view.find(".partition .ghost ellipse").evaluate_all(
            "ovals => ovals.map((o) => o.getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"
        )
        final = bench.ask("run().centres[-1]")
        assert same(in_data(view, np.array(ends)[:, :2]), final, within=0.02 / abs(scale))
    view.settled().at(0)
    seeds = bench.ask("w.seeds")
    assert seeds[1:] == shown[1:]
    moved = [shown[0][0] + 90 / scale[0], shown[0][1] + 60 / scale[1]]
    assert same(seeds[0], moved, within=0.05 / abs(scale))
    assert view.find(".ghost ellipse").count() == 0


def test_the_steps_are_k_means_own(bench):
    view = opened(bench, "k-means")
    expect(view.find(".step span")).to_have_text("Assign")
    view.step().at(1)
    assert view.text(".story").startswith("Assignment, iteration 1.")
    view.step().at(2)
    assert view.text(".story").startswith("Update, iteration 1.")
    view.look("em")
    expect(view.find(".step span")).to_have_text("E-step")


# ---------------------------------------------------------------- density


def contours_are_pythons(bench, view, frame):
    """Every place of every contour in the plot has the density that Python gives that contour."""
    wanted = np.log(bench.ask(f"levels(w.trace.mixtures[{frame}])"))
    lines = paths(view, LINES)
    assert len(lines) == len(wanted)
    box = view.find(".layers").bounding_box()
    for line, level in zip(lines, wanted, strict=True):
        inside = (line > 8) & (line < [box["width"] - 8, box["height"] - 30])
        places = in_data(view, line[inside.all(axis=1)]).tolist()
        assert len(places) > 20
        found = bench.ask(f"w.trace.mixtures[{frame}].log_density(np.array({places}))")
        assert np.median(np.abs(np.array(found) - level)) < 0.05
        assert np.abs(np.array(found) - level).max() < 0.4


def test_contours_are_where_python_has_their_densities(bench):
    view = opened(bench, "density")
    for cursor in (0, 5, 6, view.last):
        view.scrub(cursor)
        contours_are_pythons(bench, view, cursor // 2)


def test_the_shade_lies_where_python_is_undecided(bench):
    view = opened(bench, "density").scrub(6)
    shade = view.find(".shade").evaluate(SHADE)
    opacity = np.array(shade["opacity"]).reshape(shade["height"], shade["width"])[::-1]
    box, plot = view.find(".shade").bounding_box(), view.find(".layers").bounding_box()
    corner = np.array([box["x"] - plot["x"], box["y"] - plot["y"]])
    across = np.array([box["width"], box["height"]])
    (left, top), (right, bottom) = in_data(view, np.array([corner, corner + across]))
    extent, size = [left, right, bottom, top], shade["width"]
    doubt = np.array(bench.ask(f"entropy_grid(w.trace.mixtures[3], {extent}, {size})"))
    assert (opacity[doubt < 0.22] == 0).all()
    assert (opacity[doubt > 0.9] > 100).all()
    by_doubt = opacity.ravel()[doubt.ravel().argsort()]
    assert (np.maximum.accumulate(by_doubt) - by_doubt).max() <= 6
    view.find(".contours input").uncheck()
    expect(view.find(".shade")).to_be_hidden()


def test_the_hills_stand_where_python_has_the_marginals_peaks(bench):
    view = opened(bench, "density").scrub(8)
    bottom, side = paths(view, ".hills path")
    for axis, hill, high in ((0, bottom, -bottom[:, 1]), (1, side, -side[:, 0])):
        places = in_data(view, hill)[:, axis]
        found = bench.ask(f"marginal(w.trace.mixtures[4], {axis}, {places.tolist()})[0]")
        tall = high - high.min()
        np.testing.assert_allclose(tall / tall.max(), np.array(found) / max(found), atol=0.06)


def test_contours_follow_a_mean_in_the_hand(bench):
    view = opened(bench, "density").scrub(4).settled()
    before = paths(view, LINES)
    with view.held(1, (-40, 50)):
        expect(view.find(".ghost ellipse")).to_have_count(3)
        view.settled()
        contours_are_pythons(bench, view, 0)
    view.settled().at(0)
    contours_are_pythons(bench, view, 0)
    after = paths(view, LINES)
    assert any(a.shape != b.shape or (a != b).any() for a, b in zip(before, after, strict=True))
    assert view.find(".ghost ellipse").count() == 0


def test_the_density_of_two_other_columns_is_theirs(bench):
    code = """
from gmm_widget.em.density import levels
points = datasets.blobs().values
w = GMMWidget(np.column_stack([points, points[:, 0] - points[:, 1] ** 2 / 9]), 3)
"""
    view = opened(bench, "density", code)
    bench.run("w.axes = (2, 0)")
    view.settled()
    expect(view.find(LINES)).to_have_count(6)
    wanted = np.log(bench.ask("levels(w.trace.start.marginal([2, 0]))"))
    places = in_data(view, paths(view, LINES)[2]).tolist()
    found = bench.ask(f"w.trace.start.marginal([2, 0]).log_density(np.array({places}))")
    assert np.median(np.abs(np.array(found) - wanted[2])) < 0.02
