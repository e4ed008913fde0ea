"""All hosts by name; where they are real and where they are emulated, docs/hosts.md tells."""

from colab import Colab, FarColab
from fast import Fast, Throttled
from jupyter import JupyterLab, Notebook7
from jupyterlite import JupyterLite
from reactive import MarimoEdit, MarimoRun
from scenarios import SCENARIOS, Scenario
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
IN_BROWSER: dict[str, type[Host]] = {"lite": JupyterLite}
"""It needs Pyodide's wheels: `nox -s site`."""
EMULATED: dict[str, type[Host]] = {"vscode": VSCode, "colab": Colab, "colab-far": FarColab}
"""They need packages from npm and a kernel of their own: `nox -s hosts_emulated`."""

HOSTS = {**REAL, **EMULATED, **IN_BROWSER}


def table(names: list[str], *, whole: bool = False) -> list[tuple[str, Scenario]]:
    """What is run in these hosts, one host after another.

    The fast host runs every scenario. Another one runs those that meet something which it does in
    a way of its own; where the `whole` table is asked for, it runs every one, too.
    """
    return [
        (name, scenario)
        for name in names
        for scenario, meets in SCENARIOS.items()
        if whole or HOSTS[name] is Fast or set(meets) & set(HOSTS[name].own)
    ]


__all__ = ["EMULATED", "HOSTS", "IN_BROWSER", "REAL", "only", "table"]
