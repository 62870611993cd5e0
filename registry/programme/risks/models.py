"""Responses to risks, and incidents with their team, steps and public notes."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, index_where, key, whole
from registry.roles import Role, Side


class Response(StrEnum):
    """The ways to respond to a risk."""

    AVOID = "avoid"
    REDUCE = "reduce"
    SHARE = "share"
    ACCEPT = "accept"


class About(StrEnum):
    """What an incident concerns."""

    TRANSFER = "transfer"
    ITEM = "item"
    ACCOUNT = "account"
    INSTRUMENT = "instrument"


class IncidentState(StrEnum):
    """State of an incident, after the steps of its team."""

    RAISED = "raised"
    JOINED = "joined"
    ASSESSED = "assessed"
    CONTAINED = "contained"
    RECTIFIED = "rectified"
    REPORTED = "reported"
    CONCLUDED = "concluded"


class Step(StrEnum):
    """The steps of a joint response team, in their order."""

    ASSESS = "assess"
    CONTAIN = "contain"
    RECTIFY = "rectify"
    REPORT = "report"


class RiskResponse(Table, table=True):
    """How an office that answers for a risk responds to it; a later row of it takes its place.

    `due_day` is an ISO day by which that is to be in place.
    """

    __tablename__ = "risk_response"
    __append_only__ = True
    id: int = key()
    risk: str
    response: Response = enum_column(Response)
    text: str
    due_day: str
    office: Role = enum_column(Role)
    seat: str
    at: int = whole()


class Incident(Table, table=True):
    """A case under an agreement that both sides deal with together.

    `subject` names what it is about: the number of a transfer or an item, that of an account, or
    an instrument's code; `quantity` are the tonnes concerned when it was opened. `opened_by` is ""
    where the lesson itself opened it. `due_at` is the lesson time (ms) by which it has to be
    concluded, `late_at` when it was found not to be, None if it never was.
    """

    __table_args__ = (
        index_where("concluded_at IS NULL AND late_at IS NULL", "ix_incident_due_at", "due_at"),
    )
    __changes__ = ("state", "late_at", "concluded_at")
    __final__ = "OLD.state = 'concluded'"
    id: int = key()
    agreement: str
    risk: str
    about: About = enum_column(About)
    subject: str
    quantity: int = whole()
    reason: str
    state: IncidentState = enum_column(IncidentState)
    opened_by: str
    opened_at: int = whole()
    due_at: int = whole()
    late_at: int | None = whole(optional=True)
    concluded_at: int | None = whole(optional=True)


class IncidentMember(Table, table=True):
    """The member that a side named for the joint response team of an incident."""

    __tablename__ = "incident_member"
    __table_args__ = (UniqueConstraint("incident", "side"),)
    __append_only__ = True
    id: int = key()
    incident: int = whole(index=True)
    side: Side = enum_column(Side)
    seat: str
    named_by: str
    at: int = whole()


class IncidentStep(Table, table=True):
    """A step that a member of the team took, as holder of an office and for its side."""

    __tablename__ = "incident_step"
    __table_args__ = (UniqueConstraint("incident", "step"),)
    __append_only__ = True
    id: int = key()
    incident: int = whole(index=True)
    step: Step = enum_column(Step)
    side: Side = enum_column(Side)
    office: Role = enum_column(Role)
    seat: str
    note: str
    at: int = whole()


class IncidentNote(Table, table=True):
    """A text that a government proposes as the public note of an incident; the last one counts."""

    __tablename__ = "incident_note"
    __append_only__ = True
    id: int = key()
    incident: int = whole(index=True)
    text: str
    side: Side = enum_column(Side)
    seat: str
    at: int = whole()


class IncidentConsent(Table, table=True):
    """A side's consent to the text of a note; who proposes one consents to it."""

    __tablename__ = "incident_consent"
    __table_args__ = (UniqueConstraint("note", "side"),)
    __append_only__ = True
    id: int = key()
    note: int = whole(index=True)
    side: Side = enum_column(Side)
    seat: str
    at: int = whole()
