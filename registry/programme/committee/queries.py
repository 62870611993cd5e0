"""Queries of the joint committee: the docket, an item with its votes, what waits for a seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, not_, or_, select

from ledger.paging import Page
from registry.programme.committee.kinds import PROPOSAL, declared, digest_of, kind_of
from registry.programme.committee.machine import ITEM
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteePaper,
    CommitteeTerms,
    CommitteeVote,
    ItemState,
    Said,
)
from registry.programme.committee.sitting import (
    delegated,
    offices_before,
    recused,
    said_on,
    sitting_of,
    standing,
    stated,
)
from registry.roles import Actor, Side

PAGE = 50

UNDECIDED = (
    ItemState.DRAFT, ItemState.CIRCULATED, ItemState.OBJECTED, ItemState.ON_AGENDA,
    ItemState.DEFERRED, ItemState.LAPSED,
)  # fmt: skip
"""States of items on which nothing is decided yet."""

STOPPED = (ItemState.DRAFT, ItemState.OBJECTED, ItemState.DEFERRED, ItemState.LAPSED)
"""States in which an item waits for the secretariat or a co-chair."""


_VOTING = ("affirm", "object", "abstain", "recuse", "delegate")
"""Steps of a member whose vote counts."""


@dataclass(frozen=True)
class VoteView:
    """What one member said: `cast_by` is another seat where its vote was delegated."""

    side: str
    seat: str
    vote: str
    about: str
    reason: str
    circulation: int
    cast_by: str
    at: int


@dataclass(frozen=True)
class MemberView:
    """A member before an item: `chairs` for its side, `recused` without a vote, its vote so far."""

    seat: str
    side: str
    chairs: bool
    recused: bool
    vote: str
    reason: str
    at: int | None


@dataclass(frozen=True)
class PaperView:
    """A paper of an item, as its present circulation has it; `digest` is a SHA-256."""

    name: str
    text: str
    digest: str


@dataclass(frozen=True)
class ItemView:
    """An item: `votes` are those that count in its present circulation, `said` is everything.

    `due_at` is the lesson time at which its clock runs out, None while none runs; `if_silent` what
    then happens if nobody says anything more: adopted or lapsed, "" without a clock.
    """

    item: int
    agreement: str
    kind: str
    subject: int
    quantity: int
    digest: str
    circulation: int
    state: str
    opened_by: str
    opened_at: int
    circulated_at: int | None
    due_at: int | None
    if_silent: str
    decided_at: int | None
    published_at: int | None
    used_for: str
    used_at: int | None
    votes: tuple[VoteView, ...]
    said: tuple[VoteView, ...]
    members: tuple[MemberView, ...]
    papers: tuple[PaperView, ...]


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


def docket(session: Session, *, agreement: str = "") -> list[ItemView]:
    """Items that somebody still has to act on, of one committee or of all, by due time.

    Those whose clock runs come first, then the others by number.
    """
    asked = select(CommitteeItem).where(
        col(CommitteeItem.state).in_([*UNDECIDED, ItemState.ADOPTED, ItemState.PUBLISHED]),
        not_(_holding()),
    )
    if agreement:
        asked = asked.where(CommitteeItem.agreement == agreement)
    found = session.exec(asked.order_by(col(CommitteeItem.id)))
    return sorted((_view(session, one) for one in found), key=_by_due)


def _holding() -> ColumnElement[bool]:
    """Published decisions that nobody uses: they hold, and nothing is left to do about them."""
    kinds = [kind.code for kind in declared() if not kind.users]
    return and_(CommitteeItem.state == ItemState.PUBLISHED, col(CommitteeItem.kind).in_(kinds))


@dataclass(frozen=True)
class SaidView(VoteView):
    """A statement with its number and its item."""

    number: int
    item: int


def votes(session: Session, *, before: int = 0, limit: int = PAGE) -> list[SaidView]:
    """Everything that members said in all committees, newest first."""
    asked = Page(before, None, limit).of(select(CommitteeVote), CommitteeVote.id)
    return [
        SaidView(number=one.id, item=one.item, **vars(_vote(one))) for one in session.exec(asked)
    ]


def decided(
    session: Session, *, agreement: str = "", before: int = 0, limit: int = PAGE
) -> list[ItemView]:
    """Items with which the committee is done, newest first: used, dropped, or in force by their
    publication.
    """
    asked = Page(before, None, limit).of(select(CommitteeItem), CommitteeItem.id)
    done = col(CommitteeItem.state).in_([ItemState.USED, ItemState.DROPPED])
    asked = asked.where(or_(done, _holding()))
    if agreement:
        asked = asked.where(CommitteeItem.agreement == agreement)
    return [_view(session, found) for found in session.exec(asked)]


def circulates(session: Session, agreement: str) -> tuple[int, str]:
    """How long the committee of an agreement circulates an item: days, and which days count."""
    found = session.get(CommitteeTerms, agreement)
    return (0, "") if found is None else (found.circulation_days, str(found.circulation_kind))


def members(session: Session, agreement: str) -> list[CommitteeMember]:
    """The members of an agreement's committee: the partner's, then the host's."""
    found = session.exec(
        select(CommitteeMember)
        .where(CommitteeMember.agreement == agreement)
        .order_by(col(CommitteeMember.id))
    )
    return sorted(found, key=lambda one: list(Side).index(one.side))


def waiting_for(session: Session, seat: str) -> list[ItemView]:
    """Items on which this seat has a vote and has not cast it, the first to end first."""
    open_now = select(CommitteeItem).where(
        col(CommitteeItem.state).in_([ItemState.CIRCULATED, ItemState.ON_AGENDA]),
        col(CommitteeItem.agreement).in_(_agreements_of(session, seat)),
    )
    found = session.exec(open_now.order_by(col(CommitteeItem.id))).all()
    mine = [one for one in found if seat in sitting_of(session, one).silent]
    return sorted((_view(session, one) for one in mine), key=_by_due)


class Unanswered(NamedTuple):
    """A circulated item on which a member has said nothing in its present circulation.

    `since` is the lesson time in ms at which that circulation began.
    """

    item: int
    circulation: int
    since: int


def unanswered(session: Session, seat: str) -> list[Unanswered]:
    """Circulated items of a seat's committees on which it has not voted, the first to end first.

    Of those from which it has recused itself none; whether it has an interest is not asked.
    """
    answers = select(CommitteeVote.id).where(
        CommitteeVote.item == CommitteeItem.id,
        CommitteeVote.seat == seat,
        or_(
            col(CommitteeVote.vote) == Said.RECUSE,
            and_(
                col(CommitteeVote.circulation) == col(CommitteeItem.circulation),
                col(CommitteeVote.vote).in_([Said.AFFIRM, Said.OBJECT, Said.ABSTAIN]),
            ),
        ),
    )
    asked = select(
        CommitteeItem.id, CommitteeItem.circulation, CommitteeItem.circulated_at,
        CommitteeItem.opened_at,
    ).where(
        CommitteeItem.state == ItemState.CIRCULATED,
        col(CommitteeItem.agreement).in_(_agreements_of(session, seat)),
        ~answers.exists(),
    )  # fmt: skip
    order = col(CommitteeItem.due_at).is_(None), col(CommitteeItem.due_at), col(CommitteeItem.id)
    return [
        Unanswered(item, circulation, opened if begun is None else begun)
        for item, circulation, begun, opened in session.exec(asked.order_by(*order))
    ]


def waiting_to_be_published(session: Session, agreements: Iterable[str]) -> list[ItemView]:
    """Adopted decisions that the secretariat of these agreements has to publish, oldest first."""
    return _of_states(session, agreements, [ItemState.ADOPTED])


def lapsed(session: Session, agreements: Iterable[str]) -> list[ItemView]:
    """Items of these agreements whose circulation ended without a decision, oldest first."""
    return _of_states(session, agreements, [ItemState.LAPSED])


def stopped(session: Session, agreements: Iterable[str]) -> list[ItemView]:
    """Items of these agreements that wait for the secretariat or a co-chair, oldest first."""
    return _of_states(session, agreements, STOPPED)


def objected_by(session: Session, seat: str) -> list[ItemView]:
    """Items that are stopped by this seat's objection, oldest first."""
    found = _of_states(session, _agreements_of(session, seat), [ItemState.OBJECTED])
    return [v for v in found if any(o.seat == seat and o.vote == Said.OBJECT for o in v.votes)]


def objected_since(session: Session, agreement: str, at: int) -> list[int]:
    """Items of an agreement that somebody objected to after a lesson time, in their order."""
    found = session.exec(
        select(CommitteeVote.item)
        .join(CommitteeItem, col(CommitteeItem.id) == col(CommitteeVote.item))
        .where(
            CommitteeItem.agreement == agreement,
            CommitteeVote.vote == Said.OBJECT,
            col(CommitteeVote.at) > at,
        )
        .order_by(col(CommitteeVote.item))
        .distinct()
    )
    return list(found)


def voted_by(session: Session, seat: str, *, limit: int = PAGE) -> list[ItemView]:
    """Items that a seat has voted on, newest first."""
    voted = select(CommitteeVote.item).where(CommitteeVote.seat == seat)
    asked = Page(0, None, limit).of(select(CommitteeItem), CommitteeItem.id)
    found = session.exec(asked.where(col(CommitteeItem.id).in_(voted)))
    return [_view(session, row) for row in found]


def states(session: Session) -> frozenset[ItemState]:
    """The states in which there is an item now; for who asks often whether there is anything."""
    return frozenset(map(ItemState, session.exec(select(CommitteeItem.state).distinct())))


def undecided(session: Session) -> list[ItemView]:
    """Items on which nothing is decided yet, oldest first."""
    found = session.exec(
        select(CommitteeItem)
        .where(col(CommitteeItem.state).in_(UNDECIDED))
        .order_by(col(CommitteeItem.id))
    )
    return [_view(session, row) for row in found]


def last_objection(session: Session, number: int) -> CommitteeVote | None:
    """The objection that stands in an item's last circulation, or None."""
    found = session.get(CommitteeItem, number)
    assert found is not None, f"no item {number}"
    votes = standing(said_on(session, number), circulation=found.circulation)
    return next((one for one in votes.values() if one.vote is Said.OBJECT), None)


def dropped_alike(session: Session, *, agreement: str, kind: str, digest: str) -> list[int]:
    """Items of a kind that were dropped and had the same papers, newest first."""
    found = session.exec(
        select(CommitteeItem.id)
        .where(
            CommitteeItem.agreement == agreement,
            CommitteeItem.kind == kind,
            CommitteeItem.digest == digest,
            CommitteeItem.state == ItemState.DROPPED,
        )
        .order_by(col(CommitteeItem.id).desc())
    )
    return list(found)


def possible(session: Session, number: int, by: Actor) -> tuple[str, ...]:
    """The steps on an item that a seat can take now, as triggers of its machine.

    Reasons, papers to name, and who was present are asked by the commands themselves.
    """
    found = session.get(CommitteeItem, number)
    if found is None:
        return ()
    offices = offices_before(session, found, by)
    return tuple(
        move.trigger
        for move in ITEM.moves
        if move.source is found.state
        and move.by is not None
        and not move.by.isdisjoint(offices)
        and _can(session, found, move.trigger, by.seat)
    )


def _can(session: Session, found: CommitteeItem, trigger: str, seat: str) -> bool:
    """Whether a step of the machine passes what its command asks of the seat and the item."""
    said, sitting = said_on(session, found.id), sitting_of(session, found)
    own = sitting.votes.get(seat)
    if trigger in _VOTING:
        if seat in sitting.recused:
            return False
        side = next(one.side for one in sitting.members if one.seat == seat)
        if trigger == "delegate":
            return len(sitting.of(side)) > 1
        if own is Said.OBJECT and trigger in (Said.AFFIRM, Said.ABSTAIN):
            return False
        return own != trigger or trigger == Said.OBJECT
    if trigger == "withdraw":
        return own is Said.OBJECT
    if trigger == "conclude":
        side = next(one.side for one in sitting.members if one.seat == seat)
        done = stated(said, circulation=found.circulation)
        return not sitting.objecting and side not in done
    if trigger == "circulate":
        papers = kind_of(found.kind).papers(session, found.subject)
        met = last_objection(session, found.id)
        return met is None or digest_of(papers) != found.digest
    return True


def delegated_to(session: Session, number: int, seat: str) -> tuple[str, ...]:
    """The members in whose name a seat may vote on an item now."""
    found = session.get(CommitteeItem, number)
    if found is None or found.state not in (ItemState.CIRCULATED, ItemState.ON_AGENDA):
        return ()
    said, counted = said_on(session, number), sitting_of(session, found).counted
    if all(one.seat != seat for one in counted):
        return ()
    return tuple(
        one.seat for one in counted if one.seat != seat and delegated(said, of=one.seat) == seat
    )


def papers_to_name(session: Session, matter: CommitteeItem) -> list[str]:
    """The names of an item's papers, as an objection names them; else the proposal itself."""
    return [paper.name for paper in _papers(session, matter)] or [PROPOSAL]


def _by_due(view: ItemView) -> tuple[bool, int, int]:
    return view.due_at is None, view.due_at or 0, view.item


def _agreements_of(session: Session, seat: str) -> list[str]:
    """The agreements in whose committees a seat is a member."""
    found = select(CommitteeMember.agreement).where(CommitteeMember.seat == seat)
    return list(session.exec(found))


def _of_states(
    session: Session, agreements: Iterable[str], states: Iterable[ItemState]
) -> list[ItemView]:
    found = session.exec(
        select(CommitteeItem)
        .where(
            col(CommitteeItem.state).in_(list(states)),
            col(CommitteeItem.agreement).in_(list(agreements)),
        )
        .order_by(col(CommitteeItem.id))
    )
    return [_view(session, row) for row in found]


def _papers(session: Session, found: CommitteeItem) -> list[PaperView]:
    asked = select(CommitteePaper).where(
        CommitteePaper.item == found.id, CommitteePaper.circulation == found.circulation
    )
    return [
        PaperView(one.name, one.text, one.digest)
        for one in session.exec(asked.order_by(col(CommitteePaper.id)))
    ]


def _view(session: Session, found: CommitteeItem) -> ItemView:
    said = said_on(session, found.id)
    sitting, votes = sitting_of(session, found), standing(said, circulation=found.circulation)
    without = recused(session, found, said)
    kept = found.model_dump(exclude={"id", "state", "left_ms"})
    silent = "adopted" if sitting.adopted_at_end() else "lapsed"
    return ItemView(
        item=found.id,
        state=str(found.state),
        if_silent=silent if found.due_at is not None else "",
        votes=tuple(_vote(one) for one in votes.values()),
        said=tuple(_vote(one) for one in said),
        members=tuple(
            MemberView(
                seat=one.seat,
                side=str(one.side),
                chairs=sitting.chair(one.side) == one.seat,
                recused=one.seat in without,
                vote=str(votes[one.seat].vote) if one.seat in votes else "",
                reason=votes[one.seat].reason if one.seat in votes else "",
                at=votes[one.seat].at if one.seat in votes else None,
            )
            for one in sitting.members
        ),
        papers=tuple(_papers(session, found)),
        **kept,
    )


def _vote(one: CommitteeVote) -> VoteView:
    return VoteView(
        side=str(one.side),
        seat=one.seat,
        vote=str(one.vote),
        about=one.about,
        reason=one.reason,
        circulation=one.circulation,
        cast_by=one.cast_by,
        at=one.at,
    )
