"""Trades outside the book over JSON: proposals, requests and offers, bidding sessions, own bids.

A seat sees its own and the public ones; the trainer sees all. Trading is done by commands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query
from sqlmodel import Session

from matching.deals import queries as deals
from matching.deals.errors import DealUnknown
from matching.deals.models import BiddingSession, QuoteRequest
from matching.deals.queries import BidView, OfferView, ProposalView, RequestView, SessionView
from registry.api.reading import Anybody, OfInstrument, Paged, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.room import TRAINER
from registry.edge.callers import Caller

Which = Annotated[int, Query(ge=0, lt=2**53, description="Only of this one; 0: of all.")]
"""A filter of a list; a number that does not exist is refused, not answered with an empty list."""


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["deals"], responses=SHOWS)

    def add(path: str, endpoint: Callable[..., Any], summary: str) -> None:
        routes.add_api_route(path, endpoint, methods=["GET"], summary=summary)

    add("/blocks", blocks, "The seat's block proposals; for the trainer all")
    add("/quotes/requests", requests, "Open requests for quote, and the seat's own")
    add(
        "/quotes/offers",
        offers,
        "The seat's offers and those for its requests; for the trainer all",
    )
    add("/bidding/sessions", sessions, "Bidding sessions and auctions")
    add("/bidding/bids", bids, "The seat's own bids; for the trainer all")
    return routes


def _reader(who: Caller) -> str:
    """The seat whose deals are shown: the caller's, or "" for all if the caller is the trainer."""
    return "" if who.seat == TRAINER else who.of_seat()


async def blocks(who: Anybody, page: Paged) -> list[ProposalView]:
    """Block proposals that the seat made or received, newest first."""
    seat = _reader(who)
    return await read(who.live, lambda s: deals.proposals(s, seat=seat, **page._asdict()))


async def requests(who: Anybody, *, only_open: bool = False, page: Paged) -> list[RequestView]:
    """Open requests of all seats, and the seat's own past ones, newest first."""
    seat = _reader(who)
    return await read(
        who.live,
        lambda s: deals.requests(s, seat=seat, only_open=only_open, **page._asdict()),
    )


async def offers(who: Anybody, page: Paged, request: Which = 0) -> list[OfferView]:
    """Offers that the seat made or received for its requests, newest first."""
    seat = _reader(who)

    def found(session: Session) -> list[OfferView]:
        if request and session.get(QuoteRequest, request) is None:
            raise DealUnknown(what="request", number=request)
        return deals.offers(session, seat=seat, request=request, **page._asdict())

    return await read(who.live, found)


async def sessions(who: Anybody, instrument: OfInstrument, page: Paged) -> list[SessionView]:
    """Sessions with their terms, and after the close volume, cover and clearing price."""
    return await read(
        who.live,
        lambda s: deals.sessions(s, instrument=instrument, **page._asdict()),
    )


async def bids(who: Anybody, page: Paged, session: Which = 0) -> list[BidView]:
    """The seat's own bids and their allocations, newest first."""
    seat = _reader(who)

    def found(reading: Session) -> list[BidView]:
        if session and reading.get(BiddingSession, session) is None:
            raise DealUnknown(what="session", number=session)
        return deals.bids(reading, seat=seat, of_session=session, **page._asdict())

    return await read(who.live, found)
