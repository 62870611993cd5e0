"""A server in this process for scenarios: the same application, without a socket.

Its lessons are files in a folder that is deleted at the end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from registry.in_process import URL, ServerInProcess, Transport
from registry.scenario.drivers import Answer, HttpDriver


class InProcess:
    """The application over an empty hall, asked as over HTTP."""

    def __init__(self) -> None:
        self._server = ServerInProcess()
        self._server.start()
        self._driver = HttpDriver(URL, self._server.token, transport=Transport(self._server))

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
        return self._driver.ask(
            method, path, parameters=parameters, body=body, lesson=lesson, seat=seat
        )

    def file_of(self, lesson: str) -> Path:
        """The file of a lesson, complete after the lesson was closed."""
        return self._server.file_of(lesson)

    def close(self) -> None:
        """Close every lesson and delete the folder."""
        self._driver.close()
        self._server.close()
