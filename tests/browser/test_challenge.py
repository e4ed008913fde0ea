"""A challenge in the widget: the verdict follows the hand, and the answer goes into its cell."""

import re

from playwright.sync_api import expect

TRAP = """
from gmm_widget import ChallengeWidget
w = ChallengeWidget("trap", "ada")
"""
SEVERAL = """
from gmm_widget import ChallengeWidget
w = ChallengeWidget("bic", "ada", variable="mine")
"""
CHECK = 'from gmm_widget.homework import check\nprint(check("trap", answer_trap, "ada"))'
CELLS = "window.jupyterapp.shell.currentWidget.content.widgets"
SOURCES = f"() => {CELLS}.map((cell) => cell.model.sharedModel.source)"
METADATA = f"() => {CELLS}.map((cell) => cell.model.metadata)"


def sources(view):
    return view.page.evaluate(SOURCES)


def judged(view):
    """Wait for the verdict of what is shown."""
    view.settled()
    expect(view.find(".task")).to_have_attribute("data-pending", "false")
    return view.text(".task .sentence")


def to(view, k, place):
    """Drag a mean to a place, in data units."""
    x, y = view.centre(k)
    there = view.spot(list(place))
    view.drag(k, (there[0] - x, there[1] - y))
    return judged(view)


def test_drag_until_it_is_passed_record_and_check(bench):
    view = bench.show(TRAP, 'answer_trap = ""  # here', CHECK)
    expect(view.find(".task .verdict")).to_have_text("Not yet")
    first = view.text(".task .sentence")
    [wanted] = bench.ask("__import__('gmm_widget').homework.solvable('trap', 'ada').example")
    said = [to(view, k, place) for k, place in enumerate(wanted)]
    assert said[-1] != first
    assert said[-1] == bench.ask("w.verdict.message")
    expect(view.find(".task")).to_have_attribute("data-passed", "true")
    expect(view.find(".task .verdict")).to_have_text("Passed")
    view.press("record")
    code = view.find(".task .answer input")
    expect(code).to_have_value(re.compile(r"^gmm1\."))
    expect(view.find(".task .how")).to_contain_text("answer cell below")
    made = code.input_value()
    assert made == bench.ask("w.answer")
    assert sources(view)[1:] == [f'answer_trap = "{made}"  # here', CHECK]
    view.page.evaluate(
        """async () => {
            const { content } = window.jupyterapp.shell.currentWidget;
            for (const index of [1, 2]) {
                content.activeCellIndex = index;
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }
        }"""
    )
    expect(view.page.locator(".jp-OutputArea-output pre").last).to_contain_text("Passed: EM ended")


def test_a_second_record_replaces_the_code_and_undo_in_the_cell_brings_back_the_first(bench):
    view = bench.show(TRAP, "answer_trap = ''", "pass")
    view.press("record")
    how = view.find(".task .how")
    expect(how).to_contain_text("answer cell below")
    first = bench.ask("w.answer")
    to(view, 0, bench.ask("w.points[0]"))
    expect(how).to_contain_text("Your recorded answer")
    view.press("record")
    expect(how).to_contain_text("Recorded:")
    second = bench.ask("w.answer")
    assert second != first
    assert sources(view)[1] == f"answer_trap = '{second}'"
    view.page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    view.page.keyboard.press("Control+z")
    view.page.wait_for_function(
        f"(wanted) => ({SOURCES})()[1] === wanted", arg=f"answer_trap = '{first}'"
    )


def test_no_other_cell_is_touched_and_the_text_stays_to_be_copied(bench):
    others = ['answer_trap = "mine"', 'answer_trapped = ""']
    view = bench.show(TRAP, *others)
    view.press("record")
    expect(view.find(".task .how")).to_contain_text("Copy the code")
    assert sources(view)[1:] == others
    assert view.find(".task .answer input").input_value() == bench.ask("w.answer")


def test_several_starts_are_recorded_in_one_widget(bench):
    view = bench.show(SEVERAL, 'mine = ""', "pass")
    for k in range(1, 6):
        expect(view.find("[data-action=record]")).to_have_text(f"Record K = {k}")
        view.press("record").settled()
        expect(view.find(".numbers li[data-done]")).to_have_count(k)
        if k < 5:
            assert sources(view)[1] == 'mine = ""'
            view.press("add").settled()
    expect(view.find(".task .how")).to_contain_text("answer cell below")
    assert sources(view)[1] == f'mine = "{bench.ask("w.answer")}"'


def test_what_the_challenge_sets_cannot_be_changed(bench):
    view = bench.show(TRAP)
    for action in ("add", "remove", "edit"):
        button = view.find(f"[data-action={action}]")
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("title", "The challenge sets this")
    view.press("options")
    expect(view.find("[data-option=covariance_type]")).to_be_disabled()
    expect(view.find("[data-action=shapes]")).to_be_hidden()


def test_the_verdict_waits_for_the_hand_and_nothing_moves_under_it(bench):
    view = bench.show(TRAP)
    before, plot = judged(view), view.find(".plot").bounding_box()
    x, y = view.centre(0)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 150, y - 120, steps=8)
    expect(view.find(".task")).to_have_attribute("data-pending", "true")
    expect(view.find("[data-action=record]")).to_have_attribute("aria-disabled", "true")
    assert view.text(".task .sentence") == before
    view.page.mouse.up()
    judged(view)
    assert view.find(".plot").bounding_box() == plot
    view.press("record")
    expect(view.find(".task .kept")).to_be_visible()
    assert view.find(".plot").bounding_box() == plot


def test_a_call_in_a_cell_becomes_the_code_and_the_cell_keeps_its_metadata(bench):
    view = bench.show(TRAP, "pass", "pass")
    view.page.evaluate(
        """async () => {
            const { content } = window.jupyterapp.shell.currentWidget;
            const { model } = content.widgets[1];
            model.sharedModel.setSource('# mine\\nanswer_trap = w.record()  # é');
            model.setMetadata('nbgrader', { grade_id: 'trap', solution: true });
            content.activeCellIndex = 1;
            await window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    wanted = f'# mine\nanswer_trap = "{bench.ask("w.answer")}"  # é'
    view.page.wait_for_function(f"(wanted) => ({SOURCES})()[1] === wanted", arg=wanted)
    assert view.page.evaluate(METADATA)[1]["nbgrader"] == {"grade_id": "trap", "solution": True}
    assert bench.ask("answer_trap == w.answer")
