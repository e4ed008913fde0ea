"""Each lesson runs once, in a kernel of its own, for all that is claimed of it."""

from collections.abc import Iterator

import nbformat
import pytest
from lessons import NOTEBOOKS, Lesson, executed


@pytest.fixture(scope="module")
def lesson(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lesson]:
    """The module's `LESSON`, after it has run from top to bottom."""
    name = request.module.LESSON
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    with executed(notebook, tmp_path_factory.mktemp("lesson")) as client:
        yield Lesson(client, name)
