"""Data sets of the lessons: two real ones, and seeded ones that never change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = [
    "Dataset",
    "blobs",
    "few",
    "iris",
    "moons",
    "mouse",
    "old_faithful",
    "outlier",
    "rings",
    "stretched",
    "uniform",
]

DECIMALS = 3
"""Seeded values are rounded, so that platform differences in the last digits do not show."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Points with their names and their source, accepted wherever points are.

    Attributes
    ----------
    name : str
    values : (n, d) array of float64, read-only
    columns : tuple of str
        The d column names.
    labels : (n,) array of int, read-only, or None
        The true group of each point, counted from 0, if it is known.
    source : str
        Who measured it, or how it was made; for a file, what was read and what was left out.
    index : tuple of str or int, or None
        The name of every row, if a file has them.

    Notes
    -----
    Index it as `values`, or by the name of a column; ``for row in data`` iterates over the rows.
    ``pandas.DataFrame(data, columns=data.columns)`` converts it to a DataFrame.
    """

    name: str
    values: NDArray[np.float64]
    columns: tuple[str, ...]
    labels: NDArray[np.int64] | None
    source: str
    index: tuple[str, ...] | tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[NDArray[np.float64]]:
        return iter(self.values)

    def __getitem__(self, key: Any) -> Any:
        """Select rows, as from an array, or a column by its name."""
        if not isinstance(key, str):
            return self.values[key]
        if key not in self.columns:
            known = ", ".join(map(repr, self.columns))
            raise KeyError(f"{self.name} has no column {key!r}; it has {known}")
        return self.values[:, self.columns.index(key)]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the values, (n, d)."""
        return self.values.shape

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Convert to an array for `numpy.asarray`, without a copy if possible."""
        wanted = self.values.dtype if dtype is None else np.dtype(dtype)
        if copy is False and wanted != self.values.dtype:
            raise ValueError(f"the values are {self.values.dtype}: as {wanted} they need a copy")
        return self.values.astype(wanted, copy=bool(copy))

    def __repr__(self) -> str:
        n, dimension = self.values.shape
        return f"<Dataset {self.name}: {n} points, {dimension} columns ({', '.join(self.columns)})>"


# ------------------------------------------------------------------ real data


@cache
def old_faithful() -> Dataset:
    """272 eruptions of the Old Faithful geyser: how long each lasted, and the wait for the next.

    Azzalini and Bowman (1990), "A look at some data on the Old Faithful geyser", Applied
    Statistics 39, 357-365, in the version of Haerdle (1991), "Smoothing Techniques", which is
    also R's `faithful`.
    """
    return _dataset(
        "old_faithful",
        _table("faithful.csv"),
        None,
        "Azzalini and Bowman (1990), Applied Statistics 39, 357-365; "
        "the version of Haerdle (1991), Smoothing Techniques, as in R's faithful",
        columns=("eruption (min)", "waiting (min)"),
    )


@cache
def iris() -> Dataset:
    """150 iris flowers, 50 of each of three species, four lengths each.

    Fisher (1936), "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7,
    179-188. The numbers are those of Fisher's paper, as in R and in scikit-learn since 0.20; the
    widespread copy of the UCI repository differs in rows 34 and 37. Labels: 0 setosa,
    1 versicolor, 2 virginica.
    """
    table = _table("iris.csv")
    return _dataset(
        "iris",
        table[:, :4],
        table[:, 4],
        "Fisher (1936), Annals of Eugenics 7, 179-188 (as printed there, not the UCI copy)",
        columns=(
            "sepal length (cm)",
            "sepal width (cm)",
            "petal length (cm)",
            "petal width (cm)",
        ),
    )


# ------------------------------------------------------------------ seeded data


@cache
def blobs() -> Dataset:
    """400 points in three round, well separated groups of 180, 130 and 90: the easy case."""
    draw = Draws(9)
    return _mixed(
        "blobs",
        [
            draw.gaussian(180, (2.6, 2.6), (0.85, 0.85)),
            draw.gaussian(130, (4.6, 7.0), (1.0, 1.0)),
            draw.gaussian(90, (8.2, 3.6), (0.75, 0.75)),
        ],
        "three round Gaussians",
    )


@cache
def stretched() -> Dataset:
    """450 points in three long, tilted groups side by side: circles miss them."""
    draw = Draws(54)
    return _mixed(
        "stretched",
        [
            draw.gaussian(160, (-1.7, 1.3), (1.9, 0.36), 35),
            draw.gaussian(160, (0.4, -0.2), (1.9, 0.36), 35),
            draw.gaussian(130, (2.3, -2.0), (1.6, 0.4), 35),
        ],
        "three Gaussians, each four or five times as long as wide, tilted by 35 degrees",
    )


@cache
def mouse() -> Dataset:
    """400 points: one big round face and two small ears, so groups of very unequal size."""
    draw = Draws(23)
    return _mixed(
        "mouse",
        [
            draw.gaussian(300, (50.0, 42.0), (11.0, 11.0)),
            draw.gaussian(50, (27.0, 72.0), (3.4, 3.4)),
            draw.gaussian(50, (73.0, 72.0), (3.4, 3.4)),
        ],
        "three round Gaussians with 300, 50 and 50 points",
    )


@cache
def outlier() -> Dataset:
    """301 points: two groups, and one point far from both, the last row.

    The widget's own start with three components ends in a collapse on that point.
    """
    draw = Draws(44)
    return _mixed(
        "outlier",
        [
            draw.gaussian(160, (12.0, 20.0), (3.2, 2.0), 30),
            draw.gaussian(140, (24.0, 27.0), (2.6, 2.2), -20),
            [(44.0, 8.0)],
        ],
        "two Gaussians, and one point put far from both",
    )


@cache
def few() -> Dataset:
    """25 points in three loose groups: few enough for a component to collapse.

    With four components, the widget's own start and the seeds (5.814, 7.954), (2.254, 2.743),
    (0.837, 4.067), (0.694, 2.261) are the same: component 2 loses its points one by one and
    collapses on row 10 after iteration 12.
    """
    draw = Draws(200)
    return _mixed(
        "few",
        [
            draw.gaussian(10, (2.2, 3.0), (0.8, 0.8)),
            draw.gaussian(8, (6.0, 4.4), (1.0, 0.7), 40),
            draw.gaussian(7, (4.0, 7.4), (0.9, 0.6)),
        ],
        "25 draws from three Gaussians",
    )


@cache
def moons() -> Dataset:
    """400 points on two interlocking half circles: not Gaussian."""
    draw = Draws(36)
    upper = draw.arc(200, (0.0, 0.0), 1.0, (0, 180), 0.09)
    lower = draw.arc(200, (1.0, 0.45), 1.0, (180, 360), 0.09)
    return _mixed("moons", [upper, lower], "two half circles with Gaussian noise of 0.09")


@cache
def rings() -> Dataset:
    """400 points on two circles, one inside the other: not Gaussian, and with one common mean."""
    draw = Draws(37)
    inner = draw.arc(140, (0.0, 0.0), 2.0, (0, 360), 0.22)
    outer = draw.arc(260, (0.0, 0.0), 5.0, (0, 360), 0.3)
    return _mixed("rings", [inner, outer], "two circles, of radius 2 and 5, with Gaussian noise")


@cache
def uniform() -> Dataset:
    """400 points spread evenly over a square: no groups, though a mixture finds components."""
    draw = Draws(41)
    return _dataset(
        "uniform",
        np.round([(10 * draw.uniform(), 10 * draw.uniform()) for _ in range(400)], DECIMALS),
        None,
        "made for this lesson from a fixed seed: spread evenly over a square of 10 by 10",
        columns=("x", "y"),
    )


class Draws:
    """Random points from the raw bits of PCG64 alone.

    numpy guarantees the stream of a bit generator but not those of `Generator`'s
    distributions (NEP 19), so the conversion from bits to a Gaussian number is written out here.
    """

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self) -> float:
        """Draw a number strictly between 0 and 1, from the upper 53 bits of the next 64."""
        return ((int(self._bits.random_raw()) >> 11) + 0.5) * 2.0**-53

    def normal(self) -> float:
        """Draw a standard Gaussian number: the quantile of a uniform one."""
        return NormalDist().inv_cdf(self.uniform())

    def gaussian(
        self,
        n: int,
        mean: tuple[float, float],
        deviations: tuple[float, float],
        degrees: float = 0.0,
    ) -> Iterator[tuple[float, float]]:
        """Draw points of a Gaussian whose first axis is tilted by an angle.

        Parameters
        ----------
        n : int
            The number of points.
        mean : (float, float)
        deviations : (float, float)
            The standard deviations along the first and the second axis.
        degrees : float
            The angle from the x axis to the first axis, anticlockwise.

        Yields
        ------
        (float, float)
            A point.
        """
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        for _ in range(n):
            a, b = deviations[0] * self.normal(), deviations[1] * self.normal()
            yield mean[0] + a * cos - b * sin, mean[1] + a * sin + b * cos

    def arc(
        self,
        n: int,
        centre: tuple[float, float],
        radius: float,
        degrees: tuple[float, float],
        noise: float,
    ) -> Iterator[tuple[float, float]]:
        """Draw points along an arc of a circle, with Gaussian noise in both coordinates.

        Parameters
        ----------
        n : int
            The number of points.
        centre : (float, float)
        radius : float
        degrees : (float, float)
            The ends of the arc, anticlockwise from the x axis.
        noise : float
            The standard deviation of the noise in each coordinate.

        Yields
        ------
        (float, float)
            A point.
        """
        low, high = degrees
        for _ in range(n):
            angle = math.radians(low + (high - low) * self.uniform())
            x, y = noise * self.normal(), noise * self.normal()
            yield centre[0] + radius * math.cos(angle) + x, centre[1] + radius * math.sin(angle) + y


def _mixed(name: str, groups: list[Iterable[tuple[float, float]]], made: str) -> Dataset:
    """Concatenate groups, labelled 0, 1, ...; values are rounded to DECIMALS."""
    drawn = [list(group) for group in groups]
    return _dataset(
        name,
        np.round([point for group in drawn for point in group], DECIMALS),
        np.repeat(np.arange(len(drawn)), [len(group) for group in drawn]),
        f"made for this lesson from a fixed seed: {made}",
        columns=("x", "y"),
    )


def _dataset(
    name: str,
    values: NDArray[Any],
    labels: NDArray[Any] | None,
    source: str,
    *,
    columns: tuple[str, ...],
) -> Dataset:
    values = np.array(values, dtype=np.float64)
    values.flags.writeable = False
    if labels is not None:
        labels = np.array(labels, dtype=np.int64)
        labels.flags.writeable = False
    return Dataset(name, values, columns, labels, source)


def _table(file: str) -> NDArray[np.float64]:
    path = Path(__file__).parent / "data" / file
    return np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float64)
