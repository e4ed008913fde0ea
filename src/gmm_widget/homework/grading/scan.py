"""Search for answer codes in a notebook, without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gmm_widget.homework.challenges import LONGEST
from gmm_widget.homework.grading.assignment import FUNCTIONS, Question
from gmm_widget.homework.grading.notebook import Notebook, texts, widget_states
from gmm_widget.homework.grading.notebook_cells import WORDS

MOST_CODES = 50
"""The maximum number of different codes in a notebook that are judged."""
MOST_TRIES = 2000
"""The maximum number of places in a notebook that are examined for a code."""

EMPTY = (WORDS, "YOUR ANSWER HERE", "_Type your answer here, replacing this text._")
"""What stands where nothing is answered yet: this package's, nbgrader's and otter's."""

_BEGIN = re.compile(r"gmm\d{1,3}\.")
_BETWEEN = re.compile(r"\\[nrt]|[\s\"'`()+\\]")
_WHOLE = re.compile(r"gmm\d{1,3}\.[A-Za-z0-9_-]+\.[0-9a-f]{8}")
_PART = re.compile(r"gmm\d{1,3}\.[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_DEFINED = re.compile(rf"^def +({'|'.join(FUNCTIONS)})\b", re.MULTILINE)
_STUDENT = re.compile(
    r"""^[ \t]*STUDENT[ \t]*=[ \t]*(?:(["'])[ \t]*([^"'\n]*?)[ \t]*\1|(\d+))[ \t]*(?:[#;].*)?$""",
    re.MULTILINE,
)
_SKIPPED = ("image/", "video/", "audio/", "application/pdf")


@dataclass(frozen=True)
class Found:
    """An answer code, possibly damaged, and its place in words."""

    code: str
    where: str


def find_codes(notebook: Notebook) -> tuple[Found, ...]:
    """Find the different codes in a notebook, at most `MOST_CODES`.

    Those in cells come first, then those in outputs, then those in the saved state of widgets
    (Jupyter's format and Colab's). A code that is split over lines or texts is joined; a damaged
    one is included as far as it goes.
    """
    found: dict[str, Found] = {}
    begun = ((text, one, where) for text, where in _places(notebook) for one in _begins(text))
    for text, one, where in islice(begun, MOST_TRIES):
        if (code := _code_at(text, one)) and code not in found:
            found[code] = Found(code, where)
            if len(found) == MOST_CODES:
                break
    return tuple(found.values())


def _begins(text: str) -> Iterator[int]:
    return (match.start() for match in _BEGIN.finditer(text))


def _code_at(text: str, begin: int) -> str:
    """Extract and join the code that begins there, or what is left of it; "" if nothing is."""
    whole = _WHOLE.match(text, begin, begin + LONGEST)
    if whole is None:
        whole = _WHOLE.match(_BETWEEN.sub("", text[begin : begin + LONGEST]))
    left = whole or _PART.match(text, begin, begin + 200)
    return left[0] if left else ""


def find_functions(notebook: Notebook) -> frozenset[str]:
    """Find the homework functions that are defined in code cells."""
    sources = (cell.source for cell in notebook.cells if cell.kind == "code")
    return frozenset(name for source in sources for name in _DEFINED.findall(source))


def find_words(notebook: Notebook, question: Question) -> tuple[str, int]:
    """Find the answer to a question in words: the Markdown between its task and the next code.

    Returns
    -------
    text, cell : str, int
        "" and 0 if there is none.
    """
    heading = re.compile(rf"^##\s+{re.escape(question.name)}\b", re.MULTILINE)
    inside, found, number = False, [], 0
    for cell in notebook.cells:
        text = cell.source.strip()
        if cell.kind == "markdown" and heading.search(text):
            inside = True
        elif inside and (cell.kind != "markdown" or text.startswith("## ")):
            break
        elif inside and text and text not in EMPTY:
            found.append(text)
            number = number or cell.number
    return "\n\n".join(found), number


def find_student(notebook: Notebook) -> str:
    """Find the id that the notebook gives as its student's; "" if it gives none."""
    sources = (cell.source for cell in notebook.cells if cell.kind == "code")
    said = [match for source in sources for match in _STUDENT.findall(source)]
    return next((text or number for _, text, number in reversed(said) if text or number), "")


def _places(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Iterate over the texts that may hold a code, and their places."""
    for cell in notebook.cells:
        yield cell.source, f"cell {cell.number}"
    for cell in notebook.cells:
        for output in cell.outputs:
            data = output.get("data")
            shown = data.items() if isinstance(data, dict) else ()
            kept = [value for kind, value in shown if not kind.startswith(_SKIPPED)]
            for text in texts([output.get("text"), kept]):
                yield text, f"output of cell {cell.number}"
    for state in widget_states(notebook.metadata):
        for text in texts(state):
            yield text, "saved widget state"
