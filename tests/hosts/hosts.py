"""All hosts by name; where they are real and where they are emulated, docs/hosts.md tells."""

from fast import Fast, Throttled
from jupyter import JupyterLab, Notebook7
from reactive import MarimoEdit, MarimoRun
from stage import Host, only
from voila import Voila

HOSTS: dict[str, type[Host]] = {
    "fast": Fast,
    "throttled": Throttled,
    "lab": JupyterLab,
    "notebook": Notebook7,
    "voila": Voila,
    "marimo-run": MarimoRun,
    "marimo-edit": MarimoEdit,
}

__all__ = ["HOSTS", "only"]
