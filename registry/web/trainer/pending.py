"""What waits for an official: votes, authorisations, transfers, issuances, registrations.

Only the official can take these steps. Knows no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from registry.classroom.room import SeatState
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation import queries as authorisations
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuances
from registry.programme.transfers import queries as transfers
from registry.roles import SIDE_OF, Role
from registry.web.frame.naming import Names


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many steps of one kind; `command` takes it.

    `since`: lesson time in ms since when the oldest can be taken, None since the beginning.
    """

    command: str
    count: int
    since: int | None


def waiting_for(session: Session, names: Names, seat: SeatState, *, at: int) -> list[Waiting]:
    """The steps that an official's seat can take at a lesson time in ms; [] for other roles."""
    found = (_kind(command, since) for command, since in _steps(session, names, seat, at=at))
    return [one for one in found if one.count]


def _steps(
    session: Session, names: Names, seat: SeatState, *, at: int
) -> Iterator[tuple[str, list[int | None]]]:
    """Each command that the seat can give, and since when each of its steps can be taken."""
    country = names.country(seat.name)
    if Role.GOVERNMENT_HOST in seat.offices:
        asked = [one.code for one in authorisations.applications(session, country)]
        wanting = [*asked, *authorisations.wanting(session, country)]
        yield "authorisation.grant", [None] * len(wanting)
    if not seat.offices.isdisjoint(SIDE_OF):
        yield "committee.vote", [x.opened_at for x in committee.waiting_for(session, seat.name)]
        leaving = transfers.waiting_to_be_sent(session, country)
        yield "transfer.approve", [one.requested_at for one in leaving]
    if Role.SECRETARIAT in seat.offices:
        served = [
            one.code
            for one in agreements.agreements(session)
            if country in ("", one.partner, one.host)
        ]
        adopted = committee.waiting_to_be_published(session, served)
        yield "committee.publish", [one.decided_at for one in adopted]
        yield "committee.circulate", [x.opened_at for x in committee.stopped(session, served)]
    if Role.REGISTRY_MANAGER in seat.offices:
        served = [country] if country else list(names.registry_numbers)
        sent = [x for code in served for x in transfers.waiting_to_be_accepted(session, code)]
        parts = issuances.ready_to_issue(session, country)
        items = [committee.item(session, one.item) for one, _ in parts]
        yield "issuance.issue", [None if one is None else one.published_at for one in items]
        yield "transfer.accept", [one.decided_at for one in sent]
        yield "ccer.register", list(_domestic(session, names, served, at=at))


def _domestic(session: Session, names: Names, served: list[str], *, at: int) -> Iterator[int]:
    for period in issuances.open_periods(session, at=at):
        of = names.project_view(period.project)
        if of.domestic and of.host in served and period.whole_t > 0:
            yield period.available_from


def _kind(command: str, since: Iterable[int | None]) -> Waiting:
    moments = list(since)
    known = [one for one in moments if one is not None]
    oldest = min(known) if known and len(known) == len(moments) else None
    return Waiting(command, len(moments), oldest)
