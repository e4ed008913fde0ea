"""Our own host: the real widget over one WebSocket, with throttling and without."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from stage import Host, Notebook, Part

HERE = Path(__file__).parent


@dataclass
class Fast(Host):
    """It sends every update at once, as marimo does."""

    own: ClassVar[tuple[Part, ...]] = ("transport", "page", "keys", "theme", "kernel")
    query: ClassVar[str] = ""
    kernel: subprocess.Popen[str] | None = None
    port: int = 0
    folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)

    @property
    def notebook(self) -> Path:
        return Path(self.folder.name) / "notebook.json"

    def start(self) -> None:
        """Have a kernel, a new one where the last is gone."""
        if self.kernel is not None and self.kernel.poll() is None:
            return
        program = [sys.executable, str(HERE / "fast_kernel.py")]
        command = [*program, str(self.notebook), str(HERE / "fast.html")]
        self.kernel = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.kernel.stdout is not None
        self.port = int(self.kernel.stdout.readline())

    def open(self, notebook: Notebook) -> None:
        code = f"{self.line.first_cell}\n{notebook.code}"
        what = {"code": code, "shown": notebook.shown}
        self.notebook.write_text(json.dumps(what), encoding="utf-8")
        self.start()
        self.page.goto(f"http://127.0.0.1:{self.port}/{self.query}")

    def lose_kernel(self) -> None:
        assert self.kernel is not None
        with self.kernel:
            self.kernel.kill()

    def close(self) -> None:
        super().close()
        if self.kernel is not None and self.kernel.poll() is None:
            self.lose_kernel()
        self.folder.cleanup()


class Throttled(Fast):
    """It keeps one update in flight and merges the rest, as ipywidgets does."""

    own: ClassVar[tuple[Part, ...]] = ("transport",)
    query = "?throttled"
