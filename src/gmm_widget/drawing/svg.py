"""Helpers that write SVG markup."""

from __future__ import annotations

import math
from html import escape
from typing import Any


def tag(name: str, *inside: str, **attributes: Any) -> str:
    """An element around others; an underscore in an attribute's name becomes a hyphen."""
    said = "".join(
        f' {key.replace("_", "-")}="{escape(_written(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def text(x: float, y: float, said: str, **attributes: Any) -> str:
    """Text at a place; "" if there is none."""
    return tag("text", escape(said), x=x, y=y, **attributes) if said else ""


def px(value: float) -> str:
    """Format a number of pixels, short enough for markup."""
    return f"{math.floor(100 * value + 0.5) / 100:.2f}".rstrip("0").rstrip(".")


def _written(value: Any) -> str:
    return px(value) if isinstance(value, float) else str(value)
