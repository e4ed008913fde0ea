"""Answer codes are found wherever a notebook may hold one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import code, notebook, printed, saved, shown, text

from gmm_widget.homework import encode_answer
from gmm_widget.homework.challenges.codes import decode_answer
from gmm_widget.homework.grading.notebook import parsed
from gmm_widget.homework.grading.scan import MOST_CODES, find_codes, find_functions

CODE = encode_answer("trap", [[1.0, 2.0], [3.0, 4.5], [-2.0, 0.25]], student="ada")
OTHER = encode_answer("trap", [[1.0, 2.0], [3.0, 4.5]], student="ada")


def found(made):
    return [(one.code, one.where) for one in find_codes(parsed(Path("x.ipynb"), json.dumps(made)))]


@pytest.mark.parametrize(
    ("made", "where"),
    [
        (notebook(code("1"), code(f"answer = '{CODE}'  # mine")), "cell 2"),
        (notebook(text(f"My answer is `{CODE}`.")), "cell 1"),
        (notebook(text(CODE, "raw")), "cell 1"),
        (notebook(code("record()", shown(CODE))), "output of cell 1"),
        (notebook(code("print(record())", printed(CODE))), "output of cell 1"),
        (notebook(widgets=saved({"answer": CODE}, by="jupyter")), "saved widget state"),
        (notebook(widgets=saved({"answer": CODE}, by="colab")), "saved widget state"),
        (notebook(widgets=saved({"a": [{"b": [0, CODE]}]}, by="colab")), "saved widget state"),
    ],
)
def test_a_code_is_found_wherever_it_stands(made, where):
    assert found(made) == [(CODE, where)]


@pytest.mark.parametrize(
    "source",
    [
        f'answer = ("{CODE[:40]}"\n          "{CODE[40:]}")',
        f"answer = '{CODE[:40]}' + \\\n  '{CODE[40:]}'",
        f'answer = """{CODE[:30]}\n{CODE[30:70]}\n{CODE[70:]}"""',
        [f"answer = '{CODE[:20]}", f"{CODE[20:]}'\n"],
    ],
)
def test_a_code_broken_over_lines_is_put_together(source):
    assert found(notebook(code(source))) == [(CODE, "cell 1")]


def test_cells_come_first_and_nothing_comes_twice():
    made = notebook(code("", shown(OTHER)), code(CODE, shown(CODE)))
    assert found(made) == [(CODE, "cell 2"), (OTHER, "output of cell 1")]


@given(st.integers(6, len(CODE) - 1))
def test_a_code_that_lacks_its_end_is_found_as_damaged(length):
    [(part, _)] = found(notebook(code(f"answer = '{CODE[:length]}'")))
    with pytest.raises(ValueError, match="damaged"):
        decode_answer(part)


def test_words_about_codes_are_no_codes():
    assert found(notebook(text("A code begins with `gmm1.`, as gmm1. does. Copy gmm1..."))) == []


def test_no_more_codes_are_kept_than_can_be_judged():
    many = " ".join(f"gmm1.{i}.00000000" for i in range(10 * MOST_CODES))
    assert len(found(notebook(code(many)))) == MOST_CODES


def test_pictures_are_not_searched():
    picture = {"output_type": "display_data", "data": {"image/png": CODE}, "metadata": {}}
    assert found(notebook(code("", picture))) == []


def test_functions_of_homework_are_known_by_their_definition():
    made = notebook(code("x = 1\ndef e_step(X):\n    return 1"), text("def m_step(X, R):"))
    assert find_functions(parsed(Path("x"), json.dumps(made))) == {"e_step"}
