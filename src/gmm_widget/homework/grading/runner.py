"""Run one notebook for `execute`, and collect its answers: `python -m ...runner JOB DONE`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from gmm_widget.homework.grading.execute import MIME
from gmm_widget.homework.grading.limits import Limits, limit_run

STAY = "get_ipython().ask_exit = lambda: None"
"""Runs first, since `exit()` in a cell would end the kernel a tenth of a second later."""
OVERTIME = {"status": "error", "ename": "TimeoutError", "evalue": "", "traceback": []}
STUBBORN = "A cell did not end and could not be interrupted."


def main(job: Path, done: Path) -> None:
    """Run the cells of a job under its limits, then those that output what is graded."""
    asked = json.loads(job.read_text())
    limits = Limits(**asked["limits"])
    limit_run(limits)
    probes = {one["name"]: one["source"] for one in asked["asked"]}
    done.write_text(json.dumps(run(asked["sources"], probes, Path(asked["place"]), limits)))


def run(sources: list[str], probes: dict[str, str], place: Path, limits: Limits) -> dict[str, Any]:
    """Run all sources in a folder, and collect the output of every probe, by name, and a remark.

    Parameters
    ----------
    sources : list of str
    probes : mapping of str to str
    place : Path
    limits : Limits

    Returns
    -------
    dict

    Raises
    ------
    ImportError
        Without nbclient and nbformat.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat import reads

    blank: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    made = [{**blank, "source": source} for source in [STAY, *sources, *probes.values()]]
    bare = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    notebook = reads(json.dumps(bare), as_version=4)  # type: ignore[no-untyped-call]
    cells = notebook.cells
    end = time.monotonic() + limits.run_seconds
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout={
            "status": "error",
            "ename": "TimeoutError",
            "evalue": "",
            "traceback": [],
        },
        timeout_func=lambda cell: max(1, int(min(limits.cell_seconds, end - time.monotonic()))),
        store_widget_state=False,
        resources={"metadata": {"path": str(place)}},
    )
    shown: dict[str, Any] = {}
    try:
        with client.setup_kernel():
            for number, cell in enumerate(cells):
                if time.monotonic() > end:
                    shown["remark"] = f"The run was stopped after {limits.run_seconds:g} seconds."
                    break
                client.execute_cell(cell, number)
    except CellTimeoutError:
        shown["remark"] = STUBBORN
    except DeadKernelError:
        shown["remark"] = "The kernel died: too much memory or processor time, or it was ended."
    finished = cells[1 + len(sources) :]
    if not shown and any(cell.execution_count is None for cell in finished):
        shown["remark"] = STUBBORN  # the kernel was still busy at the time limit
    return shown | {name: _shown(cell.outputs) for name, cell in zip(probes, finished, strict=True)}


def _shown(outputs: list[Any]) -> dict[str, Any]:
    """The output of a probe, or the error that it ended with."""
    for output in outputs:
        data = output.get("data", {}).get(MIME)
        if isinstance(data, dict):
            return dict(data)
    for output in outputs:
        if output.get("output_type") == "error":
            return {"error": f"{output.get('ename')}: {output.get('evalue')}"[:300]}
    return {"error": "the run ended before."}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
