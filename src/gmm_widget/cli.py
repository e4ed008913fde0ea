"""The command `gmm-widget`: opens the lesson that travels with the package."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

LESSON = "01-gaussian-mixtures-and-em.ipynb"
NO_LAB = "JupyterLab is not installed here: pip install 'gmm-widget[lab]', then run this again."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        The words after `gmm-widget`; `sys.argv` when left out.
    """
    parser = argparse.ArgumentParser(prog="gmm-widget", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lesson = commands.add_parser(
        "lesson",
        help="copy the lesson here and open it in JupyterLab",
        epilog="Any other option goes to JupyterLab: --no-browser, --port=8900, ...",
        allow_abbrev=False,
    )
    lesson.add_argument(
        "--dir",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where the copy goes (default: here)",
    )
    lesson.add_argument("--no-open", action="store_true", help="copy the lesson and stop there")
    chosen, for_lab = parser.parse_known_args(arguments)
    copy = copy_lesson(chosen.dir)
    return 0 if chosen.no_open else open_in_lab(copy, for_lab)


def notebooks() -> Path:
    """The folder of the lesson: inside an installed package, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "notebooks"
    return installed if installed.is_dir() else here.parents[1] / "notebooks"


def copy_lesson(folder: Path) -> Path:
    """Copy the lesson into `folder`, made if need be; a copy already there is kept as it is."""
    copy = folder / LESSON
    if copy.exists():
        print(f"Your copy of the lesson is still there: {copy} (rename it to begin afresh)")
        return copy
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(notebooks() / LESSON, copy)
    print(f"The lesson is yours now: {copy}")
    return copy


def open_in_lab(notebook: Path, options: Sequence[str]) -> int:
    """Run JupyterLab on `notebook` until it is shut down."""
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        print(NO_LAB, file=sys.stderr)
        return 1
    full = notebook.resolve()
    LabApp.launch_instance([str(full), f"--ServerApp.root_dir={full.parent}", *options])
    return 0


if __name__ == "__main__":
    sys.exit(main())
