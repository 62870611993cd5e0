"""Queries of NDC accounts: years, balances by every method, initial reports, other metrics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func
from sqlmodel import Session, col, select

from ledger.kernel.clock import day_of
from registry.programme.adjustments.queries import adjusted_by_year
from registry.programme.ndc import balances
from registry.programme.ndc.balances import Exact, Figures, Result, Waterfall
from registry.programme.ndc.machine import IN
from registry.programme.ndc.models import (
    IndicatorEntry,
    IndicatorKind,
    InitialReport,
    Method,
    NdcFact,
    NdcInventory,
    NdcLevel,
    NdcPeriod,
    NdcRound,
    NdcYear,
)
from registry.programme.participants.queries import RegistryView, registry

OPEN, PUBLISHED, REOPENED, FINAL = "open", "published", "reopened", "final"
"""States of the figures of a year; re-opened: entries or inventory have changed since the annual
information on it; final: the review of the NDC period is over."""


@dataclass(frozen=True)
class YearView:
    """A year of an NDC account in tonnes; None where a figure is missing.

    `average_t` is the indicative adjustment of averaging: all years so far by their number.
    `balance_t` are the emissions with the adjustment of this year alone. `published` is the version
    of the annual information, 0 for none. `fact_t` is what the government knows and has not
    reported yet, or reported otherwise.
    """

    year: int
    emissions_t: int | None
    inventory: int
    fact_t: int | None
    level_t: int | None
    added_t: int
    used_t: int
    net_t: int
    average_t: Exact
    balance_t: int | None
    published: int
    state: str


@dataclass(frozen=True)
class LevelView:
    """What a round allows a party in a year, in tonnes; `held_at` None: it is still to come."""

    round: int
    title_en: str
    title_zh: str
    year: int
    level_t: int
    held_at: int | None


@dataclass(frozen=True)
class InitialReportView:
    """A version of an initial report; its texts are by their names."""

    report: int
    party: str
    first_year: int
    last_year: int
    version: int
    state: str
    texts: tuple[tuple[str, str], ...]
    method: str
    target_t: int
    inventory_year: int
    inventory_t: int
    submitted_by: str
    submitted_at: int | None
    ends_at: int | None
    finding: str
    found: str
    reviewed_by: str
    reviewed_at: int | None


@dataclass(frozen=True)
class IndicatorView:
    """A year in another metric, in units of it: `adjustment` has the opposite sign of tonnes."""

    metric: str
    year: int
    transferred: int
    used: int
    adjustment: int


@dataclass(frozen=True)
class NdcView:
    """The NDC account of a party for one period.

    `results` are the balances by all methods, each beside the target; `result` is that of the
    party's own, None while it has none. `room_t`: what it can first transfer over all years and
    keep its target, below zero what it lacks; None if a figure is missing.
    """

    party: str
    alpha3: str
    name_en: str
    name_zh: str
    first_year: int
    last_year: int
    target_type: str
    method: str
    status: str
    locked_at: int | None
    closes_at: int | None
    closed_at: int | None
    years: tuple[YearView, ...]
    results: tuple[Result, ...]
    result: Result | None
    room_t: Exact | None
    waterfall: Waterfall | None
    levels: tuple[LevelView, ...]
    report: InitialReportView | None
    metric: str
    indicators: tuple[IndicatorView, ...]


TEXTS = ("participation", "arrangements", "ndc", "approach", "integrity", "safeguards")
"""The texts of an initial report, in the order of para. 18."""


def kept(session: Session) -> bool:
    """Whether the parties of this lesson have NDC accounts."""
    return session.exec(select(NdcPeriod.id).limit(1)).first() is not None


def parties(session: Session) -> list[str]:
    """The parties with an NDC account, by their registries' codes."""
    return sorted(set(session.exec(select(NdcPeriod.party))))


def period_of(session: Session, party: str, year: int) -> NdcPeriod | None:
    """The NDC period of a party that has this year."""
    asked = select(NdcPeriod).where(
        NdcPeriod.party == party, NdcPeriod.first_year <= year, NdcPeriod.last_year >= year
    )
    return session.exec(asked).first()


def periods(session: Session, party: str = "") -> list[NdcPeriod]:
    """The NDC periods of a party, or of all, by party and year."""
    asked = select(NdcPeriod).order_by(col(NdcPeriod.party), col(NdcPeriod.first_year))
    if party:
        asked = asked.where(NdcPeriod.party == party)
    return list(session.exec(asked))


def reported(session: Session, period: NdcPeriod) -> bool:
    """Whether the initial report for a period has been submitted."""
    asked = select(InitialReport.id).where(
        InitialReport.period == period.id, col(InitialReport.state).in_(IN)
    )
    return session.exec(asked).first() is not None


def figures(session: Session, period: NdcPeriod) -> Figures:
    """The tonnes by year of a period: reported emissions, levels in force, adjustments."""
    adjusted = adjusted_by_year(session, period.party)
    within = range(period.first_year, period.last_year + 1)
    emissions = {y: row.emissions_t for y, row in inventories(session, period.party).items()}
    return Figures(
        first_year=period.first_year,
        last_year=period.last_year,
        emissions={year: tonnes for year, tonnes in emissions.items() if year in within},
        levels=levels_in_force(session, period.id),
        added={year: one.added_t for year, one in adjusted.items() if year in within},
        used={year: one.used_t for year, one in adjusted.items() if year in within},
    )


def inventories(session: Session, party: str) -> dict[int, NdcInventory]:
    """The newest inventory of each year that a government reported."""
    asked = select(NdcInventory).where(NdcInventory.party == party)
    rows = session.exec(asked.order_by(col(NdcInventory.year), col(NdcInventory.version)))
    return {row.year: row for row in rows}


def facts(session: Session, party: str, *, at: int) -> dict[int, int]:
    """The emissions of years that a government knows at a lesson time, in tonnes."""
    asked = select(NdcFact).where(NdcFact.party == party, NdcFact.known_at <= at)
    return {row.year: row.emissions_t for row in session.exec(asked.order_by(col(NdcFact.year)))}


def levels_in_force(session: Session, period: int) -> dict[int, int]:
    """The lowest level of each year among the rounds that were held: no ambition falls."""
    asked = (
        select(NdcLevel.year, func.min(NdcLevel.level_t))
        .join(NdcRound, col(NdcRound.id) == col(NdcLevel.round))
        .where(NdcLevel.period == period, col(NdcRound.held_at).is_not(None))
        .group_by(col(NdcLevel.year))
    )
    return {year: int(tonnes) for year, tonnes in session.exec(asked)}


def levels(session: Session, period: int) -> list[LevelView]:
    """What each round that was held allows a party, by year, the oldest first."""
    asked = (
        select(NdcLevel, NdcRound)
        .join(NdcRound, col(NdcRound.id) == col(NdcLevel.round))
        .where(NdcLevel.period == period, col(NdcRound.held_at).is_not(None))
        .order_by(col(NdcLevel.year), col(NdcRound.held_at), col(NdcLevel.id))
    )
    return [
        LevelView(row.id, row.title_en, row.title_zh, one.year, one.level_t, row.held_at)
        for one, row in session.exec(asked)
    ]


def accounts(session: Session, *, at: int, party: str = "") -> list[NdcView]:
    """The NDC accounts of all parties, or of one, as they stand at a lesson time."""
    return [_account(session, period, at=at) for period in periods(session, party)]


def room_of(session: Session, party: str, *, at: int) -> Fraction | None:
    """What a party can first transfer in its present NDC period and keep its target; below zero
    what it lacks, before any adjustment. None: it has no account, or a figure is missing.
    """
    period = period_of(session, party, day_of(at).year)
    if period is None:
        return None
    return balances.room(figures(session, period), period.method)


def reports(session: Session, *, party: str = "") -> list[InitialReportView]:
    """The versions of initial reports of a party, or of all, newest first."""
    asked = (
        select(InitialReport, NdcPeriod)
        .join(NdcPeriod, col(NdcPeriod.id) == col(InitialReport.period))
        .order_by(col(InitialReport.id).desc())
    )
    if party:
        asked = asked.where(NdcPeriod.party == party)
    return [_report(row, period) for row, period in session.exec(asked)]


def indicators(session: Session, party: str) -> list[IndicatorView]:
    """What a party entered in another metric, by year; it is added to no tonnes."""
    sums: dict[tuple[str, int], dict[IndicatorKind, int]] = {}
    asked = select(IndicatorEntry).where(IndicatorEntry.party == party)
    for row in session.exec(asked.order_by(col(IndicatorEntry.id))):
        of_year = sums.setdefault((row.metric, row.year), dict.fromkeys(IndicatorKind, 0))
        of_year[IndicatorKind(row.kind)] += row.quantity
    found = []
    for (metric, year), one in sorted(sums.items()):
        added, used = one[IndicatorKind.FIRST_TRANSFER], one[IndicatorKind.USE]
        adjustment = balances.indicator({year: added}, {year: used}, year)
        found.append(IndicatorView(metric, year, added, used, adjustment))
    return found


def published(session: Session, period: int) -> dict[int, NdcYear]:
    """The newest annual information on each year of a period."""
    asked = select(NdcYear).where(NdcYear.period == period)
    rows = session.exec(asked.order_by(col(NdcYear.year), col(NdcYear.version)))
    return {row.year: row for row in rows}


def state_of(period: NdcPeriod, figures: Figures, year: int, told: NdcYear | None) -> str:
    """The state of a year's figures: see `OPEN` and the others."""
    if period.closed_at is not None:
        return FINAL
    if told is None:
        return OPEN
    now = (figures.added.get(year, 0), figures.used.get(year, 0), figures.emissions.get(year))
    same = now == (told.added_t, told.used_t, told.emissions_t)
    return PUBLISHED if same else REOPENED


def _account(session: Session, period: NdcPeriod, *, at: int) -> NdcView:
    of: RegistryView = registry(session, period.party)
    found = figures(session, period)
    method = None if period.method is None else Method(period.method)
    versions = reports(session, party=period.party)
    mine = (one for one in versions if one.first_year == period.first_year)
    return NdcView(
        party=period.party,
        alpha3=of.alpha3,
        name_en=of.name_en,
        name_zh=of.name_zh,
        first_year=period.first_year,
        last_year=period.last_year,
        target_type=str(period.target_type),
        method=str(method or ""),
        status=period.status,
        locked_at=period.locked_at,
        closes_at=period.closes_at,
        closed_at=period.closed_at,
        years=tuple(_years(session, period, found, at=at)),
        results=tuple(balances.RESULTS[one](found) for one in Method),
        result=balances.result(found, method),
        room_t=balances.room(found, method),
        waterfall=balances.waterfall(found, method),
        levels=tuple(levels(session, period.id)),
        report=next(mine, None),
        metric=period.metric,
        indicators=tuple(indicators(session, period.party)),
    )


def _years(session: Session, period: NdcPeriod, found: Figures, *, at: int) -> Iterable[YearView]:
    told, known = published(session, period.id), facts(session, period.party, at=at)
    newest = inventories(session, period.party)
    for year in found.years:
        emitted = found.emissions.get(year)
        fact = known.get(year)
        yield YearView(
            year=year,
            emissions_t=emitted,
            inventory=newest[year].version if year in newest else 0,
            fact_t=None if fact == emitted else fact,
            level_t=found.levels.get(year),
            added_t=found.added.get(year, 0),
            used_t=found.used.get(year, 0),
            net_t=found.net(year),
            average_t=balances.running_average(found, year),
            balance_t=balances.balance_of_year(found, year),
            published=told[year].version if year in told else 0,
            state=state_of(period, found, year, told.get(year)),
        )


def _report(row: InitialReport, period: NdcPeriod) -> InitialReportView:
    return InitialReportView(
        report=row.id,
        party=period.party,
        first_year=period.first_year,
        last_year=period.last_year,
        state=str(row.state),
        texts=tuple((name, getattr(row, name)) for name in TEXTS),
        finding=str(row.finding or ""),
        **row.model_dump(
            include={
                "version", "method", "target_t", "inventory_year", "inventory_t", "submitted_by",
                "submitted_at", "ends_at", "found", "reviewed_by", "reviewed_at",
            }
        ),
    )  # fmt: skip
