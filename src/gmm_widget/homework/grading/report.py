"""Reports of grades: a table for the terminal, CSV, and feedback for every student."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import shorten

from gmm_widget.homework.grading.run import Grade

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
WIDEST_REASON = 70


def table(grades: Sequence[Grade]) -> str:
    """Format the grades as columns, with shortened reasons, remarks, and a summary."""
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
    remarks = [f"{one.student}, {one.question}: {one.remark}" for one in grades if one.remark]
    if remarks:
        remarks = ["", "For you to look at:", *map(_line, remarks)]
    return "\n".join([*(line.rstrip() for line in lines), *remarks, "", summary(grades)])


def summary(grades: Sequence[Grade]) -> str:
    """Summarise in one line: students, answers, those passed, and those not judged."""
    students = len({one.student for one in grades})
    passed = sum(one.score == 1 for one in grades)
    unjudged = sum(one.score is None for one in grades)
    said = f"{students} students, {len(grades)} answers: {passed} passed"
    return f"{said}, {unjudged} not judged." if unjudged else f"{said}."


def write_csv(grades: Iterable[Grade], path: str | Path) -> None:
    """Write a line for each grade, with a heading; `COLUMNS` names the columns.

    Texts that a spreadsheet would take for a formula get an apostrophe before them. Answers that
    were not judged have empty scores.
    """
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in grades:
            score = "" if one.score is None else f"{one.score:.4g}"
            points = "" if one.points is None else f"{one.points:g}"
            words = (one.reason, one.where, "; ".join(one.notebooks), one.remark)
            writer.writerow(
                [_cell(one.student), _cell(one.question), score, points, f"{one.out_of:g}"]
                + [_cell(word) for word in words]
            )


def write_feedback(grades: Sequence[Grade], folder: str | Path) -> tuple[Path, ...]:
    """Write ``<student>.md`` and ``<student>.html`` for every student, and return the paths.

    Characters of a name that are invalid in a file name become underscores.
    """
    top = Path(folder)
    top.mkdir(parents=True, exist_ok=True)
    written: dict[Path, None] = {}
    by_student = sorted(grades, key=lambda one: one.student)
    for student, own in groupby(by_student, key=lambda one: one.student):
        several = list(own)
        name = re.sub(r"[^\w .@-]", "_", student).strip(" .")[:100] or "_"
        while top / f"{name}.md" in written:
            name += "_"
        for suffix, made in ((".md", markdown), (".html", page)):
            path = top / f"{name}{suffix}"
            path.write_text(made(student, several), encoding="utf-8")
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
    return "".join(c if c.isprintable() else " " for c in text)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", _line(text))


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
