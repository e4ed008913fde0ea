"""`gmm-widget lesson` for real: JupyterLab comes up with the student's copy in it."""

import sys

from lab import running_lab

from gmm_widget.cli import lessons


def test_the_command_serves_a_copy_of_the_lesson(page, tmp_path):
    lesson = lessons()["01"]
    copy_goes_to = tmp_path / "notebooks"
    start = (sys.executable, "-m", "gmm_widget.cli", "lesson", "--dir", str(copy_goes_to))
    with running_lab(tmp_path, start=start) as lab:
        page.goto(f"{lab.url}/lab/workspaces/lesson/tree/{lesson}?reset")
        page.locator(".jp-Notebook h1").first.wait_for(timeout=60_000)
    assert (copy_goes_to / lesson).exists()
