"""A bad line between browsers and a server: cut, silent, or held back by a proxy that buffers."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum, auto


class Line(Enum):
    """What the line does."""

    GOOD = auto()
    CUT = auto()
    SILENT = auto()
    BUFFERING = auto()


class BadLine:
    """A port of its own that carries bytes to `target`; `be` changes how, for open connections too.

    SILENT passes nothing and closes nothing; BUFFERING keeps what a live stream says until it ends.
    """

    def __init__(self, target: int) -> None:
        self.target, self.line = target, Line.GOOD
        self.streams = 0
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def be(self, line: Line) -> None:
        """Change the line; when it becomes good again, connections that had gone silent end."""
        silent, self.line = self.line is Line.SILENT, line
        if line is Line.CUT or silent:
            for one in tuple(self._open):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Carry nothing any more."""
        self.be(Line.CUT)
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.line is Line.CUT:
                    near.close()
                    continue
                self._threads.append(threading.Thread(target=self._join, args=(near,), daemon=True))
                self._threads[-1].start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        live = threading.Event()
        with near, far:
            self._open |= {near, far}
            back = threading.Thread(target=self._carry, args=(far, near, live, True), daemon=True)
            back.start()
            self._carry(near, far, live, False)
            back.join()
            self._open -= {near, far}

    def _carry(
        self, source: socket.socket, target: socket.socket, live: threading.Event, answers: bool
    ) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                if not answers and chunk.startswith(b"GET /live"):
                    live.set()
                    self.streams += 1
                held = answers and live.is_set() and self.line is Line.BUFFERING
                if self.line is not Line.SILENT and not held:
                    target.sendall(chunk)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
