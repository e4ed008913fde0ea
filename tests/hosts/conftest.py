"""One table of scenarios, times the hosts: `--host fast --host lab` runs those two alone."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

import find_chromium
from hosts import HOSTS, REAL, only
from scenarios import SCENARIOS
from stage import Host

RESULTS = Path(__file__).parents[2] / "test-results"


def pytest_addoption(parser: pytest.Parser) -> None:
    told = f"run the scenarios in this host only: {', '.join(HOSTS)}; may be given again"
    parser.addoption("--host", action="append", default=[], help=told)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every scenario in the hosts that are wanted, or in all real ones, one host after another."""
    if "scenario" not in metafunc.fixturenames:
        return
    wanted = only(list(HOSTS), metafunc.config.getoption("host", []) or list(REAL))
    metafunc.parametrize("host_name", wanted, scope="session")
    metafunc.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)


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
def running(browser: Browser) -> Iterator[Callable[[str], Host]]:
    """The host of a name, started when it is first asked for; only the last one runs on."""
    hosts: dict[str, Host] = {}

    def run(name: str) -> Host:
        if name not in hosts:
            while hosts:
                hosts.popitem()[1].close()
            hosts[name] = HOSTS[name](browser)
        return hosts[name]

    yield run
    for host in hosts.values():
        host.close()


@pytest.fixture
def host(
    running: Callable[[str], Host],
    host_name: str,
    scenario: Callable[[Host], None],
    request: pytest.FixtureRequest,
) -> Iterator[Host]:
    """A host that runs; the test is skipped where its host cannot do it, and says why."""
    reason = HOSTS[host_name].lacks.get(scenario.__name__)
    if reason:
        pytest.skip(reason)
    found = running(host_name)
    found.complaints.clear()
    failed = request.session.testsfailed
    yield found
    if request.session.testsfailed > failed:
        RESULTS.mkdir(exist_ok=True)
        found.page.screenshot(path=RESULTS / f"{host_name}-{scenario.__name__}.png")
    assert not found.complaints
