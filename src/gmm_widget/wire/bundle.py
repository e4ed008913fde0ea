"""The built front end inside the package."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from gmm_widget import words

STATIC = Path(str(files("gmm_widget"))) / "static"


def built(name: str) -> Path:
    """Locate a file of the bundle.

    Raises
    ------
    FileNotFoundError
        If it has not been built.
    """
    path = STATIC / name
    if not path.exists():
        raise FileNotFoundError(
            f"the front end {name} has not been built: install the package with pip "
            "(pip install -e . in a checkout), which builds it"
        )
    return path


def text(name: str) -> str:
    """Read a file of the bundle."""
    return built(name).read_text(encoding="utf-8")


def spoken(name: str, language: str) -> str:
    """Read a script of the bundle, with the table of translations to a language put before it.

    Raises
    ------
    ValueError
        If the language is none of `gmm_widget.words.LANGUAGES`.
    """
    table = words.table(language)
    if not table:
        return text(name)
    as_script = json.dumps(table, ensure_ascii=False).replace("<", "\\u003c")
    return f"const GMM_WORDS = {as_script};\n{text(name)}"
