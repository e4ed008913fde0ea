"""Which way imports point: down only, and never to scipy before it is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "gmm_widget"

FLOORS = (
    {"asking", "datasets", "distribution", "lazy", "threads"},
    {"progress", "tables", "words"},
    {"em"},
    {"diagnostics", "homework"},
    {"landscape"},
    {"session"},
    {"drawing"},
    {"wire"},
    {"export"},
    {"widget"},
    {"__init__"},
    {"cli"},
)
NUMERICS = {
    "asking",
    "datasets",
    "diagnostics",
    "distribution",
    "drawing",
    "em",
    "export",
    "homework",
    "landscape",
    "lazy",
    "session",
    "tables",
    "threads",
    "wire",
    "words",
}
LEVEL = {module: level for level, floor in enumerate(FLOORS) for module in floor}
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def room(module: str) -> str:
    """The name in FLOORS of a file: a folder of files counts as one."""
    return module.removesuffix(".py").split("/")[0]


def imports(module: str, *, everywhere: bool) -> Iterator[str]:
    """Dotted names that a module imports: at import time, or everywhere (also for its types)."""
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively; name the whole path"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_module_has_its_floor():
    places = "place the new file in FLOORS and in CONTRIBUTING.md"
    assert {room(module) for module in MODULES} == set(LEVEL), places


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    for name in imports(module, everywhere=True):
        package, _, rest = name.partition(".")
        imported = rest.split(".")[0]
        if package == "gmm_widget" and imported in LEVEL and imported != room(module):
            assert LEVEL[imported] < LEVEL[room(module)], f"{module} imports {imported} from above"


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) in NUMERICS])
def test_the_numerics_know_nothing_of_widgets(module):
    packages = {name.split(".")[0] for name in imports(module, everywhere=True)}
    assert not packages & {"traitlets", "ipywidgets", "anywidget"}


@pytest.mark.parametrize("module", MODULES)
def test_scipy_waits_until_it_is_used(module):
    assert "scipy" not in {name.split(".")[0] for name in imports(module, everywhere=False)}


def test_importing_the_package_loads_neither_scipy_nor_a_server():
    heavy = "{'scipy', 'jupyterlab', 'jupyter_server', 'pandas', 'matplotlib'}"
    code = f"import sys, gmm_widget; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
