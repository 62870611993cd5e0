"""Circulate an item, vote on it, use its decision once.

The item's kind (`kinds.py`) defines its subject, the effect of a decision and the roles that use
it; here the subject is a number.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel import Session, select

from ledger.books import Books
from registry.command import Arguments, Command, Number, on_books
from registry.programme.committee.errors import (
    DecisionMissing,
    DecisionUsed,
    ItemUnknown,
    NotAMember,
    VoteCast,
)
from registry.programme.committee.kinds import Kind, is_declared, kind_of
from registry.programme.committee.machine import ITEM
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteeVote,
    ItemState,
)
from registry.programme.committee.models import (
    Vote as Choice,
)
from registry.records import next_key, require_choice, require_role
from registry.roles import SIDE_OF, Actor, Side


class Vote(Arguments):
    """The vote of a government's side on a committee item."""

    item: Number
    vote: Literal["affirm", "object"]


def seat_member(books: Books, *, agreement: str, side: Side, seat: str) -> None:
    """Seat a member who represents `side` in the committee of an agreement."""
    session = books.session
    member = CommitteeMember(
        id=next_key(session, CommitteeMember.id), agreement=agreement, side=side, seat=seat
    )
    session.add(member)
    session.flush()


def propose(
    books: Books, *, agreement: str, kind: Kind, subject: int, quantity: int, by: Actor, at: int
) -> int:
    """Circulate an item to both sides of an agreement; returns its number.

    `quantity` is in tonnes, 0 for an item without tonnes.
    """
    assert is_declared(kind.code), f"the kind {kind.code} is not declared"
    session = books.session
    item = CommitteeItem(
        id=next_key(session, CommitteeItem.id),
        agreement=agreement,
        kind=kind.code,
        subject=subject,
        quantity=quantity,
        state=ITEM.initial,
        opened_by=by.seat,
        opened_at=at,
    )
    session.add(item)
    session.flush()
    return item.id


def vote(books: Books, *, item: int, vote: str, by: Actor, at: int) -> dict[str, Any]:
    """Cast a side's vote; the second consent adopts the item, one objection ends it.

    The kind's `follow` then moves the subject.
    """
    session = books.session
    require_choice("vote", vote, Choice)
    matter = find(session, item)
    side = _side_of(session, matter, by)
    after = ITEM.after(matter.state, vote, offices=by.offices)
    before = session.exec(
        select(CommitteeVote).where(CommitteeVote.item == item, CommitteeVote.side == side)
    ).first()
    if before is not None:
        raise VoteCast(side=side, vote=before.vote, item=item)

    session.add(
        CommitteeVote(
            id=next_key(session, CommitteeVote.id),
            item=item,
            side=side,
            seat=by.seat,
            vote=Choice(vote),
            at=at,
        )
    )
    matter.state = after
    if after in (ItemState.ADOPTED, ItemState.OBJECTED):
        matter.decided_at = at
        kind_of(matter.kind).follow(books, matter, by)
    session.flush()
    return {"item": item, "state": str(after)}


def require_adopted(books: Books, *, item: int) -> CommitteeItem:
    """The item, if it is adopted and not used; refuses with DecisionUsed or DecisionMissing."""
    matter = find(books.session, item)
    if matter.state is ItemState.USED:
        raise DecisionUsed(item=item, used_for=matter.used_for)
    if matter.state is not ItemState.ADOPTED:
        raise DecisionMissing(item=item, state=str(matter.state))
    return matter


def use(books: Books, *, item: int, by: Actor, at: int) -> CommitteeItem:
    """Use a decision for its subject, once; its kind defines the roles and the earliest time."""
    matter = require_adopted(books, item=item)
    kind = kind_of(matter.kind)
    after = ITEM.after(matter.state, "use", offices=by.offices)
    require_role(by, procedure=ITEM.name, step="use", roles=kind.users)
    kind.ready(books.session, matter, at)

    matter.used_for = kind.because(matter.subject)
    matter.used_at = at
    matter.state = after
    books.session.flush()
    return matter


def find(session: Session, item: int) -> CommitteeItem:
    """The item with this number; refuses with ItemUnknown."""
    found = session.get(CommitteeItem, item)
    if found is None:
        raise ItemUnknown(item=item)
    return found


def _side_of(session: Session, matter: CommitteeItem, by: Actor) -> Side:
    member = session.exec(
        select(CommitteeMember).where(
            CommitteeMember.agreement == matter.agreement, CommitteeMember.seat == by.seat
        )
    ).first()
    if member is None:
        raise NotAMember(seat=by.seat, agreement=matter.agreement)
    return member.side


COMMANDS = (
    Command(
        name="committee.vote", en="Vote in the committee", zh="联委会投票",
        done=("Vote cast", "已投票"), not_done=("Vote not cast", "未投票"),
        arguments=Vote, roles=frozenset(SIDE_OF), run=on_books(vote),
    ),
)  # fmt: skip
