"""Assignments as notebooks: what graders need is in them, and what students must not see is not."""

import ast
import json

import pytest
from made import save

from gmm_widget.homework.grading import (
    Assignment,
    Question,
    assignment_of,
    lint_notebook,
    student_here,
    to_nbgrader,
    to_otter,
    to_plain,
    write_notebook,
)

SOLUTION = '''import numpy as np

def e_step(X, weights, means, covariances):
    """Responsibilities."""
    # the secret
    return np.ones((len(X), len(weights))) / len(weights)
'''
ASKED = Assignment(
    "hw1",
    (
        Question("trap", 4),
        Question("bic", 2.5, variable="curve"),
        Question("published"),
        Question("rescue"),
        Question("e_step", 3, solution=SOLUTION),
        Question("m_step", 3),
    ),
    "By hand",
)
EMITTERS = [to_nbgrader, to_otter, to_plain]


def sources(made, kind="code"):
    return [cell["source"] for cell in made["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("emit", EMITTERS)
def test_every_cell_parses_and_has_a_name_of_its_own(emit):
    made = emit(ASKED)
    for source in sources(made):
        ast.parse(source)
    names = [cell["id"] for cell in made["cells"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("emit", EMITTERS)
def test_the_assignment_travels_in_the_notebook(emit, tmp_path):
    write_notebook(emit(ASKED), tmp_path / "hw.ipynb")
    read = assignment_of(tmp_path / "hw.ipynb")
    assert [(q.name, q.points, q.variable) for q in read.questions] == [
        (q.name, q.points, q.variable) for q in ASKED.questions
    ]
    assert "the secret" not in json.dumps(emit(ASKED)["metadata"])


def test_grade_cells_stand_on_their_own():
    """Each imports its checker, and nothing it uses can come from a student but the answer."""
    given = {"globals", "display", "STUDENT", "e_step", "m_step"}
    for cell in to_nbgrader(ASKED)["cells"]:
        if not cell["metadata"].get("nbgrader", {}).get("grade"):
            continue
        tree = ast.parse(cell["source"])
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert {node.id for node in names} <= stored | imported | given


@pytest.mark.parametrize("emit", [to_nbgrader, to_otter])
def test_what_is_emitted_has_nothing_to_mend(emit, tmp_path):
    write_notebook(emit(ASKED), tmp_path / "hw.ipynb")
    linted = lint_notebook(tmp_path / "hw.ipynb")
    assert (linted.n_cells, linted.findings) == (len(ASKED.questions), ())


def test_the_marks_of_nbgrader():
    marks = [cell["metadata"].get("nbgrader") for cell in to_nbgrader(ASKED)["cells"]]
    graded = {one["grade_id"]: one["points"] for one in marks if one and one["grade"]}
    assert graded["bic-grade"] == 2.5
    assert sum(graded.values()) == ASKED.out_of
    for one in filter(None, marks):
        assert one["schema_version"] == 3
        assert one["locked"] is not one["solution"]


@pytest.mark.parametrize("parts", [1, 4])
def test_otters_points_add_up(parts):
    made = to_otter(ASKED, parts=parts)
    tests = [source for source in sources(made) if "BEGIN TEST CONFIG" in source]
    points = [float(source.splitlines()[1].removeprefix("points: ")) for source in tests]
    assert len(tests) == parts * len(ASKED.questions)
    assert sum(points) == pytest.approx(ASKED.out_of)


def test_students_of_a_plain_notebook_see_no_solution():
    student, teacher = (to_plain(ASKED, solutions=known) for known in (False, True))
    for secret in ("the secret", "solvable", 'STUDENT = "teacher"'):
        assert secret not in json.dumps(student)
        assert any(secret in source for source in sources(teacher))
    assert any("def m_step(X, R):" in source for source in sources(student))


def test_a_teachers_own_challenge_is_loaded_in_every_grade_cell():
    made = to_nbgrader(Assignment("hw", ASKED.questions, setup="import ours"))
    graded = [c["source"] for c in made["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    assert all("\nimport ours\n" in source for source in graded)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Question(""), "needs the name"),
        (lambda: Question("trap", 0), "points above 0"),
        (lambda: Question("trap", float("nan")), "points above 0"),
        (lambda: Question("trap", variable="a b"), "no variable's name"),
        (lambda: Assignment("", (Question("trap"),)), "letters and digits"),
        (lambda: Assignment("../x", (Question("trap"),)), "letters and digits"),
        (lambda: Assignment("hw", ()), "needs questions"),
        (lambda: Assignment("hw", (Question("trap"),) * 2), "two questions of the name"),
        (lambda: to_plain(Assignment("hw", (Question("no such"),))), "no challenge 'no such'"),
        (lambda: to_plain(Assignment("hw", (Question("e_step", solution="x = 1"),))), "must end"),
        (lambda: to_plain(Assignment("hw", (Question("e_step", solution="def ("),))), "not parse"),
        (lambda: to_otter(ASKED, parts=0), "parts must be"),
    ],
)
def test_what_cannot_be_asked_is_an_error(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    ("metadata", "said"),
    [({}, "holds no assignment"), ({"assignment": "hw", "questions": [{"points": 3}]}, "damaged")],
)
def test_a_notebook_without_an_assignment_is_an_error(tmp_path, metadata, said):
    made = {"cells": [], "metadata": {"gmm_widget": metadata}}
    with pytest.raises(ValueError, match=said):
        assignment_of(save(made, tmp_path / "x.ipynb"))


def test_while_nbgrader_grades_the_folder_says_who_it_is(tmp_path, monkeypatch):
    place = tmp_path / "autograded" / "ada" / "hw1"
    place.mkdir(parents=True)
    assert student_here("bob") == "bob"
    monkeypatch.chdir(place)
    assert student_here("bob") == "ada"


@pytest.mark.parametrize("said", ["", "  ", None, 3])
def test_elsewhere_the_notebook_must_say(said):
    with pytest.raises(ValueError, match="say who you are"):
        student_here(said)


AROUND = Assignment(
    "hw2",
    (Question("trap", 4, rubric="the rubric"),),
    before=(("text", "read this"), ("code", "begun = 1")),
    after=(("code", "done = 2"),),
)


@pytest.mark.parametrize("emit", EMITTERS)
def test_cells_around_the_questions_stand_where_they_belong(emit):
    every = [cell["source"] for cell in emit(AROUND)["cells"]]
    trap = next(i for i, source in enumerate(every) if source.startswith("## trap"))
    assert every.index("read this") < every.index("begun = 1") < trap < every.index("done = 2")


@pytest.mark.parametrize("emit", EMITTERS)
def test_students_never_see_a_rubric(emit):
    assert "the rubric" not in json.dumps(emit(AROUND))
    assert "the rubric" in json.dumps(to_plain(AROUND, solutions=True)["cells"])


def test_a_notebook_is_written_line_by_line(tmp_path):
    made = to_plain(AROUND)
    write_notebook(made, tmp_path / "hw.ipynb")
    cells = json.loads((tmp_path / "hw.ipynb").read_text(encoding="utf-8"))["cells"]
    assert ["".join(cell["source"]) for cell in cells] == [c["source"] for c in made["cells"]]
    assert all(line.count("\n") <= 1 for cell in cells for line in cell["source"])
