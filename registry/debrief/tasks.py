"""What officials decided and how long it waited: votes, transfers, issuances, registrations.

Times are ms of lesson time from the moment at which the task could be done. Never writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from ledger.log import ACCEPTED
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.issuance import queries as issuance
from registry.programme.participants import queries as participants
from registry.programme.projects import queries as projects
from registry.programme.transfers import queries as transfers
from registry.roles import CHINA, Role

_DONE = (
    "SELECT v.id, v.seat, v.at, i.opened_at FROM committee_vote v"
    " JOIN committee_item i ON i.id = v.item WHERE v.vote IN ('affirm', 'object', 'abstain')",
    "SELECT DISTINCT i.id, c.seat, i.published_at, i.decided_at FROM committee_item i"
    f" JOIN command c ON c.at = i.published_at WHERE c.name = 'committee.publish' AND {ACCEPTED}",
    "SELECT id, decided_by, decided_at, requested_at FROM transfer_request"
    " WHERE decided_at IS NOT NULL AND state <> 'withdrawn'",
    # Both parts issued at the same instant by the same seat count once.
    "SELECT DISTINCT r.id, c.seat, c.at, i.published_at FROM issuance_part p"
    " JOIN issuance_request r ON r.id = p.request JOIN committee_item i ON i.id = r.item"
    " JOIN serial_block k ON k.asset = r.asset AND k.parent IS NULL AND k.first = p.first"
    " JOIN posting q ON q.id = k.opened JOIN book_transaction t ON t.id = q.book_transaction"
    " JOIN command c ON c.number = t.command",
    # What comes after the acceptance is the messages' work, and may never be complete.
    "SELECT t.id, t.accepted_by, r.at, t.decided_at FROM transfer_request t"
    " JOIN transfer_record r ON r.transfer_id = t.transfer_id"
    " AND r.registry_code = t.target_registry AND r.entry = 'accepted'",
    "SELECT c.id, c.registered_by, c.registered_at, p.available_from FROM ccer_registration c"
    " JOIN monitoring_period p ON p.project = c.project AND p.number = c.period",
)
_COUNTRIES = "SELECT seat, country FROM participant"


@dataclass(slots=True)
class Tasks:
    """Tasks of one official: decided, waiting now, and how long the slowest and all of them took.

    `waited_ms` is the sum over the decided ones; what could be done before the lesson waits
    from its beginning on.
    """

    decided: int = 0
    waiting: int = 0
    slowest_ms: int = 0
    waited_ms: int = 0


def tasks(
    session: Session, officials: Mapping[str, Role], *, began: int, at: int
) -> dict[str, Tasks]:
    """The tasks of these seats; `began` and `at` are the lesson's first and present time in ms."""
    found: dict[str, Tasks] = defaultdict(Tasks)
    on = session.connection()
    for sql in _DONE:
        for _, seat, done, possible in on.execute(text(sql)):
            if done <= began:
                continue  # a step of the lesson's own making, in the seat's name
            one, ms = found[seat], done - max(possible, began)
            one.decided += 1
            one.waited_ms += ms
            one.slowest_ms = max(one.slowest_ms, ms)
    countries = {row[0]: str(row[1]) for row in on.execute(text(_COUNTRIES))}
    for seat, role in officials.items():
        if role in _WAITING:
            found[seat].waiting = _WAITING[role](session, seat, countries.get(seat, ""), at)
    return {seat: found[seat] for seat in officials}


def _of_government(session: Session, seat: str, country: str, at: int) -> int:
    votes = committee.waiting_for(session, seat)
    return len(votes) + len(transfers.waiting_to_be_sent(session, country))


def _of_secretariat(session: Session, seat: str, country: str, at: int) -> int:
    served = [
        one.code for one in agreements.agreements(session) if country in ("", one.partner, one.host)
    ]
    adopted = committee.waiting_to_be_published(session, served)
    return len(adopted) + len(committee.stopped(session, served))


def _of_registry(session: Session, seat: str, country: str, at: int) -> int:
    """Decided parts, transfers that arrived, domestic periods that are not registered."""
    served = [country] if country else [one.code for one in participants.registries(session)]
    arrived = len(issuance.ready_to_issue(session, country))
    arrived += sum(len(transfers.waiting_to_be_accepted(session, code)) for code in served)
    domestic = {one.code for one in projects.projects(session) if one.domestic}
    if CHINA not in served:
        return arrived
    return arrived + sum(one.project in domestic for one in issuance.open_periods(session, at=at))


_WAITING: dict[Role, Callable[[Session, str, str, int], int]] = {
    Role.GOVERNMENT_PARTNER: _of_government,
    Role.GOVERNMENT_HOST: _of_government,
    Role.SECRETARIAT: _of_secretariat,
    Role.REGISTRY_MANAGER: _of_registry,
}
