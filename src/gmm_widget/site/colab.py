"""The form of a notebook for Google Colab: the same, after a first cell that installs the package.

The cell upgrades nothing that Colab has: the package asks for floors, which Colab is above.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gmm_widget import distribution

UPLOAD = """\
from pathlib import Path

# The package is on no index yet: when asked, choose this file, which your teacher hands out.
WHEEL = "{wheel}"
if not Path(WHEEL).exists():
    from google.colab import files

    files.upload_file(WHEEL)
%pip install --quiet {{WHEEL}}"""
"""Whatever the browser called its copy of the wheel, this stores it under its own name."""


def for_colab(lesson: Path, *, wheel: str, url: str = "") -> str:
    """Write a notebook as Colab is to open it.

    Parameters
    ----------
    lesson : Path
    wheel, url : str
        As for `install_source`.

    Returns
    -------
    str
        JSON.
    """
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    title, *rest = notebook["cells"]
    notebook["cells"] = [title, _install_cell(install_source(wheel=wheel, url=url)), *rest]
    notebook["metadata"] |= {"colab": {"name": lesson.name, "provenance": []}}
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def install_source(*, wheel: str, url: str = "") -> str:
    """Write the source of the first cell.

    Parameters
    ----------
    wheel : str
        The file name of the wheel of this version.
    url : str
        The address of that wheel on the web, from which the cell installs. Without one it installs
        from the index, and as long as the package is on none, it asks for the file.

    Returns
    -------
    str
    """
    if url:
        return f"%pip install --quiet {url}"
    command = distribution.install_command()
    if command:
        return f"%{command.replace('install', 'install --quiet', 1)}"
    return UPLOAD.format(wheel=wheel)


def _install_cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
