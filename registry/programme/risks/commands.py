"""Respond to a risk; open an incident, name its team, take its steps and agree on a public note.

An incident belongs to an agreement: both of its countries see it from its first moment, and the
public the note alone, once both governments have consented to the same text.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from ledger.kernel.clock import day_of
from registry.agenda import Due, Source
from registry.command import Arguments, Command, Nothing, Number, Text, on_books
from registry.pace import INCIDENT as PERIOD
from registry.programme.accounts import controls
from registry.programme.accounts.commands import ground
from registry.programme.agreements import commands as agreements
from registry.programme.agreements.models import Agreement
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import OtherCountry
from registry.programme.risks.errors import (
    AlreadyRaised,
    DayNotToCome,
    IncidentsNotPlayed,
    IncidentUnknown,
    SubjectUnknown,
)
from registry.programme.risks.machine import INCIDENT, OFFICES
from registry.programme.risks.models import About, Incident, IncidentState, Response, RiskResponse
from registry.programme.risks.subjects import tonnes_of
from registry.programme.risks.taxonomy import owners, risks
from registry.programme.transfers.models import TransferRequest
from registry.records import next_key, refuse, require_choice, require_role
from registry.roles import Actor, Role

LATE_TRANSFER = "credit_transfer"
"""The risk of an incident that the lesson itself opens, about an overdue transfer."""

_CLOCK = frozenset({Role.CLOCK})
_OPEN = "FROM incident WHERE concluded_at IS NULL"
_NEXT = f"SELECT min(due_at) {_OPEN} AND late_at IS NULL"
_LATE = f"""
    SELECT t.id FROM transfer_request t
    WHERE t.overdue AND t.completed_at IS NULL AND EXISTS (SELECT 1 FROM agreement a
        WHERE a.partner IN (t.source_registry, t.target_registry)
        AND a.host IN (t.source_registry, t.target_registry))
    AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.about = '{About.TRANSFER}'
        AND i.subject = CAST(t.id AS TEXT))
    AND EXISTS (SELECT 1 FROM control WHERE name = '{PERIOD}')
    ORDER BY t.id LIMIT 1
"""


class RespondToRisk(Arguments):
    """A risk, the way to respond (avoid, reduce, share, accept), what is done, and by which day."""

    risk: Text
    response: Text
    text: Text
    due_day: Text


class OpenIncident(Arguments):
    """An agreement, the risk, what it concerns (transfer, item, account or instrument, and which),
    and what has happened."""

    agreement: Text
    risk: Text
    about: Text
    subject: Text
    reason: Text


class LateTransfer(Arguments):
    """A transfer by its number."""

    transfer: Number


def respond(
    books: Books, *, risk: str, response: str, text: str, due_day: str, by: Actor, at: int
) -> dict[str, Any]:
    """Enter how one's office responds to a risk; what it entered before stays in the history."""
    session = books.session
    require_played(session)
    require_choice("risk", risk, risks())
    answering = risks()[risk].offices
    require_role(by, procedure="risk", step="respond", roles=answering)
    require_choice("response", response, Response)
    refuse(ground(text))
    today = day_of(at).isoformat()
    if not _is_day(due_day) or due_day < today:
        raise DayNotToCome(given=due_day, today=today)
    entered = RiskResponse(
        id=next_key(session, RiskResponse.id),
        risk=risk,
        response=Response(response),
        text=text.strip(),
        due_day=due_day,
        office=office_of(by, answering),
        seat=by.seat,
        at=at,
    )
    session.add(entered)
    session.flush()
    return {"entry": entered.id, "risk": risk, "response": response, "due_day": due_day}


def open_incident(
    books: Books,
    *,
    agreement: str,
    risk: str,
    about: str,
    subject: str,
    reason: str,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Open an incident as a government or a registry manager of one of the two countries."""
    session = books.session
    require_played(session)
    agreed = agreements.find(session, agreement)
    require_role(by, procedure="incident", step="open", roles=OFFICES)
    own = participants.find(session, by.seat).country
    if own not in ("", agreed.partner, agreed.host):
        raise OtherCountry(
            step="incident.open", country=f"{agreed.partner}, {agreed.host}", seat=by.seat, own=own
        )
    require_choice("risk", risk, risks())
    require_choice("about", about, About)
    subject = subject.strip()
    quantity = tonnes_of(session, agreed, About(about), subject)
    if quantity is None:
        raise SubjectUnknown(given=subject, about=about, agreement=agreement)
    refuse([*_raised(session, agreement, risk, about, subject), *ground(reason)])
    opened = _enter(
        session, agreed, risk=risk, about=About(about), subject=subject, quantity=quantity,
        reason=reason.strip(), opened_by=by.seat, at=at,
    )  # fmt: skip
    return as_it_stands(opened) | {"quantity": quantity}


def raise_late(books: Books, *, transfer: int, by: Actor, at: int) -> dict[str, Any]:
    """Open an incident about a transfer whose registries have not finished it in time."""
    session = books.session
    asked = session.get(TransferRequest, transfer)
    assert asked is not None, f"no transfer {transfer}"
    between = (asked.source_registry, asked.target_registry)
    found = select(Agreement).where(
        col(Agreement.partner).in_(between), col(Agreement.host).in_(between)
    )
    agreed = session.exec(found.order_by(col(Agreement.code))).first()
    assert agreed is not None, f"transfer {transfer} goes between two countries with an agreement"
    opened = _enter(
        session, agreed, risk=LATE_TRANSFER, about=About.TRANSFER, subject=str(transfer),
        quantity=asked.quantity, reason=asked.transfer_id, opened_by="", at=at,
    )  # fmt: skip
    return as_it_stands(opened) | {
        "quantity": opened.quantity, "agreement": agreed.code, "reason": opened.reason,
    }  # fmt: skip


def due(books: Books, *, by: Actor, at: int) -> dict[str, Any]:
    """Mark the incidents that were not concluded in time; they go on."""
    session = books.session
    late = select(Incident).where(
        col(Incident.due_at) <= at,
        col(Incident.concluded_at).is_(None),
        col(Incident.late_at).is_(None),
    )
    found = list(session.exec(late.order_by(col(Incident.id))))
    for one in found:
        one.late_at = at
    session.flush()
    return {"late": [one.id for one in found]}


def incidents_due(books: Books) -> Source:
    """The source of incidents' deadlines."""

    def source() -> Due | None:
        ends = books.store.fetch(_NEXT)[0][0]
        return None if ends is None else Due(ends, "incident.due", {})

    return source


def incidents_raised(books: Books) -> Source:
    """The source of incidents that the lesson itself opens, as soon as a transfer is overdue."""

    def source() -> Due | None:
        found = books.store.fetch(_LATE)
        return Due(books.at, "incident.raise", {"transfer": found[0][0]}) if found else None

    return source


def played(session: Session) -> bool:
    """Whether the lesson plays incidents."""
    return controls.end_of(session, PERIOD, since=0) is not None


def require_played(session: Session) -> None:
    """Refuse with IncidentsNotPlayed in a lesson whose register is only read."""
    if not played(session):
        raise IncidentsNotPlayed()


def find(session: Session, incident: int) -> Incident:
    """The incident with this number; refuses with IncidentUnknown."""
    found = session.get(Incident, incident)
    if found is None:
        raise IncidentUnknown(incident=incident)
    return found


def office_of(by: Actor, among: frozenset[Role] | tuple[Role, ...]) -> Role:
    """The office as whose holder a seat acts: that of its role, or the first other one."""
    held = [by.role, *sorted(by.further)]
    return next(office for office in held if office in among)


def as_it_stands(one: Incident) -> dict[str, Any]:
    """The answer of a step on an incident."""
    return {
        "incident": one.id, "state": str(one.state), "due_at": one.due_at,
        "late": one.late_at is not None,
    }  # fmt: skip


def _raised(
    session: Session, agreement: str, risk: str, about: str, subject: str
) -> list[AlreadyRaised]:
    same = select(Incident.id).where(
        Incident.agreement == agreement,
        Incident.risk == risk,
        Incident.about == About(about),
        Incident.subject == subject,
        Incident.state != IncidentState.CONCLUDED,
    )
    found = session.exec(same).first()
    return [AlreadyRaised(incident=found, given=subject)] if found is not None else []


def _enter(
    session: Session,
    agreed: Agreement,
    *,
    risk: str,
    about: About,
    subject: str,
    quantity: int,
    reason: str,
    opened_by: str,
    at: int,
) -> Incident:
    due_at = controls.end_of(session, PERIOD, since=at)
    assert due_at is not None, "incidents are played"
    opened = Incident(
        id=next_key(session, Incident.id),
        agreement=agreed.code,
        risk=risk,
        about=about,
        subject=subject,
        quantity=quantity,
        reason=reason,
        state=INCIDENT.initial,
        opened_by=opened_by,
        opened_at=at,
        due_at=due_at,
    )
    session.add(opened)
    session.flush()
    return opened


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


COMMANDS = (
    Command(
        name="risk.respond", en="Respond to risk", zh="登记风险应对",
        done=("Response entered", "风险应对已登记"),
        not_done=("Response not entered", "风险应对未登记"),
        arguments=RespondToRisk, roles=owners(), run=on_books(respond),
    ),
    Command(
        name="incident.open", en="Open incident", zh="提出事件",
        done=("Incident opened", "事件已提出"), not_done=("Incident not opened", "事件未提出"),
        arguments=OpenIncident, roles=OFFICES, run=on_books(open_incident),
    ),
    Command(
        name="incident.raise", en="Incident about an overdue transfer", zh="转让逾期事件",
        arguments=LateTransfer, roles=_CLOCK, run=on_books(raise_late), paused=True,
        by_people=False,
    ),
    Command(
        name="incident.due", en="Incidents not concluded in time", zh="事件逾期未结案",
        arguments=Nothing, roles=_CLOCK, run=on_books(due), paused=True, by_people=False,
    ),
)  # fmt: skip
