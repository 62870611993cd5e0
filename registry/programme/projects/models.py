"""Projects and monitoring periods. Factors are exact decimals kept as text."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole
from registry.roles import Side


class Project(Table, table=True):
    """A project in `host`; its credits are of `unit` and are issued in its host's registry.

    `margin` is the combined margin in t CO2 per MWh, exact decimal text; `om`, `bm` and their
    weights are empty where only the combined margin is known. `agreement` is the code of the one
    that shares its credits; a domestic project has none, and no partner.

    `installation` names what is measured, "" where the plan does not say: projects of one
    installation claim the same reductions. `stakes` are the seats of officials whose office has a
    stake in the project, blanks between them.
    """

    __append_only__ = True
    code: str = Field(primary_key=True)
    agreement: str
    host: str
    unit: str
    name_en: str
    name_zh: str
    owner: str
    partner: str
    kind: str
    methodology: str
    margin: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    margin_status: str
    from_covered_entity: bool
    installation: str
    stakes: str


class ProjectShare(Table, table=True):
    """A recipient of a project's credits with its exact percentage, in the plan's order.

    A project without rows is shared by its agreement's two shares. `government`: the share is that
    of the side's government.
    """

    __tablename__ = "project_share"
    __table_args__ = (UniqueConstraint("project", "seat"),)
    __append_only__ = True
    id: int = key()
    project: str
    seat: str
    side: Side = enum_column(Side)
    government: bool
    percent: str


class MonitoringPeriod(Table, table=True):
    """A monitored time of a project; `vintage` is its first calendar year.

    Its issuance can be requested from `available_from`, lesson time in ms. `generation_mwh` is that
    of the whole period; one that crosses the end of a year has a `MonitoredYear` for each year.
    """

    __tablename__ = "monitoring_period"
    __table_args__ = (UniqueConstraint("project", "number"),)
    __append_only__ = True
    id: int = key()
    project: str
    number: int = whole()
    first_day: str
    last_day: str
    vintage: int = whole()
    generation_mwh: str
    available_from: int = whole()


class MonitoredYear(Table, table=True):
    """The generation in one calendar year of a monitoring period that has days of several."""

    __tablename__ = "monitored_year"
    __table_args__ = (UniqueConstraint("project", "number", "year"),)
    __append_only__ = True
    id: int = key()
    project: str
    number: int = whole()
    year: int = whole()
    generation_mwh: str


class ProjectState(StrEnum):
    """State of a project that goes through the cycle."""

    IDEA = "idea"
    NOTE_SUBMITTED = "note_submitted"
    NOTE_ACCEPTED = "note_accepted"
    NOTE_OBJECTED = "note_objected"
    DESIGN_SUBMITTED = "design_submitted"
    PUBLIC_INPUT = "public_input"
    VALIDATION = "validation"
    VALIDATED = "validation_positive"
    VALIDATION_NEGATIVE = "validation_negative"
    ASSESSED = "reference_assessed"
    ALLOCATION_AGREED = "allocation_agreed"
    REGISTRATION_REQUESTED = "registration_requested"
    REGISTERED = "registered"
    REJECTED = "rejected"
    COMPLETED = "crediting_over"
    WITHDRAWN = "withdrawn"
    DEREGISTERED = "deregistered"


class RevisionSort(StrEnum):
    """What a registered project asks for."""

    CHANGE = "change"
    RENEWAL = "renewal"


class RevisionState(StrEnum):
    """State of a change or a renewal."""

    REQUESTED = "requested"
    ENDORSED = "endorsed"
    REJECTED = "rejected"
    IN_FORCE = "in_force"
    DROPPED = "dropped"


class CycleRule(Table, table=True):
    """A fact of a project cycle as the lesson keeps it; `value` is its JSON."""

    __tablename__ = "cycle_rule"
    __table_args__ = (UniqueConstraint("cycle", "name"),)
    __append_only__ = True
    id: int = key()
    cycle: str
    name: str
    value: str


class ProjectStage(Table, table=True):
    """Where a project stands that goes through the cycle of these rules, and since when (ms).

    `validator` is the entity that its design document names, `design` the version of that document,
    0 before the first. `ends_at` is the end of the publication, or the end of the last crediting
    period once it is registered; of a requested registration until when it is to be answered. None
    where no time runs.
    """

    __tablename__ = "project_stage"
    __changes__ = ("state", "validator", "design", "since", "ends_at")
    __final__ = "OLD.state IN ('note_objected', 'rejected', 'deregistered')"
    project: str = Field(primary_key=True)
    cycle: str
    state: ProjectState = enum_column(ProjectState)
    validator: str = ""
    design: int = whole()
    since: int = whole()
    ends_at: int | None = whole(optional=True)


class ProjectStep(Table, table=True):
    """A step that a project took, into `state`; `seat` "" for the clock. `remark` is what was said.

    `document` is the one that came with it and `item` the committee's, None without.
    """

    __tablename__ = "project_step"
    __append_only__ = True
    id: int = key()
    project: str = Field(index=True)
    trigger: str
    state: ProjectState = enum_column(ProjectState)
    seat: str
    remark: str = ""
    document: int | None = whole(optional=True)
    item: int | None = whole(optional=True)
    at: int = whole()


class ProjectComment(Table, table=True):
    """What somebody said on a version of a design document, and its validator's answer to it."""

    __tablename__ = "project_comment"
    __changes__ = ("answer", "answered_by", "answered_at")
    __final__ = "OLD.answered_at IS NOT NULL"
    id: int = key()
    project: str = Field(index=True)
    design: int = whole()
    seat: str
    text: str
    at: int = whole()
    answer: str = ""
    answered_by: str = ""
    answered_at: int | None = whole(optional=True)


class ProjectSignature(Table, table=True):
    """A party's signature on a version of a project's allocation: a participant or a government."""

    __tablename__ = "project_signature"
    __table_args__ = (UniqueConstraint("project", "version", "party"),)
    __append_only__ = True
    id: int = key()
    project: str
    version: int = whole()
    party: str
    seat: str
    at: int = whole()


class CreditingPeriod(Table, table=True):
    """Days of a project whose reductions are credited, both inclusive; it holds from `since`."""

    __tablename__ = "crediting_period"
    __table_args__ = (UniqueConstraint("project", "number"),)
    __append_only__ = True
    id: int = key()
    project: str
    number: int = whole()
    first_day: str
    last_day: str
    since: int = whole()


class ProjectRevision(Table, table=True):
    """A change or a renewal that a registered project asks for, by a version of its document.

    `motion` is the committee's once the validator has endorsed it, None before; `remark` is the
    validator's.
    """

    __tablename__ = "project_revision"
    __changes__ = ("state", "motion", "remark")
    __final__ = "OLD.state NOT IN ('requested', 'endorsed')"
    id: int = key()
    project: str
    sort: RevisionSort = enum_column(RevisionSort)
    state: RevisionState = enum_column(RevisionState)
    document: int = whole()
    reason: str
    requested_by: str
    requested_at: int = whole()
    motion: int | None = whole(optional=True)
    remark: str = ""
