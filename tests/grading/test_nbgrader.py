"""A course in the real nbgrader: from the release to the grades, and to the feedback."""

import json
import subprocess
import sys
from pathlib import Path

import handed_in as hand
import pytest
from nbgrader.api import Gradebook

from gmm_widget.homework.grading import (
    assignment_of,
    clean_notebook,
    grade,
    lint_notebook,
    to_nbgrader,
    write_notebook,
)


def nbgrader(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    (course / "source" / "hw1").mkdir(parents=True)
    write_notebook(to_nbgrader(hand.HW1), course / "source" / "hw1" / "hw1.ipynb")
    done = nbgrader(course, "generate_assignment", "hw1")
    assert done.returncode == 0, done.stderr
    return course / "release" / "hw1" / "hw1.ipynb"


EXPECTED = {
    "ada": hand.FULL,
    "bob": {
        "trap": hand.points("trap", hand.wrong_code("trap", "bob"), "bob"),
        "collapse": hand.points("collapse", hand.wrong_code("collapse", "bob"), "bob"),
        "e_step": hand.e_step_points(hand.NOT_NORMALISED),
    },
    "cyd": {"trap": 0.0, "collapse": 2.0, "e_step": 0.0},
    "dee": {"trap": 0.0, "collapse": 0.0, "e_step": hand.e_step_points(hand.NOT_NORMALISED)},
    "eve": hand.FULL,
}


@pytest.fixture(scope="module")
def course(release):
    """Handed in and graded."""
    top = release.parents[2]
    blank = json.loads(release.read_text(encoding="utf-8"))
    made = {
        "ada": hand.answered(blank, "ada", *both(hand.right_code, "ada")),
        "bob": hand.answered(blank, "bob", *both(hand.wrong_code, "bob"), hand.NOT_NORMALISED),
        "cyd": broken(blank),
        "dee": tampered(blank),
        "eve": hand.from_colab(without_widgets(blank, "eve")),
    }
    for student, notebook in made.items():
        hand.save(notebook, top / "submitted" / student / "hw1" / "hw1.ipynb")
    unreadable = top / "submitted" / "fay" / "hw1" / "hw1.ipynb"
    unreadable.parent.mkdir(parents=True)
    unreadable.write_text(json.dumps(made["ada"])[:2000], encoding="utf-8")
    done = nbgrader(top, "autograde", "hw1")
    assert "fay" in done.stderr
    return top


def both(code, student):
    return code("trap", student), code("collapse", student)


def without_widgets(blank, student):
    """Right, but the widgets' cells were emptied: no run of the notebook mends its saved state."""
    made = hand.answered(blank, student, *both(hand.right_code, student))
    for cell in made["cells"]:
        if "ChallengeWidget" in "".join(cell["source"]):
            cell["source"] = ""
    return made


def broken(blank):
    """Half a code, and a function that does not parse."""
    trap, collapse = both(hand.right_code, "cyd")
    return hand.answered(blank, "cyd", trap[:-20], collapse, "def e_step(X, weights:\n    return")


def tampered(blank):
    """Another student's codes, checkers replaced, a grade cell rewritten to give full points."""
    stolen = both(hand.right_code, "ada")
    shadows = (
        "\ncheck = check_e_step = lambda *_, **__: True\n"
        "from pathlib import Path\nstudent_here = lambda said='': 'ada'"
    )
    made = hand.answered(blank, "ada", *stolen, hand.NOT_NORMALISED + shadows)
    hand.change(made, lambda old: "result.points(4)" in old, lambda old: "4.0")
    for cell in made["cells"]:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 100.0
    return made


@pytest.mark.parametrize("student", EXPECTED)
def test_nbgrader_gives_what_the_answers_are_worth(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        handed_in = book.find_submission("hw1", student)
        got = {
            one.name.removesuffix("-grade"): one.score
            for notebook in handed_in.notebooks
            for one in notebook.grades
        }
    assert got == pytest.approx(EXPECTED[student])


@pytest.mark.parametrize("execute", [False, True])
def test_our_own_grader_gives_the_same(course, release, execute):
    asked = assignment_of(course / "source" / "hw1" / "hw1.ipynb").questions
    grades = grade(course, asked, assignment="hw1", execute=execute)
    got = {(one.student, one.question): one.points for one in grades}
    for student, expected in EXPECTED.items():
        own = {question: got[student, question] for question in expected}
        if not execute:
            assert own.pop("e_step") in (None, 0.0)
        assert own == pytest.approx({question: expected[question] for question in own}), student
    reasons = {one.reason for one in grades if one.student == "fay"}
    assert all("JSON is broken" in reason for reason in reasons)


def test_students_read_the_reason(course):
    """The feedback of nbgrader, and the notebook of Colab at which it stops until it is clean."""
    notebook = course / "autograded" / "eve" / "hw1" / "hw1.ipynb"
    before = nbgrader(course, "generate_feedback", "hw1", "--student=eve")
    assert before.returncode != 0
    assert clean_notebook(notebook).changed
    for student in ("eve", "bob"):
        done = nbgrader(course, "generate_feedback", "hw1", f"--student={student}")
        assert done.returncode == 0, done.stderr
    feedback = (course / "feedback" / "bob" / "hw1" / "hw1.html").read_text(encoding="utf-8")
    reason = next(
        one.reason
        for one in grade(course, assignment="hw1")
        if (one.student, one.question) == ("bob", "trap")
    )
    assert reason in feedback


def test_the_teachers_version_passes_by_itself(release):
    source = release.parents[2] / "source" / "hw1" / "hw1.ipynb"
    done = nbgrader(source.parents[2], "validate", str(source))
    assert "Success" in done.stdout + done.stderr


def test_what_is_emitted_has_nothing_to_mend(release):
    for path in (release, release.parents[2] / "source" / "hw1" / "hw1.ipynb"):
        linted = lint_notebook(path)
        assert (linted.n_cells, linted.findings) == (3, ())


def test_students_get_no_solution(release):
    text = release.read_text(encoding="utf-8")
    assert "def e_step" in text
    assert "solvable" not in text
    assert "em.e_step" not in text
