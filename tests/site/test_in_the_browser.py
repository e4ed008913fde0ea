"""A site in a real Chromium, on a plain static server below a path: Python runs in the page."""

import gzip
import json
import re
import runpy
from pathlib import Path

import numpy as np
import pytest
from chromium import new_page
from lite import SAVE, SET, SOURCES
from playwright.sync_api import expect

from gmm_widget.homework.grading import Question, grade

FIRST = "01-gaussian-mixtures-and-em.ipynb"
LESSONS = (
    FIRST,
    "02-local-optima.ipynb",
    "03-collapse.ipynb",
    "04-how-many-components.ipynb",
)
OLD_FAITHFUL = """
from gmm_widget import GMMWidget, datasets
w = GMMWidget(datasets.old_faithful(), n_components=2)"""
WRONG = """
import numpy as np
from gmm_widget import GMMWidget, Mixture, datasets, em
def e_step(X, weights, means, covariances):
    R = em.e_step(X, Mixture(weights, means, covariances))
    R[17:] = 0.5
    return R
w = GMMWidget(datasets.old_faithful(), n_components=2, e_step=e_step)"""
COMPUTED = Path(__file__).with_name("computed.py")


def test_the_landing_page_plays_a_film_and_opens_notebooks_alone(browser, server):
    page = new_page(browser, viewport={"width": 1000, "height": 900})
    page.goto(f"{server.url}/")
    film = page.frame_locator("#film").locator(".gmm")
    expect(film).not_to_have_attribute("data-cursor", "0")
    links = page.locator("li a")
    titles = links.all_inner_texts()
    assert len(titles) == 12  # six notebooks, and their forms for Colab
    assert page.evaluate("() => performance.getEntriesByType('resource').length") < 6
    links.first.click()
    page.wait_for_url(re.compile(re.escape(FIRST)))
    expect(page.locator("#gmm-start")).to_contain_text(re.compile(r"Python"))
    page.context.close()


def test_what_is_loaded_is_said_and_is_within_the_budget(lite, server, site):
    before = len(server.sent)
    page = lite.page
    page.add_init_script("""
        window.said = [];
        new MutationObserver(() => {
            const text = document.querySelector('#gmm-start p')?.textContent;
            if (text && text !== window.said.at(-1)) window.said.push(text);
        }).observe(document, { subtree: true, childList: true });
    """)
    lite.open_one = ""
    lite.open(FIRST)
    said = page.evaluate("() => window.said")
    assert said[0] == "The notebook opens; then Python is loaded."
    assert said[-1] == "Python is loaded, and starts."
    loading = [text for text in said if text.startswith("Loading")]
    told = [re.fullmatch(r"Loading Python: ([\d.]+) of ([\d.]+) MB \(\w+.*\)", x) for x in loading]
    shares = [float(found[1]) for found in told if found]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert len({found[2] for found in told if found}) == 1
    fetched = server.sent[before:]
    large = [path for path, size in fetched if size > 300_000]
    assert len(large) == len(set(large)), "a large file was fetched twice"
    assert server.missing == [] or all("favicon" in path for path in server.missing)
    plain = sum(size for _, size in fetched)
    files = [site / path.lstrip("/") for path, _ in fetched]
    packed = sum(len(gzip.compress(file.read_bytes())) for file in files)
    print(f"{plain / 1e6:.1f} MB in {len(fetched)} requests, {packed / 1e6:.1f} MB compressed")
    assert packed <= 25e6
    assert plain <= 30e6


def test_numbers_are_those_of_native_python(lite):
    lite.open(FIRST)
    assert lite.ask("__import__('sys').platform") == "emscripten"
    assert lite.ask("__import__('importlib.util').util.find_spec('scipy') is None")
    lite.execute(COMPUTED.read_text(encoding="utf-8"))
    native = json.loads(runpy.run_path(str(COMPUTED))["RESULT"])
    found = lite.ask("json.loads(RESULT)")
    assert len(found) == len(native)
    for one, other in zip(found, native, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


def test_drag_step_and_edit(lite):
    lite.open(FIRST)
    view = lite.show(OLD_FAITHFUL)
    seeds = lite.ask("w.seeds")
    view.press("e-step").at(1)
    view.press("m-step").at(2).settled()
    assert lite.ask("w.cursor") == 2
    view.scrub(0).settled()
    view.drag(0, (80, -60))
    view.settled().at(0)
    moved = lite.ask("w.seeds")
    scale, _ = view.scale()
    np.testing.assert_allclose(moved[0][0] - seeds[0][0], 80 / scale[0], atol=0.05)
    np.testing.assert_allclose(view.means, moved, atol=0.05 * 20)
    n = lite.ask("len(w.points)")
    lite.execute("w.points = w.points[:-1]")
    view.settled()
    assert lite.ask("len(w.points)") == n - 1
    expect(view.find(".points circle")).to_have_count(n - 1)
    for name in ("k-means", "density", "basins", "restarts", "components", "em"):
        lite.execute(f"w.view = {name!r}")
        expect(view.root).to_have_attribute("data-view", name)
        view.settled()
        assert not view.bad_words


def test_a_wrong_e_step_is_diagnosed(lite):
    lite.open(FIRST)
    view = lite.show(WRONG)
    expect(view.find(".own .wrong")).to_contain_text("Point 17: you give 0.5 to component")
    assert lite.ask("w.fault.row") == 17


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_from_top_to_bottom(lite, name):
    lite.open(name)
    assert lite.run_all() == []
    assert not [each for each in lite.complaints if "gmm" in each]


def test_work_is_kept_downloaded_and_graded(lite, tmp_path):
    """A challenge is solved by hand, recorded into its cell, and found again after a reload."""
    lite.open("by-hand.ipynb")
    cells = lite.page.evaluate(SOURCES)
    student = next(i for i, source in enumerate(cells) if 'STUDENT = ""' in source)
    named = cells[student].replace('STUDENT = ""', 'STUDENT = "ada"')
    lite.page.evaluate(SET, [student, named])
    lite.run_all()
    wanted = lite.ask("__import__('gmm_widget').homework.solvable('trap', 'ada').example")[0]
    lite.execute(f"w_trap.seeds = {wanted!r}")
    view = lite.page.locator(".gmm").first
    expect(view.locator(".task")).to_have_attribute("data-passed", "true")
    view.locator("[data-action=record]").click()
    code = view.locator(".task .answer input")
    expect(code).to_have_value(re.compile(r"^gmm1\."))
    answer = code.input_value()
    assert any(f'answer_trap = "{answer}"' in each for each in lite.page.evaluate(SOURCES))
    lite.page.evaluate(SAVE)

    lite.open_one = ""
    lite.open("by-hand.ipynb")
    assert any(f'answer_trap = "{answer}"' in each for each in lite.page.evaluate(SOURCES))

    with lite.page.expect_download() as waiting:
        lite.page.evaluate("() => void window.jupyterapp.commands.execute('docmanager:download')")
    handed_in = tmp_path / "ada"
    handed_in.mkdir()
    waiting.value.save_as(handed_in / "by-hand.ipynb")
    [graded] = grade(tmp_path, [Question("trap", points=4)])
    assert (graded.score, graded.points) == (1, 4)
