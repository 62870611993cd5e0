"""Orders of seats, and the market's hours: the only way to the exchange.

This module decides which seats may trade from which registry's account; the exchange checks prices
and funds, and matches.
"""

from __future__ import annotations

from typing import Any, Literal

from ledger.accounts import HOLDING
from ledger.books import Books
from matching.exchange import Exchange, Placed
from matching.instruments import Instrument
from matching.orders import Ask, Terms
from matching.permission import position
from matching.phases import Phase
from registry.agenda import Due, Source
from registry.command import (
    EXACT,
    Arguments,
    Command,
    Confirmable,
    Number,
    Text,
    Tonnes,
    Whole,
    on_exchange,
)
from registry.market import effects
from registry.market.errors import (
    AccountMissing,
    MayNotTrade,
    NotTradable,
    NotWhole,
    PickNotOffered,
)
from registry.programme.accounts import standing
from registry.programme.issuance.models import BELT_AND_ROAD, NOT_TRADED
from registry.programme.transfers.held import refuse_held
from registry.records import refuse
from registry.roles import TRADING, Actor, held


class PlaceOrder(Confirmable):
    """An order; `price` in fen per tonne, null for a market order; `quantity` in tonnes.

    `time_in_force` at_open: for the current call auction; at_close: for the day's closing call.
    `expires` is the last day of a gtd order (ISO date), `peak` the displayed quantity of an
    iceberg, `trigger` the last price that triggers a stop. `client_order_id` is the owner's own
    name for the order, 1 to 32 printable characters; it need not be unique, and nobody else but the
    trainer reads it.
    """

    instrument: Text
    side: Literal["buy", "sell"]
    kind: Literal["limit", "market"] = "limit"
    price: Whole | None = None
    quantity: Tonnes
    time_in_force: Literal["day", "ioc", "gtc", "gtd", "fok", "at_open", "at_close"] = "day"
    expires: Text = ""
    post_only: bool = False
    peak: Tonnes | None = None
    trigger: Whole | None = None
    client_order_id: Text | None = None


class ReplaceOrder(Confirmable):
    """An open order by its number, with its new price and open quantity in tonnes."""

    order: Number
    price: Whole
    quantity: Tonnes


class ReduceOrder(Arguments):
    """An open order by its number, and the tonnes by which it is reduced."""

    order: Number
    quantity: Tonnes


class PickOrder(Confirmable):
    """Another seat's resting order by its number, and the tonnes to trade with it at its price."""

    maker: Number
    quantity: Tonnes


class CancelAll(Arguments):
    """All own open orders of an instrument; null: of every instrument."""

    instrument: Text | None = None


class OneOrder(Arguments):
    """An order by its number."""

    order: Number


def place_order(
    exchange: Exchange,
    *,
    instrument: str,
    side: str,
    kind: str,
    quantity: int,
    price: int | None = None,
    time_in_force: str = "day",
    expires: str = "",
    post_only: bool = False,
    peak: int | None = None,
    trigger: int | None = None,
    client_order_id: str | None = None,
    ask: Ask | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Place an order of the acting seat: it reserves cash or tonnes and may trade at once."""
    require_trading(by)
    require_whole("quantity", quantity)
    for field, value in (("price", price), ("peak", peak), ("trigger", trigger)):
        if value is not None:
            require_whole(field, value)
    require_account(exchange, instrument, by, buy=side == "buy")
    placed = exchange.place(
        instrument=instrument,
        owner=by.seat,
        side=side,
        kind=kind,
        price=price,
        quantity=quantity,
        time_in_force=time_in_force,
        expires=expires,
        terms=Terms(
            post_only=post_only, peak=peak, trigger=trigger, client_order_id=client_order_id
        ),
        at=at,
        ask=ask,
    )
    named = {} if client_order_id is None else {"client_order_id": client_order_id}
    return _answer(placed) | named


def replace_order(
    exchange: Exchange,
    *,
    order: int,
    price: int,
    quantity: int,
    ask: Ask | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Replace price and open quantity of an order of the acting seat; it may trade at once."""
    require_trading(by)
    for field, value in (("order", order), ("price", price), ("quantity", quantity)):
        require_whole(field, value)
    own = exchange.market.open_of.get(by.seat, {}).get(order)
    if own is not None:
        require_account(exchange, own.instrument, by, buy=own.buy)
    placed = exchange.replace(
        order=order, owner=by.seat, price=price, quantity=quantity, at=at, ask=ask
    )
    return _answer(placed)


def reduce_order(
    exchange: Exchange, *, order: int, quantity: int, by: Actor, at: int
) -> dict[str, Any]:
    """Reduce an order of the acting seat by `quantity` tonnes; the rest keeps its priority."""
    require_trading(by)
    for field, value in (("order", order), ("quantity", quantity)):
        require_whole(field, value)
    return _answer(exchange.reduce(order=order, owner=by.seat, by=quantity, at=at))


def pick_order(
    exchange: Exchange, *, maker: int, quantity: int, ask: Ask | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Trade with one chosen order at its price."""
    require_trading(by)
    for field, value in (("maker", maker), ("quantity", quantity)):
        require_whole(field, value)
    listing = exchange.listing_of(maker)
    instrument = listing.instrument
    require_account(exchange, instrument.code, by, buy=not listing.book.orders[maker].buy)
    if not instrument.listed:
        raise PickNotOffered(instrument=instrument.code)
    return _answer(exchange.pick(maker=maker, owner=by.seat, quantity=quantity, at=at, ask=ask))


def cancel_order(exchange: Exchange, *, order: int, by: Actor, at: int) -> dict[str, Any]:
    """Cancel the open quantity of an order of the acting seat."""
    require_trading(by)
    require_whole("order", order)
    return {"order": order, "released": exchange.cancel(order=order, owner=by.seat)}


def cancel_all(
    exchange: Exchange, *, instrument: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Cancel all open orders of the acting seat, of one instrument or of all."""
    require_trading(by)
    gone = exchange.cancel_all(owner=by.seat, instrument=instrument or "")
    return {"orders": [list(row) for row in gone], "released": sum(row[1] for row in gone)}


def _answer(placed: Placed) -> dict[str, Any]:
    return {
        "order": placed.order,
        "status": placed.status.value,
        "filled": placed.filled,
        "open": placed.open,
        "trades": [list(trade) for trade in placed.trades],
    }


def require_account(exchange: Exchange, instrument: str, by: Actor, *, buy: bool) -> None:
    """Refuse a seat without an account in the instrument's registry (AccountMissing), or whose
    account's state does not allow this side (checks 1003 to 1012 and 2003 to 2018), and a sale from
    an account that differs from the log of transfers (check 3016).
    """
    registry = exchange.market.listing(instrument).instrument.registry
    if not exchange.books.has_account(by.seat, registry):
        raise _account_missing(exchange, instrument=instrument, registry=registry, seat=by.seat)
    refuse(standing.trading_checks(exchange.books, seat=by.seat, registry=registry, buy=buy))
    if not buy:
        refuse_held(exchange.books, owner=by.seat, registry=registry)
        _require_tradable(exchange, instrument, by)


def _require_tradable(exchange: Exchange, instrument: str, by: Actor) -> None:
    """Raise NotTradable for a sale by a seat whose credits of this sort are all of agreements that
    do not let them be traded.
    """
    books, listing = exchange.books, exchange.market.listing(instrument)
    part = listing.instrument
    if part.unit != BELT_AND_ROAD or position(books, listing, owner=by.seat):
        return
    held: dict[str, int] = {}
    for asset, batch in books.batches.items():
        if batch.unit == NOT_TRADED and part.host in ("", batch.host):
            tonnes = books.found(HOLDING, asset, owner=by.seat, registry=part.registry)
            if tonnes:
                (found,) = books.store.fetch(
                    "SELECT agreement FROM project WHERE code = ?", batch.project
                )
                held[found[0]] = held.get(found[0], 0) + tonnes
    if held:
        raise NotTradable(
            instrument=instrument,
            held=sum(held.values()),
            registry=part.registry,
            agreement=", ".join(sorted(held)),
        )


def require_trading(by: Actor) -> None:
    """Raise MayNotTrade for a seat whose role does not trade."""
    if not by.holds(TRADING):
        raise MayNotTrade(role=held(by.role, by.further), allowed=", ".join(sorted(TRADING)))


def require_whole(field: str, value: int) -> None:
    """Raise NotWhole unless a value is a whole number that every reader of JSON keeps exact."""
    if value.__class__ is not int or not -EXACT <= value <= EXACT:
        raise NotWhole(field=field, given=str(value)[:40], most=EXACT)


def _account_missing(
    exchange: Exchange, *, instrument: str, registry: str, seat: str
) -> AccountMissing:
    has_account = exchange.books.has_account
    tradable = [
        code
        for code, listing in exchange.market.listings.items()
        if has_account(seat, listing.instrument.registry)
    ]
    return AccountMissing(
        instrument=instrument, registry=registry, seat=seat, tradable=", ".join(tradable) or "-"
    )


# --- hours: the trainer and the clock ---------------------------------------------------------


def open_exchange(books: Books) -> Exchange:
    """The exchange over a lesson's books, loaded from its tables."""
    return Exchange(books)


def list_instrument(exchange: Exchange, instrument: Instrument) -> None:
    """List an instrument when the lesson is created."""
    exchange.trading_day.list_instrument(instrument)


def halt(exchange: Exchange, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """Halt trading in one instrument; cancelling stays possible."""
    exchange.trading_day.halt(instrument=instrument)
    return {"instrument": instrument, "halted": True}


def resume(
    exchange: Exchange, *, instrument: str, call_until: int | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """End the halt of one instrument; up to `call_until` (lesson time in ms) a call gathers."""
    exchange.trading_day.resume(instrument=instrument, call_until=call_until)
    return {"instrument": instrument, "halted": False}


def start_day(exchange: Exchange, *, day: str, by: Actor, at: int) -> dict[str, Any]:
    """Begin a trading day (an ISO date) with its price limits; the market is still closed."""
    exchange.trading_day.start_of_day(day=day)
    return {"day": day}


def end_call(exchange: Exchange, *, instrument: str, by: Actor, at: int) -> dict[str, Any]:
    """End a call auction of one instrument: its orders trade, then its regular phase resumes."""
    exchange.trading_day.end_call(instrument=instrument)
    return {"instrument": instrument}


def calls_due(exchange: Exchange) -> Source:
    """The source of the ends of instruments' own call auctions, the earliest first."""

    def source() -> Due | None:
        ends = [
            (listing.call_until, code)
            for code, listing in exchange.market.listings.items()
            if listing.call_until is not None
        ]
        if not ends:
            return None
        at, code = min(ends)
        return Due(at, "clock.call_end", {"instrument": code})

    return source


def begin_call(
    exchange: Exchange, *, instrument: str, minutes: int, by: Actor, at: int
) -> dict[str, Any]:
    """Interrupt continuous trading by a call auction of `minutes` of lesson time."""
    until = exchange.trading_day.begin_call(instrument=instrument, minutes=minutes, at=at)
    return {"instrument": instrument, "until": until}


def set_phase(
    exchange: Exchange, *, phase: str, instruments: list[str] | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """Instruments enter a phase: those named, or without names all that have no own hours."""
    if instruments is None:
        listings = exchange.market.listings.values()
        instruments = [
            listing.instrument.code for listing in listings if not listing.instrument.sessions
        ]
    exchange.trading_day.set_phase(Phase(phase), instruments=instruments)
    return {"phase": phase}


def end_day(
    exchange: Exchange, *, rests_until: str | None = None, by: Actor, at: int
) -> dict[str, Any]:
    """End the trading day; day orders expire and their reservations are released.

    `rests_until` (an ISO date): the next trading day, if it is in the next act; orders good till an
    earlier date expire too.
    """
    return {"ended": exchange.trading_day.end_of_day(rests_until=rests_until)}


COMMANDS = (
    Command(
        name="order.place", en="Place order", zh="下单",
        done=("Order accepted", "委托已受理"), not_done=("Order not placed", "委托未受理"),
        arguments=PlaceOrder, roles=TRADING, run=on_exchange(place_order), hot=True,
        aim=effects.placed, minding=True,
    ),
    Command(
        name="order.cancel", en="Cancel order", zh="撤单",
        done=("Order cancelled", "已撤单"), not_done=("Order not cancelled", "未撤单"),
        arguments=OneOrder, roles=TRADING, run=on_exchange(cancel_order), hot=True, paused=True,
        over=True, aim=effects.cancelled,
    ),
    Command(
        name="order.cancel_all", en="Cancel all orders", zh="全部撤单",
        done=("All orders cancelled", "已全部撤单"),
        not_done=("Orders not cancelled", "未全部撤单"),
        arguments=CancelAll, roles=TRADING, run=on_exchange(cancel_all), hot=True, paused=True,
        over=True,
    ),
    Command(
        name="order.replace", en="Replace order", zh="改单",
        done=("Order replaced", "已改单"), not_done=("Order not replaced", "未改单"),
        arguments=ReplaceOrder, roles=TRADING, run=on_exchange(replace_order), hot=True,
        aim=effects.replaced,
    ),
    Command(
        name="order.reduce", en="Reduce order", zh="减少委托数量",
        done=("Order reduced", "委托数量已减少"), not_done=("Order not reduced", "委托数量未减少"),
        arguments=ReduceOrder, roles=TRADING, run=on_exchange(reduce_order), hot=True,
        aim=effects.reduced,
    ),
    Command(
        name="order.pick", en="Pick a listed order", zh="点选挂牌",
        done=("Listed order picked", "已点选挂牌"),
        not_done=("Listed order not picked", "未点选挂牌"),
        arguments=PickOrder, roles=TRADING, run=on_exchange(pick_order), hot=True,
        aim=effects.picked,
    ),
)  # fmt: skip
