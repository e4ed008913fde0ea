"""The name under which the package is published, once it is."""

INDEX_NAME = ""
"""The name for `pip install`; empty until there is a release.

Until then anybody could publish something under the name, so nothing that people read tells them
to install it. Every such sentence, cell and list of requirements uses this constant."""


UPLOAD = """\
from pathlib import Path

# The package is on no index yet: when asked, choose this file, which your teacher hands out.
WHEEL = "{wheel}"
if not Path(WHEEL).exists():
    from google.colab import files

    files.upload_file(WHEEL)
%pip install --quiet {{WHEEL}}"""
"""Whatever the browser called its copy of the wheel, this stores it under its own name."""


def install_source(version: str, url: str = "") -> str:
    """Write the first cell of a notebook in Colab, which installs the package.

    It installs from the address of a wheel if one is given, else from the index, and as long as the
    package is on none, it asks for the file.
    """
    if url:
        return f"%pip install --quiet {url}"
    command = install_command()
    if command:
        return f"%{command.replace('install', 'install --quiet', 1)}"
    return UPLOAD.format(wheel=f"gmm_widget-{version}-py3-none-any.whl")


def install_command() -> str:
    """The command that installs the package from the index; empty until it is there."""
    return f"pip install {INDEX_NAME}" if INDEX_NAME else ""
