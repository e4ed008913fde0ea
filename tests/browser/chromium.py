"""One Chromium for all pages of a run, how long a test waits for anything, and pictures of what
failed: for the tests of the browser and of the hosts alike."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import find_chromium
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PATIENCE = 120_000
"""Milliseconds that a test waits for anything: a busy machine is no fault of the code, so this
limit only ends what would never come."""
RESULTS = Path(__file__).parents[2] / "test-results"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; where there is none, an error says what to do."""
    path = find_chromium.find()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(find_chromium.ARGUMENTS), timeout=PATIENCE
        )
        yield browser
        browser.close()


def new_page(browser: Browser, **options: Any) -> Page:
    """An empty page in a context of its own."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def keep_picture(page: Page, name: str) -> None:
    """Keep what a page shows, for whoever looks into a failure."""
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{slug(name)}.png")


def slug(name: str) -> str:
    """A name fit for a file and for a workspace."""
    return re.sub(r"\W+", "-", name).strip("-")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of a whole run: one for each process that runs tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def failed(request: pytest.FixtureRequest) -> Callable[[], bool]:
    """Whether the test has failed, to be asked when it is over."""
    before = request.session.testsfailed
    return lambda: request.session.testsfailed > before
