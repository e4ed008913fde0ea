"""Nothing that a person reads or hears escapes the table of a language, and widgets of several
languages live on one page."""

import re
from dataclasses import replace

import pytest
import states
from bench import FAITHFUL
from playwright.sync_api import expect

from gmm_widget import words

NAMES = {"EM", "BIC", "AIC", "ICL", "ln", "Python", "reg_covar", "max_iter", "gmm_widget"}
NAMES |= {"eruption", "waiting", "min", "full", "tied", "diag", "spherical", "Enter"}
"""Words that no language changes: of a program, of the data."""

HEARD = """(root) => {
    const names = ["aria-label", "aria-valuetext", "aria-description", "aria-roledescription",
                   "title", "placeholder", "alt"];
    const found = [];
    for (const node of [root, ...root.querySelectorAll("*")]) {
        if (node.closest("[lang=en]")) continue;
        for (const name of names) if (node.hasAttribute(name)) found.push(node.getAttribute(name));
        for (const child of node.childNodes) {
            if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
        }
    }
    return found.filter((text) => text.trim());
}"""


@pytest.fixture
def bracketed(monkeypatch):
    """A language that says every sentence in brackets."""
    table = {template: f"⟦{template}⟧" for template in words.table("de")} | {"en": "de"}
    monkeypatch.setattr(words, "table", lambda language: table if language == "de" else {})
    return table


def escaped(text):
    """The words of a text that stand in no brackets, and are no names."""
    rest, outer = None, text
    while rest != outer:
        rest, outer = outer, re.sub(r"⟦[^⟦⟧]*⟧", " ", outer)
    return [word for word in re.findall(r"[A-Za-z]{2}\w*", rest) if word not in NAMES]


def missed(root):
    return {text: escaped(text) for text in root.evaluate(HEARD) if escaped(text)}


@pytest.fixture(scope="module")
def foreign(browser, tmp_path_factory):
    """A shelf for pages in another language, apart from everybody's."""
    shelf = states.Shelf.of(browser, tmp_path_factory.mktemp("foreign"))
    yield shelf
    shelf.page.context.close()


@pytest.mark.parametrize("name", states.STATES)
def test_no_word_escapes_a_saved_page(foreign, monkeypatch, bracketed, name):
    made = states.STATES[name].make

    def speaking():
        w = made()
        w.language = "de"
        return w

    monkeypatch.setitem(states.STATES, name, replace(states.STATES[name], make=speaking))
    view = foreign.open(name)
    assert missed(view.root) == {}
    assert missed(view.page.locator(".foot")) == {}
    assert escaped(view.page.title()) == []
    expect(view.root).to_have_attribute("lang", "de")


def test_an_escaped_word_would_be_seen(shelf, bracketed):
    assert escaped("⟦Point ⟦3⟧⟧: 4 points") == ["points"]
    root = shelf.open("start").root
    root.evaluate("(root) => { document.documentElement.lang = root.lang = 'de'; }")
    assert len(missed(root)) > 20


def test_the_language_changes_while_the_widget_is_shown(bench):
    view = bench.show(f'{FAITHFUL}\nw.language = "de"')
    story = view.find(".story")
    expect(story).to_contain_text("Weiter: E-Schritt.")
    expect(view.find(".step span")).to_have_text("E-Schritt")
    expect(view.root).to_have_attribute("lang", "de")
    view.step().at(1)
    bench.run('w.language = "en"')
    expect(view.find(".step span")).to_have_text("M-step")
    expect(story).to_contain_text("Next: M-step.")
    expect(view.root).to_have_attribute("lang", "en")
    view.at(1)
    view.step().at(2)
    assert bench.ask("w.cursor") == 2


def test_two_languages_share_a_page(bench):
    bench.show(
        f'{FAITHFUL}\nv = GMMWidget(w.points, 3, language="de")\ndisplay(v)',
        views=1,
    )
    german = bench.page.locator(".gmm[lang=de]")
    english = bench.page.locator(".gmm[lang=en]")
    expect(german.locator("h3")).to_have_text("Mit EM drei Gaußverteilungen finden")
    expect(english.locator("h3")).to_have_text("Finding two Gaussians with EM")
    german.locator("[data-action=e-step]").click()
    expect(german.locator(".story")).to_contain_text("Weiter: M-Schritt.")
    expect(english.locator(".story")).to_contain_text("Next: E-step.")
    english.locator("[data-action=e-step]").click()
    expect(english.locator(".story")).to_contain_text("Next: M-step.")
    expect(german.locator(".step span")).to_have_text("M-Schritt")
    expect(english.locator(".step span")).to_have_text("M-step")
