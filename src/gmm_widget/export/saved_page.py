"""One page that holds a whole widget: it plays, scrubs and inspects, with no Python and no network.

The page carries the front end, and the state that the front end reads: the film, the points, and
what the view shows. js/src/export stands in for the notebook. Its policy allows the page's own
script and style, each by its hash, and nothing else; where scripts do not run, a still is shown.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gmm_widget import distribution
from gmm_widget.drawing import still
from gmm_widget.progress import finish
from gmm_widget.wire import QUICK, bundle, picture_steps, quick_steps, to_wire, write_film
from gmm_widget.words import say, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gmm_widget.session import Explorer, Session

LARGEST = 40_000_000
"""Bytes of responsibilities, or of points, that a page may hold."""
PAGES, PICTURES = (".html", ".htm"), (".svg",)
"""The endings of what is written."""
IN_ANY_COLUMNS = ("em", "k-means")
"""Views whose picture holds all columns, so that the page can draw another two."""

PAGE = """<!doctype html>
<html lang="{language}"{scheme}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<noscript>{still}</noscript>
<script type="application/json" id="saved">{saved}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def page(
    session: Session,
    explorer: Explorer,
    responsibilities: NDArray[Any],
    *,
    theme: str,
    controls: str,
    title: str | None = None,
) -> str:
    """The text of the page.

    Parameters
    ----------
    session : Session
        What the page shows.
    explorer : Explorer
        Where the picture of its view comes from; one that is not finished is finished first.
    responsibilities : (n, K) array
        Those at the cursor, for the still.
    theme : {"auto", "light", "dark"}
    controls : {"all", "simple"}
    title : str, optional
        Of the page.

    Raises
    ------
    ValueError
        If the page would hold more than 40 MB of points or of responsibilities.
    """
    if title is None:
        x, y = (session.setting.data.names[column] for column in session.axes)
        title = translated(say("A Gaussian mixture of {x} and {y}", x=x, y=y), session.language)
    script = bundle.spoken("page.js", session.language)
    style = bundle.text("widget.css") + bundle.text("page.css")
    policy = (
        f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return PAGE.format(
        language=session.language,
        scheme="" if theme == "auto" else f' data-theme="{theme}"',
        policy=policy,
        title=escape(title),
        style=style,
        still=still(session, responsibilities, theme=theme),
        saved=_json(
            {
                "state": {**_state(session, explorer), "controls": controls},
                "answers": _answers(session),
                "install": distribution.install_command(),
            }
        ),
        script=script,
    )


def destination(path: str | os.PathLike[str], endings: Sequence[str], what: str) -> Path:
    """The file for something, with the first of its endings added where the name has none.

    Raises
    ------
    OSError
        If it is a folder, or in one that does not exist.
    ValueError
        If its ending says that it is something else. Numbers are no ending: "fit-0.5".
    """
    file = Path(path).expanduser()
    if file.is_dir():
        raise _unwritable(file, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not file.parent.is_dir():
        raise _unwritable(file, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
    if file.suffix.lower() in endings:
        return file
    if file.suffix.strip(".0123456789"):
        raise ValueError(
            f"{file} must end in {' or '.join(endings)}: {what} is written, whatever the file is "
            "called"
        )
    return file.with_name(file.name.rstrip(".") + endings[0])


def save(file: Path, text: str) -> Path:
    """Write a text to a file, and tell where that is.

    Raises OSError, saying what to do, if it cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(file, error) from None
    return file


def _unwritable(file: Path, error: OSError) -> OSError:
    return OSError(
        error.errno,
        f"cannot write {file} ({error.strerror}): give a file in a folder that exists and "
        "may be written to",
    )


def _state(session: Session, explorer: Explorer) -> dict[str, Any]:
    """The traits that the front end reads, as they travel to it."""
    trace, data = session.trace, session.setting.data
    n = len(trace.points)
    size = max(2 * trace.n_iter * n * trace.start.n_components, trace.points.nbytes)
    if size > LARGEST:
        raise ValueError(
            f"a page holds every iteration's responsibilities: {size:,} bytes here, and at most "
            f"{LARGEST:,}. Make cells of the {n:,} points first (gmm_widget.cells), or set a "
            "smaller max_iter"
        )
    quick = session.view in QUICK
    return {
        "points": to_wire(trace.points),
        "sample_weight": to_wire(trace.sample_weight),
        "columns": data.names,
        "n_components": trace.start.n_components,
        **session.setting.options,
        "cursor": session.cursor,
        "axes": session.axes,
        "view": session.view,
        "component": session.component,
        "theme": "auto",
        "_film": memoryview(
            write_film(trace, names=data.names, largest=LARGEST, language=session.language)
        ),
        "_picture": memoryview(
            finish(quick_steps(session) if quick else picture_steps(session, explorer))
        ),
    }


def _answers(session: Session) -> list[str]:
    """The wishes that a page without Python can answer."""
    return ["cursor", "view", *(["axes"] if session.view in IN_ANY_COLUMNS else [])]


def _json(value: Any) -> str:
    """JSON that no end of a script is found in; bytes as {"base64": text}."""

    def encoded(data: memoryview) -> dict[str, str]:
        return {"base64": base64.b64encode(data).decode()}

    text = json.dumps(value, default=encoded, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _hashed(text: str) -> str:
    """A script or a style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
