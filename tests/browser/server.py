"""A host's server: started in a folder and a process group of its own, and ended with both.

It also ends when the process that started it is gone, however that came.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chromium import PATIENCE

HOMES = ("HOME", "XDG_CONFIG_HOME", "IPYTHONDIR")
JUPYTER_HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")

GUARD = """
import os, subprocess, sys, threading
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def watch():
    os.read(0, 1)
    server.terminate()
threading.Thread(target=watch, daemon=True).start()
sys.exit(server.wait())
"""
"""Runs a command until it ends by itself, or nobody holds the other end of standard input."""


@dataclass
class Server:
    """A server that runs until `close`; it sees nothing of the user's settings."""

    command: Sequence[str]
    """What starts it, with `{port}` and `{root}` where the port and the folder belong."""
    answers: str = "/"
    """The path that it answers when it is ready."""

    def __post_init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name) / "notebooks"
        self.root.mkdir()
        self.homes = {
            name: Path(self._folder.name) / name.lower() for name in (*HOMES, *JUPYTER_HOMES)
        }
        for home in self.homes.values():
            home.mkdir()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Run; nothing happens while it does."""
        if self._process is not None and self._process.poll() is None:
            return
        command = [part.format(port=self.port, root=self.root) for part in self.command]
        env = {**os.environ, **{name: str(home) for name, home in self.homes.items()}}
        log = self.root.parent / "server.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", GUARD, *command],
                stdin=subprocess.PIPE,
                cwd=self.root,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until_it_answers(self.url + self.answers, self._process, log)

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        self._folder.cleanup()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the server's first answer; fail with its log if it ends or stays silent."""
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE / 1000:
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
    raise RuntimeError(f"nothing answered at {url}; the end of the server's log:\n{tail}")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server, which ends its kernels; by force when it does not listen."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
