"""Ten million points as weighted cells, in the same widget."""

import re

import numpy as np
from playwright.sync_api import expect
from widget_page import same

CELLS = """
from gmm_widget.em.cells import reduce_points
random = np.random.default_rng(1)
groups = ([0, 0], [5, 0], [0, 5], [6, 6])
points = np.concatenate([random.normal(place, 1, (2_500_000, 2)) for place in groups])
w = GMMWidget(reduce_points(points, n_cells=3_000), n_components=4)
"""
RADII = (
    "(root) => [...root.querySelectorAll('.points circle')].map((c) => Number(c.getAttribute('r')))"
)


def test_ten_million_points_are_shown_fitted_and_dragged_as_cells(bench):
    view = bench.show(CELLS)
    cells = bench.ask("len(w.points)")
    counts = np.array(bench.ask("w.sample_weight"))
    assert 500 < cells <= 2_000
    assert counts.sum() == 10_000_000
    label = re.compile(rf"^Scatter plot of 10\s000\s000 points in {grouped(cells)} cells")
    expect(view.find(".plot svg[role=img]")).to_have_attribute("aria-label", label)
    radii = np.array(view.root.evaluate(RADII))
    order = np.argsort(counts)
    assert (np.diff(radii[order]) >= 0).all()
    assert radii.max() > 2 * radii.min()
    view.drag(0, (40, -30)).settled().at(0)
    view.scrub(view.last).settled()
    assert same(view.means, bench.ask("w.means"), within=0.05)
    undecided = grouped(round(bench.ask("w.undecided")))
    assert re.fullmatch(undecided, view.text(".undecided .val"))


def grouped(number: int) -> str:
    """A pattern for a number with its digits in groups of three."""
    return f"{number:,}".replace(",", r"\s?")
