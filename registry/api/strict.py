"""The routes of the API: each accepts the parameters in its description, and nothing else.

FastAPI converts texts to numbers, takes the last of two values and ignores unknown parameters; here
all of that is refused, for every route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from email.message import Message
from typing import Any, get_origin
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Match, compile_path
from starlette.types import Receive, Scope, Send

from ledger.kernel.numerals import whole_number
from registry.api.shown import headers_of, showing
from registry.edge.reading import json_of


class _Read(Request):
    """A request whose body has been read strictly."""

    value: Any = None

    async def json(self) -> Any:
        """The body as `registry/edge/reading.py` has read it."""
        return self.value


class StrictRoute(APIRoute):
    """A route with declared parameters only, whole numbers of digits, and a body read strictly.

    HEAD works wherever GET does; the description lists only GET. Path and methods are set at once;
    the models are built when the route is first called or described, since most are never called.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self.path, self.endpoint, self._given = path, endpoint, given
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in given.get("methods") or ("GET",)}

    def __getattr__(self, name: str) -> Any:
        """Build the rest of the route, once, when any of its attributes is first read."""
        given = self.__dict__.pop("_given", None)
        if given is None:
            raise AttributeError(name)
        super().__init__(self.path, self.endpoint, **given)
        return getattr(self, name)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """FastAPI's handler, after the strict checks."""
        handle = super().get_route_handler()
        declared = {name: kind for _, name, kind in parameters(self.dependant)}
        has_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            refuse_parameters(request.scope, declared)
            if has_body:
                read = _Read(request.scope, request.receive)
                body = await read.body()
                read.value = json_of(body) if body else None
                request = read
            with showing() as states:
                answer = await handle(request)
            answer.headers.update(headers_of(states))
            return answer

        return strictly

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route answers this request."""
        match, found = super().matches(scope)
        if match is Match.PARTIAL and self._asks_head(scope):
            match = Match.FULL
        return match, found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; for HEAD the server itself omits the body."""
        if self._asks_head(scope):
            await self.app(scope, receive, send)
        else:
            await super().handle(scope, receive, send)

    def _asks_head(self, scope: Scope) -> bool:
        return scope.get("method") == "HEAD" and "GET" in (self.methods or ())


class BodyRoute(StrictRoute):
    """A strict route whose endpoint takes the request and one model, `body`, and makes its answer.

    It reads and refuses exactly as `StrictRoute` does, without FastAPI's steps for everything that
    such an endpoint does not have: they take longer than an order takes to match and settle.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or raise its refusal."""
        if scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        refuse_parameters(scope, {})
        request = Request(scope, receive)
        read = await request.body()
        if not read:
            raise RequestValidationError([_error("missing", "body")])
        value = json_of(read)
        if not _says_json(request.headers.get("content-type", "")):
            value = read
        assert self.body_field is not None
        given, errors = self.body_field.validate(value, loc=("body",))
        if errors:
            raise RequestValidationError(errors)
        answer = await self.endpoint(request, given)
        await answer(scope, receive, send)


def _says_json(content_type: str) -> bool:
    """Whether a body is said to be JSON: `application/json`, or another kind that ends in it."""
    if content_type == "application/json":
        return True
    kind = Message()
    kind["content-type"] = content_type
    place, _, sort = kind.get_content_type().partition("/")
    return place == "application" and (sort == "json" or sort.endswith("+json"))


class StrictRouter(APIRouter):
    """A router whose routes are strict."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(route_class=StrictRoute, **settings)


def parameters(of: Dependant) -> Iterator[tuple[str, str, type]]:
    """Every declared parameter of a route and of its dependencies: place, name, kind.

    The kind is int, bool, list, or str for everything else.
    """
    for place, fields in (("query", of.query_params), ("path", of.path_params)):
        for one in fields:
            declared = one.field_info.annotation
            if declared == int | None:
                declared = int
            kind: Any = str
            if declared in (int, bool):
                kind = declared
            elif get_origin(declared) is list:
                kind = list
            yield place, one.alias, kind
    for other in of.dependencies:
        yield from parameters(other)


def refuse_parameters(scope: Scope, declared: dict[str, type]) -> None:
    """Refuse parameters that are not declared, are given twice, or have the wrong kind."""
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    path = scope.get("path_params", {})
    if not given and not path:
        return
    errors: list[dict[str, Any]] = []
    seen: set[str] = set()
    for name, text in given:
        if name not in declared or name in path:
            errors.append(_error("extra_forbidden", "query", name))
        elif name in seen and declared[name] is not list:
            errors.append(_error("given_twice", "query", name))
        elif (wrong := _misread(declared[name], text)) is not None:
            errors.append(_error(wrong, "query", name))
        seen.add(name)
    for name, text in path.items():
        if (wrong := _misread(declared.get(name, str), str(text))) is not None:
            errors.append(_error(wrong, "path", name))
    if errors:
        raise RequestValidationError(errors)


def _misread(kind: type, text: str) -> str | None:
    """The kind of error of a text that should be a number or a truth value; None if it is valid."""
    if kind is int and whole_number(text, signed=True) is None:
        return "int_parsing"
    if kind is str and not text:
        return "empty"
    if kind is bool and text not in ("true", "false"):
        return "bool_parsing"
    return None


def _error(kind: str, *place: str) -> dict[str, Any]:
    return {"type": kind, "loc": place}
