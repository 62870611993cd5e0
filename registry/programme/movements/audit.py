"""The invariants of held movements: what they block, who decides, and how long they wait."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING_BLOCKED
from registry.pace import TRANSFER_DELAY
from registry.programme.accounts import controls
from registry.programme.movements.models import WAITING, MovementState

_S = MovementState
_WAITING = f"({', '.join(repr(str(state)) for state in WAITING)})"


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
        WHERE m.state IN {_WAITING}
        GROUP BY m.seat, m.registry_code, l.asset
        HAVING sum(l.quantity) > coalesce(max(s.balance), 0)
    """
    for row in connection.execute(text(blocked)):
        yield f"{row.seat}, asset {row.asset}: {row.held} t held, {row.lies} t blocked"


def two_persons_move_units(connection: Connection) -> Iterator[str]:
    """What has an approver is decided by the approver, who did not propose it; its initiator can
    only withdraw it, the manager of its registry rejects it while it is delayed, and a rejection
    has a reason.
    """
    sql = """
        SELECT m.id, m.seat, m.approver, m.state, m.decided_by, m.decided_at, m.ends_at, m.reason,
               m.delayed_at, coalesce(a.approver, '') AS named
        FROM movement m LEFT JOIN account_approver a ON a.seat = m.seat
    """
    approved = (_S.DELAYED, _S.CARRIED_OUT, _S.FAILED)
    for row in connection.execute(text(sql)):
        if row.seat == row.approver or row.named != row.approver:
            yield f"movement {row.id} of {row.seat} is approved by {row.approver}, not {row.named}"
        state = MovementState(row.state)
        decider = row.approver if state in approved else ""
        if state is _S.WITHDRAWN:
            decider = row.seat
        elif state is _S.REJECTED:
            decider = row.approver if row.delayed_at is None else row.decided_by
        wrong = row.decided_by != decider or (row.approver == "" and row.delayed_at is None)
        if wrong or (row.decided_at is None) != (state in WAITING):
            yield f"movement {row.id} is {state}, decided by '{row.decided_by}'"
        if state is _S.REJECTED and row.decided_by in ("", row.seat):
            yield f"movement {row.id} was rejected by '{row.decided_by}'"
        if bool(row.reason) != (state in (_S.REJECTED, _S.FAILED)):
            yield f"movement {row.id} is {state} with reason '{row.reason}'"
        if row.ends_at is not None and state not in WAITING:
            yield f"movement {row.id} is {state} and still expires"


def what_goes_to_an_untrusted_account_has_waited(connection: Connection) -> Iterator[str]:
    """Where trusted lists are kept, no transfer to another holder's account that is not trusted
    was carried out before its delay was over.
    """
    named = text(f"SELECT * FROM control WHERE name = '{TRANSFER_DELAY}'")
    control = connection.execute(named).first()
    if control is None:
        return
    for row in connection.execute(text(_UNTRUSTED)):
        waited = connection.execute(
            text(
                "SELECT delayed_at FROM movement WHERE seat = :seat AND target = :target"
                " AND quantity = :quantity AND decided_at = :at AND delayed_at IS NOT NULL"
                f" AND state = '{_S.CARRIED_OUT}'"
            ),
            {"seat": row.seat, "target": row.target, "quantity": row.quantity, "at": row.at},
        )
        if not any(row.at >= controls.hour(control, since=since) for (since,) in waited):
            yield f"{row.quantity} t of {row.seat} went to {row.target} without a delay"


_UNTRUSTED = """
    SELECT t.seat, a.number AS target, t.quantity, t.at FROM (
        SELECT sender AS seat, receiver, registry_code, quantity, at FROM transfer_within
        UNION ALL
        SELECT holder, receiver, target_registry, quantity, requested_at FROM transfer_request
    ) t
    JOIN participant p ON p.seat = t.seat
    JOIN account a ON a.owner = t.receiver AND a.registry_code = t.registry_code
    WHERE t.receiver <> t.seat AND NOT EXISTS (
        SELECT 1 FROM trusted_account e WHERE e.seat = t.seat AND e.account = a.number
        AND e.effective_at <= t.at AND (e.removed_at IS NULL OR e.removed_at >= t.at))
"""
"""Transfers to another holder whose account was not trusted; the Adaptation Fund is no holder."""
