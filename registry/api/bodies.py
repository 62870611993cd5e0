"""Third-party entities over JSON: sectoral scopes and designations, public in the lesson."""

from __future__ import annotations

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.programme.entities import queries as entities
from registry.programme.entities.scopes import Scope, scopes


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/scopes", all_scopes, methods=["GET"], summary="Sectoral scopes")
    add("/designations", designated, methods=["GET"], summary="Designations of entities")
    return routes


async def all_scopes(who: Anybody) -> list[Scope]:
    """The sectoral scopes by number, with their names."""
    return list(scopes())


async def designated(who: Anybody, seat: str = "") -> list[entities.DesignationView]:
    """What entities are, were or want to be designated for, with the steps; `seat`: one entity."""
    return await read(who.live, lambda s: entities.designations(s, seat=seat))
