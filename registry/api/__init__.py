"""The JSON API: the same commands and queries as the pages, one file per area. Routes only."""

from __future__ import annotations

from starlette.routing import BaseRoute

from registry.api import (
    accounts,
    announcements,
    auditor,
    bulk,
    calculators,
    commands,
    conduct,
    deals,
    debrief,
    lesson,
    lessons,
    market,
    offsets,
    preview,
    programme,
    published,
    registries,
    results,
    rounds,
)


def routes() -> list[BaseRoute]:
    """Every route of the API in one list, commands first, since routes are searched in order.

    All but the feed's, which needs the hub: `feed.router`.
    """
    areas = (
        commands, bulk, lesson, lessons, rounds, announcements, market, accounts, programme,
        registries, published, auditor, conduct, deals, offsets, calculators, preview, results,
        debrief,
    )  # fmt: skip
    return [route for area in areas for route in area.router().routes]
