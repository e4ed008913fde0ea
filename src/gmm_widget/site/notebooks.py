"""The notebooks of a site: which ones, and whether students may have them."""

from __future__ import annotations

import json
import re
import runpy
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOLUTION = re.compile(r"(?im)^\s*#+\s*BEGIN (SOLUTION|HIDDEN TESTS)|^\s*\"\"\" # BEGIN PROMPT")
IMPORT = re.compile(r"(?m)^\s*(?:import|from)\s+(\w+)")


@dataclass(frozen=True)
class Notebook:
    """A notebook of a site.

    Attributes
    ----------
    name : str
        Its file name.
    text : str
        JSON.
    source : Path
        Where it comes from.
    """

    name: str
    text: str
    source: Path

    @property
    def cells(self) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = json.loads(self.text)["cells"]
        return cells

    @property
    def title(self) -> str:
        """Its first heading, or its name."""
        for cell in self.cells:
            found = re.search(r"(?m)^#+\s*(.+)$", "".join(cell["source"]))
            if cell["cell_type"] == "markdown" and found:
                return found.group(1).strip()
        return self.name.removesuffix(".ipynb")

    @property
    def imports(self) -> set[str]:
        """The names of the packages that its code cells import."""
        code = ["".join(cell["source"]) for cell in self.cells if cell["cell_type"] == "code"]
        return {name for source in code for name in IMPORT.findall(source)}


def read_notebooks(sources: Sequence[Path]) -> list[Notebook]:
    """Read notebooks, and write the plain form of assignments.

    Parameters
    ----------
    sources : sequence of Path
        Each a notebook (.ipynb), or a Python file (.py) that defines ASSIGNMENT.

    Raises
    ------
    ValueError
        If one cannot be read or has solutions in it, or if two have the same name.
    """
    found = [_assignment(each) if each.suffix == ".py" else _notebook(each) for each in sources]
    for notebook in found:
        _refuse_solutions(notebook)
    names = [notebook.name for notebook in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two notebooks are called {twice[0]}: rename one, a site has one folder")
    return found


def check_imports(
    notebooks: Iterable[Notebook], present: Iterable[str], packages: Mapping[str, dict[str, Any]]
) -> None:
    """Raise ValueError if a notebook imports a package of Pyodide's that the site does not have.

    Parameters
    ----------
    notebooks : iterable of Notebook
    present : iterable of str
        The names of the packages that the site has.
    packages : mapping of str to dict
        All packages of Pyodide's lock.
    """
    absent = {
        module: name
        for name, package in packages.items()
        if name not in present and package["package_type"] == "package"
        for module in package["imports"]
    }
    for notebook in notebooks:
        for module in sorted(notebook.imports & absent.keys()):
            raise ValueError(
                f"{notebook.source} imports {module}, which the site would not have: "
                f"add --with {absent[module]}"
            )


def _notebook(path: Path) -> Notebook:
    if path.suffix != ".ipynb":
        raise ValueError(f"{path} must be a notebook (.ipynb), or a Python file with an ASSIGNMENT")
    try:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        assert all("cell_type" in cell and "source" in cell for cell in notebook["cells"])
        about = notebook["metadata"]
        if "language_info" not in about:  # without it the app asks each student for a kernel
            about["language_info"] = {"name": "python"}
            text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AssertionError):
        raise ValueError(f"{path} is no notebook: save it again with Jupyter") from None
    return Notebook(path.name, text, path)


def _assignment(path: Path) -> Notebook:
    from gmm_widget.homework.grading import Assignment, to_plain, write_notebook

    sys.path.insert(0, str(path.resolve().parent))
    try:
        assignment = runpy.run_path(str(path)).get("ASSIGNMENT")
    finally:
        sys.path.pop(0)
    if not isinstance(assignment, Assignment):
        raise ValueError(f"{path} must define ASSIGNMENT = Assignment(...)")
    name = f"{assignment.name}.ipynb"
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(to_plain(assignment), Path(folder) / name)
        text = (Path(folder) / name).read_text(encoding="utf-8")
    return Notebook(name, text, path)


def _refuse_solutions(notebook: Notebook) -> None:
    has = any(SOLUTION.search("".join(cell["source"])) for cell in notebook.cells)
    if has or Path(notebook.name).stem.endswith("-teacher"):
        raise ValueError(
            f"{notebook.source} has solutions in it, and everybody who opens the site could read "
            "them: give the students' notebook instead"
        )
