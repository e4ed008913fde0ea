"""Makes the notebooks in notebooks/homework from their sources: `python scripts/homework.py`.

`gmm-widget homework` makes every other form, and needs no clone of the repository.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from gmm_widget.homework.grading.handout import FORMS, hand_out, load_assignment

FOLDER = Path(__file__).resolve().parents[1] / "notebooks" / "homework"
SOLUTIONS = FOLDER / "solutions"


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
    for source in chosen.sources or sorted(FOLDER.glob("*.py")):
        try:
            assignment = load_assignment(source, None if chosen.sources else SOLUTIONS)
        except ValueError as problem:
            raise SystemExit(str(problem)) from None
        for path, _ in hand_out(assignment, chosen.out, chosen.to, solutions=True, keep=False):
            print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
