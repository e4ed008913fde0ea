"""Execution of a student's notebook in a separate process, for answers that exist only then.

It runs in an environment without the grader's variables, its result comes through a pipe that it
does not have, and all processes that it started are ended. Time and memory are limited. But the
code can do whatever its user may do: read files, use the network, and deceive a checker in the same
process. For more isolation, use a container.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gmm_widget.homework.grading.assignment import Question
from gmm_widget.homework.grading.limits import Limits
from gmm_widget.homework.grading.notebook import Notebook
from gmm_widget.homework.grading.processes import (
    MARK,
    adopts_orphans,
    descendants,
    end,
    end_descendants,
    hidden,
    marked,
)
from gmm_widget.homework.grading.scan import Found
from gmm_widget.homework.result import Result

NEEDED = ("nbclient", "ipykernel")
MIME = "application/vnd.gmm-widget.result+json"
GRACE = 20.0
"""Seconds beyond the limit after which a run that has not ended is killed."""
MOST_FILES, LARGEST_COPY = 100, 50_000_000
"""The maximum number of files that are copied from beside a notebook, and their total bytes."""

KEPT = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT"),
)
"""The environment variables that a run inherits."""

TRIED = (Question("e_step"),)


@dataclass(frozen=True)
class Ran:
    """The outcome of a run.

    Attributes
    ----------
    results : mapping
        The result of every requested function, by the question's name.
    codes : tuple of Found
        The answers that variables held at the end.
    remark : str
        Why there is less than was requested; empty if there is not.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    codes: tuple[Found, ...] = ()
    remark: str = ""


def check_executable(limits: Limits) -> None:
    """Raise ValueError, with advice, if even an empty notebook cannot be run here within limits."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ValueError(
            f"to run notebooks, {' and '.join(missing)} must be installed: "
            f"pip install {' '.join(missing)}"
        )
    with tempfile.TemporaryDirectory() as place:
        tried = execute(Notebook(Path(place, "empty.ipynb"), (), {}), "nobody", TRIED, limits)
    if tried.remark or "NameError" not in tried.results["e_step"].message:
        raise ValueError(
            f"notebooks cannot be run here; an empty one was tried. {tried.remark} Is there a "
            "Python kernel (pip install ipykernel), and are the limits wide enough?"
        )


def execute(notebook: Notebook, student: str, questions: Sequence[Question], limits: Limits) -> Ran:
    """Run a notebook's code cells, then check its functions and read its answers.

    Errors in cells do not stop it. It runs in a new folder ``.../autograded/<student>/<name>`` with
    copies of the files beside the notebook, under `limits`.

    Parameters
    ----------
    notebook : Notebook
    student : str
    questions : sequence of Question
        For a function, the function is checked; for a challenge, its variable is read.
    limits : Limits

    Returns
    -------
    Ran
    """
    sources = [cell.source for cell in notebook.cells if cell.kind == "code"]
    with tempfile.TemporaryDirectory(prefix="gmm-widget-", ignore_cleanup_errors=True) as top:
        place = Path(top, "autograded", _plain(student), _plain(notebook.path.stem))
        place.mkdir(parents=True)
        _copy_beside(notebook.path, place)
        asked = [{"name": one.name, "source": probe(one)} for one in questions]
        told = {"sources": sources, "asked": asked, "place": str(place), "limits": asdict(limits)}
        problem, output = _run(json.dumps(told), Path(top), limits.run_seconds + GRACE)
        shown = {} if problem else _parsed(output)
    if problem or shown is None:
        remark = problem or "The run ended without a result."
        return Ran(remark=f"{remark} So its functions could not be checked.")
    return _ran(shown, questions)


def probe(question: Question) -> str:
    """The cell that runs after the student's, and outputs what is to be graded."""
    if question.is_function:
        return (
            "from IPython.display import display as _display\n"
            f"from gmm_widget.homework import check_{question.name} as _check\n"
            f"_result = _check({question.variable})\n"
            f"_display({{{MIME!r}: {{'passed': _result.passed, 'score': _result.score, "
            "'message': _result.message}}, raw=True)"
        )
    return (
        "from IPython.display import display as _display\n"
        f"_display({{{MIME!r}: {{'answer': str({question.variable})}}}}, raw=True)"
    )


def _run(job: str, place: Path, seconds: float) -> tuple[str, str]:
    """Run a job for at most some seconds, and end all processes that it started.

    Parameters
    ----------
    job : str
    place : Path
        The working folder, and the home.
    seconds : float

    Returns
    -------
    problem, output : str
        Why it failed, or ""; and what it wrote into its pipe.
    """
    mark = uuid.uuid4().hex
    with hidden():
        process = subprocess.Popen(
            [sys.executable, "-m", "gmm_widget.homework.grading.runner"],
            cwd=place,
            env=bare_environment(place) | {MARK: mark},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        try:
            output, _ = process.communicate(job, seconds)
        except subprocess.TimeoutExpired:
            return f"The notebook ran longer than {seconds - GRACE:g} seconds and was stopped.", ""
        finally:
            _end_run(process, mark)
    if process.returncode:
        return "The notebook used up its processor time or memory, or ended its own process.", ""
    return "", output


def bare_environment(home: Path) -> dict[str, str]:
    """The environment of a run: what Python needs, and nothing else of the grader's."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    if paths:
        kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, paths))
    places = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "TMPDIR", "TEMP", "TMP"), str(home))
    return kept | places | {"PYTHONUSERBASE": site.getuserbase()}


def _end_run(process: subprocess.Popen[str], mark: str) -> None:
    """End a run, and every process that came of it."""
    if process.poll() is None:
        end({process.pid, *descendants(process.pid)})
    end(marked(mark))
    process.kill()
    process.communicate()
    if adopts_orphans():
        end_descendants(os.getpid())


def _parsed(output: str) -> dict[str, Any] | None:
    try:
        shown = json.loads(output)
    except (ValueError, RecursionError):
        return None
    return shown if isinstance(shown, dict) else None


def _ran(shown: dict[str, Any], questions: Sequence[Question]) -> Ran:
    results: dict[str, Result] = {}
    codes: list[Found] = []
    for question in questions:
        data = shown.get(question.name)
        if not isinstance(data, dict):
            continue
        if question.is_function:
            results[question.name] = _result(data)
        elif isinstance(data.get("answer"), str):
            codes.append(Found(data["answer"], f"{question.variable} after a run"))
    return Ran(results, tuple(codes), str(shown.get("remark", "")))


def _result(data: dict[str, Any]) -> Result:
    if error := data.get("error"):
        return Result(False, f"It could not be checked: {error}")
    try:
        passed = data["passed"] is True
        return Result(passed, str(data["message"]), float(data["score"]))
    except (KeyError, TypeError, ValueError):
        return Result(False, "It could not be checked: the run showed no result.")


def _plain(name: str) -> str:
    """Convert a name to one that a folder can have."""
    kept = "".join(c if c.isalnum() or c in " ._-@" else "_" for c in name)[:80]
    return kept if kept.strip(". ") else "_"


def _copy_beside(notebook: Path, place: Path) -> None:
    """Copy the data beside a notebook: ordinary files other than notebooks."""
    left = LARGEST_COPY
    with suppress(OSError):
        for path in sorted(notebook.parent.iterdir())[:MOST_FILES]:
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            left -= path.stat().st_size
            if left >= 0:
                shutil.copyfile(path, place / path.name)
