"""Context of a market's page: its days and rules.

Prices are ticks, money fen, quantities tonnes; it knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Fact, Page, Way
from registry.web.frame.contexts.telling import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One trading day of an instrument; prices are None where nothing traded."""

    day: str = told("ISO date")
    reference: int = told("the close before it, from which its price limits follow")
    open: int | None = told("open by the venue's rule; None while it waits for the first trade")
    high: int | None = told("highest price")
    low: int | None = told("lowest price")
    last: int | None = told("price of the last trade")
    average: int | None = told("volume-weighted price")
    close: int | None = told("close by the venue's rule; None while the day runs")
    volume: int = told("tonnes")
    turnover: int = told("fen")
    trades: int = told("number of trades")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One rule as this lesson plays it."""

    name: str = told("a key of words.PLAYED")
    value: str = told("its value as it is read; '' when `code` says it")
    code: str = told("a key of words.PLAYED_CODES; '' when `value` says it")


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueHours:
    """When a way of trading is open by the venue's own rules."""

    name: str = told("the way of trading, in the page's language")
    times: str = told("09:30–11:30, 13:00–15:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One change of phase in the lesson's day."""

    at: str = told("lesson time of day, 09:30")
    phase: str = told("a key of words.PHASES")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPage(Page):
    """An instrument's days and the rules of its venue, for everybody signed in."""

    template: ClassVar[str] = "market/page.html"
    instrument: str = told("instrument code")
    name: str = told("what it is, in the page's language")
    registry: str = told("registry in which it is listed, CN or TH")
    instruments: tuple[str, ...] = told("codes of all instruments")
    trades: bool = told("whether the visitor has a page to trade on")
    lo: int = told("lowest price allowed today")
    hi: int = told("highest price allowed today")
    days: tuple[DayRow, ...] = told("trading days, newest first")
    venue: str = told("name of its venue in the page's language")
    venue_id: str = told("code and version of the venue's rules")
    valid_from: str = told("first day of these rules; '' open")
    valid_to: str = told("last day of these rules; '' open")
    played: tuple[Played, ...] = told("the rules as this lesson plays them")
    hours: tuple[Hour, ...] = told("the lesson's day")
    venue_hours: tuple[VenueHours, ...] = told("hours that the venue states; () where it is silent")
    gathers: bool = told("whether a call gathers orders here")
    facts: tuple[Fact, ...] = told("facts of the venue as a whole")
    ways: tuple[Way, ...] = told("its ways of trading with their facts")
    silences: tuple[str, ...] = told("what the sources do not say, and what follows here")


PAGES: tuple[type[Page], ...] = (MarketPage,)
"""The pages of this area."""
