"""Contexts of the trading page: ticket, own orders, listed orders, call auction, candles.

Prices are in ticks, money in fen, quantities in tonnes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matching.views import OrderView
from registry.market.commands import PlaceOrder
from registry.web.frame.contexts.levels import LevelLock
from registry.web.frame.contexts.shared import AxisMark, Form, NotTaken, SerialRange


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOutcome:
    """What an order would do now, by the market's preview.

    `outlook` is a key of `words.OUTLOOKS`. `trades_at` is the least favourable price of the
    immediate trades, None without any; `average` its mean, None unless there are several prices.
    `stops` and `changes` are the numbers of own orders that it triggers, and that it fills or
    cancels. `indicative` is the auction's price with the order in it. `fee_about` is the fee if the
    rest is one trade, `fee_room` the cash blocked for fees, both in fen. `blocks_fen` is None for a
    sale, `blocks_t` for a purchase. `free_after` is fen for a purchase, tonnes for a sale.
    """

    outlook: str
    trades_now: int
    trades_at: int | None
    average: int | None
    rests: int
    cancelled: int
    stops: tuple[int, ...]
    changes: tuple[int, ...]
    indicative: int | None
    breaks: bool
    fee_about: int | None
    fee_room: int | None
    blocks_fen: int | None
    blocks_t: int | None
    blocks_ranges: tuple[SerialRange, ...]
    free_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPreview:
    """What an order will do, and the button that places it.

    `shows` is None unless the order is an iceberg. `free_before` is in fen to buy, in tonnes to
    sell. Either `does` or `refused` is None. `room_before` and `room_after` are tonnes that can
    still be offset, None where that does not matter. `overshoots`: the quantity exceeds what can
    still be offset.
    """

    key: str
    arguments: Mapping[str, str]
    order: PlaceOrder
    shows: int | None
    free_before: int
    does: ExpectedOutcome | None
    refused: NotTaken | None
    room_before: int | None
    room_after: int | None
    waits_a_day: bool
    overshoots: bool
    warnings: tuple[str, ...]
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The ticket; its first step is a GET with the fields below and step=preview.

    `form` has the fields of `frame/fields.py` as typed, `choices` what each of them offers here.
    `rare_open`: a rarely used field is filled in. `taking` lists the phases in which orders are
    accepted, separated by spaces. `closed_because` is a key of `words.CLOSED`, '' when orders are
    accepted. `bought_t` can be sold from the next trading day on. `special_orders` is None where
    the room's level opens all kinds of orders.
    """

    special_orders: LevelLock | None
    choices: Mapping[str, tuple[str, ...]]
    rare_open: bool
    listed: bool
    gathers: bool
    form: Form
    taking: str
    closed_because: str
    free_fen: int
    free_t: int
    bought_t: int
    fee_percent: str
    preview: OrderPreview | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One of this seat's orders.

    `blocked_fen` is None for a sale, `blocked_t` for a purchase. `ahead` is the tonnes queued
    before it, None when it is in no queue.
    """

    order: OrderView
    blocked_fen: int | None
    blocked_t: int | None
    state: str
    ahead: int | None
    change_href: str
    cancel_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAll:
    """The button that cancels all own orders with one command, after one confirmation.

    `instrument` is '' when it cancels those of every instrument.
    """

    key: str
    instrument: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """What the amendment of an order will do, and the button that sends it.

    `quantity` is the new open tonnes. `blocked_unit`, fen or tonnes, is also that of `free_after`.
    """

    key: str
    action: str
    arguments: Mapping[str, str]
    price: int
    quantity: int
    keeps_place: bool
    refused: NotTaken | None
    trades_now: int
    blocked_unit: str
    blocked_before: int
    blocked_after: int
    free_after: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The form that amends an own order: price and open tonnes, then a preview.

    `price` and `quantity` (open tonnes) are the new ones as typed.
    """

    number: int
    side: str
    price_now: int
    open_now: int
    price: str
    quantity: str
    form: Form
    preview: ChangePreview | None
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One listed order that can be picked."""

    order: int
    price: int
    quantity: int
    own: bool
    pick_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickPreview:
    """What a pick will do, and the button that sends it.

    `money` and `fee` are in fen. `free_unit` is fen for buying, tonnes for selling.
    """

    key: str
    arguments: Mapping[str, str]
    refused: NotTaken | None
    quantity: int
    money: int
    fee: int
    free_before: int
    free_after: int
    free_unit: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """The form that picks a listed order: tonnes, then a preview.

    `side` is the picker's. `quantity` is as typed.
    """

    order: int
    side: str
    price: int
    shown: int
    quantity: str
    form: Form
    preview: PickPreview | None
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The orders of a market by listing that can be picked, best first.

    `levels` is the number of best price levels that can be picked, None for all; `first_only`
    allows only the first order in time at a price.
    """

    asks: tuple[OfferRow, ...]
    bids: tuple[OfferRow, ...]
    levels: int | None
    first_only: bool
    pick: Pick | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveRow:
    """Demand and supply at one price.

    `demand` is bid at this price or higher, `supply` asked at this price or lower; both without
    hidden quantities.
    """

    price: int
    demand: int
    supply: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Auction:
    """The current state of the call auction, ready to draw.

    `price` and `price_y` are None while bids and asks do not cross. `left_side` is the side with
    the surplus: buy, sell, or ''. `ends_at` is None when unknown. `rows` start at the highest
    price.
    """

    price: int | None
    volume: int
    left_over: int
    left_side: str
    ends_at: int | None
    ends_in: str
    width: int
    height: int
    right: int
    bottom: int
    demand: str
    supply: str
    price_y: int | None
    prices: tuple[AxisMark, ...]
    tonnes: tuple[AxisMark, ...]
    rows: tuple[CurveRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Auctioned:
    """The result of today's last call auction."""

    at: int
    price: int
    volume: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """The circuit breaker of an instrument.

    A price that is `percent` ('10 %') away from that of `minutes` ago starts a call of
    `call_minutes`.
    """

    percent: str
    minutes: int
    call_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """The trades of five lesson minutes, ready to draw.

    `at` is when the five minutes begin; `average` is weighted by volume. `rising` (drawn hollow)
    includes a close equal to the open.
    """

    at: int
    open: int
    high: int
    low: int
    close: int
    average: int
    volume: int
    x: int
    body_x: int
    top: int
    foot: int
    body_y: int
    body_height: int
    rising: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candles:
    """The day's candles, ready to draw.

    `body` is the width of a body. `average_y` is None without trades. `told` are the numbers of
    announcements on the time axis, 1–3 where several stand at one place.
    """

    minutes: int
    width: int
    height: int
    right: int
    body: int
    candles: tuple[Candle, ...]
    prices: tuple[AxisMark, ...]
    times: tuple[AxisMark, ...]
    average_y: int | None
    told: tuple[AxisMark, ...]
