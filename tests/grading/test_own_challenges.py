"""A teacher's own challenge, and an answer in words, in nbgrader and in otter."""

import json
import subprocess
import sys
from pathlib import Path

import handed_in as hand
import pytest

from gmm_widget.cli import main
from gmm_widget.homework.grading import lint_notebook

OURS = """
from gmm_widget.homework import challenge, student_points


@challenge("ours", points=lambda who: student_points("ours", who), n_components=3)
def ours(attempt):
    "End anywhere."
    return attempt.ended, 1.0, "EM has ended."
"""
ASSIGNMENT = """
import our_challenges  # noqa: F401
from gmm_widget.homework.grading import Assignment, Question

ASSIGNMENT = Assignment(
    "hw2",
    (Question("ours", 2), Question("why", 3, task="Say why.", in_words=True)),
    setup="import our_challenges",
)
"""


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def made(top: Path, form: str) -> Path:
    """The notebook that the command makes, in a process of its own."""
    (top / "our_challenges.py").write_text(OURS)
    (top / "hw2.py").write_text(ASSIGNMENT)
    out = top / "course" / "source" / "hw2"
    run(top, "gmm_widget.cli", "homework", "hw2.py", "--to", form, "--dir", str(out))
    assert (out / "our_challenges.py").is_file()
    assert lint_notebook(out / "hw2.ipynb").findings == ()
    return out / "hw2.ipynb"


def answered(top: Path, blank: hand.JSON, student: str) -> hand.JSON:
    """With a code of the own challenge, and an answer in words."""
    (top / "solve.py").write_text(
        "import our_challenges\nfrom gmm_widget.homework import record, solvable\n"
        f"start = solvable('ours', '{student}', n_tries=3).example\n"
        f"print(record('ours', start, '{student}'))\n"
    )
    code = run(top, "solve").split()[-1]
    hand.fill(blank, 'STUDENT = ""', f'STUDENT = "{student}"')
    hand.fill(blank, 'answer_ours = ""', f'answer_ours = "{code}"')
    empty = ("Write your answer here", "YOUR ANSWER HERE")
    cells = [c for c in blank["cells"] if any(one in "".join(c["source"]) for one in empty)]
    assert len(cells) == 1
    cells[0]["source"] = "Because of the M-step."
    return blank


def test_in_otter(tmp_path):
    source = made(tmp_path, "otter")
    run(source.parent, "otter", "assign", "--no-pdfs", "hw2.ipynb", "dist")
    students = source.parent / "dist" / "student"
    assert (students / "our_challenges.py").is_file()
    blank = json.loads((students / "hw2.ipynb").read_text(encoding="utf-8"))
    place = tmp_path / "ada"
    hand.save(answered(tmp_path, blank, "ada"), place / "hw2.ipynb")
    [bundle] = (source.parent / "dist" / "autograder").glob("*.zip")
    run(place, "otter", "run", "--no-logo", "-a", str(bundle), "-o", ".", "hw2.ipynb")
    results = json.loads((place / "results.json").read_text(encoding="utf-8"))["tests"]
    given = {one["name"]: one.get("score") for one in results}
    assert given["ours"] == 2


def test_in_nbgrader(tmp_path):
    source = made(tmp_path, "nbgrader")
    course = tmp_path / "course"
    (course / "nbgrader_config.py").write_text("c = get_config()\n")
    run(course, "nbgrader", "generate_assignment", "hw2", "--create")
    release = course / "release" / "hw2"
    assert (release / "our_challenges.py").is_file()
    blank = json.loads((release / "hw2.ipynb").read_text(encoding="utf-8"))
    handed = course / "submitted" / "ada" / "hw2" / "hw2.ipynb"
    hand.save(answered(tmp_path, blank, "ada"), handed)
    run(course, "nbgrader", "autograde", "hw2", "--create")
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        [notebook] = book.find_submission("hw2", "ada").notebooks
        given = {one.name: (one.auto_score, one.needs_manual_grade) for one in notebook.grades}
    assert given == {"ours-grade": (2.0, False), "why": (None, True)}
    assert source.is_file()


@pytest.mark.parametrize("execute", [False, True])
def test_in_our_own_grader(tmp_path, execute, capsys):
    source = made(tmp_path, "plain")
    blank = json.loads(source.read_text(encoding="utf-8"))
    hand.save(answered(tmp_path, blank, "ada"), tmp_path / "in" / "ada.ipynb")
    words = ["grade", str(tmp_path / "in"), "--release", str(source), "--jobs=1"]
    words += ["--load", str(tmp_path / "our_challenges.py"), *["--execute"] * execute]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "2 / 2" in said
    assert "The answer: Because of the M-step." in said
