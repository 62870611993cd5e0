"""Market surveillance over JSON: concentration, large holders and alerts for the trainer, and the
public daily statistics without parties. Reads only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from matching.conduct import Share
from matching.thresholds import DEFAULTS, THRESHOLDS, Threshold
from registry.api.reading import Anybody, Instrument, Limit, OfInstrument, Trainer, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.market import conduct
from registry.market.conduct import Entry
from registry.market.statistics import DayFigures
from registry.market.statistics import statistics as day_table

Day = Annotated[
    str, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", description="ISO date; without it: all.")
]
Percent = Annotated[int, Query(ge=1, le=100, description="From this share on, in percent.")]


@dataclass(frozen=True)
class ConcentrationAnswer:
    """The concentration of an instrument's deliverable tonnes.

    The index is the sum of squared shares in percent, 0 to 10,000: exact as a fraction, and in
    points rounded half up.
    """

    instrument: str
    total_t: int
    holders: int
    hhi_exact: str
    hhi_points: int
    top: tuple[Share, ...]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", responses=SHOWS)

    def add(path: str, endpoint: Callable[..., Any], tag: str, summary: str) -> None:
        routes.add_api_route(path, endpoint, methods=["GET"], tags=[tag], summary=summary)

    add(
        "/market/statistics/{instrument}", statistics, "market", "Daily statistics, without parties"
    )
    add(
        "/auditor/concentration/{instrument}", concentration, "auditor",
        "Concentration of holdings (trainer)",
    )  # fmt: skip
    add("/auditor/holders/{instrument}", holders, "auditor", "Large holders (trainer)")
    add("/auditor/surveillance", surveillance, "auditor", "Surveillance alerts (trainer)")
    add("/auditor/thresholds", thresholds, "auditor", "Surveillance thresholds (trainer)")
    return routes


async def statistics(who: Anybody, instrument: Instrument) -> list[DayFigures]:
    """Open, high, low, last, average, close, volume, turnover and trades of each trading day."""
    return await read(who.live, lambda s: day_table(s, instrument))


async def concentration(
    who: Trainer, instrument: Instrument, top: Limit = 5
) -> ConcentrationAnswer:
    """Holders, the Herfindahl-Hirschman index and the largest shares, now."""
    found = await read(who.live, lambda s: conduct.concentration(s, instrument, top=top))
    return ConcentrationAnswer(
        instrument=instrument,
        total_t=found.total_t,
        holders=found.holders,
        hhi_exact=str(found.hhi),
        hhi_points=found.hhi_points,
        top=found.top,
    )


async def holders(
    who: Trainer, instrument: Instrument, percent: Percent = DEFAULTS.large_holder_percent
) -> list[Share]:
    """Holders of at least `percent` of the deliverable tonnes, the largest first."""
    return await read(who.live, lambda s: conduct.large_holders(s, instrument, percent=percent))


async def surveillance(who: Trainer, instrument: OfInstrument, day: Day = "") -> list[Entry]:
    """Alerts, each with its trades, orders and the commands behind them."""
    return await read(who.live, lambda s: conduct.surveillance(s, instrument=instrument, day=day))


async def thresholds(who: Trainer) -> dict[str, Threshold]:
    """The thresholds of the alerts, each with its source."""
    return await read(who.live, lambda _: THRESHOLDS)
