"""The two assignments: made from their sources, solvable in full, and nothing for nothing."""

import json
import re
import sys
from functools import cache
from pathlib import Path

import nbclient
import nbformat
import pytest

from gmm_widget.homework import solvable
from gmm_widget.homework.grading import assignment_of, grade, lint_notebook

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks" / "homework"
sys.path.insert(0, str(ROOT / "scripts"))

import homework  # noqa: E402  scripts are not a package

NAMES = sorted(source.stem.replace("_", "-") for source in FOLDER.glob("*.py"))
KINDS = ("", "-teacher")


def run(name, folder, student="", then=""):
    """A notebook after it has run from top to bottom, and a cell besides; an exception in a cell
    stops it."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    if student:
        [cell] = [cell for cell in notebook.cells if cell.id == "student"]
        cell.source = cell.source.replace('STUDENT = ""', f'STUDENT = "{student}"')
    if then:
        notebook.cells.append(nbformat.v4.new_code_cell(then))
    resources = {"metadata": {"path": folder}}
    nbclient.NotebookClient(notebook, timeout=300, resources=resources).execute()
    return notebook


def given(notebook):
    """The points that each grade cell gave, by the question."""
    cells = [cell for cell in notebook.cells if cell.id.endswith("-grade")]
    return {
        cell.id.removesuffix("-grade"): float(cell.outputs[-1]["data"]["text/plain"])
        for cell in cells
    }


def spoken_on_stderr(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [one.text for one in outputs if one.get("name") == "stderr"]


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
def test_the_teachers_version_runs_and_gets_all_points(name, tmp_path):
    notebook = run(f"{name}-teacher", tmp_path)
    assert given(notebook) == {q.slug: q.points for q in asked(name).questions}
    assert spoken_on_stderr(notebook) == []


def test_right_functions_put_together_find_the_means_of_lesson_01(tmp_path):
    notebook = run("write-em-yourself-teacher", tmp_path)
    printed = [
        out.text for cell in notebook.cells for out in cell.get("outputs", []) if "text" in out
    ]
    assert "the means: [[2.04, 54.48], [4.29, 79.97]]" in "".join(printed)


@pytest.mark.parametrize("name", NAMES)
def test_an_unsolved_notebook_runs_and_gets_no_points(name, tmp_path):
    notebook = run(name, tmp_path, student="ada")
    assert given(notebook) == {q.slug: 0.0 for q in asked(name).questions}
    assert spoken_on_stderr(notebook) == []


def test_by_hand_first_asks_who_the_student_is(tmp_path):
    with pytest.raises(
        nbclient.exceptions.CellExecutionError, match="student must not be empty: write your id"
    ):
        run("by-hand", tmp_path)


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

print(*[recorded(w) for w in (w_trap, w_rescue, w_bic)])
"""


def test_the_codes_that_are_recorded_are_what_the_answer_cells_and_the_grader_take(tmp_path):
    """As a student does it: run, record each answer into its cell, and hand in."""
    notebook = run("by-hand", tmp_path, student="ada", then=RECORD)
    codes = dict(
        zip(("trap", "rescue", "bic"), notebook.cells[-1].outputs[0].text.split(), strict=True)
    )
    assert spoken_on_stderr(notebook) == []
    del notebook.cells[-1]
    for cell in notebook.cells:
        cell.get("outputs", []).clear()
        if cell.id in codes:
            cell.source = cell.source.replace('""', f'"{codes[cell.id]}"')
    nbformat.write(notebook, tmp_path / "ada_by-hand.ipynb")
    lines = grade(tmp_path, asked("by-hand").questions, assignment="by-hand")
    assert [(one.student, one.question) for one in lines] == [
        ("ada", name) for name in ("trap", "rescue", "bic")
    ]
    assert all(one.score is not None and one.score < 1 and one.where for one in lines)


def test_a_notebook_that_was_only_run_holds_no_answer(tmp_path):
    notebook = run("by-hand", tmp_path, student="ada")
    nbformat.write(notebook, tmp_path / "ada_by-hand.ipynb")
    lines = grade(tmp_path, asked("by-hand").questions, assignment="by-hand")
    assert [one.score for one in lines] == [0, 0, 0]
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
        assert linted.n_cells == per_question * len(asked(name).questions)
        assert "Rubric" not in path.read_text(encoding="utf-8")


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
        solvable("small", student).require()
    assert asked_in(tmp_path / "ours.ipynb") == ["small"]


def asked_in(path):
    return [question.name for question in assignment_of(path).questions]
