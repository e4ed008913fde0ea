"""What is built, once for all packaging tests."""

import sys
import tarfile
import venv
from pathlib import Path

import pytest
from bare import Bare, run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that `python -m build` makes of it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT), cwd=folder)
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """The built wheel."""
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist."""
    (path,) = dist.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(path) as archive:
        # Python 3.11.2, which is Debian 12's, has no filters, and extractall no such argument.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Bare:
    """A new environment with nothing but the wheel and its requirements."""
    made = Bare(tmp_path_factory.mktemp("bare"))
    venv.create(made.folder, with_pip=True)
    made.run("python", "-m", "pip", "install", "--quiet", str(wheel))
    return made
