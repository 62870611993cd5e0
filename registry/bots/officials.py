"""Bots of governments, secretariat and registry managers, and of owners who request issuance.

They run the procedures' queries from their seat and take the next pending step.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from sqlmodel import Session

from ledger.kernel.clock import DAY
from registry.bots.judging import judge, leaves_lying, says
from registry.bots.papers import papers_for
from registry.bots.repairing import repairs
from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import AgreementState
from registry.programme.agreements.queries import ActView, AgreementView
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.queries import AuthorisationView
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
from registry.roles import Side

_PURPOSES = ["NDC", "OIMP"]

TRUST_ITEMS = 2
"""Items with wrong papers under one agreement after which its host's government suspends it."""

REST_DAYS = 2
"""Days of lesson time after which both governments resume an agreement that was suspended."""


def approvals(view: View) -> Iterator[Wish]:
    """Approve what other seats have proposed to move, the oldest first."""
    with view.session() as session:
        held = [one.movement for one in movements.waiting(session, approver=view.seat)]
    for movement in held:
        yield "movement.approve", {"movement": movement}


def government(view: View, random: Random) -> Iterator[Wish]:
    """Say what there is to say on items (`judging.py`), the first to end first; withdraw an
    objection without a ground; approve transfers out of this country's registry; suspend and
    resume agreements.
    """
    with view.session() as session:
        said = [says(view, session, one) for one in _taken_up(view, session)]
        groundless = [
            one.item
            for one in committee.objected_by(session, view.seat)
            if judge(session, one) is None
        ]
        asked = transfers.waiting_to_be_sent(session, view.country)
    for wish in said:
        if wish is not None:
            yield wish
    for item in groundless:
        yield "committee.withdraw", {"item": item, "reason": "材料与登记簿一致 as on the register"}
    for transfer in asked:
        yield "transfer.approve", {"transfer": transfer.transfer}
    if in_the_morning(view):
        yield from _acts(view)


def _taken_up(view: View, session: Session) -> Iterator[ItemView]:
    """Circulated items without this seat's vote that its office has come to.

    Meetings are left to people.
    """
    for one in committee.unanswered(session, view.seat):
        if not leaves_lying(view, one):
            item = committee.item(session, one.item)
            assert item is not None, f"item {one.item} is open"
            yield item


def _acts(view: View) -> Iterator[Wish]:
    """Suspend an agreement of this host whose papers were wrong too often; resume after a rest.

    It counts the items with an objection since the agreement's last act. What takes back a single
    authorisation belongs here too, once there is a command for it.
    """
    wishes: list[Wish] = []
    with view.session() as session:
        for one in agreements.agreements(session):
            if view.country not in (one.partner, one.host):
                continue
            acts = agreements.acts(session, one.code)
            last = acts[-1].at if acts else 0
            if one.active and one.host == view.country:
                found = committee.objected_since(session, one.code, last)
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
    """Authorise each project once, answer applications, vote, approve transfers.

    It authorises nine tenths of what a project avoids, and no more under an agreement than the
    country can spare beside its own target, if the plan says how much that is.
    """
    wanting: list[tuple[str, int]] = []
    answers: list[Wish] = []
    if in_the_morning(view):
        with view.session() as session:
            answers = [
                _answer(session, one) for one in authorisations.applications(session, view.country)
            ]
            answered = {wish["project"] for name, wish in answers if name == "authorisation.grant"}
            codes = [
                code
                for code in authorisations.wanting(session, view.country)
                if code not in answered
            ]
            left = _spared(session) if codes else {}
            for code in codes:
                of = projects.project(session, code)
                assert of is not None, f"{code} is a project"
                expected = sum(p.whole_t for p in projects.periods(session, code)) * 9 // 10
                most = left.get(of.agreement, expected)
                granted = min(expected, most)
                if granted >= 1:
                    wanting.append((code, granted))
                    left[of.agreement] = most - granted
    yield from answers
    for code, granted in wanting:
        yield (
            "authorisation.grant",
            {"project": code, "purposes": _PURPOSES, "quantity": granted},
        )
    yield from government(view, random)


def _answer(session: Session, asked: AuthorisationView) -> Wish:
    """Grant an application as it stands if the project can have so much beside what is authorised
    already, and reject it otherwise.
    """
    expected_t = sum(p.whole_t for p in projects.periods(session, asked.project))
    granted = authorisations.authorisations(session, project=asked.project)
    given_t = sum(one.max_quantity or expected_t for one in granted)
    if asked.max_quantity is None or given_t + asked.max_quantity > expected_t:
        reason = f"{given_t} t are authorised of {expected_t} t"
        return "authorisation.reject", {"authorisation": asked.code, "reason": reason}
    return (
        "authorisation.grant",
        {
            "project": asked.project,
            "application": asked.code,
            "purposes": list(asked.purposes),
            "quantity": asked.max_quantity,
            "parties": list(asked.parties),
            "entities": list(asked.entities),
            "vintage_first": asked.vintage_first,
            "vintage_last": asked.vintage_last,
            "last_day": asked.last_day or None,
            "definition": asked.definition or None,
            "circumstances": list(asked.circumstances),
        },
    )


def _spared(session: Session) -> dict[str, int]:
    """Tonnes that hosts can still spare, by agreement; those of which the plan says nothing are
    missing.
    """
    left = {
        one.code: one.host_spares_t
        for one in agreements.agreements(session)
        if one.host_spares_t is not None
    }
    for granted in authorisations.authorisations(session):
        if granted.agreement in left:
            left[granted.agreement] -= granted.max_quantity or 0
    return left


def in_the_morning(view: View) -> bool:
    """Whether it is the first hour of the day, in which officials start new procedures."""
    return view.turn <= 60


def secretariat(view: View, random: Random) -> Iterator[Wish]:
    """Publish what the committee has adopted, circulate again what has lapsed or was corrected,
    send back what has wrong papers, drop what a co-chair let lapse without a need for it.
    """
    with view.session() as session:
        served = [
            one.code
            for one in agreements.agreements(session)
            if view.country in ("", one.partner, one.host) and one.active
        ]
        adopted = committee.waiting_to_be_published(session, served)
        stopped = [
            wish
            for one in committee.stopped(session, served)
            if (wish := _goes_on(session, one)) is not None
        ]
    for item in adopted:
        yield "committee.publish", {"item": item.item}
    yield from stopped


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
    decide on imports (of the other registry's list a bot knows nothing), repair in the morning.
    """
    with view.session() as session:
        active = {one.code for one in agreements.agreements(session) if one.active}
        under = {p.code: p.agreement for p in projects.projects(session)}
        parts = [
            (request.request, registry)
            for request, registry in issuance.ready_to_issue(session, view.country)
            if under[request.project] in active
        ]
        open_periods = _domestic_periods(view, session) if in_the_morning(view) else []
        served = [view.country]
        if not view.country:
            served = [one.code for one in participants.registries(session)]
        arrived = [
            transfer
            for registry in served
            for transfer in transfers.waiting_to_be_accepted(session, registry)
        ]
        decided = [_on_import(session, one) for one in imported.waiting(session, served)]
        repairing = list(repairs(session, served)) if in_the_morning(view) else []
    for request, registry in parts:
        yield "issuance.issue", {"request": request, "registry": registry}
    for period in open_periods:
        yield "ccer.register", {"project": period.project, "period": period.number}
    for transfer in arrived:
        yield "transfer.accept", {"transfer": transfer.transfer}
    yield from decided
    yield from repairing


def _on_import(session: Session, one: ImportView) -> Wish:
    """Decline an import whose days a project here has claimed meanwhile, and admit every other."""
    claim = issuance.claim_on(
        session, one.installation, first_day=one.first_day, last_day=one.last_day
    )
    if claim is None:
        return "import.admit", {"request": one.request}
    reason = f"已由 {claim[0]} 主张 claimed by {claim[0]}, period {claim[1]}"
    return "import.decline", {"request": one.request, "reason": reason}


def _domestic_periods(view: View, session: Session) -> list[projects.PeriodView]:
    domestic = {
        p.code for p in projects.projects(session) if not p.partner and view.country in ("", p.host)
    }
    return issuance.open_periods(session, at=view.at, of=domestic) if domestic else []


def issuance_requests(view: View) -> Iterator[Wish]:
    """Request issuance for each period that is over, days apart, so that a class can follow.

    Papers that met an objection are corrected at once. An owner who errs now and then asks for
    days that it has claimed under another agreement, too; the check refuses them.
    """
    with view.session() as session:
        corrected = _corrected(view, session)
    yield from corrected
    if not in_the_morning(view):
        return
    with view.session() as session:
        active = {one.code for one in agreements.agreements(session) if one.active}
        mine = {
            p.code
            for p in projects.projects(session)
            if p.owner == view.seat and p.agreement in active
        }
        if not mine:
            return
        dropped = issuance.dropped(session)
        open_periods = [
            p
            for p in issuance.open_periods(session, at=view.at, of=mine)
            if (p.project, p.number) not in dropped
        ]
        due = [p for p in open_periods if view.between_acts or view.day >= 1 + 4 * (p.number - 1)]
        claims = [(p.project, p.number) for p in due[:1]] + _claimed_again(view, session, mine)
        asked = [
            {"project": project, "period": period}
            | _stated(papers_for(view, session, project=project, period=period))
            for project, period in claims
        ]
    for one in asked:
        yield "issuance.request", one


def _stated(papers: dict[str, Any] | None) -> dict[str, Any]:
    return {} if papers is None else {"papers": papers}


def _corrected(view: View, session: Session) -> list[Wish]:
    """The right papers for each own request that was sent back to its draft with wrong ones."""
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
        for one in issuance.stated_by(session, view.seat, [ItemState.DRAFT])
        if faults_in(session, one.request)
    ]


def _claimed_again(view: View, session: Session, mine: set[str]) -> list[tuple[str, int]]:
    """Days of an own installation that are claimed elsewhere: asked for again by an owner who errs.

    On one of a hundred trading days for each percent of its errors, and on none without.
    """
    if not view.defects_percent or view.between_acts:
        return []
    random = view.draw(f"again:{view.date}")
    claimed = [
        (one.project, one.period)
        for one in issuance.double_claims(session)
        if one.project in mine and one.state and one.available_from <= view.at
    ]
    if not claimed or random.randrange(100) >= view.defects_percent:
        return []
    return [random.choice(claimed)]
