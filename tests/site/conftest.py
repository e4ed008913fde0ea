"""Fixtures of the tests of a site: it is built once, and one notebook is open for many tests.

Pyodide's wheels come from the folder that GMM_WASM_WHEELS names, or from `shared/wasm` beside the
checkout; without either they are fetched from Pyodide's release, and without internet that fails.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from chromium import browser
from lite import Lite
from playwright.sync_api import Browser
from static_server import StaticServer, serving

from gmm_widget import cli

__all__ = ["browser"]

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared" / "wasm"


def wheels() -> list[str]:
    """The option of the command that names the folder of wheels, if there is one."""
    named = os.environ.get("GMM_WASM_WHEELS")
    if named:
        return [f"--wheels={named}"]
    if BESIDE.is_dir():
        return [f"--wheels={BESIDE}"]
    print("GMM_WASM_WHEELS names no folder: Pyodide's wheels are fetched from its release")
    return []


def build(out: Path, *words: str) -> int:
    """Run `gmm-widget site`."""
    return cli.main(["site", str(out), *words, *wheels()])


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
