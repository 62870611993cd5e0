"""Queries of the risk register, of responses, and of incidents: who sees them, who acts on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger.paging import Page
from registry.programme.agreements import queries as agreements
from registry.programme.participants.queries import ParticipantView, participant, participants
from registry.programme.risks.commands import played as played
from registry.programme.risks.events import RiskEvent, events
from registry.programme.risks.handling import consents_of, last_note, members_of
from registry.programme.risks.machine import INCIDENT, OFFICES
from registry.programme.risks.models import (
    Incident,
    IncidentMember,
    IncidentNote,
    IncidentState,
    IncidentStep,
    RiskResponse,
)
from registry.programme.risks.taxonomy import Risk, risks
from registry.roles import Actor, Role

PAGE = 50
_WATCH = OFFICES | {Role.SECRETARIAT}
"""The offices of both countries that are shown an incident from its first moment."""


@dataclass(frozen=True)
class ResponseView:
    """How an office responds to a risk, by which day (ISO); the newest of a risk is in force."""

    entry: int
    risk: str
    response: str
    text: str
    due_day: str
    office: str
    seat: str
    at: int


@dataclass(frozen=True)
class SortView:
    """How often a sort of event happened, and its tonnes."""

    sort: str
    count: int
    quantity: int


@dataclass(frozen=True)
class RiskView:
    """One line of the register: the risk, its events so far, its responses and its incidents.

    `count` says how likely it was in this lesson, `quantity` (t) and `amount_fen` what it
    concerned; `open` events still stand. `responses`: newest first. Of its incidents: those still
    dealt with, those late, and those concluded.
    """

    risk: Risk
    count: int
    open: int
    quantity: int
    amount_fen: int
    last_at: int | None
    sorts: tuple[SortView, ...]
    responses: tuple[ResponseView, ...]
    incidents_open: int
    incidents_late: int
    incidents_concluded: int


@dataclass(frozen=True)
class TeamView:
    """The member of a side."""

    side: str
    seat: str
    named_by: str
    at: int


@dataclass(frozen=True)
class StepView:
    """A step that a member took, for its side and as holder of an office."""

    step: str
    side: str
    office: str
    seat: str
    note: str
    at: int


@dataclass(frozen=True)
class NoteView:
    """A text proposed as public note, and the sides that consent to it."""

    note: int
    text: str
    side: str
    seat: str
    at: int
    consents: tuple[str, ...]


@dataclass(frozen=True)
class IncidentView:
    """An incident with its team, its steps and the texts proposed, oldest first.

    `about` and `subject` name what it concerns; `opened_by` is "" for the lesson itself. `due_at`
    and `late_at` are lesson time (ms); `late_at` None: never late so far.
    """

    incident: int
    agreement: str
    risk: str
    about: str
    subject: str
    quantity: int
    reason: str
    state: str
    opened_by: str
    opened_at: int
    due_at: int
    late_at: int | None
    concluded_at: int | None
    team: tuple[TeamView, ...]
    steps: tuple[StepView, ...]
    notes: tuple[NoteView, ...]

    @property
    def note(self) -> NoteView | None:
        """The text proposed last, None before the first."""
        return self.notes[-1] if self.notes else None


@dataclass(frozen=True)
class PublicNote:
    """What the public learns of a concluded incident: the text of both governments."""

    incident: int
    agreement: str
    risk: str
    text: str
    at: int


def register(session: Session, market: Iterable[RiskEvent] = ()) -> list[RiskView]:
    """The register in the order of stages; `market` are the events of the lesson's exchange."""
    by_risk: defaultdict[str, list[RiskEvent]] = defaultdict(list)
    for event in events(session, market):
        by_risk[event.risk].append(event)
    responded: defaultdict[str, list[ResponseView]] = defaultdict(list)
    for one in responses(session):
        responded[one.risk].append(one)
    cases: defaultdict[str, list[Incident]] = defaultdict(list)
    for case in session.exec(select(Incident)):
        cases[case.risk].append(case)
    return [
        _line(risk, by_risk[code], responded[code], cases[code]) for code, risk in risks().items()
    ]


def _line(
    risk: Risk, found: list[RiskEvent], responded: list[ResponseView], cases: list[Incident]
) -> RiskView:
    sorts: dict[str, list[RiskEvent]] = {}
    for event in found:
        sorts.setdefault(event.sort, []).append(event)
    standing = [one for one in cases if one.state is not IncidentState.CONCLUDED]
    return RiskView(
        risk=risk,
        count=len(found),
        open=sum(one.open for one in found),
        quantity=sum(one.quantity for one in found),
        amount_fen=sum(one.amount_fen for one in found),
        last_at=found[-1].at if found else None,
        sorts=tuple(
            SortView(sort, len(of_sort), sum(one.quantity for one in of_sort))
            for sort, of_sort in sorts.items()
        ),
        responses=tuple(responded),
        incidents_open=len(standing),
        incidents_late=sum(one.late_at is not None for one in cases),
        incidents_concluded=len(cases) - len(standing),
    )


@dataclass(frozen=True)
class NumberedEvent(RiskEvent):
    """An event with its place in the order of all, from 1; later events do not move it."""

    number: int = 0


def events_numbered(session: Session, market: Iterable[RiskEvent] = ()) -> list[NumberedEvent]:
    """Every event, newest first; `market` are the events of the lesson's exchange."""
    found = [
        NumberedEvent(**vars(one), number=number)
        for number, one in enumerate(events(session, market), start=1)
    ]
    return found[::-1]


def responses(session: Session, *, risk: str = "") -> list[ResponseView]:
    """The responses to a risk, or to all, newest first."""
    asked = select(RiskResponse).order_by(col(RiskResponse.id).desc())
    if risk:
        asked = asked.where(RiskResponse.risk == risk)
    return [
        ResponseView(
            one.id, one.risk, str(one.response), one.text, one.due_day, str(one.office), one.seat,
            one.at,
        )
        for one in session.exec(asked)
    ]  # fmt: skip


def answers_for(risk: str, by: Actor) -> bool:
    """Whether a seat may enter a response to a risk."""
    return by.holds(risks()[risk].offices)


def incidents(
    session: Session,
    *,
    by: Actor | None = None,
    before: int = 0,
    after: int | None = None,
    limit: int = PAGE,
) -> list[IncidentView]:
    """Incidents, newest first: those that a seat is shown, or all (`by` None)."""
    asked = Page(before, after, limit).of(select(Incident), Incident.id)
    if by is not None:
        asked = asked.where(col(Incident.agreement).in_(_watched(session, by)))
    return [_view(session, row) for row in list(session.exec(asked))]


def incident(session: Session, number: int, *, by: Actor | None = None) -> IncidentView | None:
    """One incident; None if there is none, or if this seat is not shown it (`by` None: all)."""
    found = session.get(Incident, number)
    if found is None or (by is not None and found.agreement not in _watched(session, by)):
        return None
    return _view(session, found)


def open_incidents(session: Session, *, by: Actor) -> list[IncidentView]:
    """The incidents that a seat is shown and that are not concluded, the first to end first."""
    asked = select(Incident).where(
        Incident.state != IncidentState.CONCLUDED,
        col(Incident.agreement).in_(_watched(session, by)),
    )
    found = session.exec(asked.order_by(col(Incident.due_at), col(Incident.id)))
    return [_view(session, row) for row in list(found)]


def waiting(session: Session, *, by: Actor) -> list[tuple[IncidentView, str]]:
    """The incidents on which a seat can take a step now, the first to end first, with that step.

    A government can always propose another text; that waits for nobody once it has consented.
    """
    if by.offices.isdisjoint(OFFICES) or session.exec(_STANDING).first() is None:
        return []
    found = []
    for one in open_incidents(session, by=by):
        steps = possible(session, one, by)
        first = "agree" if "agree" in steps else next(iter(steps), "")
        if first and (first != "draft" or one.note is None):
            found.append((one, first))
    return found


_STANDING = select(Incident.id).where(Incident.state != IncidentState.CONCLUDED).limit(1)


def about(session: Session, *, agreement: str, risk: str, subject: str) -> int | None:
    """The newest incident of a risk about a subject, open or concluded; None if there is none."""
    asked = select(Incident.id).where(
        Incident.agreement == agreement, Incident.risk == risk, Incident.subject == subject
    )
    return session.exec(asked.order_by(col(Incident.id).desc())).first()


def public_notes(session: Session) -> list[PublicNote]:
    """The notes of concluded incidents, newest first: all that the public learns of them."""
    asked = select(Incident).where(Incident.state == IncidentState.CONCLUDED)
    found = []
    for one in session.exec(asked.order_by(col(Incident.concluded_at).desc())):
        note = last_note(session, one.id)
        assert note is not None and one.concluded_at is not None, f"incident {one.id} has a note"
        found.append(PublicNote(one.id, one.agreement, one.risk, note.text, one.concluded_at))
    return found


def possible(session: Session, view: IncidentView, by: Actor) -> tuple[str, ...]:
    """The steps on an incident that a seat can take now, as triggers of its machine."""
    agreed = agreements.known(session, view.agreement)
    side = agreements.side_for(session, agreed, by)
    team = members_of(session, view.incident)
    note = view.note
    mine = {
        "name": side is not None and side not in team,
        "draft": side is not None,
        "agree": side is not None and note is not None and side not in note.consents,
    }
    member = by.seat in team.values()
    return tuple(
        move.trigger
        for move in INCIDENT.moves
        if move.source == view.state and mine.get(move.trigger, member)
        if move.by is not None and not move.by.isdisjoint(by.offices)
    )


def members(session: Session, view: IncidentView, by: Actor) -> list[str]:
    """The seats that a government can send into the team of an incident, its own first."""
    agreed = agreements.known(session, view.agreement)
    side = agreements.side_for(session, agreed, by)
    if side is None:
        return []
    taken = members_of(session, view.incident).values()
    found = [
        one.seat
        for one in _officials(session)
        if one.country in ("", agreed.country(side)) and one.seat not in taken
    ]
    return sorted(found, key=lambda seat: (seat != by.seat, found.index(seat)))


def watches(session: Session, by: Actor) -> bool:
    """Whether a seat is shown incidents of any agreement."""
    return bool(_watched(session, by))


def opens_under(session: Session, by: Actor) -> list[str]:
    """The agreements under which a seat can open an incident."""
    if by.offices.isdisjoint(OFFICES):
        return []
    return _watched(session, by)


def _officials(session: Session) -> list[ParticipantView]:
    return [one for one in participants(session) if not OFFICES.isdisjoint(one.offices)]


def _watched(session: Session, by: Actor) -> list[str]:
    """The agreements whose incidents a seat is shown: those of its country, as an official."""
    own = participant(session, by.seat)
    if own is None or by.offices.isdisjoint(_WATCH):
        return []
    return [
        one.code
        for one in agreements.agreements(session)
        if own.country in ("", one.partner, one.host)
    ]


def _view(session: Session, row: Incident) -> IncidentView:
    of_team = select(IncidentMember).where(IncidentMember.incident == row.id)
    steps = select(IncidentStep).where(IncidentStep.incident == row.id)
    notes = select(IncidentNote).where(IncidentNote.incident == row.id)
    return IncidentView(
        incident=row.id,
        about=str(row.about),
        state=str(row.state),
        team=tuple(
            TeamView(str(one.side), one.seat, one.named_by, one.at)
            for one in session.exec(of_team.order_by(col(IncidentMember.id)))
        ),
        steps=tuple(
            StepView(
                str(one.step), str(one.side), str(one.office), one.seat, one.note, one.at
            )
            for one in session.exec(steps.order_by(col(IncidentStep.id)))
        ),
        notes=tuple(
            NoteView(
                one.id, one.text, str(one.side), one.seat, one.at,
                tuple(sorted(map(str, consents_of(session, one.id)))),
            )
            for one in list(session.exec(notes.order_by(col(IncidentNote.id))))
        ),
        **row.model_dump(exclude={"id", "about", "state"}),
    )  # fmt: skip
