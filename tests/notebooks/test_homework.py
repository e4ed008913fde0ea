"""The two assignments: made from their sources, solvable in full, and nothing for nothing."""

import copy
import json
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbclient
import nbformat
import pytest
from lessons import Ran, executed, streamed

from gmm_widget.homework import solvable
from gmm_widget.homework.grading import assignment_of, grade, lint_notebook

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks" / "homework"
sys.path.insert(0, str(ROOT / "scripts"))

import homework  # noqa: E402  scripts are not a package

NAMES = sorted(source.stem.replace("_", "-") for source in FOLDER.glob("*.py"))
KINDS = ("", "-teacher")


def read(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def by_student(name, student):
    """The students' notebook with an id in it."""
    notebook = read(name)
    [cell] = [cell for cell in notebook.cells if cell.id == "student"]
    cell.source = cell.source.replace('STUDENT = ""', f'STUDENT = "{student}"')
    return notebook


SEARCH = 'solvable("bic", STUDENT)'
"""In the teacher's notebook, which takes the first start that succeeds: here the first of all, and
99 more, half a second each, would only say how often one does."""


@pytest.fixture(scope="module")
def teachers(tmp_path_factory):
    """Each teacher's notebook after it has run from top to bottom."""
    ran = {}
    for name in NAMES:
        notebook = read(f"{name}-teacher")
        assert name != "by-hand" or any(SEARCH in cell.source for cell in notebook.cells)
        for cell in notebook.cells:
            cell.source = cell.source.replace(SEARCH, SEARCH.replace(")", ", n_tries=1)"))
        with executed(notebook, tmp_path_factory.mktemp(name)):
            ran[name] = notebook
    return ran


@dataclass(frozen=True)
class Recorded:
    """ada's "by-hand" when she has only run it, when she has recorded answers, and their codes."""

    before: nbformat.NotebookNode
    after: nbformat.NotebookNode
    codes: dict[str, str]


RECORD = """
def recorded(w):
    for means in w._exercise.openings:
        if len(means) != w.n_components:
            w.n_components = len(means)
        w.seeds = means
        try:
            code = w.record()
        except ValueError:
            continue
    return code
"""


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """The students' notebook of "by-hand", run once."""
    with executed(by_student("by-hand", "ada"), tmp_path_factory.mktemp("ada")) as client:
        ran = Ran(client)
        before = ran.as_saved()
        ran.run(RECORD)
        codes = ran(
            "{name: recorded(globals()['w_' + name]) for name in ('trap', 'rescue', 'bic')}"
        )
        after = ran.as_saved()
    del after.cells[len(before.cells) :]
    return Recorded(before, after, codes)


@pytest.fixture(scope="module")
def unsolved(by_hand, tmp_path_factory):
    """Each students' notebook after ada has run it from top to bottom."""
    notebook = by_student("write-em-yourself", "ada")
    with executed(notebook, tmp_path_factory.mktemp("ada")):
        return {"by-hand": by_hand.before, "write-em-yourself": notebook}


def by_program(name):
    """The questions that are not answered in words."""
    return [question for question in asked(name).questions if not question.in_words]


def given(notebook):
    """The points that each grade cell gave, by the question."""
    cells = [cell for cell in notebook.cells if cell.id.endswith("-grade")]
    return {
        cell.id.removesuffix("-grade"): float(cell.outputs[-1]["data"]["text/plain"])
        for cell in cells
    }


@cache
def asked(name):
    return assignment_of(FOLDER / f"{name}.ipynb")


def test_there_are_two_assignments():
    assert NAMES == ["by-hand", "write-em-yourself"]
    files = {path.stem for path in FOLDER.glob("*.ipynb")}
    assert files == {f"{name}{kind}" for name in NAMES for kind in KINDS}


def test_the_notebooks_are_what_their_sources_give_today(tmp_path):
    assert homework.main(["--out", str(tmp_path)]) == 0
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.ipynb")}
    assert made == kept, "run python scripts/homework.py"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_notebook_is_kept_without_outputs_line_by_line(name, kind):
    path = FOLDER / f"{name}{kind}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not [cell.id for cell in notebook.cells if cell.get("outputs")]
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        assert "".join(cell["source"]).splitlines(keepends=True) == cell["source"]


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_rubric_that_students_do_not_see(name):
    students, teachers = ((FOLDER / f"{name}{kind}.ipynb").read_text("utf-8") for kind in KINDS)
    assert teachers.count("**Rubric.**") == len(asked(name).questions)
    for secret in ("Rubric", "solvable", "cholesky", "sizes"):
        assert secret not in students


@pytest.mark.parametrize("name", NAMES)
def test_the_teachers_version_runs_and_gets_all_points(name, teachers):
    assert given(teachers[name]) == {q.slug: q.points for q in by_program(name)}
    assert streamed(teachers[name].cells, "stderr") == ""


def test_right_functions_put_together_find_the_means_of_lesson_01(teachers):
    printed = streamed(teachers["write-em-yourself"].cells, "stdout")
    assert "the means: [[2.04, 54.48], [4.29, 79.97]]" in printed


@pytest.mark.parametrize("name", NAMES)
def test_an_unsolved_notebook_runs_and_gets_no_points(name, unsolved):
    assert given(unsolved[name]) == {q.slug: 0.0 for q in by_program(name)}
    assert streamed(unsolved[name].cells, "stderr") == ""


def test_by_hand_first_asks_who_the_student_is(tmp_path):
    with (
        pytest.raises(
            nbclient.exceptions.CellExecutionError, match="student must not be empty: write your id"
        ),
        executed(read("by-hand"), tmp_path),
    ):
        pass


def test_the_codes_that_are_recorded_are_what_the_answer_cells_and_the_grader_take(
    by_hand, tmp_path
):
    """As a student does it: run, record each answer into its cell, and hand in."""
    notebook, codes = copy.deepcopy(by_hand.after), by_hand.codes
    assert streamed(notebook.cells, "stderr") == ""
    for cell in notebook.cells:
        cell.get("outputs", []).clear()
        if cell.id in codes:
            cell.source = cell.source.replace('""', f'"{codes[cell.id]}"')
    nbformat.write(notebook, tmp_path / "ada_by-hand.ipynb")
    lines = grade(tmp_path, by_program("by-hand"), assignment="by-hand")
    assert [(one.student, one.question) for one in lines] == [("ada", name) for name in codes]
    assert all(one.score is not None and one.score < 1 and one.where for one in lines)


def test_a_notebook_that_was_only_run_holds_no_answer(by_hand, tmp_path):
    nbformat.write(by_hand.before, tmp_path / "ada_by-hand.ipynb")
    lines = grade(tmp_path, asked("by-hand").questions, assignment="by-hand")
    assert [one.score for one in lines] == [0, 0, 0, 0]
    assert all("no answer" in one.reason for one in lines)


@pytest.mark.parametrize("form", ["nbgrader", "otter"])
def test_the_other_forms_have_every_question_and_nothing_to_mend(form, tmp_path):
    assert homework.main(["--to", form, "--out", str(tmp_path)]) == 0
    for name in NAMES:
        path = tmp_path / f"{name}.ipynb"
        nbformat.validate(nbformat.read(path, as_version=4))
        linted = lint_notebook(path)
        assert linted.findings == ()
        per_question = 4 if form == "otter" else 1
        assert linted.n_cells == per_question * len(by_program(name))
        assert "Rubric" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_there_is_one_question_in_words_and_the_time_is_stated(name):
    assert [q.name for q in asked(name).questions if q.in_words] == ["why"]
    assert "**Time:** about " in (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")


LESSON_01 = """
def gaussian(x, mean, covariance):
    away = x - mean
    distance_squared = away @ np.linalg.inv(covariance) @ away
    size = np.sqrt((2 * np.pi) ** len(x) * np.linalg.det(covariance))
    return np.exp(-0.5 * distance_squared) / size


def e_step(X, weights, means, covariances):
    R = []
    for x in X:
        parts = np.array(
            [weights[k] * gaussian(x, means[k], covariances[k]) for k in range(len(weights))]
        )
        R.append(parts / parts.sum())
    return np.array(R)


def tied_m_step(X, R):
    counts = R.sum(axis=0)
    weights = counts / len(X)
    means = R.T @ X / counts[:, None]
    covariances = []
    for k in range(len(counts)):
        away = X - means[k]
        covariances.append((R[:, [k]] * away).T @ away / counts[k])
    return weights, means, covariances
"""


def test_what_lesson_01_prints_earns_no_marks_for_what_it_does_not_teach():
    import numpy as np

    from gmm_widget import homework as checkers

    space = {"np": np}
    exec(LESSON_01, space)
    worth = {one.name: one for one in asked("write-em-yourself").questions}
    for name in ("e_step", "tied_m_step"):
        result = getattr(checkers, f"check_{name}")(space[name])
        assert result.points(worth[name].points, above=worth[name].taught) == 0
    assert [worth[name].points for name in ("e_step", "tied_m_step", "m_step")] == [5, 3, 2]


def test_a_source_without_an_assignment_is_refused(tmp_path):
    (tmp_path / "empty.py").write_text("x = 1\n")
    with pytest.raises(SystemExit, match="must define ASSIGNMENT"):
        homework.main([str(tmp_path / "empty.py"), "--out", str(tmp_path)])


def test_the_example_of_the_page_for_teachers_can_be_done_and_handed_out(tmp_path):
    page = (ROOT / "docs" / "homework.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (challenge,) = [block for block in blocks if "@challenge(" in block]
    (ours,) = [block for block in blocks if "ASSIGNMENT = " in block]
    (tmp_path / "our_challenges.py").write_text(challenge)
    (tmp_path / "ours.py").write_text(ours)
    assert homework.main([str(tmp_path / "ours.py"), "--out", str(tmp_path)]) == 0
    for student in ("ada", "bob", "cyd"):
        solvable("small", student, n_tries=20).require()
    assert asked_in(tmp_path / "ours.ipynb") == ["small"]


def asked_in(path):
    return [question.name for question in assignment_of(path).questions]
