"""The cells of an assignment, independent of the grading system."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gmm_widget.homework.challenges import find, usual_variable
from gmm_widget.homework.grading.assignment import (
    DOCSTRINGS,
    FUNCTIONS,
    SIGNATURES,
    Assignment,
    CellKind,
    Question,
)

Role = Literal["text", "code", "answer", "grade", "words"]

WHO = '"""Who are you? Write your id, as your teacher knows it, between the quotation marks."""'

WORDS = "*Write your answer here, in place of this line.*"
"""What stands where an answer in words is to be written."""

HOW = (
    "\n\nMove the means in the widget until it says *Passed*, and press **Record answer**. The "
    "code, `gmm1...`, then stands between the quotation marks of `{}` below. Where the widget "
    "cannot write it there, it says so: copy it."
)


@dataclass(frozen=True)
class Piece:
    """One cell.

    Attributes
    ----------
    role : {"text", "code", "answer", "grade", "words"}
        Markdown; code that students run; code that they write; code that grades; Markdown that
        they write.
    name : str
        Unique in the assignment.
    source : str
        The students' version: of an answer, the part before what they write.
    solution : str
        The addition of the teacher's version to an answer, with its indentation.
    question : Question or None
    """

    role: Role
    name: str
    source: str
    solution: str = ""
    question: Question | None = None


def pieces(assignment: Assignment) -> Iterator[Piece]:
    """Generate all cells of an assignment, from the first to the last.

    Raises
    ------
    ValueError
        If a question is neither a function's name nor a known challenge's.
    """
    title = assignment.title or assignment.name
    yield Piece("text", "title", f"# {title}\n\n{assignment.out_of:g} points in all.")
    yield Piece("answer", "student", f'{WHO}\nSTUDENT = ""', 'STUDENT = "teacher"')
    if assignment.setup:
        yield Piece("code", "setup", assignment.setup)
    yield from _around("before", assignment.before)
    for question in assignment.questions:
        yield Piece("text", f"{question.slug}-task", _task(question), question=question)
        if question.in_words:
            yield Piece("words", question.slug, WORDS, question.solution, question)
            continue
        if question.is_function:
            head, body = split_solution(question)
            yield Piece("answer", question.slug, head, body, question)
        else:
            yield Piece("code", f"{question.slug}-work", work(question), question=question)
            head = f'{question.variable} = ""'
            yield Piece(
                "answer", question.slug, head, question.solution or by_search(question), question
            )
        yield Piece(
            "grade", f"{question.slug}-grade", grade_source(assignment, question), "", question
        )
    yield from _around("after", assignment.after)


def _around(place: str, cells: tuple[tuple[CellKind, str], ...]) -> Iterator[Piece]:
    for number, (kind, source) in enumerate(cells, 1):
        yield Piece(kind, f"{place}-{number}", source)


def grade_source(assignment: Assignment, question: Question) -> str:
    """Write a grade cell. It has its own imports, shows the reason, and ends in a number."""
    lines = ["from IPython.display import display", ""]
    if question.is_function:
        lines += [f"from gmm_widget.homework import check_{question.name}", assignment.setup, ""]
        lines += [f"result = check_{question.name}({question.variable})"]
    else:
        lines += ["from gmm_widget.homework import check"]
        lines += ["from gmm_widget.homework.grading import student_here", assignment.setup, ""]
        lines += [
            'student = student_here(globals().get("STUDENT"))',
            f'answer = globals().get("{question.variable}")',
            f'result = check("{question.name}", answer, student=student)',
        ]
    above = f", above={question.taught:g}" if question.taught else ""
    lines += ["display(result)", f"result.points({question.points:g}{above})"]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def work(question: Question) -> str:
    """Write the cell of a challenge: its widget, which records the answer."""
    asked, name = find(question.name), f"w_{question.slug}"
    own = f", variable={question.variable!r}" if question.variable != usual_variable(asked) else ""
    return (
        "from gmm_widget import ChallengeWidget\n\n"
        f'{name} = ChallengeWidget("{asked.name}", STUDENT{own})\n{name}'
    )


def by_search(question: Question) -> str:
    """Write a solution of any challenge, for any student, which tries random starts."""
    return (
        "from gmm_widget.homework import record, solvable\n\n"
        f'found = solvable("{question.name}", STUDENT)\n'
        f'{question.variable} = record("{question.name}", found.example, STUDENT)'
    )


def split_solution(question: Question) -> tuple[str, str]:
    """Split a function into its head with the docstring, which students see, and its body.

    Raises
    ------
    ValueError
        If the solution does not define it at its end.
    """
    if not question.solution:
        head = f'def {_signature(question)}:\n    """{DOCSTRINGS[question.name]}"""'
        return head, "    raise NotImplementedError()"
    lines = question.solution.rstrip().splitlines()
    try:
        last = ast.parse(question.solution).body[-1]
    except (SyntaxError, IndexError) as problem:
        raise ValueError(f"the solution of {question.name} does not parse: {problem}") from None
    if not isinstance(last, ast.FunctionDef) or last.name != question.variable:
        raise ValueError(
            f"the solution of {question.name} must end in def {question.variable}(...)"
        )
    has_docstring = ast.get_docstring(last) is not None and len(last.body) > 1
    first = last.body[1 if has_docstring else 0].lineno - 1
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "\n".join(lines[:first]).rstrip(), "\n".join(lines[first:])


def _signature(question: Question) -> str:
    _, _, arguments = SIGNATURES[question.name].partition("(")
    return f"{question.variable}({arguments}"


def _task(question: Question) -> str:
    said = question.task
    if not said:
        said = FUNCTIONS[question.name] if question.is_function else find(question.name).task
    worth = f"{question.points:g} point" + "s" * (question.points != 1)
    how = HOW.format(question.variable) if question.is_challenge else ""
    return f"## {question.name} ({worth})\n\n{said}{how}"
