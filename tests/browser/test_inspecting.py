"""'Where does this point come from?': by hover, tap and keyboard, with Python's numbers."""

import re

import numpy as np
from bench import FAITHFUL
from playwright.sync_api import expect

E_STEP = FAITHFUL + "\nw.cursor = 3"


def undecided_row(bench, view):
    """The row whose maker is least certain, and where it is on the page."""
    responsibilities = np.array(bench.ask("w.responsibilities"))
    row = int(responsibilities.max(axis=1).argmin())
    return row, view.spot(bench.ask(f"w.points[{row}]"))


def card(view):
    """The percentages on the card, by component."""
    return [int(text.rstrip("%")) for text in view.find(".note .n").all_text_contents()]


def percentages(bench, row):
    return [round(100 * share) for share in bench.ask(f"w.responsibilities[{row}]")]


def test_by_hover(bench):
    view = bench.show(E_STEP).at(3)
    row, place = undecided_row(bench, view)
    view.page.mouse.move(*place)
    expect(view.find(".note .h")).to_have_text("Where does this point come from?")
    assert card(view) == percentages(bench, row)
    assert view.find(".threads .thread").count() == 2
    view.page.mouse.move(5, 5)
    expect(view.find(".note .card")).to_have_count(0)


def test_by_tap(bench):
    view = bench.show(E_STEP).at(3)
    row, place = undecided_row(bench, view)
    view.touch("touchStart", [place])
    view.touch("touchEnd", [])
    expect(view.find(".note .card")).to_have_count(1)
    assert card(view) == percentages(bench, row)
    view.touch("touchStart", [place])
    view.touch("touchEnd", [])
    expect(view.find(".note .card")).to_have_count(0)


def test_by_keyboard(bench):
    view = bench.show(E_STEP).at(3)
    view.find("svg.front").scroll_into_view_if_needed()
    inspector = view.find("input.inspector")
    inspector.focus()
    view.page.keyboard.press("ArrowRight")
    expect(view.find(".note .card")).to_have_count(1)
    seen = set()
    for _ in range(4):
        view.page.keyboard.press("ArrowRight")
        text = inspector.get_attribute("aria-valuetext")
        (number,) = re.findall(r"^Point (\d+):", text)
        row = int(number)
        seen.add(row)
        assert card(view) == percentages(bench, row)
    assert len(seen) == 4
    view.page.keyboard.press("Escape")
    expect(view.find(".note .card")).to_have_count(0)


def test_the_card_follows_the_cursor(bench):
    view = bench.show(E_STEP).at(3)
    row, place = undecided_row(bench, view)
    view.page.mouse.click(*place)
    for cursor in (5, 9, 14):
        bench.run(f"w.cursor = {cursor}")
        view.at(cursor)
        assert card(view) == percentages(bench, row)


def test_before_the_first_e_step_nobody_knows(bench):
    view = bench.show(FAITHFUL)
    view.page.mouse.move(*view.spot(bench.ask("w.points[5]")))
    expect(view.find(".note .card")).to_have_count(1)
    assert card(view) == []
    assert "E-step" in " ".join(view.find(".note text").all_text_contents())
