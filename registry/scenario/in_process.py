"""A server in this process for scenarios: the same application, without a socket.

Its lessons are files in a folder that is deleted at the end. Requests run one after another on an
event loop of its own, on the caller's thread.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from registry.app import create_app
from registry.classroom.hall import HALL_FILE, Hall, Kind
from registry.classroom.opening import file_of
from registry.scenario.drivers import Answer, headers, target
from registry.settings import Settings

HOST = "127.0.0.1"


class InProcess:
    """The application over an empty hall, asked as over HTTP."""

    def __init__(self) -> None:
        with ExitStack() as unfinished:
            made = tempfile.TemporaryDirectory(prefix="tanlu-", ignore_cleanup_errors=True)
            self.folder = Path(unfinished.enter_context(made))
            hall = Hall(self.folder / HALL_FILE)
            unfinished.callback(hall.close)
            admitted = hall.admit(kind=Kind.SCRIPT, lesson="", seat="", name="", at=0)
            self._token = admitted
            self._app = create_app(hall, {}, Settings(backup_minutes=0))
            self._runner = unfinished.enter_context(asyncio.Runner())
            self._life = self._app.router.lifespan_context(self._app)
            self._runner.run(self._life.__aenter__())
            # From here on the application closes the hall.
            self._open = unfinished.pop_all()

    def ask(
        self,
        method: str,
        path: str,
        *,
        parameters: dict[str, Any] | None = None,
        body: Any = None,
        lesson: str = "",
        seat: str = "",
    ) -> Answer:
        """The answer of the application."""
        sent = b"" if body is None else orjson.dumps(body)
        given = headers(self._token, lesson=lesson, seat=seat, body=body is not None)
        asked, _, query = target(path, parameters).partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
            "method": method, "path": asked, "raw_path": quote(asked).encode("ascii"),
            "root_path": "", "query_string": query.encode("ascii"),
            "headers": [
                (b"host", HOST.encode()), (b"content-length", str(len(sent)).encode()),
                *((name.encode(), text.encode("latin-1")) for name, text in given.items()),
            ],
            "client": (HOST, 1), "server": (HOST, 80), "state": {},
        }  # fmt: skip
        return self._runner.run(self._asked(scope, sent))

    async def _asked(self, scope: dict[str, Any], sent: bytes) -> Answer:
        status, parts = 0, []
        over = asyncio.Event()
        waiting = [{"type": "http.request", "body": sent, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop()
            await over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    over.set()

        await self._app(scope, receive, send)
        return Answer(status, orjson.loads(b"".join(parts)))

    def file_of(self, lesson: str) -> Path:
        """The file of a lesson, complete after the lesson was closed."""
        return file_of(self.folder, lesson)

    def close(self) -> None:
        """Close every lesson and delete the folder."""
        with self._open:
            self._runner.run(self._life.__aexit__(None, None, None))
