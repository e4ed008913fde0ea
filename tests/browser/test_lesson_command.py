"""`gmm-widget lesson` for real: JupyterLab comes up with the student's copy in it."""

import sys

from lab import running_lab

from gmm_widget.cli import lessons


def test_the_command_serves_a_copy_of_the_lesson(page):
    lesson = lessons()["01"]
    start = (sys.executable, "-m", "gmm_widget.cli", "lesson", "--dir", "{root}")
    with running_lab(start) as lab:
        page.goto(f"{lab.url}/lab/workspaces/lesson/tree/{lesson}?reset")
        page.locator(".jp-Notebook h1").first.wait_for()
        assert (lab.root / lesson).exists()
