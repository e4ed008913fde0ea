"""What people read: sentences that remember what they are made of, to be said in any language.

The code says everything in English, by `say`. Where a text leaves Python for a person's eyes,
`translated` says it again in the language that is asked for. One table for each language, shared
with the front end (js/src/words/say.js), lies in languages/: English template to translation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from gmm_widget.asking import check_name

LANGUAGES = ("en", "de")
"""What can be asked for: English, German."""
TABLES = Path(__file__).parent / "languages"

Value = TypeVar("Value")


class Said(str):
    """A sentence in English.

    Attributes
    ----------
    template : str
        The sentence with names in braces.
    values : mapping
        What goes there; may be `Said` again. Without any, the template is the sentence.
    """

    template: str
    values: Mapping[str, Any]


def say(template: str, **values: Any) -> str:
    """A sentence, from a template whose names in braces are replaced."""
    said = Said(template.format(**values) if values else template)
    said.template, said.values = template, values
    return said


def together(*sentences: str) -> str:
    """Sentences one after another, without those that are empty."""
    return joined([sentence for sentence in sentences if sentence], " ")


def joined(parts: Sequence[str], between: str) -> str:
    """Some texts with another between them, as ``between.join(parts)``."""
    named = {f"part{i}": part for i, part in enumerate(parts)}
    return say(between.join(f"{{{name}}}" for name in named), **named)


def translated(value: Value, language: str) -> Value:
    """The same with every `Said` in it, also in lists, tuples and dicts, in another language.

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
    """The translations into a language, by English template; none into English.

    Raises ValueError if the language is none of LANGUAGES.
    """
    checked_language(language)
    if language == "en":
        return {}
    words: Mapping[str, str] = json.loads((TABLES / f"{language}.json").read_text(encoding="utf-8"))
    return words


def checked_language(language: Any) -> str:
    """The language itself. Raises ValueError if it is none of LANGUAGES."""
    return str(check_name("language", language, LANGUAGES))
