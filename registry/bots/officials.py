"""Bots of governments, secretariat and registry managers, and of owners who request issuance.

They run the procedures' queries from their seat and take the next pending step.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from sqlmodel import Session

from registry.bots.judging import judge
from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.queries import AuthorisationView
from registry.programme.committee import queries as committee
from registry.programme.committee.models import ItemState
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import queries as issuance
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.transfers import queries as transfers

_PURPOSES = ["NDC", "OIMP"]


def government(view: View, random: Random) -> Iterator[Wish]:
    """Vote on what lacks this seat's vote, approve transfers out of this country's registry.

    It affirms in time what it has nothing against (`judging.py`), the first to end first.
    """
    with view.session() as session:
        waiting = [(one.item, judge(session, one)) for one in _open(view, session)]
        asked = transfers.waiting_to_be_sent(session, view.country)
    for item, objection in waiting:
        if objection is None:
            yield "committee.vote", {"item": item, "vote": "affirm"}
        else:
            yield "committee.vote", {"item": item, "vote": "object", **objection._asdict()}
    for transfer in asked:
        yield "transfer.approve", {"transfer": transfer.transfer}


def _open(view: View, session: Session) -> list[ItemView]:
    """Circulated items without this seat's vote; meetings are left to people."""
    waiting = committee.waiting_for(session, view.seat)
    return [one for one in waiting if one.state == ItemState.CIRCULATED]


def host_government(view: View, random: Random) -> Iterator[Wish]:
    """Authorise each project once, answer applications, vote, approve transfers."""
    wanting: list[tuple[str, int]] = []
    answers: list[Wish] = []
    if in_the_morning(view):
        with view.session() as session:
            answers = [
                _answer(session, one) for one in authorisations.applications(session, view.country)
            ]
            wanting = [
                (code, sum(p.whole_t for p in projects.periods(session, code)))
                for code in authorisations.wanting(session, view.country)
            ]
    yield from answers
    answered = {wish["project"] for name, wish in answers if name == "authorisation.grant"}
    for code, expected_t in wanting:
        if code in answered:
            continue
        yield (
            "authorisation.grant",
            {
                "project": code,
                "purposes": _PURPOSES,
                "quantity": expected_t * 9 // 10,
            },
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


def in_the_morning(view: View) -> bool:
    """Whether it is the first hour of the day, in which officials start new procedures."""
    return view.turn <= 60


def secretariat(view: View, random: Random) -> Iterator[Wish]:
    """Publish what the committee has adopted, circulate again what has lapsed."""
    with view.session() as session:
        served = [
            one.code
            for one in agreements.agreements(session)
            if view.country in ("", one.partner, one.host) and one.active
        ]
        adopted = committee.waiting_to_be_published(session, served)
        lapsed = committee.lapsed(session, served)
    for item in adopted:
        yield "committee.publish", {"item": item.item}
    for item in lapsed:
        yield "committee.circulate", {"item": item.item}


def registry_manager(view: View, random: Random) -> Iterator[Wish]:
    """Issue this registry's part of decisions, register domestic reductions, accept transfers."""
    with view.session() as session:
        active = {one.code for one in agreements.agreements(session) if one.active}
        under = {p.code: p.agreement for p in projects.projects(session)}
        parts = [
            (request.request, registry)
            for request, registry in issuance.ready_to_issue(session, view.country)
            if under[request.project] in active
        ]
        open_periods = _domestic_periods(view, session) if in_the_morning(view) else []
        every = [one.code for one in participants.registries(session)]
        served = [view.country] if view.country else every
        arrived = [
            transfer
            for registry in served
            for transfer in transfers.waiting_to_be_accepted(session, registry)
        ]
    for request, registry in parts:
        yield "issuance.issue", {"request": request, "registry": registry}
    for period in open_periods:
        yield "ccer.register", {"project": period.project, "period": period.number}
    for transfer in arrived:
        yield "transfer.accept", {"transfer": transfer.transfer}


def _domestic_periods(view: View, session: Session) -> list[projects.PeriodView]:
    domestic = {
        p.code for p in projects.projects(session) if not p.partner and view.country in ("", p.host)
    }
    return [p for p in issuance.open_periods(session, at=view.at) if p.project in domestic]


def issuance_requests(view: View) -> Iterator[Wish]:
    """Request issuance for each period that is over, days apart, so that a class can follow."""
    if not in_the_morning(view):
        return
    with view.session() as session:
        active = {one.code for one in agreements.agreements(session) if one.active}
        mine = {
            p.code
            for p in projects.projects(session)
            if p.owner == view.seat and p.agreement in active
        }
        dropped = issuance.dropped(session)
        open_periods = [
            p
            for p in issuance.open_periods(session, at=view.at)
            if p.project in mine and (p.project, p.number) not in dropped
        ]
    for period in open_periods:
        if view.between_acts or view.day >= 1 + 4 * (period.number - 1):
            yield "issuance.request", {"project": period.project, "period": period.number}
            return
