"""Points from a CSV file: what is taken, and what is said of the rest."""

import numpy as np
import pytest

from gmm_widget.tables import read_csv


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "my flowers.csv"
        path.write_text(text, encoding="utf-8")
        return read_csv(path)

    return write


def test_the_columns_of_numbers_are_taken_by_name(table):
    found = table('kind,"length, cm",width\nrose,1,2.5\n"old, rose",3,4\n')
    assert found.columns == ("length, cm", "width")
    assert found.name == "my flowers"
    np.testing.assert_array_equal(found, [[1, 2.5], [3, 4]])


@pytest.mark.parametrize("delimiter", ",;\t")
def test_the_first_line_tells_what_stands_between_columns(table, delimiter):
    found = table(f"\ufeffa{delimiter}b\r\n1{delimiter}2\r\n\r\n3{delimiter}4\r\n")
    assert found.columns == ("a", "b")
    assert len(found) == 2


def test_an_empty_cell_among_numbers_is_nan(table):
    np.testing.assert_array_equal(table("a,b,c\n1,2,\n,4,\n").values, [[1, 2], [np.nan, 4]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no rows"),
        ("a,b\n", "has no rows"),
        ("1,2\n3,4\n", "the first line of .* holds numbers: put the columns' names there"),
        ("a,b\n1,2\n3\n", "row 3 of .* has 1 cells and the first one 2"),
        ("a,b\n1,x\n3,4\n", "has 1 columns of numbers among a, b"),
    ],
)
def test_what_is_no_table_is_named(table, text, said):
    with pytest.raises(ValueError, match=said):
        table(text)
