"""Bots of governments, secretariat and registry managers, and of owners who request issuance.

They run the procedures' queries from their seat and take the next pending step.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from sqlmodel import Session

from registry.bots.view import View, Wish
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuance
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.transfers import queries as transfers

_PURPOSES = ["NDC", "OIMP"]


def government(view: View, random: Random) -> Iterator[Wish]:
    """Affirm items that lack this side's vote, approve transfers out of this country's registry."""
    with view.session() as session:
        waiting = committee.waiting_for(session, view.seat)
        asked = transfers.waiting_to_be_sent(session, view.country)
    for item in waiting:
        yield "committee.vote", {"item": item.item, "vote": "affirm"}
    for transfer in asked:
        yield "transfer.approve", {"transfer": transfer.transfer}


def host_government(view: View, random: Random) -> Iterator[Wish]:
    """Authorise each project once, vote, approve transfers."""
    wanting: list[tuple[str, int]] = []
    if in_the_morning(view):
        with view.session() as session:
            wanting = [
                (code, sum(p.whole_t for p in projects.periods(session, code)))
                for code in authorisations.wanting(session, view.country)
            ]
    for code, expected_t in wanting:
        yield (
            "authorisation.grant",
            {
                "project": code,
                "purposes": _PURPOSES,
                "quantity": expected_t * 9 // 10,
            },
        )
    yield from government(view, random)


def in_the_morning(view: View) -> bool:
    """Whether it is the first hour of the day, in which officials start new procedures."""
    return view.turn <= 60


def secretariat(view: View, random: Random) -> Iterator[Wish]:
    """Issue the credits that the committee has decided on."""
    with view.session() as session:
        active = {one.code for one in agreements.agreements(session) if one.active}
        under = {p.code: p.agreement for p in projects.projects(session)}
        ready = [r for r in issuance.ready_to_issue(session) if under[r.project] in active]
    for request in ready:
        yield "issuance.issue", {"request": request.request}


def registry_manager(view: View, random: Random) -> Iterator[Wish]:
    """Register domestic reductions, accept transfers that have arrived."""
    with view.session() as session:
        open_periods = _domestic_periods(view, session) if in_the_morning(view) else []
        every = [one.code for one in participants.registries(session)]
        served = [view.country] if view.country else every
        arrived = [
            transfer
            for registry in served
            for transfer in transfers.waiting_to_be_accepted(session, registry)
        ]
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
        open_periods = [p for p in issuance.open_periods(session, at=view.at) if p.project in mine]
    for period in open_periods:
        if view.between_acts or view.day >= 1 + 4 * (period.number - 1):
            yield "issuance.request", {"project": period.project, "period": period.number}
            return
