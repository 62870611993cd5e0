"""Many commands about orders in one request: POST /api/orders/bulk.

Each is a command of its own with its own key: it is logged, answered and refused as if it had been
sent alone.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import orjson
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema, ValidationError
from pydantic_core.core_schema import literal_schema
from starlette.responses import Response

from ledger.kernel.errors import Refusal
from registry.api.commands import Key
from registry.api.shapes import REFUSED, DoneShape, FailedShape, RefusedShape
from registry.api.strict import BodyRoute, StrictRouter
from registry.edge.answers import answer, outcome_answer, refused, refused_or_failed
from registry.edge.callers import Caller, caller, server_of
from registry.edge.commands import COMMANDS, give
from registry.edge.field_faults import shape_wrong
from registry.edge.request_checks import Failure
from registry.edge.server_state import ServerState
from registry.market import commands as market

MOST = 200
"""Commands in one bulk request."""

_ABOUT_ORDERS = [command.name for command in market.COMMANDS]
About = Annotated[str, GetPydanticSchema(lambda *_: literal_schema(_ABOUT_ORDERS))]
"""A command about orders of the book, by its name."""


class BulkItem(BaseModel):
    """One command about orders: its name, its key, its arguments."""

    model_config = ConfigDict(extra="forbid", strict=True)
    command: About
    key: Key
    arguments: dict[str, Any]


class BulkBody(BaseModel):
    """Commands in the order in which they are run."""

    model_config = ConfigDict(extra="forbid", strict=True)
    items: Annotated[list[BulkItem], Field(min_length=1, max_length=MOST)]


class BulkResult(BaseModel):
    """The result of one command: the status and body that it would have had alone."""

    key: str
    status: int
    body: DoneShape | RefusedShape | FailedShape


class BulkShape(BaseModel):
    """The result of each command, in the same order."""

    results: list[BulkResult]


def router() -> StrictRouter:
    """The route of this area."""
    routes = StrictRouter(prefix="/api", tags=["commands"], responses=REFUSED)
    routes.add_api_route(
        "/orders/bulk", bulk, methods=["POST"], response_model=BulkShape,
        summary=f"Up to {MOST} commands about orders in one request",
        route_class_override=BodyRoute,
    )  # fmt: skip
    return routes


async def bulk(request: Request, body: BulkBody) -> Response:
    """Run each command as if it had been sent alone, in order; answers when all are committed."""
    who = await caller(request)
    server = server_of(request.scope)
    # Tasks start in this order, and each reaches the lesson's queue before it first waits.
    answers = await asyncio.gather(*(_alone(server, who, item) for item in body.items))
    results = [
        {"key": item.key, "status": single.status_code, "body": orjson.loads(single.body)}
        for item, single in zip(body.items, answers, strict=True)
    ]
    return answer({"results": results})


async def _alone(server: ServerState, who: Caller, item: BulkItem) -> Response:
    """The answer that one command would get alone."""
    try:
        given = COMMANDS[item.command].arguments.model_validate(item.arguments)
        arguments = given.model_dump(mode="json")
        outcome = await give(server, who, name=item.command, arguments=arguments, key=item.key)
    except ValidationError as error:
        located = [{**one, "loc": ("body", "arguments", *one["loc"])} for one in error.errors()]
        return refused(shape_wrong(located))
    except (Refusal, Failure) as what:
        return refused_or_failed(what)
    return outcome_answer(outcome)
