"""Safe calls of a student's function, with a sentence for any problem."""

from __future__ import annotations

import inspect
import linecache
import math
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget.em import is_number
from gmm_widget.homework.calls.silence import silence
from gmm_widget.homework.calls.time_limit import TimeUp, deadline

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Call:
    """The outcome of one call.

    Attributes
    ----------
    value : object
        What the function returned; None if there is a complaint.
    complaint : str
        Why there is no value, as a sentence; empty if there is one.
    changed : tuple of str
        The arguments that the function changed in place.
    late : bool
        Whether it was stopped at the time limit.
    """

    value: Any = None
    complaint: str = ""
    changed: tuple[str, ...] = ()
    late: bool = False


def call(
    function: Callable[..., Any],
    arguments: Mapping[str, NDArray[np.float64]],
    time_limit: float = 5.0,
    *,
    writeable: bool = True,
    read: Callable[[Any], Any] | None = None,
) -> Call:
    """Call a student's function by position, with copies of the arguments.

    Any exception becomes a sentence with the student's own line and the shapes of the arguments;
    numpy's warnings and printed output are dropped; an endless loop is stopped after `time_limit`
    seconds where the platform allows (`gmm_widget.homework.calls.deadline`). A keyboard interrupt
    is passed on.

    Parameters
    ----------
    function : callable
    arguments : mapping of str to array
    time_limit : float
        In seconds.
    writeable : bool
        If False, a change in place is an error, and the complaint names its line.
    read : callable, optional
        Converts the returned value, under the same limit and with the same care: a returned object
        may run code of its own, such as ``__array__``.

    Returns
    -------
    Call

    Raises
    ------
    ValueError
        If `time_limit` is not a finite number above 0.
    """
    require_time_limit(time_limit)
    if complaint := safely(lambda: _no_way_to_call(function, list(arguments)), ""):
        return Call(complaint=complaint)
    copies = [value.copy() for value in arguments.values()]
    for copy in copies:
        copy.flags.writeable = writeable
    name = name_of(function)
    returned = False
    try:
        with quiet(), deadline(time_limit):
            value = function(*copies)
            returned = True
            if read is not None and value is not None:
                value = read(value)
    except TimeUp:
        return Call(
            complaint=f"{name} had not finished after {time_limit:g} seconds on {len(copies[0])} "
            "points, so it was stopped. Is there a loop that never ends?",
            late=True,
        )
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if returned:
            said = f"What {name} returned cannot be read as numbers: {_words_of(error)}."
            return Call(complaint=said)
        return Call(complaint=_raised(function, error, arguments))
    changed = tuple(
        key
        for (key, given), copy in zip(arguments.items(), copies, strict=True)
        if not np.array_equal(given, copy, equal_nan=True)
    )
    if value is None:
        return Call(
            complaint=f"{name} returned None. Is the return statement missing, or not reached?",
            changed=changed,
        )
    return Call(value, changed=changed)


def changed_in_place(
    function: Callable[..., Any],
    arguments: Mapping[str, NDArray[np.float64]],
    changed: tuple[str, ...],
    time_limit: float,
) -> str:
    """Explain which arguments were changed in place, and in which line.

    The function is called again to find the line.

    Parameters
    ----------
    function, arguments, time_limit
        As for `call`.
    changed : tuple of str
        The names of the arguments that it changed.

    Returns
    -------
    str
    """
    names = " and ".join(changed)
    again = call(function, arguments, time_limit, writeable=False).complaint
    line = again.partition(" at ")[2].partition(": ")[0] if "read-only" in again else ""
    where = f" (at {line})" if line else ""
    return (
        f"{name_of(function)} changes its input {names} in place{where}: whoever called it has "
        f"other data afterwards. Work on a copy, or write {changed[0]} = {changed[0]} / ... "
        f"in place of {changed[0]} /= ..."
    )


def name_of(function: Callable[..., Any]) -> str:
    """The name of a function in sentences."""
    name = safely(lambda: getattr(function, "__name__", ""), "")
    return name if type(name) is str and name.isidentifier() else "your function"


def require_time_limit(time_limit: float) -> None:
    """Raise ValueError unless a time limit is a finite number above 0."""
    if not is_number(time_limit) or not 0 < time_limit < math.inf:
        raise ValueError(f"time_limit must be a number of seconds above 0; got {time_limit!r}")


def safely(action: Callable[[], str], otherwise: str) -> str:
    """The text that an action on a student's object returns, or another if it fails or hangs."""
    try:
        with quiet(), deadline(1.0):
            return action()
    except KeyboardInterrupt:
        raise
    except BaseException:
        return otherwise


def _no_way_to_call(function: Any, names: list[str]) -> str:
    signature = f"({', '.join(names)})"
    if not callable(function):
        kind = type(function).__name__
        return (
            f"This needs your function itself, not {kind}: pass its name without parentheses. "
            f"It is called with {signature}."
        )
    try:
        own = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        own.bind(*names)
    except TypeError:
        return (
            f"{name_of(function)}{own} cannot be called with the {len(names)} arguments "
            f"{signature}, in this order."
        )
    return ""


def _raised(
    function: Callable[..., Any], error: BaseException, arguments: Mapping[str, Any]
) -> str:
    line = safely(lambda: _line(function, error), "a line that is not known")
    said = f"{name_of(function)} raised an error at {line}: {_words_of(error)}"
    if isinstance(error, SystemExit | NameError | ImportError | MemoryError | RecursionError):
        return said
    shapes = ", ".join(f"{name} {value.shape}" for name, value in arguments.items())
    return f"{said.rstrip('.')}. The shapes of the arguments are {shapes}."


def _words_of(error: BaseException) -> str:
    """The type of an error, and its message if it has one."""
    what = type(error).__name__
    said = safely(lambda: " ".join(str(error).split()), "")
    return (f"{what}: {said}" if said else what)[:300]


def _line(function: Callable[..., Any], error: BaseException) -> str:
    """The last line of the traceback that is in the student's own file or cell."""
    every = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in every if frame.filename != __file__]
    code = getattr(inspect.unwrap(function), "__code__", None)
    own = [frame for frame in frames if code is not None and frame.filename == code.co_filename]
    if not own:
        return "a line that is not in it" if not frames else f"line {frames[0].lineno}"
    source = linecache.getline(own[-1].filename, own[-1].lineno or 0).strip()
    return f"line {own[-1].lineno}" + (f" (`{source[:120]}`)" if source else "")


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress prints, warnings and floating-point errors."""
    with silence(), np.errstate(all="ignore"):
        yield


def as_numbers(value: Any) -> NDArray[np.float64] | str:
    """Convert a returned value to an array of floats; or say why not, as the end of a sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.asarray(value)
            if array.dtype.kind == "c":
                return "complex numbers; these need to be real"
            if array.dtype.kind not in "biuf":
                array = np.array(array.tolist(), dtype=np.float64)
    except (TypeError, ValueError, RecursionError):
        return f"{a_kind_of(value)}, which is not an array of numbers of one shape"
    except Exception as error:  # arrays of other libraries raise errors of their own
        return f"{a_kind_of(value)}, of which numpy can make no array ({_words_of(error)})"
    return np.array(array, dtype=np.float64)


def a_kind_of(value: Any) -> str:
    """The type of a value, with its article."""
    kind = type(value).__name__
    return f"an {kind}" if kind[:1].lower() in "aeiou" else f"a {kind}"


def not_finite(value: NDArray[np.float64]) -> str:
    """Describe the values of an array that are not finite, to end a sentence; "" if all are."""
    bad = ~np.isfinite(value)
    if not bad.any():
        return ""
    kind = "NaN" if np.isnan(value).any() else "infinite"
    return f"{kind} in {_share(int(bad.sum()), value.size)}"


def _share(part: int, whole: int) -> str:
    if whole == 1:
        return "the result"
    return "every entry" if part == whole else f"{part} of {whole} entries"


def largest_gap(value: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[int, ...]:
    """The index at which two arrays of one shape differ most."""
    gap = np.abs(value - wanted)
    flat = int(np.nanargmax(np.where(np.isfinite(gap), gap, math.inf)))
    return tuple(int(i) for i in np.unravel_index(flat, gap.shape))
