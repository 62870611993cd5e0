"""What a member says on an item: votes, comments, a withdrawn objection, recusal, delegation.

A vote can be changed while its circulation runs, so that a discussion can change minds; the last
one counts and all of them are kept. Only an objection binds: it stops the clock, and is taken back
by its own seat, in writing.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel import Session

from ledger.books import Books
from ledger.kernel.text import is_readable
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.committee import clock
from registry.programme.committee.commands import adopt, find
from registry.programme.committee.errors import (
    ItemReasonMissing,
    NotDelegated,
    NotTheObjector,
    ObjectionStands,
    ObjectionUnnamed,
    OtherSide,
    OwnInterest,
    VoteCast,
)
from registry.programme.committee.kinds import kind_of
from registry.programme.committee.machine import ITEM
from registry.programme.committee.models import CommitteeItem, CommitteeVote, ItemState, Said
from registry.programme.committee.models import Vote as Choice
from registry.programme.committee.queries import papers_to_name
from registry.programme.committee.sitting import (
    delegated,
    interested,
    offices_before,
    said_on,
    side_of,
    sitting_of,
    standing,
)
from registry.records import next_key, require_choice
from registry.roles import SIDE_OF, Actor


class Vote(Arguments):
    """The vote of a member; an objection names a paper and says why.

    `behalf` is the member who delegated its vote to the giver, null for the own vote.
    """

    item: Number
    vote: Literal["affirm", "object", "abstain"]
    about: Text = ""
    reason: Text = ""
    behalf: Text | None = None


class Remark(Arguments):
    """An item by its number, and what is said on it."""

    item: Number
    reason: Text


class Delegation(Arguments):
    """An item by its number, and the member of the same side who votes in the giver's name."""

    item: Number
    to: Text


def vote(
    books: Books,
    *,
    item: int,
    vote: str,
    about: str = "",
    reason: str = "",
    behalf: str | None = None,
    by: Actor,
    at: int,
) -> dict[str, Any]:
    """Cast a vote; the last consent adopts the item, an objection stops its clock."""
    session = books.session
    require_choice("vote", vote, Choice)
    matter = find(session, item)
    voter = _voter(session, matter, by, behalf)
    after = ITEM.after(matter.state, vote, offices=offices_before(session, matter, by))
    if vote == Choice.OBJECT:
        choices = papers_to_name(session, matter)
        if about not in choices:
            raise ObjectionUnnamed(item=item, about=about, choices=", ".join(choices))
        _require_reason(reason, "object", item)
    before = standing(said_on(session, item), circulation=matter.circulation).get(voter)
    if before is not None and before.vote is Said.OBJECT and vote != Choice.OBJECT:
        raise ObjectionStands(objector=voter, item=item)
    if before is not None and before.vote == vote and vote != Choice.OBJECT:
        raise VoteCast(seat=voter, vote=vote, item=item)

    objects = vote == Choice.OBJECT
    _say(
        session, matter, voter, Said(vote), about=about if objects else "", reason=reason,
        by=by, at=at,
    )  # fmt: skip
    stopped = after is ItemState.OBJECTED
    matter.state = after
    if stopped:
        clock.stop(matter, at=at)
        kind_of(matter.kind).follow(books, matter, by, at)
    session.flush()
    _adopt_if_all_agree(books, matter, by=by, at=at)
    return {"item": item, "state": str(matter.state)}


def withdraw(books: Books, *, item: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Withdraw one's own objection in writing; the circulation goes on with the rest of its time.

    It goes on for the least days of the terms at least.
    """
    session = books.session
    matter = find(session, item)
    side_of(session, matter, by.seat)
    after = ITEM.after(matter.state, "withdraw", offices=offices_before(session, matter, by))
    votes = standing(said_on(session, item), circulation=matter.circulation)
    if by.seat not in votes or votes[by.seat].vote is not Said.OBJECT:
        objectors = [seat for seat, one in votes.items() if one.vote is Said.OBJECT]
        raise NotTheObjector(seat=by.seat, item=item, objector=", ".join(objectors) or "-")
    _require_reason(reason, "withdraw", item)

    about = votes[by.seat].about
    _say(session, matter, by.seat, Said.WITHDRAW, about=about, reason=reason, by=by, at=at)
    if after is ItemState.CIRCULATED:
        clock.go_on(session, matter, at=at)
    matter.state = after
    session.flush()
    return {"item": item, "state": str(after)}


def comment(books: Books, *, item: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Say something on an item without voting."""
    session = books.session
    matter = find(session, item)
    side_of(session, matter, by.seat)
    ITEM.after(matter.state, "comment", offices=offices_before(session, matter, by))
    _require_reason(reason, "comment", item)
    _say(session, matter, by.seat, Said.COMMENT, reason=reason, by=by, at=at)
    return {"item": item, "state": str(matter.state)}


def recuse(books: Books, *, item: int, reason: str, by: Actor, at: int) -> dict[str, Any]:
    """Declare a conflict of interest: from now on the member's vote is not counted."""
    session = books.session
    matter = find(session, item)
    side_of(session, matter, by.seat)
    _require_vote(session, matter, by.seat)
    ITEM.after(matter.state, "recuse", offices=offices_before(session, matter, by))
    _require_reason(reason, "recuse", item)
    _say(session, matter, by.seat, Said.RECUSE, reason=reason, by=by, at=at)
    _adopt_if_all_agree(books, matter, by=by, at=at)
    return {"item": item, "state": str(matter.state)}


def delegate(books: Books, *, item: int, to: str, by: Actor, at: int) -> dict[str, Any]:
    """Let another member of the same side vote in one's name on this item."""
    session = books.session
    matter = find(session, item)
    side = side_of(session, matter, by.seat)
    _require_vote(session, matter, by.seat)
    choices = [one.seat for one in sitting_of(session, matter).of(side) if one.seat != by.seat]
    if to not in choices:
        raise OtherSide(to=to, seat=by.seat, item=item, choices=", ".join(choices) or "-")
    ITEM.after(matter.state, "delegate", offices=offices_before(session, matter, by))
    _say(session, matter, by.seat, Said.DELEGATE, about=to, by=by, at=at)
    return {"item": item, "state": str(matter.state)}


def _voter(session: Session, matter: CommitteeItem, by: Actor, behalf: str | None) -> str:
    """The member in whose name a vote is cast, after the checks of membership and interest."""
    side_of(session, matter, by.seat)
    voter = behalf or by.seat
    if voter != by.seat:
        side_of(session, matter, voter)
    _require_vote(session, matter, voter)
    if voter != by.seat:
        _require_vote(session, matter, by.seat)
        named = delegated(said_on(session, matter.id), of=voter)
        if named != by.seat:
            raise NotDelegated(behalf=voter, item=matter.id, seat=by.seat, named=named or voter)
    return voter


def _require_vote(session: Session, matter: CommitteeItem, seat: str) -> None:
    """Refuse a member without a vote on the item."""
    if seat in interested(session, matter):
        raise OwnInterest(seat=seat, item=matter.id, reason="own_project")
    if any(one.seat == seat and one.vote is Said.RECUSE for one in said_on(session, matter.id)):
        raise OwnInterest(seat=seat, item=matter.id, reason="declared")


def _require_reason(reason: str, trigger: str, item: int) -> None:
    if not is_readable(reason):
        raise ItemReasonMissing(trigger=trigger, item=item)


def _adopt_if_all_agree(books: Books, matter: CommitteeItem, *, by: Actor, at: int) -> None:
    """Adopt a circulated item at once when nobody is left to be asked."""
    circulated = matter.state is ItemState.CIRCULATED
    if circulated and sitting_of(books.session, matter).unanimous():
        adopt(books, matter, by=by, at=at)


def _say(
    session: Session,
    matter: CommitteeItem,
    seat: str,
    said: Said,
    *,
    about: str = "",
    reason: str = "",
    by: Actor,
    at: int,
) -> None:
    session.add(
        CommitteeVote(
            id=next_key(session, CommitteeVote.id),
            item=matter.id,
            circulation=matter.circulation,
            side=side_of(session, matter, seat),
            seat=seat,
            vote=said,
            about=about,
            reason=reason.strip(),
            cast_by=by.seat,
            at=at,
        )
    )
    session.flush()


_MEMBERS = frozenset(SIDE_OF)

COMMANDS = (
    Command(
        name="committee.vote", en="Vote in the committee", zh="联委会投票",
        done=("Vote cast", "已投票"), not_done=("Vote not cast", "未投票"),
        arguments=Vote, roles=_MEMBERS, run=on_books(vote),
    ),
    Command(
        name="committee.withdraw", en="Withdraw objection", zh="撤回反对",
        done=("Objection withdrawn", "反对已撤回"),
        not_done=("Objection not withdrawn", "反对未撤回"),
        arguments=Remark, roles=_MEMBERS, run=on_books(withdraw),
    ),
    Command(
        name="committee.comment", en="Comment on item", zh="发表意见",
        done=("Comment noted", "意见已记录"), not_done=("Comment not noted", "意见未记录"),
        arguments=Remark, roles=_MEMBERS, run=on_books(comment),
    ),
    Command(
        name="committee.recuse", en="Recuse oneself", zh="声明回避",
        done=("Recusal noted", "回避已记录"), not_done=("Recusal not noted", "回避未记录"),
        arguments=Remark, roles=_MEMBERS, run=on_books(recuse),
    ),
    Command(
        name="committee.delegate", en="Delegate vote", zh="委托投票",
        done=("Vote delegated", "已委托投票"), not_done=("Vote not delegated", "未委托投票"),
        arguments=Delegation, roles=_MEMBERS, run=on_books(delegate),
    ),
)  # fmt: skip
