"""What the emulated hosts share: a page of ours with a real kernel, over a real Jupyter server."""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from server import Server
from stage import Host, Notebook

MADE = "GMM_EMULATED"
NOT_MADE = f"{MADE} must name what emulated/fetch.py made: run `nox -s hosts_emulated`"
SERVER = (sys.executable, "-m", "jupyter_server")
ALLOWED: dict[str, dict[str, Any]] = {
    "ServerApp": {
        "open_browser": False,
        "allow_root": True,
        "ip": "127.0.0.1",
        "port_retries": 0,
        "disable_check_xsrf": True,
        # A frame of another origin may show what the server has.
        "tornado_settings": {"headers": {"Content-Security-Policy": "frame-ancestors *"}},
    },
    "IdentityProvider": {"token": ""},
    # A kernel that is lost stays lost.
    "KernelManager": {"autorestart": False},
}


def made() -> Path:
    """The folder that `emulated/fetch.py` made."""
    folder = os.environ.get(MADE)
    assert folder, NOT_MADE
    return Path(folder)


@dataclass
class Emulation(Host):
    """A page that stands in for a host's own; every notebook opens it anew."""

    place: ClassVar[str]
    kernel: ClassVar[str] = "python3"

    def __post_init__(self) -> None:
        self.lost = False
        python = self.python()
        share = Path(python).parents[1] / "share" / "jupyter"
        self.server = Server((*SERVER, "--port={port}", "--ServerApp.root_dir={root}"), "/api")
        settings = {**ALLOWED, "ServerApp": {**ALLOWED["ServerApp"]}}
        settings["ServerApp"]["extra_static_paths"] = [str(made() / "pages"), str(share)]
        config = Path(self.server.homes["JUPYTER_CONFIG_DIR"])
        (config / "jupyter_server_config.json").write_text(json.dumps(settings), encoding="utf-8")
        spec = {
            "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": self.kernel,
            "language": "python",
            "env": dict(self.environment()),
        }
        kernel = Path(self.server.homes["JUPYTER_DATA_DIR"]) / "kernels" / self.kernel
        kernel.mkdir(parents=True)
        (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")

    def python(self) -> str:
        """The Python that the kernel runs on."""
        return sys.executable

    def environment(self) -> Mapping[str, str]:
        """What the kernel's environment has besides the test's own."""
        return {}

    @cached_property
    def url(self) -> str:
        """Where the page finds the server."""
        return self.server.url

    def open(self, notebook: Notebook) -> None:
        self.server.start()
        self.page.goto(f"{self.url}/static/{self.place}")
        self.page.wait_for_function("() => window.notebook")
        cells = [f"{self.line.first_cell}\n{notebook.code}", *notebook.shown]
        run = "([cells, anew]) => void window.notebook.run(cells, anew)"
        self.page.evaluate(run, [cells, self.lost])
        self.lost = False

    def lose_kernel(self) -> None:
        super().lose_kernel()
        self.lost = True

    def dark(self, on: bool) -> None:
        self.page.evaluate("(on) => window.notebook?.dark(on)", on)

    def close(self) -> None:
        super().close()
        self.server.close()
