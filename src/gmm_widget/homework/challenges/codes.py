"""Answer codes: the starts of a fit as a short text that survives in a notebook's cell.

    gmm1.<url-safe base64 of zlib of JSON>.<crc32 of all before it, 8 hex digits>

A code proves an outcome: that these starts lead there. It does not prove who dragged the means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.arguments import by_name
from gmm_widget.em import COVARIANCE_TYPES
from gmm_widget.homework.challenges.student_data import student_name

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

VERSION = "gmm1"
LONGEST = 20_000
"""The maximum length of a code."""
LARGEST = 65_536
"""The maximum size of its contents, decompressed, in bytes."""
MOST_STARTS, MOST_COMPONENTS, MOST_COLUMNS = 20, 50, 50
FARTHEST = 1e12

_SHAPE = re.compile(r"gmm1\.[A-Za-z0-9_-]+\.[0-9a-f]{8}")
_NAME = re.compile(r"[\w .()-]{1,64}")


@dataclass(frozen=True, eq=False)
class Answer:
    """The contents of a code.

    Attributes
    ----------
    challenge : str
        The name of the challenge that it answers.
    starts : tuple of (K, d) arrays
        The means where each fit begins; K may differ from one to the next.
    options : mapping
        ``covariance_type`` and ``reg_covar`` of the fits, where they are not the challenge's.
    binding : str
        Eight hex digits that identify the student, or "" if the answer is not bound to one.
    """

    challenge: str
    starts: tuple[NDArray[np.float64], ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    binding: str = ""


@by_name
def encode_answer(
    challenge: str,
    starts: ArrayLike | Sequence[ArrayLike],
    *,
    student: str | int | None = None,
    options: Mapping[str, Any] | None = None,
) -> str:
    """Encode an answer.

    Parameters
    ----------
    challenge : str
    starts : (K, d) array_like, or a sequence of them
        The means where each fit begins. Round them first: every digit costs characters.
    student : str or None
        The student to whom the code is bound; it is rejected for anybody else.
    options : mapping or None
        ``covariance_type`` and ``reg_covar``, where they are not the challenge's.

    Returns
    -------
    str

    Raises
    ------
    TypeError, ValueError
        If the answer could not be decoded again: a wrong shape, a number that is not finite, an
        unknown option, or more than `LARGEST` bytes.
    """
    content = {
        "c": challenge,
        "m": [np.asarray(start, dtype=np.float64).tolist() for start in as_starts(starts)],
        "o": dict(options or {}),
        "s": "" if student is None else binding(challenge, student),
    }
    _checked(content)
    raw = json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
    text = f"{VERSION}.{base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip('=')}"
    code = f"{text}.{zlib.crc32(text.encode()):08x}"
    if len(raw) > LARGEST or len(code) > LONGEST:
        raise ValueError(
            f"the answer is too long for a code ({len(code)} characters; {LONGEST} at most): round "
            "the means, or give fewer starts"
        )
    return code


@by_name
def decode_answer(code: Any) -> Answer:
    """Decode a code. White space and quotation marks around or inside it are ignored.

    Raises
    ------
    ValueError
        With one sentence for the student, if this is not a whole, undamaged code. It takes little
        time and memory for any input.
    """
    if code is None or (isinstance(code, str) and not code.strip()):
        raise ValueError(
            "There is no answer yet: record it in the widget, so that the code stands in this "
            "cell, and run the cell."
        )
    if not isinstance(code, str):
        raise ValueError(
            f"An answer is a text that begins with gmm1; this is of type {type(code).__name__}."
        )
    if len(code) > 2 * LONGEST:
        raise ValueError(
            f"This answer code is too long ({len(code)} characters): record your answer again."
        )
    text = re.sub(r"[\s\"'`]", "", code)
    if not text.startswith(f"{VERSION}."):
        newer = re.match(r"gmm\d+\.", text)
        raise ValueError(
            "This answer code is from a newer version of gmm-widget: update it."
            if newer
            else "This is no answer code: one begins with gmm1. Record your answer again."
        )
    body, _, check = text.rpartition(".")
    if not _SHAPE.fullmatch(text) or f"{zlib.crc32(body.encode()):08x}" != check:
        raise ValueError(_DAMAGED)
    content = _content(body.removeprefix(f"{VERSION}."))
    _checked(content)
    starts = tuple(np.array(start, dtype=np.float64) for start in content["m"])
    return Answer(content["c"], starts, content["o"], content["s"])


_DAMAGED = (
    "This answer code is damaged (a part is missing or was changed, perhaps in copying): record "
    "your answer again."
)
_FORGED = "This answer code does not hold an answer: record your answer again."


def binding(challenge: str, student: str | int) -> str:
    """Eight hex digits that bind an answer to a student."""
    return hashlib.sha256(f"{challenge}\0{student_name(student)}".encode()).hexdigest()[:8]


def as_starts(starts: Any) -> tuple[Any, ...]:
    """Convert means, or a sequence of them, to a sequence.

    Raises
    ------
    TypeError
        If they are neither.
    """
    listed = None if isinstance(starts, str | bytes) or not np.iterable(starts) else starts
    if listed is None:
        raise TypeError(f"a start needs means of shape (K, d), or several of these; got {starts!r}")
    try:
        if np.ndim(starts) == 2:
            return (starts,)
    except ValueError:  # starts of different sizes
        pass
    return tuple(listed)


def _content(packed: str) -> Any:
    """Decompress the JSON, within the limits, and parse it."""
    try:
        squeezed = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        stream = zlib.decompressobj()
        raw = stream.decompress(squeezed, LARGEST)
        if not stream.eof or stream.unused_data:
            raise ValueError(_FORGED)
        if max(_depths(raw)) > 4:
            raise ValueError(_FORGED)
        return json.loads(raw, parse_int=float, parse_constant=_no_number)
    except (binascii.Error, zlib.error, UnicodeDecodeError, RecursionError, ValueError):
        raise ValueError(_FORGED) from None


def _depths(raw: bytes) -> list[int]:
    """The nesting depth at every bracket; those in strings are counted too, which does no harm."""
    depths = [0]
    for byte in re.findall(rb"[\[\]{}]", raw):
        depths.append(depths[-1] + (1 if byte in b"[{" else -1))
    return depths


def _no_number(name: str) -> float:
    raise ValueError(name)


def _checked(content: Any) -> None:
    """Raise ValueError unless the contents are an answer."""
    if not isinstance(content, dict) or set(content) != {"c", "m", "o", "s"}:
        raise ValueError(_FORGED)
    name, starts, options, student = (content[key] for key in "cmos")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError("A challenge needs a name of 1 to 64 letters, digits and spaces.")
    if not isinstance(student, str) or not re.fullmatch(r"([0-9a-f]{8})?", student):
        raise ValueError(_FORGED)
    if not isinstance(starts, list) or not 1 <= len(starts) <= MOST_STARTS:
        raise ValueError(f"An answer needs 1 to {MOST_STARTS} starts.")
    for start in starts:
        _check_means(start)
    _check_options(options)


def _check_means(start: Any) -> None:
    wanted = (
        f"Every start of an answer needs 1 to {MOST_COMPONENTS} means of equally many finite "
        "numbers."
    )
    if not isinstance(start, list) or not 1 <= len(start) <= MOST_COMPONENTS:
        raise ValueError(wanted)
    columns = {len(mean) if isinstance(mean, list) else 0 for mean in start}
    if len(columns) != 1 or not 1 <= columns.pop() <= MOST_COLUMNS:
        raise ValueError(wanted)
    for value in (value for mean in start for value in mean):
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError(wanted)
        if not math.isfinite(value) or abs(value) > FARTHEST:
            raise ValueError(wanted)


def _check_options(options: Any) -> None:
    if not isinstance(options, dict) or set(options) - {"covariance_type", "reg_covar"}:
        raise ValueError("The options of an answer are covariance_type and reg_covar only.")
    reg_covar = options.get("reg_covar", 0.0)
    number = isinstance(reg_covar, int | float) and not isinstance(reg_covar, bool)
    if options.get("covariance_type", "full") not in COVARIANCE_TYPES:
        raise ValueError(f"covariance_type must be one of {', '.join(COVARIANCE_TYPES)}.")
    if not number or not 0 <= reg_covar < math.inf:
        raise ValueError("reg_covar must be a finite number, 0 or more.")
