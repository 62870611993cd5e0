"""The votes of decisions, counted from the rows alone: the audit's own account of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from registry.programme.committee.models import CommitteeItem, CommitteeVote, Said
from registry.programme.committee.sitting import interested, members_of, said_on
from registry.roles import Side

OWN_WORD = (Said.AFFIRM, Said.OBJECT, Said.ABSTAIN)
"""What a member says when it votes."""


def items(session: Session) -> list[CommitteeItem]:
    """Every item by number."""
    return list(session.exec(select(CommitteeItem).order_by(col(CommitteeItem.id))))


def against(session: Session, matter: CommitteeItem) -> Iterator[str]:
    """What a decision lacks, counted from its last circulation's rows."""
    said = said_on(session, matter.id)
    without = set(interested(session, matter)) | {
        one.seat for one in said if one.vote is Said.RECUSE
    }
    counted = {
        side: [
            one
            for one in members_of(session, matter.agreement)
            if one.side is side and one.seat not in without
        ]
        for side in Side
    }
    if not all(counted.values()):
        yield "and one side has no member with a vote"
        return
    last = _last_words(said, matter.circulation)
    words = {one.seat: last.get(one.seat) for of_side in counted.values() for one in of_side}
    for seat, word in words.items():
        if word is Said.OBJECT:
            yield f"against the objection of {seat}"
    chairs = [next((m for m in rows if m.cochair), rows[0]).seat for rows in counted.values()]
    by_vote = all(words[chair] is Said.AFFIRM for chair in chairs)
    if not by_vote and _consensus(said, matter.circulation, without) != set(Side):
        yield "without the consent of both co-chairs"


def _last_words(said: list[CommitteeVote], circulation: int) -> dict[str, Said]:
    """Seat -> its last vote or withdrawal; an objection ends by its withdrawal only."""
    words: dict[str, Said] = {}
    for one in said:
        if one.circulation != circulation or one.vote not in (*OWN_WORD, Said.WITHDRAW):
            continue
        if words.get(one.seat) is not Said.OBJECT or one.vote is Said.WITHDRAW:
            words[one.seat] = one.vote
    return words


def _consensus(said: list[CommitteeVote], circulation: int, without: set[str]) -> set[Side]:
    """The sides that stated consensus after the last meeting without one; not by `without`."""
    mine = [one for one in said if one.circulation == circulation]
    ends = [place for place, one in enumerate(mine) if one.vote is Said.NO_CONSENSUS]
    after = mine[ends[-1] + 1 :] if ends else mine
    return {one.side for one in after if one.vote is Said.CONSENSUS and one.seat not in without}
