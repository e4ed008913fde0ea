"""Many fits at once are the fits one by one, and their optima are told apart truly."""

import itertools
import math
import re

import numpy as np
import pytest

from gmm_widget import GMMWidget, Mixture, datasets, fit, landscape
from gmm_widget.em import Data, FitOptions, starts
from gmm_widget.em.information_criteria import COVARIANCE_TYPES, n_parameters
from gmm_widget.em.kernels import batched
from gmm_widget.em.many import fit_groups_steps, fit_many
from gmm_widget.em.steps import e_step
from gmm_widget.landscape.optima import distance
from gmm_widget.landscape.selection import select_steps
from gmm_widget.progress import Step, finish


def three_groups(n=120, d=2, seed=0):
    random = np.random.default_rng(seed)
    centres = np.array([[0, 0, 0], [4, 3, -3], [0, -4, 4]], dtype=float)[:, :d]
    return centres[np.arange(n) % 3] + random.normal(size=(n, d)) * [1.0, 0.6, 0.8][:d]


def random_starts(points, n_components, count, seed=0):
    random = np.random.default_rng(seed)
    return [starts.random_points(points, n_components, random_state=random) for _ in range(count)]


def watched(steps, seen):
    """The same work; its steps are seen."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value
        seen.append(step)
        yield step


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [2, 3])
def test_each_of_many_fits_is_the_fit_alone(monkeypatch, d, covariance_type):
    monkeypatch.setattr(batched, "SLOTS", 16)
    points = three_groups(d=d)
    begin = random_starts(points, 5, 40)
    many = fit_many(points, begin, covariance_type=covariance_type, max_iter=60)
    assert len(many) == 40
    for i, start in enumerate(begin):
        alone = fit(points, start, covariance_type=covariance_type, max_iter=60)
        assert many.statuses[i] == alone.status
        assert many.n_iter[i] == alone.n_iter
        # The last sound state before a collapse is nearly singular: rounding shows there.
        rel = 1e-6 if alone.status == "collapsed" else 1e-10
        assert many.log_likelihoods[i] == pytest.approx(alone.log_likelihoods[-1], rel=rel)
        np.testing.assert_allclose(many.mixture(i).means, alone.final.means, atol=1e-6)


@pytest.mark.parametrize("reg_covar", [0.0, 1e-6])
@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
@pytest.mark.parametrize("d", [2, 3])
def test_groups_of_unlike_numbers_of_components_end_as_each_would_alone(
    monkeypatch, d, covariance_type, reg_covar
):
    monkeypatch.setattr(batched, "SLOTS", 8)
    points = three_groups(40, d=d)
    points[:4] = points[0]  # several equal points: some component closes in on them
    groups = [random_starts(points, k, 20, seed=k) for k in (6, 1, 3)]
    options = {"covariance_type": covariance_type, "reg_covar": reg_covar, "max_iter": 200}
    shown: list[Step] = []

    together = finish(
        watched(fit_groups_steps(Data.checked(points), groups, FitOptions(**options)), shown)
    )
    ended = [step.so_far for step in shown if step.so_far is not None]
    assert sorted(number for number, _ in ended) == [0, 1, 2]
    for number, fits in ended:
        assert fits.statuses == together[number].statuses
    for fits, group in zip(together, groups, strict=True):
        alone = fit_many(points, group, **options)
        assert fits.statuses == alone.statuses
        np.testing.assert_array_equal(fits.n_iter, alone.n_iter)
        np.testing.assert_allclose(
            fits.log_likelihoods[fits.sound], alone.log_likelihoods[alone.sound], rtol=1e-9
        )


def test_collapsed_and_empty_fits_are_told_from_the_others():
    points = three_groups(60)
    on_a_point = Mixture([0.5, 0.5], [points[0], [1.0, 0.0]], [1e-6 * np.eye(2), 9 * np.eye(2)])
    far_away = Mixture([0.5, 0.5], [[1e6, 1e6], [1.0, 0.0]], [np.eye(2), 9 * np.eye(2)])
    good = starts.kmeans_plus_plus(points, 2)
    many = fit_many(points, [on_a_point, good, far_away])
    assert many.statuses == ("collapsed", "converged", "empty")
    assert many.sound.tolist() == [1]
    assert np.isfinite(many.log_likelihoods).all()


def test_progress_is_told_and_what_it_raises_stops_the_work(monkeypatch):
    monkeypatch.setattr(batched, "SLOTS", 8)
    points = three_groups()
    begin = random_starts(points, 3, 30)
    told = []
    fit_many(points, begin, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (30, 30)
    assert told == sorted(told)

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_many(points, begin, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        fit(points, begin[0], progress=stop)


def test_starts_that_disagree_and_flat_points_are_refused():
    points = three_groups()
    unlike = [starts.random_points(points, 2), starts.random_points(points, 3)]
    with pytest.raises(ValueError, match="every start needs 2 components"):
        fit_many(points, unlike)
    line = np.column_stack([np.arange(9.0), np.arange(9.0)])
    with pytest.raises(ValueError, match="collinear"):
        landscape.restarts(line, 2, n_init=3)


def test_the_distance_of_two_optima_forgets_the_order_of_components():
    signature = np.random.default_rng(0).normal(size=(4, 6))
    for order in itertools.permutations(range(4)):
        assert distance(signature, signature[list(order)]) == 0
    assert distance(signature, signature + 0.5) == pytest.approx(0.5)


def test_restarts_count_every_start_once_and_give_the_best_first():
    points = three_groups()
    found = landscape.restarts(points, 3, n_init=50)
    assert found.counts.sum() + found.n_lost == 50
    assert (np.diff(found.log_likelihoods) <= 0).all()
    for mixture, value in zip(found.mixtures, found.log_likelihoods, strict=True):
        again = fit(points, mixture, tol=1e-13)
        assert again.log_likelihoods[-1] == pytest.approx(value, abs=1e-7)
    apart = [abs(a - b) for a, b in itertools.pairwise(found.log_likelihoods)]
    assert len(found.mixtures) == 1 or min(apart) > 1e-9


def test_restarts_repeat_with_the_same_random_state():
    points = three_groups()
    one, two = (landscape.restarts(points, 4, n_init=20, random_state=7) for _ in range(2))
    np.testing.assert_array_equal(one.log_likelihoods, two.log_likelihoods)
    np.testing.assert_array_equal(one.counts, two.counts)


def test_a_basin_is_where_a_fit_from_there_leads():
    points = three_groups()
    start = starts.from_means(points, [[0, 0], [0, -4], [0, -5]])
    whole = landscape.basins(points, start, 0, grid=12, coarse=1)
    assert whole.verified == 1
    left, right, bottom, top = whole.extent
    for row, column in [(0, 0), (3, 8), (11, 5), (6, 6)]:
        means = start.means.copy()
        means[0] = (
            left + (column + 0.5) * (right - left) / 12,
            bottom + (row + 0.5) * (top - bottom) / 12,
        )
        trace = fit(points, starts.from_means(points, means), tol=1e-12, max_iter=5000)
        label = whole.labels[row, column]
        assert trace.log_likelihoods[-1] == pytest.approx(whole.log_likelihoods[label], abs=1e-4)


def test_coarse_to_fine_agrees_with_all_cells_and_verifies_fewer():
    points = three_groups()
    start = starts.from_means(points, [[0, 0], [0, -4], [0, -5]])
    whole = landscape.basins(points, start, 0, grid=21, coarse=1)
    drawn = landscape.basins(points, start, 0, grid=21)
    assert drawn.verified < 1
    assert (drawn.labels == whole.labels).mean() > 0.97
    np.testing.assert_allclose(drawn.log_likelihoods[0], whole.log_likelihoods[0])


@pytest.mark.parametrize("bad", [{"component": 3}, {"grid": 1}, {"coarse": 3}, {"axes": (0, 2)}])
def test_bad_basins_are_refused(bad):
    points = three_groups()
    arguments = {"component": 0, **bad}
    with pytest.raises(ValueError, match="must be"):
        landscape.basins(points, starts.kmeans_plus_plus(points, 3), **arguments)


def test_selection_finds_three_groups_and_scores_them_as_defined():
    points = three_groups(300)
    found = landscape.select(points, range(1, 5), n_init=5, covariance_types=COVARIANCE_TYPES)
    assert found.best.n_components == 3
    assert len(found.table) == 16
    row = min(found.table, key=lambda r: r.bic)
    assert (row.n_components, row.covariance_type) == found.best[:2]
    assert found.best.score == row.bic
    value = found.best.mixture.log_density(points).sum()
    assert row.log_likelihood == pytest.approx(value)
    assert row.bic == pytest.approx(row.n_parameters * math.log(300) - 2 * value)
    assert row.aic == pytest.approx(2 * row.n_parameters - 2 * value)
    r = e_step(points, found.best.mixture)
    assert row.icl == pytest.approx(row.bic - 2 * np.log(r.max(axis=1)).sum())


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_the_number_of_parameters_is_scikit_learns(covariance_type):
    from sklearn.mixture import GaussianMixture

    points = three_groups(d=3)
    model = GaussianMixture(4, covariance_type=covariance_type, random_state=0)
    model.fit(points)
    assert n_parameters(4, 3, covariance_type) == model._n_parameters()


def test_a_collapsed_fit_is_reported_and_never_wins():
    points = np.vstack([three_groups(30), [[50.0, 50.0]]])
    found = landscape.select(points, [1, 2], n_init=10)
    lost = found.table[1]
    assert lost.n_lost > 0
    assert found.best.n_components == 1 or lost.n_lost < lost.n_fits
    assert np.isfinite(found.best.score)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"n_components": []}, "at least one number in n_components"),
        ({"covariance_types": ()}, "one of covariance_types"),
        ({"n_init": 0}, "n_init must be a whole number, 1 or more; got 0"),
    ],
)
def test_a_selection_among_nothing_says_what_to_give(options, what):
    with pytest.raises(ValueError, match=what):
        landscape.select(three_groups(), **options)


def test_the_rows_found_so_far_are_in_the_order_of_the_table():
    points = three_groups()
    seen: list[Step] = []
    found = finish(
        watched(
            select_steps(Data.checked(points), [4, 1, 2], 5, 0, FitOptions(max_iter=1000)), seen
        )
    )
    assert [row.n_components for row in found.table] == [4, 1, 2]
    parts = [step.so_far.table for step in seen if step.so_far is not None]
    assert [len(part) for part in parts] == [1, 2, 3]
    for part in parts:
        assert [row for row in found.table if row in part] == list(part)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert seen[-1].done == seen[-1].total == 15


@pytest.mark.parametrize("covariance_type", COVARIANCE_TYPES)
def test_more_starts_than_slots_of_which_some_are_narrow_end_like_the_fits_alone(covariance_type):
    points = three_groups(60)
    random = np.random.default_rng(3)
    begin = []
    for start in random_starts(points, 3, batched.SLOTS + 90):
        # Every fourth has a component that is stiff from the first, on one of the points.
        narrow = np.where(random.random(3) < 0.1, 1e-8, 1.0)[:, None, None]
        begin.append(Mixture(start.weights, start.means, start.covariances * narrow))
    options = {"covariance_type": covariance_type, "max_iter": 15}
    many = fit_many(points, begin, **options)
    assert len(many) == batched.SLOTS + 90
    assert len(set(many.statuses)) > 1
    for i in [*range(0, len(begin), 37), batched.SLOTS - 1, batched.SLOTS, len(begin) - 1]:
        alone = fit(points, begin[i], **options)
        assert (many.statuses[i], many.n_iter[i]) == (alone.status, alone.n_iter)
        assert many.log_likelihoods[i] == pytest.approx(alone.log_likelihoods[-1], rel=1e-7)
        np.testing.assert_allclose(many.mixture(i).means, alone.final.means, atol=1e-5)


def test_a_criterion_that_does_not_exist_is_refused_before_the_fits():
    def never(done, of):
        raise AssertionError("a fit was made")

    for wrong, near in (("bci", "'bic'"), ("ICL", "'icl'"), ("log_likelihood", None), (3, None)):
        hint = "" if near is None else f"; did you mean {near}"
        with pytest.raises(ValueError, match="criterion must be one of 'bic', 'aic', 'icl'") as e:
            landscape.select(three_groups(), criterion=wrong, progress=never)
        assert hint in str(e.value)
    found = landscape.select(three_groups(), [1], 1)
    with pytest.raises(ValueError, match="criterion must be one of"):
        found.winner("log_likelihood")


@pytest.mark.parametrize(
    ("n_components", "error", "what"),
    [
        ([2.7], ValueError, "each of n_components must be a whole number, 1 or more; got 2.7"),
        ([0], ValueError, "each of n_components must be a whole number"),
        ([True], ValueError, "each of n_components must be a whole number"),
        (5, TypeError, r"such as range\(1, 11\)"),
        ("25", TypeError, r"such as range\(1, 11\)"),
    ],
)
def test_numbers_of_components_that_are_none_are_refused(n_components, error, what):
    with pytest.raises(error, match=what):
        landscape.select(three_groups(), n_components)


def test_a_covariance_type_that_does_not_exist_is_refused_before_the_fits():
    with pytest.raises(ValueError, match="did you mean 'spherical'"):
        landscape.select(three_groups(), [1], covariance_types=("full", "spheric"))
    assert len(landscape.select(three_groups(), [1], 1, covariance_types="diag").table) == 1


@pytest.mark.parametrize("by_weight", [False, True])
def test_types_for_which_the_points_are_flat_are_left_out_and_named(by_weight):
    points = np.column_stack([three_groups(), np.full(120, 7.0)])
    weight = None
    if by_weight:
        points = np.vstack([points, [[0.0, 0.0, 8.0]]])
        weight = np.append(np.ones(120), 0.0)
    with pytest.warns(UserWarning, match="Not fitted: full, tied, diag"):
        found = landscape.select(
            points, [1, 3], 4, covariance_types=COVARIANCE_TYPES, sample_weight=weight
        )
    assert found.best[:2] == (3, "spherical")
    for row, mixture in zip(found.table, found.mixtures, strict=True):
        spherical = row.covariance_type == "spherical"
        assert np.isfinite(row.bic) == (mixture is not None) == spherical
        assert spherical or row.n_lost == row.n_fits == 4
    assert "Not fitted: full, tied, diag" in repr(found)
    with pytest.raises(ValueError, match="column 2 is constant, 7 in every row"):
        landscape.select(points, [1], 1, sample_weight=weight)


def test_collinear_points_are_fitted_with_covariances_along_the_axes():
    x = np.random.default_rng(0).normal(size=50)
    points = np.column_stack([x, -2 * x])
    with pytest.warns(UserWarning, match="Not fitted: full, tied"):
        found = landscape.select(points, [1], 1, covariance_types=COVARIANCE_TYPES)
    fitted = [row.covariance_type for row in found.table if np.isfinite(row.bic)]
    assert fitted == ["diag", "spherical"]


GALAXIES = """
9172 9350 9483 9558 9775 10227 10406 16084 16170 18419 18552 18600 18927 19052 19070 19330 19343
19349 19440 19473 19529 19541 19547 19663 19846 19856 19863 19914 19918 19973 19989 20166 20175
20179 20196 20215 20221 20415 20629 20795 20821 20846 20875 20986 21137 21492 21701 21814 21921
21960 22185 22209 22242 22249 22314 22374 22495 22746 22747 22888 22914 23206 23241 23263 23484
23538 23542 23666 23706 23711 24129 24285 24289 24366 24717 24990 25633 26960 26995 32065 32789
34279"""
"""Velocities of 82 galaxies in km/s: Roeder (1990), J. Amer. Statist. Assoc. 85, 617-624."""


def test_a_narrow_component_on_two_galaxies_that_lie_close_is_warned_of():
    points = np.array(GALAXIES.split(), dtype=float)[:, None] / 1000
    with pytest.warns(UserWarning, match="narrow on a few points: 5 full"):
        found = landscape.select(points, [3, 5])
    three, five = found.table
    assert (three.n_narrow, five.n_narrow) == (0, 1)
    assert np.sqrt(found.mixtures[1].covariances.min()) == pytest.approx(0.043, abs=0.001)
    with pytest.warns(UserWarning, match="may be due to chance"):
        found = landscape.select(points, [5])
    assert "!" in repr(found).splitlines()[2]


def test_sound_components_are_not_called_narrow(recwarn):
    for points in (three_groups(300), np.asarray(datasets.old_faithful())):
        found = landscape.select(points, [1, 2, 3], 5)
        assert [row.n_narrow for row in found.table] == [0, 0, 0]
        assert not found.notes
    assert not recwarn.list


@pytest.mark.parametrize("each", [1 / 120, 1e-9, 0.9])
def test_weights_that_cannot_be_counts_change_no_criterion(each):
    points = three_groups()
    plain = landscape.select(points, [1, 2, 3], 3)
    with pytest.warns(UserWarning, match="they are not counts"):
        other = landscape.select(points, [1, 2, 3], 3, sample_weight=np.full(120, each))
    for one, two in zip(plain.table, other.table, strict=True):
        for name in ("bic", "aic", "icl"):
            assert getattr(two, name) == pytest.approx(getattr(one, name))


def test_weights_that_may_be_no_counts_are_said_to_be_taken_for_them(recwarn):
    points = three_groups()
    counts = np.arange(120) % 3
    found = landscape.select(points, [1, 3], 3, sample_weight=counts)
    assert not recwarn.list
    repeated = np.repeat(points, counts, axis=0)
    for row, mixture in zip(found.table, found.mixtures, strict=True):
        assert row.bic == pytest.approx(mixture.bic(repeated))
        assert row.icl == pytest.approx(mixture.icl(repeated))
    for by in (10, 1.7):
        with pytest.warns(UserWarning, match="treat the weights as counts of"):
            landscape.select(points, [1], 1, sample_weight=by * counts)


def test_max_iter_ends_the_fits_of_a_landscape():
    points = three_groups()
    start = starts.kmeans_plus_plus(points, 3)
    found = landscape.select(points, [3], 3, max_iter=2, tol=0.0)
    assert found.table[0].n_iter == 2
    assert landscape.restarts(points, 3, 5, max_iter=2, tol=0.0).n_iter.max() == 2
    assert landscape.basins(points, start, 0, grid=4, max_iter=2, tol=0.0).n_iter.max() == 2
    for many in (
        lambda: landscape.select(points, [3], max_iter=0),
        lambda: landscape.restarts(points, 3, max_iter=0),
        lambda: landscape.basins(points, start, 0, max_iter=0),
    ):
        with pytest.raises(ValueError, match="max_iter must be a whole number"):
            many()


def test_basins_are_refused_from_a_start_that_a_fit_refuses():
    points = three_groups()
    whole = starts.kmeans_plus_plus(points, 3)
    far = whole.means + 1e200
    for start in (
        Mixture(whole.weights, far, whole.covariances),
        Mixture(whole.weights, whole.means, whole.covariances * 0.0),
    ):
        with pytest.raises(ValueError, match=r"the start|singular") as refusal:
            fit(points, start)
        with pytest.raises(ValueError, match=re.escape(str(refusal.value)[:20])):
            landscape.basins(points, start, 0)


def test_a_map_of_a_constant_column_has_a_height():
    points = np.column_stack([three_groups()[:, 0], np.full(120, 7.0)])
    start = starts.kmeans_plus_plus(points, 2)
    found = landscape.basins(points, start, 0, grid=8, covariance_type="spherical")
    left, right, bottom, top = found.extent
    assert left < right
    assert bottom < 7.0 < top
    assert found.label_at([0.0, 7.0]) is not None


def test_what_is_found_is_described_in_a_few_lines():
    points = three_groups()
    found = landscape.select(points, range(1, 5), 3, covariance_types=COVARIANCE_TYPES)
    lines = repr(found).splitlines()
    assert lines[0].startswith("<Selection by BIC: 3 components, ")
    assert [line.split()[0] for line in lines[1:6]] == ["K", "1", "2", "3", "4"]
    assert f"{found.best.score:.1f}" in lines[4]
    again = landscape.restarts(points, 3, 20)
    assert len(repr(again).splitlines()) == 1 + min(len(again.counts), 11)
    assert "\n" not in repr(landscape.basins(points, again.starts[0], 0, grid=4))
    assert "\n" not in repr(fit_many(points, list(again.starts)))


def test_a_warning_points_at_the_line_that_asked():
    points = np.c_[datasets.few().values[:, 0], np.ones(25)]
    with pytest.warns(UserWarning, match="Not fitted") as plain:
        landscape.select(points, [1], covariance_types=["full", "spherical"])
    w = GMMWidget(points, 1, covariance_type="spherical")
    with pytest.warns(UserWarning, match="Not fitted") as shown:
        w.landscape.select([1])
    assert {warning.filename for warning in (*plain, *shown)} == {__file__}
