"""Mixture: a checked value that knows its density."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
from scipy.stats import multivariate_normal

from gmm_widget import Mixture, fit
from gmm_widget.em import steps


def test_log_density_is_scipys(clusters):
    points, mixture = clusters
    parts = [
        w * multivariate_normal(m, c).pdf(points)
        for w, m, c in zip(mixture.weights, mixture.means, mixture.covariances, strict=True)
    ]
    np.testing.assert_allclose(mixture.log_density(points), np.log(sum(parts)), rtol=1e-11)


def test_a_point_far_from_every_component_has_a_finite_log_density():
    mixture = Mixture([0.5, 0.5], [[0, 0], [1, 1]], [np.eye(2) * 1e-4] * 2)
    value = mixture.log_density([[1e4, 1e4]])[0]
    nearer = 2 * (1e4 - 1) ** 2 / 1e-4  # squared Mahalanobis distance to the second mean
    expected = np.log(0.5) - np.log(2 * np.pi * 1e-4) - 0.5 * nearer
    np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_a_marginal_is_the_mixture_of_the_chosen_coordinates():
    points, mixture = _three(5)
    part = mixture.marginal([3, 1])
    np.testing.assert_array_equal(part.means, mixture.means[:, [3, 1]])
    np.testing.assert_array_equal(part.covariances[:, 0, 1], mixture.covariances[:, 3, 1])
    assert np.isfinite(part.log_density(points[:, [3, 1]])).all()


def test_a_sample_has_the_moments_of_the_mixture():
    _, mixture = _three(2)
    sample = mixture.sample(200_000, random_state=3)
    mean = mixture.weights @ mixture.means
    # Four standard errors of a mean over 200,000 draws with variance of about 20.
    np.testing.assert_allclose(sample.mean(axis=0), mean, atol=4 * np.sqrt(20 / 200_000))


def test_a_sample_is_the_same_for_the_same_random_state_and_another_without():
    _, mixture = _three(2)
    one, two = (mixture.sample(9, random_state=4) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(mixture.sample(9), mixture.sample(9))


def test_its_arrays_are_copies_that_cannot_be_written():
    weights = np.array([1.0])
    mixture = Mixture(weights, [[0.0]], [[[1.0]]])
    weights[0] = 7
    assert mixture.weights[0] == 1
    with pytest.raises(ValueError, match="read-only"):
        mixture.means[0] = 3


def test_mixtures_of_equal_numbers_are_equal():
    assert Mixture([1], [[0]], [[[1]]]) == Mixture([1.0], [[0.0]], [[[1.0]]])
    assert Mixture([1], [[0]], [[[1]]]) != Mixture([1], [[0]], [[[2]]])


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (([1], [0, 0], [np.eye(2)]), "needs weights"),
        (([0.5, 0.5], [[0, 0]], [np.eye(2)]), r"need weights \(1,\)"),
        (([1], [[0, 0]], [np.eye(3)]), r"\(1, 2, 2\)"),
        (([0.5, 0.6], [[0], [1]], [[[1]], [[1]]]), "sum to 1"),
        (([-0.5, 1.5], [[0], [1]], [[[1]], [[1]]]), "at least 0"),
        (([1], [[np.nan]], [[[1]]]), "means must be finite"),
        (([1], [[0, 0]], [[[1, 0.5], [0, 1]]]), "symmetric"),
    ],
)
def test_bad_parts_are_named(parts, says):
    with pytest.raises(ValueError, match=says):
        Mixture(*parts)


def test_a_singular_covariance_says_what_to_do():
    with pytest.raises(ValueError, match="reg_covar"):
        Mixture([1], [[0, 0]], [np.zeros((2, 2))]).log_density([[0, 0]])


def test_points_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match=r"needs \(n, 2\)"):
        Mixture([1], [[0, 0]], [np.eye(2)]).log_density([[0, 0, 0]])


def _three(dimension):
    from conftest import three_clusters

    return three_clusters(dimension=dimension)


def test_a_sample_has_the_covariances_of_its_components():
    # A factor that is not symmetric: its transpose would give another covariance.
    covariances = np.array(
        [
            [[4.0, 1.8], [1.8, 1.0]],
            [
                [
                    1.0,
                    -0.9,
                ],
                [-0.9, 4.0],
            ],
        ]
    )
    mixture = Mixture([0.25, 0.75], [[0, 0], [50, -50]], covariances)
    points, labels = mixture.sample_labelled(200_000, random_state=1)
    np.testing.assert_allclose((labels == 0).mean(), 0.25, atol=4 * np.sqrt(0.19 / 200_000))
    for k in range(2):
        found = np.cov(points[labels == k].T)
        # Five standard errors of a variance of 4 over 50,000 draws.
        np.testing.assert_allclose(found, covariances[k], atol=5 * 4 * np.sqrt(2 / 50_000))
        np.testing.assert_allclose(points[labels == k].mean(axis=0), mixture.means[k], atol=0.05)
    assert mixture.predict(points).tolist() == labels.tolist()


@pytest.mark.parametrize("n", [0, -1, 2.5, True, "3"])
def test_a_sample_is_of_one_point_or_more(n):
    with pytest.raises(ValueError, match="whole number of points, 1 or more"):
        Mixture([1], [[0.0]], [[[1.0]]]).sample(n)


def test_a_sample_is_of_one_point_by_default():
    points, labels = Mixture([0, 1], [[0, 0], [9, 9]], [np.eye(2)] * 2).sample_labelled()
    assert points.shape == (1, 2)
    assert labels.tolist() == [1]


def test_a_marginal_counts_from_either_end_and_no_further():
    _, mixture = _three(3)
    np.testing.assert_array_equal(mixture.marginal([-1]).means, mixture.means[:, 2:])
    np.testing.assert_array_equal(mixture.marginal([-3]).means, mixture.means[:, :1])
    np.testing.assert_array_equal(mixture.marginal([2, 0]).means, mixture.means[:, [2, 0]])
    for columns in ([3], [-4], [], [0, 0], [0, -3], [1.0]):
        with pytest.raises(ValueError, match="columns must name some of the 3 coordinates"):
            mixture.marginal(columns)


@pytest.mark.parametrize("known", [[0], [2, 0], [-1]])
def test_a_conditional_density_is_the_joint_over_the_marginal(known):
    points, mixture = _three(3)
    whole = [c % 3 for c in known]
    other = [c for c in range(3) if c not in whole]
    for point in points[:10]:
        there = mixture.conditional(known, point[whole])
        wanted = mixture.log_density(point[None]) - mixture.marginal(known).log_density(
            point[None, whole]
        )
        np.testing.assert_allclose(there.log_density(point[None, other]), wanted, rtol=1e-10)


def test_a_conditional_needs_some_columns_and_leaves_some():
    _, mixture = _three(3)
    with pytest.raises(ValueError, match="nothing is left"):
        mixture.conditional([0, 1, 2], [0, 0, 0])
    with pytest.raises(ValueError, match="values must be 2 numbers"):
        mixture.conditional([0, 1], [0.0])


def test_the_mean_and_covariance_of_a_fit_are_those_of_its_points():
    # An M-step matches the first two moments of the points, whatever the responsibilities.
    points, start = _three(3)
    final = fit(points, start, max_iter=3).final
    np.testing.assert_allclose(final.mean, points.mean(axis=0), rtol=1e-10)
    np.testing.assert_allclose(final.covariance, np.cov(points.T, bias=True), atol=1e-10)


def test_a_mixture_in_json_comes_back_to_the_last_bit():
    _, mixture = _three(5)
    assert Mixture.from_json(mixture.to_json()) == mixture
    for text in ("{}", "[1, 2]", "no json", '{"weights": [1], "means": [[0]]}', "null"):
        with pytest.raises(ValueError, match="a mixture in JSON is an object"):
            Mixture.from_json(text)
    with pytest.raises(ValueError, match="sum to 1"):
        Mixture.from_json('{"weights": [2], "means": [[0]], "covariances": [[[1]]]}')


def test_weights_that_nearly_sum_to_one_are_told_their_sum():
    with pytest.raises(ValueError, match=r"sum to 0\.99999999: divide them by their sum"):
        Mixture([0.33333333] * 3, np.zeros((3, 1)), np.ones((3, 1, 1)))


def test_points_that_are_no_numbers_have_no_density():
    with pytest.raises(
        ValueError, match=r"1 of 2 rows holds NaN \(first at row 1\): 1 in column 0"
    ):
        Mixture([1], [[0, 0]], [np.eye(2)]).predict(np.array([[0, 0], [np.nan, 0]]))


ROWS = [[0.0, 1.0], [2.0, 0.5], [4.0, 3.0]]
FRAME = pd.DataFrame(ROWS, columns=["a", "b"])


@pytest.mark.parametrize(
    "table",
    [
        FRAME,
        FRAME.astype("Float64"),
        pl.from_pandas(FRAME).lazy(),
        pa.Table.from_pandas(FRAME),
        scipy.sparse.csr_matrix(ROWS),
        FRAME.to_dict("list"),
        FRAME.to_records(index=False),
        np.ma.masked_array(ROWS),
    ],
)
def test_a_mixture_is_asked_about_every_table(table):
    two = Mixture([0.4, 0.6], [[0, 1], [4, 3]], [np.eye(2), 2 * np.eye(2)])
    np.testing.assert_array_equal(two.predict(table), two.predict(ROWS))
    assert two.bic(table) == two.bic(ROWS)
    assert steps.m_step(table, two.predict_proba(ROWS)) == steps.m_step(
        ROWS, two.predict_proba(table)
    )


@pytest.mark.parametrize(
    ("table", "error", "said"),
    [
        (FRAME.mask(FRAME == 2).astype("Float64"), ValueError, "row 1.: 1 in column 'a'"),
        (np.ma.masked_equal(ROWS, 3.0), ValueError, "a masked value .first at row 2"),
        (np.array(ROWS) + 1j, TypeError, "complex"),
        (FRAME.assign(b="x"), TypeError, "column 'b' holds text"),
        (None, TypeError, "got None"),
        ([0.0, 1.0], ValueError, r"shape \(2, 1\), but this mixture needs \(n, 2\)"),
        ([[0.0, 1.0, 2.0]], ValueError, r"needs \(n, 2\)"),
    ],
)
def test_what_a_mixture_cannot_be_asked_about_is_named(table, error, said):
    two = Mixture([0.4, 0.6], [[0, 1], [4, 3]], [np.eye(2), 2 * np.eye(2)])
    with pytest.raises(error, match=said):
        two.predict(table)


@pytest.mark.parametrize("weights", [["a"], [1 + 0j], {1.0}, "1"])
def test_what_is_no_number_makes_no_mixture(weights):
    with pytest.raises(ValueError, match="weights must be numbers; got"):
        Mixture(weights, [[0]], [[[1]]])


@pytest.mark.parametrize("text", [None, 5, "", "[1]", '{"weights": ["a"], "means": [[0]]}'])
def test_what_is_no_json_of_a_mixture_is_named(text):
    with pytest.raises(ValueError, match="a mixture in JSON is an object with weights, means"):
        Mixture.from_json(text)


def test_even_a_point_at_the_end_of_the_floats_has_finite_numbers():
    mixture = Mixture([0.5, 0.5], [[0.0], [1.0]], [[[1.0]], [[2.0]]])
    assert np.isfinite(mixture.log_density([[1e308], [-1e200]])).all()
    np.testing.assert_allclose(mixture.predict_proba([[1e308]]).sum(), 1)


def test_a_mixture_is_described_in_a_line():
    assert repr(Mixture([1], [[2, 3]], [np.eye(2)])) == "<Mixture of 1 Gaussian: 1 at (2, 3)>"
    _, mixture = _three(5)
    many = Mixture(np.full(30, 1 / 30), np.zeros((30, 5)), [np.eye(5)] * 30)
    assert "and 26 more" in repr(many)
    for each in (mixture, many):
        assert "\n" not in repr(each)
        assert len(repr(each)) < 250
