"""A server on 127.0.0.1 without a lesson, in this process; scripts make their own on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from registry.app import create_app
from registry.classroom.hall import HALL_FILE, Hall
from registry.classroom.hall_values import Kind
from registry.edge.connections import bounded
from registry.serve import Server, listen
from registry.settings import Settings
from tests.support.server import until


@contextmanager
def shared_server(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a server with no lesson yet, and a trainer's token for scripts."""
    hall = Hall(folder / HALL_FILE)
    token = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=0)
    listener = listen("127.0.0.1", 0)
    app = create_app(hall, {}, Settings(backup_minutes=0))
    server = Server(uvicorn.Config(app, http=bounded(), access_log=False, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        assert thread.is_alive(), "the server did not start"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", token
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
