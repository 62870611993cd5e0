"""Queries of the joint committee: items, votes, and the items that a side has to vote on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from ledger.paging import Page
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteeVote,
    ItemState,
)
from registry.roles import Side

PAGE = 50


@dataclass(frozen=True)
class VoteView:
    """One side's vote."""

    side: str
    seat: str
    vote: str
    at: int


@dataclass(frozen=True)
class ItemView:
    """An item with the votes so far."""

    item: int
    agreement: str
    kind: str
    subject: int
    quantity: int
    state: str
    opened_by: str
    opened_at: int
    decided_at: int | None
    used_for: str
    used_at: int | None
    votes: tuple[VoteView, ...]


def item(session: Session, number: int) -> ItemView | None:
    """One item, or None."""
    found = session.get(CommitteeItem, number)
    return _view(session, found) if found is not None else None


def items(
    session: Session, *, before: int = 0, after: int | None = None, limit: int = PAGE
) -> list[ItemView]:
    """Items, newest first; `before` and `after` page."""
    asked = Page(before, after, limit).of(select(CommitteeItem), CommitteeItem.id)
    return [_view(session, found) for found in session.exec(asked)]


def members(session: Session, agreement: str) -> list[CommitteeMember]:
    """The members of an agreement's committee: the partner's, then the host's."""
    found = session.exec(
        select(CommitteeMember)
        .where(CommitteeMember.agreement == agreement)
        .order_by(col(CommitteeMember.id))
    )
    return sorted(found, key=lambda one: list(Side).index(one.side))


def waiting_for(session: Session, seat: str) -> list[ItemView]:
    """Items that this seat's side has not voted on yet and still can, oldest first."""
    sides: dict[str, Side] = {
        member.agreement: member.side
        for member in session.exec(select(CommitteeMember).where(CommitteeMember.seat == seat))
    }
    views = [found for found in undecided(session) if found.agreement in sides]
    return [v for v in views if all(vote.side != sides[v.agreement] for vote in v.votes)]


def voted_by(session: Session, seat: str, *, limit: int = PAGE) -> list[ItemView]:
    """Items that a seat has voted on, newest first."""
    voted = select(CommitteeVote.item).where(CommitteeVote.seat == seat)
    asked = Page(0, None, limit).of(select(CommitteeItem), CommitteeItem.id)
    found = session.exec(asked.where(col(CommitteeItem.id).in_(voted)))
    return [_view(session, row) for row in found]


def undecided(session: Session) -> list[ItemView]:
    """Items that at least one side still has to vote on, oldest first."""
    found = session.exec(
        select(CommitteeItem)
        .where(col(CommitteeItem.state).in_([ItemState.CIRCULATED, ItemState.HALF_AFFIRMED]))
        .order_by(col(CommitteeItem.id))
    )
    return [_view(session, row) for row in found]


def _view(session: Session, found: CommitteeItem) -> ItemView:
    votes = session.exec(
        select(CommitteeVote).where(CommitteeVote.item == found.id).order_by(col(CommitteeVote.id))
    )
    return ItemView(
        item=found.id,
        agreement=found.agreement,
        kind=found.kind,
        subject=found.subject,
        quantity=found.quantity,
        state=str(found.state),
        opened_by=found.opened_by,
        opened_at=found.opened_at,
        decided_at=found.decided_at,
        used_for=found.used_for,
        used_at=found.used_at,
        votes=tuple(VoteView(str(v.side), v.seat, str(v.vote), v.at) for v in votes),
    )
