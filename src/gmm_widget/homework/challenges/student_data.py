"""Data for one student: always the same for a student and assignment, different from all others."""

from __future__ import annotations

import hashlib
import math
import unicodedata

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmm_widget.arguments import by_name
from gmm_widget.datasets import DECIMALS, Dataset, Draws

SHARES = (0.45, 0.33, 0.22)
"""The relative sizes of the groups; further groups are as large as the last."""
SHIFT = 20.0
"""The most that a student's copy is shifted, in ranges of the points: another's range overlaps with
it in about one of 200 pairs of students."""
ASK = {"student": ': write your id into STUDENT = "..." and run that cell first'}
"""Advice in the error message about a missing name."""


@by_name
def student_seed(assignment: str, student: str | int) -> np.random.SeedSequence:
    """Compute the seed of one student in one assignment.

    The first 128 bits of sha256 of both names. Case and surrounding spaces are ignored.

    Raises
    ------
    TypeError, ValueError
        If a name is not a string (or a number, for a student), or is empty.

    Examples
    --------
    >>> student_seed("hw1", "ada").entropy == student_seed("hw1", " Ada ").entropy
    True
    """
    digest = hashlib.sha256(f"{_name('assignment', assignment)}\0{student_name(student)}".encode())
    return np.random.SeedSequence(int.from_bytes(digest.digest()[:16], "big"))


def student_name(student: str | int) -> str:
    """Normalise a student's id for comparison, ignoring case and surrounding spaces.

    Raises
    ------
    TypeError, ValueError
        As `student_seed`.
    """
    return _name("student", str(student) if _is_number(student) else student)


@by_name
def student_points(
    assignment: str,
    student: str | int,
    *,
    n: int = 200,
    n_components: int = 3,
    dimension: int = 2,
    distance: float = 4.0,
) -> Dataset:
    """Draw points for one student: a few Gaussian groups of different sizes and shapes.

    The groups lie around a circle, neighbours `distance` apart; their standard deviations are
    between 0.6 and 1.3. The whole is then shifted, turned and scaled by amounts of the student's
    own, as by `student_copy`, so compare lengths with the spread of the points. The points are made
    from PCG64's raw bits alone and rounded, so that the numbers are the same on every machine.

    Parameters
    ----------
    assignment, student : str
        Their names: see `student_seed`.
    n : int
        The number of points.
    n_components : int
        The number of groups; the labels say which point comes from which.
    dimension : int
        d, at least 2.
    distance : float
        Between the means of neighbouring groups, before the whole is scaled.

    Returns
    -------
    Dataset

    Raises
    ------
    TypeError, ValueError
        If a name is invalid, or there are fewer points than groups, or fewer than 2 columns.
    """
    if n_components < 1 or n < n_components or dimension < 2:
        raise ValueError(
            f"student_points needs 1 or more groups, as many points, and 2 or more columns; got "
            f"n={n}, n_components={n_components}, dimension={dimension}"
        )
    draw = Draws(student_seed(assignment, student))  # type: ignore[arg-type]
    turn = 2 * math.pi * draw.uniform()
    radius = distance / (2 * math.sin(math.pi / n_components)) if n_components > 1 else 0.0
    shares = np.array([SHARES[min(k, len(SHARES) - 1)] for k in range(n_components)])
    ends = np.round(np.cumsum(shares) / shares.sum() * n).astype(int)
    rows: list[list[float]] = []
    for k, size in enumerate(np.diff(ends, prepend=0)):
        angle = turn + 2 * math.pi * k / n_components
        mean = [radius * math.cos(angle), radius * math.sin(angle)] + [0.0] * (dimension - 2)
        deviations = [0.6 + 0.7 * draw.uniform() for _ in range(dimension)]
        tilt = math.pi * draw.uniform()
        for _ in range(size):
            away = [deviation * draw.normal() for deviation in deviations]
            a, b = away[:2]
            away[0] = a * math.cos(tilt) - b * math.sin(tilt)
            away[1] = a * math.sin(tilt) + b * math.cos(tilt)
            rows.append([m + z for m, z in zip(mean, away, strict=True)])
    labels = np.repeat(np.arange(n_components), np.diff(ends, prepend=0))
    made = _dataset(f"{assignment} of {student}", np.array(rows), labels, assignment)
    return student_copy(assignment, student, made)


@by_name
def student_copy(assignment: str, student: str | int, points: ArrayLike) -> Dataset:
    """Shift, turn and scale points by amounts of one student's own.

    Means that are right on one student's copy lie far from the points of almost any other. The
    shape of the points stays the same: it is scaled by a factor between 1/2 and 2, turned by any
    angle in the plane of the first two columns, and shifted in each column by up to `SHIFT` times
    the largest range of a column. The amounts depend on both names alone, and the `source` of the
    copy says what they are.

    Parameters
    ----------
    assignment, student : str
        Their names: see `student_seed`.
    points : (n, d) array_like
        With `labels`, if it is a `Dataset` that has them.

    Returns
    -------
    Dataset
        Rounded to about a ten-thousandth of the largest range.

    Raises
    ------
    TypeError, ValueError
        If a name is invalid, or the points are not a table.
    """
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"cannot shift, turn and scale points of shape {table.shape}")
    draw = Draws(student_seed(f"{assignment}: place", student))  # type: ignore[arg-type]
    low, high = table.min(axis=0), table.max(axis=0)
    scale, turn = 4.0 ** (draw.uniform() - 0.5), 2 * math.pi * draw.uniform()
    width = scale * float((high - low).max()) or 1.0
    decimals = 4 - math.floor(math.log10(width))
    shift = [round((2 * draw.uniform() - 1) * SHIFT * width, decimals) for _ in low]
    moved = scale * (table - (low + high) / 2)
    if len(low) > 1:
        x, y = moved[:, 0].copy(), moved[:, 1].copy()
        moved[:, 0] = x * math.cos(turn) - y * math.sin(turn)
        moved[:, 1] = x * math.sin(turn) + y * math.cos(turn)
    values = np.round(moved + shift, decimals)
    values.flags.writeable = False
    amounts = (
        f"scaled by {scale:.4g}, turned by {math.degrees(turn):.1f} degrees, and shifted to "
        f"({', '.join(f'{value:g}' for value in shift)})"
    )
    source = getattr(points, "source", "")
    return Dataset(
        f"{assignment} of {student}",
        values,
        ("x", "y") if len(low) == 2 else _numbered(len(low)),
        getattr(points, "labels", None),
        f"{source}; {amounts}" if source else amounts,
    )


@by_name
def student_rows(assignment: str, student: str | int, points: ArrayLike, n: int) -> Dataset:
    """Draw n rows of a data set for one student: real data that differ from student to student.

    Parameters
    ----------
    assignment, student : str
        Their names: see `student_seed`.
    points : (N, d) array_like
        With `labels`, if it is a `Dataset` that has them.
    n : int
        The number of rows, drawn without replacement and kept in order.

    Returns
    -------
    Dataset

    Raises
    ------
    TypeError, ValueError
        If a name is invalid, or the data have fewer than n rows.
    """
    table = np.asarray(points, dtype=np.float64)
    if table.ndim != 2 or not 0 < n <= len(table):
        raise ValueError(f"cannot draw {n} rows of points of shape {table.shape}")
    draw = Draws(student_seed(assignment, student))  # type: ignore[arg-type]
    order = sorted(range(len(table)), key=[draw.uniform() for _ in table].__getitem__)
    rows = np.sort(order[:n])
    labels = getattr(points, "labels", None)
    own = None if labels is None else labels[rows]
    return _dataset(f"{assignment} of {student}", table[rows], own, assignment, points)


def _dataset(
    name: str,
    values: NDArray[np.float64],
    labels: NDArray[np.intp] | None,
    assignment: str,
    of: ArrayLike | None = None,
) -> Dataset:
    values = values if of is not None else np.round(values, DECIMALS)
    values.flags.writeable = False
    if labels is not None:
        labels = labels.astype(np.int64)
        labels.flags.writeable = False
    d = values.shape[1]
    columns = tuple(getattr(of, "columns", ())) or ("x", "y")
    names = tuple(map(str, columns)) if len(columns) == d else _numbered(d)
    source = getattr(of, "source", "") or f"made for one student of {assignment}"
    return Dataset(name, values, names, labels, source)


def _numbered(d: int) -> tuple[str, ...]:
    return tuple(f"x{j + 1}" for j in range(d))


def _name(what: str, name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a name; got {type(name).__name__}")
    plain = unicodedata.normalize("NFC", name).strip().casefold()
    if not plain:
        raise ValueError(f"{what} must not be empty{ASK.get(what, '')}")
    return plain


def _is_number(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
