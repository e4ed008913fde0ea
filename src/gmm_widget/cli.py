"""The command `gmm-widget`: opens lessons, saves pages, grades, and builds sites for classes."""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

NO_LAB = "JupyterLab is not installed here: pip install jupyterlab, then run this again."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments
        The words after `gmm-widget`; `sys.argv` when left out.
    """
    from gmm_widget import __version__, site
    from gmm_widget.arguments import nearest
    from gmm_widget.homework import grading

    parser = argparse.ArgumentParser(prog="gmm-widget", description=__doc__)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    lesson = commands.add_parser(
        "lesson",
        help="copy the lessons here and open one in JupyterLab",
        epilog="Any other option goes to JupyterLab: --no-browser, --port=8900, ...",
        allow_abbrev=False,
    )
    _add_lesson_options(lesson)
    homework = commands.add_parser(
        "homework",
        help="make the two assignments here, in the form that you hand out",
        description="Make the notebooks of the two assignments, or of your own, for a grading "
        "system or for none. Files that are there are kept.",
    )
    _add_homework_options(homework, grading.FORMS)
    saved = commands.add_parser(
        "export",
        help="fit a table, and save a page that plays the fit, or a picture of its end",
        description="Fit the columns of numbers of a CSV file, whose first line names them.",
    )
    _add_export_options(saved)
    grading.add_commands(commands)
    site.add_command(commands)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and not words[0].startswith("-") and words[0] not in commands.choices:
        near = nearest(words[0], commands.choices)
        parser.error(
            f"there is no command {words[0]!r}{near} (there are {', '.join(commands.choices)})"
        )
    chosen, others = parser.parse_known_args(words)
    if others and chosen.command != "lesson":
        asked = commands.choices.get(chosen.command, parser)
        near = nearest(others[0].partition("=")[0], asked._option_string_actions)
        asked.error(f"unrecognized arguments: {' '.join(others)}{near}")
    if chosen.command is None:
        parser.print_help()
        return 0
    if chosen.command in grading.COMMANDS:
        return grading.run_command(chosen)
    if chosen.command == "site":
        usual = [*(notebooks() / name for name in lessons().values()), *assignments().values()]
        return site.run_command(chosen, notebooks(), usual)
    if chosen.command == "export":
        return export(chosen.data, chosen.out, chosen.components, chosen.theme, chosen.columns)
    if chosen.command == "homework":
        return make_assignments(chosen.sources, chosen.dir, chosen.to, chosen.solutions)
    number = chosen.number.zfill(2)
    if number not in lessons():
        lesson.error(
            f"there is no lesson {chosen.number}: choose one of {', '.join(lessons())} "
            "(a value of one of JupyterLab's options is written with =, as in --port=8900)"
        )
    copies = copy_lessons(chosen.dir)
    return 0 if chosen.no_open else open_in_lab(copies[number], others)


def _add_lesson_options(lesson: argparse.ArgumentParser) -> None:
    lesson.add_argument(
        "number",
        nargs="?",
        default="01",
        metavar="NUMBER",
        help=f"which lesson to open: {', '.join(lessons())} (default: 01)",
    )
    _add_dir(lesson)
    lesson.add_argument("--no-open", action="store_true", help="copy the lessons and stop there")


def _add_homework_options(homework: argparse.ArgumentParser, forms: Sequence[str]) -> None:
    homework.add_argument(
        "sources",
        nargs="*",
        metavar="ASSIGNMENT",
        help="by-hand, write-em-yourself, or a Python file that defines ASSIGNMENT (default: both)",
    )
    homework.add_argument(
        "--to",
        choices=forms,
        default="plain",
        help="plain: for any Jupyter, graded by gmm-widget grade (default). colab: the same, after "
        "a cell that installs the package. nbgrader, otter: what these systems begin with",
    )
    homework.add_argument(
        "--solutions",
        type=Path,
        metavar="DIR",
        help="with solutions and rubrics, which are not in the package: the repository's "
        "notebooks/homework/solutions",
    )
    _add_dir(homework)


def _add_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dir",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where the copies go (default: here)",
    )


def _add_export_options(saved: argparse.ArgumentParser) -> None:
    saved.add_argument("data", type=Path, metavar="DATA.csv")
    saved.add_argument("out", type=Path, metavar="OUT", help="a page .html, or a picture .svg")
    saved.add_argument(
        "--columns",
        metavar="NAMES",
        help="which columns to take, as in eruption,waiting: names, or numbers from 1 "
        "(default: all columns of numbers)",
    )
    saved.add_argument("--components", type=int, default=3, metavar="K", help="(default: 3)")
    saved.add_argument("--theme", choices=("auto", "light", "dark"), default="auto")


def export(data: Path, out: Path, n_components: int, theme: str, columns: str | None = None) -> int:
    """Fit a table and write a page, or a picture of where the fit ends; say what was read of the
    table, how the fit ended, and where it is."""
    from gmm_widget.tables import read_csv, split_names
    from gmm_widget.widget import GMMWidget

    table = None
    try:
        if out.suffix.lower() not in (".html", ".htm", ".svg"):
            raise ValueError(f"{out} must end in .html (a page that plays) or .svg (a picture)")
        table = read_csv(data, None if columns is None else split_names(columns))
        w = GMMWidget(table, n_components, theme=theme)
        if out.suffix.lower() == ".svg":
            w.cursor = w.trace.last_cursor
            w.export_svg(out)
        else:
            w.export_html(out)
    except (OSError, TypeError, ValueError) as error:
        if table is not None:
            print(table.source, file=sys.stderr)
        said = str(error)
        if columns is None and "leave the column out" in said:
            said += " (--columns chooses)"
        print(said if str(data) in said or str(out) in said else f"{data}: {said}", file=sys.stderr)
        return 1
    ended = "not converged" if w.status == "max_iter" else w.status
    print(f"{table.source}; ended: {ended} after {w.trace.n_iter}")
    print(f"{len(w.points):,} points of {data}, {n_components} components: saved in {out}")
    return 0


def lessons() -> dict[str, str]:
    """The file name of each lesson, by its number as it is written: "01", "02", ..."""
    return {path.name[:2]: path.name for path in sorted(notebooks().glob("[0-9][0-9]-*.ipynb"))}


def make_assignments(
    sources: Sequence[str], folder: Path, form: str, solutions: Path | None
) -> int:
    """Make assignments in one form, say what was made, and return the exit code.

    Parameters
    ----------
    sources : sequence of str
        Names of the package's assignments, or paths of Python files; empty for all.
    folder : Path
    form : str
    solutions : Path or None
        The folder with the solutions of the package's assignments.

    Returns
    -------
    int
    """
    from gmm_widget.homework.grading import hand_out, load_assignment

    ready = assignments()
    try:
        for name in sources or ready:
            own = name not in ready
            loaded = load_assignment(Path(name) if own else ready[name], None if own else solutions)
            made = hand_out(loaded, folder, form, solutions=own or solutions is not None)
            for path, is_new in made:
                kept = "is still there (rename it to make it again)"
                print(f"{path} is made" if is_new else f"{path} {kept}")
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def assignments() -> dict[str, Path]:
    """The sources of the package's assignments, by name: "by-hand", ..."""
    found = sorted((notebooks() / "homework").glob("*.py"))
    return {path.stem.replace("_", "-"): path for path in found}


def notebooks() -> Path:
    """The folder of the lessons: inside an installed package, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "notebooks"
    return installed if installed.is_dir() else here.parents[1] / "notebooks"


def copy_lessons(folder: Path) -> dict[str, Path]:
    """Copy the lessons into `folder`, made if need be; copies already there are kept."""
    copy_notebooks([notebooks() / name for name in lessons().values()], folder, "lesson")
    return {number: folder / name for number, name in lessons().items()}


def copy_notebooks(sources: Sequence[Path], folder: Path, what: str) -> None:
    """Copy notebooks into `folder`, made if need be; copies already there are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        copy = folder / source.name
        if copy.exists():
            print(f"Your copy is still there: {copy} (rename it to begin afresh)")
        else:
            shutil.copyfile(source, copy)
            print(f"This {what} is yours now: {copy}")


def open_in_lab(notebook: Path, options: Sequence[str]) -> int:
    """Run JupyterLab on `notebook` until one Ctrl-C, or the browser, shuts it down.

    It prints warnings, errors and the address of the notebook, which it opens in a browser.
    """
    full = notebook.resolve()
    # The default address is the one that is printed; that of a file to open is not.
    ours = [
        f"--ServerApp.root_dir={full.parent}",
        f"--LabApp.default_url=/lab/tree/{quote(full.name)}",
        "--Application.log_level=WARN",
        "--ServerApp.answer_yes=True",
    ]
    try:
        from jupyterlab.labapp import LabApp

        server = LabApp.initialize_server([*ours, *options])
        if not server.identity_provider.token_generated:  # otherwise JupyterLab prints it
            print(f"The lesson is at {server.display_url}")
        print("Ctrl-C ends JupyterLab.", flush=True)
        server.start()
    except ImportError:
        print(NO_LAB, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    end_process()
    return 0


def end_process() -> None:
    """End this process, in which JupyterLab has shut everything down.

    A worker thread of AnyIO may still wait for a page that was open, and Python for that thread.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
