"""What the README shows works as it stands, in the order in which it stands there."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from gmm_widget import GMMWidget, __version__
from gmm_widget.session.checks import VIEWS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CELLS = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PAGES = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / ".github")
    for path in folder.glob("**/*.md" if folder.name == ".github" else "*.md")
)


def shown(cell, names):
    """Run a cell as a notebook does: what its last line shows, None if that shows nothing."""
    body = ast.parse(cell).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "README.md", "exec"), names)
    return last and eval(compile(ast.Expression(last.value), "README.md", "eval"), names)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each cell of the README shows, run from the first to the last in one notebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("readme"))
        names: dict[str, Any] = {}
        return [shown(cell, names) for cell in CELLS]


def test_the_first_cell_shows_the_widget(outputs):
    assert isinstance(outputs[0], GMMWidget)


def test_every_cell_shows_something(outputs):
    assert len(outputs) >= 5
    assert [cell for cell, output in zip(CELLS, outputs, strict=True) if output is None] == []


def test_a_widget_of_your_own_data_draws_the_columns_that_are_chosen(outputs):
    w = outputs[-1]
    assert isinstance(w, GMMWidget)
    assert [w.columns[axis] for axis in w.axes] == ["bill (mm)", "mass (g)"]
    assert len(w.points) == 6


def test_every_view_is_named_as_it_is_asked_for():
    assert re.findall(r'^\| `"(.*?)"` \|', README, re.MULTILINE) == list(VIEWS)


def test_a_wheel_is_called_as_that_of_this_version_is():
    named = re.findall(r"gmm_widget-\S+?\.whl", README)
    assert set(named) <= {f"gmm_widget-{__version__}-py3-none-any.whl"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_workflows_run_sessions_that_there_are():
    workflow = (ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    (listed,) = re.findall(r"session: \[(.*)\]", workflow)
    asked = {*listed.split(", "), *re.findall(r"'(floors|unit)'", workflow)}
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    sessions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert asked - sessions == set()
