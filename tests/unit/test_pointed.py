"""What somebody points at: the formula's numbers, of a row and of a place, and the way from it."""

import json

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from gmm_widget import GMMWidget, Mixture, datasets, fit
from gmm_widget.session.pointed import posterior

GEYSER = np.asarray(datasets.old_faithful())
DEEP = np.column_stack([GEYSER, GEYSER[:, 0] ** 2])


def wish(w, n, client="a", **fields):
    w.set_state({"_request": {"client": client, "n": n, **fields}})


def by_hand(mixture, place):
    """Weight, density and product of each component, as a textbook has them."""
    each = zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    return np.array([(w, d := multivariate_normal(m, c).pdf(place), w * d) for w, m, c in each]).T


@pytest.mark.parametrize("cursor", [1, 2, 3, 8])
def test_a_row_has_the_numbers_of_its_e_step(cursor):
    w = GMMWidget(GEYSER, 2, cursor=cursor)
    wish(w, 1, inspected=17)
    told = w._inspected
    mixture = w.trace.mixtures[(cursor - 1) // 2]
    weights, densities, products = by_hand(mixture, GEYSER[17])
    unit = 10.0 ** told["power"]
    np.testing.assert_allclose(told["weights"], weights)
    np.testing.assert_allclose(np.array(told["densities"]) * unit, densities)
    np.testing.assert_allclose(np.array(told["products"]) * unit, products)
    assert told["total"] * unit == pytest.approx(products.sum())
    assert 1 <= told["total"] < 10
    np.testing.assert_allclose(told["shares"], w.responsibilities[17], rtol=1e-9)
    np.testing.assert_allclose(told["shares"], products / products.sum(), rtol=1e-9)


def test_a_place_where_no_point_is_has_them_too():
    w = GMMWidget(GEYSER, 2, cursor=3)
    wish(w, 1, inspected=[3.1, 91.5])
    told = w._inspected
    _, _, products = by_hand(w.trace.mixtures[1], [3.1, 91.5])
    assert told["place"] == [3.1, 91.5]
    np.testing.assert_allclose(told["shares"], products / products.sum())


def test_a_place_is_asked_of_the_two_drawn_columns_alone():
    w = GMMWidget(DEEP, 2, cursor=3, axes=(2, 1))
    wish(w, 1, inspected=[9.0, 70.0])
    _, _, products = by_hand(w.trace.mixtures[1].marginal((2, 1)), [9.0, 70.0])
    np.testing.assert_allclose(w._inspected["shares"], products / products.sum())
    w.axes = (0, 1)
    assert w._inspected == {}


def test_it_follows_the_cursor_and_the_fit():
    w = GMMWidget(GEYSER, 2, cursor=3)
    wish(w, 1, inspected=5)
    before = w._inspected
    w.cursor = 7
    assert w._inspected["iteration"] == 4
    w.seeds = [[2, 50], [4, 90]]
    assert w._inspected == {}
    w.cursor = 1
    assert w._inspected["shares"] != before["shares"]


@pytest.mark.parametrize(
    "place", [[np.nan, 1.0], ["a", 1], [1.0], [1.0, 2.0, 3.0], "ab", -1, 272, {}]
)
def test_nonsense_is_asked_in_vain(place):
    w = GMMWidget(GEYSER, 2, cursor=3)
    wish(w, 1, inspected=place)
    assert w._inspected == {}


def test_only_what_is_asked_for_is_sent():
    w = GMMWidget(GEYSER, 2, cursor=3)
    wish(w, 1, inspected=1)
    sent = []
    w.observe(lambda change: sent.append(change.name))
    wish(w, 2, inspected=[3.0, 70.0])
    assert set(sent) == {"_inspected", "_answered"}


def test_far_from_everything_the_numbers_are_still_finite():
    mixture = Mixture([0.5, 0.5], [[0, 0], [1, 1]], [np.eye(2) * 1e-6] * 2)
    told = posterior(mixture, [900.0, 900.0]).asdict()
    json.dumps(told, allow_nan=False)
    assert told["power"] < -1000
    assert 1 <= told["total"] < 10
    assert told["shares"] == pytest.approx([0, 1])


def test_a_component_of_no_weight_has_no_share():
    mixture = Mixture([0.0, 1.0], [[0, 0], [1, 1]], [np.eye(2)] * 2)
    told = posterior(mixture, [0.0, 0.0]).asdict()
    json.dumps(told, allow_nan=False)
    assert told["products"][0] == 0 == told["shares"][0]


def test_the_way_from_a_place_of_the_map_is_that_of_a_fit_from_there():
    w = GMMWidget(GEYSER, 3, max_iter=5)
    w.component = 1
    wish(w, 1, view="basins", inspected=[2.5, 80.0])
    path = w._inspected["path"]
    start = w.start
    means = start.means.copy()
    means[1] = [2.5, 80.0]
    found = fit(GEYSER, Mixture(start.weights, means, start.covariances), max_iter=1000)
    assert path["component"] == 1
    np.testing.assert_allclose(path["means"][0], means)
    np.testing.assert_allclose(path["means"][-1], found.final.means)
    assert path["log_likelihood"] == pytest.approx(found.log_likelihoods[-1])
    wish(w, 2, inspected=None)
    assert w._inspected == {}


# ---------------------------------------------------------------- a wish that was given up


def test_what_was_given_up_is_taken_back_however_much_of_it_was_done():
    w = GMMWidget(GEYSER, 2, cursor=6)
    means, cursor = w.seeds, w.cursor
    wish(w, 1, n_components=3)
    wish(w, 2, n_components=4)
    wish(w, 3, stop=True, back=0)
    assert w.n_components == 2
    assert w.cursor == cursor
    np.testing.assert_array_equal(w.seeds, means)
    assert w._history["undo"] == 0
    assert w._answered == {"client": "a", "n": 3}


def test_what_was_not_done_needs_no_taking_back():
    w = GMMWidget(GEYSER, 2)
    w.n_components = 3
    before = w._film
    wish(w, 1, stop=True, back=1)
    assert w._film is before
    assert w._history["undo"] == 1


def test_a_mean_that_was_still_held_goes_back_too():
    w = GMMWidget(GEYSER, 2, cursor=6)
    means = w.seeds
    wish(w, 1, seeds=[[2, 50], [4, 90]], held=True)
    wish(w, 2, stop=True, back=0)
    np.testing.assert_array_equal(w.seeds, means)
    assert w.cursor == 6
    assert w._history["undo"] == 0
