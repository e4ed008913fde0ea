"""Fixtures of the browser tests: one Chromium and one JupyterLab for all that one process runs."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from bench import Bench, stranger
from chromium import browser, failed, keep_picture, new_page
from lab import Lab, running_lab
from playwright.sync_api import Browser, ConsoleMessage, Page
from states import Shelf

__all__ = ["browser", "failed"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the kept readings anew")


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A JupyterLab of our own."""
    with running_lab() as lab:
        yield lab


def print_error(said: ConsoleMessage) -> None:
    """Print what a page says on its console, if it is an error."""
    if said.type == "error":
        print(f"console: {said.text}")


@pytest.fixture
def page(
    browser: Browser, failed: Callable[[], bool], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """An empty page; the test fails if anything on it asked another machine for something.

    A test may set its own context options: `@pytest.mark.browser_context(color_scheme="dark")`.
    """
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
    marker = request.node.get_closest_marker("browser_context")
    strangers: list[str] = []
    page = new_page(browser, **options | (marker.kwargs if marker else {}))
    page.on("request", lambda sent: strangers.extend(stranger(sent.url)))
    page.on("pageerror", lambda error: print(f"page error: {error}"))
    page.on("console", print_error)
    yield page
    if failed():
        keep_picture(page, request.node.name)
    page.context.close()
    assert not strangers, f"the page asked for {strangers}"


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
def bench(
    open_bench: Callable[[], Bench], failed: Callable[[], bool], request: pytest.FixtureRequest
) -> Iterator[Bench]:
    """One notebook that many tests share, each with a widget of its own: `bench.show(code)`.

    The test fails if the page logs an error or asks another machine for something. A test that
    fails leaves no notebook behind: the next one opens another.
    """
    bench = open_bench()
    bench.complaints.clear()
    bench.strangers.clear()
    yield bench
    if failed():
        print("\n".join(bench.complaints))
        keep_picture(bench.page, request.node.name)
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
