"""The public picture of a lesson: clock, books, last trades. No seat's own figures are in it.

Built on the writer's thread from its working state, a plain value that anybody may keep.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from matching.listings import Listing
from registry.classroom.lesson import Lesson
from registry.classroom.room import ClockState

DEPTH, TRADES = 10, 20
"""Price levels of each side, and last trades, that a picture shows."""


class Painter:
    """Builds pictures; keeps the tail of each instrument's trades between them."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.last_trade = 0
        self._tails: dict[str, deque[list[Any]]] = {}
        self._last_price: dict[str, int] = {}

    def picture(self, *, now: int, audit: bool | None) -> dict[str, Any]:
        """Everything public at lesson time `now`, after the last committed command."""
        self._follow_trades()
        return {
            "sequence": self.lesson.books.number,
            "clock": clock(self.lesson, now),
            "instruments": {
                code: self._instrument(code, listing)
                for code, listing in self.lesson.desk.market.listings.items()
            },
            "audit": audit,
        }

    def _follow_trades(self) -> None:
        """Add the trades since the last picture to the tails."""
        rows = self.lesson.store.fetch(
            "SELECT id, instrument, at, price, quantity FROM trade WHERE id > ? ORDER BY id",
            self.last_trade,
        )
        for number, code, at, price, quantity in rows:
            before = self._last_price.get(code, price)
            direction = (price > before) - (price < before)
            tail = self._tails.setdefault(code, deque(maxlen=TRADES))
            tail.append([at, price, quantity, direction])
            self._last_price[code] = price
            self.last_trade = number

    def _instrument(self, code: str, listing: Listing) -> dict[str, Any]:
        tape, book = listing.tape, listing.book
        last = tape.last or listing.last or None
        return {
            "last": last,
            "change": last - listing.reference if last else None,
            "reference": listing.reference,
            "lo": book.lo,
            "hi": book.hi,
            "open": tape.open or None,
            "high": tape.high or None,
            "low": tape.low or None,
            "volume": tape.volume,
            "halted": listing.halted,
            "bids": _levels(listing, buy=True),
            "asks": _levels(listing, buy=False),
            "trades": [list(trade) for trade in self._tails.get(code, ())],
        }


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
    day = calendar.day_at(now)
    names = ("一", "二", "三", "四", "五", "六", "日")
    ends = calendar.events[state.next_event].at if state.next_event < len(calendar.events) else None
    return {
        "at": now,
        "day": state.day,
        "days": len(calendar.days),
        "day_text": {
            "zh": f"{day.date} 周{names[day.date.weekday()]}",
            "en": f"{day.date:%a} {day.date.day} {day.date:%b %Y}",
        },
        "phase": phase(lesson),
        "running": state.running,
        "started": state.day > 0 or state.running,
        "over": ends is None,
        "speed": state.speed,
        "phase_ends_at": ends,
        "track": track(lesson, state),
    }


def phase(lesson: Lesson) -> str:
    """The phase that the hours prescribe: continuous or closed."""
    for listing in lesson.desk.market.listings.values():
        return str(listing.scheduled.value)
    return "closed"


def track(lesson: Lesson, state: ClockState) -> list[list[str]]:
    """The day's segments with what is done, now and later."""
    phases = [part.phase for part in lesson.plan.phases]
    trading = [index for index, name in enumerate(phases) if name == "continuous"]
    names = ["pre"]
    for index, name in enumerate(phases):
        between = trading and index < trading[-1]
        names.append("continuous" if name == "continuous" else "lunch" if between else "close")
    events_a_day = len(phases) + 2
    place = state.next_event - (max(state.day, 1) - 1) * events_a_day - 1
    return [
        [name, "done" if index < place else "now" if index == place else "later"]
        for index, name in enumerate(names)
    ]
