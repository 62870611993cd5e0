"""Third-party entities and methodologies over JSON, public in the lesson."""

from __future__ import annotations

from registry.api.reading import Anybody, OfSeat, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.programme.entities import queries as entities
from registry.programme.entities.scopes import Scope, scopes
from registry.programme.methodologies import queries as methodologies


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["programme"], responses=SHOWS)
    add = routes.add_api_route
    add("/scopes", all_scopes, methods=["GET"], summary="Sectoral scopes")
    add("/designations", designated, methods=["GET"], summary="Designations of entities")
    add("/methodologies", all_versions, methods=["GET"], summary="Versions of methodologies")
    add("/baselines", all_baselines, methods=["GET"], summary="Tightened baselines")
    return routes


async def all_scopes(who: Anybody) -> list[Scope]:
    """The sectoral scopes by number, with their names."""
    return await read(who.live, lambda s: list(scopes()))


async def designated(who: Anybody, seat: OfSeat = "") -> list[entities.DesignationView]:
    """What entities are, were or want to be designated for, with the steps; `seat`: one entity."""
    return await read(who.live, lambda s: entities.designations(s, seat=seat))


async def all_versions(who: Anybody, code: str = "") -> list[methodologies.MethodologyVersionView]:
    """Versions of methodologies with their conditions and steps, oldest first; `code`: of one."""
    return await read(who.live, lambda s: methodologies.versions(s, code=code))


async def all_baselines(who: Anybody, code: str = "") -> list[methodologies.BaselineView]:
    """By how much factors fall, and from which day on; `code`: of one methodology."""
    return await read(who.live, lambda s: methodologies.baselines(s, code=code))
