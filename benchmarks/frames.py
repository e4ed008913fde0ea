"""Print frame times of big pictures, as Markdown: `python -m benchmarks.frames [words] [--quick]`.

The page is the real front end in a headless Chromium, before a real kernel behind a WebSocket
(tests/hosts/fast_kernel.py). Only scenes whose name holds one of the words are shown.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
FRAME = 1000 / 60
"""Milliseconds that a frame has."""
LATE = 1.5 * FRAME
"""An interval beyond this has missed a frame: one is never exactly FRAME long."""
TASKS = "disabled-by-default-devtools.timeline"
COUNT = 240
"""Frames of a gesture."""

MANY = """
import numpy as np
from gmm_widget import GMMWidget
from gmm_widget.em.cells import reduce_points
random = np.random.default_rng(1)
centres = random.uniform(0, 40, (8, 2))
shapes = random.normal(0, 2, (8, 2, 2)) + np.eye(2)

def points(n):
    groups = zip(centres, shapes)
    return np.concatenate([at + random.normal(size=(n // 8, 2)) @ shape for at, shape in groups])

"""


class Scene(NamedTuple):
    """What is on the page: a name, the data, and how many device pixels are one of the page's."""

    name: str
    data: str
    ratio: int = 1


SCENES = (
    Scene("2,000 points, SVG", "points(2_000)"),
    Scene("200,000 points, canvas", "points(200_000)"),
    Scene("200,000 points, canvas at 2x", "points(200_000)", 2),
    Scene("10,000,000 points in cells", "reduce_points(points(10_000_000), n_cells=250_000)"),
)


@dataclass(frozen=True)
class Taken:
    """The frames of a gesture: milliseconds between them, and of the page's processor in each."""

    intervals: np.ndarray
    work: np.ndarray
    repaints: int
    received: int

    @property
    def row(self) -> list[str]:
        """The cells of a table."""
        seconds = self.intervals.sum() / 1000
        return [
            f"{len(self.intervals) / seconds:.0f}",
            *(f"{np.percentile(self.intervals, p):.1f}" for p in (50, 95)),
            f"{(self.intervals > LATE).mean():.0%}",
            *(f"{np.percentile(self.work, p):.1f}" for p in (50, 95)),
            f"{(self.work > FRAME).mean():.0%}",
            f"{self.repaints / seconds:.0f}",
            f"{self.received / seconds / 1e6:.1f}",
        ]


def work_of_frames(trace: bytes) -> np.ndarray:
    """Milliseconds of processor time that the page's main thread took, from each frame to the next.

    It is told from a trace of the browser, so it holds script, style, layout, painting and what
    came in; other programs on the machine hardly count.
    """
    events = json.loads(trace)["traceEvents"]
    frames = [event for event in events if event["name"] == "FireAnimationFrame"]
    thread = (frames[0]["pid"], frames[0]["tid"])
    tasks = np.array(
        [
            (event["ts"], event.get("tdur", event.get("dur", 0)))
            for event in events
            if event["name"] == "RunTask" and (event["pid"], event["tid"]) == thread
        ]
    )
    begins = np.sort([event["ts"] for event in frames])
    # The task of a frame begins before its callback is called.
    which = np.searchsorted(begins, tasks[:, 0] + 2_000) - 1
    inside = (which >= 0) & (which < len(begins) - 1)
    return np.bincount(which[inside], tasks[inside, 1], len(begins) - 1) / 1000


HEAD = [
    *("scene", "gesture", "frames/s", "interval p50, ms", "p95", "missed"),
    *("work p50, ms", "p95", "over 16.7 ms", "repaints/s", "MB/s in"),
]


def scrub(page: Any, count: int) -> None:
    """The timeline to and fro, a half-step a frame."""
    page.evaluate("(count) => frames_of.scrub(count)", count)


def repaint(page: Any, count: int) -> None:
    """Every point in another colour in every frame."""
    page.evaluate("(count) => frames_of.repaint(count)", count)


def play(page: Any, count: int) -> None:
    """Playing from the start: a half-step every 0.7 s, with the glides between."""
    page.locator("input.timeline").fill("0")
    page.locator("[data-action=play]").click()
    page.evaluate("(count) => frames_of.run(count)", count)
    page.locator("[data-action=play]").click()


def drag(page: Any, count: int) -> None:
    """A mean in the hand, going round, with as many moves as there are frames and more."""
    box = page.locator(".gmm .handle").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("(count) => { window.dragged = frames_of.run(count).then(() => true); }", count)
    turn = 0.0
    while not page.evaluate("() => Promise.race([window.dragged, false])"):
        turn += 0.05
        page.mouse.move(x + 60 * np.sin(turn), y + 40 * (1 - np.cos(turn)), steps=4)
    page.mouse.up()


GESTURES: dict[str, Callable[[Any, int], None]] = {
    "scrub": scrub,
    "play": play,
    "drag a mean": drag,
    "repaint all": repaint,
}


@contextmanager
def kernel(folder: Path, code: str) -> Iterator[int]:
    """A kernel that runs the code for every page that connects; its port."""
    notebook = folder / "notebook.json"
    notebook.write_text(json.dumps({"code": code, "shown": ["w"]}), encoding="utf-8")
    hosts = TESTS / "hosts"
    command = [sys.executable, str(hosts / "fast_kernel.py"), str(notebook)]
    with subprocess.Popen(
        [*command, str(hosts / "fast.html")],
        stdin=subprocess.PIPE,  # it ends with this process
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def measured(browser: Any, scene: Scene, count: int) -> Iterator[list[str]]:
    """The rows of a scene."""
    view = {"width": 1280, "height": 1100}
    code = f"{MANY}w = GMMWidget({scene.data}, n_components=8)"
    with tempfile.TemporaryDirectory() as folder, kernel(Path(folder), code) as port:
        context = browser.new_context(viewport=view, device_scale_factor=scene.ratio)
        page = context.new_page()
        page.add_init_script(path=str(HERE / "frames.js"))
        page.goto(f"http://127.0.0.1:{port}/?throttled")
        page.locator(".gmm[data-status]").wait_for(timeout=120_000)
        for name, gesture in GESTURES.items():
            yield [scene.name, name, *taken(page, gesture, count).row]
            settle(page)
        page.locator(".gmm .views").get_by_label("Density").check(force=True)
        settle(page)
        yield [scene.name, "scrub, density view", *taken(page, scrub, count).row]
        context.close()


def taken(page: Any, gesture: Callable[[Any, int], None], count: int) -> Taken:
    """The frames of one gesture."""
    browser = page.context.browser
    browser.start_tracing(page=page, categories=["devtools.timeline", TASKS])
    gesture(page, count)
    trace = browser.stop_tracing()
    found = page.evaluate("() => frames_of.found()")
    return Taken(
        np.diff(found["times"]), work_of_frames(trace), found["repaints"], found["received"]
    )


def settle(page: Any) -> None:
    """Wait until everything that was asked for is answered and drawn."""
    page.locator(".gmm[data-busy=false]").wait_for(timeout=60_000)


def main(words: list[str], quick: bool) -> None:
    """Print the table."""
    sys.path.insert(0, str(TESTS / "browser"))
    import find_chromium
    from playwright.sync_api import sync_playwright

    scenes = [scene for scene in SCENES if not words or any(w in scene.name for w in words)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium.find(), args=list(find_chromium.ARGUMENTS)
        )
        print(f"Chromium {browser.version}, headless, without a GPU; at most 60 frames a second\n")
        print("| " + " | ".join(HEAD) + " |")
        print("|" + " --- |" * len(HEAD))
        for scene in scenes:
            for row in measured(browser, scene, 60 if quick else COUNT):
                print("| " + " | ".join(row) + " |", flush=True)
        browser.close()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main([each for each in arguments if not each.startswith("-")], "--quick" in arguments)
