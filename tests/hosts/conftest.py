"""One table of scenarios, times the hosts: `--host fast --host lab` runs those two alone."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

from chromium import browser, failed, keep_picture
from hosts import HOSTS, REAL, only, table
from scenarios import Scenario
from stage import Host

__all__ = ["browser", "failed"]


def pytest_addoption(parser: pytest.Parser) -> None:
    told = f"run the scenarios in this host only: {', '.join(HOSTS)}; may be given again"
    parser.addoption("--host", action="append", default=[], help=told)
    told = "run every scenario in every host, and not only what differs there"
    parser.addoption("--all", action="store_true", help=told)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The scenarios of the hosts that are wanted, or of all real ones; each host in one process."""
    if "scenario" not in metafunc.fixturenames:
        return
    option = metafunc.config.getoption
    wanted = only(list(HOSTS), option("host", []) or list(REAL))
    rows = [
        pytest.param(name, scenario, id=f"{name}-{scenario.__name__}", marks=one_process(name))
        for name, scenario in table(wanted, whole=option("all", False))
    ]
    metafunc.parametrize(("host_name", "scenario"), rows)


def one_process(name: str) -> pytest.MarkDecorator:
    """Tests with the same name run one after another in one process, of several that share them."""
    return pytest.mark.xdist_group(name)


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
    scenario: Scenario,
    failed: Callable[[], bool],
) -> Iterator[Host]:
    """A host that runs; the test fails if the page logs an error of the widget's."""
    found = running(host_name)
    found.complaints.clear()
    yield found
    if failed():
        keep_picture(found.page, f"{host_name}-{scenario.__name__}")
    assert not found.complaints
