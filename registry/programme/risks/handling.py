"""The joint response team of an incident: who is in it, its steps, and the note of both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from ledger.books import Books
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts.commands import ground
from registry.programme.agreements.queries import known, side_for
from registry.programme.participants import commands as participants
from registry.programme.participants.errors import OtherCountry
from registry.programme.risks.commands import as_it_stands, find, office_of
from registry.programme.risks.errors import (
    NotAnOfficial,
    NoteUnknown,
    NothingDrafted,
    NotInTheTeam,
    OnBothSides,
    SideHasDone,
)
from registry.programme.risks.machine import GOVERNMENTS, INCIDENT, OFFICES
from registry.programme.risks.models import (
    Incident,
    IncidentConsent,
    IncidentMember,
    IncidentNote,
    IncidentStep,
    Step,
)
from registry.records import CheckFailed, next_key, refuse
from registry.roles import Actor, Side, offices_of


class OneIncident(Arguments):
    """An incident by its number."""

    incident: Number


class NameMember(OneIncident):
    """An incident, and the seat that one's side sends into its team."""

    member: Text


class TakeStep(OneIncident):
    """An incident, and what the member has found or done."""

    note: Text


class DraftNote(OneIncident):
    """An incident, and the text that the public is to read."""

    text: Text


class AgreeToNote(OneIncident):
    """An incident, and the number of the text to which one's side consents."""

    note: Number


def name(books: Books, *, incident: int, member: str, by: Actor, at: int) -> dict[str, Any]:
    """Name the member of one's side; when both sides have, the team takes its steps."""
    session = books.session
    one = find(session, incident)
    after = INCIDENT.after(one.state, "name", offices=by.offices)
    side = _side_of(session, one, by, step="name")
    team = members_of(session, incident)
    country = known(session, one.agreement).country(side)
    failed: list[CheckFailed] = []
    if side in team:
        failed.append(SideHasDone(side=str(side), trigger="name", incident=incident))
    sent = participants.find(session, member)
    offices = offices_of(sent.offices) | {sent.role}
    if sent.country not in ("", country) or offices.isdisjoint(OFFICES):
        failed.append(NotAnOfficial(seat=member, country=country))
    if member in team.values():
        failed.append(OnBothSides(seat=member, incident=incident))
    refuse(failed)
    number = next_key(session, IncidentMember.id)
    session.add(
        IncidentMember(
            id=number, incident=incident, side=side, seat=member, named_by=by.seat, at=at
        )
    )
    if team:
        one.state = after
    session.flush()
    return as_it_stands(one) | {"member": member, "side": str(side)}


def step(which: Step) -> Callable[..., dict[str, Any]]:
    """The handler of a step of the team."""

    def take(books: Books, *, incident: int, note: str, by: Actor, at: int) -> dict[str, Any]:
        return _take(books, which, incident, note, by=by, at=at)

    take.__doc__ = f"Take the step '{which}' as a member of the team, with a note."
    return take


def _take(
    books: Books, which: Step, incident: int, note: str, *, by: Actor, at: int
) -> dict[str, Any]:
    session = books.session
    one = find(session, incident)
    after = INCIDENT.after(one.state, which, offices=by.offices)
    team = members_of(session, incident)
    failed: list[CheckFailed] = []
    side = next((side for side, seat in team.items() if seat == by.seat), None)
    if side is None:
        members = ", ".join(team.values())
        failed.append(NotInTheTeam(seat=by.seat, incident=incident, members=members))
    refuse([*failed, *ground(note)])
    assert side is not None
    session.add(
        IncidentStep(
            id=next_key(session, IncidentStep.id),
            incident=incident,
            step=which,
            side=side,
            office=office_of(by, OFFICES),
            seat=by.seat,
            note=note.strip(),
            at=at,
        )
    )
    one.state = after
    session.flush()
    return as_it_stands(one) | {"step": str(which), "side": str(side)}


def draft(books: Books, *, incident: int, text: str, by: Actor, at: int) -> dict[str, Any]:
    """Propose a text as the public note, and consent to it; it replaces an earlier one."""
    session = books.session
    one = find(session, incident)
    one.state = INCIDENT.after(one.state, "draft", offices=by.offices)
    side = _side_of(session, one, by, step="draft")
    refuse(ground(text))
    number = next_key(session, IncidentNote.id)
    session.add(
        IncidentNote(
            id=number, incident=incident, text=text.strip(), side=side, seat=by.seat, at=at
        )
    )
    session.flush()
    _consent(session, number, side, by=by, at=at)
    return as_it_stands(one) | {"note": number, "side": str(side)}


def agree(books: Books, *, incident: int, note: int, by: Actor, at: int) -> dict[str, Any]:
    """Consent to the text proposed last; with both sides' consent the incident is concluded."""
    session = books.session
    one = find(session, incident)
    after = INCIDENT.after(one.state, "agree", offices=by.offices)
    side = _side_of(session, one, by, step="agree")
    last = last_note(session, incident)
    if last is None:
        raise NothingDrafted(incident=incident)
    consented = consents_of(session, last.id)
    if side in consented:
        raise SideHasDone(side=str(side), trigger="agree", incident=incident)
    if note != last.id:
        raise NoteUnknown(note=note, incident=incident, last=last.id)
    _consent(session, note, side, by=by, at=at)
    one.state, one.concluded_at = after, at
    session.flush()
    return as_it_stands(one) | {"note": note, "side": str(side)}


def members_of(session: Session, incident: int) -> dict[Side, str]:
    """The seats that the sides have named so far."""
    found = select(IncidentMember).where(IncidentMember.incident == incident)
    return {Side(one.side): one.seat for one in session.exec(found)}


def last_note(session: Session, incident: int) -> IncidentNote | None:
    """The text proposed last as the public note of an incident; None if there is none."""
    found = select(IncidentNote).where(IncidentNote.incident == incident)
    return session.exec(found.order_by(col(IncidentNote.id).desc())).first()


def consents_of(session: Session, note: int) -> set[Side]:
    """The sides that consent to a text."""
    found = select(IncidentConsent.side).where(IncidentConsent.note == note)
    return {Side(side) for side in session.exec(found)}


def _consent(session: Session, note: int, side: Side, *, by: Actor, at: int) -> None:
    number = next_key(session, IncidentConsent.id)
    session.add(IncidentConsent(id=number, note=note, side=side, seat=by.seat, at=at))
    session.flush()


def _side_of(session: Session, one: Incident, by: Actor, *, step: str) -> Side:
    """The side for which a government acts; refuses that of a third country."""
    agreed = known(session, one.agreement)
    side = side_for(session, agreed, by)
    if side is None:
        raise OtherCountry(
            step=f"incident.{step}",
            country=f"{agreed.partner}, {agreed.host}",
            seat=by.seat,
            own=participants.find(session, by.seat).country,
        )
    return side


COMMANDS = (
    Command(
        name="incident.name", en="Name team member", zh="指派小组成员",
        done=("Team member named", "小组成员已指派"),
        not_done=("Team member not named", "小组成员未指派"),
        arguments=NameMember, roles=GOVERNMENTS, run=on_books(name),
    ),
    Command(
        name="incident.assess", en="Assess incident", zh="评估事件",
        done=("Incident assessed", "事件已评估"),
        not_done=("Incident not assessed", "事件未评估"),
        arguments=TakeStep, roles=OFFICES, run=on_books(step(Step.ASSESS)),
    ),
    Command(
        name="incident.contain", en="Contain incident", zh="控制事件",
        done=("Incident contained", "事件已控制"),
        not_done=("Incident not contained", "事件未控制"),
        arguments=TakeStep, roles=OFFICES, run=on_books(step(Step.CONTAIN)),
    ),
    Command(
        name="incident.rectify", en="Rectify incident", zh="纠正事件",
        done=("Incident rectified", "事件已纠正"),
        not_done=("Incident not rectified", "事件未纠正"),
        arguments=TakeStep, roles=OFFICES, run=on_books(step(Step.RECTIFY)),
    ),
    Command(
        name="incident.report", en="Report on incident", zh="报告事件",
        done=("Report on the incident entered", "事件报告已提交"),
        not_done=("Report on the incident not entered", "事件报告未提交"),
        arguments=TakeStep, roles=OFFICES, run=on_books(step(Step.REPORT)),
    ),
    Command(
        name="incident.draft", en="Propose public note", zh="提出公告稿",
        done=("Public note proposed", "公告稿已提出"),
        not_done=("Public note not proposed", "公告稿未提出"),
        arguments=DraftNote, roles=GOVERNMENTS, run=on_books(draft),
    ),
    Command(
        name="incident.agree", en="Consent to public note", zh="同意公告",
        done=("Consented: the incident is concluded", "已同意，事件结案"),
        not_done=("No consent to the note", "未同意公告"),
        arguments=AgreeToNote, roles=GOVERNMENTS, run=on_books(agree),
    ),
)  # fmt: skip
