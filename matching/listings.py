"""The working state of the market: books, tapes, phases, counters, open orders per owner.

Always derivable from the tables; `load` does it. Knows no money and changes no row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.serials import Batch
from matching.book import Book
from matching.errors import InstrumentUnknown
from matching.instruments import Instrument, Limits, price_limits
from matching.orders import Order, SelfTrade, TimeInForce, draw
from matching.phases import Phase, effective
from matching.tape import Tape

Fetch = Callable[..., list[tuple[Any, ...]]]
"""`store.fetch`: the rows of a SELECT."""


class Listing:
    """One instrument at work: its book, its day and what traded today.

    `day` is empty between two trading days; `last` is the last price ever, 0 before the first.
    """

    __slots__ = (
        "_batches_seen", "_deliverable", "book", "day", "day_id", "halted", "id", "instrument",
        "last", "reference", "scheduled", "tape",
    )  # fmt: skip

    def __init__(self, id: int, instrument: Instrument, *, self_trade: SelfTrade) -> None:
        self.id, self.instrument = id, instrument
        self.reference = instrument.reference
        self.scheduled, self.halted = Phase.CLOSED, False
        self.day, self.day_id, self.last = "", 0, 0
        self.tape = Tape()
        self.book = Book(
            limits=self.limits(),
            instrument=instrument.code,
            tick=instrument.tick,
            lot=instrument.lot,
            largest=instrument.largest,
            self_trade=self_trade,
            phase=Phase.CLOSED,
        )
        self._deliverable: set[int] = set()
        self._batches_seen = 0

    def limits(self) -> Limits:
        """The price limits around the reference."""
        one = self.instrument
        return price_limits(reference=self.reference, percent=one.limit_percent, tick=one.tick)

    def deliverable(self, batches: dict[int, Batch]) -> set[int]:
        """The assets that deliver the instrument; batches are added, and never change."""
        if len(batches) != self._batches_seen:
            self._batches_seen = len(batches)
            self._deliverable = {a for a, b in batches.items() if self.instrument.delivers(b)}
        return self._deliverable

    def delivers(self, batches: dict[int, Batch], asset: int) -> bool:
        """Whether credits of this batch deliver the instrument."""
        return asset in self.deliverable(batches)

    @property
    def trading(self) -> bool:
        """Whether new orders are taken now."""
        return self.book.phase is Phase.CONTINUOUS

    def set_phase(self, *, scheduled: Phase, halted: bool) -> None:
        """Set the hours' phase and the halt; the book gets the one that holds."""
        self.scheduled, self.halted = scheduled, halted
        self.book.phase = effective(scheduled, halted=halted)


class Market:
    """All listings, the counters of orders and trades, and each owner's open orders."""

    def __init__(self, *, self_trade: SelfTrade) -> None:
        self.self_trade = self_trade
        self.listings: dict[str, Listing] = {}
        self.open_of: dict[str, dict[int, Order]] = {}
        self.last_order = self.last_trade = self.last_lot = self.last_day = 0

    def listing(self, code: str) -> Listing:
        """The listing of an instrument, or a refusal."""
        found = self.listings.get(code)
        if found is None:
            raise InstrumentUnknown(instrument=code, listed=", ".join(self.listings))
        return found

    def add(self, id: int, instrument: Instrument) -> Listing:
        """A new listing, closed and without a day."""
        assert instrument.code not in self.listings, f"{instrument.code} is listed"
        listing = Listing(id, instrument, self_trade=self.self_trade)
        self.listings[instrument.code] = listing
        return listing

    def drawn(self) -> dict[str, Any]:
        """Everything that a second market loaded from the same tables must show."""
        books = {
            code: {
                "book": one.book.drawn(),
                "lots": {o.id: list(o.lots) for o in one.book.orders.values()},
                "tape": one.tape.figures(),
                "phase": (one.scheduled, one.halted, one.book.phase),
                "day": (one.day, one.day_id, one.reference, one.book.lo, one.book.hi, one.last),
            }
            for code, one in self.listings.items()
        }
        owners = {owner: sorted(orders) for owner, orders in self.open_of.items() if orders}
        counters = (self.last_order, self.last_trade, self.last_lot, self.last_day)
        return {"books": books, "owners": owners, "counters": counters}


def load(fetch: Fetch, *, self_trade: SelfTrade) -> Market:
    """The working state as the tables tell it; open orders keep their place in time."""
    market = Market(self_trade=self_trade)
    for row in fetch(
        "SELECT id, code, registry_code, unit, host, reference, limit_percent, tick, lot, largest,"
        " phase, halted FROM instrument ORDER BY id"
    ):
        instrument = Instrument(
            code=row[1], registry=row[2], unit=row[3], host=row[4], reference=row[5],
            limit_percent=row[6], tick=row[7], lot=row[8], largest=row[9],
        )  # fmt: skip
        listing = market.add(row[0], instrument)
        _load_day(fetch, listing)
        listing.set_phase(scheduled=Phase(row[10]), halted=bool(row[11]))
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
    """The latest day of a listing, and its trades when it has not ended."""
    code = listing.instrument.code
    last = fetch("SELECT price FROM trade WHERE instrument = ? ORDER BY id DESC LIMIT 1", code)
    listing.last = last[0][0] if last else 0
    days = fetch(
        "SELECT id, day, reference, lo, hi, first_trade, close_price FROM trading_day"
        " WHERE instrument = ? ORDER BY id DESC LIMIT 1",
        code,
    )
    if not days:
        return
    number, day, reference, lo, hi, first_trade, close_price = days[0]
    if close_price is not None:
        listing.reference = close_price
        listing.book.limit_to(listing.limits())
        return
    listing.day, listing.day_id, listing.reference = day, number, reference
    listing.book.limit_to(Limits(lo, hi))
    for price, quantity in fetch(
        "SELECT price, quantity FROM trade WHERE instrument = ? AND id >= ? ORDER BY id",
        code,
        first_trade,
    ):
        listing.tape.record(price=price, quantity=quantity)


def _load_orders(fetch: Fetch, market: Market) -> None:
    lots: dict[int, list[tuple[int, int]]] = {}
    for order, asset, quantity in fetch(
        "SELECT l.market_order, l.asset, l.quantity FROM market_order_lot l"
        " JOIN market_order o ON o.id = l.market_order WHERE o.open_quantity > 0 ORDER BY l.id"
    ):
        lots.setdefault(order, []).append((asset, quantity))
    for row in fetch(
        "SELECT id, instrument, owner, side, time_in_force, price, quantity, open_quantity"
        " FROM market_order WHERE open_quantity > 0 ORDER BY id"
    ):
        number, code, owner, side, time_in_force, price, quantity, left = row
        order = Order(
            id=number, account=owner, buy=side == "buy", price=price, quantity=quantity,
            time_in_force=TimeInForce(time_in_force), instrument=code, lots=lots.get(number),
        )  # fmt: skip
        order.open = left
        if order.lots:
            draw(order.lots, quantity - left)
        market.listings[code].book.restore(order)
        market.open_of.setdefault(owner, {})[number] = order
