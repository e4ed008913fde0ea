"""The form of a notebook for Google Colab: the same, after a first cell that installs the package.

The cell upgrades nothing that Colab has: the package asks for floors, which Colab is above.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gmm_widget import __version__, distribution


def for_colab(lesson: Path, *, url: str = "") -> str:
    """Write a notebook as Colab is to open it.

    Parameters
    ----------
    lesson : Path
    url : str
        The address of the wheel on the web; "" if there is none: see
        `gmm_widget.distribution.install_source`.

    Returns
    -------
    str
        JSON.
    """
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    title, *rest = notebook["cells"]
    notebook["cells"] = [title, _install_cell(distribution.install_source(__version__, url)), *rest]
    notebook["metadata"] |= {"colab": {"name": lesson.name, "provenance": []}}
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _install_cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "install",
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
