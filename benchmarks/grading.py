"""How long grading takes: `python -m benchmarks.grading [SUBMISSIONS] [JOBS]`. It is no test.

Each submission is a notebook of its own with one answer to every question of an assignment, for
points of the student's own: nothing that is found for one serves another. The goal: a class of 200
in under two minutes of processor time.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gmm_widget.em.points import as_points
from gmm_widget.homework import record
from gmm_widget.homework.challenges.registry import find
from gmm_widget.homework.grading import Assignment, Question, grade, to_plain

ASSIGNMENTS = (
    ("trap", "collapse", "kmeans loses"),
    ("trap", "rescue", "collapse", "kmeans beats", "kmeans loses", "published"),
    ("bic",),
    ("trap", "rescue", "bic"),
)


def answer(challenge: str, student: str) -> str:
    """The code of a random start."""
    asked = find(challenge)
    points = as_points(asked.source(student))
    random = np.random.default_rng(len(student))
    numbers = asked.n_components[: asked.n_starts]
    starts = [points[random.choice(len(points), k, replace=False)] for k in numbers]
    return record(challenge, starts, student)


def hand_in(folder: Path, student: str, questions: tuple[str, ...]) -> None:
    """Write a student's notebook: the plain one, with codes in the cells for answers."""
    made = to_plain(Assignment("hw", tuple(Question(name) for name in questions)))
    for name in questions:
        source = f'answer = "{answer(name, student)}"'
        made["cells"].append({"cell_type": "code", "source": source, "metadata": {}, "outputs": []})
    place = folder / student
    place.mkdir()
    (place / "hw.ipynb").write_text(json.dumps(made), encoding="utf-8")


def main(n: int, jobs: int) -> None:
    """Print a line for each assignment."""
    print(f"| questions | {n:,} submissions, {jobs} processes | processor | each |")
    print("|---|---:|---:|---:|")
    for questions in ASSIGNMENTS:
        with TemporaryDirectory() as top:
            for number in range(n):
                hand_in(Path(top), f"student{number}", questions)
            asked = [Question(name) for name in questions]
            begun, before = time.perf_counter(), processor()
            grades = grade(top, asked, jobs=jobs)
            taken, used = time.perf_counter() - begun, processor() - before
        assert len(grades) == n * len(questions)
        assert all(one.where for one in grades)
        each = f"{used / n * 1000:.0f} ms"
        print(f"| {', '.join(questions)} | {taken:.0f} s | {used:.0f} s | {each} |", flush=True)


def processor() -> float:
    """The seconds of processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*given, *(200, 2)[len(given) :])
