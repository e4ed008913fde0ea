"""Basins, restarts, how many components: Python's numbers as drawn, and starts loaded from them."""

import re

import numpy as np
import pytest
from bench import FAITHFUL
from playwright.sync_api import expect
from test_layout import OVERLAPS, SMALL_TARGETS, STICKS_OUT, TINY
from widget_page import same

THREE = "w = GMMWidget(datasets.old_faithful(), n_components=3)"
FEW = "w = GMMWidget(datasets.few(), n_components=3)"
RUN = re.compile(r"M(\d+) (\d+)H(\d+)V")
LOST = 255
"""How a picture labels a cell from which a component is lost."""
HEAVY = {"basins": "Basins", "restarts": "Restarts", "components": "How many?"}


def opened(bench, code, view):
    """A widget whose picture of this view is there, and final."""
    return drawn(bench.show(f"{code}\nw.view = {view!r}"))


def drawn(view):
    expect(view.find(".coming")).to_be_hidden()
    expect(view.find(".story")).not_to_contain_text("Python")
    expect(view.find(".story")).not_to_contain_text("So far")
    return view.settled()


def number(text):
    return float(text.replace("\u2212", "-").replace("\u2009", "").replace("%", ""))


def cells(view, labels):
    """The map as it is drawn: which optimum each cell is filled for, -1 where none is. It has as
    many cells as some labels."""
    found = np.full(np.shape(labels), -1)
    for path in view.find(".basins [data-optimum]").all():
        for start, row, end in RUN.findall(path.get_attribute("d")):
            found[int(row), int(start) : int(end)] = int(path.get_attribute("data-optimum"))
    return found


def rows(view, part):
    return view.find(f".row {part}").all_text_contents()


# ---------------------------------------------------------------- the switch


def test_each_view_is_a_click_away(bench):
    view = bench.show(THREE)
    for name, label in HEAVY.items():
        view.look(name)
        expect(view.find(".many")).to_have_text(label)
        expect(view.find(".menu")).to_be_hidden()
        drawn(view)
        assert bench.ask("w.view") == name
        assert view.find(".row").count() > 1
        assert not view.bad_words


def test_each_view_is_an_arrow_away_and_its_list_one_tab_stop(bench):
    view = opened(bench, THREE, "basins")
    view.find(".many").focus()
    view.page.keyboard.press("Enter")
    view.page.keyboard.press("Tab")
    for name in ("restarts", "components"):
        view.page.keyboard.press("ArrowRight")
        expect(view.root).to_have_attribute("data-view", name)
        drawn(view)
        assert view.find('.row[tabindex="0"]').count() == 1
        assert view.find(".menu input:checked").evaluate("(radio) => radio.matches(':focus')")


def in_the_widget(view):
    """Where the plot is, however far the notebook is scrolled."""
    plot, root = view.find(".layers").bounding_box(), view.root.bounding_box()
    return plot["x"] - root["x"], plot["y"] - root["y"], plot["width"], plot["height"]


@pytest.mark.parametrize("width", [900, 420])
@pytest.mark.parametrize("points", ["datasets.old_faithful()", "datasets.iris()"])
def test_the_plot_stays_where_it_is_and_nothing_sticks_out(bench, points, width):
    code = f"w = GMMWidget({points}, layout=dict(width='{width}px'))"
    view = bench.show(code)
    place = in_the_widget(view)
    for name in HEAVY:
        bench.run(f"w.view = {name!r}")
        expect(view.root).to_have_attribute("data-view", name)
        drawn(view)
        assert in_the_widget(view) == place
        for faults in (STICKS_OUT, TINY, OVERLAPS, SMALL_TARGETS):
            assert view.root.evaluate(faults) == []


# ---------------------------------------------------------------- basins


def test_the_map_is_pythons_cell_by_cell_and_in_its_place(bench):
    view = opened(bench, FEW, "basins")
    found = bench.ask("vars(w.landscape.basins())")
    assert (cells(view, found["labels"]) == np.array(found["labels"])).all()
    left, right, bottom, top = found["extent"]
    matrix = view.find(".basins").get_attribute("transform")
    a, b, c, d, e, f = map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", matrix))
    size = len(found["labels"])
    assert (b, c) == (0, 0)
    assert same([e, f], view.pixels([left, bottom]), within=0.05)
    assert same([e + a * size, f + d * size], view.pixels([right, top]), within=0.05)


@pytest.mark.parametrize("width", [1180, 900, 420])
def test_the_map_is_all_that_the_plot_shows(bench, width):
    view = opened(bench, f"{THREE}\nw.layout.width = '{width}px'", "basins")
    expect(view.root).to_have_css("width", f"{width}px")
    matrix = view.find(".basins").get_attribute("transform")
    a, _b, _c, d, e, f = map(float, re.findall(r"-?[\d.]+(?:e-?\d+)?", matrix))
    size = len(bench.ask("w.landscape.basins().labels"))
    clip = view.find(".back .clip").first
    wide, high, top = (float(clip.get_attribute(name)) for name in ("width", "height", "y"))
    assert wide > 370
    assert same([e, f + d * size], [0, top], within=0.05)
    assert same([a * size, -d * size], [wide, high], within=0.05)


def test_the_list_has_pythons_numbers(bench):
    view = opened(bench, FEW, "basins")
    values = bench.ask("w.landscape.basins().log_likelihoods")
    shares = bench.ask("w.landscape.basins().shares")
    shown = [number(text) for text in rows(view, ".main > span")[: len(values)]]
    assert same(shown, values, within=0.051)
    shown = rows(view, ".aside > span")
    for text, share in zip(shown, shares, strict=False):
        assert text == "<1%" if share < 0.01 else abs(number(text) - 100 * share) <= 0.51
    assert number(shown[-1]) == pytest.approx(100 * bench.ask("w.landscape.basins().lost"), abs=0.5)


def test_an_optimum_of_the_list_is_loaded_and_reached(bench):
    view = opened(bench, THREE, "basins")
    values = bench.ask("w.landscape.basins().log_likelihoods")
    places = bench.ask("w.landscape.basins().places")
    before = bench.ask("w.seeds")
    for m in (0, 2):
        view.find(".row").nth(m).click()
        expect(view.find(".row").nth(m)).to_have_attribute("aria-current", "true")
        view.settled().at(0)
        assert same(bench.ask("w.seeds"), [places[m], *before[1:]], within=1e-9)
        assert bench.ask("w.log_likelihood if w.cursor else w.trace.log_likelihoods[-1]") == (
            pytest.approx(values[m], abs=0.05)
        )
        view.scrub(view.last).settled()
        assert bench.ask("w.log_likelihood") == pytest.approx(values[m], abs=0.05)


def test_arrows_and_enter_load_an_optimum(bench):
    view = opened(bench, THREE, "basins")
    view.find('.row[tabindex="0"]').focus()
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("Enter")
    expect(view.find(".row").nth(2)).to_have_attribute("aria-current", "true")
    assert bench.ask("w._session.start.means[0].tolist()") == (
        bench.ask("w.landscape.basins().places[2]")
    )
    assert view.find(".row").nth(2).evaluate("(row) => row.matches(':focus')")


def test_a_click_on_the_map_starts_the_mean_there_and_the_map_stays_true(bench):
    view = opened(bench, FEW + "\nw.component = 1\nw.cursor = 6", "basins").at(6)
    before, labels = bench.ask("w.seeds"), bench.ask("w.landscape.basins().labels")
    drawn_map = cells(view, labels)
    place = bench.ask("w.landscape.basins().places[3]")
    view.page.mouse.click(*view.spot(place))
    expect(view.find(".row").nth(3)).to_have_attribute("aria-current", "true")
    view.settled().at(0)
    after = np.array(bench.ask("w.seeds"))
    assert same(after[1], place, within=1.5 / abs(view.scale()[0]))
    assert same(after[[0, 2]], np.array(before)[[0, 2]], within=1e-12)
    assert bench.ask("w.landscape.basins().label_at(w.seeds[1])") == 3
    assert (cells(view, labels) == drawn_map).all()


def test_another_mean_is_chosen_with_the_keyboard_and_has_a_map_of_its_own(bench):
    view = opened(bench, FEW, "basins")
    view.find('.choice input[value="0"]').focus()
    view.page.keyboard.press("ArrowRight")
    expect(view.find("h3")).to_contain_text("mean 2")
    drawn(view)
    assert bench.ask("w.component") == 1
    labels = bench.ask("w.landscape.basins(1).labels")
    assert (cells(view, labels) == np.array(labels)).all()


def test_dragging_a_mean_over_the_map_says_where_it_leads(bench):
    view = opened(bench, THREE, "basins")
    view.drag(0, (60, -120))
    drawn(view)
    here = bench.ask("w.landscape.basins().label_at(w.seeds[0])")
    expect(view.find(".row").nth(here)).to_have_attribute("aria-current", "true")


# ---------------------------------------------------------------- restarts


def test_restarts_are_pythons_and_load_from_list_and_strip(bench):
    view = opened(bench, THREE, "restarts")
    found = bench.ask("vars(w.landscape.restarts())")
    counts, values = found["counts"], found["log_likelihoods"]
    assert rows(view, ".aside > span") == [f"{count} of 200" for count in counts]
    assert same([number(t) for t in rows(view, ".main > span")], values, within=0.051)
    view.find(".row").nth(0).click()
    expect(view.find(".row").nth(0)).to_have_attribute("aria-current", "true")
    assert bench.ask("w.trace.log_likelihoods[-1]") == pytest.approx(values[0], abs=0.05)
    assert bench.ask("w.seeds") == bench.ask("w.landscape.restarts().starts[0].means")
    view.find('.stem[data-optimum="1"] circle').click(force=True)
    expect(view.find('.stem[data-optimum="1"]')).to_have_attribute("aria-current", "")
    assert bench.ask("w.trace.log_likelihoods[-1]") == pytest.approx(values[1], abs=0.05)


# ---------------------------------------------------------------- how many components


def test_a_number_of_components_is_loaded_at_its_end(bench):
    view = opened(bench, FAITHFUL, "components")
    best = bench.ask("w.landscape.select().best")
    score = bench.ask("w.landscape.select().best.score")
    assert rows(view, ".main > span")[0] == f"{best[0]} {best[1]}"
    assert number(rows(view, ".aside > span")[0]) == pytest.approx(score, abs=0.051)
    view.find(".row").first.click()
    expect(view.find(".row").first).to_have_attribute("aria-current", "true")
    view.settled()
    assert bench.ask("[w.n_components, w.covariance_type]") == best[:2]
    assert bench.ask("w.cursor == w.trace.last_cursor > 0")
    view.at(bench.ask("w.cursor"))
    wanted = "max(r.log_likelihood for r in w.landscape.select().table if r[:2] == {!r})"
    wanted = bench.ask(wanted.format(tuple(best[:2])))
    assert bench.ask("w.log_likelihood") == pytest.approx(wanted, abs=1e-6)


def test_the_marks_stand_where_the_criterion_says_and_load_too(bench):
    view = opened(bench, FAITHFUL, "components")
    view.find(".choice input[value=icl]").check()
    table = bench.ask("[r._asdict() for r in w.landscape.select().table]")
    heights, scores = [], []
    for row in table:
        mark = view.find(
            f'.fit-mark[data-type="{row["covariance_type"]}"][data-k="{row["n_components"]}"]'
        )
        assert mark.count() == 1
        if mark.get_attribute("data-beyond") is None:
            place = mark.locator("..").get_attribute("transform")
            heights.append(float(re.findall(r"-?[\d.]+", place)[1]))
            scores.append(row["icl"])
    assert len(heights) >= 10
    slope, shift = np.polyfit(scores, heights, 1)
    assert slope < 0
    assert same(heights, np.polyval([slope, shift], scores), within=0.02)
    view.find('.fit-mark[data-type="full"][data-k="4"]').click(force=True)
    expect(view.find(".mean-n")).to_have_count(4)
    assert bench.ask("[w.n_components, w.covariance_type]") == [4, "full"]


# ---------------------------------------------------------------- while Python works

SLOW = f"""
from gmm_widget.session.explorer import Explorer
from gmm_widget.progress import Step
{THREE}
_quick, slow = globals().get("_quick") or Explorer.basins_steps, True

def _slowly(explorer, *what):
    found = yield from _quick(explorer, *what)
    while slow:
        yield Step(90, 100)
    return found

Explorer.basins_steps = _slowly
"""
"""A widget whose maps stay rough until `slow` is no longer true, and work a little till then."""


@pytest.fixture
def slow(bench):
    view = bench.show(SLOW)
    view.look("basins")
    expect(view.find(".story")).to_contain_text("So far")
    yield view
    bench.run("slow = False; Explorer.basins_steps = _quick")


def test_stepping_and_dragging_are_answered_while_the_map_is_made(slow, bench):
    expect(slow.find(".work .what")).to_contain_text("Computing where EM ends up")
    assert slow.find(".basins [data-optimum]").count() > 1
    for cursor in (1, 4, 9):
        slow.scrub(cursor).settled()
        assert bench.ask("[w.cursor, w._painter.is_busy]") == [cursor, True]
    seeds = bench.ask("w.seeds")
    slow.scrub(0).drag(1, (40, 30)).settled()
    assert bench.ask("w.seeds") != seeds
    assert bench.ask("w._painter.is_busy")
    bench.run("slow = False")
    drawn(slow)
    labels = bench.ask("w.landscape.basins().labels")
    assert (cells(slow, labels) == np.array(labels)).all()


def test_stop_leaves_the_rough_map(slow, bench):
    slow.find("[data-action=stop]").click()
    expect(slow.find(".work")).to_be_hidden()
    slow.settled()
    assert not bench.ask("w._painter.is_busy")
    assert slow.find(".basins [data-optimum]").count() > 1
    expect(slow.find(".story")).to_contain_text("So far")
    bench.run("from gmm_widget.wire.packing import unpack")
    header, sections = bench.ask("unpack(b'GMMP', 1, w._picture)")
    assert not header["final"]
    left = np.array(sections["labels"])
    assert (cells(slow, left) == np.where(left == LOST, -1, left)).all()


def test_another_view_drops_the_map(slow, bench):
    slow.look("em")
    expect(slow.find(".work")).to_be_hidden()
    slow.settled()
    assert not bench.ask("w._painter.is_busy")
    assert slow.find(".basins").count() == 0
