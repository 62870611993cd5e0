"""How a scenario reaches a server: one request, its status and answer. Here over HTTP.

`in_process.py` has the same for a server in this process.
"""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import orjson

TIMEOUT_S = 90
"""Longer than a request may wait for a lesson."""


class NoAnswer(Exception):
    """The server cannot be reached, or does not speak as ours does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of one answer."""

    status: int
    body: Any


class Driver(Protocol):
    """One request to a server with the trainer's rights, for a lesson and perhaps a seat."""

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
        """The answer; raises NoAnswer."""
        ...

    def close(self) -> None:
        """Give back what the driver holds."""
        ...


def target(path: str, parameters: dict[str, Any] | None) -> str:
    """An address with its parameters, truth values as JSON writes them."""
    if not parameters:
        return path
    texts = {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in parameters.items()}
    return f"{path}?{urlencode(texts)}"


def headers(token: str, *, lesson: str, seat: str, body: bool) -> dict[str, str]:
    """The headers of a script of the trainer."""
    found = {"authorization": f"Bearer {token}"}
    found |= {"tanlu-lesson": lesson} if lesson else {}
    found |= {"tanlu-seat": seat} if seat else {}
    return found | ({"content-type": "application/json"} if body else {})


class HttpDriver:
    """A server at an address, over one connection that stays open."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NoAnswer(f"{url} is no address of a server, such as http://127.0.0.1:8000")
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname, parts.port, timeout=TIMEOUT_S)
        self._url, self._token = url, token

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
        """The answer of the server; raises NoAnswer."""
        sent = None if body is None else orjson.dumps(body)
        head = headers(self._token, lesson=lesson, seat=seat, body=sent is not None)
        try:
            self._connection.request(method, target(path, parameters), sent, head)
            answer = self._connection.getresponse()
            return Answer(answer.status, orjson.loads(answer.read()))
        except (OSError, HTTPException, orjson.JSONDecodeError) as error:
            self._connection.close()
            raise NoAnswer(
                f"{self._url} does not answer: {str(error) or type(error).__name__}"
            ) from None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
