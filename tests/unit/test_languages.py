"""Each table of a language is whole: what can be said in English can be said in it."""

import ast
import json
import re
from pathlib import Path

import pytest

from gmm_widget import words
from gmm_widget.homework.challenges.registry import _built_in, find

ROOT = Path(__file__).parents[2]
PYTHON = sorted((ROOT / "src").rglob("*.py"))
FRONT_END = sorted((ROOT / "js" / "src").rglob("*.js"))
TABLES = [language for language in words.LANGUAGES if language != "en"]

TEXT = r'"(?:[^"\\]|\\.)*"'
PLACE = re.compile(r"\{\w+\}")
UNWRITTEN = {
    "words.py": 1,  # joins sentences, and says nothing of its own
    "drawing/still_picture.py": 1,  # passes on what `_said` is given
    "homework/challenges/registry.py": 1,  # a judge's docstring, which is a task: see `tasks`
}
"""Calls of `say` whose template is not written there."""


def spoken(file):
    """The templates that are written in a file of Python, None for one that is not."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = getattr(node.args[0], "value", None) if node.args else None
        template = first if isinstance(first, str) else None
        if name == "say" or (name == "_said" and template is not None):
            found.append(template)
    return found


def shown(file):
    """The same of a file of JavaScript."""
    text = file.read_text(encoding="utf-8")
    if file.name == "say.js" or re.search(r'import {[^}]*\bsay\b[^}]*} from "[./]*say\.js"', text):
        calls = re.findall(rf"(?<!function )\bsay\(\s*((?:{TEXT}[\s+]*)*)", text)
        return ["".join(map(json.loads, re.findall(TEXT, call))) or None for call in calls]
    return []


def tasks():
    return [str(find(name).task) for name in _built_in]


def is_sentence(template):
    """Whether there is something to translate, beyond names and punctuation."""
    return re.search(r"[^\W\d_]", PLACE.sub("", template)) is not None


@pytest.fixture(scope="module")
def templates():
    said = [template for file in PYTHON for template in spoken(file)]
    said += [template for file in FRONT_END for template in shown(file)]
    return {template for template in [*said, *tasks()] if template and is_sentence(template)}


@pytest.mark.parametrize("language", TABLES)
class TestTheTable:
    """What a table holds."""

    def test_has_every_template(self, language, templates):
        assert templates - set(words.table(language)) == set()

    def test_has_no_other(self, language, templates):
        needed = {key for key in words.table(language) if is_sentence(key)}
        assert needed - templates == set()

    def test_keeps_what_is_to_be_filled_in(self, language):
        for template, translation in words.table(language).items():
            assert set(PLACE.findall(translation)) == set(PLACE.findall(template)), template

    def test_leaves_no_translation_empty(self, language):
        for template, translation in words.table(language).items():
            assert translation.strip() == translation != "", template

    def test_names_its_language(self, language):
        assert words.table(language)["en"] == language

    def test_says_where_a_sentence_ends_as_the_english_does(self, language):
        for template, translation in words.table(language).items():
            stops = template.endswith("."), translation.endswith(".")
            assert stops == (stops[0], stops[0]), template


def test_templates_are_written_where_they_are_said():
    unwritten = {
        file.relative_to(ROOT / "src" / "gmm_widget").as_posix(): spoken(file).count(None)
        for file in PYTHON
        if None in spoken(file)
    }
    assert unwritten == UNWRITTEN
    assert [file.name for file in FRONT_END if None in shown(file)] == []


def test_both_halves_are_looked_at(templates):
    assert {"Play", "Converged after iteration {iteration}."} <= templates
    assert len(templates) > 400
