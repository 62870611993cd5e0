"""Initial reports: drafted and submitted by governments, reviewed by the clock or the trainer.

Submitting one locks the party's method for the NDC period (checks 4009 and 4019). The expert
review compares its inventory with what is known of that year; it stops nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import day_of
from ledger.kernel.text import is_readable
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Number, Text, on_books
from registry.pace import REPORT_REVIEW, REPORT_TAKEN_UP
from registry.programme.accounts import controls
from registry.programme.agreements import queries as agreed
from registry.programme.agreements.machine import GOVERNMENTS
from registry.programme.ndc import queries
from registry.programme.ndc.errors import (
    InitialReportMissing,
    InitialReportUnknown,
    MethodMissing,
    NdcUnknown,
    ReportIncomplete,
)
from registry.programme.ndc.machine import INITIAL_REPORT, REVIEWERS
from registry.programme.ndc.models import (
    Finding,
    InitialReport,
    Method,
    NdcFact,
    NdcPeriod,
    ReportState,
)
from registry.programme.participants import commands as participants
from registry.records import CheckFailed, next_key, refuse, require_choice, require_role
from registry.roles import Actor

_NEXT = (
    "SELECT ends_at, state, id FROM initial_report WHERE ends_at IS NOT NULL"
    " ORDER BY ends_at, id LIMIT 1"
)

Passage = Annotated[str, Field(max_length=600)]


class Draft(Arguments):
    """The texts of an initial report for the NDC period that has `year` (para. 18 of the annex).

    `participation`: how the party takes part (para. 4); `arrangements`: how it authorises and
    tracks; `ndc`: what its NDC covers; `approach`: each cooperative approach and its parties;
    `integrity`: how environmental integrity is ensured; `safeguards`: effects on people and nature.
    Null: as it was, or not written yet.
    """

    year: Number
    participation: Passage | None = None
    arrangements: Passage | None = None
    ndc: Passage | None = None
    approach: Passage | None = None
    integrity: Passage | None = None
    safeguards: Passage | None = None


class OneReport(Arguments):
    """An initial report by its number."""

    report: Number


class Concluded(OneReport):
    """An initial report by its number, and what its review has found.

    `finding`: consistent or inconsistent; null: what the comparison of its figures says.
    """

    finding: Literal["consistent", "inconsistent"] | None = None
    found: Text = ""


def draft(books: Books, *, year: int, by: Actor, at: int, **texts: str | None) -> dict[str, Any]:
    """Write the texts of an initial report; the version that is a draft is written over."""
    session = books.session
    require_role(by, procedure="initial report", step="draft", roles=GOVERNMENTS)
    period = _own(session, by, year)
    given = {name: text.strip() for name, text in texts.items() if text is not None}
    newest = _newest(session, period)
    if newest is None:
        blank = dict.fromkeys(queries.TEXTS, "")
        newest = _new(session, period, version=1, by=by, **blank | given)
    else:
        INITIAL_REPORT.after(newest.state, "draft", offices=by.offices)
        for name, text in given.items():
            setattr(newest, name, text)
        newest.drafted_by = by.seat
    session.flush()
    return {"report": newest.id, "version": newest.version, "state": str(newest.state)}


def submit(books: Books, *, report: int, by: Actor, at: int) -> dict[str, Any]:
    """Submit an initial report that is complete; the party's method is locked with it."""
    session = books.session
    found, period = _find(session, report)
    after = INITIAL_REPORT.after(found.state, "submit", offices=by.offices)
    participants.require_country(session, by=by, country=period.party, step="ndc.submit_report")
    figures = queries.figures(session, period)
    missing = [name for name in queries.TEXTS if not is_readable(getattr(found, name))]
    over = [year for year in figures.emissions if year < day_of(at).year]
    missing += [] if over else ["inventory"]
    needed = [period.last_year] if period.method == Method.AVERAGING else list(figures.years)
    target = [figures.levels[year] for year in needed if year in figures.levels]
    missing += [] if len(target) == len(needed) else ["target"]
    failed: list[CheckFailed] = []
    if period.method is None:
        failed.append(MethodMissing(party=period.party, year=period.last_year))
    if missing:
        failed.append(ReportIncomplete(party=period.party, missing=", ".join(missing)))
    refuse(failed)

    newest = max(over)
    found.method, found.inventory_year = str(period.method), newest
    found.inventory_t = figures.emissions[newest]
    budget = period.method == Method.MULTI_YEAR_BUDGET
    found.target_t = sum(target) if budget else figures.levels[period.last_year]
    found.state, found.submitted_by, found.submitted_at = after, by.seat, at
    found.ends_at = controls.end_of(session, REPORT_TAKEN_UP, since=at)
    if period.locked_at is None:
        period.locked_at = at
    session.flush()
    return {
        "report": report, "party": period.party, "state": str(after), "method": found.method,
        "target_t": found.target_t, "inventory_year": newest, "inventory_t": found.inventory_t,
        "ends_at": found.ends_at,
    }  # fmt: skip


def take_up(books: Books, *, report: int, by: Actor, at: int) -> dict[str, Any]:
    """Begin the review of a submitted report."""
    session = books.session
    found, _ = _find(session, report)
    found.state = INITIAL_REPORT.after(found.state, "take_up", offices=by.offices)
    found.ends_at = controls.end_of(session, REPORT_REVIEW, since=at)
    session.flush()
    return {"report": report, "state": str(found.state), "ends_at": found.ends_at}


def conclude(
    books: Books,
    *,
    report: int,
    finding: str | None = None,
    found: str = "",
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """End the review of a report with its finding.

    Where nothing is stated it is inconsistent if its inventory differs from what is known.
    """
    session = books.session
    one, period = _find(session, report)
    after = INITIAL_REPORT.after(one.state, "conclude", offices=by.offices)
    differs = _differs(session, one, period)
    if finding is not None:
        require_choice("finding", finding, Finding)
    stated = None if finding is None else Finding(finding)
    one.finding = stated or (Finding.INCONSISTENT if differs else Finding.CONSISTENT)
    one.found = found.strip() or (differs if one.finding is Finding.INCONSISTENT else "")
    one.state, one.reviewed_by, one.reviewed_at, one.ends_at = after, by.seat, at, None
    session.flush()
    return {
        "report": report, "state": str(after), "finding": str(one.finding), "found": one.found,
    }  # fmt: skip


def renew(books: Books, *, report: int, by: Actor, at: int) -> dict[str, Any]:
    """Begin the next version of a reviewed report as a draft with the same texts."""
    session = books.session
    found, period = _find(session, report)
    after = INITIAL_REPORT.after(found.state, "renew", offices=by.offices)
    participants.require_country(session, by=by, country=period.party, step="ndc.renew_report")
    texts = {name: getattr(found, name) for name in queries.TEXTS}
    found.state = after
    newer = _new(session, period, version=found.version + 1, by=by, **texts)
    session.flush()
    return {"report": newer.id, "version": newer.version, "state": str(newer.state)}


def outline(session: Session, party: str) -> dict[str, str]:
    """Texts with which a government can begin its initial report, in both languages."""
    mine = [one for one in agreed.agreements(session) if party in (one.partner, one.host)]
    named = ", ".join(f"{one.approach} {one.partner}-{one.host}" for one in mine) or "-"
    return {name: text.format(approaches=named) for name, text in _OUTLINE.items()}


_OUTLINE = {
    "participation": (
        "本国为《巴黎协定》缔约方，持有国家自主贡献，并已提交国家清单报告。"
        " A Party to the Paris Agreement that maintains an NDC and has reported its inventory."
    ),
    "arrangements": (
        "由政府书面授权，由本国登记簿跟踪每一吨。"
        " The government authorises in writing; its registry tracks each tonne."
    ),
    "ndc": (
        "国家自主贡献覆盖本课程所涉行业，以吨二氧化碳当量计。"
        " The NDC covers the sectors of this lesson, in tonnes of CO2 equivalent."
    ),
    "approach": "合作方法 Cooperative approaches: {approaches}",
    "integrity": (
        "基准线保守，由第三方核查；全球排放净增不得发生。"
        " Conservative baselines, verified by third parties; no net increase in emissions."
    ),
    "safeguards": (
        "项目须尊重人权与可持续发展目标，并尽量减少不利影响。"
        " Projects respect human rights and the SDGs, and keep negative effects small."
    ),
}
"""Simple texts, made up for classrooms: a person at a seat writes better ones."""


def reports_due(books: Books) -> Source:
    """The source of the beginnings and ends of reviews, the earliest first."""

    def source() -> Due | None:
        for ends, state, number in books.store.fetch(_NEXT):
            begins = state == ReportState.SUBMITTED
            name = "ndc.take_up" if begins else "ndc.conclude"
            return Due(ends, name, {"report": number})
        return None

    return source


def not_reported(session: Session, party: str, *, at: int) -> list[CheckFailed]:
    """Checks 4009 and 4019 of a party that authorises: why it may not yet; [] if it may, and in a
    lesson without NDC accounts.
    """
    if not queries.kept(session):
        return []
    year = day_of(at).year
    period = queries.period_of(session, party, year)
    if period is not None and queries.reported(session, period):
        return []
    return [InitialReportMissing(party=party, year=year)]


def no_method(session: Session, party: str, *, year: int) -> list[CheckFailed]:
    """Check 4019 of a party that uses: why its adjustment of a year has no method yet."""
    period = queries.period_of(session, party, year)
    if not queries.kept(session) or (period is not None and period.locked_at is not None):
        return []
    return [MethodMissing(party=party, year=year)]


def _own(session: Session, by: Actor, year: int) -> NdcPeriod:
    party = participants.find(session, by.seat).country
    found = queries.period_of(session, party, year)
    if found is None:
        raise NdcUnknown(party=party or "-", year=year)
    return found


def _find(session: Session, report: int) -> tuple[InitialReport, NdcPeriod]:
    found = session.get(InitialReport, report)
    if found is None:
        raise InitialReportUnknown(report=report)
    period = session.get(NdcPeriod, found.period)
    assert period is not None, f"report {report} is of a period"
    return found, period


def _newest(session: Session, period: NdcPeriod) -> InitialReport | None:
    asked = select(InitialReport).where(InitialReport.period == period.id)
    return session.exec(asked.order_by(col(InitialReport.version).desc())).first()


def _new(
    session: Session, period: NdcPeriod, *, version: int, by: Actor, **texts: Any
) -> InitialReport:
    row = InitialReport(
        id=next_key(session, InitialReport.id),
        period=period.id,
        version=version,
        state=INITIAL_REPORT.initial,
        target_t=0,
        inventory_year=0,
        inventory_t=0,
        drafted_by=by.seat,
        **texts,
    )
    session.add(row)
    return row


def _differs(session: Session, one: InitialReport, period: NdcPeriod) -> str:
    """How the inventory of a report differs from what is known of that year; "" if it does not."""
    asked = select(NdcFact).where(NdcFact.party == period.party, NdcFact.year == one.inventory_year)
    known = session.exec(asked).first()
    if known is None or known.emissions_t == one.inventory_t:
        return ""
    return f"{one.inventory_year}: {one.inventory_t} t ≠ {known.emissions_t} t"


COMMANDS = (
    Command(
        name="ndc.draft_report", en="Write initial report", zh="起草初始报告",
        done=("Initial report written", "初始报告已起草"),
        not_done=("Initial report not written", "初始报告未起草"),
        arguments=Draft, roles=GOVERNMENTS, run=on_books(draft),
    ),
    Command(
        name="ndc.submit_report", en="Submit initial report", zh="提交初始报告",
        done=("Initial report submitted", "初始报告已提交"),
        not_done=("Initial report not submitted", "初始报告未提交"),
        arguments=OneReport, roles=GOVERNMENTS, run=on_books(submit),
    ),
    Command(
        name="ndc.renew_report", en="Update initial report", zh="更新初始报告",
        done=("New version begun", "已开始新版本"),
        not_done=("New version not begun", "未开始新版本"),
        arguments=OneReport, roles=GOVERNMENTS, run=on_books(renew),
    ),
    Command(
        name="ndc.take_up", en="Begin review", zh="开始审评",
        done=("Review begun", "审评已开始"), not_done=("Review not begun", "审评未开始"),
        arguments=OneReport, roles=REVIEWERS, run=on_books(take_up), paused=True,
    ),
    Command(
        name="ndc.conclude", en="Conclude review", zh="结束审评",
        done=("Review concluded", "审评已结束"), not_done=("Review not concluded", "审评未结束"),
        arguments=Concluded, roles=REVIEWERS, run=on_books(conclude), paused=True,
    ),
)  # fmt: skip
