"""An assignment in the real otter-grader: from `otter assign` to the scores."""

import json
import math
import subprocess
import sys
from pathlib import Path

import handed_in as hand
import pytest

from gmm_widget.homework import check
from gmm_widget.homework.grading import grade, to_otter, write_notebook

PARTS = 4


def otter(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "otter", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def assigned(tmp_path_factory):
    """The folder in which `otter assign` has run, and with it the teacher's version."""
    top = tmp_path_factory.mktemp("otter")
    write_notebook(to_otter(hand.HW1, parts=PARTS), top / "hw1.ipynb")
    otter(top, "assign", "--no-pdfs", "hw1.ipynb", "dist")
    return top


def scores(assigned: Path, student: str, notebook: hand.JSON) -> tuple[dict[str, float], str]:
    """What otter gives for each question, and all that it says."""
    place = assigned / student
    hand.save(notebook, place / "hw1.ipynb")
    [bundle] = (assigned / "dist" / "autograder").glob("*.zip")
    otter(place, "run", "--no-logo", "-a", str(bundle), "-o", ".", "hw1.ipynb")
    results = json.loads((place / "results.json").read_text(encoding="utf-8"))["tests"]
    given = {one["name"]: one["score"] for one in results if "score" in one}
    return given, "\n".join(one["output"] for one in results)


@pytest.fixture
def blank(assigned):
    return json.loads((assigned / "dist" / "student" / "hw1.ipynb").read_text(encoding="utf-8"))


def codes(code, student):
    return code("trap", student), code("collapse", student)


def test_right_answers_get_all_points(assigned, blank):
    made = hand.answered(blank, "ada", *codes(hand.right_code, "ada"))
    assert scores(assigned, "ada", made)[0] == hand.FULL


def test_right_answers_from_colab_get_all_points(assigned, blank):
    made = hand.from_colab(hand.answered(blank, "eve", *codes(hand.right_code, "eve")))
    assert scores(assigned, "eve", made)[0] == hand.FULL


def test_every_quarter_that_is_reached_counts_and_the_reason_is_told(assigned, blank):
    own = codes(hand.wrong_code, "bob")
    made = hand.answered(blank, "bob", *own, hand.NOT_NORMALISED)
    results = {
        name: check(name, code, "bob") for name, code in zip(("trap", "collapse"), own, strict=True)
    }
    wanted = {
        name: math.floor(result.score * PARTS) / PARTS * hand.FULL[name]
        for name, result in results.items()
    }
    wanted["e_step"] = hand.e_step_points(hand.NOT_NORMALISED)
    given, said = scores(assigned, "bob", made)
    assert given == pytest.approx(wanted)
    assert all(result.message in said for result in results.values())
    assert "Traceback" not in said


def test_broken_answers_get_none_and_the_others_theirs(assigned, blank):
    trap, collapse = codes(hand.right_code, "cyd")
    made = hand.answered(blank, "cyd", trap[:-20], collapse, "def e_step(X, weights:\n    return")
    given, said = scores(assigned, "cyd", made)
    assert given == {"trap": 0, "collapse": 2, "e_step": 0}
    assert "damaged" in said


def test_tampering_gains_nothing(assigned, blank):
    """Another student's codes, checkers replaced, and tests of one's own in the notebook."""
    shadows = "\ncheck = check_e_step = lambda *_, **__: True"
    stolen = codes(hand.right_code, "ada")
    made = hand.answered(blank, "dee", *stolen, hand.NOT_NORMALISED + shadows)
    for name, test in made["metadata"]["otter"]["tests"].items():
        made["metadata"]["otter"]["tests"][name] = test.replace("assert", "assert True or")
    given, said = scores(assigned, "dee", made)
    assert given == {"trap": 0, "collapse": 0, "e_step": hand.e_step_points(hand.NOT_NORMALISED)}
    assert "another student" in said


def test_our_own_grader_reads_what_otter_made(tmp_path, blank):
    hand.save(
        hand.answered(blank, "ada", *codes(hand.right_code, "ada")), tmp_path / "ada_hw1.ipynb"
    )
    asked = [one for one in hand.HW1.questions if not one.is_function]
    assert [one.points for one in grade(tmp_path, asked)] == [4.0, 2.0]


def test_students_get_no_solution(assigned):
    text = (assigned / "dist" / "student" / "hw1.ipynb").read_text(encoding="utf-8")
    assert "def e_step" in text
    assert "solvable" not in text
    assert "em.e_step" not in text
