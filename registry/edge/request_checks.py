"""The outermost middleware, pure ASGI: origin of forms, security headers, unexpected errors."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.kernel.errors import Refusal
from registry.edge.errors import BodyTooLarge, OriginForeign
from registry.edge.reading import PATH_SHOWN, refuse_unreadable_address

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
"""The header of every answer that sets no cache lifetime itself."""
LOG = logging.getLogger("tanlu.edge")

Answering = Callable[[Scope, "Refusal | Failure"], Awaitable[Response]]


class Failure(Exception):
    """An unexpected error of the server; the answer contains only the id of its log entry."""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(identifier)


def names_bearer(scope: Scope) -> bool:
    """Whether the request sends a bearer token, valid or not."""
    sent: bytes = dict(scope["headers"]).get(b"authorization", b"")
    return sent.lower().startswith(b"bearer ")


class RequestChecks:
    """Wraps the whole application; `answering` turns a refusal or a failure into a response.

    `has_bearer` returns whether a request has a valid bearer token: no browser sends one by itself,
    so its origin does not matter. `larger` are the addresses that accept larger bodies, with their
    limits in bytes.
    """

    def __init__(
        self,
        app: ASGIApp,
        answering: Answering,
        *,
        body_bytes_max: int,
        has_bearer: Callable[[Scope], bool] = names_bearer,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self.app, self.answering, self.has_bearer = app, answering, has_bearer
        self.body_bytes_max, self.larger = body_bytes_max, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless another site's page sent it; answers every error itself."""
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
            if scope["method"] not in SAFE_METHODS and not self.has_bearer(scope):
                refuse_foreign_origin(scope)
            bytes_max = self.larger.get(scope["path"], self.body_bytes_max)
            small = await small_body(scope, receive, bytes_max=bytes_max)
            await self.app(scope, small, guarded)
        except ClientDisconnect:
            return  # the client is gone, which is no failure of the server
        except (Refusal, Failure) as error:
            await (await self.answering(scope, error))(scope, receive, guarded)
        except Exception:
            failure = noted(method=scope["method"], path=scope["path"][:PATH_SHOWN])
            if started:
                return
            await (await self.answering(scope, failure))(scope, receive, guarded)


def noted(**where: Any) -> Failure:
    """Log the current exception under a new id; call it inside an `except` block."""
    failure = Failure(secrets.token_hex(4))
    LOG.exception("failure", extra={"failure": failure.identifier, **where})
    return failure


def refuse_foreign_origin(scope: Scope) -> None:
    """Refuse a request from a page of another site, with our cookie or without.

    Browsers send the origin of a form. A request without an origin and without our cookie comes
    from a script; with our cookie it may come from a browser whose origin was suppressed.
    """
    headers = dict(scope["headers"])
    origin = headers.get(b"origin") or headers.get(b"referer") or b""
    if not origin and COOKIE not in cookies(scope["headers"]):
        return
    host = headers.get(b"host", b"").decode("latin-1").lower()
    if not host or _place_of(origin.decode("latin-1")) != host:
        raise OriginForeign(origin=origin.decode("latin-1")[:PATH_SHOWN] or "-")


def _place_of(origin: str) -> str:
    """Host and port of an origin or of a page's address; "" for any other text."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def small_body(scope: Scope, receive: Receive, *, bytes_max: int) -> Receive:
    """Refuse a body that is too large, by its stated length or, without one, by reading it."""
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
