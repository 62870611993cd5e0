"""The public snapshot of a lesson: clock, books, last trades. It contains no seat's own figures.

Built on the writer's thread from the working state; a plain value that any thread may keep.
"""

from __future__ import annotations

from collections import deque
from datetime import date
from typing import Any

from ledger.kernel.clock import day_of
from matching.daily_statistics import volume_weighted
from matching.listings import Listing
from matching.phases import GATHERING
from registry.classroom.catalogue import CATALOGUE
from registry.classroom.lesson import Lesson
from registry.classroom.plan_parts import ActPart
from registry.classroom.room import ClockState
from registry.market.rules_in_effect import open_rule_of
from registry.market.statistics import opening

DEPTH, TRADES = 10, 20
"""Price levels per side, and last trades, in a snapshot."""

CURVE, OFFERS = 60, 40
"""Price levels of a call auction's curves, and listed orders per side, in a snapshot."""


class SnapshotMaker:
    """Builds snapshots; keeps the last trades of each instrument between them."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.last_trade = 0
        self._tails: dict[str, deque[list[Any]]] = {}
        self._last_price: dict[str, int] = {}
        self._auctioned: dict[str, tuple[int, int, int]] = {}
        self._clock: tuple[Any, dict[str, Any]] = (None, {})

    def snapshot(self, *, now: int, audit: bool | None) -> dict[str, Any]:
        """Everything public at lesson time `now` (ms), after the last committed command."""
        self._follow_trades()
        return {
            "sequence": self.lesson.books.number,
            "clock": self._clock_at(now),
            "instruments": {
                code: self._instrument(code, listing)
                for code, listing in self.lesson.exchange.market.listings.items()
            },
            "announcement": newest(self.lesson),
            "level": self.lesson.world.levels.reached,
            "audit": audit,
        }

    def _clock_at(self, now: int) -> dict[str, Any]:
        """`clock`, of which in most groups only the time has changed."""
        lesson, calendar = self.lesson, self.lesson.calendar
        state, next_act = lesson.room.clock, lesson.world.next_act
        key = (state, next_act, calendar.day_at(now), calendar.date_at(now))
        known, made = self._clock
        if known != key:
            made = clock(lesson, now)
            self._clock = (key, made)
        return {**made, "at": now}

    def _follow_trades(self) -> None:
        """Add the trades since the last snapshot to the tails."""
        if self.lesson.exchange.market.last_trade == self.last_trade:
            return
        rows = self.lesson.store.fetch(
            "SELECT t.id, t.instrument, t.at, t.price, t.quantity, t.mode, c.name FROM trade t"
            " JOIN command c ON c.number = t.entered WHERE t.id > ? ORDER BY t.id",
            self.last_trade,
        )
        for number, code, at, price, quantity, mode, command in rows:
            self.last_trade = number
            if mode != "book":
                continue
            before = self._last_price.get(code, price)
            direction = (price > before) - (price < before)
            tail = self._tails.setdefault(code, deque(maxlen=TRADES))
            tail.append([at, price, quantity, direction])
            self._last_price[code] = price
            if CATALOGUE[command].uncrosses:
                self._count_auction(code, at=at, price=price, quantity=quantity)

    def _count_auction(self, code: str, *, at: int, price: int, quantity: int) -> None:
        """Add a trade to the volume of its auction; the auction's price is that of its first trade.

        Stops that the auction triggered may trade later at other prices; they do not count.
        """
        found = self._auctioned.get(code)
        if found is None or found[0] != at:
            self._auctioned[code] = (at, price, quantity)
        elif found[1] == price:
            self._auctioned[code] = (at, price, found[2] + quantity)

    def _instrument(self, code: str, listing: Listing) -> dict[str, Any]:
        statistics, book = listing.statistics, listing.book
        last = statistics.last or listing.last or None
        return {
            "last": last,
            "change": last - listing.reference if last else None,
            "reference": listing.reference,
            "lo": book.lo,
            "hi": book.hi,
            "open": self._open(code, listing),
            "high": statistics.high or None,
            "low": statistics.low or None,
            "volume": statistics.volume,
            "close": listing.reference if not listing.day and self.lesson.room.clock.day else None,
            "average": _average(listing),
            "phase": book.phase.value,
            "listed": listing.instrument.listed,
            "breaker": _breaker(listing),
            "auction": auction(listing),
            "auctioned": self._auctioned_today(listing),
            "offers": offers(listing),
            "halted": listing.halted,
            "call_until": listing.call_until,
            "bids": _levels(listing, buy=True),
            "asks": _levels(listing, buy=False),
            "trades": [list(trade) for trade in self._tails.get(code, ())],
        }

    def _open(self, code: str, listing: Listing) -> int | None:
        """The opening price of the current day, by the venue's rule."""
        if not listing.day:
            return None
        rule = open_rule_of(self.lesson.deals.state.venues.get(code))
        return opening(rule, first=listing.statistics.open, previous=listing.reference, runs=True)

    def _auctioned_today(self, listing: Listing) -> list[int] | None:
        found = self._auctioned.get(listing.instrument.code)
        today = found is not None and day_of(found[0]).isoformat() == listing.day
        return list(found) if found is not None and today else None


def newest(lesson: Lesson) -> dict[str, Any] | None:
    """The newest announcement; None before the first."""
    made = lesson.world.announcements.made
    if not made:
        return None
    one = made[-1]
    return {
        "number": one.number,
        "at": one.at,
        "text": {"zh": one.text_zh, "en": one.text_en},
    }


def _average(listing: Listing) -> int | None:
    statistics = listing.statistics
    if not statistics.volume:
        return None
    return volume_weighted(
        turnover_fen=statistics.turnover_fen, volume=statistics.volume, tick=listing.instrument.tick
    )


def _breaker(listing: Listing) -> dict[str, Any] | None:
    """The circuit breaker of an instrument; None if it has none."""
    instrument = listing.instrument
    if not instrument.breaker_percent:
        return None
    return {
        "percent": instrument.breaker_percent,
        "minutes": instrument.breaker_reference_minutes,
        "call_minutes": instrument.breaker_call_minutes,
    }


def auction(listing: Listing) -> dict[str, Any] | None:
    """Indicative price, volume, imbalance and curves of a call auction; None outside a call.

    Price, volume and imbalance count icebergs in full; the curves add up displayed quantities only,
    so that no hidden quantity can be read from them.
    """
    book = listing.book
    if book.phase not in GATHERING:
        return None
    found = book.indicative(reference=listing.reference)
    return {
        "price": found.price if found else None,
        "volume": found.volume if found else 0,
        "imbalance": found.imbalance if found else None,
        "demand": _added_up(listing, buy=True),
        "supply": _added_up(listing, buy=False),
    }


def _added_up(listing: Listing, *, buy: bool) -> list[list[int]]:
    """[price, tonnes displayed at it and at better prices of the side]; best first."""
    tonnes, curve = 0, []
    for price, shown, _ in listing.book.depth(buy=buy, levels=CURVE):
        tonnes += shown
        curve.append([price, tonnes])
    return curve


def offers(listing: Listing) -> dict[str, list[list[int]]] | None:
    """The orders that can be picked, [order, price, tonnes displayed], best first.

    None for an instrument without listed trading.
    """
    instrument, book = listing.instrument, listing.book
    if not instrument.listed:
        return None
    found: dict[str, list[list[int]]] = {}
    for name, half in (("bids", book.bids), ("asks", book.asks)):
        depth = book.depth(buy=name == "bids", levels=instrument.pick_levels)
        prices = [price for price, _, _ in depth]
        rows: list[list[int]] = []
        for order in half.orders():
            if order.price not in prices or len(rows) == OFFERS:
                break
            rows.append([order.id, order.price, order.visible])
        found[name] = rows
    return found


def _levels(listing: Listing, *, buy: bool) -> list[list[int]]:
    half = listing.book.bids if buy else listing.book.asks
    levels = []
    for price, level in half.best_first():
        levels.append([price, level.total, level.count])
        if len(levels) == DEPTH:
            break
    return levels


def clock(lesson: Lesson, now: int) -> dict[str, Any]:
    """The state of the clock at lesson time `now` (ms); pages continue it from there."""
    state, calendar = lesson.room.clock, lesson.calendar
    follows = calendar.next_of_all(state.next_event)
    ends = None if follows is None else follows.at
    return {
        "at": now,
        "day": state.day,
        "days": len(calendar.days),
        "day_text": _date_text(calendar.date_at(now)),
        "act": act(lesson, now),
        "phase": phase(lesson),
        "running": state.running,
        "started": state.day > 0 or state.running,
        "over": ends is None,
        "speed": state.speed,
        "phase_ends_at": ends,
        "track": track(lesson, state),
    }


def _date_text(day: date) -> dict[str, str]:
    names = ("一", "二", "三", "四", "五", "六", "日")
    return {
        "zh": f"{day} 周{names[day.weekday()]}",
        "en": f"{day:%a} {day.day} {day:%b %Y}",
    }


def act(lesson: Lesson, now: int) -> dict[str, Any] | None:
    """The current or last act, and the next one with its date; None: the lesson has no acts."""
    calendar, acts = lesson.calendar, lesson.calendar.acts
    if not acts:
        return None
    number = calendar.day_at(now).act
    follows = next((day for day in calendar.days if day.act == number + 1), None)
    return {
        "number": number,
        "of": len(acts),
        "title": _title(acts[number - 1]),
        "between": lesson.world.next_act is not None,
        "next": None
        if follows is None
        else {"title": _title(acts[number]), "day_text": _date_text(follows.date)},
    }


def _title(act: ActPart) -> dict[str, str]:
    return {"zh": act.title_zh, "en": act.title_en}


def phase(lesson: Lesson) -> str:
    """The phase that the lesson's trading hours prescribe."""
    passed = lesson.calendar.passed(lesson.room.clock.next_event)
    return str(passed[-1].arguments.get("phase", "closed")) if passed else "closed"


SEGMENTS = {
    "continuous": "continuous", "call": "call", "closing": "closing_call", "closed": "close",
}  # fmt: skip
"""Names of phases in the day's track; a closed phase between two trading sessions is "lunch"."""


def track(lesson: Lesson, state: ClockState) -> list[list[str]]:
    """The day's segments as [name, "done" | "now" | "later"]."""
    phases = [part.phase for part in lesson.plan.phases]
    trading = [index for index, name in enumerate(phases) if name == "continuous"]
    names = ["pre"]
    for index, name in enumerate(phases):
        between = trading and index < trading[-1]
        names.append("lunch" if name == "closed" and between else SEGMENTS[name])
    place = len(lesson.calendar.passed(state.next_event)) - 1
    return [
        [name, "done" if index < place else "now" if index == place else "later"]
        for index, name in enumerate(names)
    ]
