"""A page that holds a whole widget: it plays, scrubs and inspects, without Python or a network.

The page embeds the front end and its state: the film, the points, and the view's data.
js/src/export replaces the notebook. The content security policy allows the page's own script and
style, each by its hash, and nothing else; where scripts do not run, a still is shown.
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
from gmm_widget.wire import VIEWS, bundle, to_wire, write_film
from gmm_widget.words import say, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gmm_widget.session import Explorer, Session

LARGEST = 40_000_000
"""The maximum size of the responsibilities, and of the points, in bytes."""
PAGES, PICTURES = (".html", ".htm"), (".svg",)
"""The file name extensions of exports."""

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
    """Write the HTML of a page with a widget.

    Parameters
    ----------
    session : Session
        What the page shows.
    explorer : Explorer
        The source of the view's data, which are computed first if they are not in its cache.
    responsibilities : (n, K) array
        Those at the cursor, for the still.
    theme : {"auto", "light", "dark"}
    controls : {"all", "simple"}
    title : str, optional
        Of the page; by default it names the two drawn columns.

    Returns
    -------
    str

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
    """Resolve the path of an export, adding the first extension to a name without one.

    Parameters
    ----------
    path : path
    endings : sequence of str
        The valid extensions, as ".svg".
    what : str
        What is written, for the error message.

    Returns
    -------
    Path

    Raises
    ------
    OSError
        If it is a folder, or in one that does not exist.
    ValueError
        If it has another extension. Digits are not an extension: "fit-0.5".
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
    """Write a text to a file, and return its path.

    Raises
    ------
    OSError
        If it cannot be written; the message suggests what to do.
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
    """The traits that the front end reads, serialised."""
    trace, data = session.trace, session.setting.data
    n = len(trace.points)
    size = max(2 * trace.n_iter * n * trace.start.n_components, trace.points.nbytes)
    if size > LARGEST:
        raise ValueError(
            f"a page holds every iteration's responsibilities: {size:,} bytes here, and at most "
            f"{LARGEST:,}. Make cells of the {n:,} points first (gmm_widget.cells), or set a "
            "smaller max_iter"
        )
    return {
        "points": to_wire(trace.points),
        "sample_weight": to_wire(trace.sample_weight),
        "columns": data.names,
        "n_components": trace.start.n_components,
        **session.setting.inputs,
        "cursor": session.cursor,
        "axes": session.axes,
        "view": session.view,
        "component": session.component,
        "theme": "auto",
        "_film": memoryview(
            write_film(trace, names=data.names, largest=LARGEST, language=session.language)
        ),
        "_picture": memoryview(finish(VIEWS[session.view].steps(session, explorer))),
    }


def _answers(session: Session) -> list[str]:
    """The requests that a page without Python can answer."""
    return ["cursor", "view", *(["axes"] if VIEWS[session.view].in_any_columns else [])]


def _json(value: Any) -> str:
    """Serialise to JSON that is safe inside a script element; bytes become {"base64": text}."""

    def encoded(data: memoryview) -> dict[str, str]:
        return {"base64": base64.b64encode(data).decode()}

    text = json.dumps(value, default=encoded, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _hashed(text: str) -> str:
    """The hash of a script or style, as a content security policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
