"""A still picture of a fit, as SVG: the front end's plot at a cursor.

It has no style sheet, no scripts and no ids, so that it is the same in a page with a strict
content security policy, in a saved notebook, and in a drawing program.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from gmm_widget import diagnostics
from gmm_widget.arguments import check_name
from gmm_widget.drawing.colours import INK, NEUTRAL, PALETTE, Scheme, blends, text_on
from gmm_widget.drawing.ellipse import Ellipse
from gmm_widget.drawing.pdf import pdf
from gmm_widget.drawing.scale import (
    Geometry,
    apart,
    geometry,
    number,
    reach,
    spread,
    tick_labels,
    widened,
    with_room,
    within,
)
from gmm_widget.drawing.svg import px, tag, text
from gmm_widget.em import is_number
from gmm_widget.words import say, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gmm_widget.session import Session

    Array = NDArray[np.float64]
    Place = tuple[float, float]

MOST_POINTS = 2000
"""The maximum number of points that are drawn."""
MOST_DOTS = 60
"""The maximum length of a trail that has a dot for every iteration."""
LEAST, MOST = 240, 4000
MARGIN, LINE = 12, 22
"""The margin around the picture, and the height of a line of text, in pixels."""
CHARACTER = 6.5
"""An upper bound of the average width of a letter in such a line, in pixels."""
LEAST_SIZE, MOST_SIZE = 0.5, 2.0
"""The least and the largest radius of a weighted point, in radii of an unweighted one."""
LABEL_DIRECTIONS = (0.9, 2.2, -0.9, -2.2, 0.0, math.pi)


class Picture(str):
    """The text of an SVG, which a notebook displays as a picture.

    A page takes the HTML, which is never wider than the page; LaTeX takes the PDF: given an SVG
    alone, nbconvert would call Inkscape to convert it.
    """

    __slots__ = ()

    @property
    def size(self) -> tuple[int, int]:
        """The width and height, in pixels."""
        width, height = re.findall(r' (?:width|height)="(\d+)"', self[: self.index(">")])
        return int(width), int(height)

    def placed(self, x: int, y: int) -> str:
        """The markup of this picture as a part of a larger one."""
        return self.replace("<svg", f'<svg x="{x}" y="{y}"', 1)

    def _repr_svg_(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        alt = "; ".join(re.findall("<title>(.*?)</title>", self))
        data = b64encode(self.encode()).decode()
        return (
            f'<img alt="{alt}" style="max-width: 100%; height: auto" '
            f'src="data:image/svg+xml;base64,{data}">'
        )

    def _repr_pdf_(self) -> bytes:
        return pdf(self)

    def mimebundle(self) -> dict[str, str]:
        """All representations, as a notebook stores them."""
        return {
            "image/svg+xml": str(self),
            "text/html": self._repr_html_(),
            "application/pdf": b64encode(self._repr_pdf_()).decode(),
        }


def still(
    session: Session,
    responsibilities: Array,
    *,
    width: int = 640,
    height: int | None = None,
    theme: str = "light",
) -> Picture:
    """Draw the mixture and the points at a session's cursor, as SVG.

    Parameters
    ----------
    session : Session
    responsibilities : (n, K) array
        Those at its cursor.
    width : int
        Of the whole picture, in pixels, from 240 to 4000. Less than 460 is laid out for a narrow
        page, as in the widget.
    height : int, optional
        Of the whole picture, in pixels, from 240 to 4000: the plot's ranges then widen to fill it.
        By default it follows from the width and the data.
    theme : {"auto", "light", "dark"}
        "auto" is light, since a picture cannot know the page that it is in.

    Returns
    -------
    Picture
        Points coloured by responsibility, ellipses of 1 and 2 sigma, numbered means with their
        trails, and axes. Of more than 2,000 points a random sample is drawn, always the same, and
        the picture says so.

    Raises
    ------
    ValueError
        If the width, the height or the theme is invalid.
    """
    for name, size in (("width", width), ("height", LEAST if height is None else height)):
        if not is_number(size) or not LEAST <= size <= MOST:
            raise ValueError(
                f"{name} must be from {LEAST} to {MOST} pixels; got {size!r}: an SVG can be "
                "scaled where it is used"
            )
    check_name("theme", theme, ("auto", "light", "dark"))
    scheme: Scheme = "dark" if theme == "dark" else "light"
    plot = height if height is None else int(height) - 2 * LINE
    return Picture(_Still.of(session, scheme, int(width), plot).svg(responsibilities))


@dataclass(frozen=True)
class _Still:
    """The state that every part of the picture needs."""

    session: Session
    plot: Geometry
    colours: tuple[str, ...]
    ink: dict[str, str]
    scheme: Scheme
    rows: NDArray[np.intp] | None

    @classmethod
    def of(cls, session: Session, scheme: Scheme, width: int, height: int | None) -> _Still:
        data = session.setting.data
        low, high = (edge[list(session.axes)].tolist() for edge in data.range)
        ranges = [with_room(*bounds) for bounds in zip(low, high, strict=True)]
        start = session.trace.mixtures[0].marginal(session.axes)
        x_range, y_range = map(widened, ranges, reach(start.means, start.covariances))
        plot = geometry(width - 2 * MARGIN, x_range, y_range, height)
        n, rows = len(session.points), None
        if n > MOST_POINTS:
            rows = np.sort(np.random.default_rng(0).choice(n, MOST_POINTS, replace=False))
        colours = PALETTE[scheme][: session.start.n_components]
        return cls(session, plot, colours, INK[scheme], scheme, rows)

    def svg(self, responsibilities: Array) -> str:
        plot, names = self.plot, self.session.setting.data.names
        x_name, y_name = (names[column] for column in self.session.axes)
        width, height = plot.width + 2 * MARGIN, plot.height + 2 * LINE
        end = MARGIN + plot.width
        below = [] if plot.equal else [self._said("Axes on different scales")]
        below += [] if self.rows is None else [self._thinned()]
        font = {"font_size": 11, "fill": self.ink["muted"]}
        bold = {**font, "font_weight": 600}
        return tag(
            "svg",
            tag("title", escape(self._titled(x_name, y_name))),
            tag("desc", escape(self._description())),
            tag("rect", width=width, height=height, fill=self.ink["bg"]),
            text(MARGIN, LINE - 7, y_name, **bold),
            text(end, LINE - 7, self._caption(y_name), **font, text_anchor="end"),
            tag("g", *self._drawn(responsibilities), transform=f"translate({MARGIN} {LINE})"),
            text(MARGIN, height - 8, "; ".join(below), **font),
            text(end, height - 8, x_name, **bold, text_anchor="end"),
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            width=width,
            height=height,
            viewBox=f"0 0 {width} {height}",
            font_family="system-ui, -apple-system, 'Segoe UI', sans-serif",
        )

    # ------------------------------------------------------------------ words

    def _titled(self, x: str, y: str) -> str:
        return self._said("{what}: {x} by {y}", what=self._title(), x=x, y=y)

    def _title(self) -> str:
        k = self.session.start.n_components
        if k == 1:
            return self._said("A mixture of 1 Gaussian")
        return self._said("A mixture of {k} Gaussians", k=k)

    def _moment(self) -> str:
        """The half-step at the cursor, and its log-likelihood."""
        cursor, trace = self.session.cursor, self.session.trace
        reached = number(float(trace.log_likelihoods[cursor // 2]), 1)
        return f"{self._where(cursor)}: {self._said('log-likelihood {value}', value=reached)}"

    def _where(self, cursor: int) -> str:
        if cursor == 0:
            return self._said("start")
        t = (cursor + 1) // 2
        if cursor % 2:
            return self._said("iteration {t}, after the E-step", t=t)
        return self._said("iteration {t}, after the M-step", t=t)

    def _caption(self, beside: str) -> str:
        """The moment, cut to the width that the line has left."""
        room = self.plot.width / CHARACTER - len(beside)
        where, _, reached = self._moment().partition(": ")
        return next((said for said in (f"{where}: {reached}", where) if len(said) < room), "")

    def _thinned(self) -> str:
        few, all_of_them = f"{MOST_POINTS:,}", f"{len(self.session.points):,}"
        if self.session.trace.within is None:
            return self._said("{few} of {all} points drawn", few=few, all=all_of_them)
        return self._said("{few} of {all} cells drawn", few=few, all=all_of_them)

    def _description(self) -> str:
        session = self.session
        story = diagnostics.narrate(
            session.trace, session.cursor, session.setting.data.names, session.language
        )
        chosen = ""
        if self.rows is not None:
            chosen = " " + self._said("{drawn}, chosen at random.", drawn=self._thinned())
        return f"{self._moment()}. {story}{chosen}"

    def _said(self, template: str, **values: Any) -> str:
        return translated(say(template, **values), self.session.language)

    # ------------------------------------------------------------------ marks

    def _drawn(self, responsibilities: Array) -> list[str]:
        """The layers of the plot, bottom first."""
        plot, session = self.plot, self.session
        plane = session.shown.marginal(session.axes)
        centres = [(plot.x(x), plot.y(y)) for x, y in plane.means.tolist()]
        ellipses = [Ellipse.on_screen(each, plot.sx, plot.sy) for each in plane.covariances]
        badges = spread([within(plot, *centre) for centre in centres])
        points, shapes = self._points(responsibilities), self._ellipses(centres, ellipses)
        return [
            *self._axes(),
            # Outlines drawn below many points would not be seen.
            *([shapes, points] if self.rows is None else [points, shapes]),
            self._clipped(*self._trails()),
            self._ring(),
            *self._means(centres, badges),
            self._sigmas(centres, ellipses),
        ]

    def _clipped(self, *marks: str) -> str:
        """Clip marks to the plot."""
        plot = self.plot
        inner = plot.bottom - plot.top
        box = f"0 {px(plot.top)} {px(plot.width)} {px(inner)}"
        return tag("svg", *marks, y=plot.top, width=plot.width, height=inner, viewBox=box)

    def _axes(self) -> list[str]:
        plot = self.plot
        xs = [plot.x(value) for value in plot.x_ticks]
        ys = [plot.y(value) for value in plot.y_ticks]
        lines = [tag("line", x1=x, y1=plot.top, x2=x, y2=plot.bottom) for x in xs]
        lines += [tag("line", x1=0, y1=y, x2=plot.width, y2=y) for y in ys]
        labels = [
            self._haloed(x, plot.height - 5, label, text_anchor="middle")
            for x, label in apart(list(zip(xs, tick_labels(plot.x_ticks), strict=True)), plot.width)
        ]
        labels += [
            self._haloed(2, y - 4, label)
            for y, label in zip(ys, tick_labels(plot.y_ticks), strict=True)
            if y > plot.top + 12
        ]
        return [
            tag("g", *lines, stroke=self.ink["line"]),
            tag("g", *labels, font_size=11, fill=self.ink["muted"]),
        ]

    def _haloed(self, x: float, y: float, words: str, halo: int = 3, **attributes: Any) -> str:
        """Text with an outline in the background's colour, legible on what lies below."""
        ground = {**attributes, "fill": self.ink["bg"], "stroke": self.ink["bg"]}
        rim = text(x, y, words, **ground, stroke_width=halo, stroke_linejoin="round")
        return rim + text(x, y, words, **attributes)

    def _points(self, responsibilities: Array) -> str:
        session, plot = self.session, self.plot
        rows = slice(None) if self.rows is None else self.rows
        places = session.points[rows][:, list(session.axes)]
        radii = np.full(len(places), radius(len(places), plot.width))
        weight = session.trace.sample_weight
        if weight is not None:
            usual = session.trace.total / session.setting.data.n_counting
            radii *= np.clip(np.sqrt(weight[rows] / usual), LEAST_SIZE, MOST_SIZE)
        fills = [NEUTRAL[self.scheme]] * len(places)
        if session.cursor:
            fills = blends(responsibilities[rows], self.colours)
        circles = [
            f'<circle cx="{px(plot.x(x))}" cy="{px(plot.y(y))}" r="{px(r)}" fill="{fill}"/>'
            for (x, y), r, fill in zip(places.tolist(), radii.tolist(), fills, strict=True)
        ]
        outline = {"stroke": self.ink["bg"], "stroke_width": 0.8} if self.rows is None else {}
        drawn = tag("g", *circles, **outline)
        # A point of weight 0 may lie anywhere.
        return drawn if weight is None or weight.all() else self._clipped(drawn)

    def _ellipses(self, centres: Sequence[Place], ellipses: Sequence[Ellipse]) -> str:
        groups = []
        for (x, y), oval, colour in zip(centres, ellipses, self.colours, strict=True):
            turn = f"rotate({px(math.degrees(oval.angle))})"
            # SVG does not draw an ellipse of radius 0; a collapsed one must be seen as a line.
            one, two = ({"rx": max(0.5, m * oval.rx), "ry": max(0.5, m * oval.ry)} for m in (1, 2))
            groups += [
                tag(
                    "g",
                    tag("ellipse", **two, stroke_width=2, fill=colour, fill_opacity=0.07),
                    tag("ellipse", **one, stroke_width=1, fill="none"),
                    transform=f"translate({px(x)} {px(y)}) {turn}",
                    stroke=colour,
                )
            ]
        return self._clipped(*groups)

    def _trails(self) -> list[str]:
        session, plot = self.session, self.plot
        passed = session.trace.mixtures[: session.cursor // 2 + 1]
        means = passed.means[..., list(session.axes)]
        trails = []
        for k, colour in enumerate(self.colours):
            path = [(px(plot.x(x)), px(plot.y(y))) for x, y in means[:, k].tolist()]
            if len(path) < 2:
                continue
            line = "M" + "L".join(f"{x},{y}" for x, y in path)
            dots = [] if len(path) > MOST_DOTS else path[:-1]
            trails += [
                tag("path", d=line, fill="none", stroke=colour, stroke_width=1.3),
                *(tag("circle", cx=x, cy=y, r=2, fill=colour) for x, y in dots),
            ]
        return trails

    def _ring(self) -> str:
        """Circle the point of a collapse, and where a student's own step is first wrong."""
        trace, cursor, fault = self.session.trace, self.session.cursor, self.session.trace.fault
        rings = []
        if trace.point is not None and cursor == trace.last_cursor:
            rings.append((trace.points[trace.point], 17))
        if fault is not None and cursor >= fault.cursor:
            if fault.row is not None:
                rings.append((trace.points[fault.row], 10))
            elif fault.component is not None:
                rings.append((self.session.shown.means[fault.component], 17))
        warn = {"fill": "none", "stroke": self.ink["warn"], "stroke_width": 2.5}
        i, j = self.session.axes
        return "".join(
            tag("circle", cx=self.plot.x(float(at[i])), cy=self.plot.y(float(at[j])), r=r, **warn)
            for at, r in rings
        )

    def _means(self, centres: Sequence[Place], badges: Sequence[Place]) -> list[str]:
        marks = []
        rim = {"stroke": self.ink["bg"], "stroke_width": 2.5}
        font = {"font_size": 12.5, "font_weight": 700, "text_anchor": "middle"}
        for k, ((cx, cy), (x, y)) in enumerate(zip(centres, badges, strict=True)):
            colour = self.colours[k]
            if math.hypot(cx - x, cy - y) > 1:
                ends = {"x1": cx, "y1": cy, "x2": x, "y2": y}
                marks += [
                    tag("line", **ends, stroke=colour, stroke_width=1.5),
                    tag("circle", cx=cx, cy=cy, r=3, fill=colour),
                ]
            marks += [
                tag("circle", cx=x, cy=y, r=12, fill=colour, **rim),
                text(x, y + 4.5, str(k + 1), fill=text_on(colour), **font),
            ]
        return marks

    def _sigmas(self, centres: Sequence[Place], ellipses: Sequence[Ellipse]) -> str:
        """Label the ellipses with their number of sigmas, on one that is large enough."""
        components = list(zip(centres, ellipses, self.colours, strict=True))
        for (x, y), oval, colour in reversed(components):
            rims = ((direction, oval.rim(2, direction)) for direction in LABEL_DIRECTIONS)
            free = [way for way, (dx, dy) in rims if self._has_room(x + dx, y + dy)]
            if oval.ry < 16 or not free:
                continue
            labels = []
            for many in (1, 2):
                dx, dy = oval.rim(many, free[0])
                beside = y + dy + (-6 if dy < 0 else 13)
                labels += [self._haloed(x + dx + 3, beside, f"{many}\u03c3", halo=5)]
            return tag("g", *labels, font_size=11, font_weight=600, fill=colour)
        return ""

    def _has_room(self, x: float, y: float) -> bool:
        plot = self.plot
        return 24 < x < plot.width - 24 and plot.top + 12 < y < plot.bottom - 16


def radius(n: int, width: float) -> float:
    """The radius of an unweighted point among n, in pixels, in a plot of some width."""
    size = 2.2 if n > 2000 else 2.8 if n > 800 else 3.3
    return min(2.5, size) if width < 460 else size
