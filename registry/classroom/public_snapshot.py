"""The public picture of a lesson: clock, books, last trades. No seat's own figures are in it.

Built on the writer's thread from its working state, a plain value that anybody may keep.
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
"""Price levels of each side, and last trades, that a picture shows."""

CURVE, OFFERS = 60, 40
"""Price levels of a call auction's curves, and listed orders of each side, that it shows."""


class SnapshotMaker:
    """Builds pictures; keeps the tail of each instrument's trades between them."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.last_trade = 0
        self._tails: dict[str, deque[list[Any]]] = {}
        self._last_price: dict[str, int] = {}
        self._auctioned: dict[str, tuple[int, int, int]] = {}

    def snapshot(self, *, now: int, audit: bool | None) -> dict[str, Any]:
        """Everything public at lesson time `now`, after the last committed command."""
        self._follow_trades()
        return {
            "sequence": self.lesson.books.number,
            "clock": clock(self.lesson, now),
            "instruments": {
                code: self._instrument(code, listing)
                for code, listing in self.lesson.exchange.market.listings.items()
            },
            "audit": audit,
        }

    def _follow_trades(self) -> None:
        """Add the trades since the last picture to the tails."""
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
        """Add a trade to the auction that made it; its price is that of the first one.

        Stops that an auction triggers trade at other prices after it, and do not count.
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
        """The opening price of the day that runs, by the venue's rule."""
        if not listing.day:
            return None
        rule = open_rule_of(self.lesson.deals.state.venues.get(code))
        return opening(rule, first=listing.statistics.open, previous=listing.reference, runs=True)

    def _auctioned_today(self, listing: Listing) -> list[int] | None:
        found = self._auctioned.get(listing.instrument.code)
        today = found is not None and day_of(found[0]).isoformat() == listing.day
        return list(found) if found is not None and today else None


def _average(listing: Listing) -> int | None:
    statistics = listing.statistics
    if not statistics.volume:
        return None
    return volume_weighted(
        turnover_fen=statistics.turnover_fen, volume=statistics.volume, tick=listing.instrument.tick
    )


def _breaker(listing: Listing) -> dict[str, Any] | None:
    """The circuit breaker of an instrument that has one."""
    one = listing.instrument
    if not one.breaker_percent:
        return None
    return {
        "percent": one.breaker_percent,
        "minutes": one.breaker_reference_minutes,
        "call_minutes": one.breaker_call_minutes,
    }


def auction(listing: Listing) -> dict[str, Any] | None:
    """What a call auction would give now, and its curves; None outside a call.

    Price, volume and imbalance count icebergs in full; the curves add up what is shown, so that
    nobody reads a hidden quantity from them.
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
    """Price, and the tonnes shown there and at better prices of the side; best first."""
    tonnes, curve = 0, []
    for price, shown, _ in listing.book.depth(buy=buy, levels=CURVE):
        tonnes += shown
        curve.append([price, tonnes])
    return curve


def offers(listing: Listing) -> dict[str, list[list[int]]] | None:
    """The orders that can be picked, [order, price, tonnes shown], best first; None elsewhere."""
    one, book = listing.instrument, listing.book
    if not one.listed:
        return None
    found: dict[str, list[list[int]]] = {}
    for name, half in (("bids", book.bids), ("asks", book.asks)):
        prices = [price for price, _, _ in book.depth(buy=name == "bids", levels=one.pick_levels)]
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
    """The clock as pages count it on."""
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
    """Which act runs or was the last one, and which follows when; None: the lesson has no acts."""
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
    """The phase that the lesson's own hours prescribe."""
    passed = lesson.calendar.passed(lesson.room.clock.next_event)
    return str(passed[-1].arguments.get("phase", "closed")) if passed else "closed"


SEGMENTS = {
    "continuous": "continuous", "call": "call", "closing": "closing_call", "closed": "close",
}  # fmt: skip
"""What a phase of the hours is called in the day's track; closed at noon it is lunch."""


def track(lesson: Lesson, state: ClockState) -> list[list[str]]:
    """The day's segments with what is done, now and later."""
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
