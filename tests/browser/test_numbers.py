"""Every number and every colour on the page is Python's."""

import re

import numpy as np
import pytest
from bench import FAITHFUL
from widget_page import same

PALETTE = {"light": ["#2338c0", "#e17218", "#800139"], "dark": ["#4162dc", "#fd9d5f", "#bc235c"]}
TO_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
LMS_TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]

ONE_LEVEL = 0.07
"""Shares are rounded to 1/24 before they are mixed: that much, where a channel is steepest."""


def read(text):
    """A number as people write it (thin spaces, a true minus, powers of ten), and half of the
    last digit that is shown."""
    plain = text.translate(str.maketrans("\u2212⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789"))
    found = re.search(r"([+-]?[\d\u2009]+)(?:\.(\d+))?(?:\u00d710(-?\d+))?", plain)
    assert found is not None, text
    whole, decimals, power = found[1].replace("\u2009", ""), found[2] or "", int(found[3] or 0)
    unit = 10.0 ** (power - len(decimals))
    return float(f"{whole}.{decimals}e{power}"), 0.501 * unit


def says(text, value):
    shown, within = read(text)
    return abs(shown - value) <= within


def channels(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def blends(responsibilities, colours):
    """Ottosson's OKLab, with numpy: what the points should be painted with, in 0..1."""
    srgb = np.array([channels(colour) for colour in colours])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    labs = np.cbrt(linear @ np.array(TO_LMS).T) @ np.array(LMS_TO_LAB).T
    mixed = np.asarray(responsibilities) @ labs
    light = (mixed @ np.linalg.inv(LMS_TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T
    light = light.clip(0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def test_the_panel_says_what_python_says(bench):
    view = bench.show(FAITHFUL)
    for cursor in (0, 1, 2, 7, 14):
        view.scrub(cursor).settled()
        panel_says_what_python_says(bench, view, cursor)


def panel_says_what_python_says(bench, view, cursor):
    likelihood, gain, undecided, iteration, message = bench.ask(
        "[w.log_likelihood, w.gain, w.undecided, w.iteration, w.message]"
    )
    assert says(view.text(".ll"), likelihood)
    if cursor < 2:
        assert view.text(".dll") == ""
    else:
        assert says(view.text(".dll"), gain)
    assert view.text(".iteration") == f"Iteration {iteration} / 25"
    assert read(view.text(".undecided .val"))[0] == undecided
    assert view.text(".story") == message


def test_the_table_says_what_python_says(bench):
    view = bench.show(FAITHFUL)
    for cursor in (0, 2, 9, 14):
        view.scrub(cursor).settled()
        table_says_what_python_says(bench, view)


def table_says_what_python_says(bench, view):
    rows = view.find("tbody tr")
    for k, component in enumerate(bench.ask("list(w.components)")):
        row = rows.nth(k)
        assert row.locator(".badge").inner_text() == str(component["number"])
        assert says(row.locator(".w").inner_text(), 100 * component["weight"])
        centre, sizes = row.locator(".num").inner_text().split("\n")
        for said, value in zip(centre.split(", "), component["mean"], strict=True):
            assert says(said, value)
        for said, value in zip(
            sizes.split(" \u00d7 "), component["standard_deviations"], strict=True
        ):
            assert says(said, value)
        assert component["state"] in row.locator(".status").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_points_are_coloured_by_responsibility(bench, theme):
    view = bench.show(FAITHFUL + f"\nw.theme = {theme!r}")
    for cursor in (1, 2, 5, 14):
        view.scrub(cursor)
        responsibilities = np.array(bench.ask(f"w.trace.responsibilities({cursor})"))
        wanted = blends(responsibilities, PALETTE[theme][:2])
        shown = np.array([channels(fill) for fill in view.fills])
        assert same(shown, wanted, within=ONE_LEVEL), cursor


def test_the_colours_of_the_held_start_are_its_first_e_step(bench):
    view = bench.show(FAITHFUL)
    with view.held(0, (140, -140)):
        view.find(".ghost ellipse").first.wait_for(state="attached")
        view.settled()
        wanted = blends(bench.ask("w.trace.responsibilities(1)"), PALETTE["light"][:2])
        shown = np.array([channels(fill) for fill in view.fills])
        assert same(shown, wanted, within=ONE_LEVEL), np.abs(shown - wanted).max()
        final = np.array(bench.ask("w.trace.final.means"))
        scale, shift = view.scale()
        centres = view.find(".ghost ellipse").evaluate_all(
            "ovals => ovals.map((o) => o.getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"
        )
        drawn = (np.array(centres)[:, :2] - shift) / scale
        assert same(drawn, final, within=0.02 / abs(scale))


def test_one_component_alone_can_colour_the_points(bench):
    view = bench.show("w = GMMWidget(datasets.blobs(), n_components=6, theme='light', cursor=21)")
    view.at(21).find(".only select").select_option("1")
    shares = np.array(bench.ask("w.responsibilities[:, 1]"))
    fills = np.array(view.fills)
    sure, never = shares > 0.98, shares < 0.02
    assert sure.any()
    assert set(fills[sure]) == {PALETTE["light"][1]}
    assert len(set(fills[never])) == 1
    view.find(".only select").select_option("")
    assert len(set(np.array(view.fills)[never])) > 5


def test_fewer_than_five_components_are_all_shown_blended(bench):
    view = bench.show("w = GMMWidget(datasets.blobs(), n_components=4)")
    assert not view.find(".only").is_visible()
