"""The command `gmm-widget site`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `gmm-widget`."""
    site = commands.add_parser(
        "site",
        help="build a folder for a web server: notebooks that run in the browser",
        description="Build a folder for any static web server, in which the lessons and the "
        "homework, or your own notebooks, run in the students' browsers: no server computes "
        "anything, and nothing is fetched from elsewhere. It needs the extra `site`.",
        epilog="The same notebooks give the same folder, byte for byte.",
    )
    site.add_argument("out", type=Path, metavar="OUT", help="the folder to make")
    site.add_argument(
        "notebooks",
        nargs="*",
        type=Path,
        metavar="NOTEBOOK",
        help="notebooks, or Python files that define an ASSIGNMENT, which get their plain form "
        "(default: the lessons and the two assignments)",
    )
    site.add_argument(
        "--with",
        dest="packages",
        default="",
        metavar="NAMES",
        help="packages that the notebooks import, as pandas,scikit-learn,scipy",
    )
    site.add_argument(
        "--wheels",
        type=Path,
        metavar="DIR",
        help="a folder with Pyodide's wheels (default: fetch them from its release)",
    )
    site.add_argument(
        "--url",
        default="",
        metavar="ADDRESS",
        help="where the site will be: also write notebooks for Google Colab that install from it",
    )


def run_command(chosen: argparse.Namespace, lessons: Path, usual: Sequence[Path]) -> int:
    """Run the command.

    Parameters
    ----------
    chosen : argparse.Namespace
    lessons : Path
        The folder of the lessons.
    usual : sequence of Path
        The notebooks of a site where none is named.

    Returns
    -------
    int
        The exit code.
    """
    from gmm_widget.site.builder import build_site
    from gmm_widget.site.downloads import DownloadError

    names = [name.strip() for name in chosen.packages.split(",") if name.strip()]
    try:
        if chosen.wheels is not None and not chosen.wheels.is_dir():
            raise ValueError(f"--wheels {chosen.wheels} is no folder")
        site = build_site(
            chosen.out,
            chosen.notebooks or usual,
            lessons=lessons,
            packages=names,
            wheels=chosen.wheels,
            url=chosen.url,
        )
    except (OSError, ValueError, DownloadError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{site.folder}: {len(site.notebooks)} notebooks, {site.size / 1e6:.1f} MB")
    print(f"Python and its packages are {site.starting / 1e6:.1f} MB of them.")
    print(
        "Copy the folder to a web server; from a disk (file://) browsers do not run it. To try it:"
    )
    print(f"python -m http.server --directory {site.folder}")
    return 0
