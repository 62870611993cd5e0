"""The invariants of proposed movements: what they block, and who decided on them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING_BLOCKED
from registry.programme.movements.models import MovementState

_S = MovementState


def movements_block_what_they_move(connection: Connection) -> Iterator[str]:
    """A movement's lines add up to its quantity, and the tonnes of one that waits are blocked."""
    sums = """
        SELECT m.id, m.quantity, coalesce(sum(l.quantity), 0) AS lines
        FROM movement m LEFT JOIN movement_line l ON l.movement = m.id
        GROUP BY m.id, m.quantity HAVING m.quantity <> coalesce(sum(l.quantity), 0)
    """
    for row in connection.execute(text(sums)):
        yield f"movement {row.id}: {row.quantity} t, lines of {row.lines} t"
    blocked = f"""
        SELECT m.seat, m.registry_code, l.asset, sum(l.quantity) AS held,
               coalesce(max(s.balance), 0) AS lies
        FROM movement m JOIN movement_line l ON l.movement = m.id
        LEFT JOIN account a ON a.owner = m.seat AND a.registry_code = m.registry_code
        LEFT JOIN sub_account s ON s.account = a.id AND s.asset = l.asset
            AND s.kind = '{HOLDING_BLOCKED.name}'
        WHERE m.state = '{_S.PROPOSED}'
        GROUP BY m.seat, m.registry_code, l.asset
        HAVING sum(l.quantity) > coalesce(max(s.balance), 0)
    """
    for row in connection.execute(text(blocked)):
        yield f"{row.seat}, asset {row.asset}: {row.held} t held, {row.lies} t blocked"


def two_persons_move_units(connection: Connection) -> Iterator[str]:
    """What has an approver is decided by the approver, who did not propose it; its initiator can
    only withdraw it, and a rejection has a reason.
    """
    sql = """
        SELECT m.id, m.seat, m.approver, m.state, m.decided_by, m.decided_at, m.ends_at, m.reason,
               a.approver AS named
        FROM movement m LEFT JOIN account_approver a ON a.seat = m.seat
    """
    deciders = {_S.CARRIED_OUT: "approver", _S.REJECTED: "approver", _S.WITHDRAWN: "seat"}
    for row in connection.execute(text(sql)):
        if row.seat == row.approver or row.named != row.approver:
            yield f"movement {row.id} of {row.seat} is approved by {row.approver}, not {row.named}"
        state = MovementState(row.state)
        decider = getattr(row, deciders[state]) if state in deciders else ""
        if row.decided_by != decider or (row.decided_at is None) != (state is _S.PROPOSED):
            yield f"movement {row.id} is {state}, decided by '{row.decided_by}'"
        if bool(row.reason) != (state is _S.REJECTED):
            yield f"movement {row.id} is {state} with reason '{row.reason}'"
        if row.ends_at is not None and state is not _S.PROPOSED:
            yield f"movement {row.id} is {state} and still expires"
