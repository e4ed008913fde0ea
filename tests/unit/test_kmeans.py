"""k-means: scikit-learn's, step by step, and a sum of squares that never rises."""

from typing import Any

import numpy as np
import pytest
from conftest import three_clusters
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from gmm_widget import datasets
from gmm_widget.em import starts
from gmm_widget.em.lloyd import kmeans


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("name", ["old_faithful", "iris", "blobs", "stretched", "rings", "few"])
def test_it_is_scikit_learns(name, k):
    points = np.asarray(getattr(datasets, name)())
    seeds = starts.kmeans_plus_plus(points, k, random_state=k).means
    theirs = KMeans(k, init=seeds, n_init=1, algorithm="lloyd", tol=0, max_iter=200).fit(points)
    ours = kmeans(points, seeds, max_iter=200)
    assert (ours.status, ours.n_iter) == ("converged", theirs.n_iter_)
    np.testing.assert_array_equal(ours.labels(ours.last_cursor), theirs.labels_)
    np.testing.assert_allclose(ours.centres[-1], theirs.cluster_centers_, rtol=1e-10)
    np.testing.assert_allclose(ours.inertias[-1], theirs.inertia_, rtol=1e-10)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_every_iteration_on_the_way_is_scikit_learns():
    points = np.asarray(datasets.moons())
    seeds = points[[0, 1, 2, 3]]
    ours = kmeans(points, seeds)
    for t in range(1, 6):
        theirs = KMeans(4, init=seeds, n_init=1, tol=0, max_iter=t).fit(points)
        np.testing.assert_allclose(ours.centres[t], theirs.cluster_centers_, rtol=1e-10)
        np.testing.assert_allclose(ours.inertias[t], theirs.inertia_, rtol=1e-10)


def by_hand(points, seeds, max_iter, weight):
    """Lloyd's algorithm one point at a time."""
    centres = [np.array(seeds, dtype=float)]
    labels = []
    for _ in range(max_iter):
        nearest = [
            min(range(len(seeds)), key=lambda k: sum((x - centres[-1][k]) ** 2)) for x in points
        ]
        labels.append(nearest)
        moved = centres[-1].copy()
        for k in range(len(seeds)):
            mine = [i for i in range(len(points)) if nearest[i] == k]
            if mine:
                total = sum(weight[i] for i in mine)
                moved[k] = sum(weight[i] * points[i] for i in mine) / total
        centres.append(moved)
        if len(labels) > 1 and labels[-1] == labels[-2]:
            break
    return np.array(centres), np.array(labels)


def test_weights_count_a_point_as_often_as_they_say():
    random = np.random.default_rng(3)
    points, seeds = random.normal(size=(40, 2)), random.normal(size=(3, 2))
    weight = random.integers(1, 5, 40)
    ours = kmeans(points, seeds, sample_weight=weight)
    centres, labels = by_hand(points, seeds, 25, weight)
    np.testing.assert_allclose(ours.centres, centres, rtol=1e-12)
    np.testing.assert_array_equal(ours.assignments, labels)
    repeated = kmeans(np.repeat(points, weight, axis=0), seeds)
    np.testing.assert_allclose(ours.inertias, repeated.inertias, rtol=1e-12)
    np.testing.assert_allclose(ours.radii, repeated.radii, rtol=1e-12)


def test_cells_have_the_inertia_and_the_circles_of_the_points_in_them():
    random = np.random.default_rng(4)
    middles = random.normal(size=(30, 2)) * 4
    many = middles[:, None] + random.normal(size=(30, 7, 2)) * 0.01
    away = many - many.mean(axis=1, keepdims=True)
    within = np.einsum("jmi,jmk->jik", away, away) / 7
    seeds = middles[:3]
    cells = kmeans(many.mean(axis=1), seeds, sample_weight=np.full(30, 7), within=within)
    points = kmeans(many.reshape(-1, 2), seeds)
    np.testing.assert_allclose(cells.centres, points.centres, rtol=1e-10)
    np.testing.assert_allclose(cells.inertias, points.inertias, rtol=1e-10)
    np.testing.assert_allclose(cells.radii, points.radii, rtol=1e-10)


def test_a_cursor_means_what_it_means_in_a_trace():
    points = np.asarray(datasets.blobs())
    trace = kmeans(points, [[2, 2], [2, 3], [3, 2]])
    assert trace.labels(0) is None
    for t in range(1, trace.n_iter + 1):
        apart = np.linalg.norm(points[:, None] - trace.centres[t - 1], axis=2)
        np.testing.assert_array_equal(trace.labels(2 * t - 1), apart.argmin(axis=1))
        np.testing.assert_array_equal(trace.labels(2 * t), trace.labels(2 * t - 1))
        for k, centre in enumerate(trace.centres[t]):
            mine = points[trace.labels(2 * t) == k]
            np.testing.assert_allclose(centre, mine.mean(axis=0), rtol=1e-12)
            np.testing.assert_allclose(trace.radii[t, k] ** 2, mine.var(axis=0).mean(), rtol=1e-12)
    out_of_range: list[Any] = [-1, trace.last_cursor + 1, 0.5]
    for cursor in out_of_range:
        with pytest.raises(ValueError, match=f"from 0 to {trace.last_cursor}"):
            trace.labels(cursor)


def test_the_changes_are_counted_and_end_it_when_there_are_none():
    trace = kmeans(datasets.rings(), [[0, 0], [1, 0], [0, 1]], max_iter=200)
    moved = [
        int((a != b).sum()) for a, b in zip(trace.assignments, trace.assignments[1:], strict=False)
    ]
    assert trace.changes.tolist() == [400, *moved]
    assert trace.status == "converged"
    assert (trace.changes[:-1] > 0).all()
    assert trace.changes[-1] == 0
    short = kmeans(datasets.rings(), [[0, 0], [1, 0], [0, 1]], max_iter=2)
    assert (short.status, short.n_iter, len(short.centres), len(short.inertias)) == (
        "max_iter",
        2,
        3,
        3,
    )


def test_an_emptied_cluster_keeps_its_centre_and_its_circle():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [6.0, 0.0]])
    trace = kmeans(points, [[0.5, 0.0], [5.5, 0.0], [99.0, 99.0]])
    assert (trace.centres[:, 2] == 99).all()
    assert (trace.radii[:, 2] == 0).all()
    np.testing.assert_allclose(trace.radii[-1, :2], np.sqrt(0.125))


points_and_seeds = st.integers(0, 10_000).map(
    lambda seed: (
        lambda r: (np.round(r.normal(size=(r.integers(5, 40), 2)), 1), r.normal(size=(4, 2)) * 2)
    )(np.random.default_rng(seed))
)


@settings(max_examples=60, deadline=None)
@given(points_and_seeds)
def test_the_sum_of_squares_never_rises(drawn):
    points, seeds = drawn
    trace = kmeans(points, seeds, max_iter=100)
    assert trace.status == "converged"
    assert (np.diff(trace.inertias) <= 1e-12 * trace.inertias[0]).all()
    centres, labels = by_hand(points, seeds, 100, np.ones(len(points)))
    assert len(centres) == len(trace.centres)
    own = trace.centres[-1][labels[-1]]
    assert trace.inertias[-1] == pytest.approx(((points - own) ** 2).sum(), rel=1e-9, abs=1e-12)


def test_points_far_from_zero_lose_no_digits():
    points = np.asarray(datasets.blobs())
    seeds = np.array([[2.0, 2], [5, 7], [8, 4]])
    near, far = kmeans(points, seeds), kmeans(points + 1e8, seeds + 1e8)
    np.testing.assert_array_equal(near.assignments, far.assignments)
    np.testing.assert_allclose(far.inertias, near.inertias, rtol=1e-6)


@pytest.mark.parametrize(
    ("seeds", "options", "complaint"),
    [
        ([[0, 0, 0]], {}, r"shape \(K, 2\)"),
        ([0, 0], {}, r"shape \(K, 2\)"),
        (np.zeros((400, 2)), {}, "no more rows than the 272"),
        ([[0, np.nan]], {}, "finite"),
        ([[0, 0]], {"max_iter": 0}, "max_iter"),
        ([[0, 0]], {"max_iter": True}, "max_iter"),
        ([[0, 0]], {"sample_weight": [1, 2]}, "sample_weight"),
    ],
)
def test_bad_input_is_refused_with_what_is_needed(seeds, options, complaint):
    with pytest.raises(ValueError, match=complaint):
        kmeans(datasets.old_faithful(), seeds, **options)


def test_rows_of_weight_zero_are_as_if_not_there():
    points = three_clusters(n=90)[0]
    weight = (np.arange(90) % 3 > 0) * 1.5
    counts = weight > 0
    far = np.where(counts[:, None], points, 1e14)
    seeds = points[counts][:3]
    found = kmeans(far, seeds, sample_weight=weight)
    without = kmeans(points[counts], seeds, sample_weight=weight[counts])
    for name in ("centres", "inertias", "radii", "changes"):
        np.testing.assert_allclose(getattr(found, name), getattr(without, name), rtol=1e-13)
    assert found.status == without.status
    np.testing.assert_array_equal(found.assignments[:, counts], without.assignments)


def test_a_run_is_described_in_a_line():
    points = three_clusters(n=90)[0]
    assert repr(kmeans(points, points[:3])).startswith("<KMeansTrace of 3 clusters on 90 points: ")
