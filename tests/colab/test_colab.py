"""On Colab's own versions: pip leaves them as they are, and the lessons run from top to bottom.

It runs in an environment that has what pins.txt names: `nox -s colab`.
"""

import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbclient
import nbformat
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
GOOGLE = ROOT / "tests" / "hosts" / "emulated" / "kernel"
"""What of Google's package a lesson asks for."""
NOTEBOOKS = sorted((ROOT / "notebooks" / "colab").glob("*.ipynb"))
PINS = [
    Requirement(line)
    for line in (Path(__file__).parent / "pins.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def pip(*words: str) -> str:
    """What pip says."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip would fetch it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "-w", "-o", str(folder), str(ROOT)], check=True)
    (path,) = folder.glob("*.whl")
    return path


def test_this_environment_has_colabs_versions():
    wanted = [pin for pin in PINS if pin.marker is None or pin.marker.evaluate()]
    assert [pin for pin in wanted if not pin.specifier.contains(version(pin.name))] == []


def test_pip_would_install_the_package_and_nothing_else(wheel, tmp_path):
    pip("uninstall", "--yes", "gmm-widget")
    report = tmp_path / "report.json"
    pip("install", "--dry-run", "--quiet", "--report", str(report), str(wheel))
    planned = json.loads(report.read_text())["install"]
    assert [item["metadata"]["name"] for item in planned] == ["gmm-widget"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_lesson_runs_there(path, wheel, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    pip("uninstall", "--yes", "gmm-widget")
    notebook = nbformat.read(path, as_version=4)
    # Browsers rename what is fetched twice.
    chosen = shutil.copyfile(wheel, wheel.with_name("wheel (1).whl"))
    monkeypatch.setenv("UPLOADED", str(chosen))
    monkeypatch.setenv("PYTHONPATH", str(GOOGLE))
    before = pip("freeze")
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    added = set(pip("freeze").splitlines()) - set(before.splitlines())
    assert [line.partition(" ")[0] for line in added] == ["gmm-widget"]
