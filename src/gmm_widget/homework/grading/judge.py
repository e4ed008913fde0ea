"""Judgement of a submission: every answer code is computed again, and code runs only on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gmm_widget.homework.calls import TimeUp, deadline
from gmm_widget.homework.challenges import check, decode_answer, names
from gmm_widget.homework.grading.assignment import Question
from gmm_widget.homework.grading.execute import execute
from gmm_widget.homework.grading.imports import find_imports
from gmm_widget.homework.grading.limits import Limits
from gmm_widget.homework.grading.notebook import Notebook, UnreadableError, read_notebook
from gmm_widget.homework.grading.roster import same
from gmm_widget.homework.grading.scan import (
    Found,
    find_codes,
    find_functions,
    find_student,
    find_words,
)
from gmm_widget.homework.grading.submissions import Submission
from gmm_widget.homework.result import Result

USUAL = Limits()

OTHER_ID = (
    'The notebook says STUDENT = "{said}", but it was handed in as "{student}", and the answer is '
    'that of "{said}". If you are both, tell your teacher.'
)


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
    said : str
        The student according to the notebook, if that is another one; else empty.
    as_said : mapping
        The results of that student's answers, by the question's name: they do not count.
    imports : tuple of str
        Imports that do the homework's work: see `find_imports`.
    words : mapping of str to str
        The answers in words, by the question's name.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
    starts: Mapping[str, object] = field(default_factory=dict)
    said: str = ""
    as_said: Mapping[str, Result] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


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
                notes.read(notebook)
                notes.read_words(notebook, questions or (), several)
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
        notes.said,
        notes.as_said,
        tuple(notes.imports),
        notes.words,
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
    asked = [question for question in asked if not question.in_words]
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
    said: str = ""
    as_said: dict[str, Result] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def read_words(self, notebook: Notebook, asked: Sequence[Question], several: str) -> None:
        """Keep the longest answer to each question in words."""
        for question in asked:
            text, number = find_words(notebook, question) if question.in_words else ("", 0)
            if len(text) > len(self.words.get(question.name, "")):
                self.words[question.name] = text
                self.where[question.name] = f"{several}cell {number}"

    def read(self, notebook: Notebook) -> None:
        """Note what a notebook defines, imports and says of its student."""
        self.functions |= find_functions(notebook)
        self.imports += find_imports(notebook)
        said = find_student(notebook)
        if said and same(said) != same(self.student):
            self.said = said

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
                result = self._told(name, one.code, _checked(name, one.code, self.student))
                self.take(name, result, where, repr(starts))

    def _told(self, name: str, code: str, result: Result) -> Result:
        """The result, or why an answer of the student whom the notebook names does not count."""
        if not self.said or result.details.get("kind") != "code":
            return result
        as_said = _checked(name, code, self.said)
        if as_said.details.get("kind") == "code":
            return result
        if name not in self.as_said or as_said.score > self.as_said[name].score:
            self.as_said[name] = as_said
        message = OTHER_ID.format(said=self.said, student=self.student)
        return Result(False, message, details=result.details)


def _checked(name: str, code: str, student: str) -> Result:
    try:
        return check(name, code, student)
    except MemoryError:
        raise
    except Exception as error:  # from a teacher's own judge or points
        said = f"This answer could not be judged: {type(error).__name__}: {error}"
        return Result(False, said, details={"kind": "judge"})
