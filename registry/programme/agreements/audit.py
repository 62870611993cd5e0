"""The invariant of agreements."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.agreements.machine import AGREEMENT, BY_BOTH
from registry.programme.agreements.models import AgreementState


def agreements_are_where_their_acts_left_them(connection: Connection) -> Iterator[str]:
    """The state of each agreement follows from its last moving act, and that act was possible."""
    targets = {(move.trigger, move.target) for move in AGREEMENT.moves}
    sql = """
        SELECT a.code, a.state, a.moved_by, a.ends_at, t.trigger,
               (SELECT count(DISTINCT o.side) FROM agreement_act o
                WHERE o.agreement = a.code AND o.trigger = t.trigger AND o.id <= t.id
                AND o.id > (SELECT coalesce(max(e.id), 0) FROM agreement_act e
                            WHERE e.agreement = a.code AND e.trigger <> t.trigger
                            AND e.id < t.id)) AS sides
        FROM agreement a LEFT JOIN agreement_act t ON t.id = a.moved_by AND t.agreement = a.code
        ORDER BY a.code
    """
    for row in connection.execute(text(sql)):
        state = AgreementState(row.state)
        if row.moved_by and (row.trigger, state) not in targets:
            yield f"{row.code} is '{state}' by act {row.moved_by}, '{row.trigger}'"
        elif row.trigger in BY_BOTH and row.sides < 2:
            yield f"{row.code} is '{state}', and one side alone took the step '{row.trigger}'"
        if (row.ends_at is not None) < (state is AgreementState.TERMINATING):
            yield f"{row.code} is under notice that never ends"
