"""Wheels: their metadata, and writing ours so that the same files give the same bytes."""

from __future__ import annotations

import base64
import email
import hashlib
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a wheel that we write: the earliest that a zip archive can hold."""
KEPT = ("METADATA", "WHEEL", "entry_points.txt")
"""What is copied of an installed package's `dist-info`, beside its licences."""
OF_THIS_MACHINE = ("__pycache__", ".pyc", ".map")


@dataclass(frozen=True)
class Wheel:
    """A wheel file, and what its metadata say.

    Attributes
    ----------
    path : Path
    name : str
        Normalised: lower case, with hyphens.
    version : str
    requires : tuple of str
        The normalised names of what it needs without conditions.
    imports : tuple of str
        The names of its modules and packages.
    """

    path: Path
    name: str
    version: str
    requires: tuple[str, ...]
    imports: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Wheel:
        """Read the metadata of a wheel."""
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            place = next(name for name in names if name.endswith(".dist-info/METADATA"))
            fields = email.message_from_bytes(archive.read(place))
        requires = [str(each) for each in fields.get_all("Requires-Dist") or ()]
        found = {
            name.split("/")[0].removesuffix(".py")
            for name in names
            if ".dist-info/" not in name and ".data/" not in name
        }
        return cls(
            path,
            normal(str(fields["Name"])),
            str(fields["Version"]),
            tuple(normal(_name(each)) for each in requires if ";" not in each),
            tuple(sorted(found)),
        )

    @property
    def sha256(self) -> str:
        return sha256(self.path)


def normal(name: str) -> str:
    """Normalise the name of a package, as PEP 503 does."""
    return re.sub(r"[-_.]+", "-", name).lower()


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_wheel(folder: Path, files: Mapping[str, bytes], info: str) -> Path:
    """Write a pure Python wheel.

    Parameters
    ----------
    folder : Path
    files : mapping of str to bytes
        The content of each file by its place in the wheel, `dist-info` without RECORD included.
    info : str
        The name of the `dist-info` folder, as ``name-version.dist-info``.

    Returns
    -------
    Path
    """
    record = [
        f"{name},{_digest(content)},{len(content)}" for name, content in sorted(files.items())
    ]
    listed = "\n".join([*record, f"{info}/RECORD,,", ""]).encode()
    path = folder / f"{info.removesuffix('.dist-info')}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in [*sorted(files.items()), (f"{info}/RECORD", listed)]:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return path


def our_wheel(folder: Path, notebooks: Path) -> Path:
    """Write the wheel of this package from the files that are installed.

    Parameters
    ----------
    folder : Path
    notebooks : Path
        The folder of the lessons, which lies outside the package in a checkout.

    Returns
    -------
    Path
    """
    installed = metadata.distribution("gmm-widget")
    info = f"gmm_widget-{installed.version}.dist-info"
    package = Path(str(resources.files("gmm_widget")))
    files = {f"gmm_widget/{name}": content for name, content in _files(package).items()}
    for path in sorted(notebooks.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts and "colab" not in path.parts:
            place = path.relative_to(notebooks).as_posix()
            files[f"gmm_widget/notebooks/{place}"] = path.read_bytes()
    for file in installed.files or ():
        parts = file.parts
        kept = len(parts) > 1 and (parts[1] in KEPT or parts[1] == "licenses")
        if kept and parts[0].endswith(".dist-info"):
            files["/".join([info, *parts[1:]])] = Path(str(file.locate())).read_bytes()
    return write_wheel(folder, files, info)


def stub_wheel(folder: Path, name: str, version: str) -> Path:
    """Write a wheel without any module, for a package that is asked for but not needed."""
    info = f"{name}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nGenerator: gmm-widget\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {f"{info}/METADATA": about.encode(), f"{info}/WHEEL": tags.encode()}
    return write_wheel(folder, files, info)


def _files(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part in place for part in OF_THIS_MACHINE):
            found[place] = path.read_bytes()
    return found


def _name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return found.group()


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return f"sha256={digest.decode()}"
