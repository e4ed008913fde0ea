"""The still picture: what is in it, and that nothing in it needs a style, a script or a name."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget, datasets
from gmm_widget.drawing.colours import NEUTRAL, PALETTE
from gmm_widget.drawing.still_picture import MARGIN, MOST_POINTS
from gmm_widget.em import cells, starts

POINTS = three_clusters(n=120)[0]
SVG = "{http://www.w3.org/2000/svg}"


def marks(picture, name):
    return ElementTree.fromstring(picture).iter(f"{SVG}{name}")


def points_of(picture):
    """The circles that stand for points: those of the one group of more than 20."""
    groups = [list(group) for group in marks(picture, "g")]
    return max((group for group in groups if group[:1]), key=len)


def words(picture):
    return [node.text for node in marks(picture, "text")]


def test_it_is_well_formed_and_says_what_it_shows():
    w = GMMWidget(datasets.old_faithful(), 2, cursor=5)
    picture = w.export_svg()
    (title,) = marks(picture, "title")
    (desc,) = marks(picture, "desc")
    assert title.text == "A mixture of 2 Gaussians: eruption (min) by waiting (min)"
    assert w.message in desc.text
    assert {"1", "2", "eruption (min)", "waiting (min)"} <= set(words(picture))
    reached = f"{-w.log_likelihood:,.1f}".replace(",", "\u2009")
    assert f"iteration 3, after the E-step: log-likelihood \u2212{reached}" in words(picture)
    assert len(list(marks(picture, "ellipse"))) == 4


@pytest.mark.parametrize("cursor", [0, 3, 8])
def test_nothing_in_it_needs_a_style_a_script_a_name_or_another_file(cursor):
    picture = GMMWidget(POINTS, cursor=cursor).export_svg()
    for node in ElementTree.fromstring(picture).iter():
        assert not {"style", "class", "id", "href", "onload"} & set(node.attrib)
        assert node.tag.removeprefix(SVG) not in {
            "style",
            "script",
            "image",
            "use",
            "foreignObject",
        }
    assert not re.search(r"NaN|nan|inf|None|url\(", picture)


def test_a_name_that_looks_like_markup_is_a_name():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(POINTS, columns=['<b a="&">', "</text><script>"])
    picture = GMMWidget(frame).export_svg(width=900)
    assert set(frame.columns) <= set(words(picture))


def test_before_the_first_e_step_every_point_is_grey_in_both_themes():
    w = GMMWidget(POINTS)
    for theme in ("light", "dark"):
        fills = {circle.get("fill") for circle in points_of(w.export_svg(theme=theme))}
        assert fills == {NEUTRAL[theme]}


def test_a_sure_point_has_its_component_s_own_colour():
    w = GMMWidget(datasets.old_faithful(), 2)
    w.cursor = w.trace.last_cursor
    fills = [circle.get("fill") for circle in points_of(w.export_svg())]
    sure = w.responsibilities.max(axis=1) > 0.999
    own = w.responsibilities.argmax(axis=1)
    assert sure.sum() > 200
    for row in np.flatnonzero(sure):
        assert fills[row] == PALETTE["light"][own[row]]


def test_the_widget_s_theme_is_the_picture_s_and_auto_is_light():
    assert GMMWidget(POINTS).export_svg() == GMMWidget(POINTS, theme="light").export_svg()
    dark = GMMWidget(POINTS, theme="dark").export_svg()
    assert dark == GMMWidget(POINTS).export_svg(theme="dark")
    assert "#0f1216" in dark


def test_many_points_are_thinned_always_alike_and_it_says_so():
    points = np.random.default_rng(0).normal(size=(5_000, 2))
    first, again = (GMMWidget(points, 2, cursor=2).export_svg() for _ in range(2))
    assert first == again
    assert len(points_of(first)) == MOST_POINTS
    assert "2,000 of 5,000 points drawn" in first
    assert len(first) < 200_000


def test_weights_are_areas():
    weight = np.ones(len(POINTS))
    weight[7] = 4
    radii = [
        float(c.get("r")) for c in points_of(GMMWidget(POINTS, sample_weight=weight).export_svg())
    ]
    assert radii[7] / radii[8] == pytest.approx(2, abs=0.02)


def test_cells_are_called_cells():
    points = np.random.default_rng(0).normal(size=(60_000, 2))
    reduced = cells.reduce_points(points)
    assert f"2,000 of {len(reduced.means):,} cells drawn" in GMMWidget(reduced, 2).export_svg()


def test_a_collapse_is_ringed_at_its_end_only():
    w = GMMWidget(datasets.few(), 3, seeds=datasets.few().values[:3])
    while w.status != "collapsed":
        w.n_components += 1
    w.cursor = w.trace.last_cursor
    assert 'r="17"' in w.export_svg()
    w.cursor -= 1
    assert 'r="17"' not in w.export_svg()


@pytest.mark.parametrize("points", [[[1, 5], [2, 5], [4, 5]], [[0, 0], [1e-9, 1e9], [2e-9, 5e9]]])
def test_odd_ranges_are_drawn(points):
    picture = GMMWidget(points, 1).export_svg()
    assert len(list(marks(picture, "circle"))) >= 4
    ElementTree.fromstring(picture)


@pytest.mark.parametrize("width", [239, 5_000, True])
def test_a_width_that_cannot_be_used_is_named(width):
    with pytest.raises(ValueError, match=r"width must be from 240 to 4000 pixels; got"):
        GMMWidget(POINTS).export_svg(width=width)


@pytest.mark.parametrize("height", [239, 5_000, True])
def test_so_is_a_height(height):
    with pytest.raises(ValueError, match=r"height must be from 240 to 4000 pixels; got"):
        GMMWidget(POINTS).export_svg(height=height)


def test_a_height_is_filled_with_equal_units():
    w = GMMWidget(POINTS, 3, cursor=4)
    low, wide = (w.export_svg(width=width, height=400) for width in (500, 900))
    assert [low.size, wide.size] == [(500, 400), (900, 400)]
    ratios = [
        [float(e.get("rx")) / float(e.get("ry")) for e in marks(each, "ellipse")]
        for each in (low, wide)
    ]
    assert ratios[0] == pytest.approx(ratios[1], rel=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_the_start_s_ellipses_are_whole(seed):
    points = datasets.old_faithful()
    w = GMMWidget(points, 2, start=starts.random_points(points, 2, random_state=seed), cursor=0)
    picture = w.export_svg(width=640)
    poses = re.findall(r'<g transform="translate\((\S+) (\S+)\) rotate\((\S+)\)"', picture)
    ovals = re.findall(r'<ellipse rx="(\S+)" ry="(\S+)"', picture)[::2]
    assert len(poses) == len(ovals) == 2
    for pose, oval in zip(poses, ovals, strict=True):
        x, _, degrees = map(float, pose)
        rx, ry = map(float, oval)
        turn = np.radians(degrees)
        half = np.hypot(rx * np.cos(turn), ry * np.sin(turn))
        assert 0 <= x - half <= x + half <= 640 - 2 * MARGIN


def test_an_unknown_theme_is_named():
    with pytest.raises(
        ValueError, match="theme must be one of 'auto', 'light', 'dark'; got 'pink'"
    ):
        GMMWidget(POINTS).export_svg(theme="pink")


def test_narrow_pictures_leave_out_what_has_no_room():
    names = GMMWidget(datasets.old_faithful(), 2, cursor=3)
    assert "iteration 2, after the E-step" in words(names.export_svg(width=320))


def test_it_is_written_and_returned_and_shown():
    picture = GMMWidget(POINTS).export_svg()
    assert picture._repr_svg_() == picture


def test_it_goes_to_a_file(tmp_path):
    path = tmp_path / "a picture.svg"
    picture = GMMWidget(POINTS).export_svg(str(path))
    assert path.read_text(encoding="utf-8") == picture
