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
    "a tuple": ("r = check('trap', a)\nassert (r, 'wrong')", "always true"),
    "a tuple of a call": ("assert (check('trap', a), 'wrong')", "always true"),
    "a text": ("assert 'check(...)'", "always true"),
    "f-string": ("r = check('trap', a)\nassert f'wrong {r}'", "always true"),
    "a list": ("assert [check('trap', a)]", "always true"),
    "a lambda": ("assert lambda: check('trap', a)", "always true"),
    "a function": ("assert check_e_step", "always true"),
    "a method": ("r = check('trap', a)\nassert r.require", "always true"),
    "a message": ("r = check('trap', a)\nassert r.message", "always true"),
    "not None": ("r = check('trap', a)\nassert r is not None", "always true"),
    "not False": ("r = check('trap', a)\nassert r != False", "always true"),
    "a result's type": ("r = check('trap', a)\nassert isinstance(r, Result)", "always true"),
    "or True": ("r = check('trap', a)\nassert r or True", "always true"),
    "or a text": ("r = check('trap', a)\nassert r or 'wrong'", "always true"),
    "from 0": ("r = check('trap', a)\nassert r.score >= 0", "always true"),
    "0 to": ("r = check('trap', a)\nassert 0 <= r.points(3)", "always true"),
    "itself": ("assert answer == answer", "always true"),
    "is True": ("r = check('trap', a)\nassert r is True", "never true"),
    "== True": ("r = check('trap', a)\nassert r == True", "never true"),
    "require's None": ("assert check('trap', a).require()", "never true"),
    "inverted": ("r = check('trap', a)\nassert not r", "without the not"),
    "a score's truth": ("r = check('trap', a)\nassert r.score", "only a part"),
    "points' truth": ("assert check('trap', a).points(3)", "only a part"),
    "swallowed": ("try:\n    check('trap', a).require()\nexcept: pass", "catches the failure"),
    "swallowed by name": (
        "try:\n    assert check('trap', a)\nexcept (ValueError, AssertionError):\n    print()",
        "catches the failure",
    ),
    "one of two": (
        "try:\n    assert e_step\nexcept Exception:\n    pass\nassert m_step",
        "catches the failure",
    ),
    "suppressed": (
        "import contextlib\nwith contextlib.suppress(AssertionError):\n    assert check('trap', a)",
        "catches the failure",
    ),
    "require": ("check('trap', a).require", "does not call it: write .require()"),
    "points": ("r = check('trap', a)\nr.points", "does not call it: write .points(3)"),
    "a branch of None": ("r = check('trap', a)\nr.points(3) if r else None", "shows no number"),
    "a branch of text": ("r = check('trap', a)\n3 if r else 'no'", "shows no number"),
    "a branch of False": ("r = check('trap', a)\n3 if r else False", "True or False"),
    "result and": ("result = check('trap', a)\nresult and 3", "ends in a Result"),
    "passed and": ("result = check('trap', a)\nresult.passed and 3", "True or False"),
    "str": ("points = check('trap', a).points(3)\nstr(points)", "shows no number"),
    "repr": ("repr(check('trap', a).points(3))", "shows no number"),
    "an f-string": ("points = check('trap', a).points(3)\nf'{points}'", "shows no number"),
    "a text and a number": ("'points: ' + str(3)", "shows no number"),
    "per cent": ("'%d points' % check('trap', a).points(3)", "shows no number"),
    "a list of points": ("[check('trap', a).points(3)]", "shows no number"),
    "a tuple at the end": ("r = check('trap', a)\nr.points(3), r.message", "shows no number"),
    "a set": ("{check('trap', a).points(3)}", "shows no number"),
    "a comprehension": ("[check(n, a).points(1) for n in ns]", "shows no number"),
    "a name of text": ("p = str(check('trap', a).points(3))\np", "shows no number"),
    "None": ("p = check('trap', a).points(3)\nNone", "shows no number"),
    "never called": ("def test():\n    assert check('trap', a)", "shows no number"),
    "under False": ("if False:\n    assert check('trap', a)", "shows no number"),
    "not raised": ("if not check('trap', a):\n    AssertionError('no')", "does not raise it"),
    "a list of failures": ("failures = []\nfailures.append(1)", "shows no number"),
    "above in a sum": ("check('trap', a).points(3) + 1", "write 3"),
    "above in a product": ("r = check('trap', a)\nr.score * 4", "write 3"),
    "below in a branch": ("r = check('trap', a)\n2 if r else 0", "nobody can reach"),
    "a traceback": ("import traceback\ntraceback.print_exc()\nassert e_step", "stderr"),
    "a logger": ("import logging\nlogging.getLogger('x').error('no')\nassert e_step", "stderr"),
    "another check": ("from ours import check\ncheck('trap', a).points(3)", "rename it"),
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
    IMPORT + "try:\n    p = check('trap', a).points(3)\nexcept Exception:\n    p = 0.0\np",
    IMPORT + "try:\n    assert check('trap', a)\nexcept AssertionError as e:\n    raise e",
    IMPORT + "p = 3\ntry:\n    assert check('trap', a)\nexcept AssertionError:\n    p = 1\np",
    IMPORT + "def f():\n    assert check('trap', a)\nf()",
    IMPORT + "r = check('trap', a)\nassert r.score >= 0.5, r.message",
    IMPORT + "r = check('trap', a)\n3 if r else 0",
    IMPORT + "r = check('trap', a)\n3 * r.score",
    IMPORT + "r = check('trap', a)\nr.points(2) + (1 if r else 0)",
    IMPORT + "r = check('trap', a)\nassert r.passed",
    IMPORT + "r = check('trap', a)\nif not r:\n    raise AssertionError(r.message)",
    IMPORT + "if (r := check('trap', a)):\n    print('well done')\nr.points(3)",
    "assert len(mine) > 0 and mine[0] == 1",
    "assert isinstance(mine, list), 'a list, please'",
    "assert mine is not None",
    "assert not mine.isnull().any()",
    "try:\n    mine(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no')",
    "import unittest\nunittest.TestCase().assertEqual(mine, 3)",
    "import pytest\nwith pytest.raises(ValueError):\n    mine(0)",
    "with open('x') as f:\n    assert f.read() == mine",
    "for x in mine:\n    assert x > 0",
    "score = 0\nscore += mine == 3\nscore",
    "round(sum(mine) / 3, 2)",
    "float('3')",
    "max(0, 3 - wrong)",
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
