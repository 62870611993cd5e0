"""Bots of governments, secretariat and registry managers, and of owners who request issuance.

They run the procedures' queries from their seat and take the next pending step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from random import Random
from typing import Any

from sqlmodel import Session

from ledger.kernel.clock import DAY
from registry.bots import monitoring
from registry.bots import projects as cycle
from registry.bots.authorising import authorising
from registry.bots.judging import judge, leaves_lying, says
from registry.bots.motions import brought
from registry.bots.papers import papers_for
from registry.bots.repairing import repairs
from registry.bots.reporting import reporting
from registry.bots.submitting import submitting
from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import AgreementState
from registry.programme.agreements.queries import ActView, AgreementView
from registry.programme.authorisation import covering
from registry.programme.committee import queries as committee
from registry.programme.committee.kinds import digest_of, kind_of
from registry.programme.committee.models import ItemState, Vote
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import imported
from registry.programme.issuance import queries as issuance
from registry.programme.issuance.imported import ImportView
from registry.programme.issuance.papers import faults_in, recorded
from registry.programme.movements import queries as movements
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.models import TransferState
from registry.programme.transfers.queries import TransferView
from registry.roles import Side

TRUST_ITEMS = 2
"""Items with wrong papers under one agreement after which its host's government suspends it."""

REST_DAYS = 2
"""Days of lesson time after which both governments resume an agreement that was suspended."""


def approvals(view: View) -> Iterator[Wish]:
    """Approve what other seats have proposed to move, the oldest first."""
    for one in view.ask(movements.waiting, approver=view.seat):
        yield "movement.approve", {"movement": one.movement}


def government(view: View, random: Random) -> Iterator[Wish]:
    """In the morning report on the NDC (`reporting.py`); then the steps of every government."""
    if in_the_morning(view):
        yield from reporting(view)
    yield from _every_government(view)


def _every_government(view: View) -> Iterator[Wish]:
    """Say what there is to say on items (`judging.py`), the first to end first; withdraw an
    objection without a ground; approve transfers out of this country's registry; bring motions;
    suspend and resume agreements; sign allocations.
    """
    yield from cycle.government(view)
    there = view.ask(committee.states)
    said = [says(view, one) for one in _taken_up(view)] if ItemState.CIRCULATED in there else []
    objected = view.ask(committee.objected_by, view.seat) if ItemState.OBJECTED in there else []
    groundless = [one.item for one in objected if view.ask(judge, one) is None]
    asked = []
    if TransferState.REQUESTED in view.ask(transfers.states):
        asked = view.ask(transfers.waiting_to_be_sent, view.country)
    for wish in said:
        if wish is not None:
            yield wish
    for item in groundless:
        yield "committee.withdraw", {"item": item, "reason": "材料与登记簿一致 as on the register"}
    for transfer in asked:
        if (answer := _answered(view, transfer)) is not None:
            yield answer
    if in_the_morning(view):
        yield from _acts(view)
        if view.reports:
            yield from submitting(view)
    if view.monitored:
        yield from monitoring.statements(view)


def _answered(view: View, asked: TransferView) -> Wish | None:
    """Approve a transfer, or reject one of this host's credits that nothing authorises any more;
    None: it waits while the agreement is suspended.
    """
    number = {"transfer": asked.transfer}
    for project, tonnes in view.ask(transfers.tonnes_by_project, asked.transfer).items():
        of = view.ask(projects.project, project)
        assert of is not None, f"{project} is a project"
        if of.host != view.country:
            continue
        if not view.ask(agreements.known, of.agreement).active:
            return None
        standings = view.ask(covering.standings, project=project)
        there = [one for one in standings if one.in_force]
        if all(one.left_t is not None and one.left_t < tonnes for one in there):
            return "transfer.reject", number
    return "transfer.approve", number


def _taken_up(view: View) -> Iterator[ItemView]:
    """Circulated items without this seat's vote that its office has come to.

    Meetings are left to people.
    """
    for one in view.ask(committee.unanswered, view.seat):
        if not leaves_lying(view, one):
            item = view.ask(committee.item, one.item)
            assert item is not None, f"item {one.item} is open"
            yield item


def _acts(view: View) -> Iterator[Wish]:
    """Suspend an agreement of this host whose papers were wrong too often; resume after a rest.

    It counts the items with an objection since the agreement's last act.
    """
    wishes: list[Wish] = []
    for one in view.ask(agreements.agreements):
        if view.country not in (one.partner, one.host):
            continue
        acts = view.ask(agreements.acts, one.code)
        last = acts[-1].at if acts else 0
        if one.active and one.host == view.country:
            found = view.ask(committee.objected_since, one.code, last)
            if len(found) >= TRUST_ITEMS:
                items = ", ".join(map(str, found))
                reason = f"材料有误的议题 items with wrong papers: {items}"[:200]
                wishes.append(("agreement.suspend", {"agreement": one.code, "reason": reason}))
        elif one.state is AgreementState.SUSPENDED and _rested(view, acts, one):
            wishes.append(("agreement.resume", {"agreement": one.code}))
    yield from wishes


def _rested(view: View, acts: list[ActView], agreed: AgreementView) -> bool:
    """Whether a suspension has lasted its days, and this side has not resumed it yet."""
    side = Side.PARTNER if view.country == agreed.partner else Side.HOST
    for act in reversed(acts):
        if act.trigger == "suspend":
            return view.at >= act.at + REST_DAYS * DAY
        if act.side == side:
            return False
    return False


def host_government(view: View, random: Random) -> Iterator[Wish]:
    """In the morning report, authorise, take back (`authorising.py`) and bring motions; then the
    steps of every government.
    """
    if in_the_morning(view):
        yield from reporting(view)
        yield from authorising(view)
        yield from brought(view)
    yield from _every_government(view)


def in_the_morning(view: View) -> bool:
    """Whether it is the first hour of the day, in which officials start new procedures."""
    return view.turn <= 60


def secretariat(view: View, random: Random) -> Iterator[Wish]:
    """Publish what the committee has adopted, circulate again what has lapsed or was corrected,
    send back what has wrong papers, drop what a co-chair let lapse without a need for it; bring
    projects on.
    """
    yield from cycle.secretariat(view)
    if view.ask(committee.states).isdisjoint((ItemState.ADOPTED, *committee.STOPPED)):
        return
    served = tuple(
        one.code
        for one in view.ask(agreements.agreements)
        if view.country in ("", one.partner, one.host) and one.active
    )
    for item in view.ask(committee.waiting_to_be_published, served):
        yield "committee.publish", {"item": item.item}
    # Only now: a publication may have ended other items.
    stopped = view.ask(committee.stopped, served)
    going_on = [wish for one in stopped if (wish := view.ask(_goes_on, one)) is not None]
    yield from going_on


def _goes_on(session: Session, item: ItemView) -> Wish | None:
    """How the secretariat brings on an item that stands; None: it waits for somebody else."""
    on = {"item": item.item}
    if item.state == ItemState.LAPSED:
        unwanted = [one.seat for one in item.votes if one.vote == Vote.ABSTAIN]
        if unwanted:
            reason = f"无需求 no need: {', '.join(unwanted)}"[:200]
            return "committee.drop", on | {"reason": reason}
        return "committee.circulate", on
    if item.state == ItemState.OBJECTED and judge(session, item) is not None:
        return "committee.revise", on
    if item.state == ItemState.DRAFT and judge(session, item) is None:
        papers = kind_of(item.kind).papers(session, item.subject)
        objected = committee.last_objection(session, item.item) is not None
        if not objected or digest_of(papers) != item.digest:
            return "committee.circulate", on
    return None


def registry_manager(view: View, random: Random) -> Iterator[Wish]:
    """Issue this registry's part of decisions, register domestic reductions, accept transfers,
    decide on imports (of the other registry's list a bot knows nothing), repair in the morning;
    register domestic projects.
    """
    yield from cycle.registry_manager(view)
    active = {one.code for one in view.ask(agreements.agreements) if one.active}
    parts = [
        (request.request, registry)
        for request, registry in view.ask(issuance.ready_to_issue)
        if view.country in ("", registry) and _agreement_of(view, request.project) in active
    ]
    open_periods = _domestic_periods(view) if in_the_morning(view) else []
    every = tuple(one.code for one in view.ask(participants.registries))
    served = (view.country,) if view.country else every
    arrived: list[TransferView] = []
    if TransferState.NOTIFIED in view.ask(transfers.states):
        for registry in served:
            arrived += view.ask(transfers.waiting_to_be_accepted, registry)
    decided = [_on_import(view, one) for one in view.ask(imported.waiting, served)]
    repairing = view.ask(repairs, served) if in_the_morning(view) else ()
    for request, registry in parts:
        yield "issuance.issue", {"request": request, "registry": registry}
    for period in open_periods:
        yield "ccer.register", {"project": period.project, "period": period.number}
    for transfer in arrived:
        yield "transfer.accept", {"transfer": transfer.transfer}
    yield from decided
    yield from repairing


def _on_import(view: View, one: ImportView) -> Wish:
    """Decline an import whose days a project here has claimed meanwhile, and admit every other."""
    claim = view.ask(
        issuance.claim_on, one.installation, first_day=one.first_day, last_day=one.last_day
    )
    if claim is None:
        return "import.admit", {"request": one.request}
    reason = f"已由 {claim[0]} 主张 claimed by {claim[0]}, period {claim[1]}"
    return "import.decline", {"request": one.request, "reason": reason}


def _agreement_of(view: View, project: str) -> str:
    of = view.ask(projects.project, project)
    assert of is not None, f"{project} is a project"
    return of.agreement


def _domestic_periods(view: View) -> list[projects.PeriodView]:
    domestic = frozenset(
        p.code
        for p in view.ask(projects.projects)
        if not p.partner and view.country in ("", p.host)
    )
    return view.ask(issuance.open_periods, at=view.at, of=domestic) if domestic else []


def issuance_requests(view: View) -> Iterator[Wish]:
    """Request issuance for each period that is over, days apart, so that a class can follow.

    Papers that met an objection are corrected at once. An owner who errs now and then asks for
    days that it has claimed under another agreement, too; the check refuses them.
    """
    if ItemState.DRAFT in view.ask(committee.states):
        yield from view.ask(_corrected, view.seat)
    if not in_the_morning(view) and not view.monitored:
        return
    active = {one.code for one in view.ask(agreements.agreements) if one.active}
    mine = frozenset(
        p.code
        for p in view.ask(projects.projects)
        if p.owner == view.seat and p.agreement in active
    )
    if not mine:
        return
    dropped = view.ask(issuance.dropped)
    open_periods = [
        p
        for p in view.ask(issuance.open_periods, at=view.at, of=mine)
        if (p.project, p.number) not in dropped
    ]
    due = [p for p in open_periods if view.between_acts or view.day >= 1 + 4 * (p.number - 1)]
    again = _claimed_again(view, mine) if in_the_morning(view) else []
    claims = [(p.project, p.number) for p in due[:1]] + again
    with view.session() as session:
        asked = [
            {"project": project, "period": period}
            | _stated(papers_for(view, session, project=project, period=period))
            for project, period in claims
        ]
    for one in asked:
        yield "issuance.request", one


def _stated(papers: dict[str, Any] | None) -> dict[str, Any]:
    return {} if papers is None else {"papers": papers}


def _corrected(session: Session, seat: str) -> list[Wish]:
    """The right papers for each of a seat's requests that was sent back to its draft with wrong
    ones.
    """
    return [
        (
            "issuance.amend",
            {
                "request": one.request,
                "deducted_mwh": one.deducted_mwh,
                "statement": one.statement,
                "papers": recorded(
                    session, project=one.project, period=one.period, deducted_mwh=one.deducted_mwh
                ).as_arguments(),
            },
        )
        for one in issuance.stated_by(session, seat, [ItemState.DRAFT])
        if faults_in(session, one.request)
    ]


def _claimed_again(view: View, mine: Collection[str]) -> list[tuple[str, int]]:
    """Days of an own installation that are claimed elsewhere: asked for again by an owner who errs.

    On one of a hundred trading days for each percent of its errors, and on none without.
    """
    if not view.defects_percent or view.between_acts:
        return []
    random = view.draw(f"again:{view.date}")
    claimed = [
        (one.project, one.period)
        for one in view.ask(issuance.double_claims)
        if one.project in mine and one.state and one.available_from <= view.at
    ]
    if not claimed or random.randrange(100) >= view.defects_percent:
        return []
    return [random.choice(claimed)]
