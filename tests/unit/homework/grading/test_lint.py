"""Grade cells that give full credit by accident, or none."""

import pytest
from made import code, grade_cell, notebook, save, text

from gmm_widget.homework.grading import lint_notebook

IMPORT = "from gmm_widget.homework import check, check_e_step\n"


def findings(tmp_path, *cells):
    return lint_notebook(save(notebook(*cells), tmp_path / "hw.ipynb")).findings


BAD = {
    "a result": ("check_e_step(e_step)", "ends in a Result"),
    "a name of a result": ("r = check('trap', answer)\nr", "ends in a Result"),
    "False": ("False", "True or False"),
    "a comparison": ("r = check('trap', a)\nr.score > 0.5", "True or False"),
    "allclose": ("import numpy as np\nnp.allclose(mine, yours)", "True or False"),
    "passed": ("check('trap', a).passed", "True or False"),
    "not": ("not check('trap', a)", "True or False"),
    "numpy's number": ("import numpy as np\nnp.mean([0.5, 1])", "np.float64"),
    "a name of one": ("import numpy as np\np = 3 * np.float64(0.2)\nround(p, 2)", "np.float64"),
    "above": ("check('trap', a).points(4)", "grading of the whole submission: write 3"),
    "a number above": ("4", "write 3"),
    "below": ("check('trap', a).points(2)", "nobody can reach"),
    "a score": ("check('trap', a).score", "score from 0 to 1 in a cell of 3"),
    "a semicolon": ("check('trap', a).points(3);", "semicolon"),
    "a print": ("print(check('trap', a))", "shows no number"),
    "assigned": ("p = check('trap', a).points(3)", "shows no number"),
    "in a branch": ("if True:\n    check('trap', a).points(3)", "shows no number"),
    "not the last": ("check('trap', a).points(3)\nprint('ok')", "nobody sees"),
    "dropped": ("check('trap', a)\nassert e_step", "drops the result"),
    "stderr": ("import sys\nprint('no', file=sys.stderr)\nassert e_step", "stderr"),
    "a warning": ("import warnings\nwarnings.warn('no')\nassert e_step", "stderr"),
    "a log": ("import logging\nlogging.warning('no')\nassert e_step", "stderr"),
    "no code": ("# to do", "holds no code"),
    "no Python": ("check('trap', a", "parses"),
    "another language": ("%%bash\ntrue", "parses"),
    "nothing that raises": ("'done'", "shows no number"),
}


@pytest.mark.parametrize("kind", BAD)
def test_it_is_found_and_the_cure_is_said(tmp_path, kind):
    source, said = BAD[kind]
    before = "" if source.startswith(("#", "%")) else IMPORT
    messages = [one.message for one in findings(tmp_path, grade_cell(before + source))]
    assert any(said in message for message in messages), messages


GOOD = [
    IMPORT + "check('trap', a).points(3)",
    IMPORT + "check('trap', a).require()",
    IMPORT + "check('trap', a).require();",
    IMPORT + "r = check('trap', a)\nprint(r)\nr.points(3)",
    IMPORT + "%matplotlib inline\nr = check('trap', a)\ndisplay(r)\nr.points(3)",
    IMPORT + "assert check('trap', a)",
    IMPORT + "r = check('trap', a)\nassert r, r.message",
    "import numpy as np\nnp.testing.assert_allclose(mine, yours)",
    "import numpy as np\nfloat(np.mean([0.5, 1]))",
    "if mine != 3:\n    raise ValueError('no')",
    "import gmm_widget.homework\ngmm_widget.homework.check('trap', a).points(3)",
    "3",
    "len(mine) / 2",
]


@pytest.mark.parametrize("source", GOOD)
def test_what_is_right_is_left_in_peace(tmp_path, source):
    assert findings(tmp_path, grade_cell(source)) == ()


def test_a_checker_from_elsewhere_may_be_a_students(tmp_path):
    cell = grade_cell("check_e_step(e_step).points(3)\n")
    [one] = findings(tmp_path, code(IMPORT), cell)
    assert (one.cell, one.line) == (2, 1)
    assert "import it inside this cell" in one.message


@pytest.mark.parametrize("source", ["def check(x):\n    return 1", "check = 3", "(check := 3)"])
def test_a_checkers_name_given_to_something_else_is_found(tmp_path, source):
    [one] = findings(tmp_path, code(source), grade_cell(IMPORT + "check('trap', a).points(3)"))
    assert (one.cell, "rename it" in one.message) == (1, True)


OTTER = (text("# BEGIN TESTS", "raw"), text("# END TESTS", "raw"))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"def test_a(e_step):\n    {IMPORT}    check_e_step(e_step)", "drops the result"),
        (f"def test_a(e_step):\n    {IMPORT}    return check_e_step(e_step)", "drops the result"),
        ("def test_a(e_step):\n    e_step.score > 0.5", "never raises"),
        ("def test_a(e_step):\n    check_e_step(e_step).require()", "import it inside"),
    ],
)
def test_otters_tests_that_pass_for_everybody(tmp_path, source, said):
    [one] = findings(tmp_path, OTTER[0], code(source), OTTER[1], code("check_e_step(e_step)"))
    assert said in one.message


def test_otters_tests_that_raise_are_right(tmp_path):
    source = f"def test_a(e_step):\n    {IMPORT}    assert check_e_step(e_step)"
    assert findings(tmp_path, OTTER[0], code(source), OTTER[1]) == ()


def test_solutions_and_other_cells_are_no_grade_cells(tmp_path):
    solution = grade_cell("False")
    solution["metadata"]["nbgrader"]["solution"] = True
    path = save(notebook(solution, code("False"), text("False")), tmp_path / "x.ipynb")
    assert lint_notebook(path).n_cells == 0
