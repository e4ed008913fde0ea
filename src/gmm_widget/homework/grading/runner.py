"""Run one notebook for `execute`: the job comes on stdin, and its answers go to stdout, as JSON.

No process that this one starts has that pipe, and all have ended before anything is written.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from gmm_widget.homework.grading.execute import MIME
from gmm_widget.homework.grading.limits import LARGEST_NOTEBOOK, Limits, limit_run
from gmm_widget.homework.grading.processes import (
    adopt_orphans,
    descendants,
    end,
    end_descendants,
    hidden,
)

STAY = "get_ipython().ask_exit = lambda: None"
"""Runs first, since `exit()` in a cell would end the kernel a tenth of a second later."""
OVERTIME = {"status": "error", "ename": "TimeoutError", "evalue": "", "traceback": []}
STUBBORN = "A cell did not end and could not be interrupted."


def main() -> None:
    """Run the cells of a job under its limits, then those that output what is graded."""
    asked = json.loads(sys.stdin.buffer.read())
    pipe = _own_pipe()
    limits = Limits(**asked["limits"])
    limit_run(limits)
    adopt_orphans()
    probes = {one["name"]: one["source"] for one in asked["asked"]}
    with hidden():
        try:
            shown = run(asked["sources"], probes, Path(asked["place"]), limits)
        finally:
            end_descendants(os.getpid())
        answer = json.dumps(shown).encode()
        if len(answer) <= LARGEST_NOTEBOOK:
            _write(pipe, answer)


def _own_pipe() -> int:
    """Take stdout away from every process that this one starts, and keep it."""
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    return kept


def _write(pipe: int, content: bytes) -> None:
    with os.fdopen(pipe, "wb") as file:
        file.write(content)


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
    until = time.monotonic() + limits.run_seconds
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
        timeout_func=lambda cell: max(1, int(min(limits.cell_seconds, until - time.monotonic()))),
        store_widget_state=False,
        resources={"metadata": {"path": str(place)}},
    )
    shown: dict[str, Any] = {}
    try:
        with client.setup_kernel():
            for number, cell in enumerate(cells):
                if time.monotonic() > until:
                    shown["remark"] = f"The run was stopped after {limits.run_seconds:g} seconds."
                    break
                client.execute_cell(cell, number)
            end(descendants(os.getpid()))
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
    main()
