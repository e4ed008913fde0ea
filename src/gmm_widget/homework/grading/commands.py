"""The commands `gmm-widget grade`, `lint` and `clean`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gmm_widget.homework.grading.assignment import Question
    from gmm_widget.homework.grading.grades import Grade

INTERRUPTED = 130
"""The exit code after Ctrl-C, as of other programs."""
STRAY = "This is no notebook, and no student's: it was not graded."
COMMANDS = ("grade", "lint", "clean")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands to the parser of `gmm-widget`."""
    _add_grade(commands)
    lint = commands.add_parser(
        "lint",
        help="find grade cells that give full credit by accident",
        description="Look at the grade cells of a teacher's notebooks (nbgrader's and otter's) "
        "for what gives full credit by accident, or none. The exit code is 1 if there is any.",
    )
    lint.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    clean = commands.add_parser(
        "clean",
        help="repair notebooks that Colab saved",
        description="Repair the saved widget state of notebooks from Colab, at which nbconvert "
        "and so nbgrader's feedback stop. Nothing else changes. The old file stays beside it as "
        "NOTEBOOK.bak.",
    )
    clean.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    clean.add_argument("--output", type=Path, metavar="FILE", help="write there (one notebook)")


def _add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    grade = commands.add_parser(
        "grade",
        help="grade a folder of notebooks that were handed in",
        description="Scan notebooks for answer codes, recompute each fit, and say who gets how "
        "many points and why. No student's code runs unless --execute is given. Notebooks of more "
        "than 20 MB are not read; judging one takes at most 60 seconds and 2 GB.",
        epilog="Layouts: nbgrader's submitted/STUDENT/ASSIGNMENT/x.ipynb, a folder for each "
        "student, or STUDENT_ASSIGNMENT.ipynb all in one folder.",
    )
    grade.add_argument("folder", type=Path, metavar="DIR")
    grade.add_argument("--assignment", metavar="NAME", help="which, where DIR holds several")
    grade.add_argument(
        "--release",
        type=Path,
        metavar="NOTEBOOK",
        help="your notebook as to_nbgrader, to_otter or to_plain made it: what is asked, and what "
        "it is worth",
    )
    grade.add_argument(
        "--question",
        action="append",
        default=[],
        metavar="NAME=POINTS",
        help="the same by hand, as trap=4 or e_step=3; repeat it. Without either, every question "
        "that anybody answers counts one point",
    )
    grade.add_argument("--csv", type=Path, metavar="OUT.csv", help="write the table there, too")
    grade.add_argument(
        "--feedback", type=Path, metavar="DIR", help="write a page for every student there"
    )
    grade.add_argument(
        "--totals",
        type=Path,
        metavar="OUT.csv",
        help="write a line for every student there: points and feedback, for a learning platform",
    )
    grade.add_argument(
        "--students",
        type=Path,
        metavar="CSV",
        help="the class: a column of ids, or two columns, folder and student, where folders are "
        "not called as students are. Who handed in nothing gets a line",
    )
    grade.add_argument(
        "--marks",
        type=Path,
        metavar="CSV",
        help="your points for answers in words, in a copy of the table that --csv writes",
    )
    grade.add_argument(
        "--load",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.py",
        help="Python that defines challenges of your own; repeat it",
    )
    grade.add_argument(
        "--execute",
        action="store_true",
        help="run the notebooks, each in a process of its own under limits of time and memory, "
        "to check functions; students' code can then do what you may do: use a container",
    )
    grade.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes side by side (default: one for each core, %(default)s here)",
    )


def run_command(chosen: argparse.Namespace) -> int:
    """Run one of the three commands, and return the exit code."""
    try:
        return {"grade": _grade, "lint": _lint, "clean": _clean}[chosen.command](chosen)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2


def _grade(chosen: argparse.Namespace) -> int:
    from gmm_widget.homework.grading.assignment import assignment_of
    from gmm_widget.homework.grading.grades import Grade
    from gmm_widget.homework.grading.marks import read_marks, with_marks
    from gmm_widget.homework.grading.outputs import check_file, check_folder
    from gmm_widget.homework.grading.roster import read_students
    from gmm_widget.homework.grading.run import StoppedError, grade
    from gmm_widget.homework.grading.submissions import stray_files

    if not chosen.folder.is_dir():
        raise ValueError(f"there is no folder {chosen.folder}: give the one with the submissions")
    questions: Sequence[Question] | None = None
    if chosen.release is not None and chosen.question:
        raise ValueError("give --release or --question, not both")
    if chosen.release is not None:
        questions = assignment_of(chosen.release).questions
    elif chosen.question:
        questions = [_question(words) for words in chosen.question]
    marks = {} if chosen.marks is None else read_marks(chosen.marks)
    students = None if chosen.students is None else read_students(chosen.students)
    for path in (chosen.csv, chosen.totals):
        if path is not None:
            check_file(path)
    if chosen.feedback is not None:
        check_folder(chosen.feedback)
    strays = tuple(
        Grade("", "", None, None, 0.0, STRAY, notebooks=(name,), remark=f"{name}: {STRAY}")
        for name in stray_files(chosen.folder, chosen.assignment, students)
    )
    try:
        grades = grade(
            chosen.folder,
            questions,
            assignment=chosen.assignment,
            students=students,
            execute=chosen.execute,
            jobs=chosen.jobs,
            load=chosen.load,
            progress=_show_progress if sys.stderr.isatty() else None,
        )
    except StoppedError as stopped:
        failed = _write(with_marks(stopped.grades, marks), chosen, strays)
        print(f"\n{stopped}; the others have no points in what is written.", file=sys.stderr)
        return failed or INTERRUPTED
    return _write(with_marks(grades, marks), chosen, strays)


def _write(grades: tuple[Grade, ...], chosen: argparse.Namespace, strays: tuple[Grade, ...]) -> int:
    """Print and write what is asked for; what fails does not keep the rest from being written.

    Parameters
    ----------
    grades : tuple of Grade
    chosen : argparse.Namespace
    strays : tuple of Grade
        A line for each file that is nobody's, for the table and its CSV.

    Returns
    -------
    int
        The exit code.
    """
    from gmm_widget.homework.grading.report import table, write_csv, write_feedback, write_totals

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(table(grades, strays))
    failed = 0
    for path, write, said in (
        (chosen.csv, write_csv, "The table is in {path}"),
        (chosen.totals, write_totals, "The totals are in {path}"),
        (chosen.feedback, write_feedback, "feedback on {students} is in {path}, as .md and .html"),
    ):
        if path is None:
            continue
        try:
            write((*grades, *strays) if write is write_csv else grades, path)
        except OSError as problem:
            print(f"{path} could not be written: {problem}", file=sys.stderr)
            failed = 2
        else:
            n = len({one.student for one in grades})
            print(said.format(path=path, students=f"{n} student{'s' * (n != 1)}"))
    return failed


def _question(words: str) -> Question:
    from gmm_widget.homework.grading.assignment import Question

    name, _, points = words.rpartition("=")
    try:
        return Question(name, float(points)) if name else Question(points)
    except ValueError as problem:
        raise ValueError(f"--question {words}: write it as NAME=POINTS ({problem})") from None


def _show_progress(done: int, of: int) -> None:
    print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def _lint(chosen: argparse.Namespace) -> int:
    from gmm_widget.homework.grading.lint import lint_notebook

    found = 0
    for path in chosen.notebooks:
        linted = lint_notebook(path)
        found += len(linted.findings)
        for finding in linted.findings:
            print(finding)
        if not linted.findings:
            cells = f"{linted.n_cells} grade cells, nothing to mend"
            print(f"{path}: {cells if linted.n_cells else 'no grade cells: nothing to look at'}")
    return 1 if found else 0


def _clean(chosen: argparse.Namespace) -> int:
    from gmm_widget.homework.grading.clean import clean_notebook

    if chosen.output is not None and len(chosen.notebooks) > 1:
        raise ValueError("--output takes one notebook; without it, each is repaired in its place")
    failed = 0
    for path in chosen.notebooks:
        try:
            print(f"{path}: {clean_notebook(path, chosen.output).message}")
        except (OSError, ValueError) as problem:
            print(f"{path}: {problem}", file=sys.stderr)
            failed = 1
    return failed
