"""Who sits before an item: its committee's members, recusals and votes, read from the tables."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from registry.programme.agreements import commands as agreements
from registry.programme.committee.errors import NotAMember
from registry.programme.committee.kinds import kind_of
from registry.programme.committee.machine import COCHAIR, MEMBER
from registry.programme.committee.models import (
    CommitteeItem,
    CommitteeMember,
    CommitteeVote,
    Said,
)
from registry.programme.committee.rule import Member, Sitting
from registry.programme.participants import commands as participants
from registry.roles import Actor, Role, Side

_OWN_WORD = frozenset({Said.AFFIRM, Said.OBJECT, Said.ABSTAIN})


def members_of(session: Session, agreement: str) -> list[CommitteeMember]:
    """The members of an agreement's committee, in the order in which they were seated."""
    found = select(CommitteeMember).where(CommitteeMember.agreement == agreement)
    return list(session.exec(found.order_by(col(CommitteeMember.id))))


def said_on(session: Session, item: int) -> list[CommitteeVote]:
    """Everything that was said on an item, oldest first."""
    found = select(CommitteeVote).where(CommitteeVote.item == item)
    return list(session.exec(found.order_by(col(CommitteeVote.id))))


def standing(said: Iterable[CommitteeVote], *, circulation: int) -> dict[str, CommitteeVote]:
    """Seat -> its last vote in a circulation; a withdrawn objection is none."""
    votes: dict[str, CommitteeVote] = {}
    for one in said:
        if one.circulation != circulation:
            continue
        if one.vote in _OWN_WORD:
            votes[one.seat] = one
        elif one.vote is Said.WITHDRAW:
            votes.pop(one.seat, None)
    return votes


def stated(said: Iterable[CommitteeVote], *, circulation: int) -> set[Side]:
    """The sides whose co-chair has stated consensus since the item was last put on an agenda.

    A withdrawn or a new objection after it does not undo a statement; a deferral does, and so does
    the recusal of who made it.
    """
    by: dict[Side, str] = {}
    for one in said:
        if one.circulation != circulation:
            continue
        if one.vote is Said.CONSENSUS:
            by[one.side] = one.seat
        elif one.vote is Said.NO_CONSENSUS:
            by.clear()
        elif one.vote is Said.RECUSE and by.get(one.side) == one.seat:
            del by[one.side]
    return set(by)


def interested(session: Session, matter: CommitteeItem) -> dict[str, str]:
    """Member -> the company for whose item it has no vote: its own, or its employer's."""
    parties = kind_of(matter.kind).parties(session, matter.subject)
    own = {}
    for member in members_of(session, matter.agreement):
        for company in (member.seat, member.employer):
            if company in parties:
                own[member.seat] = company
    return own


def recused(session: Session, matter: CommitteeItem, said: Iterable[CommitteeVote]) -> set[str]:
    """The members without a vote on an item: those who recused themselves, and the interested."""
    declared = {one.seat for one in said if one.vote is Said.RECUSE}
    return declared | set(interested(session, matter))


def sitting_of(session: Session, matter: CommitteeItem) -> Sitting:
    """The committee before an item, with the votes of its present circulation."""
    said = said_on(session, matter.id)
    votes = standing(said, circulation=matter.circulation)
    return Sitting(
        members=tuple(
            Member(one.seat, one.side, one.cochair) for one in members_of(session, matter.agreement)
        ),
        recused=frozenset(recused(session, matter, said)),
        votes={seat: vote.vote for seat, vote in votes.items()},
    )


def side_of(session: Session, matter: CommitteeItem, seat: str) -> Side:
    """The side for which a seat sits in an item's committee; refuses with NotAMember."""
    for one in members_of(session, matter.agreement):
        if one.seat == seat:
            return one.side
    raise NotAMember(seat=seat, agreement=matter.agreement)


def offices_before(session: Session, matter: CommitteeItem, by: Actor) -> frozenset[str]:
    """The offices that a seat holds before an item: member, co-chair, secretariat, the clock.

    A member without a vote on the item chairs nothing: the next of its side does. A secretariat of
    a country serves the agreements of that country, one without a country all of them.
    """
    held: set[str] = set()
    if by.holds({Role.CLOCK}):
        held.add(Role.CLOCK.value)
    sitting = sitting_of(session, matter)
    for one in sitting.members:
        if one.seat == by.seat:
            held.add(MEMBER)
            if sitting.chair(one.side) == by.seat:
                held.add(COCHAIR)
    if by.holds({Role.SECRETARIAT}):
        agreed = agreements.find(session, matter.agreement)
        own = participants.find(session, by.seat).country
        if own in ("", agreed.partner, agreed.host):
            held.add(Role.SECRETARIAT.value)
    return frozenset(held)


def delegated(said: Iterable[CommitteeVote], *, of: str) -> str:
    """The seat that may vote for a member on an item; "" if it delegated to nobody."""
    named = [one.about for one in said if one.seat == of and one.vote is Said.DELEGATE]
    return named[-1] if named else ""
