"""JupyterLite: its one app for notebooks, without what a site does not use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gmm_widget.site.downloads import CORE, NEEDS, DownloadError, Pyodide
from gmm_widget.site.notebooks import Notebook
from gmm_widget.site.wheels import Wheel, stub_wheel

APP = "notebooks"
ENTRY = Path(__file__).with_name("python.mjs")
"""What the kernel imports: Pyodide, and a count of what has arrived."""
WHEN = "1980-01-01T00:00:00Z"
"""The time of every file, so that two builds are the same."""
UNUSED = (
    *("rspack.config*.js", "package.json", "*/package.json"),
    *("build/fa-*.eot", "build/fa-*.svg", "build/fa-*.ttf", "build/fa-*.woff"),
    "jupyterlite.schema.v0.json",
    "extensions/**/*.orig",
)
"""What no page asks for: settings of its build, and fonts in forms for browsers of the past."""
OF_THE_KERNEL = ("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "micropip", "piplite")
AT_START = (*OF_THE_KERNEL, "numpy", "anywidget", "gmm-widget")
"""The packages that are loaded when Python starts; others are loaded when they are imported."""
STUBS = {"jedi": "0.19.2"}
"""The kernel asks for these packages, and works without them."""
ELSEWHERE = frozenset(
    {"jupyterlab-widgets", "pexpect", "ptyprocess", "psutil", "parso", "colorama", "scipy"}
)
"""Requirements that do not apply in a browser; scipy is there if the site has it."""


def build_app(out: Path, work: Path, extensions: Sequence[Path]) -> None:
    """Build the app with JupyterLite.

    Parameters
    ----------
    out : Path
        The folder to make.
    work : Path
        A folder for what is needed meanwhile.
    extensions : sequence of Path
        Wheels that contain extensions of the app.

    Raises
    ------
    DownloadError
        If JupyterLite is not installed or fails.
    """
    config = {
        "LiteBuildConfig": {
            "apps": [APP],
            "federated_extensions": [str(path) for path in extensions],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_libarchive": True,
            "no_sourcemaps": True,
            "no_unused_shared_packages": True,
        }
    }
    (work / "jupyter_lite_config.json").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", f"--output-dir={out}"]
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    env = {**os.environ, **dict.fromkeys(homes, str(work)), "SOURCE_DATE_EPOCH": "315532800"}
    done = subprocess.run(
        [*command, "--lite-dir=."], cwd=work, env=env, capture_output=True, text=True, check=False
    )
    if "No module named jupyterlite_core" in done.stderr:
        raise DownloadError(NEEDS.format(what="jupyterlite-core"))
    if done.returncode or not (out / APP / "index.html").exists():
        raise DownloadError(
            f"JupyterLite could not build the site. It said:\n{done.stderr[-3000:]}"
        )
    for pattern in UNUSED:
        for path in sorted(out.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def put_python(
    out: Path, work: Path, pyodide: Pyodide, wheels: Sequence[Path]
) -> tuple[str, list[Path]]:
    """Put Python and its packages into a folder whose name is the hash of its content.

    Such names never change their meaning, so a browser may keep the files for ever.

    Parameters
    ----------
    out, work : Path
    pyodide : Pyodide
    wheels : sequence of Path

    Returns
    -------
    str
        The folder, as the site's pages name it.
    list of Path
        The files that are loaded when Python starts.
    """
    pypi = out.glob("extensions/@jupyterlite/*/static/pypi/*.whl")
    of_kernel = [path for path in pypi if "widgetsnbextension-3" not in path.name]
    stubs = [stub_wheel(work, *stub) for stub in STUBS.items()]
    every = {wheel.name: wheel for wheel in map(Wheel.read, [*wheels, *of_kernel, *stubs])}
    lock = {"info": pyodide.info, "packages": {n: _locked(w, every) for n, w in every.items()}}
    text = json.dumps(lock, indent=1, sort_keys=True)
    digest = hashlib.sha256(text.encode())
    for name in CORE:
        digest.update((pyodide.folder / name).read_bytes())
    digest.update(ENTRY.read_bytes())
    place = f"python/{digest.hexdigest()[:16]}"
    folder = out / place
    folder.mkdir(parents=True)
    (folder / "pyodide-lock.json").write_text(text, encoding="utf-8")
    for name in CORE:
        shutil.copyfile(pyodide.folder / name, folder / name)
    shutil.copyfile(ENTRY, folder / ENTRY.name)
    for wheel in every.values():
        shutil.copyfile(wheel.path, folder / wheel.path.name)
    starting = [every[name].path.name for name in sorted(_closure(AT_START, lock["packages"]))]
    return place, [folder / name for name in (*CORE, "pyodide-lock.json", *starting)]


def configure(out: Path, python: str) -> None:
    """Tell the app where Python is, and nothing about other servers."""
    path = out / "jupyter-lite.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    data = config["jupyter-config-data"]
    data["appUrl"] = f"./{APP}"
    data["contentsAllJsonFile"] = "all.json"
    data["exposeAppInBrowser"] = True
    data["faviconUrl"] = f"./{APP}/favicon.ico"
    data.setdefault("litePluginSettings", {})["@jupyterlite/pyodide-kernel-extension:kernel"] = {
        "pyodideUrl": f"./{python}/{ENTRY.name}",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(AT_START)},
    }
    path.write_text(json.dumps(config, indent=1, sort_keys=True), encoding="utf-8")


def put_notebooks(out: Path, notebooks: Iterable[Notebook]) -> None:
    """Put notebooks where the app finds them, and list them."""
    files, listed = out / "files", out / "api" / "contents"
    files.mkdir()
    listed.mkdir(parents=True)
    content = []
    for notebook in notebooks:
        (files / notebook.name).write_text(notebook.text, encoding="utf-8")
        content.append(_entry(notebook.name, "notebook", len(notebook.text.encode())))
    folder = {**_entry("", "directory", None), "content": content, "format": "json"}
    (listed / "all.json").write_text(json.dumps(folder, indent=1, sort_keys=True), "utf-8")


def _entry(name: str, kind: str, size: int | None) -> dict[str, Any]:
    return {
        "name": name,
        "path": name,
        "type": kind,
        "size": size,
        "created": WHEN,
        "last_modified": WHEN,
        "content": None,
        "format": None,
        "mimetype": None,
        "writable": True,
        "hash": None,
        "hash_algorithm": None,
    }


def _locked(wheel: Wheel, every: Mapping[str, Wheel]) -> dict[str, Any]:
    needs = [name for name in wheel.requires if name in every and name not in ELSEWHERE]
    return {
        "name": wheel.name,
        "version": wheel.version,
        "file_name": wheel.path.name,
        "sha256": wheel.sha256,
        "depends": needs,
        "imports": list(wheel.imports),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _closure(names: Iterable[str], packages: Mapping[str, dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    ahead = list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += packages[name]["depends"]
    return found
