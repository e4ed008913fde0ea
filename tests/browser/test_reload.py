"""A page that is reloaded finds its widget again, where Python has it."""

from bench import FAITHFUL
from lab import KERNEL_IS_IDLE
from widget_page import same

PARTS = (".head", ".fit", ".components", ".undecided", ".bar")


def words(view):
    """All that a view says beside its plot."""
    return [view.find(part).first.inner_text() for part in PARTS]


def test_a_reloaded_page_goes_on_where_it_was(bench):
    view = bench.show(FAITHFUL)
    view.drag(0, (60, -40)).settled()
    view.scrub(5).settled()
    view.page.mouse.move(5, 5)
    said, fills, means = words(view), view.fills, view.means
    bench.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    bench.page.reload()
    bench.page.wait_for_function(KERNEL_IS_IDLE)
    bench.page.locator(".gmm[data-status]").wait_for()
    view.page.mouse.move(5, 5)
    view.settled().at(5)
    # A view that opens chooses its frame for the start at hand; one that is open kept the old one.
    assert (words(view), view.fills) == (said, fills)
    assert same(view.means, means, within=0.02)
    view.drag(1, (-40, 30)).settled().at(0)
    assert bench.ask("w.cursor") == 0
    view.scrub(3).settled()
    assert bench.ask("w.cursor") == 3
