"""Several still pictures on one sheet, in rows of two."""

from __future__ import annotations

from collections.abc import Sequence

from gmm_widget.drawing.colours import INK
from gmm_widget.drawing.still_picture import LINE, MARGIN, Picture
from gmm_widget.drawing.svg import tag, text

ACROSS = 2


def sheet(pictures: Sequence[Picture], headings: Sequence[str]) -> Picture:
    """Lay out pictures under their headings; a single one without a heading stays as it is."""
    if len(pictures) == 1 and not headings[0]:
        return pictures[0]
    columns = min(ACROSS, len(pictures))
    above = LINE if any(headings) else 0
    widest = max(picture.size[0] for picture in pictures)
    placed, y = [], 0
    for first in range(0, len(pictures), columns):
        row = range(first, min(first + columns, len(pictures)))
        for i in row:
            x = (i - first) * widest
            said = {"font_size": 13, "font_weight": 600, "fill": INK["light"]["ink"]}
            placed.append(text(x + MARGIN, y + LINE - 7, headings[i], **said))
            placed.append(pictures[i].placed(x, y + above))
        y += above + max(pictures[i].size[1] for i in row)
    width = columns * widest
    return Picture(
        tag(
            "svg",
            tag("rect", width=width, height=y, fill=INK["light"]["bg"]),
            *placed,
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            width=width,
            height=y,
            viewBox=f"0 0 {width} {y}",
            font_family="system-ui, -apple-system, 'Segoe UI', sans-serif",
        )
    )
