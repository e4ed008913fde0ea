"""What Python sets is what the page shows."""

from bench import FAITHFUL
from playwright.sync_api import expect
from widget_page import same


def test_setting_seeds_moves_the_means_and_starts_anew(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 14").at(14)
    bench.run("w.seeds = [[2, 55], [4, 80]]")
    view.at(0)
    scale, _ = view.scale()
    assert same(view.means, [[2, 55], [4, 80]], within=0.02 / abs(scale))


def test_the_same_seeds_by_hand_and_by_python_make_the_same_picture(bench):
    view = bench.show(FAITHFUL)
    view.drag(0, (100, -60)).settled()
    view.page.mouse.move(5, 5)
    by_hand = view.picture
    bench.run("seeds = w.seeds; w.seeds = [[2, 55], [4, 80]]; w.cursor = 3")
    view.at(3)
    bench.run("w.seeds = seeds")
    view.at(0)
    assert view.picture == by_hand


def test_setting_the_cursor_shows_it(bench):
    view = bench.show(FAITHFUL)
    bench.run("w.cursor = 5")
    view.at(5)
    assert view.text(".iteration") == "Iteration 3 / 25"
    assert view.text(".story") == bench.ask("w.message")
    expect(view.find("input.timeline")).to_have_js_property("value", "5")


def test_setting_the_number_of_components(bench):
    view = bench.show(FAITHFUL)
    bench.run("w.n_components = 4")
    expect(view.find(".handle")).to_have_count(4)
    expect(view.find("tbody tr")).to_have_count(4)
    assert view.text(".k-value") == "4"
    assert view.text("h3") == "Finding four Gaussians with EM"


def test_setting_the_points_draws_them(bench):
    view = bench.show(FAITHFUL)
    bench.run("w.points = datasets.few()")
    expect(view.find(".points circle")).to_have_count(25)
    assert (view.text(".x-name"), view.text(".y-name")) == ("x", "y")
    view.at(0)
    assert same(view.pixels(bench.ask("w.points")), view.places, within=0.02)
    view.drag(0, (30, 30)).settled()
    assert not view.bad_words


def test_setting_an_option_refits(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 14").at(14)
    bench.run("w.max_iter = 3")
    view.at(0)
    assert view.last == 6
    assert view.text(".iteration") == "Iteration 0 / 3"
    bench.run("w.covariance_type = 'tied'; w.cursor = 4")
    view.at(4)
    radii = view.find(".shapes .two").evaluate_all(
        "ovals => ovals.map((oval) => oval.getAttribute('rx'))"
    )
    assert len(set(radii)) == 1


def test_setting_the_theme(bench):
    view = bench.show(FAITHFUL)
    expect(view.root).to_have_attribute("data-scheme", "light")
    light = view.root.evaluate("root => getComputedStyle(root).backgroundColor")
    bench.run("w.theme = 'dark'")
    expect(view.root).to_have_attribute("data-scheme", "dark")
    assert view.root.evaluate("root => getComputedStyle(root).backgroundColor") != light


def test_the_theme_follows_jupyterlab(bench):
    view = bench.show(FAITHFUL)
    change = "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
    bench.page.evaluate(change, "JupyterLab Dark")
    try:
        expect(view.root).to_have_attribute("data-scheme", "dark")
    finally:
        bench.page.evaluate(change, "JupyterLab Light")
    expect(view.root).to_have_attribute("data-scheme", "light")


def test_a_bad_value_raises_in_python_and_changes_nothing_here(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = 3").at(3)
    before = view.picture
    for bad in ("w.cursor = 99", "w.seeds = [[1, 2]]", "w.n_components = 11", "w.theme = 'pink'"):
        raised = bench.run(f"try:\n    {bad}\nexcept Exception as error:\n    print(error)")
        assert raised.strip(), bad
    bench.run("w.theme = 'auto'")
    assert view.settled().picture == before


def test_four_columns_are_drawn_two_at_a_time_and_fitted_in_all(bench):
    view = bench.show("w = GMMWidget(datasets.iris(), axes=(2, 3))")
    assert (view.text(".x-name"), view.text(".y-name")) == (
        "petal length (cm)",
        "petal width (cm)",
    )
    points = bench.ask("w.points[:, [2, 3]]")
    assert same(view.pixels(points), view.places, within=0.02)
    means = bench.ask("w.means")
    view.drag(0, (40, -40)).settled()
    seeds = bench.ask("w.seeds")
    assert seeds[0][:2] == means[0][:2]
    assert seeds[0][2] > means[0][2]
    assert seeds[0][3] > means[0][3]
    assert seeds[1:] == means[1:]
    bench.run("w.axes = (0, 3)")
    expect(view.find(".x-name")).to_have_text("sepal length (cm)")
    assert same(view.pixels(bench.ask("w.points[:, [0, 3]]")), view.places, within=0.02)
    view.scrub(view.last).settled()
    assert not view.bad_words
