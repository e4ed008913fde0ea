"""Building a site: downloads, JupyterLite, notebooks, and the page that lists them."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gmm_widget.site.colab import for_colab
from gmm_widget.site.downloads import PYODIDE, fetch_compiled, fetch_pure, fetch_pyodide
from gmm_widget.site.landing import follow_start, write_film, write_landing
from gmm_widget.site.lite import build_app, configure, put_notebooks, put_python
from gmm_widget.site.notebooks import Notebook, check_imports, read_notebooks
from gmm_widget.site.wheels import Wheel, our_wheel

EXTENSIONS = ("anywidget", "jupyterlab-widgets", "jupyterlite-pyodide-kernel")
"""The wheels that contain extensions of the app; only the first is imported in Python, too."""
MARK = "site.json"
"""Says that a folder is a site, which a new build may replace."""


@dataclass(frozen=True)
class Site:
    """A site that was built.

    Attributes
    ----------
    folder : Path
    notebooks : tuple of str
        Their file names.
    size : int
        Of all files, in bytes.
    starting : int
        Of the files that are loaded when Python starts, in bytes.
    """

    folder: Path
    notebooks: tuple[str, ...]
    size: int
    starting: int


def build_site(
    out: Path,
    sources: Sequence[Path],
    *,
    lessons: Path,
    packages: Sequence[str] = (),
    wheels: Path | None = None,
    url: str = "",
) -> Site:
    """Build a folder for any static web server, in which notebooks run in the browser.

    Parameters
    ----------
    out : Path
        The folder to make. A site that is there is replaced, once the new one is complete.
    sources : sequence of Path
        The notebooks, and Python files that define an ASSIGNMENT, of which the site gets the plain
        form.
    lessons : Path
        The folder of the lessons, which go into our wheel.
    packages : sequence of str
        Packages of Pyodide's that the notebooks import, beside numpy.
    wheels : Path, optional
        A folder with Pyodide's wheels; by default they are fetched from its release.
    url : str
        The address that the site will have. With it, the site has the notebooks for Google Colab,
        too, whose first cell installs from there.

    Returns
    -------
    Site

    Raises
    ------
    ValueError
        If a notebook or an option cannot be used.
    DownloadError
        If a file cannot be had, or is not the one that it should be.
    """
    _refuse_others(out)
    if url and not url.startswith(("https://", "http://")):
        raise ValueError(f"--url must be the address of the site, as https://...; got {url!r}")
    notebooks = read_notebooks(sources)
    with tempfile.TemporaryDirectory() as kept:
        made, work = Path(kept) / "site", Path(kept) / "work"
        work.mkdir()
        starting = _build(made, work, notebooks, lessons, packages, wheels, url.rstrip("/"))
        files = [path for path in made.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists():
            shutil.rmtree(out)
        shutil.move(made, out)
    return Site(out, tuple(each.name for each in notebooks), size, starting)


def _build(
    made: Path,
    work: Path,
    notebooks: Sequence[Notebook],
    lessons: Path,
    packages: Sequence[str],
    wheels: Path | None,
    url: str,
) -> int:
    """Build in an empty place, and return the size of what Python is started from."""
    folders = {name: work / name for name in ("npm", "pure", "compiled", "own", "lite")}
    for folder in folders.values():
        folder.mkdir()
    pyodide = fetch_pyodide(folders["npm"])
    compiled = pyodide.closure(["numpy", *packages])
    pure = {wheel.name: wheel for wheel in map(Wheel.read, fetch_pure(folders["pure"]))}
    check_imports(notebooks, {*compiled, *pure}, pyodide.packages)
    found = fetch_compiled(pyodide, compiled, folders["compiled"], wheels)
    own = our_wheel(folders["own"], lessons)
    build_app(made, folders["lite"], [pure[name].path for name in EXTENSIONS])
    inside = [wheel.path for name, wheel in pure.items() if name not in EXTENSIONS[1:]]
    python, starting = put_python(made, work, pyodide, [*inside, *found, own])
    configure(made, python)
    put_notebooks(made, notebooks)
    (made / "wheels").mkdir()
    shutil.copyfile(own, made / "wheels" / own.name)
    if url:
        (made / "colab").mkdir()
        for notebook in notebooks:
            address = f"{url}/wheels/{own.name}"
            text = for_colab(made / "files" / notebook.name, url=address)
            (made / "colab" / notebook.name).write_text(text, encoding="utf-8")
    write_film(made)
    follow_start(made, starting)
    size = sum(path.stat().st_size for path in starting)
    write_landing(made, notebooks, wheel=own.name, colab=bool(url), starting=size)
    about = {
        "notebooks": [notebook.name for notebook in notebooks],
        "pyodide": PYODIDE,
        "packages": compiled,
        "wheel": f"wheels/{own.name}",
    }
    (made / MARK).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return size


def _refuse_others(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is a file: name a folder")
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise ValueError(f"{out} has other files in it: name a new folder, or an earlier site")
