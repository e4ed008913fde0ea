"""The two commands of the README, and the parts of the second one: `nox --list` names them.

`lesson` opens a lesson in JupyterLab. `tests` runs every check there is and ends in one line;
`check` runs those that are quick, for every edit. Environments are made by uv where it is there.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import nox
from nox.command import CommandFailed

nox.options.sessions = ["tests"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Every kernel and server would compile all modules again, which takes it seconds."""

Check = Callable[[nox.Session], object]
NOX = (sys.executable, "-m", "nox")
PROJECT = nox.project.load_toml("pyproject.toml")
DEV = nox.project.dependency_groups(PROJECT, "dev")
GRADING = nox.project.dependency_groups(PROJECT, "grading")
HOSTS = nox.project.dependency_groups(PROJECT, "hosts")
EMULATED = nox.project.dependency_groups(PROJECT, "emulated")
XDIST = ("pytest", "pytest-xdist")
PYTEST = ("pytest", "-n", "2")
"""Two processes; `-- -n 0` gives one, which a debugger needs."""
PAGES = ("--maxfail=20", "--dist")
"""Where every test waits long for what does not come, twenty of them have told enough. What files
or groups share is made once in each process: one server and one browser."""
FAST = ("-m", "not slow")
FAILURES = "GMM_FAILURES"
"""The variable that names a file, to which `tests/conftest.py` appends each test that fails."""
AGAIN = ("--last-failed", "--last-failed-no-failures=none", "-n", "0")
FEW = 5
"""So many tests are run once more after they failed, alone, and named in the summary: on a busy
machine a real browser may lose a gesture. If more fail, there is a fault."""


FIRST_LESSON = """\
This first time about 290 MB are fetched: JupyterLab, pandas and scikit-learn from PyPI, and from
PyPI and npm what builds the front end. That takes some minutes, and 0.9 GB of disk, all inside this
folder. Ctrl-C stops it; run the same command again to go on.
"""


@nox.session
def lesson(session: nox.Session) -> None:
    """Open a copy of a lesson in JupyterLab: the first, or the one that is named, as in `-- 02`."""
    first = shutil.which("jupyter-lab", path=session.bin) is None
    if first:
        print(FIRST_LESSON, flush=True)
    session.install(".[lab]", silent=not first)
    words = ("gmm-widget", "lesson", "--dir", "lesson", *session.posargs)
    session.run(*words, interrupt_timeout=None)  # JupyterLab ends by itself on Ctrl-C


def lint(session: nox.Session) -> None:
    """Python as ruff and mypy want it."""
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")


def js(session: nox.Session) -> None:
    """The front end: biome, tsc and vitest, with the Node from PyPI."""
    for words in ("ci --ignore-scripts", "run lint", "run types", "run test"):
        session.run("python", "hatch_build.py", *words.split())


def unit(session: nox.Session) -> None:
    """Pure Python, and what Python and JavaScript must agree on."""
    run_pytest(session, *PYTEST, "tests/unit", "tests/contract", *session.posargs)


def fast_unit(session: nox.Session) -> None:
    """Those of the unit tests that are fast."""
    run_pytest(session, *PYTEST, *FAST, "tests/unit", "tests/contract", *session.posargs)


def notebooks(session: nox.Session) -> None:
    """Every notebook, from top to bottom, and the key to what their readers are asked."""
    run_pytest(session, *PYTEST, "tests/notebooks", "tests/lessons", *session.posargs)


def browser(session: nox.Session) -> None:
    """A real JupyterLab, a real kernel and a real Chromium."""
    session.run("python", "tests/browser/find_chromium.py")
    run_pytest(session, *PYTEST, *PAGES, "loadfile", "tests/browser", *session.posargs)


def packaging(session: nox.Session) -> None:
    """The sdist and the wheel, in bare environments without Node."""
    run_pytest(session, "pytest", "tests/packaging", *session.posargs)


SHARED = (lint, js, unit, notebooks, browser, packaging)
APART = ("floors", "grading", "colab", "hosts", "hosts_emulated")
"""Checks in an environment of their own."""


@nox.session
def tests(session: nox.Session) -> None:
    """Run every check, also after one has failed, and end in one line that says how it went."""
    checks = {check.__name__: check for check in SHARED}
    for name in APART:
        checks[name] = lambda one, name=name: one.run(*NOX, "-s", name, external=True)
    run_all(session, checks)


@nox.session
def check(session: nox.Session) -> None:
    """Run what is quick, for every edit: lint, types, the front end, and fast unit tests."""
    run_all(session, {one.__name__: one for one in (lint, js, fast_unit)})


@nox.session
def floors(session: nox.Session) -> None:
    """Run the fast unit tests at the lowest versions that pyproject.toml admits."""
    session.install("-e", ".[test]", "-c", "tests/floors.txt")
    # ipywidgets 7 uses what today's ipykernel and traitlets call deprecated.
    of_old_age = ("-W", "ignore::DeprecationWarning")
    where = ("tests/unit", "tests/contract")
    run_pytest(session, *PYTEST, *of_old_age, *FAST, *where, *session.posargs)


@nox.session
def grading(session: nox.Session) -> None:
    """Homework in the real nbgrader and otter-grader: from the release to the grades."""
    session.install("-e", ".[lab]", "hypothesis", *XDIST, *GRADING)
    run_pytest(session, *PYTEST, "--dist", "loadfile", "tests/grading", *session.posargs)


@nox.session
def colab(session: nox.Session) -> None:
    """The lessons on what Google Colab has installed, and what pip would change there: nothing."""
    session.install("-r", "tests/colab/pins.txt")
    tools = ("build", "nbclient", "packaging", "pip", "pytest")
    session.install("-c", "tests/colab/pins.txt", *tools)
    run_pytest(session, "pytest", "--confcutdir=tests/colab", "tests/colab", *session.posargs)


@nox.session
def hosts(session: nox.Session) -> None:
    """One table of scenarios, in every host what differs there; `-- --all` runs the whole table.

    `-- --host fast` runs one host alone.
    """
    session.install("-e", ".[lab]", "hypothesis", "playwright", *XDIST, *HOSTS)
    in_hosts(session)


@nox.session
def hosts_emulated(session: nox.Session) -> None:
    """The same table in pages that stand in for VS Code, and for Colab near by and far away."""
    session.install("-e", ".", "hypothesis", "playwright", *XDIST, *EMULATED)
    made = str(Path(session.virtualenv.location) / "emulated")
    session.run("python", "tests/hosts/emulated/fetch.py", made)
    every = [word for host in ("vscode", "colab", "colab-far") for word in ("--host", host)]
    chosen = () if "--host" in session.posargs else every
    in_hosts(session, *chosen, GMM_EMULATED=made)


@nox.session
def site(session: nox.Session) -> None:
    """A site for a class: built, then used in a real Chromium, in which Python itself runs.

    Pyodide's wheels come from the folder that GMM_WASM_WHEELS names, or from ../shared/wasm; where
    there is neither they are fetched from Pyodide's release, and the session fails without it.
    `tests` does not run it.
    """
    session.install("-e", ".[site]", "hypothesis", "playwright", *XDIST)
    session.run("python", "tests/browser/find_chromium.py")
    run_pytest(session, *PYTEST, *PAGES, "loadfile", "tests/site", *session.posargs)
    in_hosts(session, "--host", "lite")


@nox.session
def picture(session: nox.Session) -> None:
    """Draw the README's picture anew, from the real widget in a real browser."""
    set_up(session)
    session.run("python", "scripts/picture.py")


def in_hosts(session: nox.Session, *chosen: str, **env: str) -> None:
    """The tests of the hosts: each host in one of the processes."""
    session.run("python", "tests/browser/find_chromium.py")
    run_pytest(
        session, *PYTEST, *PAGES, "loadgroup", "tests/hosts", *chosen, *session.posargs, env=env
    )


def set_up(session: nox.Session) -> None:
    """Install the package as it stands, and all that any check needs."""
    session.install("-e", ".[lab,test]", *DEV)


class Attempt(NamedTuple):
    """How a check went: its seconds, and the tests that failed at first."""

    passed: bool
    seconds: float
    failures: tuple[str, ...] = ()

    def __str__(self) -> str:
        how = "" if self.passed else "  failed"
        if self.passed and self.failures:
            how = "  passed when these were run again:"
        return "\n    ".join([f"{self.seconds:5.0f} s{how}", *self.failures])


def run_all(session: nox.Session, checks: Mapping[str, Check]) -> None:
    """Set up and run all checks; end in what each took, what failed, and a line that sums up."""
    begun = time.monotonic()
    set_up(session)
    tried = {"environment": Attempt(True, time.monotonic() - begun)}
    for name, check in checks.items():
        session.log(f"---- {name} ----")
        tried[name] = attempt(session, check)
    for name, result in tried.items():
        print(f"{name:<16}{result}")
    failed = [name for name, result in tried.items() if not result.passed]
    print(f"checks: {len(checks) - len(failed)} passed, {len(failed)} failed", flush=True)
    if failed:
        session.error(f"these checks failed: {', '.join(failed)}")


def attempt(session: nox.Session, check: Check) -> Attempt:
    """Run one check, and note which tests failed in it."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        failures = Path(folder) / "failures"
        os.environ[FAILURES] = session.env[FAILURES] = str(failures)
        try:
            check(session)
            passed = True
        except CommandFailed:
            passed = False
        return Attempt(passed, time.monotonic() - begun, noted(failures))


def noted(failures: Path) -> tuple[str, ...]:
    """The tests that a file of failures names, each once."""
    return tuple(dict.fromkeys(failures.read_text().splitlines())) if failures.exists() else ()


def run_pytest(session: nox.Session, *words: str, env: Mapping[str, str] | None = None) -> None:
    """Run pytest, and the tests that failed once more, alone, if they are few."""
    try:
        session.run(*words, env=env)
    except CommandFailed:
        failures = os.environ.get(FAILURES)
        if failures is None or not 1 <= len(noted(Path(failures))) <= FEW:
            raise
        session.log("once more, those that failed:")
        session.run(*words, *AGAIN, env=env)


def alone(check: Check) -> None:
    """Make one check a session of its own."""

    def session_of_its_own(session: nox.Session) -> None:
        set_up(session)
        check(session)

    session_of_its_own.__doc__ = check.__doc__
    nox.session(name=check.__name__)(session_of_its_own)


for each in SHARED:
    alone(each)
