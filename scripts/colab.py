"""Makes the Colab notebooks of the lessons: the same, after a first cell that installs the package.

`python scripts/colab.py` writes notebooks/colab/ anew; a test holds them to their lessons. The cell
upgrades nothing that Colab has: the package asks for floors, which Colab is above.
"""

import json
from pathlib import Path
from typing import Any

from gmm_widget import __version__, distribution

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
FOLDER = NOTEBOOKS / "colab"


def main() -> int:
    """Write the notebooks and name them."""
    FOLDER.mkdir(exist_ok=True)
    for lesson in sorted(NOTEBOOKS.glob("*.ipynb")):
        path = FOLDER / lesson.name
        path.write_text(for_colab(lesson), encoding="utf-8")
        print(path)
    return 0


def for_colab(lesson: Path) -> str:
    """A lesson as Colab is to open it."""
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    title, *rest = notebook["cells"]
    notebook["cells"] = [title, install_cell(), *rest]
    notebook["metadata"] |= {"colab": {"name": lesson.name, "provenance": []}}
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def install_cell() -> dict[str, Any]:
    """The cell that makes a new Colab machine ready: from the index, or from an uploaded wheel."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": install_source().splitlines(keepends=True),
    }


def install_source() -> str:
    """What the cell says."""
    return distribution.install_source(__version__)


if __name__ == "__main__":
    raise SystemExit(main())
