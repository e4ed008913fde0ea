"""A real JupyterLab for the browser tests: start it, open a notebook in it, talk to its kernel."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

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


@contextmanager
def running_lab(folder: Path, *, start: Sequence[str] = (), seconds: float = 90) -> Iterator[Lab]:
    """Run JupyterLab with nothing of the user's; `folder` holds all it keeps.

    `start` is a command that starts JupyterLab in `folder / "notebooks"` itself.
    """
    root = folder / "notebooks"
    root.mkdir(exist_ok=True)
    url = f"http://127.0.0.1:{free_port()}"
    command = [
        *(start or (sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}")),
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = {**os.environ, **{home: str(folder / home.lower()) for home in homes}}
    keep_quiet(folder / homes[0].lower())
    log = folder / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_it_answers(f"{url}/api", process, log, seconds)
        yield Lab(url, root)
    finally:
        end(process)


def keep_quiet(config: Path) -> None:
    """Let JupyterLab ask nothing and announce nothing, which would cover what is tested."""
    settings = config / "lab/user-settings/@jupyterlab/apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(
    url: str, process: subprocess.Popen[bytes], log: Path, seconds: float
) -> None:
    """Wait for the server's first answer; fail with its log if it ends or stays silent."""
    for _ in range(int(seconds * 5)):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            try:
                process.wait(0.2)
                break
            except subprocess.TimeoutExpired:
                pass
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
    raise RuntimeError(f"JupyterLab did not answer at {url}; the end of its log:\n{tail}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels; by force when it does not listen."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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
    page.wait_for_function(KERNEL_IS_IDLE, timeout=60_000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.locator(ready).first.wait_for(timeout=60_000)
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
