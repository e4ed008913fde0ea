"""Settings of all tests."""

import os
from collections.abc import Iterator

# Tests run side by side, so the threads of one matrix product would only wait for a processor.
# To be set before numpy is imported; kernels and other processes inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import pytest

# Generated cases, but no deadline: a busy machine is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def history_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What IPython keeps of every cell stays out of the person's own, and of other processes'."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        yield
