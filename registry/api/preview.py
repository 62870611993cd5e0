"""Previews of commands, one typed route per command: POST /api/preview/{name}.

Rights, rate limit and refusals are those of the command.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, create_model
from starlette.responses import Response

from registry.api.commands import Key, title_of
from registry.api.shapes import REFUSED, PreviewShape
from registry.api.strict import BodyRoute, StrictRouter
from registry.command import Command
from registry.edge.answers import preview_answer
from registry.edge.callers import caller, server_of
from registry.edge.commands import COMMANDS, preview


class PreviewBody(BaseModel):
    """The arguments of one command; its key can still be used afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True)
    key: Key | None = None


def router() -> StrictRouter:
    """One route for each command that people and scripts may give."""
    routes = StrictRouter(prefix="/api/preview", tags=["previews"])
    for command in COMMANDS.values():
        routes.add_api_route(
            f"/{command.name}",
            _route(command),
            methods=["POST"],
            summary=f"Preview: {command.en} · 试算：{command.zh}",
            description="What the command would answer now. Nothing changes and nothing is logged.",
            operation_id=f"preview.{command.name}",
            response_model=PreviewShape,
            responses=REFUSED,
            route_class_override=BodyRoute,
        )
    return routes


def _route(command: Command) -> Callable[..., Awaitable[Response]]:
    fields: dict[str, Any] = {"arguments": (command.arguments, ...)}
    body_type = create_model(
        f"Preview{title_of(command)}",
        __base__=PreviewBody,
        __doc__=f"{command.en}: its arguments, and its key if there is one.",
        **fields,
    )

    async def run(request: Request, body: Any) -> Response:
        who = await caller(request)
        arguments = body.arguments.model_dump(mode="json")
        server = server_of(request.scope)
        return preview_answer(
            await preview(server, who, name=command.name, arguments=arguments, key=body.key)
        )

    run.__annotations__ = {"request": Request, "body": body_type, "return": Response}
    return run
