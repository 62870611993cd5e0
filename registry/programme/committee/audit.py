"""The committee's invariants; the uses of decisions come from each kind's query.

They count votes on their own, from the rows alone, and do not ask the rule that decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from registry.programme.committee.kinds import (
    Paper,
    declared,
    digest_of,
    is_declared,
    kind_of,
)
from registry.programme.committee.models import CommitteeItem, CommitteeVote, ItemState, Said
from registry.programme.committee.sitting import interested, members_of, said_on
from registry.roles import Side

_DECIDED = (ItemState.ADOPTED, ItemState.PUBLISHED, ItemState.USED)
_OWN_WORD = (Said.AFFIRM, Said.OBJECT, Said.ABSTAIN)


def each_decision_is_used_once(connection: Connection) -> Iterator[str]:
    """A decision is used at most once, for its own subject, and every use has its decision."""
    uses: dict[int, list[str]] = {}
    for kind in declared():
        for item, subject in connection.execute(text(kind.uses)):
            uses.setdefault(item, []).append(kind.because(subject))
    sql = "SELECT id, kind, subject, state, used_for FROM committee_item ORDER BY id"
    for row in connection.execute(text(sql)):
        used, for_these = row.state == ItemState.USED, uses.pop(row.id, [])
        if not is_declared(row.kind):
            yield f"decision {row.id} is of kind '{row.kind}', which no procedure knows"
            continue
        if len(for_these) != int(used):
            yield f"decision {row.id} is '{row.state}' and was used {len(for_these)} times"
        due = kind_of(row.kind).because(row.subject)
        if used and {row.used_for, *for_these} != {due}:
            others = ", ".join(sorted({row.used_for, *for_these} - {due}))
            yield f"decision {row.id} was used for {others}, not {due}"
    for item, for_these in sorted(uses.items()):
        yield f"{', '.join(for_these)} used decision {item}, which is none"


def decisions_have_the_consent_of_both_sides(connection: Connection) -> Iterator[str]:
    """No decision stands against an objection, and each has both co-chairs' consent."""
    with Session(connection) as session:
        for matter in _items(session):
            if matter.state in _DECIDED:
                for wrong in _against(session, matter):
                    yield f"decision {matter.id} is '{matter.state}' {wrong}"


def recused_members_have_no_vote(connection: Connection) -> Iterator[str]:
    """Nobody voted on its own or its employer's item, or after it had recused itself."""
    with Session(connection) as session:
        for matter in _items(session):
            without = set(interested(session, matter))
            seated = {one.seat: one.side for one in members_of(session, matter.agreement)}
            for one in said_on(session, matter.id):
                if one.seat not in seated or seated[one.seat] != one.side:
                    yield f"item {matter.id}: {one.seat} of {one.side} said '{one.vote}', no member"
                if one.vote in _OWN_WORD and one.seat in without:
                    yield f"item {matter.id}: {one.seat} is recused and voted '{one.vote}'"
                if one.vote is Said.RECUSE:
                    without.add(one.seat)


def _items(session: Session) -> list[CommitteeItem]:
    return list(session.exec(select(CommitteeItem).order_by(col(CommitteeItem.id))))


def _against(session: Session, matter: CommitteeItem) -> Iterator[str]:
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
    if not by_vote and _consensus(said, matter.circulation) != set(Side):
        yield "without the consent of both co-chairs"


def _last_words(said: list[CommitteeVote], circulation: int) -> dict[str, Said]:
    """Seat -> its last vote or withdrawal in a circulation."""
    words: dict[str, Said] = {}
    for one in said:
        if one.circulation == circulation and one.vote in (*_OWN_WORD, Said.WITHDRAW):
            words[one.seat] = one.vote
    return words


def _consensus(said: list[CommitteeVote], circulation: int) -> set[Side]:
    """The sides that stated consensus after the last meeting without one."""
    mine = [one for one in said if one.circulation == circulation]
    ends = [place for place, one in enumerate(mine) if one.vote is Said.NO_CONSENSUS]
    after = mine[ends[-1] + 1 :] if ends else mine
    return {one.side for one in after if one.vote is Said.CONSENSUS}


def papers_are_what_was_circulated(connection: Connection) -> Iterator[str]:
    """Each paper has its digest, and each item that of the papers of its last circulation."""
    papers: dict[tuple[int, int], list[Paper]] = {}
    sql = "SELECT id, item, circulation, name, text, digest FROM committee_paper ORDER BY id"
    for row in connection.execute(text(sql)):
        paper = Paper(row.name, row.text)
        papers.setdefault((row.item, row.circulation), []).append(paper)
        if paper.digest != row.digest:
            yield f"paper {row.id} of item {row.item} has another digest"
    items = "SELECT id, circulation, digest FROM committee_item ORDER BY id"
    for row in connection.execute(text(items)):
        if row.digest != digest_of(papers.get((row.id, row.circulation), ())):
            yield f"item {row.id}: its papers are not those that it was circulated with"
