"""Points from a CSV file as people save it: what is read, what is left out, and what is said."""

import codecs
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmm_widget.tables import numerals
from gmm_widget.tables.csv_files import read_csv, split_names
from gmm_widget.tables.delimited import read_sheet


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8", columns=None):
        path = tmp_path / "my flowers.csv"
        path.write_bytes(text.encode(encoding))
        return read_csv(path, columns)

    return write


def test_the_columns_of_numbers_are_taken_by_name(table):
    found = table('kind,"length, cm",width\nrose,1,2.5\n"old, rose",3,4\n')
    assert found.columns == ("length, cm", "width")
    assert found.name == "my flowers"
    np.testing.assert_array_equal(found, [[1, 2.5], [3, 4]])


READ = {
    "commas": "a,b\n1.5,2\n3,4\n",
    "semicolons": "a;b\n1.5;2\n3;4\n",
    "tabs": "a\tb\n1.5\t2\n3\t4\n",
    "bars": "a|b\n1.5|2\n3|4\n",
    "spaces": "  a   b\n1.5   2\n  3   4\n",
    "decimal commas": "a;b\n1,5;2\n3;4\n",
    "decimal commas and tabs": "a\tb\n1,5\t2\n3\t4\n",
    "quoted decimal commas": 'a,b\n"1,5",2\n"3,0","4,0"\n',
    "a mark, Windows' line ends, a blank line": "\ufeffa;b\r\n1.5;2\r\n\r\n3;4\r\n",
    "old line ends": "a,b\r1.5,2\r3,4\r",
    "what Excel is told": "sep=;\na;b\n1,5;2\n3;4\n",
    "a title": "Measured in May 2020\n\na;b\n1,5;2\n3;4\n",
    "a title with a comma": "Measured, in May\na,b,c\n1.5,2,x\n3,4,y\n",
    "comments": "# by me\na,b\n1.5,2\n# a break\n3,4\n",
    "what numpy.savetxt writes": "# a b\n1.5 2.0\n3.0 4.0\n",
    "what numpy.savetxt writes with commas": "# a,b\n1.5,2.0\n3.0,4.0\n",
    "a comma at every end": "a,b\n1.5,2,\n3,4,\n",
    "empty columns": "a,b,,\n1.5,2,,\n3,4,,\n",
    "rows of nothing": "a,b\n1.5,2\n,\n3,4\n,\n",
    "pandas' index": ",a,b\n0,1.5,2\n1,3,4\n",
    "pandas' index, saved again": "Unnamed: 0,a,b\n0,1.5,2\n1,3,4\n",
    "R's write.csv": '"","a","b"\n"1",1.5,2\n"2",3,4\n',
    "R's write.table": '"a" "b"\n"1" 1.5 2\n"2" 3 4\n',
    "R's data sets": '"rownames","a","b"\n"1",1.5,2\n"2",3,4\n',
    "numbers of rows": "id,a,b\n1,1.5,2\n2,3,4\n",
    "words": "who,a,b\nme,1.5,2\nyou,3,4\n",
    "dates": "when,a,b\n2020-01-01,1.5,2\n2020-01-02,3,4\n",
    "two columns of pandas' index": ",,a,b\nu,1,1.5,2\nv,2,3,4\n",
    "a counter in German": "lfd. Nr.;a;b\n1;1,5;2\n2;3;4\n",
    "an end that only the names have": "a,b,\n1.5,2\n3,4\n",
    "spaces before quotes": 'a, "b"\n1.5, "2"\n3, "4"\n',
    "what Excel is told, in quotes": '"sep=;"\na;b\n1,5;2\n3;4\n',
    "the end of a file of DOS": "a,b\n1.5,2\n3,4\n\x1a",
    "a true minus and exponents": "a;b\n15e-1;+2\n3,0;4\n",
}


@pytest.mark.parametrize("kind", READ)
def test_it_is_read_as_people_save_it(kind, table):
    found = table(READ[kind])
    assert found.columns == ("a", "b")
    np.testing.assert_array_equal(found, [[1.5, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (READ["pandas' index"], "2 rows; columns a, b; left out: the index"),
        (READ["numbers of rows"], "2 rows; columns a, b; left out: id (row numbers)"),
        ("name,a,b\nx,1,2\ny,2,1\n", "2 rows; columns a, b; left out: name (text)"),
        (",name,a,b\n0,x,1,2\n1,y,2,1\n", "left out: name (text), the index"),
        (READ["dates"], "left out: when (dates)"),
        ("a,b,c\n1,2,\n2,1,\n", "left out: c (empty)"),
        (READ["decimal commas"], "2 rows; columns a, b; decimal commas"),
        (READ["a title"], "lines above the names skipped: 1"),
        ("a,b\n1,2\n,3\n", "missing: 1 in a, first in line 3"),
        ("a;b\n1.234;2\n2.345;3\n", "columns a, b; 1.234 in a read as 1.234"),
        ("a;b\n1,234;2\n2,345;3\n", "decimal commas; 1,234 in a read as 1.234"),
        (",,a,b\nu,1,1,2\nv,2,2,1\n", "left out: the index"),
        ("a,b\ns,m\n1,2\n2,3\n", "columns a (s), b (m); units from the line below the names"),
    ],
)
def test_what_was_read_and_left_out_is_said(text, told, table):
    assert told in table(text).source


def test_names_of_rows_are_kept_as_the_index(table):
    assert table(",a,b\nMazda,1,2\nFiat,3,4\n").index == ("Mazda", "Fiat")
    assert table(",a,b\n7,1,2\n3,3,4\n").index == (7, 3)
    assert table(READ["pandas' index"]).index is None


def test_a_column_that_counts_but_is_called_x_is_a_measurement(table):
    assert table("x,y\n1,2\n2,4\n3,9\n").columns == ("x", "y")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_umlauts_come_in_every_encoding(encoding, table):
    found = table("Länge;Größe;Name\n1.234,5;2;ä\n4;5;ö\n", encoding)
    assert found.columns == ("Länge", "Größe")
    np.testing.assert_array_equal(found, [[1234.5, 2], [4, 5]])


@pytest.mark.parametrize(
    "mark",
    [
        *("", "NA", "N/A", "nan", "NULL", "?", "-", ".", "#N/A", "#NV", "k.A."),
        *("-nan", "-1.#IND", "(null)", "\\N", "unbekannt", "Keine Angabe", "n.v."),
    ],
)
def test_a_mark_for_a_missing_value_keeps_the_column(mark, table):
    found = table(f"a,b,c\n1,2,3\n2,3,{mark}\n5,4,1\n")
    assert found.columns == ("a", "b", "c")
    np.testing.assert_array_equal(found["c"], [3, np.nan, 1])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('a,b\n"1,234",2.5\n"2,345",1\n', 1234),
        ('a,b\n"1,234,567.5",2.5\n2,1\n', 1234567.5),
        ("a;b\n1.234,5;2\n1;2\n", 1234.5),
        ("a;b\n1.234;2,5\n1.000;2\n", 1234),
        ("a;b\n1.234;2\n1.5;2\n", 1.234),
        ("a;b\n1,234;2\n1,5;2\n", 1.234),
        ("a;b\n0,123;2\n0,5;2\n", 0.123),
        ("a;b\n1'234.5;2\n1;2\n", 1234.5),
        ("a;b\n1 234,5;2\n1;2\n", 1234.5),
        ("a;b\n1\u00a0234,5;2\n1;2\n", 1234.5),
        ("a;b\n\u22121,5;2\n1;2\n", -1.5),
        ("a,b\n1e3,2\n1,2\n", 1000),
    ],
)
def test_thousands_and_decimals_are_told_apart(text, first, table):
    assert table(text).values[0, 0] == first


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (["1.5%", "20 %"], "%"),
        (["$1.5", "$20"], "$"),
        (["1.5 €", "20 €"], "€"),
        (["1.5 cm", "NA", "20cm"], "cm"),
        (["1.5 m/s²", "20 m/s²"], "m/s²"),
        (["-1.5°C", "20 °C"], "°C"),
    ],
)
def test_a_unit_that_all_numbers_have_goes_into_the_name(cells, unit, table):
    rows = "".join(f"{cell},{i}\n" for i, cell in enumerate(cells))
    found = table(f"a,b\n{rows}")
    assert found.columns == (f"a ({unit})", "b")
    assert abs(found.values[0, 0]) == 1.5
    assert found.values[-1, 0] == 20
    assert table(f"a,b\n{rows}", columns=["b", "a"]).columns == ("b", f"a ({unit})")


@pytest.mark.parametrize("cells", [["1 cm", "2 mm"], ["1 cm", "2"], ["Q1", "Q2"], ["1_a", "2_a"]])
def test_what_is_not_one_unit_is_text(cells, table):
    found = table("a,b,c\n" + "".join(f"{cell},{i},{i}\n" for i, cell in enumerate(cells)))
    assert found.columns == ("b", "c")
    assert "left out: a (text)" in found.source


def test_lakhs_are_thousands(table):
    assert table('a,b\n"1,23,456.5",2\n"12,34,567",1\n').values[0, 0] == 123456.5


def test_names_stand_in_one_line(table):
    assert table('"a\n(cm)",b\n1,2\n3,4\n').columns == ("a (cm)", "b")


def test_the_first_row_of_a_file_without_names_is_not_taken_for_them(table):
    for text in ("5.1,3.5,setosa\n4.9,3,setosa\n", "5,3,x\n4,2,x\n", "5.5,3,x\n4,2,y\n"):
        with pytest.raises(ValueError, match=r"first line of .* holds numbers"):
            table(text)
    assert table("who,1990,2000\nx,1,2\ny,3,4\n").columns == ("1990", "2000")
    assert table(",0.25,0.5\nx,1,2\ny,3,4\n").columns == ("0.25", "0.5")


def test_an_encoding_that_is_not_known_is_said(table):
    assert "; encoding unknown" in table("身長,b\n1,2\n3,4\n", "shift_jis").source
    assert "encoding unknown" not in table("Länge;b\n1;2\n3;4\n", "cp1252").source


def test_several_index_columns_make_tuples(table):
    assert table(",,a,b\nu,1,1,2\nv,2,3,4\n").index == (("u", "1"), ("v", "2"))


def test_two_columns_of_one_name_are_told_apart(table):
    found = table("a,a,,b\n1,2,3,4\n5,6,7,8\n")
    assert found.columns == ("a", "a.1", "column 3", "b")
    np.testing.assert_array_equal(found, [[1, 2, 3, 4], [5, 6, 7, 8]])


def test_columns_are_chosen_by_name_or_number_in_the_wanted_order(table):
    text = "who,a,b,c\nme,1,2,3\nyou,4,5,6\n"
    assert table(text, columns=["c", "A"]).columns == ("c", "a")
    assert table(text, columns=[4, "2"]).columns == ("c", "a")
    assert table(text, columns=["b"]).columns == ("b",)
    assert table(text, columns="c, a").columns == ("c", "a")
    assert table(text, columns=3).columns == ("b",)
    with pytest.raises(TypeError, match="columns must be names"):
        table(text, columns=slice(1))
    assert split_names('eruption, "length, cm"') == ["eruption", "length, cm"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["lenght"], "has no column 'lenght'; did you mean length?"),
        (["who"], r"no numbers in a column of .*my flowers\.csv: who \(text\)"),
        (["length", "length"], "chosen twice"),
        ([], "no column of .* is chosen"),
        ([9], "has no column '9'"),
    ],
)
def test_a_column_that_cannot_be_chosen_is_named(columns, said, table):
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        table("who,length,width\nme,1,2\nyou,4,5\n", columns=columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no rows"),
        ("a,b\n", "has no rows"),
        ("1,2\n3,4\n", "the first line of .* holds numbers: put the columns' names there"),
        ("a,b\n1,2\n3\n", "row 3 of .* has 1 cells and the first one 2"),
        ("# x\na,b\n1,2\n\n3\n", "row 5 of .* has 1 cells and the first one 2"),
        ("a,b\n1,x\n3,4\n", r"has 1 column of numbers among a, b.*: b \(text\), such as 'x'"),
        (
            "a,b,c\n1,2,3\n3,4,5\n1,2,12*\n",
            r"column 'c' of .*flowers\.csv holds numbers, but 1 of its 3 cells is none: '12\*' in "
            "row 4. Correct it",
        ),
    ],
)
def test_what_is_no_table_is_named(table, text, said):
    with pytest.raises(ValueError, match=said):
        table(text)


def test_a_column_with_a_mistake_stops_nobody_who_chooses_others(table):
    text = "a,b,c\n1,2,3\n3,4,5\n1,2,12*\n"
    assert table(text, columns=["a", "b"]).columns == ("a", "b")
    with pytest.raises(ValueError, match=r"'12\*' in row 4"):
        table(text, columns=["a", "c"])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04rest", "Excel .* save the table as CSV"),
        (b"PAR1rest", "Parquet"),
        (b"\x1f\x8brest", "compressed: unpack it"),
        (b"BZh9rest", "compressed"),
        (b"\n<!DOCTYPE html>", "a web page"),
        (b'[{"a": 1}]', "JSON: read it with pandas"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "is no text"),
    ],
)
def test_a_file_of_another_kind_is_named(raw, said, tmp_path):
    path = tmp_path / "data.csv"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=rf"data\.csv is .*{said}|data\.csv {said}"):
        read_csv(path)


VALUES = st.lists(
    st.tuples(*[st.floats(-1e9, 1e9).map(lambda value: round(value, 2))] * 2),
    min_size=2,
    max_size=12,
)


@given(VALUES, st.sampled_from(",;\t|"), st.sampled_from(".,"), st.booleans())
def test_what_pandas_writes_is_read_back(rows, delimiter, decimal, index):
    frame = pd.DataFrame(rows, columns=["left", "right"])
    text = frame.to_csv(sep=delimiter, decimal=decimal, index=index)
    found = read_csv(io.StringIO(text))
    assert found.columns == ("left", "right")
    np.testing.assert_allclose(found.values, frame.to_numpy(), rtol=1e-15)


@given(
    st.integers(-(10**12), 10**12), st.integers(0, 99), st.sampled_from([".,", ",.", ".'", ", "])
)
def test_a_number_with_thousands_is_the_number(whole, cents, marks):
    decimal, gap = marks
    text = f"{whole:,}".replace(",", gap) + f"{decimal}{cents:02}"
    value = abs(whole) + cents / 100
    wanted = -value if text.startswith("-") else value
    assert numerals.number(text, decimal) == pytest.approx(wanted, rel=1e-15)


@given(st.text(max_size=200).map(lambda text: text.replace("\0", "")))
def test_no_text_breaks_the_reader(text):
    sheet = read_sheet(text)
    assert all(cells for _, cells in sheet.rows)
