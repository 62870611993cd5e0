"""The invariants of issued batches."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.issuance.models import ALLOWANCE, IssuanceState


def issued_is_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each batch issued exactly the tonnes of its decision, its registration or its issue."""
    sql = """
        SELECT b.asset, -s.balance AS issued, i.quantity AS decided, r.quantity AS asked,
               r.host_t + r.partner_t AS shared, c.quantity AS registered,
               w.quantity AS allowed
        FROM credit_batch b
        JOIN sub_account s ON s.id = b.source
        LEFT JOIN issuance_request r ON r.asset = b.asset
        LEFT JOIN committee_item i ON i.id = r.item
        LEFT JOIN ccer_registration c ON c.asset = b.asset
        LEFT JOIN allowance_issue w ON w.asset = b.asset
    """
    for row in connection.execute(text(sql)):
        sources = (row.decided, row.asked, row.shared, row.registered, row.allowed)
        decided = [quantity for quantity in sources if quantity is not None]
        if not decided or any(quantity != row.issued for quantity in decided):
            yield f"batch {row.asset}: {row.issued} t issued, {decided} t decided"
        if row.decided is not None and row.registered is not None:
            yield f"batch {row.asset} was decided and registered"


def no_reduction_is_issued_twice(connection: Connection) -> Iterator[str]:
    """No day of a project is in the periods of two batches, and a batch has its period's days."""
    sql = f"""
        SELECT b.project, b.asset, c.asset AS other FROM credit_batch b
        JOIN credit_batch c ON c.project = b.project AND c.asset > b.asset
            AND c.period_first <= b.period_last AND c.period_last >= b.period_first
        WHERE b.unit <> '{ALLOWANCE}' AND c.unit <> '{ALLOWANCE}'
    """
    for row in connection.execute(text(sql)):
        yield f"{row.project}: batches {row.asset} and {row.other} were issued for the same days"
    sql = f"""
        SELECT project, period, count(*) AS times FROM (
            SELECT project, period FROM issuance_request WHERE state = '{IssuanceState.ISSUED}'
            UNION ALL SELECT project, period FROM ccer_registration
        ) issued GROUP BY project, period HAVING count(*) > 1
    """
    for row in connection.execute(text(sql)):
        yield f"{row.project}: period {row.period} was issued {row.times} times"
    sql = """
        SELECT b.project, b.asset, b.period_first, b.period_last, i.number
        FROM (SELECT asset, project, period AS number FROM issuance_request
              UNION ALL SELECT asset, project, period FROM ccer_registration) i
        JOIN credit_batch b ON b.asset = i.asset
        LEFT JOIN monitoring_period p ON p.project = i.project AND p.number = i.number
            AND p.project = b.project AND p.first_day = b.period_first
            AND p.last_day = b.period_last AND p.vintage = b.vintage
        WHERE p.id IS NULL
    """
    for row in connection.execute(text(sql)):
        bears = f"bears {row.period_first} to {row.period_last}"
        yield f"batch {row.asset} of {row.project} {bears}: no days of period {row.number}"
