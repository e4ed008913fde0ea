"""The pages of a site that are ours: the list of its notebooks, the film above it, and what a
notebook's page shows while Python starts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from gmm_widget.datasets import old_faithful
from gmm_widget.export import page
from gmm_widget.session import Explorer, Session
from gmm_widget.site.lite import APP
from gmm_widget.site.notebooks import Notebook

COUNTED = (".wasm", ".zip", ".whl")
"""Of these files python.mjs counts the bytes."""
START = Path(__file__).with_name("start.js")
FILM = "film.html"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gaussian mixtures and EM</title>
<link rel="icon" href="{app}/favicon.ico">
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }}
body {{ font: 16px/1.5 system-ui, sans-serif; }}
iframe {{ display: block; width: 100%; height: 38rem; border: 1px solid #8886; }}
li {{ margin: .4rem 0; }}
a {{ color: light-dark(#0b57a4, #8ec5ff); }}
.small {{ font-size: .875rem; }}
</style>
</head>
<body>
<main>
<h1>Gaussian mixtures and EM</h1>
<p>This is a recording. In the notebooks below you drag the means, and EM restarts from there.</p>
<iframe id="film" src="{film}" title="EM on the eruptions of Old Faithful"></iframe>
<h2>Notebooks</h2>
<ul>
{notebooks}
</ul>
<p>A notebook opens in your browser, and Python runs there, too: the first time, {size} MB are
loaded. No account is needed. Your changes are kept in this browser alone.
<b>To hand in a notebook, download it</b>: in its menu, File, Download.</p>
{colab}
<p class="small">The Python package, for other places: <a href="wheels/{wheel}">{wheel}</a>.</p>
</main>
<script>
const film = document.getElementById("film");
const play = () => {{
  const button = film.contentDocument?.querySelector(".gmm [data-action=play]");
  if (button && !matchMedia("(prefers-reduced-motion: reduce)").matches) button.click();
}};
if (film.contentDocument?.querySelector(".gmm [data-action=play]")) play();
else film.addEventListener("load", play);
</script>
</body>
</html>
"""
COLAB = """<h2>For Google Colab</h2>
<p>Download one, and upload it at Colab (File, Upload notebook). Its first cell installs the package
from here.</p>
<ul>
{notebooks}
</ul>"""


def write_film(out: Path) -> None:
    """Write the widget that the first lesson begins with as a page that plays without Python."""
    session = Session.begin(old_faithful(), 2)
    film = page(
        session,
        Explorer(lambda: session),
        session.trace.responsibilities(0),
        theme="auto",
        controls="simple",
    )
    (out / FILM).write_text(film, encoding="utf-8")


def write_landing(
    out: Path, notebooks: Sequence[Notebook], *, wheel: str, colab: bool, starting: int
) -> None:
    """Write the page that lists the notebooks of a site.

    Parameters
    ----------
    out : Path
    notebooks : sequence of Notebook
    wheel : str
        The file name of our wheel.
    colab : bool
        Whether there are forms for Google Colab.
    starting : int
        How many bytes are loaded before Python runs.
    """
    links = "\n".join(
        _link(f"{APP}/index.html?path={quote(each.name)}", each) for each in notebooks
    )
    others = "\n".join(_link(f"colab/{quote(each.name)}", each) for each in notebooks)
    text = PAGE.format(
        app=APP,
        film=FILM,
        notebooks=links,
        colab=COLAB.format(notebooks=others) if colab else "",
        wheel=wheel,
        size=f"{starting / 1e6:.0f}",
    )
    (out / "index.html").write_text(text, encoding="utf-8")


def follow_start(out: Path, starting: Sequence[Path]) -> None:
    """Have a notebook's page show how Python starts.

    Parameters
    ----------
    out : Path
    starting : sequence of Path
        The files that are loaded then.
    """
    script = START.read_bytes()
    name = f"start.{hashlib.sha256(script).hexdigest()[:8]}.js"
    (out / name).write_bytes(script)
    counted = [path for path in starting if path.suffix in COUNTED]
    files = {path.name: path.stat().st_size for path in counted}
    tag = f'<script src="../{name}" data-files="{escape(json.dumps(files))}"></script>\n</head>'
    notebooks = out / APP / "index.html"
    text = notebooks.read_text(encoding="utf-8")
    notebooks.write_text(text.replace("</head>", tag, 1), encoding="utf-8")


def _link(address: str, notebook: Notebook) -> str:
    return f'<li><a href="{escape(address)}">{escape(notebook.title)}</a></li>'
