"""The programme's invariants as named sentences; each yields what it found wrong.

Reads tables only, like the audit of the books, and trusts no command. Knows no market.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import (
    CANCELLED,
    HOLDING,
    HOLDING_BLOCKED,
    HOLDING_BOUGHT,
    IN_TRANSIT,
    OFFSET,
    RETIRED,
)
from ledger.audit import Check, Finding, asked
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.ranges import Range, minus
from registry.programme.committee.audit import each_decision_is_used_once
from registry.programme.issuance.models import ALLOWANCE, IssuanceState
from registry.programme.transfers.models import TransferState

INVARIANTS: dict[str, Check] = {}


def invariant(check: Check) -> Check:
    """Register a check; its docstring is the sentence that is shown."""
    assert check.__doc__
    INVARIANTS[check.__name__] = check
    return check


@invariant
def issued_is_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each batch issued exactly the tonnes of its decision, registration or issue, without loss."""
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
        said = [quantity for quantity in sources if quantity is not None]
        if not said or any(quantity != row.issued for quantity in said):
            yield f"batch {row.asset}: {row.issued} t issued, {said} t decided"
        if row.decided is not None and row.registered is not None:
            yield f"batch {row.asset} was decided and registered"


invariant(each_decision_is_used_once)


@invariant
def monitoring_periods_share_no_day(connection: Connection) -> Iterator[str]:
    """No day of a project lies in two of its monitoring periods."""
    sql = """
        SELECT p.project, p.number, q.number AS other FROM monitoring_period p
        JOIN monitoring_period q ON q.project = p.project AND q.number > p.number
            AND q.first_day <= p.last_day AND q.last_day >= p.first_day
    """
    for row in connection.execute(text(sql)):
        yield f"{row.project}: periods {row.number} and {row.other} share days"


@invariant
def no_reduction_is_issued_twice(connection: Connection) -> Iterator[str]:
    """No day of a project lies in the periods of two batches, and a batch bears its own days."""
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


@invariant
def first_transfers_stay_within_their_authorisation(connection: Connection) -> Iterator[str]:
    """Under no authorisation more was first transferred than its maximum, or another project."""
    sql = """
        SELECT f.authorisation, a.max_quantity, sum(f.last - f.first + 1) AS spent
        FROM first_transferred_range f LEFT JOIN authorisation a ON a.code = f.authorisation
        GROUP BY f.authorisation, a.max_quantity
        HAVING a.max_quantity IS NULL OR sum(f.last - f.first + 1) > a.max_quantity
    """
    for row in connection.execute(text(sql)):
        yield f"{row.authorisation}: {row.spent} t first transferred of {row.max_quantity} t"
    sql = """
        SELECT f.id FROM first_transferred_range f
        WHERE NOT EXISTS (SELECT 1 FROM authorised_range r WHERE r.authorisation = f.authorisation
            AND r.asset = f.asset AND r.first <= f.first AND r.last >= f.last)
    """
    for (number,) in connection.execute(text(sql)):
        yield f"first transfer {number} lies outside the ranges of its authorisation"


@invariant
def a_serial_is_first_transferred_once(connection: Connection) -> Iterator[str]:
    """No serial was first transferred twice."""
    sql = """
        SELECT f.id, g.id AS other FROM first_transferred_range f
        JOIN first_transferred_range g
          ON g.asset = f.asset AND g.id > f.id AND g.first <= f.last AND g.last >= f.first
    """
    for row in connection.execute(text(sql)):
        yield f"first transfers {row.id} and {row.other} share serials"


@invariant
def adjustments_equal_first_transfers(connection: Connection) -> Iterator[str]:
    """Per host and vintage, what it added is what it first transferred."""
    sql = f"""
        SELECT party, year, sum(added) AS added, sum(moved) AS moved FROM (
            SELECT party, year, quantity AS added, 0 AS moved FROM corresponding_adjustment
            WHERE kind = '{AdjustmentKind.FIRST_TRANSFER}'
            UNION ALL
            SELECT host, vintage, 0, last - first + 1 FROM first_transferred_range
        ) entries GROUP BY party, year HAVING sum(added) <> sum(moved)
    """
    for row in connection.execute(text(sql)):
        yield f"{row.party} {row.year}: {row.added} t adjusted, {row.moved} t first transferred"


@invariant
def credits_abroad_were_first_transferred(connection: Connection) -> Iterator[str]:
    """What lies outside its host's registry, or on the way, has been first transferred."""
    kinds = (HOLDING, HOLDING_BLOCKED, HOLDING_BOUGHT, RETIRED, CANCELLED, OFFSET, IN_TRANSIT)
    names = ", ".join(f"'{kind.name}'" for kind in kinds)
    sql = f"""
        SELECT b.asset, k.first, k.last FROM serial_block k
        JOIN sub_account s ON s.id = k.owner JOIN credit_batch b ON b.asset = k.asset
        WHERE k.closed IS NULL AND s.registry_code <> b.host AND s.kind IN ({names})
    """
    abroad: dict[int, list[Range]] = {}
    for asset, first, last in connection.execute(text(sql)):
        abroad.setdefault(asset, []).append((first, last))
    marked: dict[int, list[Range]] = {}
    for asset, first, last in connection.execute(
        text("SELECT asset, first, last FROM first_transferred_range")
    ):
        marked.setdefault(asset, []).append((first, last))
    for asset, ranges in abroad.items():
        for first, last in minus(ranges, marked.get(asset, ())):
            yield f"batch {asset}: serials {first}-{last} are abroad and were never transferred"


@invariant
def in_transit_is_what_was_sent(connection: Connection) -> Iterator[str]:
    """Each in-transit account holds what was sent on its way and is not credited yet."""
    sql = f"""
        SELECT way, asset, sum(lies) AS lies, sum(sent) AS sent FROM (
            SELECT a.owner AS way, s.asset, s.balance AS lies, 0 AS sent
            FROM sub_account s JOIN account a ON a.id = s.account
            WHERE s.kind = '{IN_TRANSIT.name}'
            UNION ALL
            SELECT t.source_registry || '>' || t.target_registry, l.asset, 0, l.quantity
            FROM transfer_request t JOIN transfer_line l ON l.request = t.id
            WHERE t.state = '{TransferState.SENT}'
        ) entries GROUP BY way, asset HAVING sum(lies) <> sum(sent)
    """
    for row in connection.execute(text(sql)):
        yield f"{row.way}, asset {row.asset}: {row.lies} t in transit, {row.sent} t sent"


@invariant
def requests_block_what_they_ask(connection: Connection) -> Iterator[str]:
    """Open requests' lines add up to their quantity, and that much lies blocked at the holder."""
    sql = """
        SELECT t.id, t.quantity, coalesce(sum(l.quantity), 0) AS lines
        FROM transfer_request t LEFT JOIN transfer_line l ON l.request = t.id
        GROUP BY t.id, t.quantity HAVING t.quantity <> coalesce(sum(l.quantity), 0)
    """
    for row in connection.execute(text(sql)):
        yield f"transfer {row.id}: {row.quantity} t asked, lines of {row.lines} t"
    sql = f"""
        SELECT t.holder, t.source_registry, l.asset, sum(l.quantity) AS asked,
               coalesce(max(s.balance), 0) AS lies
        FROM transfer_request t JOIN transfer_line l ON l.request = t.id
        LEFT JOIN account a ON a.owner = t.holder AND a.registry_code = t.source_registry
        LEFT JOIN sub_account s ON s.account = a.id AND s.asset = l.asset
            AND s.kind = '{HOLDING_BLOCKED.name}'
        WHERE t.state = '{TransferState.REQUESTED}'
        GROUP BY t.holder, t.source_registry, l.asset
        HAVING sum(l.quantity) > coalesce(max(s.balance), 0)
    """
    for row in connection.execute(text(sql)):
        yield f"{row.holder}, asset {row.asset}: {row.asked} t asked, {row.lies} t blocked"


def audit(connection: Connection) -> list[Finding]:
    """Everything that is wrong with the programme; empty when all invariants hold."""
    return asked(INVARIANTS, connection)
