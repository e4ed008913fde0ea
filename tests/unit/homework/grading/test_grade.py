"""Grades: the best answer counts, every student has a line, and processes may die."""

import numpy as np
import pytest
from made import code, notebook, right, save, wrong

from gmm_widget.homework import check, encode_answer
from gmm_widget.homework.grading import Question, grade, markdown, table

E_STEP = "def e_step(X, weights, means, covariances):\n    return 1"


@pytest.fixture
def folder(tmp_path):
    """Four students: one right twice over, one in part, one with nothing, one with a function."""
    made = {
        "ada": notebook(code(wrong("collapse", "ada")), code(right("collapse", "ada"))),
        "bob": notebook(code(wrong("collapse", "bob")), code(right("kmeans loses", "bob"))),
        "cyd": notebook(code("answer_collapse = ''")),
        "dee": notebook(code(E_STEP)),
    }
    for student, one in made.items():
        save(one, tmp_path / student / "hw.ipynb")
    return tmp_path


def by_question(grades):
    return {(one.student, one.question): one for one in grades}


def test_each_student_has_a_line_for_each_question(folder):
    asked = [Question("collapse", 3), Question("kmeans loses", 1), Question("e_step", 2)]
    grades = grade(folder, asked)
    assert [(one.student, one.question) for one in grades] == [
        (student, question.name) for student in ("ada", "bob", "cyd", "dee") for question in asked
    ]


def test_the_best_of_several_answers_counts_and_its_place_is_told(folder):
    ada = by_question(grade(folder, [Question("collapse", 3)]))["ada", "collapse"]
    assert (ada.points, ada.score, ada.where) == (3.0, 1.0, "cell 2")


def test_partial_credit_and_its_reason_are_those_of_check(folder):
    bob = by_question(grade(folder, [Question("collapse", 3)]))["bob", "collapse"]
    wanted = check("collapse", wrong("collapse", "bob"), "bob")
    assert 0 < bob.score < 1
    assert (bob.score, bob.points, bob.reason) == (
        wanted.score,
        wanted.points(3),
        wanted.message,
    )


def test_without_questions_all_that_anybody_answers_is_asked(folder):
    grades = by_question(grade(folder))
    assert {question for _, question in grades} == {"collapse", "kmeans loses", "e_step"}
    assert grades["cyd", "kmeans loses"].points == 0
    assert all(one.out_of == 1 for one in grades.values())


def test_a_function_that_did_not_run_is_not_judged(folder):
    grades = by_question(grade(folder, [Question("e_step", 2)]))
    assert grades["dee", "e_step"].points is None
    assert "--execute" in grades["dee", "e_step"].reason
    assert grades["cyd", "e_step"].points == 0


def test_no_code_of_a_student_runs(tmp_path):
    mark = tmp_path / "ran"
    source = f"open({str(mark)!r}, 'w').close()\nanswer = '{right('collapse', 'ada')}'\n{E_STEP}"
    save(notebook(code(source)), tmp_path / "ada.ipynb")
    grades = grade(tmp_path, [Question("collapse"), Question("e_step")])
    assert [one.points for one in grades] == [1.0, None]
    assert not mark.exists()


def test_where_nothing_is_answered_every_student_has_one_line(tmp_path):
    save(notebook(), tmp_path / "ada.ipynb")
    [line] = grade(tmp_path)
    assert (line.question, line.points) == ("", 0.0)


def test_answers_in_any_of_a_students_notebooks_count(tmp_path):
    save(notebook(code(right("collapse", "ada"))), tmp_path / "ada" / "one.ipynb")
    save(notebook(code("")), tmp_path / "ada" / "two.ipynb")
    [line] = grade(tmp_path, [Question("collapse")])
    assert (line.score, line.where) == (1.0, "one.ipynb, cell 1")
    assert line.notebooks == ("ada/one.ipynb", "ada/two.ipynb")


@pytest.mark.slow
def test_several_processes_give_the_same_in_the_same_order(folder):
    told = []
    asked = [Question("collapse", 3), Question("kmeans loses")]
    side_by_side = grade(folder, asked, jobs=2, progress=lambda done, of: told.append((done, of)))
    assert side_by_side == grade(folder, asked)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


MORTAL = """
import os
from gmm_widget.homework import challenge

@challenge("mortal", points=[[0, 0], [1, 2], [3, 1], [5, 5]], n_components=1)
def mortal(attempt):
    "Start at 1, 1."
    if attempt.starts[0][0, 0] == 3.25:  # no start that is tried for the opening
        os._exit(9)
    return True, 1.0, "Lived."
"""


@pytest.mark.slow
def test_a_process_that_dies_takes_only_its_own_submission(tmp_path):
    load = tmp_path / "mortal.py"
    load.write_text(MORTAL)
    for number in range(6):
        start = [[3.25 if number in (0, 4) else 1.0, 1.0]]
        made = notebook(code(encode_answer("mortal", start, student=f"s{number}")))
        save(made, tmp_path / "in" / f"s{number}.ipynb")
    grades = grade(tmp_path / "in", [Question("mortal")], jobs=2, load=[load])
    assert [one.score for one in grades] == [0, 1, 1, 1, 0, 1]
    assert "died" in grades[0].reason


def test_a_judge_of_ones_own_that_fails_is_a_reason(tmp_path):
    load = tmp_path / "own.py"
    load.write_text(MORTAL.replace("mortal", "failing").replace("os._exit(9)", "1 / 0"))
    made = notebook(code(encode_answer("failing", [[3.25, 1.0]], student="ada")))
    save(made, tmp_path / "in" / "ada.ipynb")
    [line] = grade(tmp_path / "in", load=[load])
    assert "ZeroDivisionError" in line.reason


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"questions": [Question("no such")]}, "no question 'no such': choose from trap"),
        ({"jobs": 0}, "jobs must be 1 or more"),
        ({"load": ["not-there.py"]}, "not-there.py cannot be loaded"),
    ],
)
def test_a_teachers_mistake_is_an_error(folder, options, said):
    with pytest.raises(ValueError, match=said):
        grade(folder, **options)


SHARED = """
from gmm_widget import datasets, homework

shared = homework.challenge(
    "shared points", points=datasets.old_faithful(), n_components=3, covariance_type="tied"
)
shared(homework.published.judge)
"""


def test_the_same_start_of_two_students_is_a_remark_and_no_verdict(tmp_path):
    load = tmp_path / "shared.py"
    load.write_text(SHARED)
    near = np.array([[2, 55], [4.3, 76], [4.5, 85]])
    apart = np.array([[2.05, 54], [4.2, 78], [4.4, 83]])
    far = np.array([[3.0, 70], [3.0, 70], [3.0, 70]])
    handed_in = {"ada": near, "bob": near, "cyd": apart, "dee": far, "eve": far}
    for student, means in handed_in.items():
        answer = encode_answer("shared points", [means], student=student)
        save(notebook(code(f"answer = '{answer}'")), tmp_path / "in" / student / "hw.ipynb")
    grades = grade(tmp_path / "in", [Question("shared points")], load=[load])
    assert [one.score == 1 for one in grades] == [True, True, True, False, False]
    told = {one.student: one.remark for one in grades if one.remark}
    assert told == {"ada": "The same start as bob.", "bob": "The same start as ada."}
    assert "ada, shared points: The same start as bob." in table(grades)
    assert "same start" not in markdown("ada", [one for one in grades if one.student == "ada"])
