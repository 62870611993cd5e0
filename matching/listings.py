"""The working state of the market: books, daily statistics, phases, counters, open orders.

It is always derivable from the tables: `load` derives it. Nothing here changes a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from typing import Any

from ledger.columns import Fetch, stored
from ledger.kernel.clock import MINUTE
from ledger.serials import Batch
from matching.book import Book
from matching.closing import CLOSING, Figures, day_limits
from matching.daily_statistics import DailyStatistics
from matching.errors import InstrumentUnknown
from matching.holding_period import HoldingPeriod
from matching.instruments import Instrument, Limits, price_limits
from matching.matching_price import MATCHING_PRICE
from matching.models import InstrumentRow
from matching.orders import Order, OrderMode
from matching.phases import Phase, effective
from matching.records import instrument_from, open_orders


class Listing:
    """The working state of one instrument: its book, its phase, its day and the day's statistics.

    `day` is an ISO date, empty between two trading days; `days` counts the trading days so far.
    `call_until` is the lesson time at which a call of a circuit breaker or the trainer ends, None
    without one. `auctioned` is the lesson time of the last auction that traded, kept where there
    is a circuit breaker; `recent_trades` are (lesson time, price) for its band.
    """

    __slots__ = (
        "_batches_seen", "_deliverable", "auctioned", "book", "call_until", "day", "day_id", "days",
        "halted", "holding_period", "id", "instrument", "recent_trades", "reference", "scheduled",
        "statistics",
    )  # fmt: skip

    def __init__(self, id: int, instrument: Instrument) -> None:
        self.id, self.instrument = id, instrument
        self.reference = instrument.reference
        self.scheduled, self.halted = Phase.CLOSED, False
        self.day, self.day_id, self.days = "", 0, 0
        self.holding_period = HoldingPeriod()
        self.call_until: int | None = None
        self.auctioned: int | None = None
        self.recent_trades: deque[tuple[int, int]] = deque()
        self.statistics = DailyStatistics()
        self.book = Book(
            limits=self.limits(),
            instrument=instrument.code,
            tick=instrument.tick,
            lot=instrument.lot,
            largest=instrument.largest,
            self_trade=instrument.self_trade,
            tie=instrument.tie,
            pick_levels=instrument.pick_levels,
            listed=instrument.listed,
            price_rule=MATCHING_PRICE.get(instrument.price_rule),
            phase=Phase.CLOSED,
        )
        self._deliverable: set[int] = set()
        self._batches_seen = 0

    def limits(self) -> Limits:
        """The price limits around the reference price."""
        instrument = self.instrument
        return day_limits(
            reference=self.reference,
            percent=instrument.limit_percent,
            tick=instrument.tick,
            rounding=instrument.limit_rounding,
        )

    def close(self) -> int:
        """The day's closing price, by the venue's rule."""
        statistics, instrument = self.statistics, self.instrument
        figures = Figures(
            volume=statistics.volume,
            turnover_fen=statistics.turnover_fen,
            first=statistics.open,
            last=statistics.last,
            recent=tuple(statistics.recent),
        )
        closing_price = CLOSING[instrument.close_rule]
        return closing_price(figures, previous=self.reference, tick=instrument.tick)

    def printed(self, *, price: int, quantity: int, at: int) -> None:
        """Add a trade of the book to the day's statistics."""
        self.statistics.record(price=price, quantity=quantity)
        if self.instrument.breaker_percent:
            self.recent_trades.append((at, price))

    def exchanged(self, *, buyer: str, seller: str) -> None:
        """Note the parties of a trade, in any way of trading, for the holding period."""
        if self.instrument.turnaround_days:
            self.holding_period.traded(buyer=buyer, seller=seller, day=self.days)

    def prepare(self, at: int) -> None:
        """Give the book the band and the last price for an order that arrives at `at`."""
        self.book.band = self.band(at)
        self.book.basis = self.statistics.last or self.reference

    def band(self, at: int) -> Limits | None:
        """The prices between which an order may trade at `at`; None without a circuit breaker.

        The band lies around the last price from before the breaker's window of minutes, or that of
        an auction within it, else around the day's reference price.
        """
        instrument, recent_trades = self.instrument, self.recent_trades
        if not instrument.breaker_percent:
            return None
        begins = at - instrument.breaker_reference_minutes * MINUTE
        if self.auctioned is not None:
            begins = max(begins, self.auctioned + 1)
        # Time only grows, so a price is dropped for good once a later one is before the window.
        while len(recent_trades) > 1 and recent_trades[1][0] < begins:
            recent_trades.popleft()
        before = (
            recent_trades[0][1]
            if recent_trades and recent_trades[0][0] < begins
            else self.reference
        )
        return price_limits(
            reference=before, percent=instrument.breaker_percent, tick=instrument.tick
        )

    def deliverable(self, batches: dict[int, Batch]) -> set[int]:
        """The assets that deliver the instrument."""
        # Batches are only added and never change: their number shows whether there are new ones.
        if len(batches) != self._batches_seen:
            self._batches_seen = len(batches)
            self._deliverable = {a for a, b in batches.items() if self.instrument.delivers(b)}
        return self._deliverable

    def delivers(self, batches: dict[int, Batch], asset: int) -> bool:
        """Whether credits of this batch deliver the instrument."""
        return asset in self.deliverable(batches)

    @property
    def last(self) -> int:
        """The last price ever, 0 before the first trade."""
        return self.book.last

    @property
    def trading(self) -> bool:
        """Whether new orders are taken now."""
        return self.book.phase is Phase.CONTINUOUS

    def set_phase(self, *, scheduled: Phase, halted: bool, call_until: int | None) -> Phase:
        """Set the scheduled phase, the halt and a call of its own; returns the effective phase.

        The caller lets the book enter it.
        """
        self.scheduled, self.halted, self.call_until = scheduled, halted, call_until
        return effective(
            scheduled,
            halted=halted,
            breaker=call_until is not None,
            listed=not self.instrument.gathers,
        )


class Market:
    """All listings, the counters of orders and trades, and each owner's open orders.

    `open_of` are the orders in the books, `dealt_of` those outside them. `touched` collects the
    owners whose orders changed; the reader of it empties it.
    """

    def __init__(self) -> None:
        self.listings: dict[str, Listing] = {}
        self.open_of: dict[str, dict[int, Order]] = {}
        self.dealt_of: dict[str, dict[int, Order]] = {}
        self.touched: set[str] = set()
        self._sharing: dict[str, list[Listing]] = {}
        self.last_order = self.last_trade = self.last_lot = self.last_day = 0

    def listing(self, code: str) -> Listing:
        """The listing of an instrument; raises `InstrumentUnknown`."""
        found = self.listings.get(code)
        if found is None:
            raise InstrumentUnknown(instrument=code, listed=", ".join(self.listings))
        return found

    def promised(self, owner: str, instrument: str, *, buy: bool) -> int:
        """Open tonnes of an owner's orders of one side, in the book and outside it."""
        return sum(
            order.open
            for orders in (self.open_of, self.dealt_of)
            for order in orders.get(owner, {}).values()
            if order.instrument == instrument and order.buy is buy
        )

    def sharing(self, instrument: str) -> list[Listing]:
        """The listings that share credit batches with an instrument, itself included."""
        found = self._sharing.get(instrument)
        if found is None:
            own = self.listings[instrument].instrument
            found = [
                other for other in self.listings.values() if own.shares_units_with(other.instrument)
            ]
            self._sharing[instrument] = found
        return found

    def buying(self, owner: str, instrument: str) -> int:
        """Tonnes that an owner's open buy orders may add to its position in an instrument.

        Counts every way of trading, every instrument that shares units, and icebergs in full.
        """
        return sum(
            self.promised(owner, other.instrument.code, buy=True)
            for other in self.sharing(instrument)
        )

    def add(self, id: int, instrument: Instrument) -> Listing:
        """Add a listing, closed and without a trading day."""
        assert instrument.code not in self.listings, f"{instrument.code} is listed"
        listing = Listing(id, instrument)
        self.listings[instrument.code] = listing
        self._sharing.clear()
        return listing

    def snapshot(self) -> dict[str, Any]:
        """All of the working state, for comparing it with one loaded from the tables."""
        books = {
            code: {
                "book": listing.book.snapshot(),
                "orders": [order.snapshot() for order in listing.book.orders.values()],
                "ranks": listing.book.ranks,
                "tape": listing.statistics.figures(),
                "phase": (
                    listing.scheduled,
                    listing.halted,
                    listing.call_until,
                    listing.auctioned,
                    listing.book.phase,
                ),
                "day": (
                    listing.day,
                    listing.day_id,
                    listing.days,
                    listing.reference,
                    listing.book.lo,
                    listing.book.hi,
                    listing.last,
                ),
                "turnaround": listing.holding_period.figures(),
            }
            for code, listing in self.listings.items()
        }
        owners = {owner: sorted(orders) for owner, orders in self.open_of.items() if orders}
        counters = (self.last_order, self.last_trade, self.last_lot, self.last_day)
        return {"books": books, "owners": owners, "counters": counters}


def load(fetch: Fetch) -> Market:
    """The working state from the tables; open orders keep their place in time."""
    market = Market()
    for row in stored(fetch, InstrumentRow, "ORDER BY id"):
        listing = market.add(row["id"], instrument_from(row))
        listing.auctioned = row["auctioned"]
        _load_day(fetch, listing)
        listing.book.phase = listing.set_phase(
            scheduled=row["phase"], halted=row["halted"], call_until=row["call_until"]
        )
    _load_orders(fetch, market)
    for name, table in (
        ("last_order", "market_order"),
        ("last_trade", "trade"),
        ("last_lot", "market_order_lot"),
        ("last_day", "trading_day"),
    ):
        setattr(market, name, fetch(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0])
    return market


def _load_day(fetch: Fetch, listing: Listing) -> None:
    """Load the latest day of a listing, and its trades if it has not ended."""
    code = listing.instrument.code
    last = fetch(
        "SELECT price FROM trade WHERE instrument = ? AND mode = 'book' ORDER BY id DESC LIMIT 1",
        code,
    )
    listing.book.last = last[0][0] if last else 0
    days = fetch(
        "SELECT id, day, reference, lo, hi, first_trade, close_price FROM trading_day"
        " WHERE instrument = ? ORDER BY id",
        code,
    )
    if not days:
        return
    listing.days = len(days)
    if listing.instrument.turnaround_days:
        _load_holding_periods(fetch, listing, first_trades=[row[5] for row in days])
    number, day, reference, lo, hi, first_trade, close_price = days[-1]
    if close_price is not None:
        listing.reference = close_price
        listing.book.limit_to(listing.limits())
        return
    listing.day, listing.day_id, listing.reference = day, number, reference
    listing.book.limit_to(Limits(lo, hi))
    for price, quantity, at in fetch(
        "SELECT price, quantity, at FROM trade"
        " WHERE instrument = ? AND id >= ? AND mode = 'book' ORDER BY id",
        code,
        first_trade,
    ):
        listing.printed(price=price, quantity=quantity, at=at)


def _load_holding_periods(fetch: Fetch, listing: Listing, *, first_trades: list[int]) -> None:
    """Load on which trading day each owner last bought and sold, in any way of trading."""
    for number, buyer, seller in fetch(
        "SELECT id, buyer, seller FROM trade WHERE instrument = ? ORDER BY id",
        listing.instrument.code,
    ):
        day = bisect_right(first_trades, number)
        listing.holding_period.traded(buyer=buyer, seller=seller, day=day)


def _load_orders(fetch: Fetch, market: Market) -> None:
    found = open_orders(fetch, "mode = ?", OrderMode.BOOK.value)
    for order in found:
        market.open_of.setdefault(order.account, {})[order.id] = order
    # By rank each level gets back its order in time; stops have rank 0 and stay in order of entry.
    for order in sorted(found, key=lambda order: order.rank):
        market.listings[order.instrument].book.restore(order)
    for listing in market.listings.values():
        listing.book.in_order_of_entry()
    for code, ranks in fetch("SELECT instrument, max(rank) FROM market_order GROUP BY instrument"):
        market.listings[code].book.ranks = ranks
