"""Context of a market's page: its days and rules.

Prices are ticks, money fen, quantities tonnes; it knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Fact, Page, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One trading day of an instrument; prices are None where nothing traded.

    `reference` is the close before it, from which its price limits follow. By the venue's rule
    `open` may wait for the first trade, and `close` is None while the day runs.
    """

    day: str
    reference: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    average: int | None
    close: int | None
    volume: int
    turnover: int
    trades: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One rule as this lesson plays it.

    `name` is a key of `words.PLAYED`. Either `value` says it as it is read, or `code`, a key of
    `words.PLAYED_CODES`; the other is ''.
    """

    name: str
    value: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHours:
    """When a way of trading is open by the venue's own rules."""

    name: str
    times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One change of phase in the lesson's day.

    `phase` is a key of `words.PHASES`.
    """

    at: str
    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPage(Page):
    """An instrument's days and the rules of its venue, for everybody signed in.

    `trades` says whether the visitor has a page to trade on. `valid_from` and `valid_to` are ''
    when open. `venue_hours` is () where the venue is silent; `silences` are what the sources do not
    say, and what follows here.
    """

    template: ClassVar[str] = "market/page.html"
    instrument: str
    name: str
    registry: str
    instruments: tuple[str, ...]
    trades: bool
    lo: int
    hi: int
    days: tuple[DayRow, ...]
    venue: str
    venue_id: str
    valid_from: str
    valid_to: str
    played: tuple[Played, ...]
    hours: tuple[Hour, ...]
    venue_hours: tuple[VenueHours, ...]
    gathers: bool
    facts: tuple[Fact, ...]
    ways: tuple[Way, ...]
    silences: tuple[str, ...]


PAGES: tuple[type[Page], ...] = (MarketPage,)
"""The pages of this area."""
