"""What the text of lesson 03 says in numbers is true."""

import re

import numpy as np
import pytest
from lessons import end, filled_in, numbers
from sklearn.mixture import GaussianMixture

from gmm_widget import GMMWidget, Mixture, cures, datasets, fit
from gmm_widget.diagnostics.collapse import anatomy, propped
from gmm_widget.em import starts
from gmm_widget.em.steps import log_likelihood

LESSON = "03-collapse"


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_widgets_to_play_with_wait_at_the_start(lesson):
    cursors = lesson.cursors()
    assert len(cursors) >= 2
    assert set(cursors.values()) == {0}


def test_the_collapse_has_three_acts(lesson):
    trace, claimed = lesson("lone.trace"), lesson("claimed")
    assert (trace.status, trace.n_iter, trace.component, trace.point) == ("collapsed", 15, 1, 300)
    short, long = lesson("story").standard_deviations[:, ::-1].T
    assert (round(claimed[1]), claimed[7] < 14) == (73, True)
    assert short[7] > 0.95 * short[1]
    assert claimed[8] < 9
    assert long[12] > 20 * short[12]
    np.testing.assert_allclose(short[12:15] / short[13:16], [2, 3, 28.5], rtol=0.08)
    assert (short[14] / short[15]) ** 2 == pytest.approx(800, rel=0.05)
    assert (trace.gains[1:] > 0).all()
    assert trace.gains[-1] > 3 * trace.gains[-2] > 0
    assert "one point" in lesson.printed("watch-code").splitlines()[-1]
    np.testing.assert_array_equal(lesson("far"), datasets.outlier().values[300])


def test_each_tenfold_cut_of_the_variances_gains_ln_10(lesson):
    gains = numbers(lesson.printed("width-code"), r"gain ([\d.]+)")
    assert len(gains) == 8
    np.testing.assert_allclose(gains, np.log(10), atol=1e-4)
    np.testing.assert_allclose(lesson("story").law, np.log(10))


def test_the_law_of_the_gain_holds_for_m_points_at_one_place_in_d_dimensions():
    points = np.vstack([np.random.default_rng(0).normal(size=(50, 3)), np.full((4, 3), 9.0)])
    wide = np.cov(points.T)
    values = [
        log_likelihood(
            points,
            Mixture([0.9, 0.1], [points.mean(axis=0), points[-1]], [wide, size * np.eye(3)]),
        )
        for size in (1e-6, 1e-7)
    ]
    assert values[1] - values[0] == pytest.approx(4 * 3 / 2 * np.log(10))


def test_a_component_with_points_around_it_has_its_best_width(lesson):
    rows = numbers(lesson.printed("healthy-code"), r"x (\S+) *: +(-[\d.]+)")
    assert rows[rows[:, 1].argmax(), 0] == 1
    assert round(301 * lesson("end").weights[0]) == 140


def test_with_a_wide_one_the_spike_rises_for_ever_and_alone_it_falls(lesson):
    rows = numbers(lesson.printed("infinity-code"), r"(?m)^ *(\S+) +(-\S+) +(-\S+)$")
    assert len(rows) == 6
    np.testing.assert_allclose(np.diff(rows[:, 1]), 2 * np.log(10), atol=0.11)
    assert (np.diff(rows[:, 2]) < 0).all()
    x, far, sigma = lesson("x"), lesson("far"), 1e-3
    wide = Mixture([1], [lesson("middle")], [lesson("spread")]).log_density(x)
    bound = np.log(0.01 / (2 * np.pi * sigma**2)) + (np.log(0.99) + wide[:300]).sum()
    spike = Mixture([0.99, 0.01], [lesson("middle"), far], [lesson("spread"), sigma**2 * np.eye(2)])
    assert log_likelihood(x, spike) >= bound


def test_29_flowers_pull_with_33_nats(lesson):
    line, trace = lesson("line"), lesson("flat.trace")
    assert trace.status == "collapsed"
    assert (len(line.points), line.tied, line.flat) == (29, (1,), 1)
    assert line.law == pytest.approx(29 / 2 * np.log(10))
    assert line.law == pytest.approx(33.4, abs=0.05)
    said = lesson.printed("ties-code")
    assert "29 flowers have a petal width of 0.2 cm" in said
    assert "29 points with the same petal width (cm)" in said


def test_the_bic_falls_off_a_cliff_that_reg_covar_made(lesson):
    printed = lesson.printed("fooled-code")
    rows = [[float(x) for x in re.findall(r"[\d.]+", r)] for r in re.findall(r"\[(.+?)\]", printed)]
    scores = dict(zip((1e-4, 1e-6, 1e-8), np.array(rows), strict=True))
    assert scores[1e-6][1:3].tolist() == [364.6, 175.0]
    fall = scores[1e-6][2] - scores[1e-8][2]
    assert fall == pytest.approx(4 * lesson("line").law, abs=1)
    assert fall == pytest.approx(133, abs=1)
    assert all(row.argmin() > 2 for row in scores.values())
    assert "propped: [" in lesson.printed("honest-code")
    assert propped(lesson("cliff").final, 1e-6, lesson("petals")).sum() == 1


def test_without_propped_fits_three_are_chosen_whatever_reg_covar(lesson):
    rows = re.findall(r": \[([\d., ]+)\]", lesson.printed("honest-code"))
    assert len(rows) == 3
    for row in rows:
        scores = np.array(row.split(", "), dtype=float)
        assert scores.argmin() == 2
        assert scores[2] == 355.8


def test_the_issue_of_2022_is_a_component_without_width(lesson):
    """scikit-learn issue 23443: the same two columns, starts and seed as were reported."""
    points = datasets.iris().values[:, [3, 2]]
    options = {"n_init": 10, "init_params": "random", "random_state": 42}
    three, five = (GaussianMixture(k, **options).fit(points) for k in (3, 5))
    assert three.bic(points) == pytest.approx(353.5, abs=0.1)
    assert five.bic(points) == pytest.approx(189.4, abs=0.1)
    mixture = Mixture(five.weights_, five.means_, five.covariances_)
    assert propped(mixture, 1e-6, points).sum() == 1
    assert "189.4 at five" in lesson.prose("fooled-words")


def test_the_cures_end_as_the_text_says(lesson):
    rows = lesson("tried.table()")
    by = {row["title"].split(" (")[0].split(",")[0]: row for row in rows}
    assert [row["status"] for row in rows] == ["collapsed"] + ["converged"] * 5
    assert np.isnan(rows[0]["bic"])
    floor = by["Variance floor 0.03"]
    assert (floor["propped"], floor["reg_covar"]) == (1, 0.03)
    assert floor["bic"] == min(row["bic"] for row in rows[1:])
    sound = [row for row in rows[1:] if not row["propped"]]
    assert len(sound) == 4
    assert min(sound, key=lambda row: row["bic"]) is by["One component fewer"]
    assert 301 * lesson("tried.widgets[1].trace.final.weights[1]") == pytest.approx(1, abs=0.05)


def test_what_the_cures_do_with_the_groups_and_the_far_point(lesson):
    labels, traces = lesson("crowd").labels, lesson("[one.trace for one in tried.widgets]")
    for trace in traces[2:5]:
        owner = trace.responsibilities(trace.last_cursor).argmax(axis=1)
        assert min(np.bincount(owner[labels == 0], minlength=3)[1:]) > 20
    last = traces[-1]
    owner = last.responsibilities(last.last_cursor).argmax(axis=1)
    assert [np.bincount(owner[labels == g]).argmax() for g in (0, 1)] == [1, 0]
    assert owner[300] in (0, 1)
    assert max(trace.n_iter for trace in traces) == traces[2].n_iter


@pytest.mark.parametrize("covariance_type", ["diag", "spherical"])
def test_diag_and_spherical_can_still_collapse_on_a_point(covariance_type):
    points = datasets.outlier()
    begin = starts.from_means(points, [[12, 20], [24, 27], [44, 8]])
    assert fit(points, begin, covariance_type=covariance_type).status == "collapsed"
    assert fit(points, begin, covariance_type="tied").status != "collapsed"


def test_only_tied_never_collapses_on_these_points(lesson):
    rows = dict(re.findall(r"(\w+) +collapsed from +(\d+) of 200", lesson.printed("kinds-code")))
    assert {kind: int(lost) for kind, lost in rows.items()} == {
        "full": 26, "tied": 0, "diag": 151, "spherical": 150
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "right", "wrong"), [("halve-hole", 2.08, 0.69), ("floor-hole", 0.02, 0.0004)]
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_the_floor_is_the_width_of_a_lone_point_and_sets_the_likelihood(lesson):
    begin, points = lesson("lone.trace").start, lesson("crowd")
    ends = {
        floor: fit(points, begin, reg_covar=floor, max_iter=500)
        for floor in (1e-6, 1e-4, 1e-2, 1, 3, 10)
    }
    for floor in (1e-6, 1e-4, 1e-2, 1, 3):
        variances = np.linalg.eigvalsh(ends[floor].final.covariances[1])
        np.testing.assert_allclose(variances, floor, rtol=0.02)
        assert 301 * ends[floor].final.weights[1] == pytest.approx(1, abs=0.1)
    for small, large in ((1e-6, 1e-4), (1e-4, 1e-2)):
        cost = ends[small].log_likelihoods[-1] - ends[large].log_likelihoods[-1]
        assert cost == pytest.approx(2 * np.log(10), abs=0.02)
    narrow = [np.linalg.eigvalsh(ends[1e-6].final.covariances[k])[0] for k in (0, 2)]
    assert 3 < min(narrow) < max(narrow) < 5.5
    assert np.sqrt(np.linalg.eigvalsh(ends[3].final.covariances[0])[0]) > 2.8
    assert 301 * ends[10].final.weights[1] < 0.5


def test_the_floors_to_choose_in_the_widget_end_as_the_list_does(lesson):
    widget = GMMWidget(lesson("crowd"), reg_covar=1e-6, max_iter=100)
    listed = numbers(lesson.printed("floor-code"), r"floor +(\S+): log-likelihood (-[\d.]+)")
    shown = []
    for floor in (1e-6, 1e-4, 1e-2, 1e-1, 1):
        widget.reg_covar = floor
        assert widget.status == "converged"
        shown.append([floor, end(widget.trace)])
    np.testing.assert_allclose(listed[:5], shown)


def test_a_floor_scales_with_the_square_of_the_unit(lesson):
    points, begin = lesson("crowd").values, lesson("lone.trace").start
    tenfold = Mixture(begin.weights, 10 * begin.means, 100 * begin.covariances)
    one = fit(points, begin, reg_covar=0.1)
    other = fit(10 * points, tenfold, reg_covar=10)
    np.testing.assert_allclose(other.final.means, 10 * one.final.means, rtol=1e-9)


def test_the_variance_of_rounding_makes_a_sound_floor(lesson):
    rows = numbers(lesson.printed("rounding-code"), r"BIC ([\d.]+), propped (\d)")
    assert rows[:, 0].argmin() == 2
    assert (rows[:, 1] == 0).all()
    honest = [row.bic for row in lesson("honest").table]
    np.testing.assert_allclose(rows[:, 0], honest, atol=2)
    error = np.linspace(-0.05, 0.05, 100_001)
    assert error.var() == pytest.approx(lesson("rounding"), rel=1e-3)


def test_one_of_the_cures_of_few_collapses_as_well():
    rows = cures(GMMWidget(datasets.few(), n_components=4)).table()
    lost = [row for row in rows[1:] if row["status"] == "collapsed"]
    assert [row["covariance_type"] for row in lost] == ["diag"]
    few = datasets.few()
    trace = fit(few, starts.kmeans_plus_plus(few, 4), covariance_type="diag", max_iter=100)
    assert (trace.status, trace.point) == ("collapsed", 10)


def test_question_2_two_points_are_enough_for_a_collapse():
    rng = np.random.default_rng(1)
    points = np.vstack([rng.normal(size=(60, 2)), [[20.0, 20.0], [21.0, 23.0]]])
    narrow = np.cov(points[-2:].T, bias=True) + 0.01 * np.eye(2)
    begin = Mixture([0.97, 0.03], [[0.0, 0.0], [20.5, 21.5]], [np.eye(2), narrow])
    trace = fit(points, begin)
    assert trace.status == "collapsed"
    found = anatomy(trace)
    assert (found.points.tolist(), found.flat) == ([60, 61], 1)
    assert found.law == pytest.approx(np.log(10))


def test_question_3_fifty_rows_cannot_fill_sixty_columns():
    points = np.random.default_rng(2).normal(size=(50, 60))
    assert np.linalg.matrix_rank(points - points.mean(axis=0)) == 49
    assert fit(points, starts.from_means(points, points[:1])).status == "degenerate"
