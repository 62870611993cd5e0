"""The market over JSON: instruments, books, orders, trades.

Everybody sees quotes, depth and trades without parties; only its seat and the trainer see the owner
of an order. Trading is done by commands.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from matching import queries as every
from matching.orders import OrderStatus
from matching.views import Depth, OrderView, Quote, TradeView
from registry.api.reading import (
    Anybody,
    Before,
    Instrument,
    Limit,
    OfInstrument,
    OfSeat,
    Trainer,
    read,
)
from registry.api.shapes import REFUSED
from registry.api.strict import StrictRouter
from registry.classroom.room import TRAINER
from registry.market import queries as market
from registry.market import queue, rules_in_effect
from registry.market.queries import OwnTrade, PublicTrade
from registry.market.queue import Candle, PlaceInLine
from registry.market.rules_in_effect import RulesInEffect

Minutes = Annotated[int, Query(ge=1, le=1440, description="Lesson minutes of each candle.")]
Number = Annotated[int, Path(ge=0, lt=2**53)]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["market"], responses=REFUSED)
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


async def book(who: Anybody, instrument: Instrument, levels: Limit = 10) -> Depth:
    """The best price levels; `own` counts the asking seat's tonnes."""
    return await read(who.live, lambda s: market.depth(s, instrument, seat=who.seat, levels=levels))


async def rules(who: Anybody, instrument: Instrument) -> RulesInEffect:
    """The rules in effect in the lesson, and every fact of the venue with its source."""
    seen = who.live.current
    return rules_in_effect.describe(seen.instruments[instrument], seen.venues.get(instrument))


async def candles(
    who: Anybody,
    instrument: Instrument,
    minutes: Minutes = 5,
    before: Before = 0,
    limit: Limit = 50,
) -> list[Candle]:
    """Open, high, low, close, average and volume of each period with trades, newest first."""
    return await read(
        who.live,
        lambda s: queue.candles(s, instrument, minutes=minutes, before=before, limit=limit),
    )


async def line(who: Anybody, order: Number) -> PlaceInLine:
    """Number of orders and tonnes that trade before a resting order of the seat."""
    seat = who.of_seat()
    return await read(who.live, lambda s: queue.place_in_line(s, order=order, seat=seat))


async def trades(
    who: Anybody, instrument: OfInstrument, before: Before = 0, limit: Limit = 50
) -> list[PublicTrade]:
    """Trades without their parties."""
    return await read(
        who.live, lambda s: market.trades(s, instrument=instrument, before=before, limit=limit)
    )


async def own_trades(
    who: Anybody, instrument: OfInstrument, before: Before = 0, limit: Limit = 50
) -> list[OwnTrade]:
    """Trades in which the seat bought or sold; the other party is the central counterparty."""
    seat = who.of_seat()
    return await read(
        who.live,
        lambda s: market.own_trades(
            s, seat=seat, instrument=instrument, before=before, limit=limit
        ),
    )


async def parties(
    who: Trainer, instrument: OfInstrument, seat: OfSeat, before: Before = 0, limit: Limit = 50
) -> list[TradeView]:
    """Trades with buyer, seller and the transaction that settled them."""
    return await read(
        who.live,
        lambda s: every.trades(s, instrument=instrument, owner=seat, before=before, limit=limit),
    )


async def orders(
    who: Anybody,
    *,
    instrument: OfInstrument,
    resting: bool = False,
    before: Before = 0,
    limit: Limit = 50,
) -> list[OrderView]:
    """The seat's orders, newest first; all orders for the trainer who names no seat."""
    status = OrderStatus.RESTING if resting else None
    owner = "" if who.seat == TRAINER else who.seat
    return await read(
        who.live,
        lambda s: every.orders(
            s, owner=owner, instrument=instrument, status=status, before=before, limit=limit
        ),
    )
