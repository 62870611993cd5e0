"""Context of an instrument's trading days and rules.

Prices are in ticks, money in fen, quantities in tonnes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Fact, Page, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One trading day of an instrument; prices are None where nothing traded.

    `reference` is the previous close, the base of the price limits. `open` is None until the first
    trade where the venue's rule says so; `close` is None while the day runs.
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
    """One rule in effect in this lesson.

    `name` is a key of `words.PLAYED`. Either `value` is its text, or `code` a key of
    `words.PLAYED_CODES`; the other is ''.
    """

    name: str
    value: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHours:
    """Hours of one mode of trading by the venue's own rules."""

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

    `trades`: the visitor has a trading page. `valid_from` and `valid_to` are '' when open.
    `venue_hours` is () where the venue states none; `silences` are points on which the sources are
    silent, with what this system assumes.
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
