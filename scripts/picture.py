"""Draws docs/widget.png, the README's picture: the real widget in a real JupyterLab, mid-fit.

Run it with `nox -s picture`; it borrows the harness of the browser tests.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from chromium import chromium, new_page  # noqa: E402  the harness is not a package
from lab import open_in_lab, running_lab  # noqa: E402

CELLS = [
    "from gmm_widget import GMMWidget, datasets\n"
    "w = GMMWidget(datasets.old_faithful(), n_components=2, theme='light')\n"
    "w.seeds = [[2.2, 80.0], [4.5, 58.0]]\n"
    "w.cursor = 17\n"
    "w"
]
LARGEST = 300_000


def main() -> int:
    """Take the picture and say how large it is."""
    picture = ROOT / "docs" / "widget.png"
    picture.parent.mkdir(exist_ok=True)
    with running_lab() as lab, chromium() as browser:
        page = new_page(browser, viewport={"width": 1320, "height": 1100})
        open_in_lab(page, lab, "picture", CELLS, ".gmm svg")
        page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
        page.locator(".gmm").screenshot(path=picture, animations="disabled")
    size = picture.stat().st_size
    print(f"{picture.relative_to(ROOT)}: {size / 1000:.0f} kB")
    return 0 if size <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
