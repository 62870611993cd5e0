"""Members, items and votes of the joint committees; an item's subject is a number."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole
from registry.roles import Side


class ItemState(StrEnum):
    """State of an item."""

    CIRCULATED = "circulated"
    HALF_AFFIRMED = "half_affirmed"
    ADOPTED = "adopted"
    OBJECTED = "objected"
    USED = "used"


class Vote(StrEnum):
    """A side's vote."""

    AFFIRM = "affirm"
    OBJECT = "object"


class CommitteeMember(Table, table=True):
    """A seat that represents one side in the committee of an agreement."""

    __tablename__ = "committee_member"
    __table_args__ = (UniqueConstraint("agreement", "seat"),)
    __append_only__ = True
    id: int = key()
    agreement: str
    side: Side = enum_column(Side)
    seat: str


class CommitteeItem(Table, table=True):
    """An item to decide: kind, subject and quantity in tonnes, none of which ever change."""

    __tablename__ = "committee_item"
    __changes__ = ("state", "decided_at", "used_for", "used_at")
    __final__ = "OLD.state IN ('objected', 'used')"
    id: int = key()
    agreement: str
    kind: str
    subject: int = whole()
    quantity: int = whole()
    state: ItemState = enum_column(ItemState)
    opened_by: str
    opened_at: int = whole()
    decided_at: int | None = whole(optional=True)
    used_for: str = ""
    used_at: int | None = whole(optional=True)


class CommitteeVote(Table, table=True):
    """One side's vote on one item."""

    __tablename__ = "committee_vote"
    __table_args__ = (UniqueConstraint("item", "side"),)
    __append_only__ = True
    id: int = key()
    item: int = whole(index=True)
    side: Side = enum_column(Side)
    seat: str
    vote: Vote = enum_column(Vote)
    at: int = whole()
