"""Makes the notebooks of homework from their sources: `python scripts/homework.py --help`."""

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from gmm_widget.homework.grading import (
    Assignment,
    to_nbgrader,
    to_otter,
    to_plain,
    write_notebook,
)

FOLDER = Path(__file__).resolve().parents[1] / "notebooks" / "homework"
FORMS = ("plain", "nbgrader", "otter")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the notebooks and name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE.py",
        help="defines ASSIGNMENT (default: those in notebooks/homework)",
    )
    parser.add_argument("--to", choices=FORMS, default="plain", help="(default: plain)")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help=f"({FOLDER})")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for source in chosen.sources or sorted(FOLDER.glob("*.py")):
        for path in write(assignment_in(source), chosen.out, chosen.to):
            print(path)
    return 0


def assignment_in(source: Path) -> Assignment:
    """The ASSIGNMENT that a source defines. It may import modules that lie beside it.

    Raises SystemExit if it defines none.
    """
    sys.path.insert(0, str(source.resolve().parent))
    made = runpy.run_path(str(source)).get("ASSIGNMENT")
    if not isinstance(made, Assignment):
        raise SystemExit(f"{source} must define ASSIGNMENT = Assignment(...)")
    return made


def write(assignment: Assignment, folder: Path, form: str) -> list[Path]:
    """Write one form of an assignment; plain notebooks are two, the students' and the teacher's."""
    path = folder / f"{assignment.name}.ipynb"
    if form == "plain":
        teachers = folder / f"{assignment.name}-teacher.ipynb"
        write_notebook(to_plain(assignment), path)
        write_notebook(to_plain(assignment, solutions=True), teachers)
        return [path, teachers]
    emitted = to_nbgrader(assignment) if form == "nbgrader" else to_otter(assignment, parts=4)
    write_notebook(emitted, path)
    return [path]


if __name__ == "__main__":
    raise SystemExit(main())
