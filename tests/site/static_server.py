"""A plain static file server: a site below a path of its own, and what was fetched of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BELOW = "/courses/em"
STALL = "/stall"


class Handler(SimpleHTTPRequestHandler):
    """Files as they are, below a path; every answer is noted."""

    protocol_version = "HTTP/1.1"
    server: "StaticServer"

    def translate_path(self, path: str) -> str:
        inside = path.partition("?")[0].removeprefix(BELOW)
        return super().translate_path(inside if path.startswith(BELOW) else "/nothing-is-here")

    def do_GET(self) -> None:
        """Send a file; what asks for STALL waits as long as the test has it wait."""
        if self.path.endswith(STALL):
            self.server.stalled.set()
            self.server.go_on.wait()
        super().do_GET()

    def send_response(self, code: int, message: str | None = None) -> None:
        self.code = int(code)
        super().send_response(code, message)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        self.server.sent.append((self.path.partition("?")[0].removeprefix(BELOW), len(content)))
        outputfile.write(content)

    def log_message(self, *words: Any) -> None:
        if getattr(self, "code", 200) >= 400:
            self.server.missing.append(self.path)


class StaticServer(ThreadingHTTPServer):
    """A server on a free port; `sent` has each file that was transferred, with its size."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.sent: list[tuple[str, int]] = []
        self.missing: list[str] = []
        self.stalled, self.go_on = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{BELOW}"


@contextmanager
def serving(folder: Path) -> Iterator[StaticServer]:
    """Serve a folder."""
    server = StaticServer(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
