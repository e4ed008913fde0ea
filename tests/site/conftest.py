"""Fixtures of the tests of a site: it is built once, and one notebook is open for many tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from built import build
from chromium import browser
from lite import Lite
from playwright.sync_api import Browser
from static_server import StaticServer, serving

__all__ = ["browser"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the lessons and the homework."""
    out = tmp_path_factory.mktemp("site") / "site"
    assert build(out, "--url=https://example.invalid/em/") == 0
    return out


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[StaticServer]:
    with serving(site) as server:
        yield server


@pytest.fixture(scope="session")
def lite(browser: Browser, server: StaticServer) -> Iterator[Lite]:
    """One page on which notebooks of the site are opened; no request leaves the machine."""
    lite = Lite(browser, server)
    yield lite
    lite.page.context.close()
    assert lite.strangers == []
