"""What a person sees first, and that nothing else is asked for or complained about."""

import numpy as np
from bench import FAITHFUL
from widget_page import same


def test_the_widget_shows_points_ellipses_means_and_a_legend(bench):
    view = bench.show(FAITHFUL)
    assert view.cursor == 0
    assert view.find(".points circle").count() == 272
    assert view.find(".shapes ellipse").count() == 4
    assert view.find(".mean-n").all_text_contents() == ["1", "2"]
    assert view.find(".legend").is_visible()
    assert view.text(".iteration") == "Iteration 0 / 25"
    assert (view.text(".x-name"), view.text(".y-name")) == ("eruption (min)", "waiting (min)")
    assert view.find(".story").inner_text() == bench.ask("w.message")
    assert not view.bad_words


def test_every_point_is_drawn_where_it_lies(bench):
    view = bench.show(FAITHFUL)
    points = np.array(bench.ask("w.points"))
    assert same(view.pixels(points), view.places, within=0.02)


def test_before_the_first_e_step_every_point_is_the_same_grey(bench):
    view = bench.show(FAITHFUL)
    assert len(set(view.fills)) == 1


def test_the_ellipses_have_one_and_two_standard_deviations(bench):
    view = bench.show(FAITHFUL + "\nw.cursor = w.trace.last_cursor")
    view.at(bench.ask("w.cursor"))
    scale, _ = view.scale()
    for k, covariance in enumerate(bench.ask("w.covariances")):
        on_screen = np.diag(scale) @ np.array(covariance) @ np.diag(scale)
        wanted = np.sqrt(np.linalg.eigvalsh(on_screen))[::-1]
        group = view.find(".shapes > g").nth(k)
        for sigmas, name in ((1, ".one"), (2, ".two")):
            ellipse = group.locator(name)
            drawn = [float(ellipse.get_attribute(radius)) for radius in ("rx", "ry")]
            assert same(drawn, sigmas * wanted, within=0.02), (k, name)


def test_the_picture_is_described_in_words(bench):
    view = bench.show(FAITHFUL)
    summary = view.find("svg.front").get_attribute("aria-label")
    assert "272 points, eruption (min) by waiting (min)" in summary
    assert "Component 2" in summary
