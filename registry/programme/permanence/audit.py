"""The invariants of what projects store: their buffers, reversals and replacements."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import BUFFER
from ledger.transactions import BUFFER_CANCEL, BUFFER_RELEASE, CREDIT_REPLACE
from registry.programme.permanence.models import ReversalState
from registry.programme.permanence.queries import RELEASE, REVERSAL, motions_held

_S = ReversalState


def buffers_hold_what_they_kept(connection: Connection) -> Iterator[str]:
    """The buffer of a project holds what its issuances kept back, less what was cancelled for its
    reversals and released; no other project has one.
    """
    for row in connection.execute(text(_BUFFERS), {"kind": BUFFER.name}):
        due = row.kept - row.cancelled - row.released
        if row.held != due:
            yield f"{row.project}: {row.held} t in the buffer, {due} t kept and not taken"
        if (row.held or row.kept) and row.percent is None:
            yield f"{row.project} stores nothing, and {row.kept} t were kept back"


_BUFFERS = """
    SELECT p.code AS project, b.percent,
        coalesce((SELECT sum(k.last - k.first + 1) FROM issuance_part k
            JOIN issuance_request r ON r.id = k.request AND r.host_issued_at IS NOT NULL
            WHERE k.levy = 'buffer' AND r.project = p.code), 0) AS kept,
        coalesce((SELECT sum(v.buffer_t) FROM storage_reversal v WHERE v.project = p.code), 0)
            AS cancelled,
        coalesce((SELECT sum(l.quantity) FROM buffer_release l WHERE l.project = p.code), 0)
            AS released,
        coalesce((SELECT sum(s.balance) FROM sub_account s
            JOIN credit_batch c ON c.asset = s.asset
            WHERE s.kind = :kind AND c.project = p.code), 0) AS held
    FROM project p LEFT JOIN project_buffer b ON b.project = p.code ORDER BY p.code
"""


def reversals_are_made_good_to_the_tonne(connection: Connection) -> Iterator[str]:
    """A reversal is one motion's; buffer, replacements and what is owed add up to it, and it is
    settled when nothing is owed, and overdue only after its day.
    """
    orders = motions_held(connection, REVERSAL)
    paid: dict[int, int] = {}
    for one in connection.execute(text(_REPLACED), {"type": CREDIT_REPLACE.code}):
        paid[one.reversal] = paid.get(one.reversal, 0) + one.quantity
        if one.posted != one.quantity:
            yield f"replacement {one.id}: {one.quantity} t, {one.posted} t posted"
        if one.agreement != one.owed_under:
            yield f"replacement {one.id} is of {one.agreement}, not of {one.owed_under}"
    for row in connection.execute(text(_REVERSED), {"type": BUFFER_CANCEL.code}):
        if orders.pop(row.id, None) != (row.quantity, row.item, row.project):
            yield f"reversal {row.id} is of no motion in force for {row.quantity} t"
        replaced = paid.pop(row.id, 0)
        if row.buffer_t + replaced + row.owed_t != row.quantity:
            yield (
                f"reversal {row.id}: {row.buffer_t} t of the buffer, {replaced} t replaced,"
                f" {row.owed_t} t owed, {row.quantity} t ordered"
            )
        if row.posted != row.buffer_t:
            yield f"reversal {row.id}: {row.buffer_t} t of the buffer, {row.posted} t posted"
        settled = row.state == _S.SETTLED
        if settled != (row.owed_t == 0) or settled != (row.settled_at is not None):
            yield f"reversal {row.id} is '{row.state}', {row.owed_t} t owed"
        if row.overdue_at is not None and row.overdue_at < row.due_at:
            yield f"reversal {row.id} was overdue before its day"
        if row.state == _S.OVERDUE and row.overdue_at is None:
            yield f"reversal {row.id} is overdue since no day"
    for motion in sorted(orders.keys() | paid.keys()):
        yield f"motion {motion} decided a reversal, which is missing"


_REVERSED = """
    SELECT v.*, coalesce((SELECT sum(p.quantity) FROM posting p
        JOIN book_transaction x ON x.id = p.book_transaction AND x.type = :type
        JOIN credit_batch b ON b.asset = p.asset AND b.project = v.project
        WHERE x.id = v.posted_as), 0) AS posted
    FROM storage_reversal v ORDER BY v.id
"""
_REPLACED = """
    SELECT r.id, r.reversal, r.quantity, q.agreement, o.agreement AS owed_under,
        (SELECT sum(p.quantity) FROM posting p
            JOIN book_transaction x ON x.id = p.book_transaction AND x.type = :type
            JOIN sub_account s ON s.id = p.source AND s.registry_code = r.registry_code
            JOIN account a ON a.id = s.account AND a.owner = v.seat
            WHERE x.id = r.posted_as AND p.asset = r.asset) AS posted
    FROM replacement r LEFT JOIN storage_reversal v ON v.id = r.reversal
    LEFT JOIN project o ON o.code = v.project LEFT JOIN credit_batch b ON b.asset = r.asset
    LEFT JOIN project q ON q.code = b.project ORDER BY r.id
"""


def buffers_are_released_by_decision(connection: Connection) -> Iterator[str]:
    """A release of a buffer is one motion's, after the crediting period, posted to the tonne."""
    orders = motions_held(connection, RELEASE)
    for row in connection.execute(text(_RELEASED), {"type": BUFFER_RELEASE.code}):
        if orders.pop(row.id, None) != (row.quantity, row.item, row.project):
            yield f"release {row.id} is of no motion in force for {row.quantity} t"
        if row.posted != row.quantity:
            yield f"release {row.id}: {row.quantity} t, {row.posted} t posted"
        if row.until_at is None or row.at < row.until_at:
            yield f"release {row.id} of {row.project} came before the end of its crediting period"
    for motion in sorted(orders):
        yield f"motion {motion} released a buffer, and nothing was released"


_RELEASED = """
    SELECT l.*, b.until_at, (SELECT sum(p.quantity) FROM posting p
        JOIN book_transaction x ON x.id = p.book_transaction AND x.type = :type
        JOIN credit_batch c ON c.asset = p.asset AND c.project = l.project
        WHERE x.id = l.posted_as) AS posted
    FROM buffer_release l LEFT JOIN project_buffer b ON b.project = l.project ORDER BY l.id
"""


def nothing_is_requested_while_a_replacement_is_overdue(connection: Connection) -> Iterator[str]:
    """No issuance of a project was requested while what it lost was overdue to be replaced."""
    sql = """
        SELECT r.id, r.project, v.id AS reversal FROM issuance_request r
        JOIN storage_reversal v ON v.project = r.project AND v.overdue_at IS NOT NULL
            AND r.requested_at > v.overdue_at
            AND (v.settled_at IS NULL OR r.requested_at < v.settled_at)
        ORDER BY r.id
    """
    for row in connection.execute(text(sql)):
        yield f"issuance {row.id} of {row.project}: reversal {row.reversal} was overdue"
