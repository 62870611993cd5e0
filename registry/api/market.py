"""The market over JSON: instruments, books, orders, trades.

Everybody sees quotes, depth and trades without parties; only its seat and the trainer see the owner
of an order. Trading is done by commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query

from matching import queries as every
from matching.orders import OrderStatus
from matching.views import AuctionView, DepthLevel, OrderView, Quote, TradeView
from registry.api.reading import (
    Anybody,
    Instrument,
    Limit,
    OfInstrument,
    OfSeat,
    Paged,
    Trainer,
    read,
    read_state,
)
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.classroom.room import TRAINER
from registry.market import queries as market
from registry.market import queue, rules_in_effect
from registry.market.queries import OwnTrade, PublicTrade
from registry.market.queue import Candle, PlaceInLine
from registry.market.rules_in_effect import RulesInEffect

Minutes = Annotated[int, Query(ge=1, le=1440, description="Lesson minutes of each candle.")]
Number = Annotated[int, Path(ge=0, lt=2**53)]


@dataclass(frozen=True)
class BookAnswer:
    """The best price levels of both sides, best first, and a call auction's result if it ended now.

    `sequence` and `at`: the last command of the state that was read, and its lesson time in ms.
    """

    instrument: str
    bids: tuple[DepthLevel, ...]
    asks: tuple[DepthLevel, ...]
    auction: AuctionView | None
    sequence: int
    at: int


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["market"], responses=SHOWS)
    add = routes.add_api_route
    add("/instruments", instruments, methods=["GET"], summary="Instruments with their quotes")
    add("/book/{instrument}", book, methods=["GET"], summary="The order book of an instrument")
    add(
        "/market/rules/{instrument}", rules, methods=["GET"],
        summary="The rules in effect for an instrument, with its venue's facts",
    )  # fmt: skip
    add("/candles/{instrument}", candles, methods=["GET"], summary="Trades as candles")
    add("/trades", trades, methods=["GET"], summary="Trades, newest first")
    add("/trades/own", own_trades, methods=["GET"], summary="The seat's own trades")
    add("/trades/parties", parties, methods=["GET"], summary="Trades with their parties (trainer)")
    add("/orders", orders, methods=["GET"], summary="The seat's orders; for the trainer all")
    add(
        "/orders/{order}/line", line, methods=["GET"],
        summary="Queue position of an own order",
    )  # fmt: skip
    return routes


async def instruments(who: Anybody) -> list[Quote]:
    """Every instrument with the day's reference price, price limits, best prices and volume."""
    return await read(who.live, market.quotes)


async def book(who: Anybody, instrument: Instrument, levels: Limit = 10) -> BookAnswer:
    """The best price levels; `own` counts the asking seat's tonnes."""
    found, state = await read_state(
        who.live,
        lambda s: (
            market.depth(s, instrument, seat=who.seat, levels=levels),
            market.call_auction(s, instrument),
        ),
    )
    depth, auction = found
    return BookAnswer(depth.instrument, depth.bids, depth.asks, auction, *state)


async def rules(who: Anybody, instrument: Instrument) -> RulesInEffect:
    """The rules in effect in the lesson, and every fact of the venue with its source."""
    seen = who.live.current
    described = rules_in_effect.describe(seen.instruments[instrument], seen.venues.get(instrument))
    return await read(who.live, lambda _: described)


async def candles(
    who: Anybody,
    instrument: Instrument,
    page: Paged,
    minutes: Minutes = 5,
) -> list[Candle]:
    """Open, high, low, close, average and volume of each period with trades, newest first."""
    return await read(
        who.live,
        lambda s: queue.candles(s, instrument, minutes=minutes, **page._asdict()),
    )


async def line(who: Anybody, order: Number) -> PlaceInLine:
    """Number of orders and tonnes that trade before a resting order of the seat."""
    seat = who.of_seat()
    return await read(who.live, lambda s: queue.place_in_line(s, order=order, seat=seat))


async def trades(who: Anybody, instrument: OfInstrument, page: Paged) -> list[PublicTrade]:
    """Trades without their parties."""
    return await read(who.live, lambda s: market.trades(s, instrument=instrument, **page._asdict()))


async def own_trades(who: Anybody, instrument: OfInstrument, page: Paged) -> list[OwnTrade]:
    """Trades in which the seat bought or sold; the other party is the central counterparty."""
    seat = who.of_seat()
    return await read(
        who.live,
        lambda s: market.own_trades(s, seat=seat, instrument=instrument, **page._asdict()),
    )


async def parties(
    who: Trainer, instrument: OfInstrument, seat: OfSeat, page: Paged
) -> list[TradeView]:
    """Trades with buyer, seller and the transaction that settled them."""
    return await read(
        who.live,
        lambda s: every.trades(s, instrument=instrument, owner=seat, **page._asdict()),
    )


async def orders(
    who: Anybody,
    *,
    instrument: OfInstrument,
    resting: bool = False,
    page: Paged,
) -> list[OrderView]:
    """The seat's orders, newest first; all orders for the trainer who names no seat."""
    status = OrderStatus.RESTING if resting else None
    owner = "" if who.seat == TRAINER else who.seat
    return await read(
        who.live,
        lambda s: every.orders(
            s, owner=owner, instrument=instrument, status=status, **page._asdict()
        ),
    )
