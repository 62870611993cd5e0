"""Open NDC accounts; choose a method, report inventories, give annual information, close a period.

Adjustments are entered by first transfers and uses only (`registry/programme/adjustments`): no
command here adds a tonne to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.clock import day_of
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Number, Text, Tonnes, on_books
from registry.programme.agreements.machine import GOVERNMENTS
from registry.programme.ndc import balances, indicators, queries, reports, rounds
from registry.programme.ndc.errors import (
    EmissionsNegative,
    MethodLocked,
    MethodMissing,
    MethodNotFitting,
    NdcPeriodClosed,
    NdcUnknown,
    NothingNew,
    YearNotOver,
)
from registry.programme.ndc.models import (
    FITTING,
    Method,
    NdcFact,
    NdcInventory,
    NdcPeriod,
    NdcYear,
    TargetType,
)
from registry.programme.ndc.rounds import CLOCKS, TRAINERS
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor

_NEXT = (
    "SELECT closes_at, id FROM ndc_period WHERE closes_at IS NOT NULL AND closed_at IS NULL"
    " ORDER BY closes_at, id LIMIT 1"
)


class ChosenMethod(Arguments):
    """A method (averaging, trajectory, multi_year_budget) for the NDC period that has `year`."""

    year: Number
    method: Text


class Inventory(Arguments):
    """The emissions of a year that is over, in tonnes; null: as the government knows them. Without
    a year: of every year that is known and not reported yet.
    """

    year: Number | None = None
    emissions_t: Tonnes | None = None


class OneYear(Arguments):
    """A year of an NDC period."""

    year: Number


class OnePeriod(Arguments):
    """A party by its registry's code, and a year of its NDC period."""

    party: Text
    year: Number


class OfClock(Arguments):
    """An NDC period by its number."""

    period: Number = Field(ge=1)


def enter(
    books: Books,
    *,
    party: str,
    first_year: int,
    last_year: int,
    target_type: TargetType,
    method: Method | None,
    metric: str,
    status: str,
    levels: Mapping[int, int],
    closes_at: int | None,
) -> int:
    """Open a party's account for an NDC period, with the levels of its first targets by year;
    returns its number.
    """
    session = books.session
    period = NdcPeriod(
        id=next_key(session, NdcPeriod.id),
        party=party,
        first_year=first_year,
        last_year=last_year,
        target_type=target_type,
        method=method,
        metric=metric,
        status=status,
        closes_at=closes_at,
    )
    session.add(period)
    session.flush()
    for year, level_t in sorted(levels.items()):
        rounds.write_level(session, rounds.FIRST, period.id, year, level_t)
    return period.id


def know(
    books: Books, *, party: str, year: int, emissions_t: int, known_at: int, status: str
) -> None:
    """Enter what a year's emissions were, which the party's government knows from `known_at` on."""
    session = books.session
    session.add(
        NdcFact(
            id=next_key(session, NdcFact.id),
            party=party,
            year=year,
            emissions_t=emissions_t,
            known_at=known_at,
            status=status,
        )
    )
    session.flush()


def choose_method(books: Books, *, year: int, method: str, by: Actor, at: int) -> dict[str, Any]:
    """Choose the method of an NDC period, until its initial report is in (check 4019)."""
    session = books.session
    require_role(by, procedure="ndc", step="choose", roles=GOVERNMENTS)
    require_choice("method", method, Method)
    period = own_period(session, by, year)
    chosen = Method(method)
    failed: list[CheckFailed] = []
    fitting = FITTING[TargetType(period.target_type)]
    if chosen not in fitting:
        failed.append(
            MethodNotFitting(
                method=method, target_type=str(period.target_type), choices=", ".join(fitting)
            )
        )
    if period.locked_at is not None:
        failed.append(
            MethodLocked(
                party=period.party, method=str(period.method), first=period.first_year,
                last=period.last_year,
            )
        )  # fmt: skip
    refuse(failed)
    period.method = chosen
    session.flush()
    return {"party": period.party, "first_year": period.first_year, "method": method}


def report_inventory(
    books: Books,
    *,
    year: int | None = None,
    emissions_t: int | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Report the emissions of a year, or of every year that is known and not reported as known.

    A later version of the same year replaces it.
    """
    session = books.session
    require_role(by, procedure="ndc", step="report", roles=GOVERNMENTS)
    party = participants.find(session, by.seat).country
    before = queries.inventories(session, party)
    known = queries.facts(session, party, at=at)
    if year is not None:
        stated = {year: known.get(year, -1) if emissions_t is None else emissions_t}
    else:
        stated = {
            one: tonnes
            for one, tonnes in known.items()
            if one not in before or before[one].emissions_t != tonnes
        }
    failed: list[CheckFailed] = [] if stated else [NothingNew(party=party, year=day_of(at).year)]
    for one, tonnes in stated.items():
        period = find_period(session, party, one)
        failed += _not_over(one, at=at)
        if tonnes < 0:
            failed.append(EmissionsNegative(emissions=tonnes))
        if one in before and before[one].emissions_t == tonnes:
            failed.append(NothingNew(party=party, year=one))
        failed += closed(period, one)
    refuse(failed)
    for one, tonnes in stated.items():
        version = before[one].version + 1 if one in before else 1
        session.add(
            NdcInventory(
                id=next_key(session, NdcInventory.id), party=party, year=one, version=version,
                emissions_t=tonnes, seat=by.seat, at=at,
            )
        )  # fmt: skip
        session.flush()
    return {"party": party, "years": list(stated), "emissions_t": list(stated.values())}


def publish_year(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Give the annual information on a year that is over, again where its figures have changed
    since.
    """
    session = books.session
    require_role(by, procedure="ndc", step="publish", roles=GOVERNMENTS)
    period = own_period(session, by, year)
    found = queries.figures(session, period)
    told = queries.published(session, period.id).get(year)
    failed = _not_over(year, at=at)
    if period.locked_at is None:
        failed.insert(0, MethodMissing(party=period.party, year=year))
    if queries.state_of(period, found, year, told) == queries.PUBLISHED:
        failed.append(NothingNew(party=period.party, year=year))
    failed += closed(period, year)
    refuse(failed)
    row = NdcYear(
        id=next_key(session, NdcYear.id),
        period=period.id,
        year=year,
        version=1 if told is None else told.version + 1,
        added_t=found.added.get(year, 0),
        used_t=found.used.get(year, 0),
        average=str(balances.running_average(found, year)),
        emissions_t=found.emissions.get(year),
        level_t=found.levels.get(year),
        seat=by.seat,
        at=at,
    )
    session.add(row)
    session.flush()
    kept = ("year", "version", "added_t", "used_t", "average", "emissions_t", "level_t")
    return {"party": period.party} | row.model_dump(include=set(kept))


def close(books: Books, *, party: str, year: int, by: Actor, at: int) -> dict[str, Any]:
    """End the review that covers the last year of a party's NDC period: its figures are final."""
    session = books.session
    period = find_period(session, party, year)
    refuse([*_not_over(period.last_year, at=at), *closed(period, year)])
    return _close(session, period, at=at)


def end(books: Books, *, period: int, by: Actor, at: int) -> dict[str, Any]:
    """End a review at the day that the plan says."""
    found = books.session.get(NdcPeriod, period)
    assert found is not None, f"no NDC period {period}"
    return _close(books.session, found, at=at)


def _close(session: Session, period: NdcPeriod, *, at: int) -> dict[str, Any]:
    period.closed_at = at
    session.flush()
    return {"period": period.id, "party": period.party, "closed_at": at}


def closings_due(books: Books) -> Source:
    """The source of the ends of reviews, the earliest first."""

    def source() -> Due | None:
        for closes, number in books.store.fetch(_NEXT):
            return Due(closes, "ndc.end", {"period": number})
        return None

    return source


def own_period(session: Session, by: Actor, year: int) -> NdcPeriod:
    """The NDC period of the country of a government that has this year; refuses with NdcUnknown."""
    return find_period(session, participants.find(session, by.seat).country, year)


def find_period(session: Session, party: str, year: int) -> NdcPeriod:
    """The NDC period of a party that has this year; refuses with NdcUnknown."""
    found = queries.period_of(session, party, year)
    if found is None:
        raise NdcUnknown(party=party or "-", year=year)
    return found


def closed(period: NdcPeriod | None, year: int) -> list[CheckFailed]:
    """Why nothing is entered for a year any more (para. 12); [] while its review is not over."""
    if period is None or period.closed_at is None:
        return []
    return [
        NdcPeriodClosed(
            party=period.party, year=year, first=period.first_year, last=period.last_year,
            closed=day_of(period.closed_at).isoformat(),
        )
    ]  # fmt: skip


def _not_over(year: int, *, at: int) -> list[CheckFailed]:
    now = day_of(at).year
    return [YearNotOver(year=year, last=now - 1)] if year >= now else []


COMMANDS = (
    Command(
        name="ndc.choose_method", en="Choose method", zh="选定相应调整方法",
        done=("Method chosen", "方法已选定"), not_done=("Method not chosen", "方法未选定"),
        arguments=ChosenMethod, roles=GOVERNMENTS, run=on_books(choose_method),
    ),
    Command(
        name="ndc.report_inventory", en="Report inventory", zh="报告温室气体清单",
        done=("Inventory reported", "清单已报告"),
        not_done=("Inventory not reported", "清单未报告"),
        arguments=Inventory, roles=GOVERNMENTS, run=on_books(report_inventory),
    ),
    Command(
        name="ndc.publish_year", en="Give annual information", zh="提供年度信息",
        done=("Annual information given", "年度信息已提供"),
        not_done=("Annual information not given", "年度信息未提供"),
        arguments=OneYear, roles=GOVERNMENTS, run=on_books(publish_year),
    ),
    Command(
        name="ndc.close", en="End the review of an NDC period", zh="结束实施期审评",
        done=("NDC period closed", "实施期已结清"),
        not_done=("NDC period not closed", "实施期未结清"),
        arguments=OnePeriod, roles=TRAINERS, run=on_books(close), paused=True,
    ),
    Command(
        name="ndc.end", en="NDC period closed", zh="实施期到期结清",
        arguments=OfClock, roles=CLOCKS, run=on_books(end), paused=True, by_people=False,
    ),
    *reports.COMMANDS,
    *rounds.COMMANDS,
    *indicators.COMMANDS,
)  # fmt: skip
