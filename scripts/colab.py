"""Makes the Colab notebooks of the lessons: the same, after a first cell that installs the package.

`python scripts/colab.py` writes notebooks/colab/ anew; a test holds them to their lessons.
`gmm-widget site --url ADDRESS` writes them with a cell that installs from that site.
"""

from pathlib import Path

from gmm_widget import site

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
FOLDER = NOTEBOOKS / "colab"


def main() -> int:
    """Write the notebooks and name them."""
    FOLDER.mkdir(exist_ok=True)
    for lesson in sorted(NOTEBOOKS.glob("*.ipynb")):
        path = FOLDER / lesson.name
        path.write_text(site.for_colab(lesson), encoding="utf-8")
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
