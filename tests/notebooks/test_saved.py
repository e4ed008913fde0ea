"""What is left of a widget where no script runs: a saved notebook, and the page made of it."""

import base64
import re

import nbclient
import nbformat
import pytest
from nbconvert import HTMLExporter

CELL = """
from gmm_widget import GMMWidget, datasets
w = GMMWidget(datasets.old_faithful(), n_components=2, cursor=5)
w
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook that was run and saved, without the state of its widgets."""
    folder = tmp_path_factory.mktemp("notebook")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    client = nbclient.NotebookClient(
        made,
        timeout=120,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": folder}},
    )
    client.execute()
    path = folder / "saved.ipynb"
    nbformat.write(made, path)
    return nbformat.read(path, as_version=4)


def test_the_saved_output_has_the_live_view_and_a_small_still(notebook):
    nbformat.validate(notebook)
    (output,) = notebook.cells[0].outputs
    assert output.data["application/vnd.jupyter.widget-view+json"]["model_id"]
    still = output.data["image/svg+xml"]
    assert still.count("<circle") > 272
    assert len(still) < 40_000


def test_the_page_made_of_it_shows_the_still(notebook):
    (output,) = notebook.cells[0].outputs
    page, _ = HTMLExporter().from_notebook_node(notebook)
    (picture,) = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"', page)
    shown = base64.b64decode(picture).decode().strip()
    assert shown == output.data["image/svg+xml"].strip()
    assert "after the E-step" in shown
