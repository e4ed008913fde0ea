"""Limits that both sides know: Python's, and wherever the front end writes them."""

import re
from pathlib import Path

import pytest

from gmm_widget.landscape.basin_map import MARGIN
from gmm_widget.session import MOST_COMPONENTS, MOST_ITERATIONS
from gmm_widget.wire import film, labels
from gmm_widget.wire.views import basins

SOURCE = Path(__file__).parents[2] / "js" / "src"
SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.js")))


@pytest.mark.parametrize(
    ("limit", "written"),
    [
        (MOST_COMPONENTS, r"COMPONENTS = \{ least: 1, most: (\d+) \}"),
        (MOST_ITERATIONS, r"ITERATIONS = \{ least: 1, most: (\d+) \}"),
        (MARGIN, r"MAP_MARGIN = ([\d.]+);"),
        (basins.LOST, r"\bLOST = (\d+);"),
        (film.FULL, r"\bwhole: (\d+)"),
        (labels.FULL, r"where (\d+) stands for 1"),
    ],
)
def test_the_front_end_has_the_limits_of_python(limit, written):
    found = re.findall(written, SCRIPT)
    assert found, f"no limit is written as {written}: say here how it is now"
    assert {float(each) for each in found} == {limit}
