"""The pictures that both sides read: `python tests/contract/pictures.py` writes the fixtures anew.

Each NAME.picture is what Python sends for a view; NAME.json is what any reader must find in it.
"""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
from films import FIXTURES

from gmm_widget import GMMWidget
from gmm_widget.session.explorer import Explorer
from gmm_widget.wire.packing import unpack
from gmm_widget.wire.views import common, density

CROSS = np.array([[0, 0], [1, 0.2], [-1, -0.1], [0.1, 1], [-0.2, -1], [0.6, 0.5], [-0.5, 0.6]])
POINTS = np.vstack([CROSS + place for place in ([0, 0], [6, 1], [3, 6])]).round(3)
LABELS = np.repeat([0, 1, 2], len(CROSS))
DEEP = np.column_stack([POINTS, POINTS[:, 0] ** 2 % 3])
GRID = 6
"""Cells along each side of a map: few, so that a person can read the fixtures."""
SMALL: dict[str, Any] = {
    "density": {"view": "density"},
    "k-means": {"view": "k-means", "labels": LABELS, "seeds": POINTS[:3]},
    "k-means-deep": {"view": "k-means", "points": DEEP, "axes": (2, 0)},
    "k-means-weighted": {"view": "k-means", "sample_weight": 1 + np.arange(21) % 3},
    "basins": {"view": "basins", "seeds": POINTS[[7, 8, -1]], "component": 2},
    "restarts": {"view": "restarts"},
    "components": {"view": "components"},
}


def pictures_by_name() -> dict[str, bytes]:
    """Every kind of picture."""
    return dict(_pictures())


def _pictures() -> Iterator[tuple[str, bytes]]:
    whole_map, random, select = (
        Explorer.basins_steps,
        Explorer.restarts_steps,
        Explorer.select_steps,
    )
    with (
        patch.object(density, "GRID", GRID),
        patch.object(density, "FINE_GRID", GRID + 2),
        patch.object(Explorer, "basins_steps", lambda self: whole_map(self, None, GRID)),
        patch.object(Explorer, "restarts_steps", lambda self: random(self, 8)),
        patch.object(Explorer, "select_steps", lambda self: select(self, range(1, 4), 5)),
    ):
        for name, options in SMALL.items():
            yield name, _widget(**options)._picture
        held = _widget(view="density")
        held.set_state({"_request": {"client": "me", "n": 1, "seeds": POINTS[:3], "held": True}})
        yield "density-held", held._picture
        yield "restarts-lost", _widget(points=POINTS[::4], view="restarts", reg_covar=0)._picture


def _widget(points: Any = POINTS, **options: Any) -> GMMWidget:
    usual: dict[str, Any] = {"seeds": np.array(points)[[0, 1, -1]], "reg_covar": 0.05}
    component = options.pop("component", 0)
    w = GMMWidget(points, **usual | options)
    w.component = component
    return w


def expected(picture: bytes) -> dict[str, Any]:
    """What a reader must find: the header without the places, and every number."""
    header, sections = unpack(common.MAGIC, common.VERSION, picture)
    header.pop("sections")
    return {"header": header, "sections": {name: v.tolist() for name, v in sections.items()}}


if __name__ == "__main__":
    for name, picture in pictures_by_name().items():
        (FIXTURES / f"{name}.picture").write_bytes(picture)
        text = json.dumps(expected(picture), separators=(",", ":"))
        (FIXTURES / f"{name}.json").write_text(text + "\n", encoding="utf-8")
