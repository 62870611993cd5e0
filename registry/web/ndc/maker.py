"""Makes the pages of NDC accounts from queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from ledger.kernel.clock import day_of
from registry.programme.authorisation.overselling import spared
from registry.programme.ndc import queries as ndc
from registry.programme.ndc.balances import Outcome, Result
from registry.programme.ndc.models import Method, ReportState
from registry.programme.ndc.queries import NdcView
from registry.web.frame.acts import Told, told_of
from registry.web.frame.addresses import to
from registry.web.frame.contexts.acts import Act
from registry.web.frame.naming import Names
from registry.web.frame.visitor import Visitor
from registry.web.ndc.contexts import (
    IndicatorLine,
    LevelLine,
    MethodLine,
    NdcAccountPage,
    NdcPage,
    PartyLine,
    ReportPanel,
    SparedPanel,
    YearLine,
)
from registry.web.ndc.figures import picture_of, told
from registry.web.ndc.forms import acts_of

TONES = {Outcome.MET: "done", Outcome.MISSED: "refuse", Outcome.INDETERMINATE: "wait"}
STATE_TONES = {ndc.PUBLISHED: "done", ndc.REOPENED: "wait", ndc.FINAL: "neutral", ndc.OPEN: "line"}
REPORT_TONES = {ReportState.REVIEWED: "done", ReportState.UPDATED: "neutral"}


@dataclass(frozen=True)
class Reader:
    """Who reads a page: the visitor, and the code and title of a lesson that everybody may read,
    "" for the visitor's own; `at` is its lesson time (ms).
    """

    visitor: Visitor
    public: str
    title: str
    at: int

    def address(self, alpha3: str) -> str:
        """The address of a party's account."""
        if self.public:
            return to("public_ndc_account", lesson=self.public, party=alpha3)
        return to("ndc_account", party=alpha3)


def accounts_page(reader: Reader, session: Session) -> NdcPage:
    """Every account by party."""
    names = Names(session, reader.visitor.language)
    lines = tuple(_line(reader, names, one) for one in ndc.accounts(session, at=reader.at))
    return NdcPage(public=reader.public, lesson=reader.title, parties=lines)


def account_page(reader: Reader, session: Session, alpha3: str) -> NdcAccountPage | None:
    """The account of a party by its three letters, in the period of now or else the first; None if
    there is none.
    """
    mine = [one for one in ndc.accounts(session, at=reader.at) if one.alpha3 == alpha3]
    if not mine:
        return None
    year = day_of(reader.at).year
    one = next((o for o in mine if o.first_year <= year <= o.last_year), mine[0])
    names = Names(session, reader.visitor.language)
    outcome, acts = Told(), tuple[Act, ...]()
    if not reader.public:
        outcome = told_of(reader.visitor, session, names, back=reader.address(alpha3))
        acts = acts_of(reader.visitor, session, names, one, outcome)
    return _page(reader, session, names, one, outcome, acts)


def _page(
    reader: Reader,
    session: Session,
    names: Names,
    one: NdcView,
    outcome: Told,
    acts: tuple[Act, ...],
) -> NdcAccountPage:
    versions = (o for o in ndc.reports(session, party=one.party))
    return NdcAccountPage(
        public=reader.public,
        lesson=reader.title,
        party=one.party,
        alpha3=one.alpha3,
        name=names.both(zh=one.name_zh, en=one.name_en),
        first_year=one.first_year,
        last_year=one.last_year,
        target_type=one.target_type,
        method=one.method,
        locked_at=one.locked_at,
        closed_at=one.closed_at,
        closes_at=one.closes_at,
        status=one.status,
        metric=one.metric,
        picture=None if one.waterfall is None else picture_of(one.waterfall),
        methods=tuple(_method(one, result) for result in one.results),
        years=tuple(_years(one)),
        levels=tuple(
            LevelLine(
                year=o.year, title=names.both(zh=o.title_zh, en=o.title_en),
                level=told(o.level_t), held_at=o.held_at or 0,
            )
            for o in one.levels
        ),
        reports=tuple(_report(o) for o in versions if o.first_year == one.first_year),
        indicators=tuple(
            IndicatorLine(
                metric=o.metric, year=o.year, transferred=told(o.transferred), used=told(o.used),
                adjustment=told(o.adjustment, signed=True),
            )
            for o in one.indicators
        ),
        spared=_spared(reader, session, one.party),
        acts=acts,
        refusal=outcome.refusal,
        receipt=outcome.receipt,
    )  # fmt: skip


def _line(reader: Reader, names: Names, one: NdcView) -> PartyLine:
    result = one.result
    return PartyLine(
        party=one.party,
        name=names.both(zh=one.name_zh, en=one.name_en),
        href=reader.address(one.alpha3),
        first_year=one.first_year,
        last_year=one.last_year,
        target_type=one.target_type,
        method=one.method,
        locked=one.locked_at is not None,
        target=told(None if one.waterfall is None else one.waterfall.target_t),
        balance=told(None if one.waterfall is None else one.waterfall.balance_t),
        outcome=str(Outcome.INDETERMINATE if result is None else result.outcome),
        tone=TONES[Outcome.INDETERMINATE if result is None else result.outcome],
        room=told(one.room_t if one.room_t is None else abs(one.room_t)),
        lacks=one.room_t is not None and one.room_t < 0,
        report=one.report.state if one.report is not None else "",
    )


def _method(one: NdcView, result: Result) -> MethodLine:
    return MethodLine(
        method=str(result.method),
        own=result.method == one.method,
        all_years=result.method is Method.MULTI_YEAR_BUDGET,
        emissions=told(result.emissions_t),
        adjustment=told(result.adjustment_t, signed=True),
        balance=told(result.balance_t),
        target=told(result.target_t),
        outcome=str(result.outcome),
        tone=TONES[result.outcome],
        missing=result.missing,
    )


def _years(one: NdcView) -> list[YearLine]:
    return [
        YearLine(
            year=o.year,
            emissions=told(o.emissions_t),
            fact="" if o.fact_t is None else told(o.fact_t),
            level=told(o.level_t),
            added=told(o.added_t),
            used=told(o.used_t),
            net=told(o.net_t, signed=True),
            balance=told(o.balance_t),
            average=told(o.average_t, signed=True),
            published=o.published,
            state=o.state,
            tone=STATE_TONES[o.state],
        )
        for o in one.years
    ]


def _report(one: ndc.InitialReportView) -> ReportPanel:
    return ReportPanel(
        report=one.report,
        version=one.version,
        state=one.state,
        tone=REPORT_TONES.get(ReportState(one.state), "wait"),
        method=one.method,
        target=told(one.target_t) if one.submitted_at is not None else "—",
        inventory_year=one.inventory_year,
        inventory=told(one.inventory_t),
        submitted_at=one.submitted_at,
        ends_at=one.ends_at,
        finding=one.finding,
        found=one.found,
        texts=one.texts,
    )


def _spared(reader: Reader, session: Session, party: str) -> SparedPanel | None:
    found = spared(session, party, at=reader.at)
    if found is None:
        return None
    return SparedPanel(
        room=told(found.room_t),
        authorised=told(found.authorised_t),
        asked=told(found.asked_t),
        left=told(found.left_t),
        after=told(found.after_t),
        over=found.authorised_t + found.asked_t > 0 and found.after_t < 0,
    )
