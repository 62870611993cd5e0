"""A seat's tasks, read from the procedures' queries: votes, transfers, issuances, forms."""

from __future__ import annotations

from registry import pace
from registry.pace import Periods
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.committee.kinds import PROPOSAL, Split
from registry.programme.committee.queries import ItemView, objected_by
from registry.programme.issuance import queries as issuances
from registry.programme.issuance.correction import CorrectionView, replacing
from registry.programme.issuance.queries import IssuanceView
from registry.programme.issuance.shares import split_of
from registry.programme.movements.queries import MovementView
from registry.programme.projects.queries import PeriodView
from registry.programme.risks.queries import IncidentView
from registry.programme.risks.taxonomy import risks
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.models import TransferState
from registry.programme.transfers.queries import TransferView
from registry.roles import Side
from registry.web.frame.addresses import to
from registry.web.frame.docket import matter_of, terms_of, votes_of
from registry.web.frame.holdings import transfer_serials
from registry.web.frame.naming import Names
from registry.web.frame.seat_parts import SeatContext
from registry.web.frame.visitor import mint
from registry.web.frame.waiting import waiting_of
from registry.web.tasks.authorising import cards_of, terms_forms
from registry.web.tasks.contexts import (
    ApprovalTask,
    CcerTask,
    CorrectionTask,
    DraftTask,
    IncidentTask,
    IssuanceRequestTask,
    IssuePart,
    IssueTask,
    ItemTask,
    PaperLine,
    PeriodLine,
    ReplacingLot,
    Share,
    SideVote,
    Tasks,
    TransferTask,
    VoteTask,
)
from registry.web.tasks.units import forms_of


def tasks_of(top: SeatContext) -> Tasks:
    """Everything that a seat can do besides trading."""
    waiting = waiting_of(top.session, top.names, seat=top.seat, offices=top.offices, at=top.at)
    mine = transfers.transfers(top.session, holder=top.seat)
    withdrawn = [("withdraw", one) for one in mine if one.state == TransferState.REQUESTED]
    return Tasks(
        waiting=waiting.count,
        votes=tuple(_vote(top, item) for item in waiting.votes),
        transfers=tuple(_transfer(top, step, of) for step, of in [*waiting.steps, *withdrawn]),
        publications=tuple(_item(top, one) for one in waiting.publications),
        stopped=tuple(_item(top, one) for one in waiting.stopped),
        objections=tuple(_item(top, one) for one in objected_by(top.session, top.seat)),
        issues=tuple(_issue(top, one, registry) for one, registry in waiting.issues),
        corrections=tuple(_correction(top, one) for one in (*waiting.corrections, *waiting.debts)),
        requests=tuple(_request(top, period) for period in waiting.requests),
        drafts=tuple(_draft(top, one) for one in waiting.drafts),
        registrations=tuple(_registration(top, one) for one in waiting.registrations),
        approvals=tuple(_approval(top, one) for one in waiting.approvals),
        incidents=tuple(_incident(top, one, step) for one, step in waiting.incidents),
        terms=terms_forms(top),
        authorisations=cards_of(top),
        units=forms_of(top),
    )


def _vote(top: SeatContext, item: ItemView) -> VoteTask:
    matter = matter_of(top.session, top.names, item)
    voted, agreed = votes_of(item), agreements.known(top.session, item.agreement)
    mine = next(one.side for one in item.members if one.seat == top.seat)
    records = {p.name: p.text for p in matter.kind.records(top.session, item.subject)}
    return VoteTask(
        affirm_key=mint(),
        object_key=mint(),
        item=item.item,
        matter=matter.says(matter.kind.matter),
        consent=matter.says(matter.kind.consent),
        name=matter.name,
        code=matter.subject.code,
        year=matter.subject.year,
        due_at=item.due_at,
        if_silent=item.if_silent,
        papers=tuple(
            PaperLine(name=p.name, text=p.text, record=records.get(p.name, "")) for p in item.papers
        )
        or (PaperLine(name=PROPOSAL, text="", record=""),),
        shares=shares_of(top.names, matter.split),
        terms=terms_of(matter.split) if matter.split is not None else None,
        votes=tuple(
            SideVote(
                side=side,
                country=agreed.country(side),
                country_name=top.names.nation(agreed.country(side)),
                voted=voted[side],
                mine=side == mine,
            )
            for side in (Side.PARTNER, Side.HOST)
        ),
    )


def _item(top: SeatContext, item: ItemView) -> ItemTask:
    matter = matter_of(top.session, top.names, item)
    objection = next((one for one in item.votes if one.vote == "object"), None)
    return ItemTask(
        key=mint(),
        item=item.item,
        matter=matter.says(matter.kind.matter),
        name=matter.name,
        kind=item.kind,
        state=item.state,
        objector=top.names.seat(objection.seat) if objection else "",
        about=objection.about if objection else "",
        objection=objection.reason if objection else "",
    )


def _issue(top: SeatContext, asked: IssuanceView, registry: str) -> IssueTask:
    parts = issuances.parts_of(top.session, asked.request)
    amounts = issuances.amounts_asked(top.session, asked.request)
    filed = committee.item(top.session, asked.item)
    split = split_of(
        top.session,
        project=asked.project,
        amounts=amounts,
        at=filed.circulated_at if filed is not None else None,
    )
    return IssueTask(
        key=mint(),
        request=asked.request,
        registry=registry,
        item=asked.item,
        project_name=top.names.project(asked.project),
        vintage=asked.vintage,
        quantity=sum(part.quantity for part in parts if part.registry == registry),
        parts=tuple(
            IssuePart(
                registry=part.registry,
                holder=top.names.seat(part.seat),
                quantity=part.quantity,
                first=part.first,
                last=part.last,
                mine=part.registry == registry,
            )
            for part in parts
        ),
        terms=terms_of(split),
        state=asked.state,
        abroad=registry != asked.host,
        alone=len({part.registry for part in parts}) == 1,
    )


def _correction(top: SeatContext, one: CorrectionView) -> CorrectionTask:
    return CorrectionTask(
        key=mint(),
        motion=one.motion,
        holder=top.names.seat(one.seat),
        registry=one.registry_code,
        quantity=one.quantity,
        owed=one.owed_t,
        lots=tuple(
            ReplacingLot(
                key=mint(),
                registry=lot.registry,
                asset=lot.asset,
                quantity=min(lot.free, one.owed_t),
                project_name=top.names.project(lot.project),
                vintage=lot.vintage,
            )
            for lot in (replacing(top.session, one) if one.owed_t else ())
        ),
    )


def _request(top: SeatContext, period: PeriodView) -> IssuanceRequestTask:
    split = split_of(top.session, project=period.project, amounts=period.amounts)
    return IssuanceRequestTask(
        key=mint(),
        project=period.project,
        project_name=top.names.project(period.project),
        period=str(period.number),
        period_text=f"{period.first_day} – {period.last_day}",
        quantity=period.whole_t,
        shares=shares_of(top.names, split),
        terms=terms_of(split),
        papers_href=to("papers", project=period.project, period=period.number),
    )


def _draft(top: SeatContext, asked: IssuanceView) -> DraftTask:
    met = committee.last_objection(top.session, asked.item)
    return DraftTask(
        item=asked.item,
        request=asked.request,
        project_name=top.names.project(asked.project),
        period_text=str(asked.period),
        objector=top.names.seat(met.seat) if met is not None else "",
        about=met.about if met is not None else "",
        objection=met.reason if met is not None else "",
        papers_href=to("papers", project=asked.project, period=asked.period),
    )


def _registration(top: SeatContext, period: PeriodView) -> CcerTask:
    return CcerTask(
        key=mint(),
        project=period.project,
        project_name=top.names.project(period.project),
        period=str(period.number),
        period_text=f"{period.first_day} – {period.last_day}",
        quantity=period.whole_t,
        publication=_period_line(top, pace.CCER_PUBLICATION, top.played),
    )


def _approval(top: SeatContext, one: MovementView) -> ApprovalTask:
    return ApprovalTask(
        key=mint(),
        reject_key=mint(),
        movement=one.movement,
        command=one.command,
        initiator=top.names.seat(one.seat),
        registry=one.registry,
        quantity=one.quantity,
        batches=tuple(top.names.batch(asset) for asset, _ in one.lots),
        ends_at=one.ends_at,
    )


def _incident(top: SeatContext, one: IncidentView, step: str) -> IncidentTask:
    risk = risks()[one.risk]
    return IncidentTask(
        incident=one.incident,
        agreement=one.agreement,
        risk=top.names.both(zh=risk.zh, en=risk.en),
        state=one.state,
        step=f"incident.{step}",
        due_at=one.due_at,
        late=one.late_at is not None,
    )


def _period_line(top: SeatContext, name: str, played: Periods) -> PeriodLine:
    """A period of a procedure, in the lesson and in reality."""
    here, real = played[name], pace.shipped()[pace.REAL][name]
    return PeriodLine(
        played_days=here.days,
        played_kind=here.kind.value,
        real_days=real.days,
        real_kind=real.kind.value,
        source=real.source_zh if top.names.language == "zh" else real.source_en,
        status=real.status,
    )


def _transfer(top: SeatContext, step: str, asked: TransferView) -> TransferTask:
    return TransferTask(
        step=step,
        transfer=asked.transfer,
        state=asked.state,
        source=asked.source_registry,
        target=asked.target_registry,
        sender=top.names.seat(asked.holder),
        receiver=top.names.seat(asked.receiver),
        unit=asked.unit,
        quantity=asked.quantity,
        ranges=transfer_serials(top.session, top.names, asked),
        purpose=asked.purpose,
        key=mint(),
        reject_key=mint() if step == "approve" else "",
    )


def shares_of(names: Names, split: Split | None) -> tuple[Share, ...]:
    """What each receives of all vintages, in the order of serials; () where nothing is split."""
    tonnes: dict[tuple[Side, str, str], int] = {}
    for one in split.portions if split is not None else ():
        receiver = one.side, one.country, one.seat
        tonnes[receiver] = tonnes.get(receiver, 0) + one.quantity
    return tuple(
        Share(side=side, country=country, holder=names.seat(seat), quantity=quantity)
        for (side, country, seat), quantity in tonnes.items()
    )
