"""Pictures of the real widget in a real JupyterLab, at the mock's sizes and in both themes.

python tests/browser/screenshots.py FOLDER
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bench import Bench
from chromium import chromium
from lab import running_lab
from widget_page import View

FAITHFUL = "datasets.old_faithful(), n_components=2"
THREE = "datasets.stretched(), seeds=[[-3, 2], [-2, -1], [3, 2]]"
FEW = "datasets.few(), seeds=starts.random_points(datasets.few(), 4, random_state=0).means"
JOINT = "np.exp(Mixture(w, m, c).log_joint(X))"
SHARES = f"(lambda J: J / J.sum(axis=1, keepdims=True))({JOINT})"
RIGHT_STEP = f"e_step=lambda X, w, m, c: {SHARES}"
WRONG_STEP = f"e_step=lambda X, w, m, c: {SHARES.replace(JOINT, JOINT + ' ** 2')}"
RAISING_STEP = "e_step=lambda X, w, m, c: X @ c[2]"
WRONG_M_STEP = (
    "m_step=lambda X, R: (R.mean(axis=0), R.T @ X / R.sum(axis=0)[:, None], "
    "np.array([np.cov(X.T)] * R.shape[1]))"
)
TRAP = "ChallengeWidget('trap', 'ada'"
SIZES = {"wide": 900, "narrow": 420}
THEMES = ("light", "dark")


def at(cursor: str) -> Callable[[View], None]:
    """Show a cursor, given in Python: `w.trace.last_cursor`."""

    def go(view: View) -> None:
        view.bench.run(f"w.cursor = {cursor}")
        view.at(view.bench.ask(cursor))

    return go


def inspected(view: View) -> None:
    """An E-step, with the point that is least certain under the pointer."""
    at("5")(view)
    row = int(np.array(view.bench.ask("w.responsibilities")).max(axis=1).argmin())
    view.page.mouse.move(*view.spot(view.bench.ask(f"w.points[{row}]")))
    view.find(".note .card").wait_for(state="attached")


def holding(view: View) -> None:
    """A mean in the hand."""
    x, y = view.centre(0)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 90, y - 60, steps=10)
    view.find(".ghost ellipse").first.wait_for(state="attached")
    view.settled()


def tapped(view: View) -> None:
    """A mean tapped, waiting for its destination."""
    view.page.mouse.click(*view.centre(1))
    view.find(".hint").wait_for()


def shaped(view: View) -> None:
    """Handles of the shapes, in the middle of a fit, and the options open."""
    at("w.trace.last_cursor // 2")(view)
    view.press("options").press("shapes")
    view.find(".square").first.wait_for()


def shaped_at_the_end(view: View) -> None:
    """Handles where one component is too small to be seen."""
    at("w.trace.last_cursor")(view)
    view.press("options").press("shapes")


def shaping(view: View) -> None:
    """A shape in the hand."""
    shaped(view)
    x, y = view.middle(view.find(".square").first)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 70, y - 40, steps=10)
    view.find(".ghost ellipse").first.wait_for(state="attached")
    view.settled()


def editing(view: View) -> None:
    """Points being sprayed."""
    view.press("edit")
    view.find(".tools input[value=spray]").check(force=True)
    start, end = view.spot([2.0, 88.0]), view.spot([3.0, 82.0])
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(*end, steps=10)
    view.settled()


def recorded(view: View) -> None:
    """An answer recorded, which does not pass yet."""
    view.drag(0, (60, 40)).settled()
    view.find(".task[data-pending=false]").wait_for()
    view.press("record")
    view.find(".task .kept").wait_for()


def recorded_for_some(view: View) -> None:
    """A challenge that needs several starts, two of them recorded."""
    for action in ("record", "add", "record"):
        view.press(action).settled()
        view.find(".task[data-pending=false]").wait_for()


def passed(view: View) -> None:
    """An answer recorded that passes."""
    view.bench.run("from gmm_widget.homework import solvable")
    view.bench.run("w.seeds = solvable('trap', 'ada').example[0]")
    view.find(".task[data-passed=true]").wait_for()
    view.press("record")
    view.find(".task .kept").wait_for()


STATES: dict[str, tuple[str, Callable[[View], None]]] = {
    "start": (FAITHFUL, at("0")),
    "e-step": (THREE, at("5")),
    "inspected": (THREE, inspected),
    "m-step": (THREE, at("8")),
    "end": (FAITHFUL, at("w.trace.last_cursor")),
    "collapsed": (FEW, at("w.trace.last_cursor")),
    "holding": (FAITHFUL, holding),
    "tapped": (FAITHFUL, tapped),
    "editing": (FAITHFUL, editing),
    "collapsing": (FEW, at("max(w.trace.last_cursor - 5, 0)")),
    "propped": (f"{FEW}, reg_covar=1e-4", at("w.trace.last_cursor")),
    "shapes": (THREE, shaped),
    "shapes-faithful": (FAITHFUL, shaped),
    "shaping": (THREE, shaping),
    "shapes-collapsed": (FEW, shaped_at_the_end),
    "ten": ("datasets.blobs(), n_components=10", at("9")),
    "own-right": (f"{FAITHFUL}, {RIGHT_STEP}", at("w.trace.last_cursor")),
    "own-start": (f"{FAITHFUL}, {WRONG_STEP}", at("0")),
    "own-wrong": (f"{FAITHFUL}, {WRONG_STEP}", at("w.fault.cursor")),
    "own-later": (f"{FAITHFUL}, {WRONG_STEP}", at("6")),
    "own-m-step": (f"{FAITHFUL}, {WRONG_M_STEP}", at("w.fault.cursor")),
    "own-raises": (f"{FAITHFUL}, {RAISING_STEP}", at("w.fault.cursor")),
    "own-holding": (f"{FAITHFUL}, {WRONG_STEP}", holding),
    "k-means-start": (f"{FAITHFUL}, view='k-means'", at("0")),
    "k-means": (f"{FAITHFUL}, view='k-means'", at("3")),
    "k-means-three": ("datasets.blobs(), view='k-means'", at("4")),
    "k-means-stretched": (f"{THREE}, view='k-means'", at("w.trace.last_cursor")),
    "density": (f"{FAITHFUL}, view='density'", at("5")),
    "density-three": ("datasets.blobs(), view='density'", at("w.trace.last_cursor")),
    "density-stretched": (f"{THREE}, view='density'", at("6")),
    "density-holding": (f"{THREE}, view='density'", holding),
    "challenge": (TRAP, at("0")),
    "challenge-recorded": (TRAP, recorded),
    "challenge-passed": (TRAP, passed),
    "challenge-several": ("ChallengeWidget('bic', 'ada'", recorded_for_some),
    "k-means-holding": (f"{THREE}, view='k-means'", holding),
}


def take(bench: Bench, folder: Path, name: str, size: str, theme: str) -> None:
    """One picture, cropped to the widget."""
    points, prepare = STATES[name]
    options = f"theme={theme!r}, layout=dict(width='{SIZES[size]}px')"
    made = points if points.startswith("ChallengeWidget") else f"GMMWidget({points}"
    view = bench.show(f"from gmm_widget import ChallengeWidget\nw = {made}, {options})")
    prepare(view)
    view.page.wait_for_function(
        "() => document.getAnimations().every((a) => a.playState !== 'running')"
    )
    view.root.screenshot(path=folder / f"{name}-{size}-{theme}.png")
    if name in ("holding", "shaping", "editing", "own-holding"):
        view.page.mouse.up()
    view.page.mouse.move(5, 5)


def main(folder: Path, names: list[str]) -> None:
    """Take every picture, or those of the states that are named."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_lab() as lab, chromium() as browser:
        bench = Bench.open(
            browser,
            lab,
            "pictures",
            viewport={"width": 1280, "height": 1900},
            device_scale_factor=2,
        )
        for name in names or STATES:
            for size in SIZES:
                for theme in THEMES:
                    take(bench, folder, name, size, theme)
        bench.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
