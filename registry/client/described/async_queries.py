"""The queries with their parameters and answers. Made by `tanlu docs` from the API's description: not to be edited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import quote

from registry.client.described.shapes import (
    AccountAnswer,
    AccountView,
    AgreementAnswer,
    AnnouncementAnswer,
    AuditAnswer,
    BalanceRow,
    BaselineView,
    BidView,
    BookAnswer,
    BufferView,
    Candle,
    CashAnswer,
    ClockAnswer,
    CommandAnswer,
    ComparedFindingView,
    ConcentrationAnswer,
    CorrectionCorrectionView,
    CycleAnswer,
    DayFigures,
    DebriefView,
    DemonstrationAnswer,
    DesignationView,
    Difference,
    DoubleClaim,
    Entry,
    Example,
    FaultView,
    FinanceView,
    FittingReport,
    FlowDay,
    FreezeView,
    Grid,
    HoldingView,
    ImportView,
    IncidentAnswer,
    InitialReportView,
    IssuanceView,
    ItemAnswer,
    ItemView,
    MeAnswer,
    MessageView,
    MethodologyVersionView,
    Mistake,
    MonitoringAnswer,
    MonitoringView,
    MotionView,
    MovementAnswer,
    NdcAnswer,
    NdcView,
    OfferView,
    OffsetPosition,
    OpeningView,
    OrderView,
    OwnTrade,
    PaymentView,
    PlaceInLine,
    ProjectAnswer,
    ProposalView,
    PublicNote,
    PublicTrade,
    PublishedBatch,
    PublishedBlock,
    PublishedEnding,
    PublishedIssuance,
    PublishedLesson,
    PublishedProject,
    Quote,
    ReconciliationView,
    ReportAnswer,
    ReportsReportView,
    RequestView,
    ResultsView,
    RetirementView,
    ReversalView,
    ReversibleView,
    RiskAnswer,
    RiskEvent,
    RulesInEffect,
    ScenarioAnswer,
    Scope,
    SeatAnswer,
    SerialAnswer,
    SessionView,
    Share,
    SourcedFigure,
    StageAnswer,
    StandingView,
    StartAnswer,
    StorageEventView,
    StorageReversalView,
    SubmissionView,
    Threshold,
    TradeView,
    TransactionAnswer,
    TransferAnswer,
    TransferView,
    TrustedView,
    Uplift,
)


class AsyncQueries:
    """A method for each query."""

    def __init__(self, get: Callable[[str, dict[str, Any] | None], Awaitable[Any]]) -> None:
        self._get = get

    async def me(self) -> MeAnswer:
        """The caller's seat. The caller's lesson, seat, role and accounts, and the code that leads back to the seat."""
        found: MeAnswer = await self._get("/api/me", None)
        return found

    async def clock(self) -> ClockAnswer:
        """Lesson time. The lesson's clock now."""
        found: ClockAnswer = await self._get("/api/clock", None)
        return found

    async def start_hour(self) -> StartAnswer:
        """Time of the automatic start. The time at which the lesson starts automatically."""
        found: StartAnswer = await self._get("/api/start-hour", None)
        return found

    async def seats(self) -> list[SeatAnswer]:
        """All seats. Every seat, without names of people."""
        found: list[SeatAnswer] = await self._get("/api/seats", None)
        return found

    async def lessons_demonstration(self, code: str) -> DemonstrationAnswer:
        """How far a demonstration has come. The steps of a demonstration, those that were taken with what came of them."""
        found: DemonstrationAnswer = await self._get(f"/api/lessons/{quote(str(code), safe='')}/demonstration", None)
        return found

    async def scenarios(self) -> list[ScenarioAnswer]:
        """Scenarios that can be shown. Every scenario that comes with the program, sorted by name."""
        found: list[ScenarioAnswer] = await self._get("/api/scenarios", None)
        return found

    async def announcements(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[AnnouncementAnswer]:
        """Announcements, newest first. The announcements so far; with `after` oldest first."""
        found: list[AnnouncementAnswer] = await self._get("/api/announcements", {"before": before, "after": after, "limit": limit})
        return found

    async def instruments(self) -> list[Quote]:
        """Instruments with their quotes. Every instrument with the day's reference price, price limits, best prices and volume."""
        found: list[Quote] = await self._get("/api/instruments", None)
        return found

    async def book(self, instrument: str, *, levels: int | None = None) -> BookAnswer:
        """The order book of an instrument. The best price levels; `own` counts the asking seat's tonnes."""
        found: BookAnswer = await self._get(f"/api/book/{quote(str(instrument), safe='')}", {"levels": levels})
        return found

    async def market_rules(self, instrument: str) -> RulesInEffect:
        """The rules in effect for an instrument, with its venue's facts. The rules in effect in the lesson, and every fact of the venue with its source."""
        found: RulesInEffect = await self._get(f"/api/market/rules/{quote(str(instrument), safe='')}", None)
        return found

    async def candles(self, instrument: str, *, minutes: int | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[Candle]:
        """Trades as candles. Open, high, low, close, average and volume of each period with trades, newest first."""
        found: list[Candle] = await self._get(f"/api/candles/{quote(str(instrument), safe='')}", {"minutes": minutes, "before": before, "after": after, "limit": limit})
        return found

    async def trades(self, *, instrument: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[PublicTrade]:
        """Trades, newest first. Trades without their parties."""
        found: list[PublicTrade] = await self._get("/api/trades", {"instrument": instrument, "before": before, "after": after, "limit": limit})
        return found

    async def trades_own(self, *, instrument: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[OwnTrade]:
        """The seat's own trades. Trades in which the seat bought or sold; the other party is the central counterparty."""
        found: list[OwnTrade] = await self._get("/api/trades/own", {"instrument": instrument, "before": before, "after": after, "limit": limit})
        return found

    async def trades_parties(self, *, instrument: str | None = None, seat: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[TradeView]:
        """Trades with their parties (trainer). Trades with buyer, seller and the transaction that settled them."""
        found: list[TradeView] = await self._get("/api/trades/parties", {"instrument": instrument, "seat": seat, "before": before, "after": after, "limit": limit})
        return found

    async def orders(self, *, resting: bool | None = None, instrument: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[OrderView]:
        """The seat's orders; for the trainer all. The seat's orders, newest first; all orders for the trainer who names no seat."""
        found: list[OrderView] = await self._get("/api/orders", {"resting": resting, "instrument": instrument, "before": before, "after": after, "limit": limit})
        return found

    async def orders_line(self, order: int) -> PlaceInLine:
        """Queue position of an own order. Number of orders and tonnes that trade before a resting order of the seat."""
        found: PlaceInLine = await self._get(f"/api/orders/{quote(str(order), safe='')}/line", None)
        return found

    async def holdings(self) -> list[HoldingView]:
        """Tonnes with their serial ranges. The seat's holdings by registry and batch, with every serial range."""
        found: list[HoldingView] = await self._get("/api/holdings", None)
        return found

    async def cash(self) -> CashAnswer:
        """Cash, free and blocked. The seat's cash in fen."""
        found: CashAnswer = await self._get("/api/cash", None)
        return found

    async def retirements(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[RetirementView]:
        """Retirements and cancellations. The seat's retirements and cancellations, newest first."""
        found: list[RetirementView] = await self._get("/api/retirements", {"before": before, "after": after, "limit": limit})
        return found

    async def offset_desk(self) -> OffsetPosition | None:
        """Obligation and offset cap. The seat's obligation, offsets used and offset cap, in tonnes; null without an obligation."""
        found: OffsetPosition | None = await self._get("/api/offset-desk", None)
        return found

    async def offsets(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[SubmissionView]:
        """Accepted offset bundles. The seat's accepted bundles, newest first."""
        found: list[SubmissionView] = await self._get("/api/offsets", {"before": before, "after": after, "limit": limit})
        return found

    async def projects(self) -> list[ProjectAnswer]:
        """Projects and monitoring periods. Every project with its periods and their reductions."""
        found: list[ProjectAnswer] = await self._get("/api/projects", None)
        return found

    async def claims(self, *, project: str | None = None) -> list[DoubleClaim]:
        """Periods whose days another project of the same installation has too. Periods of one project or all that measure what another project measures too (check 5041)."""
        found: list[DoubleClaim] = await self._get("/api/claims", {"project": project})
        return found

    async def issuances(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[IssuanceView]:
        """Issuance requests, newest first. Issuance requests with the committee's item and the issued tonnes."""
        found: list[IssuanceView] = await self._get("/api/issuances", {"before": before, "after": after, "limit": limit})
        return found

    async def committee(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[ItemView]:
        """Items of the joint committee. The committee's items with the votes so far, newest first."""
        found: list[ItemView] = await self._get("/api/committee", {"before": before, "after": after, "limit": limit})
        return found

    async def motions(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[MotionView]:
        """Motions of the committee, newest first. Deregistrations, types, allocations, amendments and corrections that were asked for."""
        found: list[MotionView] = await self._get("/api/motions", {"before": before, "after": after, "limit": limit})
        return found

    async def corrections(self) -> list[CorrectionCorrectionView]:
        """Ordered corrections of issuances. Corrections that the committee ordered: what was cancelled, and what is owed."""
        found: list[CorrectionCorrectionView] = await self._get("/api/corrections", None)
        return found

    async def imports(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[ImportView]:
        """Imports, newest first. Requests to take over credits of another registry, with their serials and proof there."""
        found: list[ImportView] = await self._get("/api/imports", {"before": before, "after": after, "limit": limit})
        return found

    async def authorisations(self, *, project: str | None = None) -> list[StandingView]:
        """Authorisations, oldest first. Authorisations of one project or all with their versions and acts: what each gave, what is used and left."""
        found: list[StandingView] = await self._get("/api/authorisations", {"project": project})
        return found

    async def transfers(self, *, own: bool | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[TransferView]:
        """Transfer requests, newest first. Transfer requests, newest first; `own`: only those of the calling seat."""
        found: list[TransferView] = await self._get("/api/transfers", {"own": own, "before": before, "after": after, "limit": limit})
        return found

    async def reconciliation(self) -> list[Difference]:
        """Differences between registries (trainer). Every difference between two registries' records, and between a record and the books."""
        found: list[Difference] = await self._get("/api/reconciliation", None)
        return found

    async def serials(self, host: str, number: int) -> SerialAnswer:
        """The history of one serial number. Origin, decision, authorisation, first transfer, adjustments, all owners, and its end."""
        found: SerialAnswer = await self._get(f"/api/serials/{quote(str(host), safe='')}/{quote(str(number), safe='')}", None)
        return found

    async def scopes(self) -> list[Scope]:
        """Sectoral scopes. The sectoral scopes by number, with their names."""
        found: list[Scope] = await self._get("/api/scopes", None)
        return found

    async def designations(self, *, seat: str | None = None) -> list[DesignationView]:
        """Designations of entities. What entities are, were or want to be designated for, with the steps; `seat`: one entity."""
        found: list[DesignationView] = await self._get("/api/designations", {"seat": seat})
        return found

    async def methodologies(self, *, code: str | None = None) -> list[MethodologyVersionView]:
        """Versions of methodologies. Versions of methodologies with their conditions and steps, oldest first; `code`: of one."""
        found: list[MethodologyVersionView] = await self._get("/api/methodologies", {"code": code})
        return found

    async def baselines(self, *, code: str | None = None) -> list[BaselineView]:
        """Tightened baselines. By how much factors fall, and from which day on; `code`: of one methodology."""
        found: list[BaselineView] = await self._get("/api/baselines", {"code": code})
        return found

    async def project_stages(self) -> list[StageAnswer]:
        """Projects in their cycle, by code. Every project that goes through the cycle, with what the calling seat can do with it."""
        found: list[StageAnswer] = await self._get("/api/project-stages", None)
        return found

    async def projects_cycle(self, code: str) -> CycleAnswer:
        """One project's way so far. Steps, documents, comments and crediting periods of one project."""
        found: CycleAnswer = await self._get(f"/api/projects/{quote(str(code), safe='')}/cycle", None)
        return found

    async def docket(self, *, agreement: str | None = None) -> list[ItemView]:
        """Items to act on, by due time. Items of one committee or of all: those whose clock runs first, by due time."""
        found: list[ItemView] = await self._get("/api/docket", {"agreement": agreement})
        return found

    async def committee_of_item(self, item: int) -> ItemAnswer:
        """One item, and what this seat can do. One item with its members, votes, papers and everything that was said."""
        found: ItemAnswer = await self._get(f"/api/committee/{quote(str(item), safe='')}", None)
        return found

    async def agreements(self) -> list[AgreementAnswer]:
        """Agreements with their acts. Every agreement by code: terms, state, acts oldest first."""
        found: list[AgreementAnswer] = await self._get("/api/agreements", None)
        return found

    async def transfers_of_transfer(self, transfer: int) -> TransferAnswer:
        """One transfer, all its records. One transfer: records oldest first, messages newest first, what has to be repaired."""
        found: TransferAnswer = await self._get(f"/api/transfers/{quote(str(transfer), safe='')}", None)
        return found

    async def messages(self, *, transfer_id: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[MessageView]:
        """Messages between registries and log. Messages of one transfer or of all, newest first."""
        found: list[MessageView] = await self._get("/api/messages", {"transfer_id": transfer_id, "before": before, "after": after, "limit": limit})
        return found

    async def reconciliations(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[ReconciliationView]:
        """Comparisons with the log. Comparisons of two registries with the log, with their stages, newest first."""
        found: list[ReconciliationView] = await self._get("/api/reconciliations", {"before": before, "after": after, "limit": limit})
        return found

    async def findings(self, *, open_only: bool | None = None) -> list[ComparedFindingView]:
        """Accounts that differ from the log. What comparisons found, newest first; `open_only`: accounts that are blocked now."""
        found: list[ComparedFindingView] = await self._get("/api/findings", {"open_only": open_only})
        return found

    async def accounts(self, *, registry: str | None = None, state: Literal['', 'open', 'some_restricted', 'all_restricted', 'suspended_partially', 'suspended', 'closure_pending', 'closed'] | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[AccountView]:
        """Accounts of a seat, or of a registry. A seat's own accounts; all of its registry for a manager, of every one for the trainer."""
        found: list[AccountView] = await self._get("/api/accounts", {"registry": registry, "state": state, "before": before, "after": after, "limit": limit})
        return found

    async def accounts_of_account(self, account: str) -> AccountAnswer:
        """One account with its history. One account, for those who may see it."""
        found: AccountAnswer = await self._get(f"/api/accounts/{quote(str(account), safe='')}", None)
        return found

    async def openings(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[OpeningView]:
        """Requests to open an account. A seat's own requests; those of its registry for a manager, all for the trainer."""
        found: list[OpeningView] = await self._get("/api/openings", {"before": before, "after": after, "limit": limit})
        return found

    async def freezes(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[FreezeView]:
        """Courts' freezes. Freezes of a seat's own credits; of its registry for a manager, all for the trainer."""
        found: list[FreezeView] = await self._get("/api/freezes", {"before": before, "after": after, "limit": limit})
        return found

    async def movements(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[MovementAnswer]:
        """Movements that are held. Movements that the calling seat proposed or decides on, newest first; delayed ones of its registry for a manager, all for the trainer."""
        found: list[MovementAnswer] = await self._get("/api/movements", {"before": before, "after": after, "limit": limit})
        return found

    async def trusted(self) -> list[TrustedView]:
        """Accounts on the trusted list. The trusted list of the calling seat; all of them for the trainer."""
        found: list[TrustedView] = await self._get("/api/trusted", None)
        return found

    async def reversible(self) -> list[ReversibleView]:
        """Uses that can be reversed now. Uses of the registries that the caller manages, and until when; all for the trainer."""
        found: list[ReversibleView] = await self._get("/api/reversible", None)
        return found

    async def reversals(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[ReversalView]:
        """Uses that were reversed. A seat's own uses that were reversed; those of its registry for a manager, all for the trainer. Newest first."""
        found: list[ReversalView] = await self._get("/api/reversals", {"before": before, "after": after, "limit": limit})
        return found

    async def faults(self) -> list[FaultView]:
        """Cards for messages and outages (trainer). The trainer's cards, newest first, with the message that each has hit."""
        found: list[FaultView] = await self._get("/api/faults", None)
        return found

    async def monitorings(self, *, project: str | None = None) -> list[MonitoringView]:
        """Monitoring periods that are open. Open monitoring periods in the order of opening, of one project or of all."""
        found: list[MonitoringView] = await self._get("/api/monitorings", {"project": project})
        return found

    async def monitorings_of_project_period(self, project: str, period: int) -> MonitoringAnswer:
        """One monitoring period with its reports. One monitoring period with the versions of its report, and the owner's own readings."""
        found: MonitoringAnswer = await self._get(f"/api/monitorings/{quote(str(project), safe='')}/{quote(str(period), safe='')}", None)
        return found

    async def ndc(self) -> list[NdcView]:
        """NDC accounts of all parties. NDC accounts by party; tonnes that are no whole numbers are exact texts such as 1173.3."""
        found: list[NdcView] = await self._get("/api/ndc", None)
        return found

    async def ndc_reports(self, *, party: str | None = None) -> list[InitialReportView]:
        """Initial reports, newest first. The versions of initial reports of a party, by its registry's code, or of all."""
        found: list[InitialReportView] = await self._get("/api/ndc/reports", {"party": party})
        return found

    async def ndc_accounts(self, party: str) -> NdcAnswer:
        """One party's NDC accounts. The NDC accounts of a party, by its registry's code, with every entry of its adjustments."""
        found: NdcAnswer = await self._get(f"/api/ndc/accounts/{quote(str(party), safe='')}", None)
        return found

    async def supply(self) -> FittingReport:
        """Supply of credits beside what needs them. Credits by agreement, kind and vintage, and which demand each of them would serve."""
        found: FittingReport = await self._get("/api/supply", None)
        return found

    async def reports(self, *, party: str | None = None, year: int | None = None) -> list[ReportsReportView]:
        """Annual information that parties submit. Versions by year, party and number: submitted ones, and drafts of one's own government."""
        found: list[ReportsReportView] = await self._get("/api/reports", {"party": party, "year": year})
        return found

    async def reports_of_report(self, report: int) -> ReportAnswer:
        """One version, all five tables. One version with its tables; of a submitted one with the results of the comparison."""
        found: ReportAnswer = await self._get(f"/api/reports/{quote(str(report), safe='')}", None)
        return found

    async def risks(self) -> list[RiskAnswer]:
        """The risk register by stage. Every risk with its events so far, its responses newest first, and its incidents."""
        found: list[RiskAnswer] = await self._get("/api/risks", None)
        return found

    async def risks_events(self) -> list[RiskEvent]:
        """Events of all risks, oldest first. What happened in this lesson by risk, computed from its tables, oldest first."""
        found: list[RiskEvent] = await self._get("/api/risks/events", None)
        return found

    async def incidents(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[IncidentAnswer]:
        """Incidents that the caller is shown. Incidents of the calling seat's country, for its officials; all for the trainer. Newest first."""
        found: list[IncidentAnswer] = await self._get("/api/incidents", {"before": before, "after": after, "limit": limit})
        return found

    async def incidents_of_incident(self, incident: int) -> IncidentAnswer:
        """One incident. One incident with its team, steps and notes."""
        found: IncidentAnswer = await self._get(f"/api/incidents/{quote(str(incident), safe='')}", None)
        return found

    async def notes(self) -> list[PublicNote]:
        """Public notes of concluded incidents. What the public learns of incidents: the texts of both governments, newest first."""
        found: list[PublicNote] = await self._get("/api/notes", None)
        return found

    async def public_lessons(self) -> list[PublishedLesson]:
        """Lessons that everybody may read. The open lessons whose plan has `public_reading = true`."""
        found: list[PublishedLesson] = await self._get("/api/public/lessons", None)
        return found

    async def public_projects(self, lesson: str) -> list[PublishedProject]:
        """Projects, published. Every project with its monitoring periods."""
        found: list[PublishedProject] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/projects", None)
        return found

    async def public_issuances(self, lesson: str, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[PublishedIssuance]:
        """Issuances, published. Requests for issuance with their state and serials, newest first."""
        found: list[PublishedIssuance] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/issuances", {"before": before, "after": after, "limit": limit})
        return found

    async def public_batches(self, lesson: str, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[PublishedBatch]:
        """Batches, published. Batches with their serials, newest first."""
        found: list[PublishedBatch] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/batches", {"before": before, "after": after, "limit": limit})
        return found

    async def public_batches_blocks(self, asset: int, lesson: str, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[PublishedBlock]:
        """Blocks of a batch with parents and children. The blocks of a batch at the opening of the day, newest first: each with its parent and its children, without holders."""
        found: list[PublishedBlock] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/batches/{quote(str(asset), safe='')}/blocks", {"before": before, "after": after, "limit": limit})
        return found

    async def public_notes(self, lesson: str) -> list[PublicNote]:
        """Public notes of incidents, published. What both governments published about incidents, newest first."""
        found: list[PublicNote] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/notes", None)
        return found

    async def public_retirements(self, lesson: str, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[PublishedEnding]:
        """Retirements, published. Retirements and cancellations, newest first."""
        found: list[PublishedEnding] = await self._get(f"/api/public/{quote(str(lesson), safe='')}/retirements", {"before": before, "after": after, "limit": limit})
        return found

    async def audit(self) -> AuditAnswer:
        """Check every invariant now (trainer). Check all invariants of books, market and programme, and list the findings."""
        found: AuditAnswer = await self._get("/api/audit", None)
        return found

    async def log(self, *, name: str | None = None, origin: Literal['', 'person', 'trainer', 'script', 'bot', 'clock'] | None = None, seat: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[CommandAnswer]:
        """The command log, newest first (trainer). Logged commands with their arguments, outcome and hash, newest first."""
        found: list[CommandAnswer] = await self._get("/api/log", {"name": name, "origin": origin, "seat": seat, "before": before, "after": after, "limit": limit})
        return found

    async def balances(self, *, owner: str | None = None, registry: str | None = None, asset: str | None = None, kind: str | None = None, as_of: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[BalanceRow]:
        """Sub-accounts with balances (trainer). Sub-accounts with their balances, newest first, filtered by the parameters. With `as_of` the balances are those of an earlier state, 0 before a sub-account was opened."""
        found: list[BalanceRow] = await self._get("/api/balances", {"owner": owner, "registry": registry, "asset": asset, "kind": kind, "as_of": as_of, "before": before, "after": after, "limit": limit})
        return found

    async def transactions(self, number: int) -> TransactionAnswer:
        """One transaction (trainer). One transaction with every leg, and the balances before and after it."""
        found: TransactionAnswer = await self._get(f"/api/transactions/{quote(str(number), safe='')}", None)
        return found

    async def market_statistics(self, instrument: str) -> list[DayFigures]:
        """Daily statistics, without parties. Open, high, low, last, average, close, volume, turnover and trades of each trading day."""
        found: list[DayFigures] = await self._get(f"/api/market/statistics/{quote(str(instrument), safe='')}", None)
        return found

    async def auditor_concentration(self, instrument: str, *, top: int | None = None) -> ConcentrationAnswer:
        """Concentration of holdings (trainer). Holders, the Herfindahl-Hirschman index and the largest shares, now."""
        found: ConcentrationAnswer = await self._get(f"/api/auditor/concentration/{quote(str(instrument), safe='')}", {"top": top})
        return found

    async def auditor_holders(self, instrument: str, *, percent: int | None = None) -> list[Share]:
        """Large holders (trainer). Holders of at least `percent` of the deliverable tonnes, the largest first."""
        found: list[Share] = await self._get(f"/api/auditor/holders/{quote(str(instrument), safe='')}", {"percent": percent})
        return found

    async def auditor_surveillance(self, *, day: str | None = None, instrument: str | None = None) -> list[Entry]:
        """Surveillance alerts (trainer). Alerts, each with its trades, orders and the commands behind them."""
        found: list[Entry] = await self._get("/api/auditor/surveillance", {"day": day, "instrument": instrument})
        return found

    async def auditor_thresholds(self) -> dict[str, Threshold]:
        """Surveillance thresholds (trainer). The thresholds of the alerts, each with its source."""
        found: dict[str, Threshold] = await self._get("/api/auditor/thresholds", None)
        return found

    async def blocks(self, *, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[ProposalView]:
        """The seat's block proposals; for the trainer all. Block proposals that the seat made or received, newest first."""
        found: list[ProposalView] = await self._get("/api/blocks", {"before": before, "after": after, "limit": limit})
        return found

    async def quotes_requests(self, *, only_open: bool | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[RequestView]:
        """Open requests for quote, and the seat's own. Open requests of all seats, and the seat's own past ones, newest first."""
        found: list[RequestView] = await self._get("/api/quotes/requests", {"only_open": only_open, "before": before, "after": after, "limit": limit})
        return found

    async def quotes_offers(self, *, request: int | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[OfferView]:
        """The seat's offers and those for its requests; for the trainer all. Offers that the seat made or received for its requests, newest first."""
        found: list[OfferView] = await self._get("/api/quotes/offers", {"request": request, "before": before, "after": after, "limit": limit})
        return found

    async def bidding_sessions(self, *, instrument: str | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[SessionView]:
        """Bidding sessions and auctions. Sessions with their terms, and after the close volume, cover and clearing price."""
        found: list[SessionView] = await self._get("/api/bidding/sessions", {"instrument": instrument, "before": before, "after": after, "limit": limit})
        return found

    async def bidding_bids(self, *, session: int | None = None, before: int | None = None, after: int | None = None, limit: int | None = None) -> list[BidView]:
        """The seat's own bids; for the trainer all. The seat's own bids and their allocations, newest first."""
        found: list[BidView] = await self._get("/api/bidding/bids", {"session": session, "before": before, "after": after, "limit": limit})
        return found

    async def offsets_rules(self) -> list[dict[str, Any]]:
        """Every offset rule with its source. Every version of every rule: source, standing, text in both languages, readings."""
        found: list[dict[str, Any]] = await self._get("/api/offsets/rules", None)
        return found

    async def calculators_revenue(self, *, capacity_mw: str | None = None, hours: str | None = None, mwh: str | None = None, grid: str | None = None, om: str | None = None, bm: str | None = None, w_om: str | None = None, w_bm: str | None = None, combined_margin: str | None = None, price: str | None = None, tariff: str | None = None) -> dict[str, str]:
        """Credit revenue of a wind or solar plant. Every figure that the inputs allow; a non-terminating decimal also has its exact fraction."""
        found: dict[str, str] = await self._get("/api/calculators/revenue", {"capacity_mw": capacity_mw, "hours": hours, "mwh": mwh, "grid": grid, "om": om, "bm": bm, "w_om": w_om, "w_bm": w_bm, "combined_margin": combined_margin, "price": price, "tariff": tariff})
        return found

    async def calculators_grids(self) -> list[Grid]:
        """The six grids: OM, BM, margin, sources. Every grid with its emission factors; each has its kind, year, source and status."""
        found: list[Grid] = await self._get("/api/calculators/grids", None)
        return found

    async def calculators_uplift(self, *, price: str | None = None, tariff: str | None = None) -> list[Uplift]:
        """Credit revenue relative to power sales, by grid. Credit revenue in percent of power sales, by grid; generation cancels out."""
        found: list[Uplift] = await self._get("/api/calculators/uplift", {"price": price, "tariff": tariff})
        return found

    async def calculators_examples(self) -> list[Example]:
        """Worked examples, printed and recomputed. The worked examples of the sources; misprints are marked."""
        found: list[Example] = await self._get("/api/calculators/examples", None)
        return found

    async def calculators_figures(self, *, group: str | None = None) -> list[SourcedFigure]:
        """Figures of the sources, recomputed. Inputs, formula, result, the printed figure, and whether they agree."""
        found: list[SourcedFigure] = await self._get("/api/calculators/figures", {"group": group})
        return found

    async def calculators_figures_of_figure(self, figure: str) -> SourcedFigure:
        """One figure with its inputs. One figure by its id."""
        found: SourcedFigure = await self._get(f"/api/calculators/figures/{quote(str(figure), safe='')}", None)
        return found

    async def calculators_mistakes(self, *, kind: str | None = None) -> list[Mistake]:
        """Mistakes of the sources, recomputed. The printed statement, the correct one, and the calculation if there is one."""
        found: list[Mistake] = await self._get("/api/calculators/mistakes", {"kind": kind})
        return found

    async def calculators_mistakes_of_mistake(self, mistake: str) -> Mistake:
        """One mistake. One mistake by its id."""
        found: Mistake = await self._get(f"/api/calculators/mistakes/{quote(str(mistake), safe='')}", None)
        return found

    async def calculators_corsia_growth(self, *, extra_steps: int | None = None) -> list[dict[str, Any]]:
        """Growth paths of aviation. Growth of aviation from 2018 to 2035 at the two rates of the source."""
        found: list[dict[str, Any]] = await self._get("/api/calculators/corsia/growth", {"extra_steps": extra_steps})
        return found

    async def calculators_corsia_path(self, *, start_mt: str, percent: str, years: str) -> list[dict[str, Any]]:
        """A growth path from your own figures. The growth path from a start value, a yearly rate in percent and a number of years."""
        found: list[dict[str, Any]] = await self._get("/api/calculators/corsia/path", {"start_mt": start_mt, "percent": percent, "years": years})
        return found

    async def calculators_corsia_requirement(self, *, year: list[str], fuel_claims_t: str | None = None) -> dict[str, Any]:
        """An operator's offsetting requirement. The requirement: the sum over the years, less claims for eligible fuel, in whole tonnes."""
        found: dict[str, Any] = await self._get("/api/calculators/corsia/requirement", {"year": year, "fuel_claims_t": fuel_claims_t})
        return found

    async def calculators_china_allocation(self, *, unit_class: str, year: str, generation_mwh: str, heat_gj: str | None = None, load_factor: str | None = None, verified_t: str | None = None, previous_verified_t: str | None = None) -> dict[str, Any]:
        """Benchmark allocation of a unit. The allocation step by step: formula, load correction, floor and pre-allocation."""
        found: dict[str, Any] = await self._get("/api/calculators/china/allocation", {"unit_class": unit_class, "year": year, "generation_mwh": generation_mwh, "heat_gj": heat_gj, "load_factor": load_factor, "verified_t": verified_t, "previous_verified_t": previous_verified_t})
        return found

    async def calculators_china_surrender(self, *, obligation_t: str, surrendered_t: str, offsets_t: str | None = None, price: str | None = None) -> dict[str, Any]:
        """Offset cap, shortfall and fine. The offset cap, the shortfall, the range of the fine, and next year's reduction."""
        found: dict[str, Any] = await self._get("/api/calculators/china/surrender", {"obligation_t": obligation_t, "surrendered_t": surrendered_t, "offsets_t": offsets_t, "price": price})
        return found

    async def calculators_china_carry_over(self, *, net_sales_t: str, holdings_t: str | None = None) -> dict[str, Any]:
        """Allowances that may be carried over. 10,000 t plus one and a half times the net sales, at most the holdings."""
        found: dict[str, Any] = await self._get("/api/calculators/china/carry-over", {"net_sales_t": net_sales_t, "holdings_t": holdings_t})
        return found

    async def calculators_ccer_limits(self, *, base: str) -> dict[str, Any]:
        """Price limits at a base price. Price limits: listed agreements within 10 %, bulk agreements within 30 %."""
        found: dict[str, Any] = await self._get("/api/calculators/ccer/limits", {"base": base})
        return found

    async def calculators_eu_reserve(self, *, surplus_t: str, year: str, held_t: str | None = None) -> dict[str, Any]:
        """The EU's Market Stability Reserve. Allowances withheld above the upper threshold, or released below the lower one."""
        found: dict[str, Any] = await self._get("/api/calculators/eu/reserve", {"surplus_t": surplus_t, "year": year, "held_t": held_t})
        return found

    async def calculators_eu_cap(self) -> list[dict[str, Any]]:
        """The EU's cap, 2013 to 2020. The cap of each year: the first cap less the same reduction every year."""
        found: list[dict[str, Any]] = await self._get("/api/calculators/eu/cap", None)
        return found

    async def results(self) -> ResultsView:
        """Results by seat. Cash, tonnes, value, trades and decisions: of all seats for the trainer, else of one's own. Tonnes are valued at the last price in the book, before a first trade at the reference price; `prices` lists them. A trainer who names a seat gets that one. Market makers have no result."""
        found: ResultsView = await self._get("/api/results", None)
        return found

    async def debrief(self) -> DebriefView:
        """Debrief of a lesson. Aims reached, trades, refusals, best and worst decisions: of all seats and the room for the trainer, else of one's own seat. Money is in whole fen, quantities in tonnes. A trainer who names a seat gets that one. Seats of roles without an aim have no result."""
        found: DebriefView = await self._get("/api/debrief", None)
        return found

    async def buffers(self) -> list[BufferView]:
        """Buffers of projects that store carbon. The buffer of each project that stores carbon: kept back, cancelled, released, held."""
        found: list[BufferView] = await self._get("/api/buffers", None)
        return found

    async def storage_events(self) -> list[StorageEventView]:
        """What has happened to what projects store. Events up to now, with the motion that reported each of them."""
        found: list[StorageEventView] = await self._get("/api/storage-events", None)
        return found

    async def storage_reversals(self) -> list[StorageReversalView]:
        """Decided reversals of storage, with their replacements. Reversals on which the committee decided, oldest first."""
        found: list[StorageReversalView] = await self._get("/api/storage-reversals", None)
        return found

    async def finance(self) -> list[FinanceView]:
        """Projects with costs, their modes and funders. The projects with costs: mode of participation, funders, delivered first credits."""
        found: list[FinanceView] = await self._get("/api/finance", None)
        return found

    async def payments(self) -> list[PaymentView]:
        """Payments for projects by their day. Payments that the calling seat makes or receives, and those of its projects; the trainer's are all."""
        found: list[PaymentView] = await self._get("/api/payments", None)
        return found

    async def cash_flow(self, project: str) -> list[FlowDay]:
        """The cash flow of a project by day. Money of a project on each day on which some moved, from the calling seat's side; for the trainer from the owner's."""
        found: list[FlowDay] = await self._get(f"/api/cash-flow/{quote(str(project), safe='')}", None)
        return found
