"""Limits that both sides know: Python's, and the front end's one module of them."""

import re
from pathlib import Path

from gmm_widget.landscape.basin_map import MARGIN
from gmm_widget.session import MOST_COMPONENTS, MOST_ITERATIONS
from gmm_widget.wire import film, labels
from gmm_widget.wire.views import basins

LIMITS = Path(__file__).parents[2] / "js" / "src" / "kernel" / "limits.js"


def test_the_front_end_has_the_limits_of_python():
    found = re.findall(r"^  (\w+): ([\d.]+),$", LIMITS.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name: float(value) for name, value in found} == {
        "components": MOST_COMPONENTS,
        "iterations": MOST_ITERATIONS,
        "whole": film.FULL,
        "certain": labels.FULL,
        "lost": basins.LOST,
        "basinMargin": MARGIN,
    }
