"""Grading of a folder of submissions: who, which question, how many points, and why."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from gmm_widget.arguments import by_name
from gmm_widget.homework.challenges import names
from gmm_widget.homework.grading.assignment import FUNCTIONS, Question
from gmm_widget.homework.grading.execute import check_executable
from gmm_widget.homework.grading.judge import USUAL, Judged, judge
from gmm_widget.homework.grading.limits import Limits, limit_memory
from gmm_widget.homework.grading.submissions import Submission, find_submissions

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

Judge = Callable[[Submission], Judged]

NO_ANSWER = "There is no answer to this question in the notebook."
DIED = "The process that judged it died: it took too much memory, or ended itself."
NOT_RUN = "This needs the student's code to run: grade with --execute, or with nbgrader or otter."


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
        For the teacher alone, without effect on the verdict: who else submitted the same start.
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


@by_name
def grade(
    folder: str | Path,
    questions: Sequence[Question] | None = None,
    *,
    assignment: str | None = None,
    students: Mapping[str, str] | None = None,
    execute: bool = False,
    jobs: int = 1,
    load: Sequence[str | Path] = (),
    limits: Limits = USUAL,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Grade, ...]:
    """Grade every submission in a folder: one line for each student and question.

    The notebooks are scanned for answer codes, and the fits of each are computed again; students'
    code runs only with `execute`. Nothing in a submission raises an error: a file that cannot be
    read becomes a line with a reason.

    Parameters
    ----------
    folder : path
        See `find_submissions` for the layouts.
    questions : sequence of Question, or None
        The questions and their points, as from ``assignment_of(notebook).questions``. None: all
        that any student answers, one point each.
    assignment : str or None
        Its name, if the folder holds several.
    students : mapping or None
        The students' ids, by the name of the folder or file; see `read_students`.
    execute : bool
        Run the notebooks, each in a process of its own, to judge functions and answers that exist
        only then.
    jobs : int
        The number of parallel processes. With more than 1, a script that calls this needs
        ``if __name__ == "__main__":``.
    load : sequence of path
        Python files that define a teacher's own challenges.
    limits : Limits
    progress : callable or None
        A callback, ``progress(done, of)``, called after every submission.

    Returns
    -------
    tuple of Grade

    Raises
    ------
    ValueError
        If there are no submissions, a question is unknown, `jobs` is below 1, a file of `load`
        raises an error, or notebooks cannot be run here.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be 1 or more; got {jobs}")
    if execute:
        check_executable(limits)
    _prepare(tuple(load), None)
    for question in questions or ():
        if not question.is_function and question.name not in names():
            known = ", ".join([*names(), *FUNCTIONS])
            raise ValueError(f"there is no question {question.name!r}: choose from {known}")
    found = find_submissions(folder, assignment, students)
    judge_one = partial(judge, questions=questions, run=execute, limits=limits)
    prepare = partial(_prepare, tuple(load), limits.megabytes)
    several = _in_processes(found, judge_one, prepare, jobs) if jobs > 1 else None
    judged: list[Judged] = [Judged()] * len(found)
    for done, (place, one) in enumerate(several or _here(found, judge_one), 1):
        judged[place] = one
        if progress is not None:
            progress(done, len(found))
    asked = questions if questions is not None else _answered(judged)
    return tuple(_lines(Path(folder), found, judged, asked))


def _answered(judged: Iterable[Judged]) -> list[Question]:
    """All questions that anybody answers, in the order of the challenges."""
    seen = {name for one in judged for name in [*one.results, *one.functions]}
    return [Question(name) for name in [*names(), *FUNCTIONS] if name in seen]


def _lines(
    folder: Path,
    found: Sequence[Submission],
    judged: Sequence[Judged],
    asked: Sequence[Question],
) -> Iterator[Grade]:
    alike = _alike(found, judged)
    for submission, one in zip(found, judged, strict=True):
        files = tuple(os.path.relpath(path, folder) for path in submission.notebooks)
        if not asked:
            reason = " ".join(one.remarks) or "There is no answer code in the notebook."
            yield Grade(submission.student, "", 0.0, 0.0, 0.0, reason, "", files)
        for question in asked:
            name = question.name
            if (result := one.results.get(name)) is not None:
                score, points, reason = result.score, result.points(question.points), result.message
            elif question.is_function and name in one.functions and not one.remarks:
                score, points, reason = None, None, NOT_RUN
            else:
                score, points, reason = 0.0, 0.0, " ".join([*one.remarks[:3], NO_ANSWER])
            where = one.where.get(name, "")
            others = sorted(alike.get(_passed(one, name), frozenset()) - {submission.student})
            remark = f"The same start as {', '.join(others)}." if others else ""
            yield Grade(
                submission.student,
                name,
                score,
                points,
                question.points,
                reason,
                where,
                files,
                remark,
            )


def _alike(found: Sequence[Submission], judged: Sequence[Judged]) -> dict[object, set[str]]:
    """Group the students who submitted the same start, where it passed.

    A start that has not passed may be the widget's first one, which is the same for all who have
    the same points.
    """
    students: dict[object, set[str]] = {}
    for submission, one in zip(found, judged, strict=True):
        for name in one.results:
            if (key := _passed(one, name)) is not None:
                students.setdefault(key, set()).add(submission.student)
    return students


def _passed(one: Judged, name: str) -> object:
    """A question and the start that passed it; None if none did."""
    if not one.results.get(name) or one.starts.get(name) is None:
        return None
    return name, one.starts[name]


# ------------------------------------------------------------------ here, or in processes


def _prepare(load: Sequence[str | Path], megabytes: int | None) -> None:
    """Prepare a process for judging: limit it, and define the teacher's own challenges."""
    if megabytes is not None:
        limit_memory(megabytes)
    for path in load:
        try:
            runpy.run_path(str(path))
        except Exception as error:
            raise ValueError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error


def _here(found: Sequence[Submission], judge_one: Judge) -> Iterator[tuple[int, Judged]]:
    return enumerate(map(judge_one, found))


def _in_processes(
    found: Sequence[Submission], judge_one: Judge, prepare: Callable[[], None], jobs: int
) -> Iterator[tuple[int, Judged]]:
    """Judge in several processes.

    One that dies loses only the submissions that it was judging, and each of these is tried once
    more by itself.
    """
    waiting = list(range(len(found)))[::-1]
    alone: list[int] = []
    while waiting or alone:
        trying_alone = bool(alone)
        pending = alone if trying_alone else waiting
        in_hand: dict[Future[Judged], int] = {}
        with _pool(1 if trying_alone else jobs, prepare) as pool:
            try:
                while pending or in_hand:
                    while pending and len(in_hand) < (1 if trying_alone else 2 * jobs):
                        in_hand[pool.submit(judge_one, found[pending[-1]])] = pending[-1]
                        pending.pop()
                    for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                        judged = future.result()
                        yield in_hand.pop(future), judged
            except BrokenProcessPool:
                if trying_alone:
                    for place in in_hand.values():
                        yield place, Judged(remarks=(DIED,))
                else:
                    alone = list(in_hand.values())


@contextmanager
def _pool(workers: int, prepare: Callable[[], None]) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes that compute with one thread each."""
    kept = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        with ProcessPoolExecutor(workers, get_context("spawn"), initializer=prepare) as pool:
            yield pool
    finally:
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
