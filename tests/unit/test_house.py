"""The plan of the house: which way imports point, and through which doors."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "gmm_widget"
ORDER = (
    {"arguments", "distribution", "lazy", "threads"},
    {"words", "progress", "datasets"},
    {"tables"},
    {"em"},
    {"diagnostics"},
    {"landscape"},
    {"session", "homework"},
    {"drawing"},
    {"wire"},
    {"export"},
    {"site"},
    {"widget"},
    {"__init__", "cli"},
)
"""Folders and modules of the root: each may import what stands in an earlier line, and no other."""
WITHOUT_WIDGETS = set().union(*ORDER[: ORDER.index({"drawing"}) + 1]) - {"progress"}
"""What knows no widgets; `progress.bar` alone imports them, when it is called."""
ARRAYS_ONLY = "em/kernels"
PUBLIC = {"gmm_widget.homework.grading"}
"""The one nested face that others may import."""

LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def room(path: str) -> str:
    """The folder of the root in which a file lies, or its own name."""
    return path.removesuffix(".py").split("/")[0]


def imports(path: str, *, everywhere: bool = True) -> Iterator[tuple[str, str]]:
    """Modules that a file imports from, with the name: at import time, or everywhere."""
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively; name the whole path"
            yield from ((str(node.module), alias.name) for alias in node.names)


def ours(path: str) -> Iterator[tuple[str, str]]:
    """What a file imports of the package: the module or folder, and the name."""
    for module, name in imports(path):
        if module == "gmm_widget" and (name in LEVEL):
            yield f"gmm_widget.{name}", ""
        elif module.startswith("gmm_widget."):
            yield module, name


def test_every_room_is_in_the_plan():
    assert {room(path) for path in MODULES} == set(LEVEL)


@pytest.mark.parametrize("path", MODULES)
def test_imports_point_left(path):
    for module, _ in ours(path):
        imported = module.split(".")[1]
        if imported != room(path):
            assert LEVEL[imported] < LEVEL[room(path)], f"{path} imports {module}"


@pytest.mark.parametrize("path", MODULES)
def test_from_outside_a_folder_only_its_face_is_imported(path):
    inside = Path(path).parent.parts
    for module, name in ours(path):
        parts = tuple(module.split(".")[1:])
        folder = parts if (SOURCE / Path(*parts)).is_dir() else parts[:-1]
        if module in PUBLIC or not folder:
            continue
        if folder == parts:  # a face
            assert (
                inside[: len(folder)] != folder
                or path.endswith("__init__.py")
                or (SOURCE / Path(*parts) / f"{name}.py").exists()
            ), f"{path} imports the face of its own folder"
            assert len(folder) == 1 or inside[: len(folder) - 1] == folder[:-1], (
                f"{path} imports {module}, which is private to its parent"
            )
        else:
            assert inside[: len(folder)] == folder, f"{path} looks behind the face of {module}"


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in WITHOUT_WIDGETS])
def test_the_numerics_know_nothing_of_widgets(path):
    packages = {module.split(".")[0] for module, _ in imports(path)}
    assert not packages & {"traitlets", "ipywidgets", "anywidget", "IPython"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.startswith(ARRAYS_ONLY)])
def test_the_kernels_know_arrays_only(path):
    assert "scipy" not in {module.split(".")[0] for module, _ in imports(path)}
    for module, _ in ours(path):
        assert module.startswith(("gmm_widget.em.kernels", "gmm_widget.progress")), module


@pytest.mark.parametrize("path", MODULES)
def test_scipy_waits_until_it_is_used(path):
    packages = {module.split(".")[0] for module, _ in imports(path, everywhere=False)}
    assert "scipy" not in packages


@pytest.mark.parametrize("path", [path for path in MODULES if path.endswith("__init__.py")])
def test_no_module_bears_the_name_of_what_its_folder_offers(path):
    folder = SOURCE / Path(path).parent
    package = ".".join(["gmm_widget", *Path(path).parent.parts])
    modules = {each.stem for each in folder.glob("*.py")} | {each.name for each in folder.iterdir()}
    face = importlib.import_module(package)
    for name in set(face.__all__) & modules:
        assert getattr(importlib.import_module(package), name) is sys.modules[f"{package}.{name}"]


@pytest.mark.parametrize("path", [path for path in MODULES if path.endswith("__init__.py")])
def test_a_face_offers_what_it_lists(path):
    face = importlib.import_module(".".join(["gmm_widget", *Path(path).parent.parts]))
    assert face.__doc__
    for name in face.__all__:
        exec(f"from {face.__name__} import {name}")


ADDRESSES = (
    *("em", "landscape", "datasets", "homework", "homework.grading", "progress", "tables"),
    *("cells", "collapse", "kmeans", "agreement", "density", "starts"),
)
"""Folders and modules that the documentation names: attributes of the package."""


@pytest.mark.parametrize("address", ADDRESSES)
def test_documented_addresses_are_found(address):
    package, _, name = f"gmm_widget.{address}".rpartition(".")
    code = f"from {package} import {name}; print(type({name}).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "module"


LATER = "landscape.", "homework", "export.", "em.many", "em.lloyd", "em.density", "em.agreement"
"""What is loaded when it is first asked for."""


def test_a_first_widget_loads_only_what_it_shows():
    code = (
        "import sys, gmm_widget\n"
        "gmm_widget.GMMWidget([[0, 0], [1, 1], [2, 0.5]], 1)\n"
        "print(*(m.removeprefix('gmm_widget.') for m in sys.modules if 'gmm_widget' in m))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name.startswith(LATER)] == []


def test_importing_the_package_loads_neither_scipy_nor_a_server():
    heavy = "{'scipy', 'jupyterlab', 'jupyter_server', 'pandas', 'matplotlib'}"
    code = f"import sys, gmm_widget; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
