"""Challenges: what is right passes, what is wrong says why, and no answer breaks anything."""

import inspect

import numpy as np
import pytest

from gmm_widget import datasets, fit, homework
from gmm_widget.em import starts
from gmm_widget.homework import challenge, check, encode_answer, progress, record, solvable
from gmm_widget.homework.challenges.attempt import Attempt
from gmm_widget.homework.challenges.registry import find

BUILT_IN = ("trap", "collapse", "rescue", "bic", "kmeans beats", "kmeans loses", "published")
STUDENTS = ("ada", "bob")
TRIES = {"bic": 4, "published": 10, "kmeans loses": 10}


@pytest.fixture(scope="module")
def solved():
    """For every built-in challenge and student, how it can be solved."""
    return {
        (name, student): solvable(name, student, n_tries=TRIES.get(name, 60))
        for name in BUILT_IN
        for student in STUDENTS
    }


def test_all_built_in_challenges_are_there():
    assert set(BUILT_IN) <= set(homework.names())
    assert all(getattr(homework, n.replace(" ", "_")).task for n in BUILT_IN)


@pytest.mark.parametrize("student", STUDENTS)
@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.slow
def test_every_student_can_solve_every_challenge(solved, name, student):
    found = solved[name, student]
    assert found, found.message
    code = record(name, found.example, student)
    result = check(name, code, student)
    assert result, result.message
    assert progress(name, found.example, student) == result


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.slow
def test_another_students_code_fails(solved, name):
    code = record(name, solved[name, "ada"].example, "ada")
    result = check(name, code, "bob")
    assert not result
    assert "another student" in result.message


@pytest.mark.slow
def test_a_code_that_is_rebound_by_hand_meets_other_points(solved):
    starts_ = solved["trap", "ada"].example
    result = check("trap", encode_answer("trap", starts_, student="bob"), "bob")
    other = homework.trap.source("bob").values
    assert result.details.get("gap") == pytest.approx(
        progress("trap", starts_, points=other).details.get("gap")
    )


@pytest.mark.slow
def test_a_code_for_nobody_is_refused_where_a_student_is_asked_for(solved):
    code = encode_answer("trap", solved["trap", "ada"].example)
    assert "nobody in particular" in check("trap", code, "ada").message


@pytest.mark.slow
def test_a_code_for_another_challenge_fails(solved):
    code = record("trap", solved["trap", "ada"].example, "ada")
    assert "'trap', not 'rescue'" in check("rescue", code, "ada").message


# ------------------------------------------------------------------ the judges


def corner(student="ada"):
    """Three means that lead EM to the best fit: the groups' own."""
    points = homework.trap.source(student)
    return [points.values[points.labels == k].mean(axis=0) for k in range(3)]


def test_the_best_fit_is_no_trap():
    result = progress("trap", corner(), "ada")
    assert not result
    assert "best fit" in result.message
    assert result.score == 0


def test_two_means_on_one_spot_are_no_trap():
    best = corner()
    result = progress("trap", [best[0], best[1], best[1]], "ada")
    assert not result
    assert not result.details["is_optimum"]


def test_a_collapse_is_no_trap():
    answer = solvable("collapse", "ada", n_tries=30).example
    assert answer is not None
    few = homework.collapse.source("ada")
    six = challenge("a trap of six", points=few, n_components=6)(homework.trap.judge)
    result = progress(six, answer)
    assert not result
    assert "collapsed" in result.message
    assert "inf" not in str(result.details)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_points_of_bic_are_made_of_as_many_groups_as_the_bic_finds(student):
    points = homework.bic.source(student)
    asked = homework.bic.attempt(points, (points.values[:1],))
    n = len(points)
    bic = {k: (6 * k - 1) * np.log(n) - 2 * asked.best(k, 25) for k in range(1, 6)}
    assert min(bic, key=lambda k: bic[k]) == len(np.unique(points.labels))


def to_rescue():
    """The start that ada is given to rescue."""
    start = homework.rescue.start("ada")
    assert start is not None
    return start


def test_rescue_allows_one_mean_to_move():
    start = to_rescue()
    assert "Nothing was moved" in progress("rescue", start, "ada").message
    start[:2] += 1.0
    assert "means 1 and 2 were moved" in progress("rescue", start, "ada").message


def test_an_end_that_a_push_ends_in_a_collapse_is_no_trap(monkeypatch):
    found = solvable("trap", "ada", n_tries=10).example
    assert found is not None
    assert progress("trap", found, "ada").passed
    monkeypatch.setattr(Attempt, "settled", -np.inf)
    result = progress("trap", found, "ada")
    assert not result
    assert result.score == 0
    assert "after a small push a component collapses" in result.message
    assert np.isfinite(result.details["gap"])


def test_a_fit_as_good_as_the_best_that_a_push_ends_in_a_collapse_is_no_rescue(monkeypatch):
    points = homework.rescue.source("ada")
    moved = np.array(homework.rescue.start("ada"))
    moved[0] += 0.5
    monkeypatch.setattr(Attempt, "settled", -np.inf)
    monkeypatch.setattr(Attempt, "log_likelihood", homework.rescue.attempt(points, (moved,)).best())
    result = progress("rescue", moved, "ada")
    assert not result
    assert "after a small push a component collapses" in result.message


@pytest.mark.slow
def test_a_rescue_must_be_quick(solved):
    found = solved["rescue", "ada"].example[0]
    result = progress("rescue", found, "ada")
    assert result.passed
    assert result.details["iterations"] <= 2
    given = to_rescue()
    [k] = np.flatnonzero((found != given).any(axis=1))
    slow = [
        result
        for share in np.linspace(0.1, 0.9, 9)
        if (result := progress("rescue", _between(given, found, k, share), "ada")).score == 0.3
    ]
    assert slow
    assert all("iterations to come within 1 nat of it; 2 are allowed" in r.message for r in slow)


def _between(given, found, k, share):
    means = given.copy()
    means[k] += share * (found[k] - given[k])
    return means


def test_the_start_to_rescue_is_a_trap_and_stays_the_same():
    start = to_rescue()
    assert np.array_equal(start, to_rescue())
    points = homework.rescue.source("ada")
    five = challenge("a trap of five", points=points, n_components=5)(homework.trap.judge)
    assert progress(five, start)


@pytest.mark.slow
def test_bic_wants_a_good_start_for_every_number(solved):
    good = list(solved["bic", "ada"].example)
    result = progress("bic", good[:-1], "ada")
    assert "needs 5 starts; got 4" in result.message
    points = homework.bic.source("ada").values
    good[3] = np.repeat(points.mean(axis=0)[None], 4, axis=0)
    poor = progress("bic", good, "ada")
    assert poor.details["poor"] == [4]
    assert 0 < poor.score < 1
    right = progress("bic", solved["bic", "ada"].example, "ada")
    assert f"Of these fits, that with K = {right.details['least']} has the least BIC" in str(right)


def test_the_published_fit_has_the_published_bic():
    example = solvable("published", n_tries=10).example
    assert example is not None
    details = progress("published", example).details
    assert details["log_likelihood"] == pytest.approx(-1126.3, abs=0.1)
    assert details["bic"] == pytest.approx(2314, abs=1)


def test_partial_credit_grows_towards_the_goal():
    points = homework.trap.source("ada").values
    scores = {
        round(r.details["gap"], 1): r.score
        for seed in range(25)
        if (
            r := progress("trap", starts.random_points(points, 3, random_state=seed), "ada")
        ).details.get("is_optimum")
    }
    assert len(scores) > 2
    ordered = [scores[gap] for gap in sorted(scores)]
    assert ordered == sorted(ordered)


# ------------------------------------------------------------------ what students hand in


@pytest.mark.parametrize("answer", [None, "", 3, "gmm1.", [[1, 2]], "gmm1.AAAA.00000000", b"gmm1"])
def test_no_answer_breaks_the_check_or_prints(answer, capfd):
    result = check("trap", answer, "ada")
    assert not result
    assert result.points(4) == 0.0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("means", "says"),
    [
        ([[0, 0]] * 4, "needs 3 means; got 4"),
        ([[0, 0, 0]] * 3, "2 coordinates"),
        ([[1e9, 0]] * 3, "too far from the points"),
        ([[[0, 0]] * 3, [[1, 1]] * 3], "needs 1 start; got 2"),
    ],
)
def test_a_start_that_cannot_be_judged_is_told_why(means, says):
    code = encode_answer("trap", means, student="ada")
    result = check("trap", code, "ada")
    assert not result
    assert says in result.message


def test_options_that_are_not_the_challenges_are_refused():
    code = encode_answer("trap", corner(), student="ada", options={"covariance_type": "tied"})
    assert "covariance_type='tied'" in check("trap", code, "ada").message


def test_a_code_is_worth_what_progress_has_shown():
    points = homework.trap.source("ada").values
    for seed in range(10):
        start = starts.random_points(points, 3, random_state=seed).means + 1e-5
        assert check("trap", record("trap", start, "ada"), "ada") == progress("trap", start, "ada")


def test_progress_follows_a_trace_or_a_mixture():
    points = homework.trap.source("ada")
    start = starts.random_points(points, 3, random_state=1)
    trace = fit(points, start, max_iter=3)
    shown = progress("trap", start.means, "ada")
    assert progress("trap", trace, "ada") == progress("trap", start, "ada") == shown


# ------------------------------------------------------------------ what teachers do


def test_a_teacher_writes_a_challenge_in_under_15_lines():
    @challenge("wide apart", points=datasets.blobs())
    def wide_apart(attempt):
        """End with the first two means at least 5 apart."""
        first, second, _ = attempt.trace.final.means
        apart = float(np.linalg.norm(first - second))
        return apart >= 5, apart / 5, f"They are {apart:.1f} apart; it takes 5."

    assert len(inspect.getsource(wide_apart.judge).splitlines()) < 15
    code = record("wide apart", [[2, 2], [8, 4], [5, 7]])
    assert check("wide apart", code)
    assert check("wide apart", code).message == "They are 5.5 apart; it takes 5."
    assert wide_apart.task == "End with the first two means at least 5 apart."


def test_a_built_in_challenge_can_be_set_on_other_points():
    geyser = homework.trap.on(datasets.iris().values[:, :2])
    assert progress(geyser, datasets.iris().values[[0, 50, 100], :2]).details["gap"] >= 0


def test_the_name_of_a_built_in_challenge_is_taken():
    with pytest.raises(ValueError, match="built-in"):
        challenge("trap")(lambda attempt: (True, 1, ""))


def test_an_unknown_challenge_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"there is no challenge 'trip'.*trap"):
        check("trip", "")


def test_a_student_must_be_named_where_everyone_has_their_own_points():
    with pytest.raises(ValueError, match="say whose"):
        check("trap", "")


def test_points_on_which_nobody_can_succeed_are_refused():
    one_group = np.random.default_rng(0).normal(size=(80, 2))
    impossible = challenge("impossible", points=one_group)(lambda a: (False, 0.0, "Never."))
    found = solvable(impossible, n_tries=5)
    assert not found
    assert found.share == 0
    with pytest.raises(ValueError, match=r"none of 5 starts that were tried succeeds.*Never\."):
        found.require()


def test_points_that_offer_no_bad_start_to_rescue_are_refused():
    two = np.concatenate([np.eye(2)[[0] * 20], -np.eye(2)[[0] * 20]])
    easy = two + np.random.default_rng(0).normal(size=two.shape)
    assert "give other points" in solvable("rescue", points=easy).message


@pytest.mark.slow
def test_solvable_says_how_often_the_starts_that_it_tries_succeed(solved):
    found = solved["trap", "ada"]
    assert 0 < found.share < 1
    assert f"{found.share:.0%}" in found.message
    found.require()


@pytest.mark.parametrize("name", ["trap", "collapse", "published"])
def test_the_first_start_shown_is_the_same_every_time_and_no_answer(name):
    first, again = homework.opening(name, "ada"), homework.opening(name, "ada")
    np.testing.assert_array_equal(first, again)
    assert not progress(name, first, "ada")


def test_what_the_opening_earns_is_taken_off_and_it_never_passes():
    points = np.random.default_rng(0).normal(size=(60, 2))

    @challenge("far to the right", points=points, n_components=1)
    def far(attempt):
        """Begin far to the right."""
        x = float(attempt.starts[0][0, 0])
        return x > 0.7, 0.5 + x / 2, "Further."

    [start] = homework.opening(far)
    earned = 0.5 + start[0, 0] / 2
    assert progress(far, start).score == 0
    at = progress(far, start + np.array([0.3, 0])).score
    assert at == pytest.approx(0.15 / (1 - earned), abs=1e-3)
    assert progress(far, start - np.array([0.3, 0])).score == 0
    assert progress(far, start + np.array([1.5, 0])).score == 1
    always = challenge("always", points=points)(lambda attempt: (True, 1.0, "Yes."))
    untouched = progress(always, homework.opening(always)[0])
    assert not untouched
    assert "This is the start that you were given" in untouched.message
    assert progress(always, points[:3])


def test_a_judge_that_fails_on_the_opening_alone_still_judges():
    def judge(attempt):
        """Two means apart."""
        first, second = attempt.starts[0]
        return (1 / np.linalg.norm(first - second)) < 1, 0.4, "Apart."

    def strict(attempt):
        with np.errstate(divide="raise"):
            return judge(attempt)

    points = np.random.default_rng(0).normal(size=(60, 2))
    apart = challenge("apart", points=points, n_components=2)(strict)
    [start] = homework.opening(apart)
    assert not np.array_equal(start[0], start[1])
    assert progress(apart, [[-1, 0], [1, 0]])


def test_the_first_start_shown_is_the_one_that_the_challenge_prescribes():
    [start] = homework.opening("rescue", "ada")
    np.testing.assert_array_equal(start, find("rescue").start("ada"))


def test_a_challenge_of_several_starts_opens_with_one_for_each_number():
    assert [len(start) for start in homework.opening("bic", "ada")] == [1, 2, 3, 4, 5]
