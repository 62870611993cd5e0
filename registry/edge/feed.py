"""What the feed `/live` says: the shape of each event; the API's description is made from it.

The view is encoded once for all languages and seats. It never contains a seat's own figures; the
event `own` makes a page fetch those.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict
from typing_extensions import TypedDict  # typing's own cannot be described before Python 3.12


class LiveText(TypedDict):
    """A text that differs by language."""

    zh: str
    en: str


class LiveNextAct(TypedDict):
    """The next act, and its first day."""

    title: LiveText
    day_text: LiveText


class LiveAct(TypedDict):
    """The current or last act: its number from 1, and the number of acts."""

    number: int
    of: int
    title: LiveText
    between: bool
    """Its last day has ended, and lesson time jumps to the next act."""
    next: LiveNextAct | None


class LiveClock(TypedDict):
    """The clock: lesson time, speed, and the time at which pages must stop counting."""

    at: int
    """Lesson time in ms."""
    day: int
    days: int
    day_text: LiveText
    act: LiveAct | None
    """None in a lesson without acts."""
    phase: str
    """Phase by the trading hours: `closed`, `call` or `continuous`."""
    running: bool
    started: bool
    """False until the trainer starts the lesson for the first time."""
    over: bool
    """True after the last trading day."""
    practice: bool
    """True in a practice market, of which nothing stays."""
    speed: int
    """Seconds of lesson time per real second while running."""
    phase_ends_at: int | None
    """Lesson time at which the present segment ends; a page never counts past it."""
    due_at: int | None
    """Lesson time of the next due event not yet processed; a page never counts past it."""
    standing: bool
    """True while lesson time stands at a moment to which it was advanced; trading goes on."""
    slept_s: int
    """Real seconds that the computer has just slept; 0 when it did not."""
    trouble: str
    """Why nothing can be stored and the lesson is stopped: disk_full, disk_unwritable, or ""."""
    track: list[list[str]]
    """The day's segments in order, [name, state]: pre, call, continuous, lunch or close; done, now
    or later."""


class LiveBreaker(TypedDict):
    """The circuit breaker: price move, its period in minutes, and the length of its call."""

    percent: int
    minutes: int
    call_minutes: int


class LiveAuction(TypedDict):
    """The indicative result of a call auction."""

    price: int | None
    """None while bids and asks do not cross."""
    volume: int
    imbalance: int | None
    """Surplus tonnes at that price: positive for bids, negative for asks."""
    demand: list[list[int]]
    """[price, tonnes bid at this price or higher], best first; without hidden quantities."""
    supply: list[list[int]]
    """[price, tonnes asked at this price or lower], best first; without hidden quantities."""


class LiveInstrument(TypedDict):
    """One instrument: prices in ticks, quantities in tonnes, None where there is no value yet."""

    last: int | None
    change: int | None
    """Last price minus `reference`."""
    reference: int
    """Yesterday's volume-weighted price, or the plan's on the first day."""
    lo: int
    hi: int
    """Price limits of the day, both included."""
    open: int | None
    """By the venue's rule; None before the first trade of a day where that trade sets it."""
    high: int | None
    low: int | None
    close: int | None
    """Close of the day that has ended; None while a day runs."""
    average: int | None
    """Volume-weighted price of the day."""
    volume: int
    phase: str
    """Its current phase: closed, call, continuous or halted."""
    listed: bool
    """Whether it trades by listing: orders do not match automatically and are picked."""
    breaker: LiveBreaker | None
    auction: LiveAuction | None
    """None outside a call."""
    auctioned: list[int] | None
    """Today's last auction: [at, price, tonnes]."""
    offers: dict[str, list[list[int]]] | None
    """In a market by listing, the bids and asks that can be picked: [order, price, tonnes]."""
    halted: bool
    call_until: int | None
    """Lesson time at which a call of the circuit breaker or the trainer ends; None without one."""
    bids: list[list[int]]
    """Best first, at most 10: [price, quantity, orders]."""
    asks: list[list[int]]
    """Best first, at most 10: [price, quantity, orders]."""
    trades: list[list[Any]]
    """Newest last, at most 20: [at, price, quantity, direction]; direction 1, -1 or 0 compares the
    price with that of the previous trade."""


class LiveAnnouncement(TypedDict):
    """An announcement: its number from 1, and its lesson time."""

    number: int
    at: int
    """Lesson time in ms."""
    text: LiveText
    """Empty in a language in which it was not written."""


class LiveView(TypedDict):
    """The data of `event: view`."""

    sequence: int
    """Number of the last command in the snapshot; it only grows."""
    clock: LiveClock
    instruments: dict[str, LiveInstrument]
    announcement: LiveAnnouncement | None
    """The newest; None before the first."""
    level: int
    """The level that the room has reached; 1 in a lesson without levels."""
    audit: bool | None
    """Last audit: whether all invariants held; None before the first."""


class LiveBeat(TypedDict):
    """The data of `event: beat`."""

    at: int
    """Lesson time in ms."""
    sequence: int
    """Number of the last command of the lesson."""


OwnKind = Literal["cash", "help", "holdings", "orders", "seat", "tasks"]
"""What of a seat's own is told apart: `seat` is who plays it, `tasks` also its requests, `help`
notes for its person and the own request for help."""


class LiveOwn(TypedDict):
    """The data of `event: own`."""

    changed: list[OwnKind]
    """What may have changed since the last such event; more may be named than has changed."""


class LiveLater(TypedDict):
    """The data of `event: later`."""

    seconds: int
    """Real seconds to wait before the stream is opened again."""


class LiveClosed(TypedDict):
    """The data of `event: closed`: nothing. The next request for the stream says why."""


class LiveMoved(TypedDict):
    """The data of `event: moved`: nothing. The next request is that of the new seat."""


_DESCRIBED = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class ViewEvent(TypedDict):
    """Everything public of the lesson: first of all, and whenever it has changed."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["view"]
    id: int
    """The view's `sequence`."""
    data: LiveView


class BeatEvent(TypedDict):
    """Sent every five real seconds while nothing else waits to be sent."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["beat"]
    data: LiveBeat


class OwnEvent(TypedDict):
    """Something of the caller's seat has changed; its queries have the figures."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["own"]
    data: LiveOwn


class LaterEvent(TypedDict):
    """The last event of the oldest stream of a seat that has opened too many."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["later"]
    retry: int
    """Real ms to wait, as browsers obey it."""
    data: LiveLater


class MovedEvent(TypedDict):
    """The last event of a stream whose person goes to another seat, with the same token."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["moved"]
    data: LiveMoved


class ClosedEvent(TypedDict):
    """The last event of all: the lesson was closed."""

    __pydantic_config__ = _DESCRIBED  # type: ignore[misc]
    event: Literal["closed"]
    data: LiveClosed


FeedEvent = ViewEvent | BeatEvent | OwnEvent | LaterEvent | MovedEvent | ClosedEvent
"""Any event of the feed."""
