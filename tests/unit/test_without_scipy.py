"""Where scipy is not installed, as in a browser, every view is the same."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import distance_transform_edt
from scipy.optimize import linear_sum_assignment

from gmm_widget import GMMWidget, datasets, landscape
from gmm_widget.em.agreement import differing, matched
from gmm_widget.em.assignment import assign, shortest_augmenting_paths
from gmm_widget.landscape.depths import depths, exact_distances

sizes = st.integers(1, 10)
squares = sizes.flatmap(
    lambda k: arrays(np.float64, (k, k), elements=st.floats(-1e6, 1e6, width=32))
)
ties = sizes.flatmap(lambda k: arrays(np.float64, (k, k), elements=st.integers(0, 2)))
regions = st.tuples(st.integers(1, 24), st.integers(1, 24)).flatmap(
    lambda shape: arrays(np.bool_, shape, elements=st.booleans())
)


@pytest.fixture
def no_scipy(monkeypatch):
    """Hide scipy, as if it were not installed."""
    for name in ("scipy", "scipy.optimize", "scipy.ndimage"):
        monkeypatch.setitem(sys.modules, name, None)


@settings(max_examples=300, deadline=None)
@given(st.one_of(squares, ties))
def test_the_assignment_is_scipys_also_among_ties(costs):
    assert shortest_augmenting_paths(costs).tolist() == linear_sum_assignment(costs)[1].tolist()


@settings(max_examples=200, deadline=None)
@given(regions)
def test_the_depths_are_scipys(region):
    padded = np.pad(region, 1)
    np.testing.assert_array_equal(exact_distances(padded), distance_transform_edt(padded))


def test_scipy_is_used_where_it_is_installed(monkeypatch):
    monkeypatch.setattr("scipy.optimize.linear_sum_assignment", lambda costs: ([0], [7]))
    monkeypatch.setattr("scipy.ndimage.distance_transform_edt", lambda region: "scipy's")
    assert assign(np.zeros((1, 1))) == [7]
    assert depths(np.zeros((1, 1), dtype=bool)) == "scipy's"


def test_it_is_hidden(no_scipy):
    with pytest.raises(ImportError):
        import scipy.optimize  # noqa: F401


def results():
    """Everything that matches components or measures depths."""
    points = datasets.blobs()
    random = np.random.default_rng(0)
    one, other = random.integers(0, 6, (2, 500))
    basins = landscape.basins(points, GMMWidget(points, 2).start, 0, grid=16)
    tried = landscape.restarts(points, 3, n_init=20)
    return [
        matched(one, other),
        differing(one, other),
        basins.labels,
        basins.places,
        tried.counts,
        tried.log_likelihoods,
    ]


def test_landscapes_and_matchings_are_the_same(request):
    usual = results()
    request.getfixturevalue("no_scipy")
    for found, wanted in zip(results(), usual, strict=True):
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("view", ["em", "k-means", "density", "basins", "restarts", "components"])
def test_every_view_is_the_same(request, view):
    def shown():
        w = GMMWidget(datasets.few(), 2, view=view)
        return bytes(w._film), bytes(w._picture)

    usual = shown()
    request.getfixturevalue("no_scipy")
    assert shown() == usual
