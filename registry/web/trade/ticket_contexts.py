"""Contexts of trading: ticket, own orders and their change, listed orders, call auction, candles.

Parts of the page to trade on. Prices are ticks, money fen, quantities tonnes; it knows no query
and no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.web.frame.contexts.shared import AxisMark, Form, NotTaken, SerialRange
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What the market says that an order would do as things stand."""

    outlook: str = told("what will happen: a key of words.OUTLOOKS")
    trades_now: int = told("tonnes that trade at once")
    trades_at: int | None = told("worst price of those; None when nothing trades at once")
    average: int | None = told("mean price of those; None unless they have several prices")
    rests: int = told("tonnes that will rest in the book, or wait for a trigger")
    cancelled: int = told("tonnes that leave at once (market, IOC or FOK remainder, own order)")
    stops: tuple[int, ...] = told("numbers of own stops that it triggers")
    changes: tuple[int, ...] = told("numbers of other own orders that it fills or cancels")
    indicative: int | None = told("price of the auction with the order in it; None without one")
    breaks: bool = told("whether the circuit breaker begins a call")
    fee_about: int | None = told("fen of fees when the rest is one trade; None without fees")
    fee_room: int | None = told("fen that are blocked for fees (buy); None where there are none")
    blocks_fen: int | None = told("cash that will be blocked (buy); None for a sale")
    blocks_t: int | None = told("tonnes that will be blocked (sale); None for a purchase")
    blocks_ranges: tuple[SerialRange, ...] = told("serials that will be blocked (sale), FIFO")
    free_after: int = told("free fen or tonnes when all of it is blocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPreview:
    """What an order will do, and the one button that does it."""

    key: str = told("idempotency key, minted for this rendering")
    arguments: Mapping[str, str] = told("arguments of order.place, sent as hidden fields")
    side: str = told("buy or sell")
    kind: str = told("limit or market")
    price: int | None = told("limit price; None for a market order")
    quantity: int = told("tonnes")
    time_in_force: str = told("day, gtc, gtd, ioc or fok")
    expires: str = told("last day of a gtd order; '' for others")
    trigger: int | None = told("last price for which a stop waits; None for other orders")
    shows: int | None = told("tonnes that an iceberg shows at a time; None shows all")
    free_before: int = told("free fen (buy) or tonnes (sale) before")
    does: Foretold | None = told("what it does; None when it would be refused")
    refused: NotTaken | None = told("why it would be refused; None when it is taken")
    room_before: int | None = told("offset room before, in tonnes; None where it does not matter")
    room_after: int | None = told("offset room after this purchase")
    waits_a_day: bool = told("whether what is bought can be sold the next day only")
    overshoots: bool = told("whether it is more than the obligation still needs")
    warnings: tuple[str, ...] = told("what the market asks about it, in the page's language")
    back: str = told("address of the ticket without the preview, values kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The ticket; its first step is a GET with the fields below and step=preview."""

    side: str = told("buy or sell")
    kind: str = told("limit or market")
    kinds: tuple[str, ...] = told("the kinds that are offered here")
    price: str = told("price in CNY as typed, 86.45; '' empty")
    quantity: str = told("tonnes as typed; '' empty")
    time_in_force: str = told("day, gtc, gtd, ioc or fok")
    terms: tuple[str, ...] = told("the times in force that are offered here")
    expires: str = told("last day of a gtd order as typed; '' empty")
    post_only: bool = told("whether the order may only wait")
    peak: str = told("tonnes to show at a time as typed; '' shows all")
    trigger: str = told("trigger price of a stop as typed; '' for no stop")
    rare_open: bool = told("whether a rarely used field is filled in, so that the fold is open")
    listed: bool = told("whether orders are listed here and wait to be picked")
    gathers: bool = told("whether a call gathers orders here")
    form: Form = told("errors of the fields above by name")
    taking: str = told("the phases in which orders are taken, one space between")
    closed_because: str = told("'' when orders are taken; else a key of words.CLOSED")
    free_fen: int = told("free cash")
    free_t: int = told("free tonnes of this instrument")
    bought_t: int = told("tonnes bought today that can be sold the next day")
    fee_percent: str = told("the fee as a share of the money, '0.5 %'; '' without fees")
    preview: OrderPreview | None = told("second step; None in the first")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One of this seat's orders."""

    number: int = told("order number")
    at: int = told("lesson time of entry")
    instrument: str = told("instrument code")
    side: str = told("buy or sell")
    price: int | None = told("limit price; None for market")
    quantity: int = told("tonnes ordered")
    filled: int = told("tonnes traded")
    open: int = told("tonnes that are still open")
    blocked_fen: int | None = told("cash still blocked; None for a sale")
    blocked_t: int | None = told("tonnes still blocked; None for a purchase")
    state: str = told("resting, pending, partly, filled or cancelled")
    ending: str = told("why some of it left without a trade: a key of words.ENDINGS, or ''")
    time_in_force: str = told("day, gtc, gtd, ioc or fok")
    expires: str = told("last day of a gtd order; '' for others")
    trigger: int | None = told("last price for which a stop still waits; None for others")
    peak: int | None = told("tonnes that an iceberg shows at a time; None for others")
    shown: int | None = told("tonnes that an iceberg shows now; None for others")
    post_only: bool = told("whether it may only wait")
    ahead: int | None = told("tonnes that trade before it; None when it stands in no line")
    change_href: str = told("address where it can be changed; '' when it cannot be")
    cancel_key: str = told("key of the cancel form; '' when there is nothing to cancel")


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAll:
    """Taking all own orders back: asked once, done by one command."""

    key: str = told("idempotency key, minted for this rendering")
    instrument: str = told("instrument code; '' takes those of every instrument")
    count: int = told("orders that this takes back")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """What the change of an order will do, and the one button that does it."""

    key: str = told("idempotency key, minted for this rendering")
    deed: str = told("order.replace or order.reduce")
    arguments: Mapping[str, str] = told("arguments of the deed, sent as hidden fields")
    price: int = told("new price")
    quantity: int = told("new open tonnes")
    keeps_place: bool = told("whether the order keeps its place in time")
    refused: NotTaken | None = told("why it would be refused; None when it is taken")
    trades_now: int = told("tonnes that trade at once")
    blocked_unit: str = told("fen or tonnes")
    blocked_before: int = told("blocked for the order now")
    blocked_after: int = told("blocked for the order after the change")
    free_after: int = told("free fen or tonnes after the change")
    warnings: tuple[str, ...] = told("what the market asks about it, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An own order that is about to be changed: price and open tonnes, then a preview."""

    number: int = told("order number")
    side: str = told("buy or sell")
    price_now: int = told("its price now")
    open_now: int = told("its open tonnes now")
    price: str = told("new price as typed")
    quantity: str = told("new open tonnes as typed")
    form: Form = told("errors of the fields price and quantity; '' for the whole form")
    preview: ChangePreview | None = told("second step; None in the first")
    back: str = told("address that leaves the order as it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One listed order that waits to be picked."""

    order: int = told("order number")
    price: int = told("its price")
    quantity: int = told("tonnes that it shows")
    own: bool = told("whether it is this seat's own")
    pick_href: str = told("address where it can be picked; '' when it cannot be")


@dataclass(frozen=True, slots=True, kw_only=True)
class PickPreview:
    """What a pick will do, and the one button that does it."""

    key: str = told("idempotency key, minted for this rendering")
    arguments: Mapping[str, str] = told("arguments of order.pick, sent as hidden fields")
    refused: NotTaken | None = told("why it would be refused; None when it is taken")
    quantity: int = told("tonnes that are taken")
    money: int = told("price times tonnes, in fen")
    fee: int = told("fee of the pick, in fen")
    free_before: int = told("free fen (buying) or tonnes (selling) before")
    free_after: int = told("the same after")
    free_unit: str = told("fen or tonnes")
    warnings: tuple[str, ...] = told("what the market asks about it, in the page's language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A listed order that is about to be picked: tonnes, then a preview."""

    order: int = told("number of the listed order")
    side: str = told("what the picker does: buy or sell")
    price: int = told("its price")
    shown: int = told("tonnes that it shows")
    quantity: str = told("tonnes as typed")
    form: Form = told("errors of the field quantity; '' for the whole form")
    preview: PickPreview | None = told("second step; None in the first")
    back: str = told("address that leaves the listed order alone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The orders of a market by listing that can be picked, best first."""

    asks: tuple[OfferRow, ...] = told("offers to sell")
    bids: tuple[OfferRow, ...] = told("bids to buy")
    levels: int | None = told("only so many best prices can be picked; None for all")
    first_only: bool = told("whether only the first in time at a price can be picked")
    pick: Pick | None = told("the order that is about to be picked; None while none is")


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """What is wanted and offered at one price."""

    price: int = told("price")
    demand: int = told("tonnes bid at this price or higher, as shown")
    supply: int = told("tonnes asked at this price or lower, as shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Auction:
    """The call auction as it stands, ready to draw; made by registry.web.trade.auctions."""

    price: int | None = told("indicative price; None while bids and asks do not meet")
    volume: int = told("indicative volume in tonnes")
    left_over: int = told("tonnes left over at that price")
    left_side: str = told("buy, sell, or '' when nothing is left over")
    ends_at: int | None = told("lesson time of the uncross; None when unknown")
    ends_in: str = told("lesson time until the uncross, 4:12; '' when unknown")
    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    right: int = told("right edge of the curves")
    bottom: int = told("lower edge of the curves")
    demand: str = told("the demand curve as an SVG path; '' without bids")
    supply: str = told("the supply curve as an SVG path; '' without asks")
    price_y: int | None = told("height of the indicative price; None while there is none")
    prices: tuple[AxisMark, ...] = told("price marks")
    tonnes: tuple[AxisMark, ...] = told("quantity marks, from left to right")
    rows: tuple[CurveRow, ...] = told("both curves as a table, highest price first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Auctioned:
    """What today's last call auction gave."""

    at: int = told("lesson time of the uncross")
    price: int = told("the one price")
    volume: int = told("tonnes traded at it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """The circuit breaker of an instrument."""

    percent: str = told("a price so far away makes way for a call auction, '10 %'")
    minutes: int = told("compared with the price of so many minutes ago")
    call_minutes: int = told("how long that call lasts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """The trades of five lesson minutes, ready to draw."""

    at: int = told("lesson time at which they begin")
    open: int = told("first price")
    high: int = told("highest price")
    low: int = told("lowest price")
    close: int = told("last price")
    average: int = told("volume-weighted price")
    volume: int = told("tonnes")
    x: int = told("middle of the candle")
    body_x: int = told("left edge of the body")
    top: int = told("y of the highest price")
    foot: int = told("y of the lowest price")
    body_y: int = told("y of the body's upper edge")
    body_height: int = told("height of the body, at least 1")
    rising: bool = told("whether it closed at its open or higher: hollow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candles:
    """The day as candles, ready to draw; made by registry.web.trade.candles."""

    minutes: int = told("lesson minutes of each candle")
    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    right: int = told("right edge of the candles")
    body: int = told("width of a body")
    candles: tuple[Candle, ...] = told("oldest first")
    prices: tuple[AxisMark, ...] = told("price marks, from low to high")
    times: tuple[AxisMark, ...] = told("time marks, from left to right")
    average_y: int | None = told("height of the day's volume-weighted price; None without trades")
