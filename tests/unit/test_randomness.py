"""Random states: everything that numpy takes, and a random call is random again."""

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget, landscape
from gmm_widget.em import starts
from gmm_widget.em.randomness import as_generator, repeats

POINTS = three_clusters()[0]
SEEDS = {
    "int": 7,
    "numpy's int": np.int64(7),
    "list": [1, 2, 3],
    "tuple": (1, 2, 3),
    "array": np.array([1, 2, 3]),
    "sequence": np.random.SeedSequence(7),
}
DRAWN = {
    "none": lambda: None,
    "generator": lambda: np.random.default_rng(7),
    "bits": lambda: np.random.MT19937(7),
    "legacy": lambda: np.random.RandomState(7),
}
USERS = {
    "random points": lambda seed: starts.random_points(POINTS, 3, random_state=seed).means,
    "k-means++": lambda seed: starts.kmeans_plus_plus(POINTS, 3, random_state=seed).means,
    "k-means": lambda seed: starts.kmeans(POINTS, 3, random_state=seed).means,
    "restarts": lambda seed: landscape.restarts(POINTS, 2, 4, seed).log_likelihoods,
    "select": lambda seed: landscape.select(POINTS, [2], 2, seed).table[0].log_likelihood,
}


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("kind", SEEDS)
def test_a_seed_gives_the_same_every_time(user, kind):
    np.testing.assert_array_equal(USERS[user](SEEDS[kind]), USERS[user](SEEDS[kind]))


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("kind", DRAWN)
def test_generators_of_every_kind_are_taken(user, kind):
    assert np.isfinite(USERS[user](DRAWN[kind]())).all()


@pytest.mark.parametrize("kind", [kind for kind in DRAWN if kind != "none"])
def test_a_generator_goes_on_where_it_is(kind):
    state = DRAWN[kind]()
    first, second = (as_generator(state).random(4) for _ in range(2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, as_generator(DRAWN[kind]()).random(4))


def test_equal_seeds_of_other_kinds_give_the_same():
    assert as_generator(7).random() == as_generator(np.int32(7)).random()
    assert repeats([1, 2]) == repeats((1, 2)) == repeats(np.array([1, 2]))
    assert repeats(1) != repeats(2)


@pytest.mark.parametrize("kind", SEEDS)
def test_the_widget_keeps_what_a_seed_gave(kind):
    explore = GMMWidget(POINTS, 2).landscape
    assert explore.restarts(4, SEEDS[kind]) is explore.restarts(4, SEEDS[kind])
    assert explore.select([2], 2, SEEDS[kind]) is explore.select([2], 2, SEEDS[kind])


@pytest.mark.parametrize("kind", DRAWN)
def test_the_widget_never_serves_a_random_call_twice(kind):
    explore, state = GMMWidget(POINTS, 2).landscape, DRAWN[kind]()
    assert explore.restarts(4, state) is not explore.restarts(4, state)
    assert explore.select([2], 2, state) is not explore.select([2], 2, state)


@pytest.mark.parametrize("state", [-1, 1.5, "abc", [1, -2], object()])
def test_what_is_no_random_state_is_said(state):
    with pytest.raises((TypeError, ValueError), match="random_state must be None, a whole number"):
        starts.kmeans_plus_plus(POINTS, 2, random_state=state)
