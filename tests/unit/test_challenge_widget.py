"""A widget made for a challenge: what it sets, how it stands, and the answer code."""

import asyncio
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from test_widget import wish

from gmm_widget import ChallengeWidget
from gmm_widget.homework import challenge, check, decode_answer, opening, progress, solvable
from gmm_widget.homework.challenges.registry import _registry

NEAR = [[2, 55], [4.3, 76], [4.5, 85]]
"""A start that passes "published"."""


@pytest.fixture
def w():
    return ChallengeWidget("published")


@pytest.fixture
def own():
    """Make a challenge of one's own, for one test."""
    kept = dict(_registry)
    yield challenge
    _registry.clear()
    _registry.update(kept)


def test_it_begins_at_the_students_points_and_the_opening():
    w = ChallengeWidget("trap", "Ada ")
    [begin] = opening("trap", "ada")
    np.testing.assert_array_equal(w.seeds, begin)
    assert (w.n_components, w.covariance_type, w.max_iter) == (3, "full", 100)
    assert w.verdict.message == progress("trap", begin, "ada").message
    assert (w.answer, w._challenge["times"], w._challenge["pending"]) == ("", 0, False)


def test_the_options_are_the_challenges(w):
    assert (w.n_components, w.covariance_type) == (3, "tied")


@pytest.mark.parametrize("option", ["n_components", "covariance_type", "points", "start", "seeds"])
def test_what_the_challenge_sets_is_refused(option):
    options: dict[str, Any] = {option: 3}
    with pytest.raises((TypeError, ValueError), match=option):
        ChallengeWidget("trap", "ada", **options)


def test_a_student_must_be_named_where_points_are_their_own():
    with pytest.raises(ValueError, match="say whose"):
        ChallengeWidget("trap")
    with pytest.raises(ValueError, match=r"choose from trap.*did you mean trap"):
        ChallengeWidget("trapp")
    with pytest.raises(ValueError, match="no variable's name"):
        ChallengeWidget("published", variable="my answer")


def test_other_points_may_be_given():
    points = np.random.default_rng(0).normal(size=(80, 2))
    w = ChallengeWidget("trap", points=points)
    np.testing.assert_array_equal(w.points, points)
    assert check("trap", w.record(), points=points).message == w.verdict.message


@pytest.mark.parametrize(
    "name", ["points", "start", "n_components", "covariance_type", "reg_covar"]
)
def test_an_assignment_to_what_is_set_raises_and_changes_nothing(w, name):
    before = w.trace
    with pytest.raises(ValueError, match=f"'published' sets {name}"):
        setattr(w, name, 1)
    assert w.trace is before


def test_a_front_end_cannot_change_what_is_set(w):
    before = w.trace
    edits = [{"id": 1, "op": "add", "at": [3, 70]}]
    wish(w, 1, n_components=4, covariance_type="full", reg_covar=1.0, edits=edits)
    wish(w, 2, covariances=[np.eye(2).tolist()] * 3)
    w.set_state({"covariance_type": "full", "_challenge": {"passed": True}})
    assert w.trace is before
    assert w._answered == {"client": "me", "n": 2}
    assert w._challenge["passed"] is False
    wish(w, 3, max_iter=5, view="density", seeds=NEAR)
    assert (w.max_iter, w.view, w.seeds.tolist()) == (5, "density", NEAR)


def test_the_verdict_is_what_check_says_of_the_recorded_code(w):
    for start in (w.seeds, NEAR):
        w.seeds = start
        verdict, told = w.verdict, w._challenge
        assert (told["passed"], told["score"]) == (verdict.passed, verdict.score)
        assert told["sentence"] == verdict.message
        judged = check("published", w.record())
        assert (judged.passed, judged.score) == (verdict.passed, verdict.score)
        assert w._challenge["code_passed"] is verdict.passed
    assert w.verdict


def test_the_code_is_bound_to_the_student():
    w = ChallengeWidget("trap", "ada")
    w.seeds, *_ = solvable("trap", "ada", n_tries=10).example or ()
    assert check("trap", w.record(), "ada")
    assert "another student" in check("trap", w.answer, "bob").message


def test_an_answer_stays_when_the_means_move_on(w):
    code = w.record()
    assert w._challenge["current"] is True
    w.cursor = 3
    assert w._challenge["current"] is True
    w.seeds = NEAR
    assert w._challenge["current"] is False
    assert (w.answer, w._challenge["code"]) == (code, code)
    assert (w.verdict.passed, w._challenge["code_passed"]) == (True, False)


def test_a_record_that_the_host_repeats_records_once(w):
    wish(w, 1, record=1)
    first = w.answer
    assert first
    wish(w, 2, seeds=NEAR, record=1)
    assert (w.answer, w._challenge["times"]) == (first, 1)
    wish(w, 3, record=2)
    assert decode_answer(w.answer).starts[0].tolist() == NEAR
    wish(w, 3, record=2)
    wish(w, 1, client="another view", record=1)
    assert w._challenge["times"] == 3


def test_a_record_and_its_answer_come_in_one_message(w):
    seen = []
    w.observe(lambda change: seen.append((w._answered.get("n"), w.answer != "")), "_answered")
    wish(w, 1, record=1)
    assert seen == [(1, True)]


def test_a_plain_widget_does_not_mind_a_record():
    from gmm_widget import GMMWidget

    plain = GMMWidget([[0, 0], [1, 1], [2, 0]], 1)
    wish(plain, 1, record=1)
    assert plain._answered == {"client": "me", "n": 1}


# ------------------------------------------------------------------ several starts


def test_several_starts_are_recorded_in_one_widget():
    w = ChallengeWidget("bic", "ada")
    assert w._challenge["numbers"] == [[k, False] for k in range(1, 6)]
    for k in range(1, 5):
        w.n_components = k
        with pytest.raises(ValueError, match=f"K = {', '.join(map(str, range(k + 1, 6)))}, too"):
            w.record()
        assert w._challenge["code"] == w.answer == ""
    w.n_components = 5
    code = w.record()
    assert [len(start) for start in decode_answer(code).starts] == [1, 2, 3, 4, 5]
    judged = check("bic", code, "ada")
    assert (judged.passed, judged.message) == (w.verdict.passed, w.verdict.message)
    assert w._challenge["numbers"] == [[k, True] for k in range(1, 6)]


def test_the_verdict_is_hidden_until_every_start_is_recorded():
    solved = solvable("bic", "ada", n_tries=1).example or ()
    w = ChallengeWidget("bic", "ada")
    for done, good in enumerate(solved):
        w.n_components = len(good)
        w.seeds = good
        said = f"{done} of 5 starts are recorded. The verdict is shown when all are."
        assert (w.verdict.passed, w.verdict.score, w.verdict.message) == (False, 0.0, said)
        assert set(w.verdict.details) == {"kind", "missing"}
        shown = w._challenge
        assert (shown["passed"], shown["score"], shown["sentence"]) == (False, 0.0, said)
        assert shown["code_passed"] is False
        wish(w, done + 1, record=done + 1)
    assert w.verdict.passed
    assert (w._challenge["passed"], w._challenge["code_passed"]) == (True, True)
    assert w.verdict == check("bic", w.answer, "ada")


def test_after_that_a_better_start_is_seen_at_once_and_lost_unless_recorded():
    w = ChallengeWidget("bic", "ada")
    for k in range(1, 6):
        w.n_components = k
        wish(w, k, record=k)
    assert w.verdict.details["poor"] == [2, 3, 4, 5]
    assert w.verdict.score == 0
    solved = solvable("bic", "ada", n_tries=1).example or ()
    good = next(start for start in solved if len(start) == 3)
    w.n_components = 3
    w.seeds = good
    assert w.verdict.details["poor"] == [2, 4, 5]
    assert w.verdict.score > 0
    w.n_components = 1
    assert w.verdict.details["poor"] == [2, 3, 4, 5]
    w.n_components = 3
    w.seeds = good
    wish(w, 6, record=6)
    w.n_components = 1
    assert w.verdict.details["poor"] == [2, 4, 5]


@pytest.mark.parametrize("by", ["python", "front end"])
def test_choosing_a_number_shows_its_opening_or_what_is_recorded_for_it(by: str) -> None:
    w: Any = ChallengeWidget("bic", "ada")
    numbers = iter(range(1, 20))

    def choose(k: int) -> None:
        if by == "python":
            w.n_components = k
        else:
            wish(w, next(numbers), n_components=k)

    openings = dict(enumerate(opening("bic", "ada"), 1))
    for k in (3, 5, 2):
        w.cursor = w.trace.last_cursor
        choose(k)
        np.testing.assert_array_equal(w.seeds, openings[k])
        assert w.cursor == 0
    moved = np.round(w.points[:2], 2)
    w.seeds = moved
    with pytest.raises(ValueError, match="recorded, but"):
        w.record()
    choose(4)
    choose(2)
    np.testing.assert_array_equal(w.seeds, moved)


def test_a_number_that_is_not_asked_for_is_not_recorded():
    w = ChallengeWidget("bic", "ada")
    w.n_components = 6
    assert w.verdict.message == "This challenge needs 1, 2, 3, 4 or 5 means; here are 6."
    with pytest.raises(ValueError, match="here are 6"):
        w.record()
    wish(w, 1, record=1)
    assert (w._challenge["times"], w._error) == (0, "")


# ------------------------------------------------------------------ judging beside the notebook


def judging(own, calls, points=None):
    @own("judged here", points=points or [[0, 0], [1, 2], [3, 1], [5, 5]], n_components=1)
    def judge(attempt):
        """Any."""
        calls.append(attempt.starts[0].tolist())
        return False, 0.5, f"{attempt.starts[0][0, 0]:g}"

    return judge


def test_the_verdict_comes_after_the_answer_and_a_newer_start_drops_the_older(own):
    calls: list[Any] = []

    async def main():
        w = ChallengeWidget(judging(own, calls))
        calls.clear()
        wish(w, 1, seeds=[[1.0, 1.0]])
        assert w._answered["n"] == 1
        assert (w._challenge["pending"], calls) == (True, [])
        wish(w, 2, seeds=[[2.0, 1.0]])
        while w._challenge["pending"]:
            await asyncio.sleep(0)
        assert calls == [[[2.0, 1.0]]]
        assert w._challenge["sentence"] == "2"
        assert w.verdict.message == "2"
        assert len(calls) == 1

    asyncio.run(main())


def test_nothing_is_judged_while_a_handle_is_held(own):
    calls: list[Any] = []

    async def main():
        w = ChallengeWidget(judging(own, calls))
        before = w.seeds.tolist()
        calls.clear()
        for n, x in enumerate((1.0, 2.0, 3.0), 1):
            wish(w, n, seeds=[[x, 1.0]], held=True)
            await asyncio.sleep(0)
        assert calls == []
        wish(w, 4, seeds=before)
        await asyncio.sleep(0)
        assert (calls, w._challenge["pending"]) == ([], False)
        wish(w, 5, seeds=[[3.0, 1.0]])
        await asyncio.sleep(0)
        assert calls == [[[3.0, 1.0]]]

    asyncio.run(main())


def test_looking_elsewhere_judges_nothing_anew(own):
    calls: list[Any] = []
    w = ChallengeWidget(judging(own, calls))
    calls.clear()
    w.cursor = w.trace.last_cursor
    w.view = "density"
    wish(w, 1, record=1)
    assert (w.verdict.message, calls) == (w._challenge["sentence"], [])


def test_a_judge_that_fails_is_no_end_of_the_widget(own):
    @own("broken", points=[[0, 0], [1, 2], [3, 1], [5, 5]], n_components=1)
    def broken(attempt):
        """Any."""
        if attempt.starts[0][0, 0] > 5.5:
            raise RuntimeError("no")
        return False, 0.0, "fine"

    w = ChallengeWidget(broken)
    w.seeds = [[6.0, 1.0]]
    assert w.verdict.message == "This cannot be judged: RuntimeError: no"
    w.seeds = [[1.0, 1.0]]
    assert w._challenge["sentence"] == "fine"


def test_a_plain_widget_loads_no_homework():
    code = (
        "import sys\nfrom gmm_widget import GMMWidget\nGMMWidget([[0, 0], [1, 1], [2, 0]], 1)\n"
        "print([name for name in sys.modules if 'homework' in name or 'challenge' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
