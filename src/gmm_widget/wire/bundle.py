"""The built front end, as it lies in the package."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from gmm_widget import words

STATIC = Path(str(files("gmm_widget"))) / "static"


def built(name: str) -> Path:
    """Where a file of the bundle is. Raises FileNotFoundError if it has not been built."""
    path = STATIC / name
    if not path.exists():
        raise FileNotFoundError(
            f"the front end {name} has not been built: install the package with pip "
            "(pip install -e . in a checkout), which builds it"
        )
    return path


def text(name: str) -> str:
    """What a file of the bundle says."""
    return built(name).read_text(encoding="utf-8")


def spoken(name: str, language: str) -> str:
    """A script of the bundle that says everything in a language: its table goes before it.

    Raises ValueError if the language is none of `gmm_widget.words.LANGUAGES`.
    """
    table = words.table(language)
    if not table:
        return text(name)
    as_script = json.dumps(table, ensure_ascii=False).replace("<", "\\u003c")
    return f"const GMM_WORDS = {as_script};\n{text(name)}"
