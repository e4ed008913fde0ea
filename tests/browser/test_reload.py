"""A page that is reloaded finds its widget again, where Python has it."""

from bench import FAITHFUL
from lab import KERNEL_IS_IDLE


def test_a_reloaded_page_goes_on_where_it_was(bench):
    view = bench.show(FAITHFUL)
    view.drag(0, (60, -40)).settled()
    view.scrub(5).settled()
    view.page.mouse.move(5, 5)
    before = view.picture
    bench.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    bench.page.reload()
    bench.page.wait_for_function(KERNEL_IS_IDLE)
    bench.page.locator(".gmm[data-status]").wait_for()
    view.page.mouse.move(5, 5)
    assert view.settled().at(5).picture == before
    view.drag(1, (-40, 30)).settled().at(0)
    assert bench.ask("w.cursor") == 0
    view.scrub(3).settled()
    assert bench.ask("w.cursor") == 3
