"""Settings of all tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Tests run side by side, so the threads of one matrix product would only wait for a processor.
# To be set before numpy is imported; kernels and other processes inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest

# Generated cases, but the same in every run, and no deadline: a busy machine is no fault of the
# code. `--hypothesis-profile=search` looks for new cases.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def history_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What IPython keeps of every cell stays out of the person's own, and of other processes'."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        yield


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Append the tests that failed to the file that `GMM_FAILURES` names, for nox's summary."""
    failures = os.environ.get("GMM_FAILURES")
    reports = [
        report for kind in ("failed", "error") for report in terminalreporter.getreports(kind)
    ]
    if failures and reports:
        with Path(failures).open("a", encoding="utf-8") as file:
            file.writelines(f"{report.nodeid}\n" for report in reports)
