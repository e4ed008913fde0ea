"""Answer codes in a notebook, found without running anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gmm_widget.homework.challenges import LONGEST
from gmm_widget.homework.grading.assignment import FUNCTIONS
from gmm_widget.homework.grading.notebook import Notebook, texts, widget_states

MOST_CODES = 50
"""Different codes of one notebook that are judged."""
MOST_TRIES = 2000
"""Places of one notebook where a code may begin that are looked at."""

_BEGIN = re.compile(r"gmm\d{1,3}\.")
_BETWEEN = re.compile(r"\\[nrt]|[\s\"'`()+\\]")
_WHOLE = re.compile(r"gmm\d{1,3}\.[A-Za-z0-9_-]+\.[0-9a-f]{8}")
_PART = re.compile(r"gmm\d{1,3}\.[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_DEFINED = re.compile(rf"^def +({'|'.join(FUNCTIONS)})\b", re.MULTILINE)
_SKIPPED = ("image/", "video/", "audio/", "application/pdf")


@dataclass(frozen=True)
class Found:
    """An answer code, perhaps a damaged one, and where it stands in words."""

    code: str
    where: str


def find_codes(notebook: Notebook) -> tuple[Found, ...]:
    """The different codes of a notebook: those in cells first, then in outputs, then in the saved
    state of widgets (Jupyter's shape and Colab's). At most `MOST_CODES`.

    A code that is broken over lines or texts is put together; one that is damaged is there too,
    as far as it goes.
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
    """The code that begins there, put together, or what is left of it; empty if nothing is."""
    whole = _WHOLE.match(text, begin, begin + LONGEST)
    if whole is None:
        whole = _WHOLE.match(_BETWEEN.sub("", text[begin : begin + LONGEST]))
    left = whole or _PART.match(text, begin, begin + 200)
    return left[0] if left else ""


def find_functions(notebook: Notebook) -> frozenset[str]:
    """Which of the functions that homework asks for are defined in code cells."""
    sources = (cell.source for cell in notebook.cells if cell.kind == "code")
    return frozenset(name for source in sources for name in _DEFINED.findall(source))


def _places(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Every text that may hold a code, and where that is."""
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
