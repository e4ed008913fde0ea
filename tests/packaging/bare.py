"""Commands run as on a machine that has Python and nothing else."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bare:
    """An environment that holds the wheel and what it requires, nothing else, and no Node."""

    folder: Path

    def program(self, name: str) -> Path:
        """Path of a program of the environment."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin") / name

    def run(self, name: str, *arguments: str) -> str:
        """Run a program of the environment, outside of the checkout; its output."""
        return run(str(self.program(name)), *arguments, cwd=self.folder, env=without_node())


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command that must succeed; what it printed."""
    done = subprocess.run(
        command, cwd=cwd, env=env, check=False, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout


def without_node() -> dict[str, str]:
    """Environment variables whose PATH has no Node and nothing that could stand in for it."""
    folders = os.environ["PATH"].split(os.pathsep)
    names = ("node", "npm", "node.exe", "npm.cmd")
    kept = [one for one in folders if not any((Path(one) / name).exists() for name in names)]
    hidden = {**os.environ, "PATH": os.pathsep.join(kept)}
    return {name: value for name, value in hidden.items() if not name.startswith("PYTHON")}
