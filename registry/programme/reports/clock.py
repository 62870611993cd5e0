"""What the clock does: it freezes a year when it is over, and has submissions compared."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import moment
from registry.agenda import Due, Source
from registry.command import Command, on_books
from registry.pace import ANNUAL_REPORT
from registry.programme.accounts import controls
from registry.programme.agreements import queries as agreements
from registry.programme.participants import queries as participants
from registry.programme.reports import years
from registry.programme.reports.built import freeze_of
from registry.programme.reports.commands import OneYear
from registry.programme.reports.consistency import Difference, Year, compare
from registry.programme.reports.holdings import holdings
from registry.programme.reports.machine import CLOCK, REPORT
from registry.programme.reports.models import (
    STANDING,
    PartyReport,
    ReportFinding,
    ReportState,
    YearFreeze,
)
from registry.programme.reports.statements import table_5
from registry.programme.reports.stored import dump_rows, load
from registry.records import next_key
from registry.roles import Actor


def freeze(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Freeze holdings and entities of 31 December for every party; what is frozen stays."""
    session = books.session
    frozen = []
    for party in parties(session):
        if freeze_of(session, party, year) is not None:
            continue
        session.add(
            YearFreeze(
                id=next_key(session, YearFreeze.id),
                party=party,
                year=year,
                holdings=dump_rows(holdings(session.connection(), party, year)),
                entities=dump_rows(table_5(session, party, year)),
                at=at,
            )
        )
        session.flush()
        frozen.append(party)
    return {"year": year, "frozen": frozen}


def check(books: Books, *, year: int, by: Actor, at: int) -> dict[str, Any]:
    """Compare what the parties submitted for a year; each finding goes to the party's report."""
    session = books.session
    reports = _standing(session, year)
    codes = {one.alpha3: one.code for one in participants.registries(session)}
    by_party = {one.party: one for one in reports}
    around = {
        other: submitted(session, other) for other in sorted(_years(session)) if other != year
    }
    found = compare(submitted(session, year), around=around, year=year)
    for difference in found:
        _write(session, by_party[codes[difference.party]], difference, at=at)
    wrong = {codes[one.party] for one in found}
    for report in reports:
        trigger = "find_inconsistent" if report.party in wrong else "find_consistent"
        report.state = REPORT.after(report.state, trigger, offices=by.offices)
        report.checked_at = at
    session.flush()
    return {
        "year": year,
        "checked": [one.id for one in reports],
        "findings": [
            {
                "report": by_party[codes[one.party]].id, "code": str(one.code), "row": one.row,
                "other": one.other, "ours": one.ours, "theirs": one.theirs,
            }
            for one in found
        ],
    }  # fmt: skip


def submitted(session: Session, year: int) -> Year:
    """What stands of a year, by the alpha-3 codes of its parties."""
    alpha3 = {one.code: one.alpha3 for one in participants.registries(session)}
    return {alpha3[one.party]: load(one.content) for one in _standing(session, year)}


def parties(session: Session) -> list[str]:
    """The registry codes of the parties of agreements, which report."""
    return sorted({p for one in agreements.agreements(session) for p in (one.partner, one.host)})


def deadline(session: Session, year: int) -> int:
    """The lesson time (ms) by which the information of a year is to be submitted."""
    end = controls.end_of(session, ANNUAL_REPORT, since=moment(date(year, 12, 31)))
    assert end is not None, "annual information is played"
    return end


def reports_due(books: Books) -> Source:
    """The source of the ends of years and of comparisons, the earliest first.

    A year is compared when all parties have submitted, or once its deadline is over.
    """

    def source() -> Due | None:
        control = books.store.fetch(_CONTROL, ANNUAL_REPORT)
        if not control:
            return None
        following, began = books.store.fetch(_NEXT_YEAR)[0]
        if began is None:
            return None
        year = following or years.year_of(began)
        due = [Due(years.ends(year), "report.freeze", {"year": year})]
        waiting = books.store.fetch(_WAITING)
        parties = books.store.fetch(_PARTIES)[0][0] if waiting else 0
        for year, last, submitted in waiting:
            end = controls.end(_Control(*control[0]), since=moment(date(year, 12, 31)))
            when = last if submitted == parties else max(last, end)
            due.append(Due(when, "report.check", {"year": year}))
        return min(due, key=lambda one: one.at)

    return source


class _Control(NamedTuple):
    """The columns of a control from which the end of its period follows."""

    days: int
    day_kind: str
    trading_days: str


_CONTROL = "SELECT days, day_kind, trading_days FROM control WHERE name = ?"
_NEXT_YEAR = "SELECT (SELECT max(year) + 1 FROM year_freeze), min(at) FROM command"
_PARTIES = "SELECT count(*) FROM (SELECT partner FROM agreement UNION SELECT host FROM agreement)"
_WAITING = f"""
    SELECT year, max(submitted_at), count(DISTINCT party) FROM party_report
    WHERE state IN ({", ".join(f"'{state}'" for state in STANDING)})
      AND year IN (SELECT year FROM party_report WHERE state = '{ReportState.SUBMITTED}')
    GROUP BY year ORDER BY year
"""
"""Years with something to compare: when the last of it was submitted, and by how many parties."""


def _standing(session: Session, year: int) -> list[PartyReport]:
    asked = select(PartyReport).where(
        PartyReport.year == year, col(PartyReport.state).in_(STANDING)
    )
    return list(session.exec(asked.order_by(PartyReport.party)))


def _years(session: Session) -> set[int]:
    return set(session.exec(select(PartyReport.year).distinct()))


def _write(session: Session, report: PartyReport, found: Difference, *, at: int) -> None:
    session.add(
        ReportFinding(
            id=next_key(session, ReportFinding.id),
            report=report.id,
            at=at,
            code=str(found.code),
            row=found.row,
            other=found.other,
            ours=found.ours,
            theirs=found.theirs,
        )
    )
    session.flush()


COMMANDS = (
    Command(
        name="report.freeze", en="Freeze a year", zh="年末固化",
        arguments=OneYear, roles=CLOCK, run=on_books(freeze), paused=True, by_people=False,
    ),
    Command(
        name="report.check", en="Check consistency of submissions", zh="报送一致性核对",
        arguments=OneYear, roles=CLOCK, run=on_books(check), paused=True, by_people=False,
        touches_all=True,
    ),
)  # fmt: skip
