"""A line from a test to the kernel, in hosts with a console and without: the notebook calls home.

The kernel's half needs nothing but Python itself: it is imported there, whatever else is installed.
"""

import json
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CALL = "import sys; sys.path.insert(0, {here!r}); import line; line.call({port}, globals())"


class Line:
    """The test's half: it waits for calls, and asks the notebook that called last."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._call: Any = None

    @property
    def first_cell(self) -> str:
        """What a notebook runs to be asked."""
        here = str(Path(__file__).parent)
        return CALL.format(here=here, port=self._server.getsockname()[1])

    def wait(self, seconds: float) -> None:
        """Wait for the next notebook's call, and hang up on the last one."""
        self.hang_up()
        self._server.settimeout(seconds)
        connection, _ = self._server.accept()
        connection.settimeout(seconds)
        self._call = connection.makefile("rw", encoding="utf-8")
        connection.close()

    def ask(self, expression: str) -> Any:
        """The value of a Python expression in the notebook, through JSON (arrays as lists).

        Raises
        ------
        AssertionError
            When it raised there, or when the kernel is gone.
        """
        assert self._call is not None, "no notebook has called"
        try:
            self._call.write(json.dumps(expression) + "\n")
            self._call.flush()
            reply = self._call.readline()
        except OSError:
            reply = ""
        assert reply, "the kernel is gone"
        answer = json.loads(reply)
        assert "error" not in answer, f"{answer.get('error')}\nwhile evaluating {expression}"
        return answer["value"]

    def hang_up(self) -> None:
        if self._call is not None:
            self._call.close()
        self._call = None

    def close(self) -> None:
        self.hang_up()
        self._server.close()


def call(port: int, names: Mapping[str, Any]) -> None:
    """The kernel's half: call the test, and answer its questions in a thread until it hangs up."""
    home = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=_answer, args=(home, names), daemon=True).start()


def _answer(home: socket.socket, names: Mapping[str, Any]) -> None:
    with home, home.makefile("rw", encoding="utf-8") as questions:
        for question in questions:
            try:
                # A copy: what is asked leaves nothing behind.
                value = eval(json.loads(question), {**names, "sys": sys})
                answer = json.dumps({"value": value}, default=_plain)
            except Exception as error:
                answer = json.dumps({"error": f"{type(error).__name__}: {error}"})
            questions.write(answer + "\n")
            questions.flush()


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else vars(value)
