"""The name under which the package is published, once it is."""

INDEX_NAME = ""
"""The name for `pip install`; empty until there is a release.

Until then anybody could publish something under the name, so nothing that people read tells them
to install it. Every such sentence, cell and list of requirements uses this constant."""


def install_command() -> str:
    """The command that installs the package from the index; empty until it is there."""
    return f"pip install {INDEX_NAME}" if INDEX_NAME else ""
