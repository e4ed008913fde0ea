"""Two views of one widget show the same, and either may be closed."""

from bench import FAITHFUL
from playwright.sync_api import expect


def same_picture(bench):
    first, second = bench.view(0).settled(), bench.view(1).settled()
    bench.page.mouse.move(5, 5)
    assert first.picture.splitlines() == second.picture.splitlines()
    return True


def test_the_other_view_follows(bench):
    first = bench.show(FAITHFUL, views=2)
    second = bench.view(1)
    first.step()
    second.at(1)
    second.scrub(9)
    first.at(9)
    assert same_picture(bench)
    second.press("add")
    expect(first.find(".handle")).to_have_count(3)
    expect(second.find(".handle")).to_have_count(3)
    assert same_picture(bench)
    second.drag(0, (70, 50))
    first.at(0).settled()
    assert same_picture(bench)
    bench.run("w.cursor = 4")
    first.at(4)
    second.at(4)
    assert same_picture(bench)


def test_the_other_view_moves_while_one_holds(bench):
    first = bench.show(FAITHFUL, views=2)
    second = bench.view(1)
    with first.held(0, (80, -80)):
        expect(second.find(".ghost ellipse")).to_have_count(2)
        first.settled()
        assert first.fills == second.fills
    first.settled()
    expect(second.find(".ghost ellipse")).to_have_count(0)
    assert same_picture(bench)


def test_closing_one_leaves_the_other_alive(bench):
    first = bench.show(FAITHFUL + "\ndisplay(w)", "display(w)")
    expect(bench.page.locator(".gmm")).to_have_count(3)
    bench.page.evaluate(
        """async () => {
            const { content: notebook } = window.jupyterapp.shell.currentWidget;
            notebook.activeCellIndex = 1;
            await window.jupyterapp.commands.execute('notebook:clear-cell-output');
            notebook.activeCellIndex = 0;
        }"""
    )
    expect(bench.page.locator(".gmm")).to_have_count(2)
    first.step().at(1)
    bench.view(1).at(1)
    first.drag(0, (60, 40)).settled().at(0)
    assert bench.ask("w.cursor") == 0
    assert same_picture(bench)


def test_a_closed_widget_stops_listening(bench):
    view = bench.show(FAITHFUL)
    view.play_to(1)
    bench.run("w.close()")
    expect(bench.page.locator(".gmm")).to_have_count(0)


def test_two_widgets_do_not_touch_each_other(bench):
    code = FAITHFUL + "\nother = GMMWidget(datasets.old_faithful(), n_components=2)\ndisplay(other)"
    bench.show(code)
    other, view = bench.view(0), bench.view(1)
    view.scrub(5).settled()
    assert other.cursor == 0
    view.drag(0, (70, 70)).settled()
    other.scrub(3).settled()
    assert bench.ask("[w.cursor, other.cursor]") == [0, 3]
    assert bench.ask("(w.seeds != other.seeds).any().item()")
