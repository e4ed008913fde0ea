"""Sentences for people, which keep their template and values so that they can be translated.

The code writes everything in English, with `say`. Where a text leaves Python for the reader,
`translated` renders it in the requested language. There is one table for each language, shared
with the front end (js/src/words/say.js), in languages/: English template to translation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from gmm_widget.arguments import check_name

LANGUAGES = ("en", "de")
"""The available languages: English, German."""
TABLES = Path(__file__).parent / "languages"

Value = TypeVar("Value")


class Said(str):
    """A sentence in English.

    Attributes
    ----------
    template : str
        The sentence with names in braces.
    values : mapping
        The values of these names; may be `Said` themselves. Without any, the template is the
        sentence.
    """

    template: str
    values: Mapping[str, Any]


def say(template: str, **values: Any) -> str:
    """Create a sentence from a template whose names in braces are replaced."""
    said = Said(template.format(**values) if values else template)
    said.template, said.values = template, values
    return said


def together(*sentences: str) -> str:
    """Join sentences by spaces, without those that are empty."""
    return joined([sentence for sentence in sentences if sentence], " ")


def joined(parts: Sequence[str], between: str) -> str:
    """Join texts as ``between.join(parts)`` does, and keep them translatable."""
    named = {f"part{i}": part for i, part in enumerate(parts)}
    return say(between.join(f"{{{name}}}" for name in named), **named)


def translated(value: Value, language: str) -> Value:
    """Translate every `Said` in a value, also in lists, tuples and dicts.

    Other text is left as it is. Raises ValueError if the language is none of LANGUAGES.
    """
    return value if language == "en" else _translated(value, table(language))


def _translated(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, Said):
        template = words.get(value.template, value.template)
        values = {name: _translated(part, words) for name, part in value.values.items()}
        return template.format(**values) if values else template
    if isinstance(value, Mapping):
        return {key: _translated(part, words) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_translated(part, words) for part in value)
    return value


@cache
def table(language: str) -> Mapping[str, str]:
    """The translations into a language, by English template; empty for English.

    Raises ValueError if the language is none of LANGUAGES.
    """
    checked_language(language)
    if language == "en":
        return {}
    words: Mapping[str, str] = json.loads((TABLES / f"{language}.json").read_text(encoding="utf-8"))
    return words


def checked_language(language: Any) -> str:
    """Validate a language, and return it. Raises ValueError if it is none of LANGUAGES."""
    return str(check_name("language", language, LANGUAGES))
