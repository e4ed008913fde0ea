"""Too many components on few points: one collapses, and the widget says so and goes on."""

import numpy as np
import pytest
from bench import FAITHFUL
from playwright.sync_api import expect

RECIPE = """
points = datasets.few()
w = GMMWidget(points, seeds=starts.random_points(points, 4, random_state=0).means)
"""


ONE_POINT = """
points = datasets.few()
w = GMMWidget(points, seeds=starts.random_points(points, 5, random_state=4).means)
"""
PATHS = """(root, name) => {
    const numbers = (at) => at.split(' ').map(Number);
    const paths = [...root.querySelectorAll(`.widths path.${name}`)];
    return paths.map((path) => path.getAttribute('d').slice(1).split('L').map(numbers));
}"""


def rings(view):
    """Where rings are drawn, in pixels of the plot."""
    circles = view.find(".ring circle").all()
    return [[float(c.get_attribute(name)) for name in ("cx", "cy")] for c in circles]


def anatomy(bench):
    bench.run("from gmm_widget.diagnostics.collapse import anatomy")
    return bench.ask("vars(anatomy(w.trace))")


def curve(view, name):
    """One of the two widths as drawn, by iteration: (T + 1, 2) pixels of the chart."""
    drawn = view.root.evaluate(PATHS, name)
    future, past = drawn if len(drawn) == 2 else ([], drawn[0])
    return np.array(past + future[1:])


@pytest.mark.parametrize("recipe", [RECIPE, ONE_POINT], ids=["two points", "one point"])
def test_the_component_and_its_points_are_named(bench, recipe):
    view = bench.show(recipe)
    assert bench.ask("w.status") == "collapsed"
    found = anatomy(bench)
    assert not view.bad_words
    states = []
    for cursor in range(1, view.last + 1):
        assert rings(view) == []
        view.step().at(cursor)
        assert not view.bad_words, cursor
        row = view.find("tbody tr").nth(found["component"])
        states.append(row.locator(".status").inner_text())
    assert any("shrinking" in state for state in states)
    assert "collapsed" in states[-1]
    assert "collapsed" not in "".join(states[:-1])
    view.settled()
    assert view.text(".story") == bench.ask("w.message")
    assert view.text(".story").startswith(f"Component {found['component'] + 1} has closed in on")
    assert rings(view) == view.places[found["points"]].tolist()
    assert abs(bench.ask("w.log_likelihood")) < 1e6


@pytest.mark.parametrize("recipe", [RECIPE, ONE_POINT], ids=["two points", "one point"])
def test_its_widths_are_drawn_by_iteration_on_a_logarithmic_scale(bench, recipe):
    view = bench.show(recipe)
    found = anatomy(bench)
    logs = np.log10(found["standard_deviations"])
    view.scrub(6)
    pixels = np.vstack([curve(view, "largest"), curve(view, "smallest")])
    powers = np.concatenate([logs[:, 0], logs[:, -1]])
    slope, shift = np.polyfit(powers, pixels[:, 1], 1)
    assert slope < -5
    assert pixels[:, 1] == pytest.approx(slope * powers + shift, abs=0.02)
    steps = np.diff(curve(view, "smallest")[:, 0])
    assert steps == pytest.approx(np.full(bench.ask("w.trace.n_iter"), steps[0]), abs=0.02)
    assert view.text(".narrowing .label").startswith(
        f"Widths of component {found['component'] + 1}"
    )


def test_its_chart_stands_under_the_likelihoods_with_the_same_iterations(bench):
    view = bench.show(RECIPE)
    view.scrub(6)
    dots = [".curve:not(.widths) .now", ".widths .now >> nth=-1"]
    places = [view.middle(view.find(dot)) for dot in dots]
    assert places[0][0] == pytest.approx(places[1][0], abs=0.5)
    assert places[0][1] < places[1][1]
    box = view.find(".widths").bounding_box()
    view.page.mouse.click(box["x"] + box["width"] - 2, box["y"] + 20)
    view.at(view.last).settled()
    assert bench.ask("w.cursor") == view.last


def test_the_law_is_said_with_pythons_number(bench):
    view = bench.show(ONE_POINT)
    law = anatomy(bench)["law"]
    assert law == pytest.approx(np.log(10))
    assert view.text(".law") == (
        f"Each tenfold reduction of its variance raises the log-likelihood by {law:.2f} "
        "(ln 10 for one point in two dimensions)."
    )
    view = bench.show(RECIPE)
    said = f"by {anatomy(bench)['law']:.2f} (for the 2 points it holds)."
    expect(view.find(".law")).to_contain_text(said)


def test_what_reg_covar_holds_open_has_a_line_where_it_is_held(bench):
    view = bench.show(RECIPE + "w.reg_covar = 1e-4; w.cursor = w.trace.last_cursor")
    expect(view.root).to_have_attribute("data-status", "converged")
    bench.run("from gmm_widget.diagnostics.collapse import narrowing")
    found = bench.ask("vars(narrowing(w.trace))")
    assert found["propped"]
    assert not found["collapsed"]
    end = curve(view, "smallest")[-1, 1]
    assert float(view.find(".held-open").get_attribute("y1")) == pytest.approx(end, abs=0.02)
    assert rings(view) == view.places[found["points"]].tolist()
    expect(view.find(".widths")).to_contain_text("held by the floor")


def test_without_a_collapse_there_is_no_such_chart(bench):
    view = bench.show(FAITHFUL)
    expect(view.find(".narrowing")).to_be_hidden()


def test_dragging_on_works(bench):
    view = bench.show(RECIPE + "w.cursor = w.trace.last_cursor")
    view.at(view.last)
    component = bench.ask("w.trace.component")
    view.drag(component, (-120, 60)).settled().at(0)
    expect(view.find(".ring circle")).to_have_count(0)
    assert not view.bad_words
    view.scrub(view.last).settled()
    assert not view.bad_words


def test_reg_covar_is_the_cure(bench):
    view = bench.show(RECIPE)
    bench.run("w.reg_covar = 0.1")
    expect(view.root).not_to_have_attribute("data-status", "collapsed")
    view.scrub(view.last)
    assert "collapsed" not in view.text("tbody")


def test_flat_data_are_named_and_nothing_raises(bench):
    view = bench.show("w = GMMWidget([[1, 5], [2, 5], [3, 5], [4, 5]], n_components=2)")
    expect(view.root).to_have_attribute("data-status", "degenerate")
    assert "flat" in view.text(".story")
    assert view.last == 0
    view.drag(0, (50, -30)).settled()
    assert bench.ask("w.status") == "degenerate"
    assert not view.bad_words


def test_a_component_without_points_is_named(bench):
    view = bench.show(FAITHFUL)
    bench.run(
        "w.start = Mixture([0.5, 0.5], [[3, 70], [90, 900]], [np.diag([1, 100]), np.eye(2) * 1e-2])"
    )
    expect(view.root).to_have_attribute("data-status", "empty")
    assert "Component 2 is empty" in view.text(".story")
    assert not view.bad_words
    view.drag(1, (-100, 100)).settled()
    assert bench.ask("w.status") != "empty"
    assert not view.bad_words
