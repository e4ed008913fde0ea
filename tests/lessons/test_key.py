"""Every number in the key to the twenty questions is right, and the questions ask for it."""

import math
import random
import re
from pathlib import Path

import numpy as np
import pytest

from gmm_widget import GMMWidget, Mixture, datasets, fit, starts
from gmm_widget.em import (
    CovarianceType,
    bic,
    e_step,
    log_likelihood,
    log_sum_exp,
    m_step,
    n_parameters,
)

TWENTY = list(range(1, 21))


def sections(name):
    """The text below each `## number` of a page, with hyphens for minus signs."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    parts = re.split(r"^## (\d+)\n", text.replace("\N{MINUS SIGN}", "-"), flags=re.MULTILINE)
    return [(int(number), body) for number, body in zip(parts[1::2], parts[2::2], strict=True)]


QUESTIONS, KEY = sections("questions.md"), sections("key.md")


def holds(text, values):
    for value in values:
        whole = rf"(?<![\d.]){re.escape(value)}(?!\.?\d)"
        assert re.search(whole, text), f"{value} is not in: {text}"


def asked(number, *values):
    """The question gives these numbers."""
    holds(dict(QUESTIONS)[number], values)


def answered(number, *values):
    """The key's answer gives these numbers."""
    answer = re.search(r"\*\*Answer:\*\*(.*)", dict(KEY)[number])
    assert answer is not None
    holds(answer[1], values)


def mistaken(number, *values):
    """The key's typical wrong answers give these numbers."""
    wrong = re.search(r"\*\*Typical wrong answers:\*\*(.*)", dict(KEY)[number])
    assert wrong is not None
    holds(wrong[1], values)


def bells(weights, means, sigmas):
    """A mixture in one dimension."""
    return Mixture(weights, np.reshape(means, (-1, 1)), np.square(sigmas).reshape(-1, 1, 1))


def column(*values):
    return np.array(values, dtype=float)[:, None]


def round_one(sigma):
    return sigma**2 * np.eye(2)


def test_questions_and_key_have_the_same_twenty_numbers():
    assert [number for number, _ in QUESTIONS] == TWENTY
    assert [number for number, _ in KEY] == TWENTY


@pytest.mark.parametrize("number", TWENTY)
def test_a_question_leaves_room_and_its_key_says_how_to_score(number):
    assert dict(QUESTIONS)[number].rstrip().endswith("\n\nAnswer:")
    said = re.findall(r"^- \*\*(.*?):\*\*", dict(KEY)[number], re.MULTILINE)
    assert said == ["Answer", "One point", "Half a point", "Typical wrong answers", "Learned in"]


def test_01_one_dimension():
    asked(1, "10", "16", "2", "13", "14")
    shares = e_step(column(13, 14), bells([0.5, 0.5], [10, 16], [2, 2]))[:, 1]
    near, far = math.exp(-0.5), math.exp(-2)
    assert near / (near + far) == pytest.approx(shares[1])
    answered(1, f"{shares[0]:.1f}", f"{shares[1]:.3f}", f"{near:.3f}", f"{far:.3f}")
    mistaken(1, f"{4 / (4 + 2):.2f}", f"{16 / (16 + 4):.1f}", f"{near:.3f}")


def test_02_weights_are_priors():
    asked(2, "0", "6", "2", "0.9", "0.1", "3")
    mixture = bells([0.9, 0.1], [0, 6], [2, 2])
    border = 3 + 2**2 * math.log(0.9 / 0.1) / 6
    shares = e_step(column(3, border), mixture)[:, 1]
    assert shares[1] == pytest.approx(0.5)
    answered(2, f"{shares[0]:.1f}", f"{border:.2f}")


def test_03_the_m_step():
    asked(3, "1", "2", "6", "7", "0.5")
    shares = np.array([1, 0.5, 0.5, 0])
    one = m_step(column(1, 2, 6, 7), np.column_stack([shares, 1 - shares]))
    weight, mean, variance = one.weights[0], one.means[0, 0], one.covariances[0, 0, 0]
    answered(3, f"{shares.sum():.0f}", f"{weight:.1f}", f"{mean:.1f}", f"{variance:.2f}")
    mistaken(3, f"{2 * mean / 4:.2f}", f"{2 * variance / 4:.3f}", f"{(1 + 2 + 6) / 3:.0f}")
    mistaken(3, f"{2 * variance / (2 - 1):.1f}", f"{math.sqrt(variance):.2f}")


def test_04_an_ellipse_in_the_plane():
    asked(4, "5", "3", "1,000")
    covariance = np.array([[5, 3], [3, 5]])
    np.testing.assert_allclose(covariance @ [1, 1], [8, 8])
    longest = np.linalg.eigvalsh(covariance)[-1]
    inside = 1 - math.exp(-0.5)
    answered(4, f"{longest:.0f}", f"{math.sqrt(longest):.2f}", f"{1000 * inside:.0f}")
    on_a_line = math.erf(math.sqrt(0.5))
    mistaken(4, f"{1000 * on_a_line:.0f}", f"{1000 * on_a_line**2:.0f}", f"{math.sqrt(5):.2f}")
    drawn = Mixture([1], [[0, 0]], [covariance]).sample(20_000, random_state=0)
    distance = np.einsum("ni,ij,nj->n", drawn, np.linalg.inv(covariance), drawn)
    assert np.mean(distance < 1) == pytest.approx(inside, abs=0.015)


def test_05_log_sum_exp():
    asked(5, "-1000", "-1002")
    joint = np.array([[-1000.0, -1002.0]])
    assert np.exp(joint).tolist() == [[0, 0]]
    height = log_sum_exp(joint).item()
    shares = np.exp(joint - height)[0]
    answered(5, f"{shares[0]:.3f}", f"{shares[1]:.3f}", f"{height:.2f}")
    mistaken(5, f"{joint.sum():.0f}")


def test_06_undecided():
    given = ["0.99", "0.93", "0.60", "0.35", "0.04"]
    asked(6, *given)
    shares = np.array([float(share) for share in given])
    surest = np.maximum(shares, 1 - shares)
    answered(6, f"{(surest < 0.9).sum()}", f"{(1 - surest).sum():.2f}")


def test_07_k_means_beside_em():
    asked(7, "0", "4", "10", "1", "0.5", "6")
    assert abs(6 - 10) < abs(6 - 0)
    wide = e_step(column(6), bells([0.5, 0.5], [0, 10], [4, 1]))[0, 0]
    answered(7, f"{wide:.3f}", f"{6 / 4:.1f}", f"{(10 - 6) / 1:.0f}")
    middle = column(4.9)
    ever_harder = [e_step(middle, bells([0.7, 0.3], [0, 10], [s, s]))[0, 0] for s in (5, 1, 0.1)]
    assert ever_harder == sorted(ever_harder)
    assert ever_harder[-1] == pytest.approx(1)


def test_08_units():
    asked(8, "50", "-210.0", "-555.4")
    each = math.log(1000)
    answered(8, f"{each:.2f}", f"{50 * each:.1f}", f"{-210 - 50 * each:.1f}")
    mistaken(8, f"{each:.1f}")
    kilograms = column(*np.linspace(0.5, 3, 50))
    heavier = log_likelihood(kilograms, bells([0.4, 0.6], [1, 2], [0.3, 0.5]))
    grams = bells([0.4, 0.6], [1000, 2000], [300, 500])
    assert log_likelihood(1000 * kilograms, grams) == pytest.approx(heavier - 50 * each)


def test_09_the_log_likelihood_never_falls():
    asked(9, "-512.4", "-498.1", "-499.0", "-497.2")
    answered(9, "-498.1", "-499.0")
    trace = fit(datasets.old_faithful(), starts.random_points(datasets.old_faithful(), 3))
    assert (np.diff(trace.log_likelihoods) > -1e-9).all()


def test_10_the_bound():
    """A mixture with one free mean behaves as the key says."""
    asked(10, "3", "-120", "5", "-112")
    answered(10, "-120", "5", "-112")
    points = column(0, 1, 2, 6, 7, 8, 9)

    def joint(mean):
        return bells([0.4, 0.6], [1, mean], [2, 2]).log_joint(points)

    shares = e_step(points, bells([0.4, 0.6], [1, 3], [2, 2]))

    def height(mean):
        return log_sum_exp(joint(mean)).sum()

    def bound(mean):
        return (shares * (joint(mean) - np.log(shares))).sum()

    places = np.linspace(-5, 15, 401)
    assert bound(3) == pytest.approx(height(3))
    assert all(bound(place) <= height(place) + 1e-9 for place in places)
    top = (shares[:, 1] @ points[:, 0]) / shares[:, 1].sum()
    assert bound(top) >= max(bound(place) for place in places)
    assert height(top) > bound(top) > height(3)


def test_11_two_coins():
    asked(11, "0.8", "0.5", "0.04")
    both = 0.8**4 * 0.2, 0.5**5
    first = both[0] / sum(both)
    answered(11, f"{both[0]:.4f}", f"{both[1]:.5f}", f"{first:.3f}", "0.5")
    other = 0.8 * 0.2**4, 0.5**5
    second = other[0] / sum(other)
    answered(11, f"{second:.2f}")
    heads = (4 * first + second) / (5 * (first + second))
    answered(11, f"{heads:.2f}")
    mistaken(11, f"{0.8 / (0.8 + 0.5):.2f}", f"{(4 + 1) / 10:.1f}", f"{4 / 5:.1f}")
    mistaken(11, f"{(4 * first + second) / 10:.2f}")


def test_12_where_a_fit_begins():
    asked(12, "8", "2", "4", "0.7")
    values = datasets.old_faithful().values
    points = (values - values.mean(axis=0)) / values.std(axis=0) * [8, 2]
    seeds = [[-9, -2], [-8, 1], [7, 1], [5, 2]]
    widget = GMMWidget(points, seeds=seeds, max_iter=20)
    widget.cursor = widget.trace.last_cursor
    assert np.ptp(widget.weights) > 0.1
    assert abs(widget.covariances[:, 0, 1]).max() > 0.1
    widget.seeds = np.vstack([[3, 0], widget.means[1:]])  # what a drag does
    begun = widget.trace.start
    np.testing.assert_allclose(begun.weights, 1 / 4)
    np.testing.assert_allclose(begun.covariances, [np.diag([64 / 4, 4 / 4])] * 4)
    answered(12, "1/4", "64", f"{math.sqrt(64 / 4):.0f}", f"{math.sqrt(4 / 4):.0f}")
    mistaken(12, f"{8 / 4:.0f}", f"{2 / 4:.1f}")


def test_13_how_many_starts():
    asked(13, "50", "-800.3", "-796.9", "41", "9", "1")
    assert 41 + 9 == 50
    miss = 41 / 50
    enough = math.ceil(math.log(0.01) / math.log(miss))
    before, after = miss ** (enough - 1), miss**enough
    assert before > 0.01 > after
    answered(13, f"{enough}", f"{miss:.2f}", f"{before:.4f}", f"{after:.4f}", "-796.9")
    mistaken(13, f"{50 / 9:.1f}", f"{math.ceil(50 / 9)}")


def test_14_halving_a_spike():
    line = column(0, 1, 2, 30)
    plane = np.column_stack([line, line])

    def on_the_line(sigma):
        return log_likelihood(line, bells([0.7, 0.3], [1, 30], [1, sigma]))

    def in_the_plane(sigma):
        covariances = [round_one(1), round_one(sigma)]
        return log_likelihood(plane, Mixture([0.7, 0.3], [[1, 1], [30, 30]], covariances))

    for sigma in (0.1, 0.01, 0.001):
        one, two = (of(sigma / 2) - of(sigma) for of in (on_the_line, in_the_plane))
        answered(14, f"{one:.2f}", f"{two:.2f}")


def test_15_which_cures_hold():
    """A spike of a width of its own gains without end; one common width must suit the rest."""
    points = datasets.outlier().values
    far, middle, spread = points[300], points.mean(axis=0), np.cov(points.T)
    own, common = [], []
    for sigma in (1, 0.1, 0.01):
        spike = round_one(sigma)
        as_wide = round_one(math.sqrt(np.trace(spread) / 2))
        own.append(log_likelihood(points, Mixture([0.9, 0.1], [middle, far], [as_wide, spike])))
        common.append(log_likelihood(points, Mixture([0.9, 0.1], [middle, far], [spike, spike])))
    np.testing.assert_allclose(np.diff(own), 2 * math.log(10), atol=0.1)
    assert (np.diff(common) < -1000).all()
    asked(15, "300")
    assert "10⁻⁶" in dict(QUESTIONS)[15]
    answered(15, f"{math.sqrt(1e-6):.3f}")
    alone = np.zeros((301, 2))
    alone[:300, 0] = alone[300, 1] = 1
    cures: dict[CovarianceType, bool] = {"full": False, "spherical": False, "tied": True}
    for covariance_type, held_open in cures.items():
        one = m_step(points, alone, covariance_type=covariance_type, reg_covar=1e-6)
        width = math.sqrt(np.linalg.eigvalsh(one.covariances[1])[0])
        assert (width > 1) if held_open else (width == pytest.approx(0.001))


def test_16_a_fit_that_does_not_count():
    table = {2: -440.1, 3: -434.0, 4: -395.0}
    asked(16, "150", *[f"{height:.1f}" for height in table.values()])
    asked(16, f"{math.sqrt(1e-6):.4f}")
    for k, height in table.items():
        free = n_parameters(k, 2, "full")
        answered(16, f"{bic(height, free, 150):.1f}")
        if k < 4:
            answered(16, f"{free}", f"{-2 * height:.1f}")


def test_17_the_same_model_only():
    asked(17, "60", "-402.0", "-431.5", "-425.0")
    full, tied = n_parameters(4, 3, "full"), n_parameters(4, 3, "tied")
    needed = (full - tied) * math.log(60) / 2
    answered(17, f"{full}", f"{tied}", f"{full - tied}", f"{needed:.1f}", f"{425 - 402:.1f}")
    answered(17, f"{bic(-402, full, 60):.1f}", f"{bic(-425, tied, 60):.1f}")


def test_18_doubled_data():
    asked(18, "100", "-500", "-490", "2", "3")
    for times in (1, 2):
        two, three = (
            bic(times * height, n_parameters(k, 2, "full"), times * 100)
            for k, height in ((2, -500), (3, -490))
        )
        answered(18, f"{two:.1f}", f"{three:.1f}")
        assert (two < three) == (times == 1)
    answered(18, "-1000", "-980")
    points = datasets.few().values
    start = starts.from_means(points, points[[0, 10]])
    once = fit(points, start, max_iter=5)
    twice = fit(np.vstack([points, points]), start, max_iter=5)
    np.testing.assert_allclose(twice.final.covariances, once.final.covariances)
    np.testing.assert_allclose(twice.log_likelihoods, 2 * once.log_likelihoods)


def test_19_marks_that_are_spread_evenly():
    """Such a report comes of marks without any groups."""
    asked(19, "1,000", "200", "300")
    places = []
    for seed in (0, 1):
        draw = random.Random(seed).random  # the same for ever
        marks = np.array([[draw(), draw()] for _ in range(1000)])
        corners = [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]]
        four = fit(marks, starts.from_means(marks, corners), max_iter=2000)
        one = fit(marks, starts.from_means(marks, [[0.5, 0.5]]))
        assert four.status == "converged"
        heights = four.log_likelihoods[-1], one.log_likelihoods[-1]
        scores = [bic(heights[i], n_parameters(k, 2, "full"), 1000) for i, k in enumerate((4, 1))]
        assert scores[0] < scores[1] - 200
        assert (e_step(marks, four.final).max(axis=1) < 0.9).sum() > 300
        places.append(four.final.means)
    gaps = np.linalg.norm(places[0][:, None] - places[1], axis=2).min(axis=1)
    assert gaps.max() > 0.1


def test_20_new_points():
    asked(20, "0", "10", "1", "0.5", "5", "40")
    mixture = bells([0.5, 0.5], [0, 10], [1, 1])
    new = column(1, 5, 40)
    shares = e_step(new, mixture).max(axis=1)
    assert shares[0] == pytest.approx(1, abs=0.0005)
    assert shares[2] == pytest.approx(1, abs=0.0005)
    answered(20, f"{shares[0]:.3f}", f"{shares[1]:.1f}")
    drawn = mixture.sample(100_000, random_state=0)
    border = mixture.log_density(column(2.5758))[0]
    assert np.mean(mixture.log_density(drawn) < border) == pytest.approx(0.01, abs=0.002)
    densities = mixture.log_density(new)
    assert (densities < border).tolist() == [False, True, True]
    answered(20, *[f"{density:.1f}" for density in densities], f"{border:.1f}", f"{2.5758:.1f}")
