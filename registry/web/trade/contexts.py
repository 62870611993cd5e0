"""Contexts of the trading page.

Prices are in ticks, money in fen, quantities in tonnes; a `change` is relative to the reference
price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from registry.classroom.minded import Minded
from registry.web.frame.contexts.levels import LevelLock
from registry.web.frame.contexts.shared import (
    AxisMark,
    Page,
    Receipt,
    RefusalCard,
    SeatPart,
    SerialRange,
)
from registry.web.frame.contexts.told import AnnouncementBar
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
class JustSeated:
    """The person has taken the seat and given no command since.

    `orders` is the number of open orders that its bot left, with `blocked_fen` and `blocked_t` set
    aside for them; `cancel_key` is the key of the command that cancels them all. `cancelled` were
    cancelled when the person joined.
    """

    cancelled: int
    orders: int
    blocked_fen: int
    blocked_t: int
    cancel_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One instrument in the row of tabs."""

    code: str
    name: str
    last: int | None
    change: int | None
    current: bool
    halted: bool
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The instrument of this page and its trading day.

    `change_bp` is the change in hundredths of a percent of the reference. `lo` and `hi` are today's
    price limits. `average` is weighted by volume. `close` is None while the day runs. `phase` is
    closed, call, continuous or halted. `call_until` is the end of a call of the instrument's own,
    None without one.
    """

    code: str
    name: str
    registry: str
    last: int | None
    change: int | None
    change_bp: int | None
    reference: int
    lo: int
    hi: int
    open: int | None
    high: int | None
    low: int | None
    average: int | None
    close: int | None
    volume: int
    phase: str
    auctioned: Auctioned | None
    breaker: Breaker | None
    call_until: int | None
    halted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One fixed row of the order book; empty rows have no price.

    `own` is this seat's part of the quantity. `bar` is 0 to 100. `pick` is the first listed order
    at the price, None where none can be picked.
    """

    price: int | None
    quantity: int
    orders: int
    own: int
    bar: int
    pick: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Both sides of the order book, best first, always the same number of slots.

    `mid_twice` is best ask plus best bid, because the mid price may be half a tick; it and `spread`
    are None while a side is empty. `own` maps a price to this seat's open tonnes.
    """

    asks: tuple[Slot, ...]
    bids: tuple[Slot, ...]
    spread: int | None
    mid_twice: int | None
    depth: int
    depth_href: str
    own: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentTrade:
    """One line of the trade tape.

    `direction` is 1 when higher than the trade before, -1 when lower, else 0.
    """

    at: int
    price: int
    quantity: int
    direction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMark:
    """The number of an announcement at its lesson time, `place` on the time axis."""

    number: int
    at: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The day's stepped price line with volumes, ready to draw.

    `points` are (at, price, quantity), oldest first; `volumes` are bars (x, y, width, height).
    """

    points: tuple[tuple[int, int, int], ...]
    starts_at: int
    ends_at: int
    width: int
    height: int
    path: str
    volumes: tuple[tuple[int, int, int, int], ...]
    prices: tuple[AxisMark, ...]
    times: tuple[AxisMark, ...]
    reference_y: int | None
    last_x: int
    last_y: int
    told: tuple[ChartMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Tonnes of one batch in one registry, with their serials.

    `project` is '' for allowances. `ranges` covers free and blocked together, `total` is their sum.
    `bought` is the part bought today, sellable from the next trading day on. `uses` are sell,
    transfer, retire and offset.
    """

    registry: str
    asset: int
    unit: str
    project: str
    project_name: str
    vintage: int
    ranges: tuple[SerialRange, ...]
    free: int
    blocked: int
    bought: int
    total: int
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Tonnes that the seat bought in an instrument and still has, first bought first gone.

    They cost `cost_fen` in all, `average_fen` a tonne, and are worth `price_fen` a tonne at the
    last price; `gain_fen` is the difference of all of them, before fees.
    """

    instrument: str
    tonnes: int
    cost_fen: int
    average_fen: int
    price_fen: int
    gain_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """Gains before fees: of what was bought and is left, and `realised_fen` of what was sold."""

    kept: tuple[Gain, ...]
    realised_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Cash at the settlement bank, in fen.

    `total` is free plus blocked.
    """

    total: int
    free: int
    blocked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account of this seat."""

    registry: str
    registry_name: str
    number: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterPart:
    """One segment of the compliance meter, in tonnes on a scale from 0 to the obligation.

    `kind` is allowances, offsets, offsets_allowed or allowances_missing.
    """

    kind: str
    start: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """How far the obligation is met, in tonnes.

    `cap` is the most that may be offset, `room` its unused part; `missing` can be met by
    allowances only; `short` is not met yet. The lens enlarges a part of the bar.
    """

    year: int
    obligation: int
    allowances: int
    offset: int
    cap: int
    cap_text: str
    room: int
    missing: int
    short: int
    parts: tuple[MeterPart, ...]
    lens_start: int
    lens_width: int
    lens: tuple[MeterPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradePage(Page):
    """The trading page, with everything else that the seat can do.

    `tape` and `orders` begin with the newest, `orders` with the open ones. `auction` is None
    outside a call, `listed` where orders match automatically, `meter` for seats without an
    obligation. `sellable_tomorrow_t`, bought today, explains a sale refused for want of units;
    0 elsewhere. `personal_code` leads back to the seat, '' for scripts. `minded` is what a bot did
    for a person who has just come back, `just_seated` for one who has just joined; else None.
    `span` is what the chart shows, today, three or all; `spans` has the address of each. `news`
    are the newest announcements. `lock` is None where the room's level opens the instrument.
    """

    template: ClassVar[str] = "trade/trade.html"
    role: str
    personal_code: str
    just_seated: JustSeated | None
    minded: Minded | None
    tabs: tuple[Tab, ...]
    has_deals: bool
    has_bidding: bool
    head: Head
    book: Book
    tape: tuple[RecentTrade, ...]
    auction: Auction | None
    listed: Listed | None
    chart: Chart
    candles: Candles
    chart_kind: str
    chart_href: str
    span: str
    spans: tuple[tuple[str, str], ...]
    news: tuple[AnnouncementBar, ...]
    lock: LevelLock | None
    ticket: Ticket
    orders: tuple[OrderRow, ...]
    change: Change | None
    cancel_all: tuple[CancelAll, ...]
    orders_open: int
    orders_blocked_fen: int
    holdings: tuple[Holding, ...]
    gains: Gains
    cash: Cash
    accounts: tuple[AccountLine, ...]
    meter: Meter | None
    tasks: SeatPart
    refusal: RefusalCard | None
    sellable_tomorrow_t: int
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (TradePage,)
"""The pages of this area."""
