"""Points that a person gives for answers in words."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from gmm_widget.homework.grading.grades import TO_READ, Grade
from gmm_widget.homework.grading.roster import same

Marks = Mapping[tuple[object, str], float]
MARKED = "A person has read and graded this answer."


def read_marks(path: str | Path) -> dict[tuple[object, str], float]:
    """Read points from a CSV file with the columns student, question and points, and others.

    Returns
    -------
    dict
        The points by student (see `same`) and question; where they are empty there are none.

    Raises
    ------
    ValueError
        If a column is missing, or points are no number, 0 or more.
    """
    with Path(path).open(newline="", encoding="utf-8-sig", errors="backslashreplace") as file:
        text = file.read()
    first = text.partition("\n")[0]
    rows = list(csv.DictReader(text.splitlines(True), delimiter=max(",;\t", key=first.count)))
    needed = ("student", "question", "points")
    if rows and (missing := [name for name in needed if name not in rows[0]]):
        raise ValueError(f"{path} needs the columns {', '.join(needed)}; {missing[0]} is missing")
    found: dict[tuple[object, str], float] = {}
    for row in rows:
        given = (row["points"] or "").strip().replace(",", ".")
        if not given:
            continue
        try:
            points = float(given)
        except ValueError:
            points = math.nan
        if not 0 <= points < math.inf:
            raise ValueError(f"{path} has the points {row['points']!r} for {row['student']!r}")
        found[same(row["student"].lstrip("'")), row["question"]] = points
    return found


def with_marks(grades: Iterable[Grade], marks: Marks) -> tuple[Grade, ...]:
    """Give the points of answers in words; all others keep what was computed.

    Raises
    ------
    ValueError
        If there are more points than the question has.
    """
    made = []
    for one in grades:
        points = marks.get((same(one.student), one.question)) if one.reason == TO_READ else None
        if points is not None and points > one.out_of:
            raise ValueError(
                f"{one.student}, {one.question}: {points:g} points, and there are {one.out_of:g}"
            )
        if points is not None:
            one = replace(one, points=points, score=points / one.out_of, reason=MARKED)
        made.append(one)
    return tuple(made)
