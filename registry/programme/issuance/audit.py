"""The invariants of issued batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from registry.programme.issuance.models import ALLOWANCE, IssuanceState


def issued_is_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each batch is of the tonnes of its decision, and issued but for what a side has still to."""
    sql = """
        SELECT b.asset, -s.balance AS issued, b.last - b.first + 1 AS opened,
               i.quantity AS decided, r.quantity AS asked,
               r.host_t + r.partner_t AS shared, r.state AS state, c.quantity AS registered,
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
        if not decided or any(quantity != row.opened for quantity in decided):
            yield f"batch {row.asset}: of {row.opened} t, {decided} t decided"
        whole = row.state in (None, IssuanceState.ISSUED)
        if whole and row.issued != row.opened:
            yield f"batch {row.asset}: {row.issued} t issued, {row.opened} t decided"
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


def no_installation_is_claimed_twice(connection: Connection) -> Iterator[str]:
    """No day of an installation is in the batches of two projects (programme rules, check 5041)."""
    sql = f"""
        SELECT p.installation, b.project, b.asset, q.code AS other, c.asset AS again
        FROM credit_batch b JOIN project p ON p.code = b.project AND p.installation <> ''
        JOIN project q ON q.installation = p.installation AND q.code > p.code
        JOIN credit_batch c ON c.project = q.code
            AND c.period_first <= b.period_last AND c.period_last >= b.period_first
        WHERE b.unit <> '{ALLOWANCE}' AND c.unit <> '{ALLOWANCE}' ORDER BY b.asset, c.asset
    """
    for row in connection.execute(text(sql)):
        yield (
            f"{row.installation}: batch {row.asset} of {row.project} and batch {row.again} of"
            f" {row.other} were issued for the same days"
        )


def each_side_issues_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each registry issued nothing, or once exactly the ranges that the decision fixed for it."""
    parts: dict[int, list[Any]] = {}
    for part in connection.execute(text("SELECT * FROM issuance_part ORDER BY request, first")):
        parts.setdefault(part.request, []).append(part)
    requests = """
        SELECT r.id, r.asset, r.host, r.state, r.host_issued_at, r.partner_issued_at, b.first,
               b.last
        FROM issuance_request r JOIN credit_batch b ON b.asset = r.asset ORDER BY r.id
    """
    for row in connection.execute(text(requests)):
        decided = parts.pop(row.id, [])
        expected = row.first
        for part in decided:
            if part.first != expected:
                yield f"issuance {row.id}: the decided ranges do not tile {row.first}-{row.last}"
            expected = part.last + 1
        if expected != row.last + 1:
            yield f"issuance {row.id}: the decided ranges end before {row.last}"
        at = dict.fromkeys({part.registry_code for part in decided}, row.partner_issued_at)
        at[row.host] = row.host_issued_at
        due = [
            (part.first, part.last, part.registry_code, part.seat)
            for part in decided
            if at[part.registry_code] is not None
        ]
        issued = [tuple(one) for one in connection.execute(text(_ISSUED), {"asset": row.asset})]
        if due != issued:
            yield f"issuance {row.id}: {issued} issued, {due} decided for those who issued"
        left = {part.registry_code for part in decided if at[part.registry_code] is None}
        if (row.state == IssuanceState.ISSUED) != (not left):
            yield f"issuance {row.id} is '{row.state}' and {sorted(left)} have still to issue"
    for request in parts:
        yield f"issuance {request} has ranges and no batch"


_ISSUED = """
    SELECT k.first, k.last, s.registry_code, a.owner FROM serial_block k
    JOIN sub_account s ON s.id = k.owner JOIN account a ON a.id = s.account
    WHERE k.asset = :asset AND k.parent IS NULL ORDER BY k.first
"""
