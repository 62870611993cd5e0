"""One typed route per command, generated from the catalogue: POST /api/commands/{name}."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.responses import Response

from registry.api.shapes import REFUSED, DoneShape
from registry.api.strict import BodyRoute, StrictRouter
from registry.command import Command
from registry.edge.answers import outcome_answer
from registry.edge.callers import caller, server_of
from registry.edge.commands import COMMANDS, KEY_LONGEST, give

Key = Annotated[
    str,
    Field(
        min_length=1,
        max_length=KEY_LONGEST,
        description="Idempotency key: once per seat; the same request again gets the same answer.",
    ),
]


class CommandBody(BaseModel):
    """A key, and the arguments of one command."""

    model_config = ConfigDict(extra="forbid", strict=True)
    key: Key


def router() -> StrictRouter:
    """One route for each command that people and scripts may give."""
    routes = StrictRouter(prefix="/api/commands", tags=["commands"])
    for command in COMMANDS.values():
        roles = ", ".join(sorted(command.roles))
        routes.add_api_route(
            f"/{command.name}",
            _route(command),
            methods=["POST"],
            summary=f"{command.en} · {command.zh}",
            description=f"{command.arguments.__doc__} Roles: {roles}.",
            operation_id=command.name,
            response_model=DoneShape,
            responses=REFUSED,
            route_class_override=BodyRoute,
        )
    return routes


def title_of(command: Command) -> str:
    """The name of a command's body in the API's description."""
    return "".join(part.capitalize() for part in command.name.replace("_", ".").split("."))


def _route(command: Command) -> Callable[..., Awaitable[Response]]:
    fields: dict[str, Any] = {"arguments": (command.arguments, ...)}
    body_type = create_model(
        title_of(command),
        __base__=CommandBody,
        __doc__=f"{command.en}: a key and its arguments.",
        **fields,
    )

    async def run(request: Request, body: Any) -> Response:
        who = await caller(request)
        arguments = body.arguments.model_dump(mode="json")
        outcome = await give(
            server_of(request.scope), who, name=command.name, arguments=arguments, key=body.key
        )
        return outcome_answer(outcome)

    run.__annotations__ = {"request": Request, "body": body_type, "return": Response}
    return run
