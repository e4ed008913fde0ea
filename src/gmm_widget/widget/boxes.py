"""What a notebook keeps of widgets that are shown inside a container of ipywidgets (HBox, Tab,
compare, ...): a still of each, as of one that is shown alone.

The container is ipywidgets' own, so IPython is told what to draw for it.
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
"""Pixels that a still is wide. Where two share a page's width, letters must be larger."""


def keep_stills_of_boxes() -> None:
    """From now on, in the notebook that runs if one does."""
    formatter = getattr(shell(), "display_formatter", None)
    if formatter is None:
        return
    for kind, drawn in DRAWN.items():
        formatter.formatters[kind].for_type(ipywidgets.Box, drawn)
    if hasattr(ipywidgets.Box, "_ipython_display_"):  # ipywidgets 7 asks for no picture
        formatter.ipython_display_formatter.for_type(ipywidgets.Box, display_with_still)


def still_of(box: Any) -> Picture | None:
    """The stills of all our widgets in a container on one sheet, each once, under their headings;
    None if there are none."""
    once: dict[Any, str] = {}
    for title, widget in _shown(box):
        once.setdefault(widget, title)
    width = ALONE if len(once) == 1 else BESIDE
    stills = [widget.export_svg(width=width) for widget in once]
    return sheet(stills, list(once.values())) if stills else None


def _as(kind: str) -> Callable[[Any], Any]:
    """The function that draws a container as some kind."""

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
    """Show a container with what is drawn of it."""
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
    """Our widgets in a container, in order, each with the text that stands before it or the title
    of its tab."""
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
    """What is written on a tab, or on a fold of an accordion."""
    ask = getattr(box, "get_title", None)
    return "" if ask is None else ask(number) or ""


def _words(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup)).strip()
