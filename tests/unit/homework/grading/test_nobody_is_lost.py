"""Whatever happens, what was graded is written, and a class has a line for everybody."""

import csv
import os
import sys

import pytest
from made import code, notebook, right, save
from made import text as text_cell

from gmm_widget.cli import main
from gmm_widget.homework import encode_answer
from gmm_widget.homework.grading import Question, StoppedError, grade, markdown
from gmm_widget.homework.grading.outputs import check_file, write_whole

STOPS = """
import os, signal, time
from gmm_widget.homework import challenge

@challenge("stops", points=[[0, 0], [1, 2], [3, 1], [5, 5]], n_components=1)
def stops(attempt):
    "Start at 1, 1."
    if attempt.starts[0][0, 0] == 3.25:  # no start that is tried for the opening
        os.kill({whom}, signal.SIGINT)
        until = time.monotonic() + 300
        while time.monotonic() < until:
            pass
    return True, 1.0, "Passed on."
"""


def stopping(folder, whom):
    """Six submissions; judging the third presses Ctrl-C, and never ends by itself."""
    (folder / "stops.py").write_text(STOPS.format(whom=whom))
    for number in range(6):
        answer = encode_answer("stops", [[3.25 if number == 2 else 1.0, 1.0]], student=f"s{number}")
        save(notebook(code(answer)), folder / "in" / f"s{number}.ipynb")
    return folder / "in", folder / "stops.py"


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a process")
@pytest.mark.parametrize(
    ("jobs", "whom"),
    [(1, "os.getpid()"), pytest.param(2, "os.getppid()", marks=pytest.mark.slow)],
)
def test_after_ctrl_c_what_was_judged_is_written(tmp_path, capsys, jobs, whom):
    folder, load = stopping(tmp_path, whom)
    words = ["grade", str(folder), "--question=stops", f"--load={load}", f"--jobs={jobs}"]
    words += [f"--csv={tmp_path / 'out.csv'}", f"--feedback={tmp_path / 'pages'}"]
    assert main(words) == 130
    made = rows(tmp_path / "out.csv")
    assert [row["student"] for row in made] == [f"s{number}" for number in range(6)]
    assert made[2]["points"] == ""
    assert "stopped before" in made[2]["reason"]
    assert jobs == 2 or [row["points"] for row in made][:2] == ["1", "1"]
    assert len(list((tmp_path / "pages").iterdir())) == 12
    assert "stopped after" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a process")
def test_stopping_is_a_keyboard_interrupt_with_the_grades(tmp_path):
    folder, load = stopping(tmp_path, "os.getpid()")
    with pytest.raises(KeyboardInterrupt) as caught:
        grade(folder, [Question("stops")], load=[load])
    assert isinstance(caught.value, StoppedError)
    assert (caught.value.n_judged, caught.value.n_found) == (2, 6)
    assert [one.score for one in caught.value.grades] == [1, 1, None, None, None, None]


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms refuse such names")
def test_a_name_that_is_not_utf_8_is_escaped_everywhere(tmp_path, capsys):
    name = os.fsdecode(b"j\xfcrgen")
    save(notebook(code(right("collapse", "ada"))), tmp_path / "in" / "ada.ipynb")
    save("{", tmp_path / "in" / name / f"{name}.ipynb")
    save("x", tmp_path / "in" / name / f"{name}.pdf")
    words = ["grade", str(tmp_path / "in"), "--question=collapse", "--jobs=1"]
    words += [f"--csv={tmp_path / 'out.csv'}", f"--feedback={tmp_path / 'pages'}"]
    assert main([*words, f"--totals={tmp_path / 'totals.csv'}"]) == 0
    assert "j\\udcfcrgen" in capsys.readouterr().out
    made = rows(tmp_path / "out.csv")
    assert [row["points"] for row in made] == ["1", "0"]
    assert len(list((tmp_path / "pages").iterdir())) == 4
    assert len(rows(tmp_path / "totals.csv")) == 2


def test_a_path_that_cannot_be_written_is_told_before_anything_is_graded(tmp_path, capsys):
    save(notebook(), tmp_path / "in" / "ada.ipynb")
    (tmp_path / "file").write_text("mine")
    for option, path, said in (
        ("--csv", tmp_path / "nowhere" / "out.csv", "there is no folder"),
        ("--csv", tmp_path, "is a folder"),
        ("--totals", tmp_path / "file" / "out.csv", "there is no folder"),
        ("--feedback", tmp_path / "file", "cannot be written"),
    ):
        assert main(["grade", str(tmp_path / "in"), option, str(path), "--jobs=1"]) == 2
        told = capsys.readouterr()
        assert (said in told.err, told.out) == (True, "")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("before")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
    check_file(path)
    assert path.read_text() == "before"


def test_one_output_that_fails_at_the_end_keeps_no_other_from_being_written(
    tmp_path, monkeypatch, capsys
):
    from gmm_widget.homework.grading import report

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(report, "write_csv", full)
    save(notebook(), tmp_path / "in" / "ada.ipynb")
    words = ["grade", str(tmp_path / "in"), "--question=trap", "--jobs=1"]
    words += [f"--csv={tmp_path / 'out.csv'}", f"--feedback={tmp_path / 'pages'}"]
    assert main(words) == 2
    assert "disk full" in capsys.readouterr().err
    assert len(list((tmp_path / "pages").iterdir())) == 2


def test_the_class_list_gives_a_line_to_who_is_missing(tmp_path, capsys):
    save(notebook(code(right("collapse", "ada"))), tmp_path / "in" / "ada.ipynb")
    (tmp_path / "class.csv").write_text("ada\nbob\n")
    words = ["grade", str(tmp_path / "in"), "--question=collapse", "--jobs=1"]
    assert main([*words, f"--students={tmp_path / 'class.csv'}"]) == 0
    said = capsys.readouterr().out
    assert "Nothing was handed in.\n" in said
    assert "2 students, 2 answers: 1 passed, 1 without a notebook." in said


def test_a_file_that_is_nobodys_is_told(tmp_path, capsys):
    save(notebook(), tmp_path / "in" / "ada.ipynb")
    save("x", tmp_path / "in" / "readme.md")
    words = ["grade", str(tmp_path / "in"), "--question=collapse", "--jobs=1"]
    assert main([*words, f"--csv={tmp_path / 'out.csv'}"]) == 0
    assert "readme.md: This is no notebook" in capsys.readouterr().out
    assert [row["notebooks"] for row in rows(tmp_path / "out.csv")] == ["ada.ipynb", "readme.md"]


def by_id(folder, **options):
    return {one.student: one for one in grade(folder, [Question("collapse", 2)], **options)}


def test_an_id_that_differs_from_the_notebooks_own_is_told_as_such(tmp_path):
    cells = [code('STUDENT = "ada.l"  # me'), code(f"answer = '{right('collapse', 'ada.l')}'")]
    save(notebook(*cells), tmp_path / "ada" / "hw.ipynb")
    ada = by_id(tmp_path)["ada"]
    assert ada.points == 0
    assert 'STUDENT = "ada.l", but it was handed in as "ada"' in ada.reason
    assert "add the line ada,ada.l to --students" in ada.remark
    assert "As ada.l, it would be 2 of 2 points." in ada.remark
    assert "would be" not in markdown("ada", [ada])
    assert by_id(tmp_path, students={"ada": "ada.l"})["ada.l"].points == 2


def test_a_notebook_of_somebody_else_who_handed_in_is_told_as_such(tmp_path):
    cells = [code("STUDENT = 'ada'"), code(f"answer = '{right('collapse', 'ada')}'")]
    for student in ("ada", "bob"):
        save(notebook(*cells), tmp_path / student / "hw.ipynb")
    found = by_id(tmp_path)
    assert (found["ada"].points, found["bob"].points) == (2, 0)
    assert 'STUDENT = "ada", who has handed in, too.' in found["bob"].remark
    assert 'STUDENT = "ada"' not in found["ada"].remark


@pytest.mark.parametrize("said", ['STUDENT = "Ada "', "STUDENT = ''", "STUDENT = None", "x = 1"])
def test_an_id_that_is_the_same_is_no_remark(tmp_path, said):
    save(notebook(code(said), code(right("collapse", "ada"))), tmp_path / "ada" / "hw.ipynb")
    assert by_id(tmp_path)["ada"].remark == ""
    assert by_id(tmp_path)["ada"].points == 2


FORBIDDEN = {
    "from gmm_widget import em": "gmm_widget.em",
    "from gmm_widget.em import e_step as mine": "gmm_widget.em",
    "import gmm_widget.em as e": "gmm_widget.em",
    "import gmm_widget as g\ng.em.e_step(1, 2)": "gmm_widget.em",
    "from gmm_widget import fit": "gmm_widget.fit",
    "from sklearn import mixture": "sklearn.mixture",
    "from sklearn.mixture import GaussianMixture as G": "sklearn.mixture",
    "import sklearn.mixture._gaussian_mixture": "sklearn.mixture",
    "import importlib\nimportlib.import_module('sklearn.mixture')": "sklearn.mixture",
    "def f():\n    from gmm_widget.homework import solvable": "gmm_widget.homework.solvable",
    "from gmm_widget import homework as h\nh.solvable('trap', 1)": "gmm_widget.homework.solvable",
    "if x:\nfrom sklearn.mixture import G": "sklearn.mixture",
}


@pytest.mark.parametrize("source", FORBIDDEN)
def test_an_import_that_does_the_work_is_remarked_on(tmp_path, source):
    save(notebook(code("x = 1"), code(source)), tmp_path / "ada" / "hw.ipynb")
    [one] = grade(tmp_path, [Question("collapse")])
    assert f"{FORBIDDEN[source]} (cell 2)" in one.remark
    assert "Imports" not in one.reason


@pytest.mark.parametrize(
    "source",
    [
        "from gmm_widget import GMMWidget, datasets",
        "from gmm_widget.homework import check_e_step, record",
        "from gmm_widget import ChallengeWidget\nw = ChallengeWidget('trap', 'ada')",
        "from sklearn.datasets import load_iris",
        "print('do not use sklearn.mixture here')\nem = 3",
        "from scipy.stats import multivariate_normal",
    ],
)
def test_an_honest_import_is_not(tmp_path, source):
    save(notebook(code(source)), tmp_path / "ada" / "hw.ipynb")
    [one] = grade(tmp_path, [Question("collapse")])
    assert one.remark == ""


WORDS = Question("why", 3, task="Say why.", in_words=True)


def in_words(folder, student, answer):
    cells = (text_cell("## why (3)"), text_cell(answer), code("x = 1"))
    return save(notebook(*cells), folder / f"{student}.ipynb")


def test_an_answer_in_words_is_for_a_person_to_read(tmp_path):
    in_words(tmp_path, "ada", "Because of the M-step.")
    in_words(tmp_path, "bob", "*Write your answer here, in place of this line.*")
    ada, bob = grade(tmp_path, [WORDS])
    assert (ada.points, ada.reason) == (None, "A person reads and grades this answer.")
    assert (ada.where, ada.remark) == ("cell 2", "The answer: Because of the M-step.")
    assert (bob.points, "no answer" in bob.reason) == (0, True)


def test_the_points_that_a_person_gives_complete_the_totals(tmp_path, capsys):
    in_words(tmp_path / "in", "ada", "Because of the M-step.")
    release = save(
        notebook(gmm_widget={"assignment": "hw", "questions": [vars(WORDS)]}), tmp_path / "hw.ipynb"
    )
    words = ["grade", str(tmp_path / "in"), f"--release={release}", "--jobs=1"]
    out, totals = tmp_path / "out.csv", tmp_path / "totals.csv"
    assert main([*words, f"--csv={out}", f"--totals={totals}"]) == 0
    assert rows(totals)[0]["points"] == ""
    marks = tmp_path / "marks.csv"
    marks.write_text(out.read_text().replace("ada,why,,,3", "ada,why,,2.5,3"))
    assert main([*words, f"--marks={marks}", f"--totals={totals}"]) == 0
    assert rows(totals)[0]["points"] == "2.5"
    for given, said in (("4", "4 points, and there are 3"), ("x", "has the points 'x'")):
        marks.write_text(f"student;question;points\nada;why;{given}\n")
        assert main([*words, f"--marks={marks}"]) == 2
        assert said in capsys.readouterr().err
