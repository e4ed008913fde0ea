"""Stills of widgets inside ipywidgets containers (HBox, Tab, compare, ...), for saved notebooks.

The container class belongs to ipywidgets, so the stills are registered with IPython as its formats.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets

from gmm_widget.drawing import Picture, sheet
from gmm_widget.widget.cell_hooks import shell

ALONE, BESIDE = 640, 460
"""The width of a still in pixels: small, so that letters are legible where two share a page."""


def keep_stills_of_boxes() -> None:
    """Register the stills with the running notebook, if there is one."""
    formatter = getattr(shell(), "display_formatter", None)
    if formatter is None:
        return
    for kind, drawn in DRAWN.items():
        formatter.formatters[kind].for_type(ipywidgets.Box, drawn)
    if hasattr(ipywidgets.Box, "_ipython_display_"):  # ipywidgets 7 asks for no picture
        formatter.ipython_display_formatter.for_type(ipywidgets.Box, display_with_still)


def still_of(box: Any) -> Picture | None:
    """Draw all our widgets in a container on one sheet, each once, under their headings.

    Returns None if there are none.
    """
    once: dict[Any, str] = {}
    for title, widget in _shown(box):
        once.setdefault(widget, title)
    width = ALONE if len(once) == 1 else BESIDE
    stills = [widget.export_svg(width=width) for widget in once]
    return sheet(stills, list(once.values())) if stills else None


def _as(kind: str) -> Callable[[Any], Any]:
    """The formatter of a container for one MIME type."""

    def drawn(box: Any) -> Any:
        picture = still_of(box)
        return None if picture is None else getattr(picture, kind)()

    return drawn


DRAWN = {
    "image/svg+xml": still_of,
    "text/html": _as("_repr_html_"),
    "application/pdf": _as("_repr_pdf_"),
}


def display_with_still(box: Any) -> None:
    """Display a container together with its still."""
    from IPython.display import display

    picture = still_of(box)
    if picture is None or box._view_name is None:
        box._ipython_display_()
        return
    view = {"version_major": 2, "version_minor": 0, "model_id": box._model_id}
    shown = {"text/plain": repr(box)[:110], "application/vnd.jupyter.widget-view+json": view}
    display({**shown, **picture.mimebundle()}, raw=True)  # type: ignore[no-untyped-call]
    box._handle_displayed()


def _shown(box: Any) -> Iterator[tuple[str, Any]]:
    """Find our widgets in a container, in order, with the text before each or its tab title."""
    above = ""
    for number, child in enumerate(box.children):
        title = _title(box, number) or above
        if isinstance(child, ipywidgets.Box):
            for heading, widget in _shown(child):
                yield heading or title, widget
        elif hasattr(child, "export_svg") and child.comm is not None:
            yield title, child
        above = _words(child.value) if isinstance(child, ipywidgets.HTML) else ""


def _title(box: Any, number: int) -> str:
    """The title of a tab, or of a section of an accordion."""
    ask = getattr(box, "get_title", None)
    return "" if ask is None else ask(number) or ""


def _words(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup)).strip()
