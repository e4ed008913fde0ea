"""How long a drag takes to be redrawn, beside an echo in the same notebook.

    python -m benchmarks.latency [host ...]

prints the table of docs/hosts.md. The echo is a widget that sends a number and gets it back beside
as many bytes as the answer to a drag has: what the host's transport takes, whatever is behind it.
The two take turns, so that a busy machine slows both alike. Hosts are those of `tests/hosts`, and
`nox -s hosts` has what they need.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS / name) for name in ("browser", "hosts", "site")]

import traffic  # noqa: E402  the harness is not a package
from find_chromium import ARGUMENTS, find  # noqa: E402
from hosts import HOSTS, REAL, only  # noqa: E402
from scenarios import CENTRE, FLOOD, MOVES  # noqa: E402
from stage import FAITHFUL, Host, Notebook  # noqa: E402
from widget_page import View  # noqa: E402

ROUNDS = 60
ECHO = '''
import anywidget, traitlets
from gmm_widget.wire.film import write_film
class Echo(anywidget.AnyWidget):
    _ipython_display_ = None
    _esm = """
    export default { render({ model, el }) {
        el.className = 'gmm-echo';
        el.textContent = 'echo';
        el.once = (n) => new Promise((done) => {
            const begin = performance.now();
            const back = () => {
                if (model.get('back') !== n) return;
                model.off('change:back', back);
                done(performance.now() - begin);
            };
            model.on('change:back', back);
            model.set('there', n);
            model.save_changes();
        });
    } };
    """
    there = traitlets.Int().tag(sync=True)
    back = traitlets.Int().tag(sync=True)
    load = traitlets.Bytes().tag(sync=True)
    size = traitlets.Int()
    @traitlets.observe("there")
    def _answer(self, change):
        with self.hold_sync():
            self.load = bytes([change.new % 256]) * self.size
            self.back = change.new
echo = Echo(size=len(write_film(w.trace, short=True)) + w.responsibilities.nbytes)
'''
BOTH = Notebook(FAITHFUL + ECHO, ("w", "echo"), ready=".gmm[data-status], .gmm-echo")
"""The widget in the first output, and the echo in the second."""

DRAG = """async (root, [x, y]) => {
    const handle = root.querySelector('.handle');
    const points = root.querySelector('.points');
    const begin = performance.now();
    const redrawn = new Promise((done) => {
        const seen = new MutationObserver(() => {
            seen.disconnect();
            done(performance.now() - begin);
        });
        seen.observe(points, { subtree: true, attributes: true });
    });
    const kind = { pointerId: 1, pointerType: 'mouse', buttons: 1, bubbles: true };
    handle.dispatchEvent(new PointerEvent('pointermove', { ...kind, clientX: x, clientY: y }));
    return redrawn;
}"""
"""One move of the hand, to the first point with another colour: only an answer brings one."""


def measure(host: Host) -> list[str]:
    """A row of the table, in milliseconds."""
    view = host.show(BOTH)
    echoes, drags = in_turn(host, view)
    lags, wishes = flood(host, view)
    ratio = np.median(drags) / np.median(echoes)
    name = type(host).__name__
    return [name, both(echoes), both(drags), f"{ratio:.2f}", str(wishes), both(lags)]


def in_turn(host: Host, view: View) -> tuple[list[float], list[float]]:
    """Echoes and redraws, by turns; the first of each is left out."""
    echo = host.found(BOTH.ready, 1)
    echoes, drags = [], []
    x, y = view.handle(0).evaluate(CENTRE)
    with view.held(0, (8, -8)):
        view.settled()
        for turn in range(1, ROUNDS + 2):
            echoes.append(float(echo.evaluate("(el, n) => el.once(n)", turn)))
            at = [x + 40 + 60 * np.cos(turn), y - 40 + 60 * np.sin(turn)]
            drags.append(float(view.root.evaluate(DRAG, at)))
            view.settled()
    return echoes[1:], drags[1:]


def flood(host: Host, view: View) -> tuple[list[float], int]:
    """For each wish of a flood, how old the hand's place is when its answer is there."""
    view.settled()
    x, y = view.handle(0).evaluate(CENTRE)
    with view.held(0, (5, -5)):
        view.settled()
        traffic.forget(host.page)
        view.root.evaluate(FLOOD, [x, y, MOVES])
        view.settled()
    said = traffic.heard(host.page)
    assert traffic.too_early(said) == []
    sent = {each.n: each.at for each in said if each.kind == "wish"}
    back = {each.n: each.at for each in reversed(said) if each.kind == "answer"}
    return [back[n] - sent[n] for n in sent if n in back], len(sent)


def both(times: list[float]) -> str:
    """The median, and what one in twenty exceeds."""
    return f"{np.median(times):.0f} / {np.percentile(times, 95):.0f}"


def main(wanted: list[str]) -> None:
    """Print the table for the hosts that are wanted, or all."""
    heads = ["echo p50 / p95", "drag to redraw", "ratio", "wishes of 500 moves", "lag in a flood"]
    print("|", " | ".join(["host, ms", *heads]), "|")
    print("|" + "---|" * (len(heads) + 1))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find(), args=list(ARGUMENTS))
        for name in only(list(HOSTS), wanted or list(REAL)):
            host = HOSTS[name](chromium)
            try:
                print("|", " | ".join(measure(host)), "|", flush=True)
            finally:
                host.close()


if __name__ == "__main__":
    main(sys.argv[1:])
