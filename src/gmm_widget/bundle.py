"""The built front end, as it lies in the package."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"


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
