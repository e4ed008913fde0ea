"""Grading of a folder of submissions: who, which question, how many points, and why."""

from __future__ import annotations

import os
import runpy
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path

from gmm_widget.arguments import by_name
from gmm_widget.homework.challenges import names
from gmm_widget.homework.grading.assignment import FUNCTIONS, Question
from gmm_widget.homework.grading.execute import check_executable
from gmm_widget.homework.grading.grades import Grade, answered, lines
from gmm_widget.homework.grading.judge import USUAL, Judged, judge
from gmm_widget.homework.grading.limits import Limits, limit_memory
from gmm_widget.homework.grading.processes import adopt_orphans
from gmm_widget.homework.grading.submissions import Submission, find_submissions

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

Judge = Callable[[Submission], Judged]

DIED = "The process that judged it died: it took too much memory, or ended itself."


class StoppedError(KeyboardInterrupt):
    """Raised when Ctrl-C stops grading.

    Attributes
    ----------
    grades : tuple of Grade
        All lines; what was not judged has no score.
    n_judged, n_found : int
        The numbers of submissions that were judged, and of all.
    """

    def __init__(self, grades: tuple[Grade, ...], n_judged: int, n_found: int) -> None:
        super().__init__(f"stopped after {n_judged} of {n_found} submissions")
        self.grades = grades
        self.n_judged = n_judged
        self.n_found = n_found


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
        The class: ids by the name of the folder or file; see `read_students`. Who is in it and
        submitted nothing has a line, too.
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
    StoppedError
        After Ctrl-C, with what was judged until then; it is a `KeyboardInterrupt`.
    """
    if jobs < 1:
        raise ValueError(f"jobs must be 1 or more; got {jobs}")
    if execute:
        check_executable(limits)
    _prepare(tuple(load), None)
    for question in questions or ():
        if question.is_challenge and question.name not in names():
            known = ", ".join([*names(), *FUNCTIONS])
            raise ValueError(f"there is no question {question.name!r}: choose from {known}")
    found = find_submissions(folder, assignment, students)
    judge_one = partial(judge, questions=questions, run=execute, limits=limits)
    prepare = partial(_prepare_worker, tuple(load), limits.megabytes)
    several = _in_processes(found, judge_one, prepare, jobs) if jobs > 1 else None
    judged: list[Judged | None] = [None] * len(found)

    def report() -> tuple[Grade, ...]:
        asked = questions if questions is not None else answered(judged)
        return tuple(lines(Path(folder), found, judged, asked))

    try:
        with closing(several or _here(found, judge_one)) as results:
            for done, (place, one) in enumerate(results, 1):
                judged[place] = one
                if progress is not None:
                    progress(done, len(found))
    except KeyboardInterrupt:
        n_judged = sum(one is not None for one in judged)
        raise StoppedError(report(), n_judged, len(found)) from None
    return report()


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


def _here(
    found: Sequence[Submission], judge_one: Judge
) -> Generator[tuple[int, Judged], None, None]:
    for place, submission in enumerate(found):
        yield place, judge_one(submission)


def _in_processes(
    found: Sequence[Submission], judge_one: Judge, prepare: Callable[[], None], jobs: int
) -> Generator[tuple[int, Judged], None, None]:
    """Judge in several processes, which end at once if this generator is closed or interrupted.

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
                        in_hand[pool.submit(_judge_in_worker, judge_one, found[pending[-1]])] = (
                            pending[-1]
                        )
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


class _Terminated(BaseException):
    """Raised in a worker that is to end, so that it first ends what it has started."""


_judging = False


def _prepare_worker(load: Sequence[str | Path], megabytes: int) -> None:
    """Prepare a process of a pool: Ctrl-C is for the process that made it, which ends this one."""

    def terminate(*_: object) -> None:
        if _judging:
            raise _Terminated
        os._exit(1)

    signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN, not inherited by kernels
    signal.signal(signal.SIGTERM, terminate)
    adopt_orphans()
    _prepare(load, megabytes)


def _judge_in_worker(judge_one: Judge, submission: Submission) -> Judged:
    global _judging
    _judging = True
    try:
        return judge_one(submission)
    except _Terminated:
        os._exit(1)
    finally:
        _judging = False


@contextmanager
def _pool(workers: int, prepare: Callable[[], None]) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes that compute with one thread each."""
    kept = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=prepare)
    try:
        yield pool
    except (KeyboardInterrupt, GeneratorExit):
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
