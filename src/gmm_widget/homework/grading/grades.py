"""Grades: the lines of the report, made of what was judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gmm_widget.homework.challenges import names
from gmm_widget.homework.grading.assignment import FUNCTIONS, Question
from gmm_widget.homework.grading.judge import Judged
from gmm_widget.homework.grading.roster import readable, same
from gmm_widget.homework.grading.submissions import Submission

NO_ANSWER = "There is no answer to this question in the notebook."
NO_CODE = "There is no answer code in the notebook."
NOT_RUN = "This needs the student's code to run: grade with --execute, or with nbgrader or otter."
TO_READ = "A person reads and grades this answer."
STOPPED = "Grading was stopped before this was judged."


@dataclass(frozen=True)
class Grade:
    """One line of the report: a student's answer to one question.

    Attributes
    ----------
    student : str
    question : str
        Its name; "" if the submission answers none and none was specified.
    score : float or None
        From 0 to 1; None if it was not judged.
    points : float or None
        The score as points.
    out_of : float
        The maximum number of points.
    reason : str
        The sentence for the student.
    where : str
        The place of the answer, in words.
    notebooks : tuple of str
        The submission's files, relative to the graded folder if they are inside it.
    remark : str
        For the teacher alone, without effect on the verdict: who else submitted the same start, an
        id that differs, files that were not read, imports that do the work.
    """

    student: str
    question: str
    score: float | None
    points: float | None
    out_of: float
    reason: str
    where: str = ""
    notebooks: tuple[str, ...] = ()
    remark: str = ""


def answered(judged: Iterable[Judged | None]) -> list[Question]:
    """All questions that anybody answers, in the order of the challenges."""
    seen = {name for one in judged if one for name in [*one.results, *one.functions]}
    return [Question(name) for name in [*names(), *FUNCTIONS] if name in seen]


def lines(
    folder: Path,
    found: Sequence[Submission],
    judged: Sequence[Judged | None],
    asked: Sequence[Question],
) -> Iterator[Grade]:
    """Generate the lines of a report, in the order of submissions and questions.

    Parameters
    ----------
    folder : Path
        That was graded.
    found : sequence of Submission
    judged : sequence of Judged or None
        None for what was not judged because grading was stopped.
    asked : sequence of Question
        If there are none, each student has one line.

    Returns
    -------
    iterator of Grade
    """
    alike = _alike(found, judged)
    present = {same(one.student) for one in found if one.notebooks}
    for submission, one in zip(found, judged, strict=True):
        files = tuple(readable(os.path.relpath(path, folder)) for path in submission.notebooks)
        notes = [submission.note, *_about(submission, one, present)]
        for place, question in enumerate(asked or [None]):
            name = "" if question is None else question.name
            out_of = 0.0 if question is None else question.points
            taught = 0.0 if question is None else question.taught
            score, points, reason = _verdict(question, one)
            if one is not None and one.remarks and not files:
                reason = " ".join(one.remarks)
            remarks = [*notes] if place == 0 else []
            if one is not None:
                others = alike.get(_passed(one, name), set()) - {submission.student}
                remarks += [f"The same start as {', '.join(sorted(others))}."] if others else []
                if name in one.words:
                    remarks.append(f"The answer: {one.words[name]}")
                if name in one.as_said:
                    worth = one.as_said[name].points(out_of, above=taught)
                    remarks.append(f"As {one.said}, it would be {worth:g} of {out_of:g} points.")
            yield Grade(
                submission.student,
                name,
                score,
                points,
                out_of,
                reason,
                one.where.get(name, "") if one else "",
                files,
                " ".join(filter(None, remarks)),
            )


Verdict = tuple[float | None, float | None, str]


def _verdict(question: Question | None, one: Judged | None) -> Verdict:
    """The score of an answer, its points, and the reason."""
    if one is None:
        return None, None, STOPPED
    if question is None:
        return 0.0, 0.0, " ".join(one.remarks) or NO_CODE
    if (result := one.results.get(question.name)) is not None:
        points = result.points(question.points, above=question.taught)
        return result.score, points, result.message
    if question.name in one.words:
        return None, None, TO_READ
    if question.is_function and question.name in one.functions and not one.remarks:
        return None, None, NOT_RUN
    return 0.0, 0.0, " ".join([*one.remarks[:3], NO_ANSWER])


def _about(submission: Submission, one: Judged | None, present: set[object]) -> Iterator[str]:
    """Remarks for the teacher on a whole submission."""
    if one is None:
        return
    if one.said:
        whom = f'Its notebook says STUDENT = "{one.said}"'
        if same(one.said) in present:
            yield f"{whom}, who has handed in, too."
        else:
            line = f"{submission.student},{one.said}"
            yield f"{whom}: if that is right, add the line {line} to --students and grade again."
    if one.imports:
        yield f"Imports what does the work: {', '.join(one.imports)}."


def _alike(found: Sequence[Submission], judged: Sequence[Judged | None]) -> dict[object, set[str]]:
    """Group the students who submitted the same start, where it passed.

    A start that has not passed may be the widget's first one, which is the same for all who have
    the same points.
    """
    students: dict[object, set[str]] = {}
    for submission, one in zip(found, judged, strict=True):
        if one is None:
            continue
        for name in one.results:
            if (key := _passed(one, name)) is not None:
                students.setdefault(key, set()).add(submission.student)
    return students


def _passed(one: Judged, name: str) -> object:
    """A question and the start that passed it; None if none did."""
    if not one.results.get(name) or one.starts.get(name) is None:
        return None
    return name, one.starts[name]
