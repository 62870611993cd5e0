"""The committee's invariant; the uses of decisions come from each kind's query."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.committee.kinds import declared, is_declared, kind_of
from registry.programme.committee.models import ItemState, Vote


def each_decision_is_used_once(connection: Connection) -> Iterator[str]:
    """A decision is used at most once, for its own subject, and every use has its decision."""
    uses: dict[int, list[str]] = {}
    for kind in declared():
        for item, subject in connection.execute(text(kind.uses)):
            uses.setdefault(item, []).append(kind.because(subject))
    sql = f"""
        SELECT i.id, i.kind, i.subject, i.state, i.used_for,
               (SELECT count(DISTINCT v.side) FROM committee_vote v
                WHERE v.item = i.id AND v.vote = '{Vote.AFFIRM}') AS affirmed
        FROM committee_item i ORDER BY i.id
    """
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
        if (row.state in (ItemState.ADOPTED, ItemState.USED)) != (row.affirmed == 2):
            yield f"decision {row.id} is '{row.state}' with {row.affirmed} sides in favour"
    for item, for_these in sorted(uses.items()):
        yield f"{', '.join(for_these)} used decision {item}, which is none"
