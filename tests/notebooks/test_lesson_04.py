"""What the text of lesson 04 says in numbers is true."""

import re

import numpy as np
import pytest
from lessons import cells, filled_in, numbers

from gmm_widget import datasets, landscape

LESSON = "04-how-many-components"


def test_it_runs_without_error_or_warning(lesson):
    assert lesson.warned() == ""


def test_widgets_to_play_with_wait_at_the_start(lesson):
    cursors = lesson.cursors()
    assert len(cursors) >= 2
    assert set(cursors.values()) == {0}


def test_the_log_likelihood_rises_with_every_component_ever_less(lesson):
    values = np.array([row.log_likelihood for row in lesson("found").table])
    gains = np.diff(values)
    assert (gains > 0).all()
    assert gains[:4].round().tolist() == [160, 16, 8, 6]
    same = numbers(lesson.printed("split-code"), r"(-[\d.]+)")
    assert same[0] == same[1]
    assert lesson("split").n_components == 3


def test_bic_and_aic_by_hand_are_those_of_select(lesson):
    table = lesson("found").table
    by_hand = numbers(lesson.printed("price-code"), r"(\d+) numbers: BIC ([\d.]+), AIC ([\d.]+)")
    ours = [(row.n_parameters, round(row.bic, 1), round(row.aic, 1)) for row in table]
    np.testing.assert_allclose(by_hand, ours, atol=0.051)
    assert by_hand[:, 1].argmin() == 1
    assert by_hand[1, 1] == 2322.2
    assert 0 < by_hand[2, 1] - by_hand[1, 1] < 2.1
    assert by_hand[:, 2].argmin() == 4
    assert np.ptp(by_hand[3:7, 2]) < 3
    assert "2.80 nats" in lesson.printed("price-code")


@pytest.mark.parametrize(
    ("covariance_type", "slope", "offset"),
    [("full", 6, -1), ("tied", 3, 2), ("diag", 5, -1), ("spherical", 4, -1)],
)
def test_free_numbers_of_each_type(covariance_type, slope, offset):
    types = (covariance_type,)
    for row in landscape.select(datasets.blobs(), [1, 2, 5], 1, covariance_types=types).table:
        assert row.n_parameters == slope * row.n_components + offset
    text = cells(LESSON, "markdown")["view"]
    sign = "+" if offset > 0 else "-"
    assert f"| ${slope}K {sign} {abs(offset)}$ |" in text


def test_three_criteria_give_three_answers_on_the_geyser(lesson):
    said = lesson.printed("view-code")
    assert "bic: 3 components, tied, 2314.3" in said
    assert "icl: 2 components, full" in said
    assert "aic: 10 components, full" in said
    rows = lesson("all_types").table
    assert sum(row.n_fits for row in rows) == 800
    by = {(row.n_components, row.covariance_type): row for row in rows}
    assert by[3, "tied"].n_parameters == by[2, "full"].n_parameters == 11
    assert round(by[2, "full"].bic, 1) == 2322.2
    ranked = sorted(rows, key=lambda row: row.bic)
    assert ranked[0] is by[3, "tied"]
    aic = [by[k, "full"].aic for k in range(4, 11)]
    assert np.ptp(aic) < 15
    three = lesson("all_types").mixtures[rows.index(by[3, "tied"])]
    assert (three.means[:, 0] > 3).sum() == 2


def test_the_aic_changes_its_mind_with_other_starts(lesson):
    chosen = {
        found.table[found.winner("aic")].n_components
        for found in (
            landscape.select(lesson("geyser"), range(1, 11), random_state=seed) for seed in range(4)
        )
    }
    assert len(chosen) > 1


def test_bic_counts_gaussians_and_icl_counts_groups(lesson):
    table = lesson("sides").table
    assert min(table, key=lambda row: row.bic).n_components == 3
    assert min(table, key=lambda row: row.icl).n_components == 2
    assert [round(row.icl - row.bic) for row in table[1:3]] == [3, 31]
    three = lesson("sides").mixtures[2]
    assert (three.means[:, 0] < 10).sum() == 2
    assert lesson("np.bincount(blobs.labels)").tolist() == [180, 130, 90]
    assert len(lesson("skewed")) == 270


def responsibilities(mixture, points):
    return np.exp(mixture.log_joint(points) - mixture.log_density(points)[:, None])


def test_three_points_are_undecided_between_two_and_forty_between_three(lesson):
    unsure = [
        int((responsibilities(mixture, lesson("skewed")).max(axis=1) < 0.9).sum())
        for mixture in lesson("sides").mixtures[1:3]
    ]
    assert unsure == [3, 40]


def test_icl_is_the_formula_of_the_text_and_its_soft_version_is_never_smaller(lesson):
    soft = []
    for row, mixture in zip(lesson("sides").table, lesson("sides").mixtures, strict=True):
        shares = responsibilities(mixture, lesson("skewed"))
        assert row.icl == pytest.approx(row.bic - 2 * np.log(shares.max(axis=1)).sum())
        entropy = -(shares * np.log(np.where(shares > 0, shares, 1))).sum()
        soft.append(row.bic + 2 * entropy)
        assert soft[-1] >= row.icl - 1e-9
    assert 1 + np.argmin(soft) == 2


def test_on_a_logarithmic_scale_both_choose_two(lesson):
    rows = numbers(lesson.printed("log-code"), r"BIC +([\d.]+), ICL +([\d.]+)")
    assert rows.argmin(axis=0).tolist() == [1, 1]
    assert rows[1, 1] - rows[1, 0] < 1
    np.testing.assert_allclose(lesson("logged"), lesson("round_groups"))


def test_the_bic_finds_the_shapes_that_the_data_were_made_with(lesson):
    said = lesson.printed("shapes-code")
    best = dict(re.findall(r"(\w+) +the best: (.+)", said))
    assert best == {
        "blobs": "3 components, spherical",
        "stretched": "3 components, tied",
        "mouse": "3 components, spherical",
    }
    least = dict(re.findall(r"(\w+ +\w+) +(\d): BIC", said))
    wrong = {" ".join(name.split()): int(count) for name, count in least.items()}
    assert wrong["mouse tied"] == wrong["stretched spherical"] == 6


def test_with_more_components_more_fits_are_lost(lesson):
    lost = [row.n_lost for row in lesson("small").table]
    assert lost == sorted(lost)
    assert lost[4] > 10
    assert lost[5:] == [19, 20, 20]
    bic = [row.bic for row in lesson("small").table]
    assert np.isnan(bic[6:]).all()
    assert np.nanargmin(bic) == 1


def test_held_out_points_choose_three_of_the_groups_and_are_undecided_on_the_geyser(lesson):
    dealt = lesson("dealt")
    chosen = {name: (1 + rows.argmax(axis=1)).tolist() for name, rows in dealt.items()}
    assert chosen["blobs"] == chosen["stretched"] == [3, 3, 3]
    assert set(chosen["old_faithful"]) == {2, 3, 4}
    lead = lesson("lead")
    assert lead[:, 0].mean() == pytest.approx(-150, abs=2)
    assert (abs(lead[:, 2:].mean(axis=0)) < lead[:, 2:].std(axis=0)).all()
    skewed = lesson("[held_out(skewed, k, 0) for k in range(1, 5)]")
    assert 1 + np.argmax(skewed) > 2


def test_only_the_same_model_may_be_compared(lesson):
    rows = numbers(
        lesson.printed("compare-code"),
        r"L +(-[\d.]+), (\d+) numbers, BIC ([\d.]+), .*? ([\d.]+) minutes",
    )
    assert rows[:, :2].tolist() == [[-1126.3, 11], [-1119.2, 17], [-1114.4, 17]]
    assert rows[:, 2].argmin() == 0
    assert rows[2, 3] == 0.06
    text = lesson.prose("compare-answer")
    assert f"{3 * np.log(272):.1f}$ nats" in text
    for gain in (1126.3 - 1119.2, 1126.3 - 1114.4):
        assert f"{gain:.1f}" in text


def test_the_bic_finds_components_where_there_are_no_groups(lesson):
    said = lesson.printed("uniform-code")
    assert "these drops: 4 by the BIC, 70 lower" in said
    assert "other drops: 4 by the BIC, 79 lower" in said
    assert said.count("1 by the ICL") == 2
    unsure = numbers(said, r"(\d+) of 400 undecided").ravel()
    assert unsure.tolist() == [164, 168]


def test_the_long_groups_have_not_quite_one_shape():
    data = datasets.stretched()
    widths = [
        np.sqrt(np.linalg.eigvalsh(np.cov(data.values[data.labels == group].T)))
        for group in range(3)
    ]
    np.testing.assert_allclose(widths, [[0.36, 1.9], [0.36, 1.9], [0.40, 1.6]], rtol=0.12)


@pytest.mark.parametrize(
    ("cell", "right", "wrong"), [("numbers-hole", 17, 18), ("bic-hole", 9.79, -22)]
)
def test_the_holes_check_themselves(lesson, cell, right, wrong):
    filled_in(lesson, cell, right, wrong)


def test_no_criterion_sees_three_species(lesson):
    found = landscape.select(datasets.iris(), range(1, 5))
    scores = [round(row.bic, 1) for row in found.table]
    assert (scores[1], scores[2]) == (574.0, 580.8)
    assert found.winner("bic") == found.winner("icl") == 1
    everything = lesson("own.landscape.select()")
    for criterion in ("bic", "icl"):
        best = everything.table[everything.winner(criterion)]
        assert (best.n_components, best.covariance_type) == (2, "full")
    assert found.table[2].n_parameters == 44


def test_question_4_copied_rows_ask_for_more():
    points = np.asarray(datasets.old_faithful())
    once, twice = (
        landscape.select(data, range(1, 5), 10).winner("bic")
        for data in (points, np.repeat(points, 8, axis=0))
    )
    assert twice > once
