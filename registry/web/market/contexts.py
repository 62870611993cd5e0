"""Contexts of the market's pages: its days and rules for everybody, its conduct for the trainer.

Prices are ticks, money fen, quantities tonnes; it knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Figure, Page
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

    name: str = told("a key of market_words.PLAYED")
    value: str = told("its value as it is read; '' when `code` says it")
    code: str = told("a key of market_words.PLAYED_CODES; '' when `value` says it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of a venue's rules, with where it is from."""

    text: str = told("the fact in the page's language")
    source: str = told("where it is written, in the page's language")
    status: str = told("seed, verified, recalled or assumption")
    holds: bool | None = told("whether this version holds in the lesson; None: there is one only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of trading at a venue."""

    name: str = told("its name in the page's language")
    kind: str = told("a key of market_words.WAYS")
    facts: tuple[Fact, ...] = told("its facts")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """One holder of what can be delivered."""

    seat: str = told("seat id")
    name: str = told("name of the seat")
    quantity: int = told("tonnes held, free and blocked")
    share: str = told("share of all that can be delivered, '12.34 %'")
    large: bool = told("whether it reaches the threshold of a large holder")
    buying: int | None = told("tonnes on order to buy; None without a position limit")
    room: int | None = told("tonnes up to the position limit; None without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How the tonnes that deliver an instrument are spread."""

    instrument: str = told("instrument code")
    total: int = told("tonnes that can be delivered")
    holders: int = told("seats that hold any")
    hhi: int = told("Herfindahl-Hirschman index in points, 0 to 10,000")
    limit: int | None = told("position limit in tonnes; None without one")
    rows: tuple[HolderRow, ...] = told("the largest holders, the largest first")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """Trades worth a look."""

    instrument: str = told("instrument code")
    day: str = told("ISO date")
    kind: str = told("a key of market_words.ALERTS")
    modes: tuple[str, ...] = told("where its trades were made: keys of deal_words.MODES")
    owners: tuple[tuple[str, str], ...] = told("seats and names, a ring's as they sold")
    figures: tuple[Figure, ...] = told("the figures behind it")
    trades: int = told("number of trades behind it")
    commands: tuple[int, ...] = told("commands that entered its orders and made its trades")
    more_commands: int = told("further commands that are not listed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """From which figure on something is worth a look."""

    text: str = told("what it says, in the page's language")
    value: str = told("the figure with its unit")
    status: str = told("where it comes from")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductPage(Page):
    """Concentration, large holders, position limits and surveillance, for the trainer."""

    template: ClassVar[str] = "admin/conduct.html"
    instrument: str = told("filter: instrument, or '' for all")
    day: str = told("filter: ISO date, or '' for all")
    percent: int = told("a large holder has at least this share, in percent")
    limit: str = told("position limit in percent of what can be delivered; '' for none")
    instruments: tuple[str, ...] = told("codes of all instruments")
    days: tuple[str, ...] = told("trading days that can be chosen")
    spreads: tuple[Spread, ...] = told("concentration by instrument")
    alerts: tuple[AlertRow, ...] = told("the surveillance list")
    thresholds: tuple[ThresholdRow, ...] = told("thresholds behind the list")


PAGES: tuple[type[Page], ...] = (MarketPage, ConductPage)
"""The pages of this area."""
