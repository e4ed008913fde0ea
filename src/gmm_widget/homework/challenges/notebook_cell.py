"""A notebook cell that puts what a call returned in place of the call, in its own text."""

from __future__ import annotations

import ast
import linecache
import sys
from types import FrameType
from typing import Any


def rewrite(frame: FrameType, method: str, value: str) -> bool:
    """Have the cell that runs write a text where it now calls ``....method(...)``.

    The notebook replaces the cell when it has run, and keeps its metadata (JupyterLab and
    Notebook 7 do). Only the very cell that is running is written to, and only if its text calls
    the method once; all else in it stays. Whatever executes notebooks without a front end ignores
    it.

    Parameters
    ----------
    frame : FrameType
        From where the method was called.
    method : str
    value : str

    Returns
    -------
    bool
        Whether the notebook was asked: False in a script, in a function, and in a cell whose text
        is not plain Python.
    """
    shell = _shell()
    if shell is None or frame.f_code.co_name != "<module>":
        return False
    source = "".join(linecache.getlines(frame.f_code.co_filename))
    # What a request from the front end says now would fall on whichever cell runs next.
    if frame.f_globals is not shell.user_ns or source.strip() != _running(shell).strip():
        return False
    written = with_value(source, method, value)
    if written is None:
        return False
    shell.set_next_input(written.rstrip("\n"), replace=True)
    return True


def with_value(source: str, method: str, value: str) -> str | None:
    """The text of a cell, a text's literal in place of its one call of a method.

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
    """The text of the cell that runs, as it was typed."""
    typed = shell.history_manager.input_hist_raw
    return str(typed[-1]) if typed else ""
