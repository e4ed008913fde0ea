"""All hosts by name; where they are real and where they are emulated, docs/hosts.md tells."""

from colab import Colab, FarColab
from fast import Fast, Throttled
from jupyter import JupyterLab, Notebook7
from reactive import MarimoEdit, MarimoRun
from stage import Host, only
from voila import Voila
from vscode import VSCode

REAL: dict[str, type[Host]] = {
    "fast": Fast,
    "throttled": Throttled,
    "lab": JupyterLab,
    "notebook": Notebook7,
    "voila": Voila,
    "marimo-run": MarimoRun,
    "marimo-edit": MarimoEdit,
}
EMULATED: dict[str, type[Host]] = {"vscode": VSCode, "colab": Colab, "colab-far": FarColab}
"""They need packages from npm and a kernel of their own: `nox -s hosts_emulated`."""

HOSTS = {**REAL, **EMULATED}

__all__ = ["EMULATED", "HOSTS", "REAL", "only"]
