"""Settings of all tests."""

import os

# Tests run side by side, so the threads of one matrix product would only wait for a processor.
# To be set before numpy is imported; kernels and other processes inherit it.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis

# Generated cases, but no deadline: a busy machine is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
