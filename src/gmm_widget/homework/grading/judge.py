"""Judgement of a submission: every answer code is computed again, and code runs only on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gmm_widget.homework.calls import TimeUp, deadline
from gmm_widget.homework.challenges import check, decode_answer, names
from gmm_widget.homework.grading.assignment import Question
from gmm_widget.homework.grading.execute import execute
from gmm_widget.homework.grading.limits import Limits
from gmm_widget.homework.grading.notebook import Notebook, UnreadableError, read_notebook
from gmm_widget.homework.grading.scan import Found, find_codes, find_functions
from gmm_widget.homework.grading.submissions import Submission
from gmm_widget.homework.result import Result

USUAL = Limits()


@dataclass(frozen=True)
class Judged:
    """The results of a submission.

    Attributes
    ----------
    results : mapping
        The best result for every question that it answers, by the question's name.
    where : mapping
        The place of that answer, in words.
    remarks : tuple of str
        What could not be read or used, as sentences.
    functions : frozenset of str
        The homework functions that it defines.
    starts : mapping
        The answers, by the question's name, as values that are equal for equal starts.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
    starts: Mapping[str, object] = field(default_factory=dict)


def judge(
    submission: Submission,
    questions: Sequence[Question] | None = None,
    *,
    run: bool = False,
    limits: Limits = USUAL,
) -> Judged:
    """Judge everything in a submission; the best of several answers to a question counts.

    It never raises: problems become a result with a reason, or a remark.

    Parameters
    ----------
    submission : Submission
    questions : sequence of Question, or None
        The questions of the assignment. None: any that are answered.
    run : bool
        Whether to run the notebooks, each in a process of its own. Otherwise functions are not
        judged.
    limits : Limits

    Returns
    -------
    Judged
    """
    notes = _Notes(submission.student, [submission.remark] if submission.remark else [])
    for path in submission.notebooks:
        several = f"{path.name}, " if len(submission.notebooks) > 1 else ""
        try:
            with deadline(limits.seconds):
                notebook = read_notebook(path)
                notes.functions |= find_functions(notebook)
                notes.judge_codes(find_codes(notebook), several)
            if run:
                _run(notes, notebook, questions, limits, several)
        except UnreadableError as problem:
            notes.remarks.append(f"{path.name}: {problem}")
        except TimeUp:
            notes.remarks.append(f"{path.name}: judging took longer than {limits.seconds:g} s.")
        except MemoryError:
            notes.remarks.append(f"{path.name}: judging took too much memory.")
    return Judged(
        notes.results,
        notes.where,
        tuple(notes.remarks),
        frozenset(notes.functions),
        notes.starts,
    )


def _run(
    notes: _Notes,
    notebook: Notebook,
    questions: Sequence[Question] | None,
    limits: Limits,
    several: str,
) -> None:
    asked = questions
    if asked is None:
        asked = [Question(name) for name in sorted(find_functions(notebook))]
    ran = execute(notebook, notes.student, asked, limits)
    if ran.remark:
        notes.remarks.append(f"{notebook.path.name}: {ran.remark}")
    for name, result in ran.results.items():
        notes.take(name, result, f"{several}run")
    with deadline(limits.seconds):
        notes.judge_codes(ran.codes, several)


@dataclass
class _Notes:
    """The results of a submission so far."""

    student: str
    remarks: list[str]
    results: dict[str, Result] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    starts: dict[str, object] = field(default_factory=dict)

    def take(self, name: str, result: Result, where: str, starts: object = None) -> None:
        """Keep a result if it is better than the previous one."""
        if name not in self.results or result.score > self.results[name].score:
            self.results[name], self.where[name] = result, where
            self.starts[name] = starts

    def judge_codes(self, found: Sequence[Found], several: str) -> None:
        for one in found:
            where = f"{several}{one.where}"
            try:
                answer = decode_answer(one.code)
            except ValueError as problem:
                self.remarks.append(f"In {where}: {problem}")
                continue
            name, starts = answer.challenge, [means.tolist() for means in answer.starts]
            if name not in names():
                self.remarks.append(f"In {where}: a code for {name!r}, which is no challenge here.")
            elif not self.results.get(name):
                self.take(name, _checked(name, one.code, self.student), where, repr(starts))


def _checked(name: str, code: str, student: str) -> Result:
    try:
        return check(name, code, student)
    except MemoryError:
        raise
    except Exception as error:  # from a teacher's own judge or points
        said = f"This answer could not be judged: {type(error).__name__}: {error}"
        return Result(False, said, details={"kind": "judge"})
