"""Settings of all tests."""

import hypothesis

# Generated cases, but no deadline: a busy machine is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
