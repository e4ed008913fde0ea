"""Fixtures of the browser tests: one Chromium and one JupyterLab for all, a fresh page for each."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import find_chromium
import pytest
from bench import Bench, stranger
from lab import Lab, open_in_lab, running_lab
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from states import Shelf

RESULTS = Path(__file__).parents[2] / "test-results"
REPORT = pytest.StashKey[pytest.TestReport]()

OpenNotebook = Callable[..., Page]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the kept readings anew")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; where there is none, every test fails and says what to do."""
    path = find_chromium.find()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=list(find_chromium.ARGUMENTS)
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of our own."""
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


def print_error(said: ConsoleMessage) -> None:
    """Print what a page says on its console, if it is an error."""
    if said.type == "error":
        print(f"console: {said.text}")


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An empty page; the test fails if anything on it asked another machine for something.

    A test may set its own context options: `@pytest.mark.browser_context(color_scheme="dark")`.
    """
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
    marker = request.node.get_closest_marker("browser_context")
    context = browser.new_context(**options | (marker.kwargs if marker else {}))
    strangers: list[str] = []
    page = context.new_page()
    page.on("request", lambda sent: strangers.extend(stranger(sent.url)))
    page.on("pageerror", lambda error: print(f"page error: {error}"))
    page.on("console", print_error)
    yield page
    report = request.node.stash.get(REPORT, None)
    if report is None or report.failed:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{slug(request.node.name)}.png")
    context.close()
    assert not strangers, f"the page asked for {strangers}"


@pytest.fixture
def open_notebook(lab: Lab, request: pytest.FixtureRequest) -> Iterator[OpenNotebook]:
    """`open_notebook(page, cells, ready=".gmm")`: a notebook of these code cells, all run."""
    number = count(1)
    opened: list[Page] = []

    def open_it(page: Page, cells: Sequence[str], *, ready: str = ".gmm") -> Page:
        opened.append(page)
        name = f"{slug(request.node.name)}-{next(number)}"
        return open_in_lab(page, lab, name, cells, ready)

    yield open_it
    for page in opened:
        page.evaluate("() => window.jupyterapp?.commands.execute('kernelmenu:shutdown')")


@pytest.fixture(scope="session")
def open_bench(browser: Browser, lab: Lab) -> Iterator[Callable[[], Bench]]:
    """The bench that is open, or a new one where a failed test left none."""
    number = count(1)
    benches: list[Bench] = []

    def open_it() -> Bench:
        if not benches or benches[-1].page.is_closed():
            benches.append(Bench.open(browser, lab, f"bench-{next(number)}"))
        return benches[-1]

    yield open_it
    for bench in benches:
        if not bench.page.is_closed():
            bench.close()


@pytest.fixture
def bench(open_bench: Callable[[], Bench], request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One notebook that many tests share, each with a widget of its own: `bench.show(code)`.

    The test fails if the page logs an error or asks another machine for something. A test that
    fails leaves no notebook behind: the next one opens another.
    """
    bench = open_bench()
    bench.complaints.clear()
    bench.strangers.clear()
    yield bench
    report = request.node.stash.get(REPORT, None)
    if report is None or report.failed:
        print("\n".join(bench.complaints))
        bench.picture(RESULTS / f"{slug(request.node.name)}.png")
        bench.close()
        return
    assert not bench.strangers, f"the page asked for {bench.strangers}"
    assert not bench.complaints


@pytest.fixture(scope="session")
def shelf(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """One page for many saved widgets: `shelf.open("e-step", theme="dark")`."""
    shelf = Shelf.of(browser, tmp_path_factory.mktemp("shelf"))
    yield shelf
    shelf.page.context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep the report of the test's own phase, so that its page can tell whether it failed."""
    report: Any = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


def slug(name: str) -> str:
    """A name fit for a file and for a workspace."""
    return re.sub(r"\W+", "-", name).strip("-")
