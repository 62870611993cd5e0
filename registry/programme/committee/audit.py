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
from registry.programme.committee.models import ItemState, Said
from registry.programme.committee.recount import OWN_WORD, against, items
from registry.programme.committee.sitting import interested, members_of, said_on

_DECIDED = (ItemState.ADOPTED, ItemState.PUBLISHED, ItemState.USED)


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
