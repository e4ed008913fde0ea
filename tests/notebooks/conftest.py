"""Each lesson runs once, in a kernel of its own, for all that is claimed of it."""

from collections.abc import Iterator

import pytest
from lessons import Lesson, executed


@pytest.fixture(scope="module")
def lesson(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lesson]:
    """The module's `LESSON`, after it has run from top to bottom."""
    folder = tmp_path_factory.mktemp("lesson")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONWARNINGS", "default")
        environment.setenv("IPYTHONDIR", str(folder))
        with executed(request.module.LESSON, folder) as made:
            yield made
