"""axe finds nothing to complain about, in any view, state, theme and width."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bench import FAITHFUL
from playwright.sync_api import expect
from states import STATES, THEMES, WIDTHS
from test_long_work import SLOW
from widget_page import View

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
}
RUN = """(root, rules) => axe.run(root, rules).then(({ violations, incomplete }) => {
    const list = ({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
        `${id}: ${html} (${[...any, ...all, ...none].map(({ message }) => message).join('; ')})`);
    // What axe cannot see, contrast.test.js computes: text over a picture, or over a gradient.
    const open = incomplete.filter(({ id }) => id !== 'color-contrast');
    return [...violations, ...open].flatMap(list);
})"""
SCRIPT = Axe().axe_script


def complaints(view: View) -> Any:
    """What axe says about a view: nothing, or each fault with its element and reason."""
    if not view.page.evaluate("() => 'axe' in window"):
        view.page.evaluate(SCRIPT)
    return view.root.evaluate(RUN, RULES)


@pytest.mark.parametrize("name", STATES)
def test_a_saved_page_has_no_fault(shelf, name):
    for width in WIDTHS:
        view = shelf.open(name, width=width)
        for theme in THEMES:
            shelf.dress(view, theme)
            assert complaints(view) == [], (width, theme)


def test_a_fault_would_be_found(shelf):
    view = shelf.open("start")
    view.find("input.timeline").evaluate("(input) => input.removeAttribute('aria-label')")
    view.find(".label").first.evaluate("(label) => { label.style.color = '#bbb'; }")
    rules = {said.split(":")[0] for said in complaints(view)}
    assert rules == {"label", "color-contrast"}


@pytest.mark.parametrize("name", ["em", "k-means", "density", "basins", "restarts", "components"])
def test_a_live_view_has_no_fault(bench, name):
    view = bench.show(FAITHFUL + f"\nw.view = {name!r}; w.max_iter = 8")
    expect(view.root).to_have_attribute("data-view", name)
    view.page.wait_for_function("() => !document.querySelector('.gmm[data-coming]')")
    assert complaints(view) == []


def test_what_opens_has_no_fault(bench):
    view = bench.show(FAITHFUL)
    view.find(".many").click()
    assert complaints(view) == []
    view.press("options").press("shapes")
    expect(view.find(".square").first).to_be_visible()
    assert complaints(view) == []
    view.press("edit")
    expect(view.find(".tools")).to_be_visible()
    assert complaints(view) == []


def test_a_mean_in_the_hand_has_no_fault(bench):
    view = bench.show(FAITHFUL)
    with view.held(0, (60, -40)):
        expect(view.find(".ghost ellipse").first).to_be_attached()
        assert complaints(view) == []


def test_long_work_has_no_fault(bench):
    view = bench.show(SLOW)
    view.drag(0, (60, -40))
    expect(view.find(".work")).to_be_visible()
    found = complaints(view)
    bench.run("slow = False; Setting.fit_steps = _whole")
    assert found == []
    view.settled()
