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

    `dates` are the lesson's trading days, blanks between them; the committee can amend the days.
    """

    __tablename__ = "committee_terms"
    __changes__ = ("circulation_days", "resumed_days")
    __final__ = "1 = 0"
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
    to one circulation. Times are lesson time in ms: `due_at` is when the running circulation ends,
    None while no clock runs; `left_ms` what an objection left of it.
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
