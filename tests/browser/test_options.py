"""Options and axes, chosen in the widget: Python's fit is the one that was asked for."""

import numpy as np
from bench import FAITHFUL
from playwright.sync_api import expect

THREE_COLUMNS = """
points = datasets.blobs().values
w = GMMWidget(np.column_stack([points, points[:, 0] ** 2]), 2)
"""


def test_covariances_reach_the_fit_and_nothing_above_moves(bench):
    view = bench.show(FAITHFUL)
    plot = view.find(".plot").bounding_box()
    view.press("options")
    view.find("[data-option=covariance_type]").select_option("spherical")
    view.settled().at(0)
    assert bench.ask("w.covariance_type") == "spherical"
    assert view.find(".plot").bounding_box() == plot
    view.scrub(view.last).settled()
    covariances = np.array(bench.ask("w.covariances"))
    np.testing.assert_allclose(covariances[:, 0, 0], covariances[:, 1, 1])
    bench.run("w.covariance_type = 'diag'")
    expect(view.find("[data-option=covariance_type]")).to_have_value("diag")


def test_a_variance_floor_and_an_iteration_limit_reach_the_fit(bench):
    view = bench.show(FAITHFUL)
    view.press("options")
    view.find("[data-option=reg_covar]").select_option("0.1")
    field = view.find("[data-option=max_iter]")
    field.fill("3")
    field.press("Enter")
    view.settled()
    assert bench.ask("[w.reg_covar, w.max_iter]") == [0.1, 3]
    assert view.last == 6
    assert view.text(".iteration") == "Iteration 0 / 3"


def test_another_column_is_drawn_from_the_same_fit(bench):
    view = bench.show(THREE_COLUMNS)
    before = bench.ask("w.log_likelihood")
    view.find("[data-option=x-axis]").select_option("2")
    view.settled()
    assert bench.ask("list(w.axes)") == [2, 1]
    assert bench.ask("w.log_likelihood") == before
    np.testing.assert_allclose(
        view.means, np.array(bench.ask("w.means"))[:, [2, 1]], atol=0.05, rtol=0.01
    )
    view.find("[data-option=y-axis]").select_option("2")
    view.settled()
    assert bench.ask("list(w.axes)") == [1, 2]


def test_a_mean_is_dragged_along_the_chosen_columns(bench):
    view = bench.show(THREE_COLUMNS)
    view.find("[data-option=x-axis]").select_option("2")
    view.settled()
    seeds = np.array(bench.ask("w.seeds"))
    view.drag(0, (40, -30)).settled().at(0)
    moved = np.array(bench.ask("w.seeds"))
    assert moved[0, 0] == seeds[0, 0]
    assert moved[0, 2] > seeds[0, 2]
    assert moved[0, 1] > seeds[0, 1]
