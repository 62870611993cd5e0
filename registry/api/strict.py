"""The routes of the API: each takes what its description says, and nothing else.

The library reads numbers out of texts, takes the last of two values and leaves aside what it does
not know; all of that is refused here, for every route. Knows no route by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
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
from registry.edge.reading import json_of


class _Read(Request):
    """A request whose body has been read strictly."""

    value: Any = None

    async def json(self) -> Any:
        """What the door made of the body."""
        return self.value


class StrictRoute(APIRoute):
    """A route with declared parameters only, whole numbers of digits, and a body read strictly.

    HEAD works where GET does; the description names GET alone. What finds the route is made at
    once; its models when it is first asked or described, for most are not asked in a lesson.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self.path, self.endpoint, self._given = path, endpoint, given
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in given.get("methods") or ("GET",)}

    def __getattr__(self, name: str) -> Any:
        """Make everything else as the library makes it, once, when any of it is wanted."""
        given = self.__dict__.pop("_given", None)
        if given is None:
            raise AttributeError(name)
        super().__init__(self.path, self.endpoint, **given)
        return getattr(self, name)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """The library's handler, behind the door."""
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
            return await handle(request)

        return strictly

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the route answers this request."""
        match, found = super().matches(scope)
        if match is Match.PARTIAL and self._asks_head(scope):
            match = Match.FULL
        return match, found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; the server itself leaves the body of an answer to HEAD away."""
        if self._asks_head(scope):
            await self.app(scope, receive, send)
        else:
            await super().handle(scope, receive, send)

    def _asks_head(self, scope: Scope) -> bool:
        return scope.get("method") == "HEAD" and "GET" in (self.methods or ())


class StrictRouter(APIRouter):
    """A router whose routes are strict."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(route_class=StrictRoute, **settings)


def parameters(of: Dependant) -> Iterator[tuple[str, str, type]]:
    """Every declared parameter of a route and of what it depends on: place, name, kind.

    The kind is int, bool, list, or str for everything else.
    """
    for place, fields in (("query", of.query_params), ("path", of.path_params)):
        for one in fields:
            said = one.field_info.annotation
            kind: Any = said if said in (int, bool) else list if get_origin(said) is list else str
            yield place, one.alias, kind
    for other in of.dependencies:
        yield from parameters(other)


def refuse_parameters(scope: Scope, declared: dict[str, type]) -> None:
    """Refuse parameters that are not declared, given twice, or no numbers where those belong."""
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
    """What is wrong with a text: no number or truth value where one belongs, or nothing at all."""
    if kind is int and whole_number(text, signed=True) is None:
        return "int_parsing"
    if kind is str and not text:
        return "empty"
    if kind is bool and text not in ("true", "false"):
        return "bool_parsing"
    return None


def _error(kind: str, place: str, name: str) -> dict[str, Any]:
    return {"type": kind, "loc": (place, name)}
