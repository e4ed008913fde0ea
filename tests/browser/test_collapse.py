"""Too many components on few points: one collapses, and the widget says so and goes on."""

from bench import FAITHFUL
from playwright.sync_api import expect

RECIPE = """
points = datasets.few()
w = GMMWidget(points, seeds=starts.random_points(points, 4, random_state=0).means)
"""


def test_the_component_and_its_point_are_named(bench):
    view = bench.show(RECIPE)
    assert bench.ask("w.status") == "collapsed"
    component, row = bench.ask("[w.trace.component, w.trace.point]")
    assert not view.bad_words
    states = []
    for cursor in range(1, view.last + 1):
        view.step().at(cursor)
        assert not view.bad_words, cursor
        states.append(view.find("tbody tr").nth(component).locator(".status").inner_text())
    assert any("shrinking" in state for state in states)
    assert "collapsed" in states[-1]
    assert "collapsed" not in "".join(states[:-1])
    story = view.text(".story")
    assert story.startswith(f"Component {component + 1} has closed in on")
    assert f"row {row}" in story or f"{row}" in story
    assert "infinity" in story
    view.settled()
    assert story == bench.ask("w.message")
    ring = view.find(".ring circle")
    place = [float(ring.get_attribute(name)) for name in ("cx", "cy")]
    assert place == view.places[row].tolist()
    likelihood = bench.ask("w.log_likelihood")
    assert abs(likelihood) < 1e6


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
