"""A real JupyterLab for the browser tests: start it, open a notebook in it, talk to its kernel."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from server import Server

SESSION = "window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.session"
KERNEL_IS_IDLE = f"() => {SESSION}?.kernel?.status === 'idle'"
EXECUTE = f"""async (code) => {{
    const future = {SESSION}.kernel.requestExecute({{ code, store_history: false }});
    const answer = {{ text: "", error: "" }};
    future.onIOPub = ({{ header, content }}) => {{
        if (header.msg_type === "stream") answer.text += content.text;
        if (header.msg_type === "error") answer.error = `${{content.ename}}: ${{content.evalue}}`;
    }};
    await future.done;
    return answer;
}}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, and the folder whose notebooks it serves."""

    url: str
    root: Path


JUPYTER = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--port={port}",
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token=",
    "--ServerApp.disable_check_xsrf=True",
    "--LabApp.news_url=",
)
"""Options of a Jupyter server that serves this machine alone and asks nothing of anybody."""
IN_ROOT = "--ServerApp.root_dir={root}"
JUPYTERLAB = (
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


@contextmanager
def running_lab(start: Sequence[str] = ()) -> Iterator[Lab]:
    """Run JupyterLab with nothing of the user's.

    `start` is a command that starts JupyterLab in the folder `{root}` itself.
    """
    command = start or (sys.executable, "-m", "jupyterlab", IN_ROOT)
    server = Server((*command, *JUPYTER, *JUPYTERLAB), answers="/api")
    keep_quiet(server.homes["JUPYTER_CONFIG_DIR"])
    try:
        server.start()
        yield Lab(server.url, server.root)
    finally:
        server.close()


def keep_quiet(config: Path) -> None:
    """Let JupyterLab ask nothing and announce nothing, which would cover what is tested."""
    settings = config / "lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")


def notebook_of(cells: Sequence[str]) -> str:
    """The text of a notebook with these code cells."""
    code: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(cells)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"cells": code, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)


def open_in_lab(page: Page, lab: Lab, name: str, cells: Sequence[str], ready: str) -> Page:
    """Write a notebook, open it on `page`, run all its cells and wait for the element `ready`."""
    (lab.root / f"{name}.ipynb").write_text(notebook_of(cells), encoding="utf-8")
    page.goto(f"{lab.url}/lab/workspaces/{name}/tree/{name}.ipynb?reset")
    page.wait_for_function(KERNEL_IS_IDLE)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(ready).first.wait_for()
    return page


def run_code(page: Page, code: str) -> str:
    """Run `code` in the kernel of the open notebook and return what it printed.

    Raises
    ------
    AssertionError
        When the code raised, with the error's name and words.
    """
    answer = page.evaluate(EXECUTE, code)
    assert not answer["error"], f"{answer['error']}\nwhile running:\n{code}"
    return str(answer["text"])
