"""What the text of lesson 01 says in numbers is true."""

import re

import numpy as np
import pytest
from lessons import end, filled_in, numbers

from gmm_widget import GMMWidget, datasets, fit
from gmm_widget.em import starts

LESSON = "01-gaussian-mixtures-and-em"
BEST = -1561.1


def purity(trace, labels):
    owner = trace.responsibilities(trace.last_cursor).argmax(axis=1)
    return sum(np.bincount(labels[owner == k], minlength=1).max() for k in range(owner.max() + 1))


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_widgets_to_play_with_wait_at_the_start(lesson):
    cursors = lesson.cursors()
    assert len(cursors) == 12
    assert {cursor for name, cursor in cursors.items() if name != "w"} == {0}


# ------------------------------------------------------------------ sections 1 to 5


def test_two_bells_by_hand(lesson):
    assert "[0.982 0.5   0.018]" in lesson.printed("byhand-code")
    assert np.exp(4) == pytest.approx(55, abs=0.5)
    assert lesson("claims.sum()") == 1.5
    assert lesson("mean") == pytest.approx(0.333, abs=5e-4)
    drawing = lesson("Curves(line, marks=(1, 2, 3), left=one, right=other).svg")
    assert drawing.count("<polyline") == 2


@pytest.mark.parametrize(
    ("cell", "right", "wrong"),
    [
        ("byhand-hole", 0.2, 0.5),
        ("variance-hole", 0.222, 0.111),
        ("longest-hole", 4, 16),
    ],
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_the_nine_minutes_are_marked_and_have_all_that_they_promise(lesson):
    texts = lesson.text()
    path, rest = texts.split("**Here ends the path of nine minutes.**")
    assert path.count("\n## ") == path.count(" \u2605\n\n") == 4
    assert " \u2605" not in rest
    assert "r_{ik}" in path
    assert "**Now raise K until it breaks.**" in path
    assert "**Drag a bad seed:**" in path


def test_the_first_widget_is_not_nearly_solved_at_its_start(lesson):
    trace = lesson("first.trace")
    assert (trace.status, trace.n_iter) == ("converged", 17)
    assert trace.log_likelihoods[1:3].round().tolist() == [-1285, -1278]
    assert (trace.responsibilities(1).max(axis=1) < 0.9).mean() > 0.9
    assert "converges after 17" in lesson.prose("look")


@pytest.mark.parametrize(("at_the_end", "breaks"), [(False, 5), (True, 6)])
def test_few_breaks_with_five_or_six_components(at_the_end, breaks):
    widget = GMMWidget(datasets.few(), n_components=2)
    while widget.status != "collapsed":
        if at_the_end:
            widget.cursor = widget.trace.last_cursor
        widget.n_components += 1
    assert widget.n_components == breaks


def test_a_covariance_with_its_numbers(lesson):
    sigma = lesson("bell")
    assert np.linalg.eigvalsh(sigma).round(9).tolist() == [1, 3]
    assert np.linalg.det(sigma) == pytest.approx(3)
    np.testing.assert_allclose(3 * np.linalg.inv(sigma), [[2, -1], [-1, 2]])
    inside = numbers(lesson.printed("covariance-code"), r"sigma: (\d+)").ravel()
    np.testing.assert_allclose(inside, [393, 865], atol=40)


def test_39_and_86_percent_lie_in_the_ellipses(lesson):
    assert "**39 %**" in lesson.prose("covariance-words")
    assert "86\\,\\%" in lesson.prose("covariance-words")
    assert [round(100 * (1 - np.exp(-(r**2) / 2))) for r in (1, 2)] == [39, 86]


def test_the_geyser_ends_with_two_kinds_of_eruption(lesson):
    final = lesson("first.trace").final
    short, long = np.argsort(final.means[:, 0])
    np.testing.assert_allclose(final.means[short], [2.0, 54], atol=0.5)
    np.testing.assert_allclose(final.means[long], [4.3, 80], atol=0.1)
    assert (final.weights[[short, long]] * 100).round().tolist() == [36, 64]
    widget = GMMWidget(datasets.old_faithful(), n_components=2)
    assert widget.status == "converged"
    widget.cursor = widget.trace.last_cursor
    assert widget.undecided == 1


def test_ellipses_find_the_stretched_groups_and_circles_do_not(lesson):
    labels = lesson("stretched").labels
    assert "all but 1 of the 450" in lesson.prose("count-words")
    assert purity(lesson("ellipses.trace"), labels) == 449
    assert purity(lesson("circles.trace"), labels) < 330
    assert lesson("ellipses.status") == "converged"
    assert (lesson("circles.status"), lesson("circles.trace.n_iter")) == ("converged", 116)
    assert lesson("table(owners(circles.trace), stretched.labels)").tolist() == [
        [69, 0, 0], [58, 0, 0], [33, 160, 130]
    ]  # fmt: skip


def test_k_means_gives_30_points_of_the_face_to_the_ears_and_em_two(lesson):
    labels = lesson("mouse").labels
    face = np.bincount(lesson("nearest")[labels == 0]).max()
    assert 300 - face > 30
    assert len(labels) - purity(lesson("ears.trace"), labels) == 2
    assert lesson("ears.status") == "converged"


# ------------------------------------------------------------------ section 6


def test_a_drag_resets_all_ellipses_and_weights(lesson):
    variances = lesson("geyser").values.var(axis=0) / 2
    widget = GMMWidget(lesson("geyser"), n_components=2)
    widget.cursor = widget.trace.last_cursor
    means = widget.means.copy()
    means[0] = [3, 70]
    widget.seeds = means
    np.testing.assert_allclose(widget.covariances, np.tile(np.diag(variances), (2, 1, 1)))
    assert widget.weights.tolist() == [0.5, 0.5]


def test_underflow_and_its_remedy(lesson):
    said = lesson.printed("underflow-code")
    assert "heights: [0. 0.]  shares: [nan nan]" in said
    assert "[0.731 0.269]" in said
    assert "-799.687" in said


def test_numbers_by_hand_are_the_widgets(lesson):
    np.testing.assert_allclose(lesson("by_hand"), [0.046, 0.954], atol=5e-4)
    widget = GMMWidget(lesson("geyser"), seeds=[[3, 60], [3, 80]], cursor=1)
    np.testing.assert_allclose(lesson("by_hand"), widget.responsibilities[17], rtol=1e-12)
    np.testing.assert_array_equal(widget.points[17], [4.8, 84])
    assert lesson.printed("m-step-code").count("True") == 3
    assert lesson("total") == pytest.approx(lesson("w.log_likelihood"), rel=1e-12)


def test_the_first_iteration_gains_about_370_nats(lesson):
    gains = lesson("w.trace").gains
    assert "about 370 nats" in lesson.prose("trace-words")
    assert gains[1] == pytest.approx(370, abs=5)
    assert 0 <= gains[-1] < 272e-6
    assert lesson("w.status") == "converged"


# ------------------------------------------------------------------ section 7


def test_component_2_sheds_its_points_and_collapses_on_row_10(lesson):
    trace = lesson("crowd.trace")
    claimed = [round(25 * float(mixture.weights[1]), 1) for mixture in trace.mixtures]
    assert (trace.status, trace.component, trace.point) == ("collapsed", 1, 10)
    assert (claimed[1], claimed[5], claimed[-1]) == (6.7, 2.9, 1.0)
    assert claimed[1:] == sorted(claimed[1:], reverse=True)
    assert 6 <= trace.n_iter <= 20
    assert (trace.gains[1:] > 0).all()


def test_the_ellipse_of_component_2_shrinks_for_at_least_four_iterations(lesson):
    trace = lesson("crowd.trace")
    area = [np.sqrt(np.linalg.det(mixture.covariances[1])) for mixture in trace.mixtures]
    assert (np.diff(area) < 0).all()
    narrow = [np.sqrt(np.linalg.eigvalsh(m.covariances[1])[0]) for m in trace.mixtures]
    assert (np.diff(narrow[-5:]) < 0).all()
    few, unlucky, states = lesson("few"), lesson("unlucky"), []
    for cursor in range(0, trace.last_cursor + 1, 2):
        widget = GMMWidget(few, seeds=unlucky, cursor=cursor)
        states.append(widget.components[1].state)
        assert np.isfinite(widget.responsibilities).all()
        assert np.isfinite(widget.log_likelihood)
    assert states[-1] == "collapsed"
    assert states.count("shrinking") >= 4
    assert "nan" not in widget.message.lower()
    assert widget.message.startswith("Component 2 has closed in on one point.")
    assert widget.trace.point == 10


def test_the_widgets_own_start_collapses_in_the_same_way(lesson):
    trace = GMMWidget(lesson("few"), n_components=4).trace
    assert (trace.status, trace.point) == ("collapsed", 10)


def test_each_tenth_of_sigma_gains_4_6_nats(lesson):
    values = [float(v) for v in re.findall(r"= (-[\d.]+)$", lesson.printed("infinity-code"), re.M)]
    assert len(values) == 6
    np.testing.assert_allclose(np.diff(values)[1:], np.log(100), atol=0.02)


def test_reg_covar_cures_the_collapse_from_the_same_start(lesson):
    assert lesson("cured.status") == "converged"
    assert lesson("cured.seeds").tolist() == lesson("crowd.seeds").tolist()
    assert (25 * lesson("cured.trace.final.weights")).min() >= 2.5


def test_a_small_reg_covar_only_takes_away_the_infinity(lesson):
    few = lesson("few")
    start = starts.from_means(few, lesson("unlucky"))
    trace = fit(few, start, reg_covar=0.01)
    assert trace.status == "converged"
    assert 25 * trace.final.weights[1] == pytest.approx(1.0, abs=0.05)
    deviations = np.sqrt(np.linalg.eigvalsh(trace.final.covariances[1]))
    np.testing.assert_allclose(deviations, 0.1, atol=0.005)
    assert (fit(few, start, reg_covar=0.05).gains < 0).any()


def test_the_far_point_takes_component_2(lesson):
    trace = lesson("far.trace")
    assert (trace.status, trace.component, trace.point) == ("collapsed", 1, 300)
    claimed = [301 * mixture.weights[1] for mixture in trace.mixtures]
    assert claimed[1] == pytest.approx(73, abs=0.5)
    assert claimed[-1] < 1.1
    assert trace.n_iter >= 10


def test_the_far_point_makes_a_needle_from_other_starts(lesson):
    data, seeds = datasets.outlier(), lesson("far.seeds")
    seeds[1] = [30, 30]
    trace = fit(data, starts.from_means(data, seeds), max_iter=lesson("far.max_iter"))
    assert trace.status == "converged"
    needle = trace.final
    lightest = needle.weights.argmin()
    short, long = np.sqrt(np.linalg.eigvalsh(needle.covariances[lightest]))
    assert long > 100 * short
    assert 301 * needle.weights[lightest] == pytest.approx(4, abs=0.5)


def test_two_components_cope_with_the_far_point_if_taken_at_the_start(lesson):
    widget = GMMWidget(datasets.outlier(), seeds=lesson("far.seeds"))
    widget.n_components = 2
    assert widget.status == "converged"
    widget = GMMWidget(datasets.outlier(), seeds=lesson("far.seeds"))
    widget.cursor = widget.trace.last_cursor
    widget.n_components = 2
    assert (widget.status, widget.trace.point) == ("collapsed", 300)
    assert widget.trace.n_iter <= 2


def test_the_bad_start_ends_175_nats_below_the_best(lesson):
    assert lesson("trap.status") == "converged"
    assert (end(lesson("trap.trace")), end(lesson("ellipses.trace"))) == (-1735.9, BEST)
    table = lesson("table(owners(trap.trace), stretched.labels)")
    assert table.argmax(axis=0).tolist()[1:] == [0, 0]
    assert table[1:, 0].min() > 60


@pytest.mark.parametrize("moved", [1, 2])
def test_moving_one_of_the_two_that_share_a_group_saves_it(lesson, moved):
    means = lesson("trap.trace.final.means.copy()")
    means[moved] = [2, -2]
    stretched = lesson("stretched")
    trace = fit(stretched, starts.from_means(stretched, means))
    assert end(trace) == BEST
    assert trace.n_iter <= 10


@pytest.mark.parametrize(
    ("place", "ends", "iterations"),
    [([0, -2], BEST, 23), ([2, -2], BEST, 67), ([3, -2], -1745.1, None)],
)
def test_moving_the_one_that_has_two_groups_is_a_gamble(lesson, place, ends, iterations):
    means = lesson("trap.trace.final.means.copy()")
    means[0] = place
    stretched = lesson("stretched")
    trace = fit(stretched, starts.from_means(stretched, means), max_iter=1000)
    assert end(trace) == ends
    assert iterations in (None, trace.n_iter)


def test_a_start_from_which_even_the_blobs_fail():
    blobs = datasets.blobs()
    means = np.array([[2, 2], [3, 3], [6.5, 5.3]])
    trace = fit(blobs, starts.from_means(blobs, means), max_iter=1000)
    assert trace.status == "converged"
    assert end(trace) < end(fit(blobs, starts.kmeans_plus_plus(blobs, 3), max_iter=1000)) - 10


def test_some_random_starts_reach_the_best_and_others_do_not(lesson):
    ends = np.array(lesson("ends"))
    assert ends.max() == BEST
    assert 2 <= (ends == BEST).sum() <= 9
    assert ends.min() < BEST - 150


def test_the_log_likelihood_rises_with_k_and_the_bic_prefers_two(lesson):
    rows = re.findall(r"likelihood (-[\d.]+), BIC ([\d.]+)", lesson.printed("bic-code"))
    values, bic = np.array(rows, dtype=float).T
    assert len(rows) == 4
    assert (np.diff(values) > 0).all()
    assert bic.argmin() == 1
    assert 0 < bic[2] - bic[1] < 10
    assert bic[[0, 3]].min() > bic[2]


def test_a_quarter_of_what_the_mixture_makes_falls_between_the_rings(lesson):
    assert lesson("share_in_the_gap(rings.values)") == 0
    assert lesson("share_in_the_gap(two.sample(4000))") == pytest.approx(0.25, abs=0.05)


def test_ten_components_follow_the_rings(lesson):
    ten = "GMMWidget(rings, n_components=10).trace"
    trace = lesson(ten)
    assert trace.status in ("converged", "max_iter")
    assert lesson(f"share_in_the_gap({ten}.final.sample(4000))") < 0.1
    outer = np.linalg.norm(trace.final.means, axis=1) > 4
    assert outer.sum() >= 7


# ------------------------------------------------------------------ section 8


def test_question_1_the_e_step_does_not_change_the_log_likelihood(lesson):
    trace = lesson("first.trace")
    assert trace.state(1).log_likelihood == trace.state(0).log_likelihood


def test_question_2_twins_stay_twins_until_one_is_moved(lesson):
    data = lesson("stretched")
    trace = fit(data, starts.from_means(data, [[-3, 1], [-3, 1], [2, -2]]), max_iter=25)
    assert max(np.abs(m.means[0] - m.means[1]).max() for m in trace.mixtures) < 1e-6
    parted = fit(data, starts.from_means(data, [[-3.0, 1.0], [-2.5, 0.5], [2.0, -2.0]]))
    assert np.linalg.norm(parted.final.means[0] - parted.final.means[1]) > 1


def test_question_3_a_plateau_is_not_the_end():
    widget = GMMWidget(datasets.old_faithful(), n_components=2)
    widget.seeds = [[1.8, 90], [4.8, 50]]
    assert (widget.status, end(widget.trace)) == ("max_iter", -1272.3)
    assert (widget.trace.gains[2:22] < 1).all()
    widget.max_iter = 100
    assert (widget.status, widget.trace.n_iter, end(widget.trace)) == ("converged", 38, -1130.3)


def test_question_4_seconds_change_no_responsibility():
    minutes = datasets.old_faithful().values
    seconds = minutes * [1, 60]
    seeds = np.array([[2.0, 55], [4, 80]])
    one = fit(minutes, starts.from_means(minutes, seeds))
    other = fit(seconds, starts.from_means(seconds, seeds * [1, 60]))
    assert one.n_iter == other.n_iter
    np.testing.assert_allclose(
        one.responsibilities(one.last_cursor), other.responsibilities(one.last_cursor), atol=1e-9
    )
    fall = one.log_likelihoods - other.log_likelihoods
    np.testing.assert_allclose(fall, 1113.7, atol=0.05)
