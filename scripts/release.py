"""Makes the files of a release, and uploads nothing: `python scripts/release.py`.

It refuses until the last commit says all that a release says. Then it builds the sdist and the
wheel of that commit twice, in two folders, compares them byte by byte, checks them, and leaves them
in dist/ with the commands that only a person should give. RELEASING.md has what comes before.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("build", "twine")
NOT_YET = "example.invalid"
"""The host of every address that nobody has given (RFC 2606: it never exists)."""
NO_INDEX = "on no index yet"
INSIDE = ("static/widget.js", "static/widget.css", "static/page.js", "static/page.css")
VERSION = r"\d+\.\d+\.\d+"


def main() -> int:
    """Refuse, or make the files; the exit code."""
    refused = [*unsaid(ROOT), *unready(ROOT)]
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        refused.append(f"{' and '.join(missing)} must be installed: pip install --group release")
    if refused:
        print("There is no release yet:", *refused, sep="\n- ", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        first, second = (build(ROOT, Path(place, name)) for name in ("first", "second"))
        wrong = [*differences(first, second), *faults(first, version(ROOT))]
        if wrong:
            print("The files are not those of a release:", *wrong, sep="\n- ", file=sys.stderr)
            return 1
        dist = ROOT / "dist"
        dist.mkdir(exist_ok=True)
        for path in sorted(first.iterdir()):
            (dist / path.name).write_bytes(path.read_bytes())
            print(f"{digest(path)}  dist/{path.name}")
    tag = f"v{version(ROOT)}"
    print(
        "Both builds are the same, byte by byte. Nothing has been uploaded. What is left:\n"
        f"  git tag -a {tag} -m {tag} && git push origin {tag}\n"
        f"  twine upload dist/gmm_widget-{version(ROOT)}*"
    )
    return 0


def unsaid(root: Path) -> Iterator[str]:
    """What the files of a checkout do not say yet, a sentence each."""
    number = version(root)
    heading = found(root, "CHANGELOG.md", r"^## (.*)$")
    if not re.fullmatch(rf"{re.escape(number)} \(\d{{4}}-\d\d-\d\d\)", heading):
        yield f"CHANGELOG.md begins with {heading!r}; it must be '{number} (YYYY-MM-DD)'"
    cited = found(root, "CITATION.cff", r"^version: (.*)$")
    if cited != number:
        yield f"CITATION.cff is of version {cited}, the package of {number}"
    name = found(root, "pyproject.toml", r'^name = "(.*)"$')
    told = found(root, "src/gmm_widget/distribution.py", r'^INDEX_NAME = "(.*)"$')
    if told != name:
        yield (
            f"gmm_widget.distribution.INDEX_NAME is {told!r}, not {name!r}: once that name is "
            "yours on the index, say so, and run scripts/colab.py"
        )
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    late = [page.name for page in pages if NO_INDEX in page.read_text(encoding="utf-8")]
    if late:
        yield f"{' and '.join(late)} still say that the package is {NO_INDEX}"
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    if NOT_YET in project:
        yield f"pyproject.toml has an address of {NOT_YET}: give the project's own"


def unready(root: Path) -> Iterator[str]:
    """What stands in the way in the repository of a checkout, a sentence each."""
    changed = git(root, "status", "--porcelain")
    if changed:
        yield f"these files are not committed: {', '.join(line[3:] for line in changed)}"
    tag = f"v{version(root)}"
    if git(root, "tag", "--list", tag):
        yield f"there is a tag {tag}: a version is released once"


def build(root: Path, folder: Path) -> Path:
    """Build the last commit from its own files alone; the folder with the sdist and the wheel.

    Every time stamp is the commit's (SOURCE_DATE_EPOCH).
    """
    folder.mkdir()
    archive = folder / "commit.tar"
    git(root, "archive", "--output", str(archive), "HEAD")
    source, dist = folder / "source", folder / "dist"
    with tarfile.open(archive) as tar:
        tar.extractall(source)
    (epoch,) = git(root, "log", "-1", "--format=%ct")
    command = [sys.executable, "-m", "build", "--outdir", str(dist), str(source)]
    subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": epoch}, check=True)
    return dist


def differences(first: Path, second: Path) -> Iterator[str]:
    """In what the files of two folders differ, a sentence each."""
    names = {path.name for folder in (first, second) for path in folder.iterdir()}
    for name in sorted(names):
        one, other = first / name, second / name
        if not (one.exists() and other.exists()):
            yield f"only one of two builds made {name}"
        elif digest(one) != digest(other):
            yield f"two builds of {name} differ: {digest(one)} and {digest(other)}"


def faults(dist: Path, number: str) -> Iterator[str]:
    """What is wrong with an sdist and a wheel of a version, a sentence each."""
    wanted = {f"gmm_widget-{number}.tar.gz", f"gmm_widget-{number}-py3-none-any.whl"}
    made = {path.name for path in dist.iterdir()}
    if made != wanted:
        yield f"{', '.join(sorted(wanted))} were to be made; these are: {', '.join(sorted(made))}"
        return
    with zipfile.ZipFile(dist / f"gmm_widget-{number}-py3-none-any.whl") as wheel:
        inside = set(wheel.namelist())
        about = wheel.read(f"gmm_widget-{number}.dist-info/METADATA").decode()
    for name in INSIDE:
        if f"gmm_widget/{name}" not in inside:
            yield f"the wheel lacks {name}"
    if NOT_YET in str(Parser().parsestr(about).get_all("Project-URL")):
        yield f"the wheel names an address of {NOT_YET}"
    command = [sys.executable, "-m", "twine", "check", "--strict", *map(str, dist.iterdir())]
    if subprocess.run(command, check=False).returncode:
        yield "twine is not content; its own words are above"


def version(root: Path) -> str:
    """The version that the package says it has."""
    return found(root, "src/gmm_widget/__init__.py", rf'^__version__ = "({VERSION})"$')


def found(root: Path, name: str, pattern: str) -> str:
    """What a pattern's group is in a file; empty if it is not there."""
    match = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
    return match[1] if match else ""


def git(root: Path, *words: str) -> list[str]:
    """The lines that git says."""
    done = subprocess.run(
        ("git", *words), cwd=root, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    return done.stdout.splitlines()


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
