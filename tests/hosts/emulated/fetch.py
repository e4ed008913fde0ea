"""Makes what the emulated hosts need: pages from npm's packages, and a kernel as Colab has it.

    python tests/hosts/emulated/fetch.py FOLDER

FOLDER/pages has the pages with their packages, FOLDER/colab an environment for the kernel. Both
stay as they are while what they are made from does.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PINS = ROOT / "tests" / "colab" / "pins.txt"
VSCODE = "@vscode/jupyter-ipywidgets8@1.0.9"
"""VS Code's bundle, fetched as one file: as a dependency it would bring all of JupyterLab."""
sys.path.insert(0, str(ROOT))

from hatch_build import npm  # noqa: E402


def pages(folder: Path) -> None:
    """Put the pages there, and all that they load but the kernel's own."""
    shutil.copytree(
        HERE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "kernel")
    )
    npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=folder)
    npm("run", "--silent", "build", cwd=folder)
    npm("pack", "--silent", VSCODE, cwd=folder)
    (packed,) = folder.glob("vscode-*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder)
    shutil.rmtree(folder / "vscode", ignore_errors=True)
    (folder / "package").rename(folder / "vscode")


def kernel(folder: Path) -> None:
    """Install what Colab has, and then the widget, which must do with that."""
    venv.create(folder, with_pip=True)
    (python,) = [*folder.glob("bin/python"), *folder.glob("Scripts/python.exe")]
    install = (str(python), "-m", "pip", "install", "--quiet")
    subprocess.run([*install, "-r", str(PINS)], check=True)
    subprocess.run([*install, "--no-deps", "-e", str(ROOT)], check=True)


def stamp() -> str:
    """The hash of all that the folder is made from."""
    sources = [ROOT / "pyproject.toml", PINS, *sorted(HERE.glob("*.*"))]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(made: Path) -> None:
    """Make the folder, unless it was made from the same."""
    mark = made / "made-from"
    if mark.exists() and mark.read_text() == stamp():
        return
    mark.unlink(missing_ok=True)
    pages(made / "pages")
    kernel(made / "colab")
    mark.write_text(stamp())


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
