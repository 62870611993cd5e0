"""The invariants of what projects cost: money, the first credits of funders, and what unpaid costs
stop."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import CASH, CASH_SOURCE, OUTSIDE
from ledger.transactions import CASH_PROJECT, CREDIT_FIRST_CALL
from registry.programme.finance.bearing import COSTS
from registry.programme.finance.models import PaymentState

_S = PaymentState


def projects_pay_what_is_due(connection: Connection) -> Iterator[str]:
    """A payment is paid if its money moved, whole, from its payer to its payee and not before its
    day; no other money moved for projects, and the world outside has what was paid to it.
    """
    names = {"cash": CASH.name, "outside": OUTSIDE.name, "bank": CASH_SOURCE.name}
    for row in connection.execute(text(_PAID), {"type": CASH_PROJECT.code, **names}):
        paid = row.state == _S.PAID
        if paid != (row.posted_as is not None) or paid != (row.paid_at is not None):
            yield f"payment {row.id} is '{row.state}', posted as {row.posted_as}"
        if paid and row.moved != row.amount_fen:
            yield f"payment {row.id}: {row.amount_fen} fen, {row.moved} fen moved as it says"
        if row.paid_at is not None and row.paid_at < row.due_at:
            yield f"payment {row.id} was collected before its day"
        if row.state == _S.UNPAID and not row.payer:
            yield f"payment {row.id} of the world outside is unpaid"
    sql = """
        SELECT x.id FROM book_transaction x LEFT JOIN project_payment y ON y.posted_as = x.id
        WHERE x.type = :type GROUP BY x.id HAVING count(y.id) <> 1
    """
    for (posted,) in connection.execute(text(sql), {"type": CASH_PROJECT.code}):
        yield f"transaction {posted} paid for no payment, or for several"


_PAID = """
    SELECT y.*, (SELECT sum(p.quantity) FROM posting p
        JOIN book_transaction x ON x.id = p.book_transaction AND x.type = :type
        JOIN sub_account s ON s.id = p.source JOIN account a ON a.id = s.account
        JOIN sub_account t ON t.id = p.target JOIN account b ON b.id = t.account
        WHERE x.id = y.posted_as
            AND s.kind = CASE WHEN y.payer = '' THEN :bank ELSE :cash END
            AND t.kind = CASE WHEN y.payee = '' THEN :outside ELSE :cash END
            AND (y.payer = '' OR a.owner = y.payer) AND (y.payee = '' OR b.owner = y.payee)
        ) AS moved
    FROM project_payment y ORDER BY y.id
"""


def funders_have_their_first_credits(connection: Connection) -> Iterator[str]:
    """Of what a project's owner was issued in the host's registry the first tonnes went to its
    funders, in the order of the plan, and no more than they were promised.
    """
    left: dict[int, int] = {}
    of_project: dict[str, list[int]] = {}
    for row in connection.execute(text("SELECT * FROM project_funder ORDER BY id")):
        left[row.id] = row.credits_first_t
        of_project.setdefault(row.project, []).append(row.id)
    due: list[tuple[int, int, int, int]] = []
    for part in connection.execute(text(_ISSUED)):
        tonnes = part.quantity
        for funder in of_project.get(part.project, ()):
            given = min(left[funder], tonnes)
            if given:
                due.append((funder, part.request, part.asset, given))
                left[funder] -= given
                tonnes -= given
    found = [
        (row.funder, row.request, row.asset, row.quantity)
        for row in connection.execute(text("SELECT * FROM first_call ORDER BY id"))
    ]
    if sorted(found) != sorted(due):
        yield f"first credits (funder, issuance, batch, tonnes): {found}, due {due}"
    for row in connection.execute(text(_CALLED), {"type": CREDIT_FIRST_CALL.code}):
        if row.moved != row.quantity:
            yield f"first call {row.id}: {row.quantity} t, {row.moved} t moved to the funder"


_ISSUED = """
    SELECT k.request, k.asset, k.last - k.first + 1 AS quantity, r.project
    FROM issuance_part k JOIN issuance_request r ON r.id = k.request
    JOIN project p ON p.code = r.project AND p.owner = k.seat AND p.host = k.registry_code
    WHERE r.host_issued_at IS NOT NULL AND k.levy IS NULL
    ORDER BY r.host_issued_at, k.id
"""
_CALLED = """
    SELECT c.id, c.quantity, (SELECT sum(p.quantity) FROM posting p
        JOIN book_transaction x ON x.id = p.book_transaction AND x.type = :type
        JOIN sub_account s ON s.id = p.source AND s.registry_code = c.registry_code
        JOIN account a ON a.id = s.account
        JOIN sub_account t ON t.id = p.target JOIN account b ON b.id = t.account
        WHERE x.id = c.posted_as AND p.asset = c.asset AND b.owner = f.seat AND a.owner = j.owner
        ) AS moved
    FROM first_call c LEFT JOIN project_funder f ON f.id = c.funder
    LEFT JOIN project j ON j.code = f.project ORDER BY c.id
"""


def nothing_is_requested_with_unpaid_costs(connection: Connection) -> Iterator[str]:
    """No issuance was requested while a cost of the project, or of its period, was unpaid."""
    kinds = ", ".join(f"'{kind}'" for kind in COSTS)
    sql = f"""
        SELECT r.id, r.project, y.id AS payment FROM issuance_request r
        JOIN project_payment y ON y.project = r.project AND y.kind IN ({kinds})
            AND (y.period IS NULL OR y.period = r.period) AND y.due_at < r.requested_at
            AND y.state IN ('{_S.UNPAID}', '{_S.PAID}')
            AND (y.paid_at IS NULL OR y.paid_at > r.requested_at)
        ORDER BY r.id, y.id
    """
    for row in connection.execute(text(sql)):
        yield f"issuance {row.id} of {row.project}: payment {row.payment} was unpaid"
