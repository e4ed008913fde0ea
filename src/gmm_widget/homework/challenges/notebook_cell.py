"""Replacement of a call in a notebook cell's own text by the value that it returned."""

from __future__ import annotations

import ast
import linecache
import sys
from types import FrameType
from typing import Any


def rewrite(frame: FrameType, method: str, value: str) -> bool:
    """Replace the call ``....method(...)`` in the running cell by a string literal.

    The notebook replaces the cell's text after the run, and keeps its metadata (JupyterLab and
    Notebook 7 do). Only the cell that is running is changed, and only if its text calls the method
    exactly once; the rest of it stays. Tools that execute notebooks without a front end ignore the
    request.

    Parameters
    ----------
    frame : FrameType
        The frame that called the method.
    method : str
    value : str

    Returns
    -------
    bool
        Whether the request was sent: False in a script, in a function, and in a cell whose text is
        not plain Python.
    """
    shell = _shell()
    if shell is None or frame.f_code.co_name != "<module>":
        return False
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    # During a request of the front end, the change would affect the next cell that runs.
    if frame.f_globals is not shell.user_ns or source.strip() != _running(shell).strip():
        return False
    written = with_value(source, method, value)
    if written is None:
        return False
    shell.set_next_input(written.rstrip("\n"), replace=True)
    return True


def with_value(source: str, method: str, value: str) -> str | None:
    """Replace the only call of a method in the text of a cell by a string literal.

    Examples
    --------
    >>> with_value('answer = w.record()  # mine', "record", "gmm1.x")
    'answer = "gmm1.x"  # mine'
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
    ]
    if len(calls) != 1:
        return None
    [call] = calls
    assert call.end_lineno is not None
    assert call.end_col_offset is not None
    lines = source.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    begin = starts[call.lineno - 1] + call.col_offset
    end = starts[call.end_lineno - 1] + call.end_col_offset
    raw = source.encode()
    return (raw[:begin] + f'"{value}"'.encode() + raw[end:]).decode()


def _shell() -> Any:
    """The kernel's shell; None in a script or in a terminal."""
    interactive = sys.modules.get("IPython")
    shell = interactive.get_ipython() if interactive is not None else None
    return shell if getattr(shell, "kernel", None) is not None else None


def _running(shell: Any) -> str:
    """The text of the running cell, as typed."""
    typed = shell.history_manager.input_hist_raw
    return str(typed[-1]) if typed else ""
