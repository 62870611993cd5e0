"""How a scenario reaches a server: one request, its status and answer. Here over HTTP.

`demonstrations.py` has the same from within a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx2
import orjson

from registry.client.steps import Caller

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


class HttpDriver:
    """A server at an address, over one connection that stays open.

    `transport`: a server in this process.
    """

    def __init__(
        self, url: str, token: str, *, transport: httpx2.BaseTransport | None = None
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NoAnswer(f"{url} is no address of a server, such as http://127.0.0.1:8000")
        self._http = httpx2.Client(
            base_url=url, timeout=TIMEOUT_S, transport=transport, trust_env=False
        )
        self._url, self._caller = url, Caller(token)

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
        who = self._caller.at(seat, lesson=lesson)
        try:
            answer = self._http.request(
                method, path, params=parameters or None, json=body, headers=who.headers()
            )
            return Answer(answer.status_code, orjson.loads(answer.content))
        except (httpx2.TransportError, orjson.JSONDecodeError) as error:
            raise NoAnswer(
                f"{self._url} does not answer: {str(error) or type(error).__name__}"
            ) from None

    def close(self) -> None:
        """Close the connection."""
        self._http.close()
