"""The public picture that `/live` sends to every page of a lesson, as `event: view`.

One JSON object, encoded once for all languages and seats; a seat's own figures never stand in it
(`event: own` tells a page to fetch them). It knows no seat and draws nothing.
"""

from __future__ import annotations

from typing import Any, TypedDict


class BothLanguages(TypedDict):
    """A text that differs by language."""

    zh: str
    en: str


class LiveNextAct(TypedDict):
    """The act that follows, and its first day."""

    title: BothLanguages
    day_text: BothLanguages


class LiveAct(TypedDict):
    """The act that runs, or ran last: its number from 1, and how many there are."""

    number: int
    of: int
    title: BothLanguages
    between: bool
    """Its last day has ended, and lesson time leaps to the next one."""
    next: LiveNextAct | None


class LiveClock(TypedDict):
    """The clock as the pages count it on: time, rate, and where they must stop."""

    at: int
    """Lesson time in ms."""
    day: int
    days: int
    day_text: BothLanguages
    act: LiveAct | None
    """None in a lesson without acts."""
    phase: str
    """What the hours prescribe: `closed`, `call` or `continuous`."""
    running: bool
    started: bool
    """False until the trainer starts the lesson for the first time."""
    over: bool
    """True after the last trading day."""
    speed: int
    """Seconds of lesson time per real second while running."""
    phase_ends_at: int | None
    """Lesson time at which the present segment ends; a page never counts past it."""
    due_at: int | None
    """Lesson time of the next thing that is due and not yet done; a page never counts past it."""
    slept_s: int
    """Real seconds that the computer slept a moment ago, 0 when it did not."""
    trouble: str
    """Why nothing can be stored, so that the lesson stands: disk_full or disk_unwritable; or ""."""
    track: list[list[str]]
    """The day's segments in order, [name, state]: pre, call, continuous, lunch or close; done, now
    or later."""


class LiveBreaker(TypedDict):
    """The circuit breaker: how far within how many minutes, and how long its call lasts."""

    percent: int
    minutes: int
    call_minutes: int


class LiveAuction(TypedDict):
    """What a call auction would give now."""

    price: int | None
    """None while bids and asks do not meet."""
    volume: int
    imbalance: int | None
    """Tonnes left over at that price: bids above zero, asks below."""
    demand: list[list[int]]
    """[price, tonnes bid there or higher], best first; what is shown only."""
    supply: list[list[int]]
    """[price, tonnes asked there or lower], best first; what is shown only."""


class LiveInstrument(TypedDict):
    """One instrument: prices in ticks, quantities in tonnes, None where there is none yet."""

    last: int | None
    change: int | None
    """Last price minus `reference`."""
    reference: int
    """Yesterday's volume-weighted price, or the plan's on the first day."""
    lo: int
    hi: int
    """Price limits of the day, both included."""
    open: int | None
    """By the venue's rule; None while a day runs whose open waits for its first trade."""
    high: int | None
    low: int | None
    close: int | None
    """Close of the day that has ended; None while one runs."""
    average: int | None
    """Volume-weighted price of the day."""
    volume: int
    phase: str
    """What its market does now: closed, call, continuous or halted."""
    listed: bool
    """Whether orders wait without meeting and are picked."""
    breaker: LiveBreaker | None
    auction: LiveAuction | None
    """None outside a call."""
    auctioned: list[int] | None
    """Today's last auction: [at, price, tonnes]."""
    offers: dict[str, list[list[int]]] | None
    """Where orders are listed, those that can be picked: bids and asks, [order, price, tonnes]."""
    halted: bool
    call_until: int | None
    """Lesson time at which a call ends that a circuit breaker or the trainer began; None: none."""
    bids: list[list[int]]
    """Best first, at most 10: [price, quantity, orders]."""
    asks: list[list[int]]
    """Best first, at most 10: [price, quantity, orders]."""
    trades: list[list[Any]]
    """Newest last, at most 20: [at, price, quantity, direction]; direction 1, -1 or 0: the price
    against the trade before."""


class LiveView(TypedDict):
    """What stands in `event: view`."""

    sequence: int
    """Number of the last command in the picture; it only grows."""
    clock: LiveClock
    instruments: dict[str, LiveInstrument]
    audit: bool | None
    """Last audit: all held, something broken, or None when none has run yet."""
