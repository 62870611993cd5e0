"""Terms, members, items and votes of the joint committees; an item's subject is a number."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, index_where, key, whole
from registry.pace import Kind as DayKind
from registry.roles import Side


class ItemState(StrEnum):
    """State of an item."""

    DRAFT = "draft"
    CIRCULATED = "circulated"
    OBJECTED = "objected"
    ON_AGENDA = "on_agenda"
    DEFERRED = "deferred"
    LAPSED = "lapsed"
    ADOPTED = "adopted"
    PUBLISHED = "published"
    USED = "used"
    DROPPED = "dropped"


class MotionState(StrEnum):
    """State of a motion."""

    REQUESTED = "requested"
    IN_FORCE = "in_force"
    DROPPED = "dropped"


class Vote(StrEnum):
    """What a member votes."""

    AFFIRM = "affirm"
    OBJECT = "object"
    ABSTAIN = "abstain"


class Said(StrEnum):
    """What a member says on an item; the last of its votes and withdrawals counts."""

    AFFIRM = "affirm"
    OBJECT = "object"
    ABSTAIN = "abstain"
    WITHDRAW = "withdraw"
    COMMENT = "comment"
    RECUSE = "recuse"
    DELEGATE = "delegate"
    CONSENSUS = "consensus"
    NO_CONSENSUS = "no_consensus"


class CommitteeTerms(Table, table=True):
    """How long the committee of an agreement circulates an item, and how long at least after a
    withdrawn objection: days of a kind. 0 days: no clock.

    `dates` are the lesson's trading days, blanks between them.
    """

    __tablename__ = "committee_terms"
    __append_only__ = True
    agreement: str = Field(primary_key=True)
    circulation_days: int = whole()
    circulation_kind: DayKind = enum_column(DayKind)
    resumed_days: int = whole()
    resumed_kind: DayKind = enum_column(DayKind, check="resumed_kind")
    dates: str


class CommitteeMember(Table, table=True):
    """A seat that represents one side in the committee of an agreement.

    `employer` is the seat of the company that employs the member, "" for none: on that company's
    items it has no vote.
    """

    __tablename__ = "committee_member"
    __table_args__ = (UniqueConstraint("agreement", "seat"),)
    __append_only__ = True
    id: int = key()
    agreement: str
    side: Side = enum_column(Side)
    seat: str
    cochair: bool
    employer: str


class CommitteeItem(Table, table=True):
    """An item to decide; kind and subject never change, quantity (t) and digest with a revision.

    `digest` is that of its papers. `circulation` counts how often it was circulated: votes belong
    to one circulation, whose papers were filed at `circulated_at`. Times are lesson time in ms:
    `due_at` is when the running circulation ends, None while no clock runs; `left_ms` what an
    objection left of it.
    """

    __tablename__ = "committee_item"
    __table_args__ = (index_where("due_at IS NOT NULL", "ix_committee_item_due", "due_at"),)
    __changes__ = (
        "quantity", "digest", "circulation", "state", "circulated_at", "due_at", "left_ms",
        "decided_at", "published_at", "used_for", "used_at",
    )  # fmt: skip
    __final__ = "OLD.state IN ('used', 'dropped')"
    id: int = key()
    agreement: str
    kind: str
    subject: int = whole()
    quantity: int = whole()
    digest: str
    circulation: int = whole()
    state: ItemState = enum_column(ItemState)
    opened_by: str
    opened_at: int = whole()
    circulated_at: int | None = whole(optional=True)
    due_at: int | None = whole(optional=True)
    left_ms: int = whole()
    decided_at: int | None = whole(optional=True)
    published_at: int | None = whole(optional=True)
    used_for: str = ""
    used_at: int | None = whole(optional=True)


class CommitteeVote(Table, table=True):
    """What a member said on an item, in one of its circulations; never changed.

    `about` is the paper that an objection names, the seat that a delegation names, or the seats
    present at a meeting; `cast_by` the seat that gave the command, another one by delegation.
    """

    __tablename__ = "committee_vote"
    __append_only__ = True
    id: int = key()
    item: int = whole(index=True)
    circulation: int = whole()
    side: Side = enum_column(Side)
    seat: str
    vote: Said = enum_column(Said)
    about: str
    reason: str
    cast_by: str
    at: int = whole()


class CommitteePaper(Table, table=True):
    """A paper of an item as one circulation had it; never changed.

    `digest` is the SHA-256 of name and text.
    """

    __tablename__ = "committee_paper"
    __append_only__ = True
    id: int = key()
    item: int = whole(index=True)
    circulation: int = whole()
    name: str
    text: str
    digest: str


class CommitteeMotion(Table, table=True):
    """A motion: the subject of an item that has no other record than what it asks for.

    `kind` is that of its item, `about` what it concerns, as text: a project, a type, an agreement,
    a transaction. `terms` are what is to hold, `key value` pairs in order. It holds from `since`,
    lesson time in ms: the publication of its decision.
    """

    __tablename__ = "committee_motion"
    __changes__ = ("state", "reason", "since")
    __final__ = "OLD.state <> 'requested'"
    id: int = key()
    kind: str
    agreement: str
    about: str
    terms: str
    reason: str
    quantity: int = whole()
    item: int = whole(index=True)
    state: MotionState = enum_column(MotionState, check="motion_state")
    requested_by: str
    requested_at: int = whole()
    since: int | None = whole(optional=True)
