"""Reading the market from the tables, as of the last committed group.

Frozen values for pages and scripts; lists page by key, newest first. Seats' rights are not checked
here: the caller decides who may see whose orders.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from ledger.columns import columns_of
from ledger.db import Table
from ledger.paging import Page
from matching.auction import Tie, indication
from matching.closing import day_limits
from matching.daily_statistics import volume_weighted
from matching.instruments import Limits
from matching.models import OrderRow, TradeRow, TradingDay
from matching.orders import OrderStatus
from matching.phases import GATHERING, Phase, effective
from matching.views import (
    AuctionView,
    DayView,
    Depth,
    DepthLevel,
    OrderView,
    Quote,
    TradeView,
)

PAGE = 50
DEPTH = 5


def _average(turnover_fen: int, volume: int, tick: int) -> int | None:
    if not volume:
        return None
    return volume_weighted(turnover_fen=turnover_fen, volume=volume, tick=tick)


def select_of(view: Any, model: type[Table], **named: str) -> str:
    """The SELECT of a view's columns, in the view's order; `named` are fields -> other columns.

    A field that is no column of the table fails here.
    """
    wanted = [named.get(field.name, field.name) for field in fields(view)]
    assert {*wanted} <= {*columns_of(model)}, f"{view.__name__} has a field that is no column"
    return f"SELECT {', '.join(wanted)} FROM {model.__tablename__}"


_ORDERS = select_of(OrderView, OrderRow, order="id", open="open_quantity", trigger="trigger_price")
_TRADES = select_of(TradeView, TradeRow, trade="id")
_DAYS = select_of(DayView, TradingDay, first="first_price", last="last_price", close="close_price")
_RESTS = "open_quantity > 0 AND rank > 0 AND mode = 'book'"
"""The resting orders of a book; a parked order has no rank."""


def stored_quotes(session: Session, *, instrument: str = "") -> list[Quote]:
    """A quote of every instrument, or of one, as of the last committed group; as listed."""
    found = _lines(
        session,
        "SELECT code, registry_code, unit, host, tick, lot, phase, halted, reference,"
        " limit_percent, limit_rounding, call_until, listed OR price_rule <> 'maker', tie"
        " FROM instrument WHERE :code IN ('', code) ORDER BY id",
        code=instrument,
    )
    return [_stored_quote(session, line) for line in found]


def _stored_quote(session: Session, line: tuple[Any, ...]) -> Quote:
    code, registry, unit, host, tick, lot, phase, halted, reference, percent, *more = line
    rounding, call_until, listed, tie = more
    day, limits, first_trade = "", None, 0
    days = _lines(
        session,
        "SELECT day, reference, lo, hi, first_trade, close_price FROM trading_day"
        " WHERE instrument = :code ORDER BY id DESC LIMIT 1",
        code=code,
    )
    if days and days[0][5] is not None:
        reference = days[0][5]
    elif days:
        day, reference, limits, first_trade = (
            days[0][0],
            days[0][1],
            Limits(days[0][2], days[0][3]),
            days[0][4],
        )
    limits = limits or day_limits(
        reference=reference, percent=percent, tick=tick, rounding=rounding
    )
    volume, turnover, trades = 0, 0, 0
    if day:
        ((volume, turnover, trades),) = _lines(
            session,
            "SELECT coalesce(sum(quantity), 0), coalesce(sum(price * quantity), 0), count(*)"
            " FROM trade WHERE instrument = :code AND id >= :first AND mode = 'book'",
            code=code,
            first=first_trade,
        )
    last = _lines(
        session,
        "SELECT price FROM trade WHERE instrument = :code AND mode = 'book'"
        " ORDER BY id DESC LIMIT 1",
        code=code,
    )
    ((bid, ask),) = _lines(
        session,
        "SELECT max(CASE WHEN side = 'buy' THEN price END),"
        " min(CASE WHEN side = 'sell' THEN price END)"
        f" FROM market_order WHERE instrument = :code AND {_RESTS}",
        code=code,
    )
    holds = effective(
        Phase(phase), halted=bool(halted), breaker=call_until is not None, listed=bool(listed)
    )
    return Quote(
        instrument=code, registry=registry, unit=unit, host=host, tick=tick, lot=lot,
        phase=holds.value, halted=bool(halted), day=day, reference=reference,
        lo=limits.lo, hi=limits.hi, last=last[0][0] if last else None,
        average=_average(turnover, volume, tick), volume=volume, turnover_fen=turnover,
        trades=trades, bid=bid, ask=ask,
        auction=_auction(session, code, reference, Tie(tie), tick) if holds in GATHERING else None,
    )  # fmt: skip


def _auction(session: Session, instrument: str, reference: int, tie: Tie, tick: int) -> AuctionView:
    """The result of a running call if it ended now, from all tonnes of the resting orders."""

    def curve(side: str, order: str) -> list[tuple[int, int]]:
        found = _lines(
            session,
            "SELECT price, sum(open_quantity) FROM market_order WHERE instrument = :code"
            f" AND side = :side AND {_RESTS} GROUP BY price ORDER BY price {order}",
            code=instrument,
            side=side,
        )
        return [(price, int(tonnes)) for price, tonnes in found]

    bids, asks = curve("buy", "DESC"), curve("sell", "ASC")
    found = indication(bids, asks, reference=reference, tie=tie, tick=tick)
    return AuctionView(*found) if found is not None else AuctionView(None, 0, None)


def stored_depth(
    session: Session, instrument: str, *, levels: int = DEPTH, owner: str = ""
) -> Depth:
    """The best price levels as of the last committed group; `owner` is the reader."""

    def best(side: str, order: str) -> tuple[DepthLevel, ...]:
        found = _lines(
            session,
            "SELECT price, sum(coalesce(shown, open_quantity)), count(*),"
            " sum(CASE WHEN owner = :owner THEN open_quantity ELSE 0 END) FROM market_order"
            f" WHERE instrument = :code AND {_RESTS} AND side = :side"
            f" GROUP BY price ORDER BY price {order} LIMIT :levels",
            code=instrument,
            side=side,
            owner=owner,
            levels=levels,
        )
        return tuple(DepthLevel(*line) for line in found)

    return Depth(instrument, best("buy", "DESC"), best("sell", "ASC"))


def open_orders(session: Session) -> dict[str, int]:
    """The number of open orders in the book of each instrument that has any."""
    found = session.connection().execute(
        text(
            "SELECT instrument, count(*) FROM market_order"
            " WHERE open_quantity > 0 AND mode = 'book' GROUP BY instrument ORDER BY instrument"
        )
    )
    return {str(instrument): int(count) for instrument, count in found}


def leaving_at_close(session: Session, *, day: str) -> int:
    """How many open orders of the books leave when this day (an ISO date) ends."""
    found = session.connection().execute(
        text(
            "SELECT count(*) FROM market_order WHERE open_quantity > 0 AND mode = 'book'"
            " AND time_in_force <> 'gtc' AND (time_in_force <> 'gtd' OR expires <= :day)"
        ),
        {"day": day},
    )
    return int(found.scalar_one())


def orders(
    session: Session,
    *,
    owner: str = "",
    instrument: str = "",
    status: OrderStatus | None = None,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[OrderView]:
    """Orders of the book, newest first, filtered by the arguments; `before` pages to older ones."""
    where = ["mode = 'book'"]
    where += ["owner = :owner"] if owner else []
    where += ["instrument = :instrument"] if instrument else []
    if status is OrderStatus.RESTING:
        # Parked orders are open too: the owner may cancel them.
        where.append("open_quantity > 0")
    elif status is not None:
        where.append("status = :status")
    lines = _page(
        session, _ORDERS, where, page=Page(before, after, limit),
        owner=owner, instrument=instrument, status=status.value if status else "",
    )  # fmt: skip
    return [OrderView(*line) for line in lines]


def order(session: Session, number: int) -> OrderView | None:
    """One order, or None."""
    found = _lines(session, f"{_ORDERS} WHERE id = :number", number=number)
    return OrderView(*found[0]) if found else None


def trades(
    session: Session,
    *,
    instrument: str = "",
    owner: str = "",
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[TradeView]:
    """Trades, newest first; `owner` keeps those in which this owner bought or sold."""
    where = ["instrument = :instrument"] if instrument else []
    if not owner:
        lines = _page(
            session, _TRADES, where, page=Page(before, after, limit), instrument=instrument
        )
        return [TradeView(*line) for line in lines]
    either = {}
    for party in ("buyer", "seller"):
        lines = _page(
            session, _TRADES, [*where, f"{party} = :owner"], page=Page(before, after, limit),
            instrument=instrument, owner=owner,
        )  # fmt: skip
        either.update({line[0]: line for line in lines})
    numbers = sorted(either, reverse=after is None)[:limit]
    return [TradeView(*either[number]) for number in numbers]


def order_instruments(session: Session, *, newest: int) -> dict[str, int]:
    """Instrument -> its orders of the book among so many newest ones."""
    few = "SELECT instrument FROM market_order WHERE mode = 'book' ORDER BY id DESC LIMIT :newest"
    sql = f"SELECT instrument, count(*) FROM ({few}) AS few GROUP BY instrument"
    return {code: int(rows) for code, rows in _lines(session, sql, newest=newest)}


def trade_instruments(session: Session, *, newest: int) -> dict[str, int]:
    """Instrument -> its trades among so many newest ones."""
    few = "SELECT instrument FROM trade ORDER BY id DESC LIMIT :newest"
    sql = f"SELECT instrument, count(*) FROM ({few}) AS few GROUP BY instrument"
    return {code: int(rows) for code, rows in _lines(session, sql, newest=newest)}


def client_order_ids(session: Session, *, owner: str, orders: Collection[int]) -> dict[int, str]:
    """Order -> what its owner calls it, of those of one owner that have such a name."""
    lines = _lines(
        session,
        "SELECT id, client_order_id FROM market_order WHERE owner = :owner"
        " AND client_order_id IS NOT NULL AND id BETWEEN :first AND :last",
        owner=owner,
        first=min(orders, default=0),
        last=max(orders, default=0),
    )
    return {order: name for order, name in lines if order in orders}


def trades_of_order(session: Session, number: int) -> list[TradeView]:
    """The trades of one order, oldest first."""
    found = order(session, number)
    if found is None:
        return []
    party = "buyer" if found.side == "buy" else "seller"
    lines = _lines(
        session,
        f"{_TRADES} WHERE {party} = :owner AND (maker = :number OR taker = :number) ORDER BY id",
        owner=found.owner,
        number=number,
    )
    return [TradeView(*line) for line in lines]


def net_bought_t(session: Session, *, owner: str, instruments: Collection[str]) -> int:
    """Tonnes that an owner bought less those that it sold, in trades of every kind."""
    named = {f"code{number}": code for number, code in enumerate(instruments)}
    if not named:
        return 0
    among = ", ".join(f":{name}" for name in named)
    parts = [
        f"(SELECT coalesce(sum(quantity), 0) FROM trade WHERE {party} = :owner"
        f" AND instrument IN ({among}))"
        for party in ("buyer", "seller")
    ]
    ((net,),) = _lines(session, f"SELECT {parts[0]} - {parts[1]}", owner=owner, **named)
    return int(net)


def days(session: Session, instrument: str) -> list[DayView]:
    """All trading days of one instrument, oldest first."""
    lines = _lines(session, f"{_DAYS} WHERE instrument = :code ORDER BY id", code=instrument)
    return [DayView(*line) for line in lines]


def _lines(session: Session, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.connection().execute(text(sql), values)]


def _page(
    session: Session, sql: str, where: list[str], *, page: Page, **values: Any
) -> list[tuple[Any, ...]]:
    clause, paged = page.clause("id", where)
    used = {name: value for name, value in values.items() if f":{name}" in clause}
    return _lines(session, f"{sql}{clause}", **used, **paged)
