"""Where a fit may begin."""

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget.em import starts

CHOOSERS = [starts.random_points, starts.kmeans_plus_plus, starts.kmeans]


def test_a_start_from_means_shares_the_datas_variances(clusters):
    points, _ = clusters
    d = points.shape[1]
    start = starts.from_means(points, points[:3])
    np.testing.assert_array_equal(start.weights, [1 / 3] * 3)
    np.testing.assert_array_equal(start.means, points[:3])
    for covariance in start.covariances:
        np.testing.assert_allclose(covariance, np.diag(points.var(axis=0)) / 3 ** (2 / d))


@pytest.mark.parametrize("choose", CHOOSERS)
def test_the_same_random_state_gives_the_same_start(choose):
    points, _ = three_clusters()
    assert choose(points, 4, random_state=7) == choose(points, 4, random_state=7)
    assert choose(points, 4, random_state=7) != choose(points, 4, random_state=8)


@pytest.mark.parametrize("choose", [starts.random_points, starts.kmeans_plus_plus])
def test_the_chosen_means_are_distinct_rows(choose):
    points, _ = three_clusters()
    for seed in range(20):
        means = choose(points, 5, random_state=seed).means
        assert len(np.unique(means, axis=0)) == 5
        assert all((points == mean).all(axis=1).any() for mean in means)


def test_kmeans_plus_plus_spreads_its_means():
    corners = np.array([[0, 0], [100, 0], [0, 100]])
    points = np.repeat(corners, 20, axis=0) + np.tile(np.arange(20)[:, None] / 50, (3, 2))
    for seed in range(20):
        means = starts.kmeans_plus_plus(points, 3, random_state=seed).means
        assert len({tuple(corner) for corner in np.round(means, -1)}) == 3


def test_kmeans_finds_the_centres_of_separate_groups():
    points, _ = three_clusters(n=300)
    means = starts.kmeans(points, 1).means
    np.testing.assert_allclose(means[0], points.mean(axis=0))


@pytest.mark.parametrize("choose", CHOOSERS)
def test_ties_in_the_data_do_no_harm(choose):
    points = np.repeat([[0.0, 0.0], [1.0, 2.0]], 5, axis=0)
    with np.errstate(all="raise"):
        assert choose(points, 2).means.shape == (2, 2)


@pytest.mark.parametrize("choose", CHOOSERS)
def test_bad_numbers_of_components_are_named(choose):
    points, _ = three_clusters()
    with pytest.raises(ValueError, match="n_components must be a whole number"):
        choose(points, 0)
    with pytest.raises(ValueError, match="61 components need at least 61 points"):
        choose(points, 61)


def test_means_of_a_wrong_shape_are_named():
    with pytest.raises(ValueError, match=r"shape \(K, 2\)"):
        starts.from_means(three_clusters()[0], [1.0, 2.0])


@pytest.mark.parametrize("choose", CHOOSERS)
def test_a_point_of_weight_zero_is_never_chosen_and_does_not_widen_the_start(choose):
    points, _ = three_clusters()
    far = np.vstack([points, [[1e3, 1e3]]])
    weight = np.append(np.ones(len(points)), 0.0)
    for seed in range(20):
        start = choose(far, 3, random_state=seed, sample_weight=weight)
        assert start.means.max() < 100
        plain = starts.from_means(points, start.means)
        np.testing.assert_allclose(start.covariances, plain.covariances, rtol=1e-12)


def test_whole_weights_stand_for_repeated_points():
    points, _ = three_clusters()
    weight = np.arange(len(points)) % 4
    repeated = np.repeat(points, weight, axis=0)
    one = starts.from_means(points, points[:2], sample_weight=weight)
    other = starts.from_means(repeated, points[:2])
    np.testing.assert_allclose(one.covariances, other.covariances, rtol=1e-12)


@pytest.mark.parametrize("choose", CHOOSERS)
def test_weights_of_one_value_are_no_weights(choose):
    points, _ = three_clusters()
    for seed in range(5):
        plain = choose(points, 3, random_state=seed)
        for each in (1.0, 1 / 60, 1e12):
            weights = np.full(len(points), each)
            assert choose(points, 3, random_state=seed, sample_weight=weights) == plain


@pytest.mark.parametrize("choose", CHOOSERS)
def test_a_number_that_multiplies_all_weights_changes_no_start(choose):
    points, _ = three_clusters()
    weight = np.random.default_rng(0).integers(0, 5, len(points)).astype(float)
    for seed in range(5):
        one, other = (
            choose(points, 3, random_state=seed, sample_weight=weight * by) for by in (1, 2.0**-40)
        )
        assert one == other


@pytest.mark.parametrize("choose", CHOOSERS)
def test_rows_of_weight_zero_are_as_if_not_there(choose):
    points, _ = three_clusters()
    weight = (np.arange(60) % 3 > 0) * 2.0
    far = np.where(weight[:, None] > 0, points, 1e14)
    for seed in range(5):
        without = choose(points[weight > 0], 3, random_state=seed)
        assert choose(far, 3, random_state=seed, sample_weight=weight) == without


@pytest.mark.parametrize("choose", CHOOSERS)
def test_fewer_rows_that_count_than_components_are_named(choose):
    points, _ = three_clusters()
    weight = (np.arange(60) < 2).astype(float)
    with pytest.raises(ValueError, match="sample_weight is above 0: 3 components need at least 3"):
        choose(points, 3, sample_weight=weight)
    with pytest.raises(ValueError, match="sample_weight is above 0: there is only one point"):
        choose(points, 1, sample_weight=np.arange(60) == 7)


def test_kmeans_plus_plus_draws_by_weight_times_squared_distance():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [3.0, 3.0]])
    weight = np.array([1.0, 8.0, 2.0, 1.0])
    scale = np.sqrt(np.cov(points.T, aweights=weight, bias=True).diagonal())
    drawn = np.zeros((4, 4))
    begun = starts.many_kmeans_plus_plus(points, 2, 40_000, sample_weight=weight)
    for start in begun:
        i, j = ((points == mean).all(axis=1).argmax() for mean in start.means)
        drawn[i, j] += 1
    squared = (((points[:, None] - points) / scale) ** 2).sum(axis=2) * weight
    wanted = weight[:, None] / weight.sum() * squared / squared.sum(axis=1, keepdims=True)
    # Five standard errors of the largest share.
    np.testing.assert_allclose(drawn / len(begun), wanted, atol=5 * np.sqrt(0.25 / len(begun)))


def test_fewer_distinct_points_than_components_repeat_a_point_that_counts():
    points = np.repeat([[0.0, 0.0], [1.0, 2.0], [9.0, 9.0]], 4, axis=0)
    weight = np.repeat([1.0, 3.0, 0.0], 4)
    for seed in range(20):
        means = starts.kmeans_plus_plus(points, 4, random_state=seed, sample_weight=weight).means
        assert len(np.unique(means, axis=0)) == 2
        assert means.max() < 9


def test_kmeans_starts_do_not_depend_on_the_units_of_the_columns():
    points, _ = three_clusters(n=200)
    units = np.array([1.0, 1024.0])
    for seed in range(5):
        plain = starts.kmeans(points, 3, random_state=seed)
        other = starts.kmeans(points * units, 3, random_state=seed)
        np.testing.assert_allclose(other.means, plain.means * units, rtol=1e-9)
