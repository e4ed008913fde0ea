"""A still as a PDF: whole, of the picture's size, and with its words and marks."""

import re
import zlib

import numpy as np
import pytest
from conftest import three_clusters

from gmm_widget import GMMWidget
from gmm_widget.drawing.pdf import pdf
from gmm_widget.drawing.svg import tag, text

POINTS = three_clusters(n=120)[0]


def content(made):
    """The operators of the page, unpacked, as a reader finds them by the table at the end."""
    end = re.search(rb"startxref\n(\d+)\n%%EOF\n$", made)
    assert end
    where = int(end[1])
    entries = re.findall(rb"(\d{10}) 00000 n ", made[where:])
    for number, place in enumerate(entries, start=1):
        assert made[int(place) :].startswith(b"%d 0 obj\n" % number)
    packed = re.search(rb"/Length (\d+) /Filter /FlateDecode >>\nstream\n", made)
    assert packed
    return zlib.decompress(made[packed.end() : packed.end() + int(packed[1])]).decode("cp1252")


def drawing(*inside):
    return tag("svg", *inside, xmlns="http://www.w3.org/2000/svg", width=100, height=40)


def test_it_is_as_large_as_the_picture_and_has_every_point():
    w = GMMWidget(POINTS, cursor=3)
    picture = w.export_svg(width=800)
    made = pdf(picture)
    width, height = picture.size
    assert b"/MediaBox [0 0 %g %g]" % (0.75 * width, 0.75 * height) in made
    drawn = content(made)
    circles = picture.count("<circle")
    # A circle with a rim is two dots, one upon the other.
    assert circles < drawn.count(" l S") - drawn.count(" l S Q") <= 2 * circles
    assert drawn.count(" c h ") == picture.count("<ellipse")
    assert drawn.count("q") == drawn.count("Q") or drawn.count("\nq\n") == drawn.count("\nQ\n")
    assert not re.search(r"nan|inf|None", drawn)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Größe (m)", r"/F1 10 Tf (Größe \(m\)) Tj"),
        ("2\N{GREEK SMALL LETTER SIGMA}", "/F1 10 Tf (2) Tj /F3 10 Tf (s) Tj"),
        ("\u22121\u2009000", "/F3 10 Tf (-) Tj /F1 10 Tf (1 000) Tj"),
        ("back\\slash", r"(back\\slash)"),
        ("日本", "(??)"),
    ],
)
def test_words_keep_their_letters(words, shown):
    said = drawing(text(10, 20, words, font_size=10, fill="#ff0000"))
    drawn = content(pdf(said))
    assert shown in drawn
    assert "1 0 0 rg" in drawn


def test_words_are_anchored_by_their_width():
    middle, end = (
        content(pdf(drawing(text(50, 20, "00", font_size=10, text_anchor=anchor))))
        for anchor in ("middle", "end")
    )
    assert "1 0 0 -1 44.44 20 Tm" in middle
    assert "1 0 0 -1 38.88 20 Tm" in end


def test_groups_turn_move_and_pass_on_their_colours():
    oval = tag("ellipse", rx=2.0, ry=1.0, fill="#0000ff", fill_opacity=0.07)
    group = tag("g", oval, transform="translate(5 6) rotate(90)", stroke="#00ff00")
    drawn = content(pdf(drawing(group)))
    assert "1 0 0 1 5 6 cm\n0.000000 1.000000 -1.000000 0.000000 0 0 cm" in drawn
    assert "0 0 1 rg 0 1 0 RG 1 w /A0 gs 2 0 m" in drawn
    assert "/A0 << /ca 0.07 >>" in pdf(drawing(group)).decode("latin-1")


def test_many_points_stay_small():
    many = np.random.default_rng(0).normal(size=(5_000, 2))
    w = GMMWidget(many, 3)
    w.cursor = w.trace.last_cursor
    assert len(w.export_svg()._repr_pdf_()) < 40_000
