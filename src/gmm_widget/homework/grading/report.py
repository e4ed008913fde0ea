"""Reports of grades: a table for the terminal, CSV, and feedback for every student."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten

from gmm_widget.homework.grading.grades import Grade
from gmm_widget.homework.grading.outputs import write_whole

COLUMNS = (
    "student",
    "question",
    "score",
    "points",
    "out_of",
    "reason",
    "where",
    "notebooks",
    "remark",
)
TOTALS = ("student", "points", "out_of", "feedback")
WIDEST_REASON = 70


def table(grades: Sequence[Grade], strays: Sequence[Grade] = ()) -> str:
    """Format the grades as columns, with shortened reasons, remarks, and a summary.

    Parameters
    ----------
    grades : sequence of Grade
    strays : sequence of Grade
        Further ones, of which only the remarks are told.

    Returns
    -------
    str
    """
    rows = [("student", "question", "score", "points", "reason")]
    for one in grades:
        points = "" if one.points is None else f"{one.points:g} / {one.out_of:g}"
        score = "" if one.score is None else f"{one.score:.2f}"
        reason = shorten(_line(one.reason), WIDEST_REASON, placeholder=" ...")
        rows.append((_line(one.student), one.question, score, points, reason))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [
        "  ".join([*(word.ljust(width) for word, width in zip(row, widths, strict=False)), row[4]])
        for row in rows
    ]
    remarks = [
        ": ".join(filter(None, (", ".join(filter(None, (one.student, one.question))), one.remark)))
        for one in (*grades, *strays)
        if one.remark
    ]
    if remarks:
        remarks = ["", "For you to look at:", *map(_line, remarks)]
    return "\n".join([*(line.rstrip() for line in lines), *remarks, "", summary(grades)])


def summary(grades: Sequence[Grade]) -> str:
    """Summarise in one line: students, answers, those passed, and those not judged."""
    students = len({one.student for one in grades})
    absent = students - len({one.student for one in grades if one.notebooks})
    passed = sum(one.score == 1 for one in grades)
    unjudged = sum(one.score is None for one in grades)
    said = f"{students} students, {len(grades)} answers: {passed} passed"
    said += f", {unjudged} not judged" if unjudged else ""
    return f"{said}, {absent} without a notebook." if absent else f"{said}."


def write_csv(grades: Iterable[Grade], path: str | Path) -> None:
    """Write a line for each grade, with a heading; `COLUMNS` names the columns.

    The file is written in one piece. Texts that a spreadsheet would take for a formula get an
    apostrophe before them. Answers that were not judged have empty scores.
    """
    rows: list[Sequence[str]] = [COLUMNS]
    for one in grades:
        score = "" if one.score is None else f"{one.score:.4g}"
        points = "" if one.points is None else f"{one.points:g}"
        words = (one.reason, one.where, "; ".join(one.notebooks), one.remark)
        rows.append(
            [_cell(one.student), _cell(one.question), score, points, f"{one.out_of:g}"]
            + [_cell(word) for word in words]
        )
    _write_rows(rows, path)


def write_totals(grades: Iterable[Grade], path: str | Path) -> None:
    """Write a line for each student, for a learning platform: `TOTALS` names the columns.

    A total is empty while an answer of the student's is not judged. The feedback has all reasons.
    """
    rows: list[Sequence[str]] = [TOTALS]
    for student, own in _by_student(grades):
        judged = [one.points for one in own if one.points is not None]
        total = f"{round(sum(judged), 2):g}" if len(judged) == len(own) else ""
        out_of = f"{sum(one.out_of for one in own):g}"
        feedback = " ".join(f"{one.question}: {_points(one)}. {one.reason}" for one in own)
        rows.append([_cell(student), total, out_of, _cell(feedback)])
    _write_rows(rows, path)


def _write_rows(rows: Iterable[Sequence[str]], path: str | Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    write_whole(path, text.getvalue())


def _by_student(grades: Iterable[Grade]) -> Iterator[tuple[str, list[Grade]]]:
    for student, own in groupby(
        sorted(grades, key=lambda one: one.student), lambda one: one.student
    ):
        yield student, list(own)


def write_feedback(grades: Sequence[Grade], folder: str | Path) -> tuple[Path, ...]:
    """Write ``<student>.md`` and ``<student>.html`` for every student, and return the paths.

    Characters of a name that are invalid in a file name become underscores.
    """
    top = Path(folder)
    top.mkdir(parents=True, exist_ok=True)
    written: dict[Path, None] = {}
    for student, several in _by_student(grades):
        name = re.sub(r"[^\w .@-]", "_", student).strip(" .")[:100] or "_"
        while top / f"{name}.md" in written:
            name += "_"
        for suffix, made in ((".md", markdown), (".html", page)):
            path = top / f"{name}{suffix}"
            write_whole(path, made(student, several))
            written[path] = None
    return tuple(written)


def markdown(student: str, grades: Sequence[Grade]) -> str:
    """One student's grades and advice, in Markdown."""
    lines = [f"# {_escaped(student)}: {_total(grades)}", ""]
    for one in grades:
        lines += [f"## {_escaped(one.question)}: {_points(one)}", "", _escaped(one.reason), ""]
        if one.where:
            lines += [f"*Answer: {_escaped(one.where)}*", ""]
    return "\n".join(lines)


def page(student: str, grades: Sequence[Grade]) -> str:
    """One student's grades and advice, as an HTML page."""
    parts = []
    for one in grades:
        colour = "#2a8a4a" if one.score == 1 else "#c8661b"
        where = f"<p><small>Answer: {html.escape(one.where)}</small></p>" if one.where else ""
        parts.append(
            f'<section style="border-left:4px solid {colour};padding-left:12px;margin:20px 0">'
            f"<h2>{html.escape(one.question)}: {_points(one)}</h2>"
            f"<p>{html.escape(one.reason)}</p>{where}</section>"
        )
    title = f"{html.escape(student)}: {_total(grades)}"
    style = "body{font:16px/1.5 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em}"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}h1,h2{{line-height:1.2}}</style></head>\n"
        f"<body><h1>{title}</h1>\n{chr(10).join(parts)}\n</body></html>\n"
    )


def _total(grades: Sequence[Grade]) -> str:
    got = sum(one.points or 0.0 for one in grades)
    said = f"{round(got, 2):g} of {sum(one.out_of for one in grades):g} points"
    missing = sum(one.points is None for one in grades)
    return f"{said}, {missing} not judged yet" if missing else said


def _points(one: Grade) -> str:
    if one.points is None:
        return f"not judged yet ({one.out_of:g} points)"
    return f"{one.points:g} of {one.out_of:g} points"


def _line(text: str) -> str:
    """Remove control characters from a text for the terminal."""
    text = text.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else " " for c in text)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", _line(text))


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
