"""`answer = w.record()` in a real kernel: what the notebook is asked to write."""

import nbclient
import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

MAKE = "from gmm_widget import ChallengeWidget\nw = ChallengeWidget('published')"


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel()
    client.execute_interactive(MAKE)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def asked(kernel, cell, **options):
    """The inputs that a cell asks the notebook to write."""
    reply = kernel.execute_interactive(cell, timeout=60, **options)
    assert reply["content"]["status"] == "ok"
    return [one for one in reply["content"]["payload"] if one["source"] == "set_next_input"]


def test_the_running_cell_is_asked_to_be_rewritten(kernel):
    [payload] = asked(kernel, "# mine\nanswer = w.record()\n'done'")
    assert payload["replace"] is True
    first, second, third = payload["text"].split("\n")
    assert (first, third) == ("# mine", "'done'")
    assert second.startswith('answer = "gmm1.')


@pytest.mark.parametrize(
    "cell",
    [
        "def f():\n    return w.record()\nf()",
        "%time a = w.record()",
        "exec('a = w.record()')",
        "[w.record(), w.record()]",
    ],
)
def test_other_cells_are_left_alone(kernel, cell):
    assert asked(kernel, cell) == []


def test_a_function_of_an_earlier_cell_rewrites_nothing(kernel):
    asked(kernel, "def f():\n    return w.record()")
    assert asked(kernel, "a = f()") == []


def test_what_is_run_outside_the_history_is_left_alone(kernel):
    asked(kernel, "a = 1")
    assert asked(kernel, "a = w.record()", store_history=False) == []


def test_a_request_of_the_front_end_never_falls_on_the_next_cell(kernel):
    wish = {"client": "me", "n": 1, "record": 1}
    assert asked(kernel, f"w.set_state({{'_request': {wish}}})") == []
    assert asked(kernel, "w._challenge['times'] and 1") == []


def test_where_no_front_end_is_the_cell_stays_and_the_code_is_there():
    cells = [MAKE, "answer = w.record()", "assert answer.startswith('gmm1.')"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=120).execute()
    assert [cell.source for cell in notebook.cells] == cells
