"""Real widgets behind one WebSocket: the smallest kernel there is. Run by `fast.py`.

    python fast_kernel.py NOTEBOOK PAGE

NOTEBOOK holds code as JSON, `{"code": ..., "shown": [...]}`, which every page that connects runs
anew; PAGE is the page. The messages are ipywidgets' own; a frame is the length of its head, the
head as JSON, and the buffers.
"""

import asyncio
import json
import struct
import sys
from pathlib import Path
from typing import Any

import comm
import tornado.web
import tornado.websocket
from ipywidgets.widgets.widget import _remove_buffers
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

Buffers = list[memoryview]
socket: "Socket | None" = None
"""The page that is open."""


class SocketComm(comm.base_comm.BaseComm):
    """A comm whose other end is the page."""

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **_: Any,
    ) -> None:
        if socket is not None:
            head = {"type": msg_type, "id": self.comm_id, "data": data or {}}
            socket.write_message(frame(head, buffers or []), binary=True)


def frame(head: dict[str, Any], buffers: Buffers) -> bytes:
    """One message as bytes."""
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    text = json.dumps({**head, "sizes": [view.nbytes for view in views]}).encode()
    return b"".join([struct.pack("<I", len(text)), text, *views])


def unframe(raw: bytes) -> tuple[dict[str, Any], Buffers]:
    """A message and its buffers."""
    (length,) = struct.unpack_from("<I", raw)
    head = json.loads(raw[4 : 4 + length])
    buffers, start = [], 4 + length
    for size in head["sizes"]:
        buffers.append(memoryview(raw)[start : start + size])
        start += size
    return head, buffers


class Socket(tornado.websocket.WebSocketHandler):
    """The page's connection; opening it runs the notebook."""

    names: dict[str, Any]

    def open(self) -> None:
        global socket
        self.set_nodelay(True)
        socket = None
        notebook = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        self.names = {}
        exec(notebook["code"], self.names)
        socket = self
        shown = [self.names[name] for name in notebook["shown"]]
        for widget in {each.model_id: each for each in shown}.values():
            state, paths, buffers = _remove_buffers(widget.get_state())
            data = {"state": state, "buffer_paths": paths}
            opened = {"type": "comm_open", "id": widget.model_id, "data": data}
            self.write_message(frame(opened, buffers), binary=True)
        self.write_message(
            frame({"type": "show", "ids": [each.model_id for each in shown]}, []), True
        )

    def on_message(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        head, buffers = unframe(message)
        content = {"comm_id": head["id"], "data": head["data"]}
        manager: Any = comm.get_comm_manager()
        manager.comm_msg(None, None, {"content": content, "buffers": buffers})
        self.write_message(frame({"type": "idle", "id": head["id"]}, []), binary=True)


class Page(tornado.web.RequestHandler):
    """The page, read anew each time."""

    def get(self) -> None:
        self.write(Path(sys.argv[2]).read_text(encoding="utf-8"))


async def serve() -> None:
    """Serve until killed, or until nobody holds the other end of standard input; print the port
    first."""
    comm.create_comm = SocketComm
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(tornado.web.Application([("/", Page), ("/socket", Socket)])).add_sockets(sockets)
    print(sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
