"""The JSON API: the same commands and queries as the pages, one file per area. Routes only."""

from __future__ import annotations

from functools import cache

from starlette.routing import BaseRoute

from registry.api import (
    accounts,
    announcements,
    auditor,
    bodies,
    bulk,
    calculators,
    commands,
    conduct,
    deals,
    debrief,
    lesson,
    lessons,
    market,
    monitoring,
    ndc,
    offsets,
    preview,
    programme,
    projects,
    published,
    registries,
    report_files,
    reports,
    results,
    risks,
    rounds,
    undertakings,
)


@cache
def routes() -> tuple[BaseRoute, ...]:
    """Every route of the API, commands first, since routes are searched in order.

    All but the feed's, which needs the hub: `feed.router`. They know no application; made once in
    a process, for the models of their bodies take a tenth of a second.
    """
    areas = (
        commands, bulk, lesson, lessons, rounds, announcements, market, accounts, programme,
        bodies, projects, registries, monitoring, ndc, report_files, reports, risks, published,
        auditor, conduct, deals, offsets, calculators, preview, results, debrief, undertakings,
    )  # fmt: skip
    return tuple(route for area in areas for route in area.router().routes)
