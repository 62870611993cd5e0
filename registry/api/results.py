"""Results of a lesson by seat over JSON."""

from __future__ import annotations

from registry.api.reading import Anybody, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.room import TRAINER
from registry.edge.results import ResultsView, results


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["lessons"], responses=SHOWS)
    routes.add_api_route("/results", by_seat, methods=["GET"], summary="Results by seat")
    return routes


async def by_seat(who: Anybody) -> ResultsView:
    """Cash, tonnes, value, trades and decisions: of all seats for the trainer, else of one's own.

    Tonnes are valued at the last price in the book, before a first trade at the reference price;
    `prices` lists them. A trainer who names a seat gets that one. Market makers have no result.
    """
    known = who.live.current.seats
    chosen = list(known.values()) if who.seat == TRAINER else [known[who.seat]]
    return await read(who.live, lambda s: results(s, chosen, at=who.live.now()))
