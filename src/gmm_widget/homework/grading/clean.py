"""Repair of notebooks that Colab saved, which changes no other byte."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from gmm_widget.arguments import by_name
from gmm_widget.homework.grading.notebook import WIDGET_STATE, parsed, read_text

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Cleaned:
    """A repaired notebook.

    Attributes
    ----------
    text : str
        The whole notebook.
    changed : bool
        Whether there was anything to repair.
    message : str
        A description of the repair.
    """

    text: str
    changed: bool
    message: str


def clean_text(text: str) -> Cleaned:
    """Convert a saved widget state without `state`, as written by Colab, to Jupyter's format.

    nbconvert, and therefore nbgrader's feedback, fails on the former. Every other byte is kept.

    Raises
    ------
    ValueError
        If the text is not a notebook (`UnreadableError`), or the state is not one.
    """
    parsed(Path(), text)
    span = _find(text, ("metadata", "widgets", WIDGET_STATE))
    if span is None:
        return Cleaned(text, False, "there is no saved widget state: nothing to repair")
    begin, end = span
    state = json.loads(text[begin:end])
    if not isinstance(state, dict):
        raise ValueError(f"the saved widget state is of type {type(state).__name__}, not a table")
    if isinstance(state.get("state"), dict):
        return Cleaned(text, False, "its widget state is as Jupyter has it: nothing to repair")
    versions = '"version_major": 2, "version_minor": 0'
    repaired = f'{text[:begin]}{{"state": {text[begin:end]}, {versions}}}{text[end:]}'
    parsed(Path(), repaired)
    return Cleaned(repaired, True, f"Colab's widget state repaired ({len(state)} models)")


@by_name
def clean_notebook(path: str | Path, output: str | Path | None = None) -> Cleaned:
    """Repair a file in place, with a backup beside it as ``<name>.bak``, or into `output`.

    Raises
    ------
    ValueError
        If the file cannot be read as a notebook.
    FileExistsError
        If there is a backup of that name already.
    """
    source = Path(path)
    raw = read_text(source)
    kept = source.read_bytes()
    mark = kept[:3] if kept.startswith(b"\xef\xbb\xbf") else b""
    done = clean_text(raw)
    if output is not None:
        Path(output).write_bytes(mark + done.text.encode())
    elif done.changed:
        backup = source.with_name(f"{source.name}.bak")
        with backup.open("xb") as file:
            file.write(kept)
        source.write_bytes(mark + done.text.encode())
    return done


def _find(text: str, path: tuple[str, ...]) -> tuple[int, int] | None:
    """Locate the value at a path of keys in a JSON text of objects."""
    at = _skip(text, 0)
    for key in path:
        if text[at] != "{":
            return None
        found = None
        at = _skip(text, at + 1)
        while text[at] != "}":
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
            _, end = _DECODER.raw_decode(text, at)
            if name == key:  # the last of several counts, as in json
                found = at
            at = _skip(text, end)
            at = _skip(text, at + 1) if text[at] == "," else at
        if found is None:
            return None
        at = found
    return at, _DECODER.raw_decode(text, at)[1]


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
