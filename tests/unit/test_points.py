"""Points in: everything that holds points goes in, everything else is named."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from gmm_widget import datasets
from gmm_widget.em.points import as_points, column_names

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]


@pytest.mark.parametrize(
    "data",
    [
        ROWS,
        tuple(map(tuple, ROWS)),
        np.array(ROWS, dtype=np.float32),
        np.array(ROWS, order="F"),
        pd.DataFrame(ROWS, columns=["a", "b"]),
        pl.DataFrame(ROWS, schema=["a", "b"], orient="row"),
        np.array(ROWS, dtype=object),
    ],
    ids=["list", "tuple", "float32", "fortran", "pandas", "polars", "object"],
)
def test_every_table_of_numbers_is_taken(data):
    points = as_points(data)
    np.testing.assert_array_equal(points, ROWS)
    assert points.dtype == np.float64


def test_a_data_set_is_taken():
    assert as_points(datasets.old_faithful()).shape == (272, 2)


def test_the_points_are_a_copy_that_cannot_be_written():
    mine = np.array(ROWS)
    points = as_points(mine)
    mine[0, 0] = 99
    assert points[0, 0] == 1
    assert not points.flags.writeable


def test_points_that_have_come_in_once_are_not_copied_again():
    points = as_points(ROWS)
    assert as_points(points) is points


def test_column_names_come_from_the_data_or_else_are_letters():
    assert column_names(pd.DataFrame(ROWS, columns=["a", "b"]), 2) == ["a", "b"]
    assert column_names(pl.DataFrame(ROWS, schema=["a", "b"], orient="row"), 2) == ["a", "b"]
    assert column_names(pd.DataFrame(ROWS), 2) == ["0", "1"]
    assert column_names(ROWS, 2) == ["x", "y"]
    assert column_names(np.zeros((3, 4)), 4) == ["x1", "x2", "x3", "x4"]


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (np.float64(1.0), ValueError, r"got shape \(\)"),
        (np.zeros((2, 2, 2)), ValueError, r"shape \(n, d\)"),
        (3.0, ValueError, r"got shape \(\)"),
        ([], ValueError, "table"),
        (np.empty((0, 2)), ValueError, "empty"),
        (np.empty((5, 0)), ValueError, "empty"),
        ([["a", "b"], ["c", "d"]], TypeError, "numbers"),
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), TypeError, "DataFrame"),
        ([[1, 2], [3]], ValueError, "same number of columns"),
        ([[1 + 2j, 0], [0, 1]], TypeError, "complex"),
        (np.array([["2020-01-01"] * 2] * 2, dtype="M8[D]"), TypeError, "datetime"),
        (
            np.ma.masked_array(np.array(ROWS), mask=[[True, False]] * 3),
            ValueError,
            "3 of 3 rows hold a masked",
        ),
        ([[1, 2], [np.nan, 1], [np.nan, 3]], ValueError, "2 of 3 rows hold NaN .first at row 1"),
        ([[1, 2], [2, 1], [np.inf, 3]], ValueError, "1 of 3 rows holds infinity"),
        ([[1, 2]], ValueError, "only one point"),
        ([[1, 2], [1, 2], [1, 2]], ValueError, "all 3 points are the same point"),
        ([[1e200, 0], [0, 1]], ValueError, "divide by a unit"),
        (None, (TypeError, ValueError), "points must be"),
    ],
)
def test_what_is_no_table_of_points_is_named(data, error, says):
    with pytest.raises(error, match=says):
        as_points(data)


def test_too_few_points_for_the_components_are_counted():
    with pytest.raises(ValueError, match="4 components need at least 4 points; got 3"):
        as_points(ROWS, at_least=4)
