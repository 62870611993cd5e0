"""Circulate an item, vote on it, use its decision once.

What a decision means for its subject is told to the procedure that asked for it (`follows`);
the committee knows the subject only as a kind and a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sqlmodel import Session, select

from ledger.posting import Books
from registry.command import Arguments, Command, Number, on_books
from registry.committee.errors import (
    DecisionMissing,
    DecisionUsed,
    ItemUnknown,
    NotAMember,
    VoteCast,
)
from registry.committee.machine import ITEM
from registry.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteeVote,
    ItemState,
)
from registry.committee.models import (
    Vote as Choice,
)
from registry.records import next_key, require_choice
from registry.roles import SIDE_OF, Actor, Side

Follower = Callable[[Books, CommitteeItem, Actor], None]

_FOLLOWERS: dict[str, Follower] = {}


class Vote(Arguments):
    """The vote of a government's side on a committee item."""

    item: Number
    vote: Literal["affirm", "object"]


def follows(kind: str) -> Callable[[Follower], Follower]:
    """Register what happens to the subject when an item of this kind is adopted or objected to."""

    def register(follower: Follower) -> Follower:
        assert kind not in _FOLLOWERS, f"{kind} is followed twice"
        _FOLLOWERS[kind] = follower
        return follower

    return register


def seat_member(books: Books, *, host: str, side: Side, seat: str) -> None:
    """Seat a member who speaks for `side` in the committee with `host`."""
    session = books.session
    member = CommitteeMember(
        id=next_key(session, CommitteeMember.id), host=host, side=side, seat=seat
    )
    session.add(member)
    session.flush()


def propose(
    books: Books, *, host: str, kind: str, subject: int, quantity: int, by: Actor, at: int
) -> int:
    """Circulate an item to both sides; its number."""
    assert kind in _FOLLOWERS, f"nobody follows items of kind {kind}"
    session = books.session
    item = CommitteeItem(
        id=next_key(session, CommitteeItem.id),
        host=host,
        kind=kind,
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
    """Cast a side's vote; the second consent adopts the item, one objection ends it."""
    session = books.session
    require_choice("vote", vote, Choice)
    matter = find(session, item)
    side = _side_of(session, matter, by)
    after = ITEM.after(matter.state, vote, role=by.role)
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
        _FOLLOWERS[matter.kind](books, matter, by)
    session.flush()
    return {"item": item, "state": str(after)}


def require_adopted(books: Books, *, item: int) -> CommitteeItem:
    """The item, if its decision stands and was not used; refuses otherwise."""
    matter = find(books.session, item)
    if matter.state is ItemState.USED:
        raise DecisionUsed(item=item, used_for=matter.used_for)
    if matter.state is not ItemState.ADOPTED:
        raise DecisionMissing(item=item, state=str(matter.state))
    return matter


def use(books: Books, *, item: int, because: str, by: Actor, at: int) -> CommitteeItem:
    """Use a decision for `because`, once and for good."""
    matter = require_adopted(books, item=item)
    after = ITEM.after(matter.state, "use", role=by.role)

    matter.used_for = because
    matter.used_at = at
    matter.state = after
    books.session.flush()
    return matter


def find(session: Session, item: int) -> CommitteeItem:
    """The item with this number, or a refusal."""
    found = session.get(CommitteeItem, item)
    if found is None:
        raise ItemUnknown(item=item)
    return found


def _side_of(session: Session, matter: CommitteeItem, by: Actor) -> Side:
    member = session.exec(
        select(CommitteeMember).where(
            CommitteeMember.host == matter.host, CommitteeMember.seat == by.seat
        )
    ).first()
    if member is None:
        raise NotAMember(seat=by.seat, host=matter.host)
    return member.side


COMMANDS = (
    Command(
        name="committee.vote", en="Vote in the committee", zh="联委会投票",
        done=("Vote cast", "已投票"), not_done=("Vote not cast", "没有投票"),
        arguments=Vote, roles=frozenset(SIDE_OF), run=on_books(vote),
    ),
)  # fmt: skip
