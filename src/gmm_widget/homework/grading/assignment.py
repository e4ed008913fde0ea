"""Assignments: questions for students, as one value that is stored in notebooks."""

from __future__ import annotations

import ast
import math
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from gmm_widget.homework.challenges import slug
from gmm_widget.homework.grading.notebook import Notebook, read_notebook

KEY = "gmm_widget"
"""The key of an assignment in the metadata of a notebook."""

FUNCTIONS: Mapping[str, str] = {
    "e_step": "Write `e_step(X, weights, means, covariances)`. It returns the responsibilities "
    "`R` of shape (n, K): how much of point n belongs to component k.",
    "m_step": "Write `m_step(X, R)`. It returns `weights` (K,), `means` (K, d) and `covariances` "
    "(K, d, d).",
    "tied_m_step": "Write `tied_m_step(X, R)`, the M-step with one covariance for all components. "
    "It returns `weights` (K,), `means` (K, d) and one `covariance` (d, d).",
    "log_likelihood": "Write `log_likelihood(X, weights, means, covariances)`. It returns "
    "log p(X) as one number, the sum over all points.",
}
"""The functions that students may be asked to write, and their tasks."""

DOCSTRINGS: Mapping[str, str] = {
    "e_step": "The responsibilities R, shape (n, K).",
    "m_step": "The weights (K,), means (K, d) and covariances (K, d, d) of the next mixture.",
    "tied_m_step": "The weights (K,), means (K, d) and the one covariance (d, d).",
    "log_likelihood": "log p(X), one number: the sum over the points, in nats.",
}
"""What the functions return, in the cells where students write them."""

SECRET = ("solution", "rubric")
"""The fields of a question that students never see."""

CellKind = Literal["text", "code"]

SIGNATURES: Mapping[str, str] = {
    "e_step": "e_step(X, weights, means, covariances)",
    "m_step": "m_step(X, R)",
    "tied_m_step": "tied_m_step(X, R)",
    "log_likelihood": "log_likelihood(X, weights, means, covariances)",
}


@dataclass(frozen=True)
class Question:
    """A question of an assignment.

    Attributes
    ----------
    name : str
        Of a challenge, as "trap"; of a function to write: one of `FUNCTIONS`; or any, if the
        answer is in words.
    points : float
        The maximum number of points.
    variable : str
        The name of the answer code in the students' notebooks, by default "answer_<name>"; or the
        name of the function to write.
    task : str
        What to do, in Markdown; by default the challenge's own task.
    solution : str
        The teacher's code of the answer, for emitted notebooks. It assigns `variable`, or defines
        the function.
    rubric : str
        Grading notes for the teacher's version only, in Markdown.
    in_words : bool
        Whether the answer is a text, which a person reads and grades. It needs a `task`.
    taught : float
        The score that what was taught reaches, from 0 to below 1: only what is above it earns
        points.

    Raises
    ------
    ValueError
        If the name is empty, the points are not finite and above 0, the variable is not a Python
        name, a question in words has no task, or `taught` is not from 0 to below 1.
    """

    name: str
    points: float = 1.0
    variable: str = ""
    task: str = ""
    solution: str = ""
    rubric: str = ""
    in_words: bool = False
    taught: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip():
            raise ValueError("a question needs the name of a challenge, or e_step, m_step, ...")
        points = float(self.points)
        if not 0 < points < math.inf:
            raise ValueError(f"{self.name!r} needs points above 0; got {self.points!r}")
        variable = self.variable or (self.name if self.is_function else f"answer_{self.slug}")
        if not variable.isidentifier():
            raise ValueError(f"{variable!r} is no variable's name: give one to {self.name!r}")
        if self.in_words and (not self.task or self.name in FUNCTIONS):
            raise ValueError(f"{self.name!r} is to be answered in words: give it a task to read")
        if not 0 <= self.taught < 1:
            raise ValueError(f"{self.name!r} needs taught from 0 to below 1; got {self.taught!r}")
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "variable", variable)

    @property
    def is_function(self) -> bool:
        """Whether a function is to be written, so that grading must run students' code."""
        return self.name in FUNCTIONS

    @property
    def is_challenge(self) -> bool:
        """Whether an answer code is to be recorded."""
        return not self.is_function and not self.in_words

    @property
    def slug(self) -> str:
        """The name as one word: "kmeans_beats"."""
        return slug(self.name)


@dataclass(frozen=True)
class Assignment:
    """Questions that are handed out and submitted together.

    Attributes
    ----------
    name : str
        Also the name of nbgrader's folder, and of the notebook.
    questions : tuple of Question
    title : str
        The heading of emitted notebooks.
    setup : str
        Python code that every emitted grade cell runs first, as "import our_challenges" if the
        questions are a teacher's own challenges.
    before, after : tuple of (kind, source)
        Cells before the first question and after the last: ("text", Markdown) or
        ("code", Python).

    Raises
    ------
    ValueError
        If it has no name, no questions, or two with the same name or variable.

    Examples
    --------
    >>> Assignment("hw1", (Question("trap", 4), Question("e_step", 3))).out_of
    7.0
    """

    name: str
    questions: tuple[Question, ...]
    title: str = ""
    setup: str = ""
    before: tuple[tuple[CellKind, str], ...] = ()
    after: tuple[tuple[CellKind, str], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(self.questions))
        if not re.fullmatch(r"[\w. -]+", self.name):
            raise ValueError(f"an assignment needs a name of letters and digits; got {self.name!r}")
        if not self.questions:
            raise ValueError(f"the assignment {self.name!r} needs questions")
        for what in ("name", "variable"):
            given = [getattr(question, what) for question in self.questions]
            if twice := sorted({one for one in given if given.count(one) > 1}):
                raise ValueError(f"{self.name!r} has two questions of the {what} {twice[0]!r}")

    @property
    def out_of(self) -> float:
        """The maximum number of points."""
        return sum(question.points for question in self.questions)

    def files(self) -> tuple[Path, ...]:
        """The modules that `setup` imports and that are neither installed nor Python's own.

        They must be imported already, or be importable; students and graders need them beside
        the notebook.
        """
        tree = ast.parse(self.setup)
        named = [
            name
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        ]
        roots = dict.fromkeys(name.partition(".")[0] for name in named)
        return tuple(path for name in roots for path in _own_files(name))

    def metadata(self) -> dict[str, Any]:
        """The assignment as notebook metadata, without solutions and rubrics."""
        questions = [
            {key: value for key, value in asdict(question).items() if key not in SECRET}
            for question in self.questions
        ]
        return {KEY: {"assignment": self.name, "title": self.title, "questions": questions}}


def _own_files(module: str) -> list[Path]:
    """The files of a module of the teacher's own; none for one that is installed."""
    if not module or module in sys.stdlib_module_names or module == "gmm_widget":
        return []
    try:
        origin = getattr(sys.modules.get(module) or find_spec(module), "origin", None)
        origin = getattr(sys.modules.get(module), "__file__", None) or origin
    except (ImportError, ValueError):
        return []
    path = Path(origin or "")
    if path.suffix != ".py" or {"site-packages", "dist-packages"} & set(path.parts):
        return []
    return sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]


def assignment_of(notebook: str | Path | Notebook) -> Assignment:
    """Read the assignment from an emitted notebook: a teacher's, never a student's.

    Raises
    ------
    ValueError
        If the notebook cannot be read (`UnreadableError`), or contains no assignment.
    """
    read = notebook if isinstance(notebook, Notebook) else read_notebook(Path(notebook))
    held = read.metadata.get(KEY)
    if not isinstance(held, dict) or not isinstance(held.get("questions"), list):
        raise ValueError(
            f"{read.path} holds no assignment: give a notebook that to_nbgrader, to_otter or "
            "to_plain made, or name the questions"
        )
    try:
        questions = tuple(Question(**question) for question in held["questions"])
        return Assignment(held["assignment"], questions, held.get("title", ""))
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"the assignment in {read.path} is damaged: {problem}") from None
