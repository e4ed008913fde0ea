"""Sentences that can be said again in another language."""

import json

import pytest

from gmm_widget import GMMWidget, words
from gmm_widget.diagnostics.narration import narrate
from gmm_widget.wire import bundle
from gmm_widget.wire.film import read_film
from gmm_widget.words import joined, say, together, translated


@pytest.fixture
def german(monkeypatch):
    """A table of a few words, in place of the real one."""
    table = {
        "Component {k} is empty.": "Komponente {k} ist leer.",
        "one point": "ein Punkt",
        "{what} here": "hier {what}",
        "E-step, iteration {iteration}.": "E-Schritt, Iteration {iteration}.",
    }
    monkeypatch.setattr(words, "table", lambda language: table if language == "de" else {})
    return table


def test_a_sentence_is_plain_english_text(german):
    said = say("Component {k} is empty.", k=2)
    assert said == "Component 2 is empty."
    assert json.dumps(said) == '"Component 2 is empty."'
    assert translated(said, "en") is said


def test_it_is_said_again_with_its_values_however_deep_they_lie(german):
    nested = {"a": [say("{what} here", what=say("one point"))], "b": 3}
    assert translated(nested, "de") == {"a": ["hier ein Punkt"], "b": 3}
    assert translated(nested, "en") == {"a": ["one point here"], "b": 3}


def test_what_is_not_in_the_table_stays_english(german):
    assert translated(say("no such {thing}", thing=1), "de") == "no such 1"
    assert translated("plain text", "de") == "plain text"


def test_braces_without_values_are_kept(german):
    assert translated(say("E-step, iteration {iteration}."), "de").format(iteration=3) == (
        "E-Schritt, Iteration 3."
    )
    assert say("a set {1, 2}") == "a set {1, 2}"


def test_sentences_are_joined_and_stay_translatable(german):
    both = together(say("Component {k} is empty.", k=1), "", say("one point"))
    assert both == "Component 1 is empty. one point"
    assert translated(both, "de") == "Komponente 1 ist leer. ein Punkt"
    assert translated(joined([say("one point"), "x"], ", "), "de") == "ein Punkt, x"
    assert together("", "") == ""


@pytest.mark.parametrize("language", ["fr", None, 3, ["de"]])
def test_an_unknown_language_is_refused_by_name(language):
    with pytest.raises(ValueError, match="language must be one of 'en', 'de'; got "):
        words.checked_language(language)


def test_the_script_carries_the_table_of_another_language_only(german):
    assert bundle.spoken("widget.js", "en") == bundle.text("widget.js")
    first, _, rest = bundle.spoken("widget.js", "de").partition("\n")
    assert rest == bundle.text("widget.js")
    assert first.startswith("const GMM_WORDS = {")
    assert "<" not in first


def lead(widget):
    """What the film says first after an E-step."""
    return read_film(widget._film)[0]["sentences"]["E"]["lead"]


def test_a_widget_speaks_the_language_of_its_trait(german):
    points = [[0, 0], [1, 0], [0, 1], [5, 5], [6, 5], [5, 6.5]]
    widget = GMMWidget(points, 2, language="de", cursor=1)
    assert widget.message.startswith("E-Schritt, Iteration 1.")
    assert (
        read_film(widget._film)[0]["sentences"]["E"]["lead"] == "E-Schritt, Iteration {iteration}."
    )
    assert "GMM_WORDS" in str(widget._esm)
    widget.language = "en"
    assert widget.message == narrate(widget.trace, 1)
    assert lead(widget) == "E-step, iteration {iteration}."
    assert widget.cursor == 1
    assert "GMM_WORDS =" not in str(widget._esm).partition("\n")[0]
    with pytest.raises(ValueError, match="got 'fr'"):
        widget.language = "fr"
    assert widget.language == "en"
