"""What is left of a widget where no script runs: a saved notebook, and what is made of it, on a
machine that has no Inkscape."""

import base64
import contextlib
import re
import shutil
import sys
import zlib
from pathlib import Path

import nbclient
import nbformat
import playwright.async_api
import pytest
from nbconvert import HTMLExporter, LatexExporter, WebPDFExporter

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from find_chromium import ARGUMENTS, find

MADE = """
import ipywidgets
from gmm_widget import GMMWidget, compare, datasets
geyser = datasets.old_faithful()
w = GMMWidget(geyser, n_components=2, cursor=5)
other = GMMWidget(geyser, n_components=2, covariance_type="tied", cursor=5)
"""
SHOWN = {
    "alone": ("w", 1),
    "picture": ("w.export_svg()", 1),
    "row": ("ipywidgets.HBox([w, ipywidgets.VBox([other])])", 2),
    "tabs": ("ipywidgets.Tab([w, other], titles=['first', 'second'])", 2),
    "compared": ("compare(w, other)", 2),
}
POINTS = 272


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook that was run and saved, without the state of its widgets."""
    folder = tmp_path_factory.mktemp("notebook")
    code = [MADE, *(shown for shown, _ in SHOWN.values())]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in code])
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


@pytest.fixture
def no_inkscape(monkeypatch):
    """A machine without it, whatever this one has."""
    which = shutil.which
    monkeypatch.setattr(
        shutil, "which", lambda name, *a, **k: None if "inkscape" in name else which(name, *a, **k)
    )


def unpacked(made):
    """The streams of a PDF that are packed as Chromium packs them."""
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)


def output(notebook, name):
    (found,) = notebook.cells[1 + list(SHOWN).index(name)].outputs
    return found.data


@pytest.mark.parametrize("name", SHOWN)
def test_the_saved_output_has_the_live_view_and_a_small_still(notebook, name):
    nbformat.validate(notebook)
    data, count = output(notebook, name), SHOWN[name][1]
    live = data.get("application/vnd.jupyter.widget-view+json")
    assert (live is None) == (name == "picture")
    assert data["image/svg+xml"].count("<circle") > POINTS * count
    assert len(data["image/svg+xml"]) < 40_000 * count
    assert base64.b64decode(data["application/pdf"]).startswith(b"%PDF-")
    assert len(data["application/pdf"]) < 20_000 * count
    assert 'style="max-width: 100%; height: auto"' in data["text/html"]


def test_the_page_made_of_it_shows_the_stills(notebook):
    page, _ = HTMLExporter().from_notebook_node(notebook)
    pictures = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert [base64.b64decode(picture).decode().strip() for picture in pictures] == [
        output(notebook, name)["image/svg+xml"].strip() for name in SHOWN
    ]
    shown = base64.b64decode(pictures[-1]).decode()
    assert shown.count("after the E-step") == 2 * 2  # in each caption, and for who cannot see it
    assert "Any ellipse (full)" in shown
    assert "first</text>" in base64.b64decode(pictures[-2]).decode()


def test_latex_needs_no_inkscape_and_has_the_pictures(notebook, no_inkscape):
    text, resources = LatexExporter().from_notebook_node(notebook)
    pictures = [name for name in resources["outputs"] if name.endswith(".pdf")]
    assert len(pictures) == len(SHOWN)
    for name in pictures:
        assert resources["outputs"][name].startswith(b"%PDF-")
        assert f"{{{name}}}" in text


def test_a_pdf_is_made_by_chromium_without_a_network(notebook, monkeypatch):
    launch = playwright.async_api.BrowserType.launch

    async def with_ours(self, **options):
        return await launch(self, executable_path=find(), **{**options, "args": list(ARGUMENTS)})

    monkeypatch.setattr(playwright.async_api.BrowserType, "launch", with_ours)
    made, _ = WebPDFExporter().from_notebook_node(notebook)
    assert made.startswith(b"%PDF-")
    # Chromium keeps a picture's circles as curves: this many are in no notebook without one.
    curves = sum(len(re.findall(rb" c\n", part)) for part in unpacked(made))
    assert curves > POINTS * sum(count for _, count in SHOWN.values())


def test_a_closed_widget_leaves_no_still():
    from gmm_widget import GMMWidget, datasets
    from gmm_widget.widget import boxes

    w = GMMWidget(datasets.few())
    import ipywidgets

    box = ipywidgets.HBox([w])
    assert boxes.still_of(box) is not None
    w.close()
    assert boxes.still_of(box) is None
    assert boxes.still_of(ipywidgets.HBox([ipywidgets.Label("x")])) is None
