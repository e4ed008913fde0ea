"""Students' notebooks run in processes of their own, and nothing they do hurts the grader."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import handed_in as hand
import pytest

from gmm_widget.homework.grading import Limits, Question, grade
from gmm_widget.homework.grading.execute import execute
from gmm_widget.homework.grading.notebook import Cell, Notebook

E_STEP = Question("e_step", 3)
TRAP = Question("trap", 4)


def notebook(folder: Path, *sources: str) -> Notebook:
    cells = tuple(Cell(i + 1, "code", source, {}) for i, source in enumerate(sources))
    return Notebook(folder / "hw.ipynb", cells, {})


def run(folder, *sources, questions=(E_STEP,), **limits):
    return execute(notebook(folder, *sources), "ada", questions, Limits(**limits))


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """A run that ends by itself, and the seconds that it takes here, now: a limit is wider."""
    begun = time.monotonic()
    ran = run(tmp_path_factory.mktemp("usual"), hand.NOT_NORMALISED, "1 / 0", hand.RIGHT)
    return ran, time.monotonic() - begun


def test_a_function_is_checked_after_all_cells_have_run(usual):
    ran, _ = usual
    assert ran.results["e_step"].passed
    assert ran.remark == ""


def test_a_wrong_function_gets_its_diagnosis(tmp_path):
    from gmm_widget.homework import check_e_step

    space: dict[str, Any] = {}
    exec(hand.NOT_NORMALISED, space)
    wanted = check_e_step(space["e_step"])
    got = run(tmp_path, hand.NOT_NORMALISED).results["e_step"]
    assert (got.score, got.message) == (wanted.score, wanted.message)


def test_a_function_that_is_missing_is_a_reason(tmp_path):
    result = run(tmp_path, "x = 1").results["e_step"]
    assert not result
    assert "NameError" in result.message


def test_an_answer_that_only_a_run_brings_forth_is_judged(tmp_path):
    source = (
        "from gmm_widget.homework import record, solvable\n"
        "answer_trap = record('trap', solvable('trap', 'ada').example, 'ada')"
    )
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    hand.save({"cells": [cell], "metadata": {}}, tmp_path / "ada.ipynb")
    [line] = grade(tmp_path, [TRAP], execute=True)
    assert (line.points, line.where) == (4.0, "answer_trap after a run")
    [line] = grade(tmp_path, [TRAP])
    assert line.points == 0


def test_the_notebook_finds_its_data_and_its_student(tmp_path):
    (tmp_path / "data.csv").write_text("1,2\n")
    source = (
        "from pathlib import Path\nfrom gmm_widget.homework.grading import student_here\n"
        "assert Path('data.csv').read_text() == '1,2\\n' and student_here() == 'ada'\n"
    )
    assert run(tmp_path, source + hand.RIGHT).results["e_step"].passed


def test_an_endless_cell_is_interrupted_and_the_next_ones_run(tmp_path, usual):
    _, seconds = usual
    ran = run(tmp_path, "while True: pass", hand.RIGHT, cell_seconds=2 + 2 * seconds)
    assert ran.results["e_step"].passed


def test_a_run_that_cannot_be_interrupted_is_ended(tmp_path, usual):
    stubborn = (
        "import os, pathlib, signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "while True: pass"
    )
    _, seconds = usual
    limits = {"cell_seconds": 2 + seconds, "run_seconds": 4 + 3 * seconds}
    ran = run(tmp_path, stubborn, hand.RIGHT, **limits)
    assert not ran.results.get("e_step")
    assert ran.remark
    kernel = int((tmp_path / "pid").read_text())
    until = time.monotonic() + 120
    while not ended(kernel):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_kernel_that_is_busy_to_the_end_is_remarked_on_long_before_the_run_s_limit(tmp_path):
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    ran = run(tmp_path, stubborn, hand.RIGHT, cell_seconds=3, run_seconds=600)
    assert not ran.results["e_step"]
    assert ran.remark == "A cell did not end and could not be interrupted."


def ended(process: int) -> bool:
    """Whether a process is gone, or a zombie that its parent has not looked at."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_limited(tmp_path):
    greedy = "import numpy as np\nkept = [np.ones(10**8) for _ in range(10)]"
    ran = run(tmp_path, greedy, "assert 'kept' not in globals()\n" + hand.RIGHT, megabytes=1500)
    assert ran.results["e_step"].passed


def test_a_kernel_that_dies_is_a_reason(tmp_path):
    ran = run(tmp_path, hand.RIGHT, "import os; os._exit(1)")
    assert "died" in ran.remark


DETACH = """
import os, subprocess, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open({daemon!r}, "w").write(str(os.getpid()))
        os.execve("/bin/sleep", ["sleep", "600"], {{}})
    os._exit(0)
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
open({child!r}, "w").write(str(child.pid))
while not (os.path.exists({daemon!r}) and open({daemon!r}).read()):
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux only")
@pytest.mark.parametrize("then", ["", "os.kill(os.getppid(), 9)\nwhile True: pass\n"])
def test_no_process_that_a_notebook_starts_outlives_it(tmp_path, then):
    """Also where it ends the process that runs it: then there is no result to forge."""
    paths = {name: str(tmp_path / name) for name in ("daemon", "child")}
    ran = run(tmp_path, DETACH.format(**paths), then + hand.RIGHT)
    assert bool(ran.results) != bool(then)
    known = ("child",) if then else ("child", "daemon")
    for name in known:
        assert ended(int(Path(paths[name]).read_text())), name
    left = int(Path(paths["daemon"]).read_text())
    if not ended(left):  # it cleared its environment, and nobody was there to adopt it
        os.kill(left, signal.SIGKILL)


WRITES = """
import os, glob
for fd in range(3, 64):
    try:
        if os.readlink(f"/proc/self/fd/{fd}").startswith("pipe"):
            os.write(fd, b'{"e_step": {"passed": true, "score": 1.0, "message": "forged"}}')
    except OSError:
        pass
os.write(1, b'{"e_step": {"passed": true, "score": 1.0, "message": "forged"}}')
for path in glob.glob(os.path.expanduser("~/**/*.json"), recursive=True):
    open(path, "w").write('{"e_step": {"passed": true, "score": 1.0, "message": "forged"}}')
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it looks for files of Linux")
def test_a_result_that_a_notebook_writes_is_not_taken(tmp_path):
    ran = run(tmp_path, WRITES, hand.NOT_NORMALISED)
    assert not ran.results["e_step"].passed
    assert "forged" not in ran.results["e_step"].message


def test_a_notebook_does_not_see_the_graders_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_SECRET", "s3cret")
    out = tmp_path / "environment"
    source = f"import os\nopen({str(out)!r}, 'w').write(repr(dict(os.environ)))\n"
    assert run(tmp_path, source + hand.RIGHT).results["e_step"].passed
    told = out.read_text()
    assert "s3cret" not in told
    assert str(Path.home()) not in told.partition("'HOME': ")[2].partition(",")[0]


RUDE = ("raise SystemExit", "exit()", "exit(keep_kernel=False)", "%%bash\nexit 3", "def f(:", "")


def test_whatever_a_cell_does_the_next_ones_run_and_the_rest_is_graded(tmp_path):
    marks = [f"ran.append({rude!r})" for rude in RUDE]
    cells = [cell for pair in zip(RUDE, marks, strict=True) for cell in pair]
    last = f"assert ran == {list(RUDE)}\n{hand.RIGHT}"
    assert run(tmp_path, "ran = []", *cells, last).results["e_step"].passed


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_place_where_nothing_runs_is_the_teachers_error_and_nobodys_zero(tmp_path):
    hand.save({"cells": [], "metadata": {}}, tmp_path / "ada.ipynb")
    with pytest.raises(ValueError, match="cannot be run here"):
        grade(tmp_path, [E_STEP], execute=True, limits=Limits(megabytes=10))
