"""The commands grade, lint and clean."""

import csv
import json

import pytest
from made import code, grade_cell, notebook, right, save, saved, wrong

from gmm_widget.cli import main
from gmm_widget.homework.grading import Assignment, Question, to_plain, write_notebook


@pytest.fixture
def folder(tmp_path):
    save(notebook(code(right("collapse", "ada"))), tmp_path / "in" / "ada.ipynb")
    save(notebook(code(wrong("collapse", "bob"))), tmp_path / "in" / "bob.ipynb")
    save("{", tmp_path / "in" / "cyd.ipynb")
    return tmp_path


def test_grade_prints_a_table_and_writes_what_is_asked_for(folder, capsys):
    out, pages = folder / "out.csv", folder / "pages"
    words = ["grade", str(folder / "in"), "--question", "collapse=2", "--jobs=1"]
    assert main([*words, "--csv", str(out), "--feedback", str(pages)]) == 0
    said = capsys.readouterr().out
    assert "3 students, 3 answers: 1 passed." in said
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["ada", "bob", "cyd"]
    assert [float(row["points"]) for row in rows][::2] == [2, 0]
    assert len(list(pages.iterdir())) == 6


def test_grade_takes_the_questions_from_the_teachers_notebook(folder, capsys):
    asked = Assignment("hw", (Question("collapse", 7), Question("m_step", 5)))
    write_notebook(to_plain(asked), folder / "hw.ipynb")
    words = ["grade", str(folder / "in"), "--release", str(folder / "hw.ipynb"), "--jobs=1"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "7 / 7" in said
    assert "m_step" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "nowhere"], "no folder nowhere"),
        (["grade", ".", "--question", "trap=x"], "NAME=POINTS"),
        (["grade", ".", "--question", "trap", "--release", "x"], "not both"),
        (["grade", ".", "--jobs", "0"], "jobs must be 1 or more"),
        (["lint", "nowhere.ipynb"], "cannot be read"),
        (["clean", "a", "b", "--output", "c"], "one notebook"),
    ],
)
def test_a_mistake_in_a_command_is_one_line(words, said, capsys):
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_lint_says_where_and_exits_with_1(tmp_path, capsys):
    bad = save(notebook(grade_cell("False")), tmp_path / "bad.ipynb")
    good = save(notebook(grade_cell("assert mine")), tmp_path / "good.ipynb")
    assert main(["lint", str(bad), str(good)]) == 1
    assert "bad.ipynb: cell 1, line 1: ends in True or False" in capsys.readouterr().out
    assert main(["lint", str(good)]) == 0
    assert "1 grade cells, nothing to mend" in capsys.readouterr().out


def test_clean_repairs_all_that_it_can(tmp_path, capsys):
    bad = save("{", tmp_path / "bad.ipynb")
    colab = save(notebook(widgets=saved({}, by="colab")), tmp_path / "colab.ipynb")
    assert main(["clean", str(bad), str(colab)]) == 1
    told = capsys.readouterr()
    assert "repaired (1 models)" in told.out
    assert "JSON is broken" in told.err
    assert "version_major" in json.dumps(json.loads(colab.read_text()))
