"""Agreement of groupings: scikit-learn's index, and a matching no permutation beats."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from gmm_widget.em.agreement import adjusted_rand_index, differing, matched

labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40).map(
    lambda pairs: np.array(pairs).T
)


@settings(max_examples=200, deadline=None)
@given(labels)
@pytest.mark.slow
def test_the_index_is_scikit_learns(drawn):
    one, other = drawn
    assert adjusted_rand_index(one, other) == pytest.approx(
        adjusted_rand_score(one, other), abs=1e-12
    )
    assert adjusted_rand_index(one, one) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([0], [3]),
        ([0, 0, 0], [2, 2, 2]),
        ([0, 1, 2], [2, 0, 1]),
        ([0, 1, 2], [0, 0, 0]),
        ([0, 0, 0], [0, 1, 2]),
        ([0, 0, 1, 1], [0, 1, 0, 1]),
    ],
)
def test_so_it_is_where_there_is_nothing_to_adjust(one, other):
    assert adjusted_rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_random_groupings_agree_as_chance_has_it():
    random = np.random.default_rng(0)
    drawn = random.integers(0, 3, (2, 200_000))
    assert abs(adjusted_rand_index(*drawn)) < 1e-4


@settings(max_examples=100, deadline=None)
@given(labels)
def test_no_other_matching_leaves_fewer_points_that_differ(drawn):
    one, other = drawn
    k = int(max(one.max(), other.max())) + 1
    best = min(int((np.array(p)[one] != other).sum()) for p in permutations(range(k)))
    found = matched(one, other)
    assert sorted(found) == list(range(k))
    assert differing(one, other) == (found[one] != other).sum() == best


@settings(max_examples=50, deadline=None)
@given(labels, st.integers(0, 99))
def test_weights_stand_for_points(drawn, seed):
    one, other = drawn
    weight = np.random.default_rng(seed).integers(1, 4, len(one))
    many = np.repeat(one, weight), np.repeat(other, weight)
    assert differing(one, other, sample_weight=weight) == differing(*many)
    assert adjusted_rand_index(one, other, sample_weight=weight) == pytest.approx(
        adjusted_rand_index(*many), abs=1e-12
    )


@pytest.mark.parametrize(
    ("one", "other", "complaint"),
    [
        ([0, 1], [0], "2 and 1 labels"),
        ([], [], "whole numbers"),
        ([0, -1], [0, 1], "whole numbers"),
        ([0.5, 1], [0, 1], "whole numbers"),
    ],
)
def test_other_than_labels_are_refused(one, other, complaint):
    with pytest.raises(ValueError, match=complaint):
        matched(one, other)


def test_weights_that_cannot_be_counts_change_no_index():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 3, (2, 40))
    plain = adjusted_rand_index(one, other)
    for each in (1 / 40, 1e-9):
        weight = np.full(40, each)
        assert adjusted_rand_index(one, other, sample_weight=weight) == pytest.approx(plain)
        assert differing(one, other, sample_weight=weight) == differing(one, other)


def test_groups_of_one_point_each_agree_by_chance_alone():
    assert adjusted_rand_index([0, 1, 2], [0, 0, 0]) == 0
