"""Keys that belong to the widget never reach the notebook, and the notebook's still do."""

from bench import FAITHFUL

NOTEBOOK = """() => {
    const { content: notebook } = window.jupyterapp.shell.currentWidget;
    const cells = notebook.widgets.map(({ model }) => [model.type, model.sharedModel.source]);
    return { active: notebook.activeCellIndex, mode: notebook.mode, cells };
}"""
KEYS = ["ArrowUp", "ArrowDown", "m", "a", "b", "d", "d", "y", "x", "z", "k", "j", "0", "0", "Enter"]


PLACES = [
    ".handle input",
    "input.timeline",
    "[data-action=e-step]",
    "[data-action=add]",
    "input.inspector",
]


def test_plain_keys_do_not_change_the_notebook(bench):
    view = bench.show(FAITHFUL)
    before = bench.page.evaluate(NOTEBOOK)
    for place in PLACES:
        view.find(place).first.focus()
        for key in KEYS:
            view.page.keyboard.press(key)
        assert view.root.evaluate("root => root.contains(document.activeElement)"), place
        assert bench.page.evaluate(NOTEBOOK) == before, place
    assert view.root.is_visible()
    view.settled()


def test_shift_enter_still_runs_the_cell(bench):
    view = bench.show(FAITHFUL)
    view.find("[data-action=e-step]").focus()
    view.page.keyboard.press("Shift+Enter")
    bench.page.wait_for_function(f"() => ({NOTEBOOK})().active === 1")


def test_tab_goes_through_the_controls_in_order_and_out_again(bench):
    view = bench.show(FAITHFUL)
    visited = []
    view.find("input.inspector").focus()
    name = """() => {
        const { activeElement: here } = document;
        if (!here.closest('.gmm')) return 'out';
        return here.dataset.action ?? here.getAttribute('aria-label');
    }"""
    while (here := view.page.evaluate(name)) != "out":
        visited.append(here)
        assert len(visited) < 20
        view.page.keyboard.press("Tab")
    assert visited == [
        "Inspect points",
        "Mean 1, horizontal",
        "Mean 2, horizontal",
        "back",
        "play",
        "e-step",
        "to-start",
        "Iteration timeline",
        "to-end",
        "remove",
        "add",
        "options",
    ]
