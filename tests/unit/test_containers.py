"""Tables of every library: read right, or refused by a sentence that helps."""

import collections
import datetime
import decimal
import io

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from gmm_widget import GMMWidget, datasets, fit
from gmm_widget.em import starts
from gmm_widget.em.points import as_points
from gmm_widget.tables import frames
from gmm_widget.tables.containers import as_table

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]
FRAME = pd.DataFrame(ROWS, columns=["a", "b"])
INDEXED = FRAME.set_index(pd.Index(["p", "q", "r"]))
Place = collections.namedtuple("Place", "a b")


class Stream:
    """A table of a library that is not known by name."""

    def __arrow_c_stream__(self, requested_schema=None):
        return pa.Table.from_pandas(FRAME).__arrow_c_stream__(requested_schema)


class Interface:
    """An array of a library that has no `__array__`."""

    kept = np.array(ROWS)
    __array_interface__ = kept.__array_interface__


NAMED = {
    "pandas": FRAME,
    "nullable": FRAME.astype("Float64"),
    "nullable whole numbers": FRAME.astype("Int64"),
    "pandas over Arrow": FRAME.astype("double[pyarrow]"),
    "decimals over Arrow": FRAME.astype(pd.ArrowDtype(pa.decimal128(6, 2))),
    "decimals": FRAME.map(lambda value: decimal.Decimal(str(value))),
    "sparse columns": FRAME.astype(pd.SparseDtype(float)),
    "polars": pl.from_pandas(FRAME),
    "polars, lazy": pl.from_pandas(FRAME).lazy(),
    "Arrow table": pa.Table.from_pandas(FRAME),
    "Arrow record batch": pa.RecordBatch.from_pandas(FRAME),
    "xarray, 2-D": xr.DataArray(ROWS, dims=("row", "col"), coords={"col": ["a", "b"]}),
    "xarray, by variable": xr.Dataset({"a": ("t", [1.0, 3, 5]), "b": ("t", [2.0, 4, 7])}),
    "dicts": FRAME.to_dict("records"),
    "dict of lists": FRAME.to_dict("list"),
    "dict of dicts": FRAME.to_dict(),
    "dict of any columns": {"a": pl.Series([1, 3, 5]), "b": pa.array([2, 4, 7])},
    "structured": FRAME.to_records(index=False),
    "named tuples": [Place(*row) for row in ROWS],
    "rows of Series": [row for _, row in FRAME.iterrows()],
    "dict of Series": dict(FRAME.items()),
    "structs": pa.StructArray.from_arrays([[1.0, 3, 5], [2.0, 4, 7]], ["a", "b"]),
    "128 bits": pl.from_pandas(FRAME).cast(pl.Int128),
    "Arrow's stream": Stream(),
    "CSV text": io.StringIO(FRAME.to_csv(index=False)),
    "CSV bytes": io.BytesIO(FRAME.to_csv(index=False).encode()),
}
NAMELESS = {
    "masked, nothing masked": np.ma.masked_array(ROWS),
    "masked, a mask of zeros": np.ma.masked_array(ROWS, mask=np.zeros((3, 2))),
    "sparse": scipy.sparse.csr_matrix(ROWS),
    "sparse array": scipy.sparse.coo_array(ROWS),
    "rows of arrays": [np.array(row) for row in ROWS],
    "array's interface": Interface(),
    "array of tuples": pd.Series([tuple(row) for row in ROWS]).to_numpy(),
    "matrix": np.asmatrix(ROWS),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_table_is_read_with_its_names(kind):
    table = as_table(NAMED[kind])
    np.testing.assert_array_equal(as_points(table), ROWS)
    assert table.names == ("a", "b")
    assert frames.only_counts(table.index)


@pytest.mark.parametrize("kind", NAMELESS)
def test_a_table_without_names_is_read(kind):
    np.testing.assert_array_equal(as_points(NAMELESS[kind]), ROWS)


def test_what_can_be_gone_through_once_is_read_once():
    np.testing.assert_array_equal(as_points(row for row in ROWS), ROWS)
    np.testing.assert_array_equal(as_points(zip([1, 3, 5], [2, 4, 7], strict=True)), ROWS)
    reader = pa.Table.from_pandas(FRAME).to_reader()
    assert as_table(reader).names == ("a", "b")


@pytest.mark.parametrize("table", [INDEXED, INDEXED.to_xarray(), INDEXED.to_dict()])
def test_the_index_comes_along(table):
    assert list(as_table(table).index) == ["p", "q", "r"]


def test_the_widget_keeps_names_and_index():
    w = GMMWidget(INDEXED, 2)
    assert w.columns == ["a", "b"]
    assert list(w._session.setting.data.index) == ["p", "q", "r"]
    w.set_state({"_request": {"client": "c", "n": 1, "n_components": 1}})
    delete = {"op": "delete", "rows": [1], "id": 1}
    w.set_state({"_request": {"client": "c", "n": 2, "edits": [delete]}})
    assert list(w._session.setting.data.index) == ["p", "r"]


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["a", "a"], ("a", "a.1")),
        ([0, 1], ("0", "1")),
        (
            pd.MultiIndex.from_tuples([("petal", "length"), ("petal", "")]),
            ("petal length", "petal"),
        ),
    ],
)
def test_columns_get_names_of_their_own(columns, names):
    table = as_table(pd.DataFrame(ROWS, columns=columns))
    assert table.names == names
    np.testing.assert_array_equal(table.values, ROWS)


def test_an_arrow_table_in_the_widget_has_names_and_not_printed_data():
    assert GMMWidget(pa.Table.from_pandas(FRAME), 2).columns == ["a", "b"]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2, 3], "b": [1, None, 3]}),
        pd.DataFrame({"a": [1, 2, 3], "b": [1, pd.NA, 3]}),
        pd.DataFrame({"a": [1, 2, 3], "b": [1, None, 3]}).astype("Int64"),
        pd.DataFrame({"a": [1, 2, 3], "b": [1, None, 3]}).astype("int64[pyarrow]"),
        pl.DataFrame({"a": [1, 2, 3], "b": [1, None, 3]}),
        pl.LazyFrame({"a": [1, 2, 3], "b": [1, None, 3]}),
        pa.table({"a": [1, 2, 3], "b": [1, None, 3]}),
        {"a": [1, 2, 3], "b": [1, None, 3]},
        {"a": [1, 2, 3], "b": np.ma.masked_array([1, 2, 3], [0, 1, 0])},
        [{"a": 1, "b": 1}, {"a": 2}, {"a": 3, "b": 3}],
        io.StringIO("a;b\n1;1,5\n2;k. A.\n3;3\n"),
    ],
)
def test_a_missing_value_is_counted_and_located(table):
    told = r"1 of 3 rows holds a missing value \(first at row 1\): 1 in column 'b'; drop"
    with pytest.raises(ValueError, match=told):
        as_points(table)


def test_missing_values_of_lists_and_masked_arrays_are_counted_and_located():
    with pytest.raises(ValueError, match=r"1 of 2 rows holds a missing value .first at row 0"):
        as_points([[1, None], [2, 3]])
    with pytest.raises(ValueError, match=r"1 of 3 rows holds a masked value .first at row 2"):
        as_points(np.ma.masked_greater(ROWS, 6))
    with pytest.raises(ValueError, match=r"first at row 1\), 'q' in the index"):
        as_points(INDEXED.mask(INDEXED == 4))


HOLDS = {
    "holds text, such as 'x'": ["x", "y", "z"],
    "holds categories, such as 'x'": pd.Categorical(["x", "y", "x"]),
    "holds dates": pd.to_datetime(["2020-01-01", None, "2020-01-02"]),
    "holds dates, such as 2020-01-01 00:00:00+00:00": pd.to_datetime(["2020-01-01"] * 3, utc=True),
    "holds spans of time": pd.to_timedelta([1, 2, 3], unit="h"),
    "holds dates, such as 2020-01-01 (date)": [datetime.date(2020, 1, 1)] * 3,
    "holds complex numbers": [1j, 2, 3],
    "holds values of type list": [[1], [2], [3]],
}


@pytest.mark.parametrize("holds", HOLDS)
def test_a_column_that_holds_no_numbers_is_named_with_what_to_do(holds):
    frame = FRAME.assign(odd=HOLDS[holds])
    with pytest.raises(TypeError) as refused:
        as_points(frame)
    said = str(refused.value)
    assert said.startswith(f"points must be real numbers: in this DataFrame column 'odd' {holds}")
    assert "leave it out" in said or "two columns" in said


@pytest.mark.parametrize(
    ("table", "holds"),
    [
        (pl.DataFrame({"a": [1, 2], "odd": ["x", "y"]}), "text"),
        (pl.DataFrame({"a": [1, 2], "odd": [datetime.date(2020, 1, 1)] * 2}), "dates"),
        (pa.table({"a": [1, 2], "odd": [datetime.date(2020, 1, 1)] * 2}), "dates"),
        ({"a": [1, 2], "odd": ["x", "y"]}, "text"),
        ([{"a": 1, "odd": "x"}, {"a": 2, "odd": "y"}], "text"),
        (xr.Dataset({"a": ("t", [1, 2]), "odd": ("t", ["x", "y"])}), "text"),
    ],
)
def test_other_libraries_columns_are_named_too(table, holds):
    with pytest.raises(TypeError, match=f"column 'odd' holds {holds}.*leave it out"):
        as_points(table)


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        ({"data": np.array(ROWS), "target": [0, 1, 1]}, ValueError, "entry 'data' .* is a table"),
        ({"a": [1, 2], "b": [1]}, ValueError, r"not equally long \('a' 2, 'b' 1\)"),
        (datasets.blobs, TypeError, r"call it, blobs\(\)"),
        (b"a,b\n1,2", TypeError, "io.BytesIO"),
        ("no such thing", TypeError, "there is no such file"),
        ("none.csv", FileNotFoundError, "none.csv"),
        (np.zeros((2, 120)), ValueError, r"2 points in 120 columns.*points\.T"),
        ([range(50), range(50)], ValueError, r"2 points in 50 columns.*points\.T"),
        (xr.DataArray(np.zeros((2, 3, 4))), ValueError, r"shape \(n, d\)"),
        (xr.Dataset({"t": (("lat", "lon"), np.zeros((2, 2)))}), ValueError, "t along lat, lon"),
        (scipy.sparse.csr_matrix((100_000, 10_000)), ValueError, "1,000,000,000 numbers"),
        (set(map(tuple, ROWS)), TypeError, "a set, which has no order"),
        (pd.DataFrame, TypeError, "the class DataFrame"),
        ({"a": FRAME["a"], "b": FRAME["b"].iloc[::-1]}, ValueError, "different indexes"),
        ([[1, 2], None, [3, 4]], ValueError, "row 1 is None"),
        (["1,2", "3,4"], TypeError, "holds text, such as '1,2'"),
        ([], ValueError, "empty"),
        (pd.period_range("2020", periods=3, freq="M").to_frame(), TypeError, "dates, such as 2020"),
        (pl.DataFrame({"a": [1, 2], "b": [{"c": 1}, {"c": 2}]}), TypeError, "type dict"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, error, says):
    with pytest.raises(error, match=says):
        as_points(data)


def test_a_table_on_its_side_with_too_few_rows_is_asked_about():
    with pytest.raises(ValueError, match="transpose"):
        GMMWidget(np.arange(20.0).reshape(2, 10) ** 2)


@given(
    st.lists(
        st.tuples(*[st.one_of(st.none(), st.floats(-1e6, 1e6))] * 2), min_size=2, max_size=20
    ).filter(lambda rows: len(set(rows)) > 1)
)
def test_every_library_tells_the_same_of_the_same_values(rows):
    columns = {"a": [row[0] for row in rows], "b": [row[1] for row in rows]}
    tables = (
        columns,
        [dict(zip("ab", row, strict=True)) for row in rows],
        pd.DataFrame(columns).astype("Float64"),
        pl.DataFrame(columns, schema={"a": pl.Float64, "b": pl.Float64}),
        pa.table(columns, schema=pa.schema([("a", pa.float64()), ("b", pa.float64())])),
    )
    said = set()
    for table in tables:
        try:
            said.add(as_points(table).tobytes())
        except ValueError as refused:
            said.add(str(refused))
    assert len(said) == 1


def test_rows_of_named_values_are_put_together_by_name():
    rows = [pd.Series({"a": 1.0, "b": 2.0}), pd.Series({"b": 4.0, "a": 3.0})]
    np.testing.assert_array_equal(as_points(rows), ROWS[:2])


def test_a_dict_of_series_keeps_their_index():
    assert list(GMMWidget(dict(INDEXED.items()), 2).to_frame().index) == ["p", "q", "r"]


def test_a_path_is_a_table_everywhere(tmp_path, caplog):
    path = tmp_path / "geyser.csv"
    geyser = datasets.old_faithful()
    pd.DataFrame(geyser, columns=["eruption", "waiting"]).assign(who="me").to_csv(path)
    assert GMMWidget(path, 2).columns == ["eruption", "waiting"]
    assert f"{path}: 272 rows; columns eruption, waiting; left out: who (text), the index" in (
        caplog.text
    )
    begin = starts.kmeans_plus_plus(str(path), 2)
    assert fit(str(path), begin).final == fit(geyser, begin).final


def test_a_data_set_is_indexed_as_an_array_and_by_name():
    geyser = datasets.old_faithful()
    np.testing.assert_array_equal(geyser[0], geyser.values[0])
    np.testing.assert_array_equal(geyser[:5, 1], geyser.values[:5, 1])
    np.testing.assert_array_equal(geyser["waiting (min)"], geyser.values[:, 1])
    with pytest.raises(KeyError, match="eruption"):
        geyser["nothing"]
    assert pd.DataFrame(geyser).shape == geyser.shape == (272, 2)
    np.testing.assert_array_equal(np.array(list(geyser)), geyser.values)
