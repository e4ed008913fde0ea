"""A still picture as a PDF, for documents made by LaTeX, which does not take SVG.

The SVG that `still` writes uses few elements, and only those are supported here. Text is set in
Helvetica and Symbol, which every PDF reader has: Western letters and Greek ones. Any other letter
becomes a question mark.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from xml.etree import ElementTree

from gmm_widget.drawing.svg import px

SCALE = 0.75
"""PDF points per pixel."""
ROUND = 0.5522847498
"""The distance of the control points of a quarter circle from its ends, in radii."""
PLAIN, BOLD, SYMBOL = FONTS = 1, 2, 3
PASSED_ON = ("fill", "stroke", "stroke-width", "font-size", "font-weight")
GREEK = str.maketrans(
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψω\u2212",
    "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcyw-",
)
"""The codes of Greek letters and of the minus sign in the font Symbol."""
LETTERS = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "()-`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
WIDTHS = {letter: width for width, letters in LETTERS.items() for letter in letters}
USUAL = 556
"""The usual width of Helvetica's letters, in thousandths of the font size; bold ones are about 6 %
wider."""


def pdf(svg: str) -> bytes:
    """Convert the text of a still to a PDF with one page of the same size."""
    root = ElementTree.fromstring(svg)
    width, height = (SCALE * float(root.get(side, "0")) for side in ("width", "height"))
    opacities: list[str] = []
    marks = [f"{SCALE} 0 0 -{SCALE} 0 {px(height)} cm", *_drawn(root, {}, opacities)]
    drawn = zlib.compress("\n".join(marks).encode("cp1252"), 9)
    states = " ".join(f"/A{number} << /ca {opacity} >>" for number, opacity in enumerate(opacities))
    fonts = " ".join(f"/F{number} {number + 4} 0 R" for number in FONTS)
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {px(width)} {px(height)}] /Contents 4 0 R "
        f"/Resources << /Font << {fonts} >> /ExtGState << {states} >> >> >>"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{}{} >>"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        font.format("Helvetica", " /Encoding /WinAnsiEncoding").encode(),
        font.format("Helvetica-Bold", " /Encoding /WinAnsiEncoding").encode(),
        font.format("Symbol", "").encode(),
    )


def _file(*objects: bytes) -> bytes:
    """Serialise objects, numbered from 1, as a PDF file; the first is the catalogue."""
    written = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, b"".join(places))
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (size, len(written))
    return written + table + trailer + b"%%EOF\n"


class _Mark:
    """An element with the attributes that it inherits."""

    def __init__(self, node: ElementTree.Element, around: dict[str, str]) -> None:
        self.look = {**around, **{n: node.attrib[n] for n in PASSED_ON if n in node.attrib}}
        self.text = node.text or ""
        self._node = node

    def number(self, name: str) -> float:
        return float(self.look.get(name, self._node.get(name, "0")))

    def numbers(self, *names: str) -> list[float]:
        return [self.number(name) for name in names]

    def get(self, name: str) -> str:
        return self._node.get(name, "")

    def colour(self, name: str) -> str:
        """The components of a colour; "" for none."""
        said = self.look.get(name, "none")
        if said == "none":
            return ""
        return " ".join(f"{int(said[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))

    def pens(self, opacities: list[str]) -> tuple[list[str], str]:
        """The operators that set the colours, and the one that paints with them."""
        fill, stroke, pens = self.colour("fill"), self.colour("stroke"), []
        if fill:
            pens.append(f"{fill} rg")
        if stroke:
            pens.append(f"{stroke} RG {px(float(self.look.get('stroke-width', '1')))} w")
        opacity = self.get("fill-opacity")
        if opacity:
            if opacity not in opacities:
                opacities.append(opacity)
            pens.append(f"/A{opacities.index(opacity)} gs")
        return pens, {(True, True): "B", (True, False): "f", (False, True): "S"}.get(
            (bool(fill), bool(stroke)), "n"
        )


def _drawn(
    node: ElementTree.Element, around: dict[str, str], opacities: list[str]
) -> Iterator[str]:
    """The operators of an element and its children."""
    kind, mark = node.tag.rpartition("}")[2], _Mark(node, around)
    if kind in ("svg", "g"):
        yield "q"
        yield from _moved(kind, mark)
        for child in node:
            yield from _drawn(child, mark.look, opacities)
        yield "Q"
    elif kind == "circle" and mark.colour("fill"):
        yield from _dot(mark)
    elif kind == "text":
        yield from _words(mark)
    elif kind in SHAPES:
        pens, paint = mark.pens(opacities)
        yield f"q {' '.join(pens)} {SHAPES[kind](mark)} {paint} Q"


def _moved(kind: str, mark: _Mark) -> Iterator[str]:
    """The transformation of a group; a nested picture is clipped to its box."""
    if kind == "svg":
        x, y, width, height = mark.numbers("x", "y", "width", "height")
        yield f"1 0 0 1 {px(x)} {px(y)} cm 0 0 {px(width)} {px(height)} re W n"
    for part in mark.get("transform").split(")"):
        name, _, given = part.strip().partition("(")
        if name == "translate":
            yield f"1 0 0 1 {given} cm"
        elif name == "rotate":
            turn = math.radians(float(given))
            cos, sin = math.cos(turn), math.sin(turn)
            yield f"{cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} 0 0 cm"


def _dot(mark: _Mark) -> Iterator[str]:
    """A filled circle, drawn as a line of length 0 with round ends, which takes few bytes."""
    x, y, r = mark.numbers("cx", "cy", "r")
    rim = float(mark.look.get("stroke-width", "1")) if mark.colour("stroke") else 0.0
    at = f"{px(x)} {px(y)} m {px(x)} {px(y)} l S"
    yield "1 J"
    if rim:
        yield f"{mark.colour('stroke')} RG {px(2 * r + rim)} w {at}"
    yield f"{mark.colour('fill')} RG {px(2 * r - rim)} w {at}"


def _oval(mark: _Mark) -> str:
    """A circle or an ellipse."""
    x, y, r = mark.numbers("cx", "cy", "r")
    a, b = mark.numbers("rx", "ry") if mark.get("rx") else (r, r)
    corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
    path = f"{px(x + a)} {px(y)} m"
    for (i, j), (k, m) in pairwise(corners):
        three = [(i + ROUND * k, j + ROUND * m), (k + ROUND * i, m + ROUND * j), (k, m)]
        path += " " + " ".join(f"{px(x + a * u)} {px(y + b * v)}" for u, v in three) + " c"
    return path + " h"


def _line(mark: _Mark) -> str:
    x1, y1, x2, y2 = map(px, mark.numbers("x1", "y1", "x2", "y2"))
    return f"{x1} {y1} m {x2} {y2} l"


def _rectangle(mark: _Mark) -> str:
    return " ".join(map(px, mark.numbers("x", "y", "width", "height"))) + " re"


def _path(mark: _Mark) -> str:
    """A polyline: "Mx,yLx,y..."."""
    places = [place.replace(",", " ") for place in mark.get("d")[1:].split("L")]
    return " ".join(f"{place} {'l' if i else 'm'}" for i, place in enumerate(places))


SHAPES: dict[str, Callable[[_Mark], str]] = {
    "circle": _oval,
    "ellipse": _oval,
    "line": _line,
    "rect": _rectangle,
    "path": _path,
}


def _words(mark: _Mark) -> Iterator[str]:
    size, bold = mark.number("font-size"), int(mark.look.get("font-weight", "400")) >= 600
    pieces = [_letter(letter) for letter in unicodedata.normalize("NFC", mark.text)]
    width = size * (1.06 if bold else 1) * sum(wide for _, _, wide in pieces) / 1000
    x, y = mark.numbers("x", "y")
    x -= {"middle": width / 2, "end": width}.get(mark.get("text-anchor"), 0.0)
    pens, paint = mark.pens([])
    outlined = "2 Tr 1 j" if paint == "B" else "0 Tr"
    shown = ""
    for font, together in groupby(pieces, key=lambda piece: piece[0] or (BOLD if bold else PLAIN)):
        letters = "".join(letter for _, letter, _ in together)
        escaped = re.sub(r"([()\\])", r"\\\1", letters)
        shown += f" /F{font} {px(size)} Tf ({escaped}) Tj"
    yield f"q {' '.join(pens)} BT {outlined} 1 0 0 -1 {px(x)} {px(y)} Tm{shown} ET Q"


def _letter(letter: str) -> tuple[int, str, int]:
    """The font that a letter needs (0 for any), the letter's code there, and its width."""
    if letter.isspace():
        return 0, " ", WIDTHS[" "]
    if letter.translate(GREEK) != letter:
        return SYMBOL, letter.translate(GREEK), 550
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        letter = "?"
    plain = unicodedata.normalize("NFD", letter)[0]
    return 0, letter, WIDTHS.get(plain, USUAL)
