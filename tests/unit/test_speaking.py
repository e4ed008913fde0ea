"""No sentence of Python's escapes the table of a language on its way to a person."""

import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from gmm_widget import GMMWidget, Mixture, datasets, words
from gmm_widget.em.steps import e_step
from gmm_widget.progress import finish
from gmm_widget.session.explorer import Explorer
from gmm_widget.wire.film import read_film
from gmm_widget.wire.packing import unpack
from gmm_widget.wire.views import VIEWS
from gmm_widget.wire.views.common import MAGIC, VERSION
from gmm_widget.words import translated


@pytest.fixture
def bracketed(monkeypatch):
    """A language that says every sentence in brackets."""
    table = {template: f"⟦{template}⟧" for template in words.table("de")}
    monkeypatch.setattr(words, "table", lambda language: table if language == "de" else {})


def escaped(text):
    """The words of a text that stand in no brackets."""
    rest, outer = None, text
    while rest != outer:
        rest, outer = outer, re.sub(r"⟦[^⟦⟧]*⟧", " ", outer)
    return re.findall(r"[A-Za-z]{2}\w*", rest)


def sharpened(points, *mixture):
    """An E-step that is wrong."""
    shares = e_step(points, Mixture(*mixture)) ** 2
    return shares / shares.sum(axis=1, keepdims=True)


WIDGETS: dict[str, dict[str, Any]] = {
    "converged": {"points": datasets.blobs(), "n_components": 3},
    "one": {"points": datasets.blobs(), "n_components": 1},
    "stopped": {"points": datasets.blobs(), "n_components": 3, "max_iter": 2},
    "collapsed": {"points": datasets.few(), "n_components": 6},
    "held open": {"points": datasets.few(), "n_components": 6, "reg_covar": 1e-4},
    "flat": {"points": [[0, 0], [1, 1], [2, 2], [5, 5]], "n_components": 2},
    "many": {"points": np.random.default_rng(0).normal(size=(2500, 2)), "n_components": 2},
    "own, wrong": {"points": datasets.blobs(), "n_components": 3, "e_step": sharpened},
}


@pytest.fixture(params=WIDGETS)
def widget(request, bracketed):
    return GMMWidget(**WIDGETS[request.param], language="de")


def test_no_word_escapes_a_film_or_message(widget):
    header = read_film(widget._film)[0]
    told = [part for parts in header["sentences"].values() for part in parts.values()]
    told += [header["agreement"], (header["fault"] or {}).get("lead", "")]
    assert [text for text in told if escaped(text)] == []
    for cursor in range(widget.trace.last_cursor + 1):
        widget.cursor = cursor
        assert widget.message
        assert escaped(widget.message) == [], cursor


def test_no_word_escapes_a_still(widget):
    for cursor in {0, 1, 2, widget.trace.last_cursor} & set(range(widget.trace.last_cursor + 1)):
        widget.cursor = cursor
        texts = [node.text or "" for node in ElementTree.fromstring(widget.export_svg()).iter()]
        assert any("⟦" in text for text in texts)
        assert [text for text in texts if escaped(text)] == [], cursor


@pytest.mark.parametrize("view", ["basins", "restarts", "components"])
@pytest.mark.parametrize("points", [datasets.few(), datasets.blobs()], ids=["few", "blobs"])
def test_no_word_escapes_a_picture_or_its_progress(bracketed, monkeypatch, view, points):
    # The words for 100 fits are those for 800.
    whole = Explorer.select_steps
    monkeypatch.setattr(Explorer, "select_steps", lambda self: whole(self, range(1, 6), 5))
    widget = GMMWidget(points, 3, language="de")
    progress = []
    widget.observe(lambda change: progress.append(change.new.get("what", "")), "_progress")
    widget.view = view
    steps = VIEWS[view].steps(widget._session, widget.landscape)
    sentence = unpack(MAGIC, VERSION, finish(steps))[0]["sentence"]
    for text in (*sentence.values(), translated(VIEWS[view].label, "de"), *progress):
        assert escaped(text) == []
    assert "⟦" in sentence["lead"]
