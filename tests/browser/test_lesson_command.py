"""`gmm-widget lesson` for real: JupyterLab comes up with the student's copy in it."""

import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress

from lab import running_lab
from server import free_port

from gmm_widget.cli import lessons

COMMAND = (sys.executable, "-m", "gmm_widget.cli", "lesson")


def test_the_command_serves_a_copy_of_the_lesson(page):
    lesson = lessons()["01"]
    start = (*COMMAND, "--dir", "{root}")
    with running_lab(start) as lab:
        page.goto(f"{lab.url}/lab/workspaces/lesson/tree/{lesson}?reset")
        page.locator(".jp-Notebook h1").first.wait_for()
        assert (lab.root / lesson).exists()


def said_until(terminal, pattern):
    """All that a terminal shows until it has shown a pattern, or until nobody writes any more."""
    said = ""
    with suppress(OSError):  # Linux's way to say that the other end is closed
        while not re.search(pattern, said):
            said += os.read(terminal, 65536).decode(errors="replace")
    return said


def test_the_printed_address_opens_the_lesson_and_one_ctrl_c_ends_it(page, tmp_path):
    lesson = lessons()["02"]
    port, (terminal, inside) = free_port(), pty.openpty()
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    process = subprocess.Popen(
        (*COMMAND, "02", f"--dir={tmp_path}", "--no-browser", "--allow-root", f"--port={port}"),
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env={**os.environ, **{home: str(tmp_path / home.lower()) for home in homes}},
    )
    os.close(inside)
    try:
        said = said_until(terminal, r"http://127\S+token=\w+\s")
        (address,) = re.findall(rf"http://127\S+/lab/tree/{lesson}\?token=\w+", said)
        page.goto(address)
        page.locator(".jp-Notebook h1", has_text="Local optima").wait_for()
        os.kill(process.pid, signal.SIGINT)
        after = said_until(terminal, r"$^")
        assert process.wait() == 0
        assert not re.search(r"Traceback|nterrupted|y/\[n\]", after)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
