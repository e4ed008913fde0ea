"""How people get the package: by its name on the package index, once it has one."""

INDEX_NAME = ""
"""The name that `pip install` finds the package by; empty until there is a release.

Until then anybody could publish something under the name, so nothing that people read tells them
to install it. Every such sentence, cell and list of requirements asks here and nowhere else.
"""


def install_command() -> str:
    """The command that installs the package from the index; empty while it is not there."""
    return f"pip install {INDEX_NAME}" if INDEX_NAME else ""
