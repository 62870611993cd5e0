"""Contexts of the page to trade and act on.

Prices are ticks, money fen, quantities tonnes; it knows no query and no arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import (
    AxisMark,
    Page,
    Receipt,
    RefusalCard,
    SeatPart,
    SerialRange,
)
from registry.web.frame.contexts.telling import told
from registry.web.trade.ticket_contexts import (
    Auction,
    Auctioned,
    Breaker,
    CancelAll,
    Candles,
    Change,
    Listed,
    OrderRow,
    Ticket,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One instrument in the row of tabs."""

    code: str = told("instrument code")
    name: str = told("what it is, in the page's language")
    last: int | None = told("last price in ticks")
    change: int | None = told("last price minus reference, in ticks")
    current: bool = told("whether this page shows it")
    halted: bool = told("whether it is halted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The instrument of this page and its day."""

    code: str = told("instrument code")
    name: str = told("what it is, in the page's language")
    registry: str = told("registry in which it is listed, CN or TH")
    last: int | None = told("last price")
    change: int | None = told("last price minus reference")
    change_bp: int | None = told("the change in hundredths of a percent of the reference")
    reference: int = told("reference price of the day")
    lo: int = told("lowest price allowed today")
    hi: int = told("highest price allowed today")
    open: int | None = told("first price of the day")
    high: int | None = told("highest price of the day")
    low: int | None = told("lowest price of the day")
    average: int | None = told("volume-weighted price of the day")
    close: int | None = told("close of the day that has ended; None while one runs")
    volume: int = told("tonnes traded today")
    phase: str = told("what its market does now: closed, call, continuous or halted")
    auctioned: Auctioned | None = told("today's last call auction; None when there was none")
    breaker: Breaker | None = told("its circuit breaker; None when there is none")
    call_until: int | None = told(
        "lesson time at which a call of its own ends; None: there is none"
    )
    halted: bool = told("whether the instrument is halted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One fixed row of the order book; empty rows have no price."""

    price: int | None = told("price, None for an empty slot")
    quantity: int = told("tonnes waiting at this price")
    orders: int = told("number of orders")
    own: int = told("tonnes of this seat's own orders at this price")
    bar: int = told("length of the bar, 0 to 100")
    pick: int | None = told("first listed order at this price; None where none can be picked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Both sides, best first, always the same number of slots."""

    asks: tuple[Slot, ...] = told("sell side, best first")
    bids: tuple[Slot, ...] = told("buy side, best first")
    spread: int | None = told("best ask minus best bid; None while a side is empty")
    mid_twice: int | None = told(
        "best ask plus best bid: twice the middle, which may be half a tick"
    )
    depth: int = told("slots on each side: 5 or 10")
    depth_href: str = told("address that shows the other depth")
    own: Mapping[int, int] = told("own open tonnes by price, for redrawing: {8640: 500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One line of the trade tape."""

    at: int = told("lesson time")
    price: int = told("price")
    quantity: int = told("tonnes")
    direction: int = told("1 higher than the trade before, -1 lower, 0 equal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The day's stepped price line with volumes, ready to draw; made by frame.drawing."""

    points: tuple[tuple[int, int, int], ...] = told(
        "(at, price, quantity) per bucket, oldest first"
    )
    starts_at: int = told("lesson time of the left edge")
    ends_at: int = told("lesson time of the right edge")
    width: int = told("width of the drawing")
    height: int = told("height of the drawing")
    path: str = told("the stepped line as an SVG path; '' without trades")
    volumes: tuple[tuple[int, int, int, int], ...] = told("bars: x, y, width, height")
    prices: tuple[AxisMark, ...] = told("price marks, from low to high")
    times: tuple[AxisMark, ...] = told("time marks, from left to right")
    reference_y: int | None = told("height of the dotted reference line; None when outside")
    last_x: int = told("x of the last price")
    last_y: int = told("y of the last price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Tonnes of one batch in one registry, with their serials."""

    registry: str = told("registry of the account, CN or TH")
    asset: int = told("asset id of the batch")
    unit: str = told("BRC, CCER or CEA")
    project: str = told("project id, TH003; '' for allowances")
    project_name: str = told("project, or allowances, in the page's language")
    vintage: int = told("year of the reductions")
    ranges: tuple[SerialRange, ...] = told("serials owned, free and blocked together")
    free: int = told("free tonnes")
    blocked: int = told("blocked tonnes")
    bought: int = told("those of them that were bought today and can be sold from tomorrow on")
    total: int = told("free + blocked")
    uses: tuple[str, ...] = told("what can be done: sell, transfer, retire, offset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Cash at the settlement bank, written as a sum."""

    total: int = told("free + blocked, in fen")
    free: int = told("free fen")
    blocked: int = told("blocked fen")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account of this seat."""

    registry: str = told("registry, CN or TH")
    registry_name: str = told("what the registry is called")
    number: str = told("account number with check digits")
    total: int = told("tonnes in it, free and blocked")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterPart:
    """One stretch of the compliance meter, in tonnes on a scale from 0 to the obligation."""

    kind: str = told("allowances, offsets, offsets_allowed or allowances_missing")
    start: int = told("tonnes at the left edge")
    quantity: int = told("tonnes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """How far the obligation is met; made by registry.web.frame.pictures.meter_of."""

    year: int = told("compliance year")
    obligation: int = told("tonnes owed")
    allowances: int = told("allowances held")
    offset: int = told("tonnes accepted at the offset desk")
    cap: int = told("highest offset, in tonnes")
    cap_text: str = told("the cap as a share, '5 %'")
    room: int = told("offset still possible")
    missing: int = told("tonnes that only allowances can meet")
    short: int = told("obligation not met yet")
    parts: tuple[MeterPart, ...] = told("the whole obligation, left to right")
    lens_start: int = told("left edge of the lens, in tonnes")
    lens_width: int = told("tonnes inside the lens")
    lens: tuple[MeterPart, ...] = told("the parts inside the lens")


@dataclass(frozen=True, slots=True, kw_only=True)
class TradePage(Page):
    """The page to trade on, with everything else that the seat can do."""

    template: ClassVar[str] = "trade/trade.html"
    role: str = told("role code of the seat")
    tabs: tuple[Tab, ...] = told("all instruments")
    has_deals: bool = told("whether the instrument has block trades or quotes")
    has_bidding: bool = told("whether the instrument has one-way bidding or auctions")
    head: Head = told("the instrument of this page")
    book: Book = told("its order book")
    tape: tuple[Print, ...] = told("its last trades, newest first")
    auction: Auction | None = told("its call auction; None outside a call")
    listed: Listed | None = told("listed orders to pick from; None where orders meet by themselves")
    chart: Chart = told("its day as a drawing")
    candles: Candles = told("its day as candles")
    chart_kind: str = told("line or candles: which of the two drawings is shown")
    chart_href: str = told("address that shows the other drawing")
    ticket: Ticket = told("the ticket")
    orders: tuple[OrderRow, ...] = told("own orders, open ones first, newest first")
    change: Change | None = told("own order that is about to be changed; None while none is")
    cancel_all: tuple[CancelAll, ...] = told("taking all orders back: here, and everywhere")
    orders_open: int = told("how many of them are open")
    orders_blocked_fen: int = told("cash blocked by open orders")
    holdings: tuple[Holding, ...] = told("own tonnes")
    cash: Cash = told("own cash")
    accounts: tuple[AccountLine, ...] = told("own accounts, China first")
    meter: Meter | None = told("compliance meter; None for seats without an obligation")
    tasks: SeatPart = told("the seat's other deeds, as their area makes and draws them")
    refusal: RefusalCard | None = told("the last deed's refusal; None when there is none")
    sellable_tomorrow_t: int = told("tonnes bought today, where a sale lacked units; 0 elsewhere")
    receipt: Receipt | None = told("the last deed's receipt; None when there is none")


PAGES: tuple[type[Page], ...] = (TradePage,)
"""The pages of this area."""
