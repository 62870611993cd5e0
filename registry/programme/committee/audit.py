"""The committee's invariants; the uses of decisions come from each kind's query.

They count votes on their own, from the rows alone, and do not ask the rule that decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlmodel import Session

from registry.programme.committee.kinds import (
    Paper,
    declared,
    digest_of,
    is_declared,
    kind_of,
)
from registry.programme.committee.models import ItemState, MotionState, Said
from registry.programme.committee.motions import terms_of
from registry.programme.committee.recount import OWN_WORD, against, items
from registry.programme.committee.sitting import interested, members_of, said_on

_DECIDED = (ItemState.ADOPTED, ItemState.PUBLISHED, ItemState.USED)


def each_decision_is_used_once(connection: Connection) -> Iterator[str]:
    """A decision is used at most once, for its own subject, and every use has its decision."""
    uses: dict[int, list[str]] = {}
    for kind in (one for one in declared() if one.uses):
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
        for matter in items(session):
            if matter.state in _DECIDED:
                for wrong in against(session, matter):
                    yield f"decision {matter.id} is '{matter.state}' {wrong}"


def recused_members_have_no_vote(connection: Connection) -> Iterator[str]:
    """Nobody voted on its own or its employer's item, or after it had recused itself."""
    with Session(connection) as session:
        for matter in items(session):
            without = set(interested(session, matter))
            seated = {one.seat: one.side for one in members_of(session, matter.agreement)}
            for one in said_on(session, matter.id):
                if one.seat not in seated or seated[one.seat] != one.side:
                    yield f"item {matter.id}: {one.seat} of {one.side} said '{one.vote}', no member"
                if one.vote in OWN_WORD and one.seat in without:
                    yield f"item {matter.id}: {one.seat} is recused and voted '{one.vote}'"
                if one.vote is Said.RECUSE:
                    without.add(one.seat)


def papers_are_what_was_circulated(connection: Connection) -> Iterator[str]:
    """Each paper has its digest, and each item that of the papers of its last circulation."""
    papers: dict[tuple[int, int], list[Paper]] = {}
    sql = "SELECT id, item, circulation, name, text, digest FROM committee_paper ORDER BY id"
    for row in connection.execute(text(sql)):
        paper = Paper(row.name, row.text)
        papers.setdefault((row.item, row.circulation), []).append(paper)
        if paper.digest != row.digest:
            yield f"paper {row.id} of item {row.item} has another digest"
    listed = "SELECT id, circulation, digest FROM committee_item ORDER BY id"
    for row in connection.execute(text(listed)):
        if row.digest != digest_of(papers.get((row.id, row.circulation), ())):
            yield f"item {row.id}: its papers are not those that it was circulated with"


def motions_hold_from_their_publication(connection: Connection) -> Iterator[str]:
    """A motion holds exactly since its decision was published, and is dropped with its item."""
    sql = """
        SELECT m.id, m.kind, m.agreement, m.state, m.since, m.quantity, i.id AS item,
               i.kind AS about, i.subject, i.agreement AS before, i.state AS decided,
               i.published_at, i.quantity AS tonnes
        FROM committee_motion m LEFT JOIN committee_item i ON i.id = m.item ORDER BY m.id
    """
    for row in connection.execute(text(sql)):
        own = (row.kind, row.id, row.agreement, row.quantity)
        if (row.about, row.subject, row.before, row.tonnes) != own:
            yield f"motion {row.id} of kind '{row.kind}' is not what item {row.item} is about"
            continue
        state = _MOTION_STATES.get(row.decided, MotionState.REQUESTED)
        if row.state != state:
            yield f"motion {row.id} is '{row.state}' and its item '{row.decided}'"
        if row.since != (row.published_at if state is MotionState.IN_FORCE else None):
            yield f"motion {row.id} holds since {row.since}, published {row.published_at}"


_MOTION_STATES = {
    ItemState.PUBLISHED.value: MotionState.IN_FORCE,
    ItemState.USED.value: MotionState.IN_FORCE,
    ItemState.DROPPED.value: MotionState.DROPPED,
}


def amendments_are_published_motions(connection: Connection) -> Iterator[str]:
    """An agreement's changed terms are those of its committee's motions, from their publication."""
    sql = f"SELECT * FROM committee_motion WHERE kind = 'amendment' AND state = '{_HOLDS}'"
    due = {
        (row.agreement, row.id, term, value, row.since)
        for row in connection.execute(text(sql))
        for term, value in terms_of(row.terms).items()
    }
    columns = "SELECT agreement, motion, term, value, since FROM agreement_amendment ORDER BY id"
    found = [tuple(row) for row in connection.execute(text(columns))]
    for agreement, motion, term, value, since in sorted(due.symmetric_difference(found)):
        yield f"{agreement}: {term} {value} since {since} is not of motion {motion}, or is missing"
    if len(found) != len(set(found)):
        yield "a term was changed twice by one motion"


_HOLDS = MotionState.IN_FORCE.value
