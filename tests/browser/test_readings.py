"""What a screen reader reads of each state, kept as text: a change shows up as a change of it.

`python -m pytest tests/browser/test_readings.py --renew` writes the readings anew; read them.
"""

from pathlib import Path

import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from states import STATES
from widget_page import View

FOLDER = Path(__file__).parent / "readings"
NOTE = "the reading of {name!r} changed; if it should, run this file with --renew and read {file}"


HEARD = """(root) => [
        ...root.querySelectorAll('[aria-valuetext], [aria-description], button[title]')]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .map((node) => [node.getAttribute('aria-label') ?? node.textContent,
        node.getAttribute('aria-valuetext'), node.getAttribute('aria-description') ?? node.title])
    .map(([name, value, more]) => [name, value, more === name ? '' : more])
    .filter(([, value, more]) => value || more)
    .map(([name, value, more]) => `# ${name}: ${[value, more].filter(Boolean).join(' | ')}`)"""
"""What is heard beside the tree: values of sliders in words, and descriptions."""


def hold(view: View, name: str, renew: bool) -> None:
    """Compare a view's reading with the one that is kept, or keep it."""
    file = FOLDER / f"{name.replace(', ', '-').replace(' ', '-')}.yaml"
    reading = "\n".join([view.root.aria_snapshot(), *view.root.evaluate(HEARD), ""])
    if renew:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(reading, encoding="utf-8")
    assert reading == file.read_text(encoding="utf-8"), NOTE.format(name=name, file=file)


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--renew"))


@pytest.mark.parametrize("name", STATES)
def test_a_state_reads_as_it_did(shelf, name, renew):
    hold(shelf.open(name), name, renew)


def test_what_opens_reads_as_it_did(bench, renew):
    view = bench.show(FAITHFUL)
    view.press("options").press("shapes").press("edit")
    expect(view.find(".square").first).to_be_visible()
    hold(view, "all open", renew)


def test_no_reading_is_left_over():
    live = {"all open"}
    names = {name.replace(", ", "-").replace(" ", "-") for name in {*STATES, *live}}
    assert {file.stem for file in FOLDER.iterdir()} == names
