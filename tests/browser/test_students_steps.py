"""Students' own steps in a real notebook: wrong, mended in a later cell, broken, and still held."""

from playwright.sync_api import expect

WIDGET = """
from gmm_widget import em
def e_step(X, weights, means, covariances):
    R = em.e_step(X, Mixture(weights, means, covariances))
    R[17:] = 0.5
    return R
w = GMMWidget(datasets.old_faithful(), n_components=2, e_step=e_step)"""
RIGHT = """\
def e_step(X, weights, means, covariances):
    return em.e_step(X, Mixture(weights, means, covariances))"""
RAISES = """\
def e_step(X, weights, means, covariances):
    ratio = X[:, 0] / weights[7]
    return ratio"""
ENDLESS = """\
def e_step(X, weights, means, covariances):
    while True:
        pass"""
RUN = """async (source) => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    notebook.model.cells.get(1).sharedModel.setSource(source);
    notebook.activeCellIndex = 1;
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def test_a_wrong_step_is_ringed_until_a_later_cell_mends_it(bench):
    view = bench.show(WIDGET)
    expect(view.find(".own .wrong")).to_contain_text("Point 17: you give 0.5 to component")
    assert bench.ask("w.fault.row") == 17
    expect(view.find("g.fault circle")).to_have_count(0)
    view.press("fault").at(1).settled()
    expect(view.find(".story")).to_contain_text("Your E-step is wrong in iteration 1.")
    ring = view.middle(view.find("g.fault circle").last)
    point = view.middle(view.find(".points circle").nth(17))
    assert max(abs(a - b) for a, b in zip(ring, point, strict=True)) < 1
    assert bench.ask("w.message").startswith(view.text(".story").strip())
    expect(view.find(".time path.fault")).to_have_count(1)

    bench.page.evaluate(RUN, RIGHT)
    expect(view.find("g.fault circle")).to_have_count(0)
    expect(view.find(".own .wrong")).to_be_hidden()
    expect(view.find(".own")).to_contain_text("Your E-step agrees with the reference in all")
    expect(view.find(".time path.fault")).to_have_count(0)
    view.at(1)
    assert not view.bad_words


def test_an_error_shows_the_students_line_and_the_widget_can_be_dragged(bench):
    view = bench.show(WIDGET)
    bench.page.evaluate(RUN, RAISES)
    wrong = view.find(".own .wrong")
    expect(wrong).to_contain_text("line 2 (`ratio = X[:, 0] / weights[7]`): IndexError")
    expect(view.root).to_have_attribute("data-status", "faulty")
    seeds = bench.ask("w.seeds")
    with view.held(0, (80, -40)):
        # Where EM would end is the reference's, which no function of a student's can hold up.
        expect(view.find(".ghost ellipse")).to_have_count(2)
    view.settled()
    assert bench.ask("w.seeds") != seeds
    expect(wrong).to_contain_text("IndexError")
    bench.page.evaluate(RUN, RIGHT)
    expect(view.root).to_have_attribute("data-status", "converged")


def test_an_endless_loop_is_stopped_and_the_kernel_goes_on(bench):
    view = bench.show(WIDGET)
    bench.page.evaluate(RUN, ENDLESS)
    expect(view.find(".own .wrong")).to_contain_text("Is there a loop that never ends?")
    view.drag(0, (60, 30)).settled()
    expect(view.find(".own .wrong")).to_contain_text("not called again until you define it anew")
    assert bench.ask("1 + 1") == 2
    bench.page.evaluate(RUN, RIGHT)
    expect(view.find(".own")).to_contain_text("agrees with the reference")
