"""The outermost wall, pure ASGI: origin of forms, security headers, and what happens on our faults.

It knows no route, no lesson and no page; how an answer looks is given to it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.kernel.errors import Refusal
from registry.edge.errors import BodyTooLarge, OriginForeign
from registry.edge.reading import refuse_unreadable_address

COOKIE = "tanlu"
"""The cookie that holds a random token; HttpOnly and SameSite=Lax."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)

KEPT_BY_NOBODY = (b"cache-control", b"no-store")
"""What every answer says that does not say itself how long it may be kept."""

LOG = logging.getLogger("tanlu.edge")

Answering = Callable[[Scope, "Refusal | Failure"], Awaitable[Response]]


class Failure(Exception):
    """An unexpected error of ours: all that the outside learns is the id that stands in the log."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(identifier)


class Guard:
    """Wraps the whole application; `answering` turns a refusal or a failure into a response.

    `larger` are the addresses whose bodies may be larger than others, with their bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        answering: Answering,
        *,
        body_bytes_max: int,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self.app, self.answering = app, answering
        self.body_bytes_max, self.larger = body_bytes_max, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless another site's form sent it; never lets an error through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = [*message.get("headers", ()), *SECURITY_HEADERS]
                if not any(name.lower() == b"cache-control" for name, _ in headers):
                    headers.append(KEPT_BY_NOBODY)
                message["headers"] = headers
            await send(message)

        try:
            refuse_unreadable_address(scope)
            refuse_foreign_origin(scope)
            bytes_max = self.larger.get(scope["path"], self.body_bytes_max)
            small = await small_body(scope, receive, bytes_max=bytes_max)
            await self.app(scope, small, guarded)
        except Refusal as refusal:
            await (await self.answering(scope, refusal))(scope, receive, guarded)
        except Exception:
            failure = noted(method=scope["method"], path=scope["path"])
            if started:
                return
            await (await self.answering(scope, failure))(scope, receive, guarded)


def noted(**where: Any) -> Failure:
    """Log the exception being handled under a new id; call it inside an `except` block."""
    failure = Failure(secrets.token_hex(4))
    LOG.exception("failure", extra={"failure": failure.identifier, **where})
    return failure


def refuse_foreign_origin(scope: Scope) -> None:
    """Refuse an unsafe request that carries our cookie and comes from a page of another site."""
    if scope["method"] in SAFE_METHODS:
        return
    headers = dict(scope["headers"])
    if b"authorization" in headers or COOKIE not in cookies(scope["headers"]):
        return
    origin = headers.get(b"origin") or headers.get(b"referer") or b""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if not host or urlsplit(origin.decode("latin-1")).netloc.lower() != host:
        raise OriginForeign(origin=origin.decode("latin-1") or "-")


async def small_body(scope: Scope, receive: Receive, *, bytes_max: int) -> Receive:
    """Refuse a body that is too large: by its stated length, or read first where none is stated."""
    headers = dict(scope["headers"])
    stated = headers.get(b"content-length", b"")
    if stated.isdigit():
        if int(stated) > bytes_max:
            raise BodyTooLarge(bytes_max=bytes_max)
        return receive
    if b"transfer-encoding" not in headers:
        return receive
    kept: list[Message] = []
    size, more = 0, True
    while more:
        message = await receive()
        kept.append(message)
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
        if size > bytes_max:
            raise BodyTooLarge(bytes_max=bytes_max)

    async def again() -> Message:
        return kept.pop(0) if kept else await receive()

    return again


def cookies(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The cookies among raw ASGI headers."""
    lines = (value.decode("latin-1") for name, value in headers if name == b"cookie")
    return cookie_parser("; ".join(lines))
