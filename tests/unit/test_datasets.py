"""The data sets: what they hold, that they stay the same for ever, and what the lesson needs."""

import dataclasses
import hashlib
from statistics import NormalDist

import numpy as np
import pytest

from gmm_widget import datasets, fit
from gmm_widget.datasets.lesson import Draws
from gmm_widget.em import starts

SHAPES = {
    "old_faithful": (272, 2),
    "iris": (150, 4),
    "blobs": (400, 2),
    "stretched": (450, 2),
    "mouse": (400, 2),
    "outlier": (301, 2),
    "few": (25, 2),
    "moons": (400, 2),
    "rings": (400, 2),
    "uniform": (400, 2),
}
CHECKSUMS = {
    "old_faithful": "c1528a01fabb3e454c6e9a895d099e20295b2606b76cf1c69986b3f929578705",
    "iris": "012f498fe9c8b3b34212c3c5d98e1f03f2f79931cd49349beb1bad64dcf164a7",
    "blobs": "ddab33378e456d6c824266536157bd46e294dad522969bb009176384d90d35d1",
    "stretched": "bc9b094f23110546c553c71f42be704075282de869551cce578635b622d82099",
    "mouse": "5c68c823b8493cd108fcc9cb3f798b870c2f0b317ae1fbce55910bbde54bcdc7",
    "outlier": "b29b6fe4130634d9bc1926323a58c3446fa1c31cb44a3ee25b3aca813a7d306e",
    "few": "00152796e1772b4152e38dcd8f4eea6cb5916b61605bd225931f3c90feedc1dc",
    "moons": "fda0466163b0ea131786bb18647d447a772820079961fb8cdf89fe2acf6003aa",
    "rings": "2f44421a53f1847048fcfb04d7ebf624daabcc9773c3025e6e8adb0a07d616cf",
    "uniform": "10c24c88a6640ef54b42a935b97359d19b3d54385e4736979dd6f5d7d76a3325",
}
ALL = [getattr(datasets, name)() for name in SHAPES]
NUMPY = tuple(int(part) for part in np.__version__.split(".")[:2])


def same(trace, other, within=0.1):
    return abs(trace.log_likelihoods[-1] - other.log_likelihoods[-1]) < within


every_dataset = pytest.mark.parametrize("data", ALL, ids=lambda data: data.name)


def test_every_public_function_is_tested_here():
    assert set(datasets.__all__) - {"DECIMALS", "Dataset", "Draws"} == set(SHAPES)


@every_dataset
def test_values_are_finite_read_only_and_of_the_promised_shape(data):
    assert data.values.shape == SHAPES[data.name]
    assert len(data) == len(data.values)
    assert data.values.dtype == np.float64
    assert np.isfinite(data.values).all()
    with pytest.raises(ValueError, match="read-only"):
        data.values[0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.name = "other"


@every_dataset
def test_columns_and_labels_belong_to_the_values(data):
    assert len(set(data.columns)) == data.values.shape[1]
    if data.labels is not None:
        assert data.labels.shape == (len(data),)
        assert sorted(set(data.labels.tolist())) == list(range(data.labels.max() + 1))
    assert data.source


@every_dataset
def test_values_never_change(data):
    little_endian = np.ascontiguousarray(data.values, dtype="<f8")
    assert hashlib.sha256(little_endian.tobytes()).hexdigest() == CHECKSUMS[data.name]


@every_dataset
def test_the_repr_is_one_short_line(data):
    assert "\n" not in repr(data)
    assert len(repr(data)) < 130
    assert data.name in repr(data)


def test_asarray_gives_the_values_without_a_copy():
    data = datasets.few()
    assert np.asarray(data) is data.values
    assert np.asarray(data, dtype=np.float64) is data.values


def test_array_gives_a_copy_that_can_be_written():
    data = datasets.few()
    copy = np.array(data)
    copy[0, 0] = 99.0
    assert data.values[0, 0] != 99.0
    assert np.asarray(data, dtype=np.float32).dtype == np.float32


@pytest.mark.skipif(NUMPY < (2, 0), reason="numpy 1 knows no copy=False that must not copy")
def test_a_copy_that_is_forbidden_and_needed_is_an_error():
    data = datasets.few()
    assert np.array(data, copy=False) is data.values
    with pytest.raises(ValueError, match="need a copy"):
        np.array(data, dtype=np.float32, copy=False)


def test_a_dataset_goes_wherever_points_go():
    data = datasets.few()
    start = starts.from_means(data, [[2, 3], [5, 6]])
    assert starts.from_means(data.values, [[2, 3], [5, 6]]) == start
    assert same(fit(data, start), fit(data.values, start), within=1e-12)


def test_old_faithful_is_that_of_r():
    data = datasets.old_faithful()
    np.testing.assert_allclose(data.values.mean(axis=0), [3.487783, 70.897059], atol=1e-6)
    np.testing.assert_array_equal(data.values[[0, 1, -1]], [[3.6, 79], [1.8, 54], [4.467, 74]])


def test_iris_is_that_of_fishers_paper_and_of_scikit_learn():
    data = datasets.iris()
    np.testing.assert_array_equal(
        data.values[[34, 37]], [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]
    )
    from sklearn.datasets import load_iris

    peer = load_iris()
    np.testing.assert_array_equal(data.values, peer.data)
    np.testing.assert_array_equal(data.labels, peer.target)


def test_draws_use_the_bits_of_pcg64_and_nothing_else():
    bits = np.random.PCG64(5).random_raw(3)
    uniform = [(int(raw) // 2048 + 0.5) / 2**53 for raw in bits]
    draws = Draws(5)
    assert [draws.uniform() for _ in range(3)] == uniform
    assert Draws(5).normal() == NormalDist().inv_cdf(uniform[0])
    assert all(0 < u < 1 for u in uniform)


def test_draws_are_gaussian():
    draws = Draws(1)
    sample = np.array([draws.normal() for _ in range(20_000)])
    # Four standard errors: 1 / sqrt(n) of the mean, sqrt(2 / n) of the variance.
    assert abs(sample.mean()) < 4 / np.sqrt(20_000)
    assert abs(sample.var() - 1) < 4 * np.sqrt(2 / 20_000)


@pytest.mark.parametrize("name", ["blobs", "stretched", "mouse"])
def test_the_widgets_own_start_finds_the_groups(name):
    data = getattr(datasets, name)()
    trace = fit(data, starts.kmeans_plus_plus(data, 3), max_iter=25)
    centres = [data.values[data.labels == group].mean(axis=0) for group in range(3)]
    assert trace.status == "converged"
    assert same(trace, fit(data, starts.from_means(data, centres)))
    owner = trace.responsibilities(trace.last_cursor).argmax(axis=1)
    purity = sum(np.bincount(data.labels[owner == k]).max() for k in range(3)) / len(data)
    assert purity > 0.97


@pytest.mark.parametrize("covariance_type", ["spherical", "full"])
def test_circles_miss_the_stretched_groups(covariance_type):
    data = datasets.stretched()
    assert data.labels is not None
    start = starts.kmeans_plus_plus(data, 3)
    trace = fit(data, start, covariance_type=covariance_type, max_iter=500)
    owner = trace.responsibilities(trace.last_cursor).argmax(axis=1)
    purity = sum(np.bincount(data.labels[owner == k]).max() for k in range(3)) / len(data)
    assert (purity > 0.97) == (covariance_type == "full")


def test_the_far_point_ends_the_widgets_own_fit_in_a_collapse():
    data = datasets.outlier()
    trace = fit(data, starts.kmeans_plus_plus(data, 3), max_iter=25)
    assert trace.status == "collapsed"
    assert trace.point == len(data) - 1
