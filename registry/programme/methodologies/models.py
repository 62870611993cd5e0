"""The methodologies of a lesson; versions that are decided on, conditions, baselines."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class MethodologyState(StrEnum):
    """State of a version of a methodology, from its submission to its end."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    PUBLIC_INPUT = "public_input"
    CONSIDERED = "considered"
    APPROVED = "approved"
    APPROVED_WITH_REVISIONS = "approved_with_revisions"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


VALID = (MethodologyState.APPROVED, MethodologyState.APPROVED_WITH_REVISIONS)
"""The states in which a version is valid; a superseded one is, for a time."""


class Storage(StrEnum):
    """How a methodology stores carbon: not at all, in a sink, or in geological formations."""

    NONE = "none"
    SINK = "sink"
    CCS = "ccs"


class Methodology(Table, table=True):
    """A methodology by its code; `status` is the reliability of its figures."""

    __append_only__ = True
    code: str = Field(primary_key=True)
    name_en: str
    name_zh: str
    source: str
    status: str


class MethodologyVersion(Table, table=True):
    """A version of a methodology under one agreement, "" on the list for domestic projects.

    `crediting_years` is the longest crediting period. Where it stores carbon, `buffer_percent` of
    an issuance is set aside for reversals (exact text). `proposed_by` is "" for the lesson's plan.

    `ends_at` is when the present step should be over (lesson time, ms), `overdue` whether it was
    not. `motion` is the committee's that decides on it, `valid_until` when a superseded version
    ends. `revisions` are those with which it was approved.
    """

    __tablename__ = "methodology_version"
    __table_args__ = (UniqueConstraint("code", "agreement", "version"),)
    __changes__ = (
        "state", "ends_at", "overdue", "motion", "valid_until", "revisions", "crediting_years",
        "buffer_percent",
    )  # fmt: skip
    __final__ = "OLD.state IN ('declined', 'superseded', 'revoked', 'withdrawn')"
    id: int = key()
    code: str = Field(index=True)
    version: int = whole()
    agreement: str
    name_en: str
    name_zh: str
    source: str
    status: str
    scope: int = whole()
    crediting_years: int = whole()
    storage: Storage = enum_column(Storage)
    buffer_percent: str
    proposed_by: str
    state: MethodologyState = enum_column(MethodologyState)
    ends_at: int | None = whole(optional=True)
    overdue: bool = False
    motion: int | None = whole(optional=True)
    valid_until: int | None = whole(optional=True)
    revisions: str = ""


class MethodologyCondition(Table, table=True):
    """A condition of a version on the projects to which it applies; never changed.

    The attribute of a project, how it relates to the value, and the value as text.
    """

    __tablename__ = "methodology_condition"
    __append_only__ = True
    id: int = key()
    methodology: int = whole(index=True)
    attribute: str
    relation: str
    value: str


class MethodologyAct(Table, table=True):
    """A step with a version of a methodology, or a public input to it; never changed.

    `motion` is the committee's that decided it, None without one; `seat` who took the step, "" for
    the lesson's plan; `reason` its reason, or the input.
    """

    __tablename__ = "methodology_act"
    __append_only__ = True
    id: int = key()
    methodology: int = whole(index=True)
    trigger: str
    motion: int | None = whole(optional=True)
    seat: str
    reason: str
    at: int = whole()


class BaselineStep(Table, table=True):
    """A tightening of a methodology's baseline under an agreement ("": for domestic projects).

    Monitoring periods that begin on `first_day` (ISO) or later have a factor that is `percent`
    (exact text) lower than before. `motion` decided it, None without a committee.
    """

    __tablename__ = "baseline_step"
    __append_only__ = True
    id: int = key()
    agreement: str
    code: str
    percent: str
    first_day: str
    motion: int | None = whole(optional=True)
    seat: str
    reason: str
    at: int = whole()
