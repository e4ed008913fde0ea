"""The build hook makes the bundle anew when its sources have changed, and only then."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOOK = ROOT / "hatch_build.py"


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", HOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path, hook):
    """A small checkout whose bundle is fresh."""
    for name, text in {
        "js/build.js": "// builds\n",
        "js/package.json": "{}\n",
        "js/package-lock.json": "{}\n",
        "js/src/index.js": "export default 1;\n",
        "js/test/index.test.js": "// a test\n",
        "src/gmm_widget/static/widget.css": ".gmm{}",
        "src/gmm_widget/static/page.css": "body{}",
        "src/gmm_widget/static/page.js": "export default 2;\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    script, _ = hook.bundle(tmp_path)
    script.write_text(hook.stamp(tmp_path) + "export default 1", encoding="utf-8")
    return tmp_path


def test_a_fresh_bundle_is_left_alone(hook, checkout):
    assert not hook.is_stale(checkout)


@pytest.mark.parametrize("name", ["widget.js", "widget.css", "page.js", "page.css"])
def test_a_missing_file_makes_it_stale(hook, checkout, name):
    (checkout / "src/gmm_widget/static" / name).unlink()
    assert hook.is_stale(checkout)


SOURCES = ["js/build.js", "js/package.json", "js/package-lock.json", "js/src/index.js"]


@pytest.mark.parametrize("name", SOURCES)
def test_a_changed_source_makes_it_stale(hook, checkout, name):
    (checkout / name).write_text("changed", encoding="utf-8")
    assert hook.is_stale(checkout)


def test_a_new_source_makes_it_stale(hook, checkout):
    (checkout / "js/src/new.js").write_text("", encoding="utf-8")
    assert hook.is_stale(checkout)


def test_a_moved_source_makes_it_stale(hook, checkout):
    (checkout / "js/src/index.js").rename(checkout / "js/src/main.js")
    assert hook.is_stale(checkout)


def test_a_bundle_made_by_hand_carries_no_stamp_and_is_stale(hook, checkout):
    script, _ = hook.bundle(checkout)
    script.write_text("export default 1", encoding="utf-8")
    assert hook.is_stale(checkout)


def test_tests_and_line_ends_do_not_count(hook, checkout):
    (checkout / "js/test/index.test.js").write_text("// another", encoding="utf-8")
    (checkout / "js/src/index.js").write_bytes(b"export default 1;\r\n")
    assert not hook.is_stale(checkout)


def test_the_build_stamps_what_it_made(hook, checkout, monkeypatch):
    script, _ = hook.bundle(checkout)
    commands = []

    def npm(*arguments, cwd):
        commands.append(arguments[0])
        script.write_text("export default 2", encoding="utf-8")

    monkeypatch.setattr(hook, "npm", npm)
    (checkout / "js/src/index.js").write_text("export default 2;\n", encoding="utf-8")
    hook.build(checkout)
    assert commands == ["ci", "run"]
    assert script.read_text(encoding="utf-8").endswith("*/\nexport default 2")
    assert not hook.is_stale(checkout)


def test_the_lock_names_the_tools_of_every_system():
    """`npm ci` refuses a lock that leaves out another system's optional packages."""
    locked = json.loads((ROOT / "js/package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = {name for entry in locked.values() for name in entry.get("optionalDependencies", {})}
    assert {name for name in wanted if f"node_modules/{name}" not in locked} == set()
