"""What the text of lesson 02 says in numbers is true."""

import re

import numpy as np
import pytest
from lessons import cells, end, filled_in, numbers
from sklearn.mixture import GaussianMixture

from gmm_widget import GMMWidget, datasets, fit, landscape
from gmm_widget.em import starts
from gmm_widget.em.agreement import adjusted_rand_index, differing
from gmm_widget.em.lloyd import kmeans

LESSON = "02-local-optima"
ENDS = [-1491.6, -1522.8, -1574.8]


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_widgets_to_play_with_wait_at_the_start(lesson):
    cursors = lesson.cursors()
    assert len(cursors) >= 2
    assert set(cursors.values()) == {0}


def test_the_three_starts_lead_to_three_ends_and_no_start_to_another(lesson):
    three = lesson("[widget.trace for widget in three]")
    assert [end(trace) for trace in three] == ENDS
    assert {trace.status for trace in three} == {"converged"}
    assert lesson("two").log_likelihoods.round(1).tolist() == ENDS
    for value in ENDS:
        assert str(value) in lesson.prose("hill-answer")
    labels = lesson("blobs").labels
    shared = []
    for trace in three:
        owner = trace.responsibilities(trace.last_cursor).argmax(axis=1)
        groups = [np.bincount(owner[labels == g]).argmax() for g in range(3)]
        shared.append({g for g in range(3) if groups.count(groups[g]) == 2})
    # Groups 0, 1 and 2 are the lower left, the upper and the right one.
    assert shared == [{1, 2}, {0, 1}, {0, 2}]


def test_the_widget_says_what_the_text_says(lesson):
    assert lesson.printed("hill-code").split("\n")[1] == "the fit ends at -1491.6 converged"


def test_the_straight_way_to_the_best_end_goes_down_by_more_than_70_nats_first(lesson):
    heights = numbers(lesson.printed("valley-code"), r"way +(-[\d.]+)")
    assert (heights[0], heights[-1]) == (-1522.8, -1491.6)
    assert 70 < heights[0] - heights.min() < 75
    assert heights.min() > -1610
    signs = np.sign(np.diff(heights)).tolist()
    assert signs == sorted(signs)


def test_shaken_from_the_second_end_em_comes_back_unless_shaken_hard(lesson):
    rows = numbers(lesson.printed("nudge-code"), r"down to (-[\d.]+), .* from (\d+) of 50")
    assert (rows[:, 0] < -1525).all()
    assert rows[:2, 1].tolist() == [50, 50]
    assert rows[2, 1] < 50


def test_two_gaussians_in_the_plane_are_eleven_numbers(lesson):
    assert landscape.select(datasets.blobs(), [2], 1).table[0].n_parameters == 11
    assert "described by 11 numbers" in lesson.prose("uphill")


def test_a_tenth_across_the_border_is_83_nats(lesson):
    across = numbers(lesson.printed("border-code"), r"EM ends at (-[\d.]+)")
    assert across.tolist() == [-1574.8, -1491.6]
    assert "83 nats" in lesson.prose("map-answer")


def test_the_map_has_the_three_ends_and_about_a_thousand_fits(lesson):
    found = lesson("mapped.landscape.basins()")
    assert lesson("mapped.component") == 1
    assert found.log_likelihoods.round(1).tolist() == ENDS
    assert 800 < found.verified * found.labels.size < 1400
    assert (found.shares > 0.2).all()


def test_a_start_in_the_middle_of_the_right_group_takes_half_of_the_upper_one(lesson):
    blobs = lesson("blobs")
    np.testing.assert_allclose(blobs.values[blobs.labels == 2].mean(axis=0), [8.2, 3.6], atol=0.15)
    claimed = {}
    for y in (3.6, 1.5):
        trace = fit(blobs, starts.from_means(blobs, [[2.6, 2.6], [8.2, y]]))
        claimed[y] = end(trace), trace.responsibilities(1)[blobs.labels == 1, 1].mean()
    assert claimed[3.6] == (-1491.6, pytest.approx(0.5, abs=0.01))
    assert claimed[1.5] == (-1522.8, pytest.approx(0.07, abs=0.005))


def test_the_map_changes_with_the_other_mean(lesson):
    widget = GMMWidget(lesson("blobs"), seeds=[[4.6, 7.0], [5.0, 5.0]])
    shares = widget.landscape.basins(1, grid=32).shares
    assert abs(shares[0] - lesson("mapped.landscape.basins()").shares[0]) > 0.1


def test_113_of_200_starts_reach_the_best_and_six_starts_are_enough(lesson):
    two = lesson("two")
    assert (two.counts[0], two.n_init) == (113, 200)
    assert two.miss == pytest.approx(0.435)
    assert two.miss**6 < 0.01 < two.miss**5
    assert "113 of 200" in lesson.prose("restarts-words")
    assert "with 6 starts it is below one in a hundred" in lesson.prose("restarts-words")


def test_the_popular_end_of_the_geyser_is_not_the_best(lesson):
    found, text = lesson("popular.landscape.restarts()"), lesson.prose("popular-answer")
    assert found.log_likelihoods[:2].round(1).tolist() == [-1114.4, -1119.2]
    assert found.counts[:2].tolist() == [42, 144]
    assert found.log_likelihoods[0] - found.log_likelihoods[1] == pytest.approx(4.8, abs=0.05)
    assert found.miss == pytest.approx(0.79)
    assert found.miss**20 < 0.01 < found.miss**19
    assert "all of 20 starts" in lesson.printed("popular-code")
    assert round(100 * np.sqrt(0.79 * 0.21 / 200)) == 3
    for said in ("-1119.2", "144", "-1114.4", "only 42", "4.8 nats", "79 %", "20 of them", "±3 %"):
        assert said in text


def test_what_the_two_ends_of_the_geyser_look_like(lesson):
    best, common = lesson("popular.landscape.restarts()").mixtures[:2]
    short = best.means[:, 0] < 3
    assert short.sum() == 2
    assert np.sqrt(best.covariances[short, 0, 0]).min() < 0.1
    light = common.weights.argmin()
    assert round(100 * common.weights[light]) == 9
    others = np.delete(np.arange(3), light)
    assert 2.5 < common.means[light, 0] < 4
    variances = np.einsum("kii->ki", common.covariances)
    assert (variances[light] > 1.5 * variances[others].max(axis=0)).all()


def test_a_coarse_tol_stops_on_the_plateau_in_scikit_learn_too(lesson):
    rows = re.findall(r"tol (\S+): converged after +(\d+), (-[\d.]+)", lesson.printed("tol-code"))
    assert rows[0] == ("1e-03", "2", "-1286.7")
    assert rows[1][2] == "-1286.6"
    assert rows[-1] == ("1e-06", "38", "-1130.3")
    start, points = lesson("plateau"), datasets.old_faithful().values
    theirs = {
        tol: GaussianMixture(
            2,
            tol=tol,
            reg_covar=0,
            max_iter=1000,
            weights_init=start.weights,
            means_init=start.means,
            precisions_init=np.linalg.inv(start.covariances),
        ).fit(points)
        for tol in (1e-3, 1e-6)
    }
    assert all(model.converged_ for model in theirs.values())
    assert theirs[1e-3].score(points) * 272 == pytest.approx(-1286.6, abs=0.1)
    assert theirs[1e-6].score(points) * 272 == pytest.approx(-1130.3, abs=0.1)
    assert theirs[1e-3].n_iter_ <= 3
    assert len(points) * 1e-3 == pytest.approx(0.27, abs=0.005)


def test_scikit_learns_defaults_are_as_the_text_says():
    default = GaussianMixture().get_params()
    assert [default[name] for name in ("tol", "n_init", "init_params")] == [1e-3, 1, "kmeans"]
    assert default["reg_covar"] == 1e-6


def test_a_coarse_tol_makes_52_ends_of_4_and_finds_no_best_one(lesson):
    found = re.findall(
        r": (\d+) different ends, the best (-[\d.]+),\s+(\d+) it", lesson.printed("ends-code")
    )
    (many, coarse, few_steps), (few, fine, steps) = ([float(x) for x in row] for row in found)
    assert (many, few, fine) == (52, 4, -1114.4)
    assert fine - coarse > 0.5
    assert 8 < steps / few_steps < 12
    assert "dozens of tops" in lesson.prose("ends-words")


def test_more_starts_do_not_help_k_means_on_long_groups(lesson):
    data, runs = lesson("stretched"), lesson("runs")
    best = lesson("leader")
    owner = best.labels(best.last_cursor)
    assert best.inertias[-1] <= min(run.inertias[-1] for run in runs) + 1e-9
    assert differing(owner, data.labels) > 100
    assert adjusted_rand_index(owner, data.labels) == pytest.approx(0.5, abs=0.05)
    trace = lesson("hard.trace")
    ours = trace.responsibilities(trace.last_cursor).argmax(axis=1)
    assert (trace.status, differing(ours, data.labels)) == ("converged", 1)
    assert all((np.diff(run.inertias) <= 1e-9).all() for run in runs)
    assert len({round(float(run.inertias[-1])) for run in runs}) >= 2
    theirs = kmeans(data, lesson("guess"), max_iter=25)
    labels = theirs.labels(theirs.last_cursor)
    assert labels is not None
    assert theirs.status == "converged"
    assert differing(labels, data.labels) > 100


def test_no_way_to_start_is_best_everywhere(lesson):
    rows = re.findall(r"^(\w+) +(\S.*?) +(\d+) of 100", lesson.printed("practice-code"), re.M)
    hits = {(data, way): int(count) for data, way, count in rows}
    assert len(hits) == 12
    blobs = {way: count for (data, way), count in hits.items() if data == "blobs"}
    assert min(blobs.values()) > 90
    assert max(blobs, key=lambda way: blobs[way]) == "k-means++"
    assert hits["stretched", "k-means, as given"] == 100
    assert hits["stretched", "k-means, standardised"] == 29
    geyser = {way: count for (data, way), count in hits.items() if data == "old_faithful"}
    assert max(geyser, key=lambda way: geyser[way]) == "random points"
    assert geyser["random points"] == pytest.approx(25, abs=2)
    assert geyser["k-means, as given"] == 0


def test_a_start_is_equal_weights_and_the_datas_variances_over_k(lesson):
    first, data = lesson("first"), lesson("stretched").values
    np.testing.assert_allclose(first.weights, 1 / 3)
    for covariance in first.covariances:
        np.testing.assert_allclose(covariance, np.diag(data.var(axis=0) / 3))
    np.testing.assert_allclose(data.std(axis=0), [2.2, 1.7], atol=0.05)
    widget = GMMWidget(datasets.stretched(), seeds=lesson("guess"))
    widget.cursor = widget.trace.last_cursor
    moved = widget.means.copy()
    moved[0] = [1, 1]
    widget.seeds = moved
    np.testing.assert_allclose(widget.covariances, first.covariances)
    np.testing.assert_allclose(widget.weights, 1 / 3)


def test_the_size_of_the_first_ellipses_matters_a_little(lesson):
    hits = numbers(lesson.printed("size-code"), r": (\d+) of 60")
    assert hits.ravel().tolist() == [44, 44, 49, 57, 37]


def test_scikit_learn_begins_as_the_text_says(lesson):
    points = lesson("stretched").values
    ends = [
        GaussianMixture(3, tol=1e-6, max_iter=1000, random_state=seed).fit(points).score(points)
        for seed in range(10)
    ]
    np.testing.assert_allclose(np.array(ends) * 450, -1561.1, atol=0.1)
    assert "EM ends at -1561.1" in lesson.printed("sklearn-code")
    for way in ("k-means++", "random_from_data"):
        begin = GaussianMixture(3, init_params=way, random_state=0)
        begin._initialize_parameters(points, np.random.RandomState(0))
        spikes = np.repeat(1e-6 * np.eye(2)[None], 3, axis=0)
        np.testing.assert_allclose(begin.covariances_, spikes, atol=1e-12)


def test_the_snippet_selects_no_collapse_where_n_init_does(lesson):
    (code,) = re.findall(r"```python\n(.+?)\n```", cells(LESSON, "markdown")["sklearn-words"], re.S)
    petals = datasets.iris().values[:, 2:]
    for points, k in ((datasets.outlier().values, 3), (petals, 4)):
        names = {"GaussianMixture": GaussianMixture, "np": np, "X": points}
        exec(code.replace("GaussianMixture(3,", f"GaussianMixture({k},"), names)
        highest = max(names["models"], key=lambda model: model.score(points))
        assert np.sqrt(np.linalg.eigvalsh(highest.covariances_).min()) < 0.0015
        assert np.sqrt(np.linalg.eigvalsh(names["best"].covariances_).min()) > 0.05


@pytest.mark.parametrize(
    ("cell", "right", "wrong"), [("begins-hole", 1.29, 2.24), ("starts-hole", 20, 19)]
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_the_rings_have_dozens_of_ends():
    found = landscape.restarts(datasets.rings(), 4)
    assert len(found.mixtures) > 24
    assert found.counts[0] < 10


def test_a_single_gaussian_has_one_end_from_everywhere():
    points = datasets.blobs()
    ends = [fit(points, starts.from_means(points, [mean])) for mean in ([0, 0], [9, 9])]
    np.testing.assert_allclose(ends[0].mixtures[1].means, points.values.mean(axis=0)[None])
    assert [trace.n_iter for trace in ends] == [2, 2]
    assert end(ends[0]) == end(ends[1])


def test_chances_of_a_basin_that_200_starts_miss():
    assert round(100 * 0.99**200) == 13
    assert round(100 * 0.98**200) == 2
