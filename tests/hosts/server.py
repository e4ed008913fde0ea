"""A host's server: started in a folder and a process group of its own, and ended with both."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lab import end, free_port, wait_until_it_answers

HOMES = ("HOME", "XDG_CONFIG_HOME", "IPYTHONDIR")
JUPYTER_HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


@dataclass
class Server:
    """A server that runs until `close`; it sees nothing of the user's settings."""

    command: Sequence[str]
    """What starts it, with `{port}` and `{root}` where the port and the folder belong."""
    answers: str = "/"
    """The path that it answers when it is ready."""
    env: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 90

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
        env = {**os.environ, **{name: str(home) for name, home in self.homes.items()}, **self.env}
        log = self.root.parent / "server.log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=self.root,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until_it_answers(self.url + self.answers, self._process, log, self.seconds)

    def close(self) -> None:
        if self._process is not None:
            end(self._process)
        self._folder.cleanup()
