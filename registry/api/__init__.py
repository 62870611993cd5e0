"""The JSON API: the same commands and queries as the pages, one file per area.

Routes only: what is refused and why stands in the edge and below.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from registry.api import (
    accounts,
    auditor,
    bulk,
    calculators,
    commands,
    conduct,
    deals,
    lesson,
    market,
    offsets,
    preview,
    programme,
)


def routes() -> list[BaseRoute]:
    """Every route of the API, flat and orders first: the hot route is found at once."""
    areas = (
        commands, bulk, lesson, market, accounts, programme, auditor, conduct, deals, offsets,
        calculators, preview,
    )  # fmt: skip
    return [route for area in areas for route in area.router().routes]
