"""Whose the points are, as both sides read it: `python tests/contract/colouring.py` writes it anew.

whose.likeliest is what Python sends; whose.json is what any reader must find in it.
"""

import json

from films import FIXTURES, POINTS

from gmm_widget import fit
from gmm_widget.em import starts
from gmm_widget.progress import finish
from gmm_widget.wire.labels import likeliest_steps, read_likeliest

NAME, ITERATION = "whose", 2
TRACE = fit(POINTS, starts.from_means(POINTS, POINTS[[0, 4, 6]]), reg_covar=0.1)


def write_likeliest() -> bytes:
    """The fixture, as Python writes it today."""
    return finish(likeliest_steps(TRACE, ITERATION))


def expected(packed: bytes) -> dict:
    """What a reader must find: the header without the places, and every number."""
    header, sections = read_likeliest(packed)
    header.pop("sections")
    return {"header": header, **{name: values.tolist() for name, values in sections.items()}}


if __name__ == "__main__":
    packed = write_likeliest()
    (FIXTURES / f"{NAME}.likeliest").write_bytes(packed)
    text = json.dumps(expected(packed), separators=(",", ":"))
    (FIXTURES / f"{NAME}.json").write_text(text + "\n", encoding="utf-8")
