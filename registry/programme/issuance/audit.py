"""The invariants of issued batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from ledger.accounts import (
    ADAPTATION,
    BUFFER,
    CANCELLED_OIMP,
    CANCELLED_OMGE,
    CANCELLED_OTHER,
    CCP_UNITS,
    OFFSET,
)
from ledger.transactions import CREDIT_CANCEL_ORDERED, CREDIT_IMPORT
from registry.programme.committee.models import MotionState
from registry.programme.issuance.imported import HELD
from registry.programme.issuance.models import (
    ALLOWANCE,
    IMPORTED,
    NOT_TRADED,
    ImportState,
    IssuanceState,
    Levy,
)
from registry.programme.issuance.recount import (
    carried_out,
    issued_by_side,
    posted_tonnes,
    requests_add_up,
)
from registry.programme.issuance.shares import LEVIED
from registry.programme.projects.queries import DEREGISTRATION


def issued_is_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each batch is of the tonnes of its decision, and issued but for what a side has still to."""
    sql = """
        SELECT b.asset, -s.balance AS issued, b.last - b.first + 1 AS opened,
               v.quantity AS decided,
               v.proceeds_t + v.omge_t + v.buffer_t + v.partner_t + v.host_t AS shared,
               r.state AS state, c.quantity AS registered, w.quantity AS allowed,
               m.last - m.first + 1 AS imported
        FROM credit_batch b
        JOIN sub_account s ON s.id = b.source
        LEFT JOIN issuance_vintage v ON v.asset = b.asset
        LEFT JOIN issuance_request r ON r.id = v.request
        LEFT JOIN ccer_registration c ON c.asset = b.asset
        LEFT JOIN allowance_issue w ON w.asset = b.asset
        LEFT JOIN import_request m ON m.asset = b.asset
    """
    for row in connection.execute(text(sql)):
        sources = (row.decided, row.shared, row.registered, row.allowed, row.imported)
        decided = [quantity for quantity in sources if quantity is not None]
        if not decided or any(quantity != row.opened for quantity in decided):
            yield f"batch {row.asset}: of {row.opened} t, {decided} t decided"
        whole = row.state in (None, IssuanceState.ISSUED)
        if whole and row.issued != row.opened:
            yield f"batch {row.asset}: {row.issued} t issued, {row.opened} t decided"
        if row.decided is not None and row.registered is not None:
            yield f"batch {row.asset} was decided and registered"
    yield from requests_add_up(connection)


def no_reduction_is_issued_twice(connection: Connection) -> Iterator[str]:
    """No day of a project is in the periods of two batches, and a batch has its period's days."""
    sql = f"""
        SELECT b.project, b.asset, c.asset AS other FROM credit_batch b
        JOIN credit_batch c ON c.project = b.project AND c.asset > b.asset
            AND c.period_first <= b.period_last AND c.period_last >= b.period_first
        WHERE b.unit NOT IN ('{ALLOWANCE}', '{IMPORTED}') AND c.unit <> '{ALLOWANCE}'
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
        FROM (SELECT v.asset, r.project, r.period AS number, v.vintage FROM issuance_vintage v
              JOIN issuance_request r ON r.id = v.request
              UNION ALL SELECT asset, project, period, 0 FROM ccer_registration) i
        JOIN credit_batch b ON b.asset = i.asset
        LEFT JOIN monitoring_period p ON p.project = i.project AND p.number = i.number
            AND p.project = b.project AND p.first_day <= b.period_first
            AND p.last_day >= b.period_last
            AND (i.vintage = 0 OR i.vintage = b.vintage)
            AND CAST(substr(b.period_first, 1, 4) AS INTEGER) = b.vintage
            AND CAST(substr(b.period_last, 1, 4) AS INTEGER) = b.vintage
            AND (b.period_first = p.first_day OR substr(b.period_first, 5) = '-01-01')
            AND (b.period_last = p.last_day OR substr(b.period_last, 5) = '-12-31')
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
    sql = f"""
        SELECT p.installation, b.project, b.asset, m.id FROM import_request m
        JOIN project p ON p.installation = m.installation AND p.installation <> ''
        JOIN credit_batch b ON b.project = p.code AND b.period_first <= m.last_day
            AND b.period_last >= m.first_day
        WHERE m.state = '{ImportState.ADMITTED}' ORDER BY m.id, b.asset
    """
    for row in connection.execute(text(sql)):
        yield (
            f"{row.installation}: batch {row.asset} of {row.project} and import {row.id} are of the"
            " same days"
        )


def another_registrys_serials_are_imported_once(connection: Connection) -> Iterator[str]:
    """No serial of another registry, and no cancellation there, is in two requests that hold it."""
    held = ", ".join(f"'{state}'" for state in HELD)
    sql = f"""
        SELECT m.id, n.id AS other, m.origin, m.first, m.last, n.first AS again, n.last AS until,
               m.proof, lower(m.proof) = lower(n.proof) AS same
        FROM import_request m JOIN import_request n ON n.origin = m.origin AND n.id > m.id
            AND (n.first <= m.last AND n.last >= m.first OR lower(n.proof) = lower(m.proof))
        WHERE m.state IN ({held}) AND n.state IN ({held}) ORDER BY m.id, n.id
    """
    for row in connection.execute(text(sql)):
        first, last = max(row.first, row.again), min(row.last, row.until)
        if first <= last:
            yield f"imports {row.id} and {row.other}: {row.origin} {first}-{last} in both"
        if row.same:
            yield f"imports {row.id} and {row.other}: cancellation {row.proof} proves both"


def imported_credits_are_those_admitted(connection: Connection) -> Iterator[str]:
    """An admitted import is one batch, issued whole to its owner; it stays there, for no NDC."""
    sql = """
        SELECT m.id, m.state, m.asset, b.asset AS batch, b.unit, b.host = m.registry_code AND
            b.project = m.origin || '-' || m.project AND b.period_first = m.first_day AND
            b.period_last = m.last_day AND b.last - b.first = m.last - m.first AS fits
        FROM import_request m LEFT JOIN credit_batch b ON b.asset = m.asset ORDER BY m.id
    """
    for row in connection.execute(text(sql)):
        admitted = row.state == ImportState.ADMITTED
        if admitted != (row.asset is not None):
            yield f"import {row.id} is '{row.state}' with batch {row.asset}"
        elif admitted and (row.unit != IMPORTED or not row.fits):
            yield f"import {row.id}: batch {row.asset} is not what was admitted"
    sql = f"""
        SELECT b.asset, count(m.id) AS times FROM credit_batch b
        LEFT JOIN import_request m ON m.asset = b.asset WHERE b.unit = '{IMPORTED}'
        GROUP BY b.asset HAVING count(m.id) <> 1
    """
    for row in connection.execute(text(sql)):
        yield f"batch {row.asset} is of {row.times} imports"
    sql = f"""
        SELECT m.id, m.last - m.first + 1 AS asked, sum(p.quantity) AS issued
        FROM import_request m LEFT JOIN book_transaction x ON x.because = 'import ' || m.id
            AND x.type = '{CREDIT_IMPORT.code}'
        LEFT JOIN posting p ON p.book_transaction = x.id AND p.asset = m.asset
            AND p.target IN (SELECT s.id FROM sub_account s JOIN account a ON a.id = s.account
                WHERE a.owner = m.seat AND a.registry_code = m.registry_code)
        WHERE m.state = '{ImportState.ADMITTED}' GROUP BY m.id, m.first, m.last ORDER BY m.id
    """
    for row in connection.execute(text(sql)):
        if row.issued != row.asked:
            yield f"import {row.id}: {row.issued} t issued, {row.asked} t admitted"
    sql = f"""
        SELECT DISTINCT b.asset, s.registry_code, s.kind FROM credit_batch b
        JOIN serial_block k ON k.asset = b.asset JOIN sub_account s ON s.id = k.owner
        WHERE b.unit = '{IMPORTED}' AND (s.registry_code <> b.host
            OR s.kind IN ('{CCP_UNITS.name}', '{OFFSET.name}', '{CANCELLED_OIMP.name}',
                          '{CANCELLED_OTHER.name}'))
        UNION SELECT r.asset, r.registry_code, r.purpose FROM retirement r
        JOIN credit_batch b ON b.asset = r.asset
        WHERE b.unit = '{IMPORTED}' AND r.purpose NOT IN ('', 'voluntary')
        UNION SELECT f.asset, b.host, 'first transfer' FROM first_transferred_range f
        JOIN credit_batch b ON b.asset = f.asset WHERE b.unit = '{IMPORTED}'
    """
    for row in connection.execute(text(sql)):
        yield f"batch {row[0]} was imported, and went to {row[2]} in {row[1]}"


def each_side_issues_what_was_decided(connection: Connection) -> Iterator[str]:
    """Each registry issued nothing, or once exactly the ranges that the decision fixed for it."""
    parts: dict[int, list[Any]] = {}
    for part in connection.execute(text("SELECT * FROM issuance_part ORDER BY request, first")):
        parts.setdefault(part.request, []).append(part)
    requests = """
        SELECT r.id, r.host, r.state, r.host_issued_at, r.partner_issued_at, v.asset, b.first,
               b.last
        FROM issuance_request r JOIN issuance_vintage v ON v.request = r.id
        JOIN credit_batch b ON b.asset = v.asset ORDER BY r.id, b.first
    """
    batches: dict[int, list[Any]] = {}
    for row in connection.execute(text(requests)):
        batches.setdefault(row.id, []).append(row)
    for request, of_request in batches.items():
        yield from issued_by_side(connection, of_request, parts.pop(request, []))
    for request in parts:
        yield f"issuance {request} has ranges and no batch"


def levies_are_issued_by_the_host(connection: Connection) -> Iterator[str]:
    """Levies and buffer were issued in the host's registry, with the lowest serials, and nothing
    became one later.
    """
    sql = """
        SELECT v.request, v.vintage, v.asset, v.proceeds_t, v.omge_t, v.buffer_t, r.host,
            b.first
        FROM issuance_vintage v JOIN issuance_request r ON r.id = v.request
        JOIN credit_batch b ON b.asset = v.asset ORDER BY v.id
    """
    parts: dict[int, list[Any]] = {}
    for part in connection.execute(
        text("SELECT * FROM issuance_part WHERE levy IS NOT NULL ORDER BY first")
    ):
        parts.setdefault(part.asset, []).append(part)
    for row in connection.execute(text(sql)):
        first = row.first
        due = []
        taken = (
            (Levy.PROCEEDS, row.proceeds_t), (Levy.OMGE, row.omge_t), (Levy.BUFFER, row.buffer_t),
        )  # fmt: skip
        for levy, tonnes in taken:
            if tonnes:
                due.append((levy.value, row.host, LEVIED[levy].owner, first, first + tonnes - 1))
            first += tonnes
        found = [
            (one.levy, one.registry_code, one.seat, one.first, one.last)
            for one in parts.pop(row.asset, [])
        ]
        if found != due:
            yield f"issuance {row.request}, vintage {row.vintage}: levies {found}, decided {due}"
    for asset in parts:
        yield f"batch {asset} has levies and no decided vintage"
    moved = f"""
        SELECT k.asset, k.first, k.last FROM serial_block k JOIN sub_account s ON s.id = k.owner
        LEFT JOIN serial_block p ON p.id = k.parent
        WHERE p.owner <> k.owner
            AND s.kind IN ('{ADAPTATION.name}', '{BUFFER.name}', '{CANCELLED_OMGE.name}')
    """
    for row in connection.execute(text(moved)):
        yield f"batch {row.asset}: {row.first}-{row.last} became a levy after its issue"


def nothing_is_issued_under_a_virtual_agreement(connection: Connection) -> Iterator[str]:
    """A virtual agreement's decisions are recorded; no batch of its projects exists."""
    sql = """
        SELECT b.asset, a.code FROM credit_batch b JOIN project p ON p.code = b.project
        JOIN agreement a ON a.code = p.agreement WHERE a.virtual
    """
    for row in connection.execute(text(sql)):
        yield f"batch {row.asset} was issued under {row.code}, which is virtual"
    sql = """
        SELECT r.id, r.state, a.virtual FROM issuance_request r JOIN project p ON p.code = r.project
        JOIN agreement a ON a.code = p.agreement
    """
    for row in connection.execute(text(sql)):
        kept = row.state in (IssuanceState.REQUESTED, IssuanceState.DROPPED)
        if not kept and bool(row.virtual) != (row.state == IssuanceState.VIRTUAL):
            yield f"issuance {row.id} is '{row.state}' under an agreement of the other sort"


def deregistered_projects_start_nothing(connection: Connection) -> Iterator[str]:
    """Nothing is requested for a project after its deregistration, and nothing waits for it."""
    sql = f"""
        SELECT r.id, r.project, r.state, r.requested_at, m.since FROM issuance_request r
        JOIN committee_motion m ON m.kind = '{DEREGISTRATION}' AND m.about = r.project
            AND m.state = '{MotionState.IN_FORCE}'
        WHERE r.requested_at > m.since
            OR r.state IN ('{IssuanceState.REQUESTED}', '{IssuanceState.DECIDED}')
        ORDER BY r.id
    """
    for row in connection.execute(text(sql)):
        yield f"issuance {row.id} of {row.project}, deregistered, is '{row.state}'"


def corrections_cancel_what_was_ordered(connection: Connection) -> Iterator[str]:
    """A correction is one motion's, is carried out to the tonne, and no more than was issued."""
    paid: dict[int, int] = {}
    listed = "SELECT correction, quantity, posted_as, asset FROM compensation ORDER BY id"
    for row in connection.execute(text(listed)):
        paid[row.correction] = paid.get(row.correction, 0) + row.quantity
        posted = posted_tonnes(connection, row.posted_as, CREDIT_CANCEL_ORDERED.code)
        if posted != (row.asset, row.quantity):
            yield f"correction {row.correction}: {row.quantity} t compensated, {posted} posted"
    orders = "SELECT id, quantity, item FROM committee_motion WHERE kind = :kind AND state = :held"
    held = {"kind": "correction", "held": MotionState.IN_FORCE.value}
    due = {row.id: (row.quantity, row.item) for row in connection.execute(text(orders), held)}
    taken: dict[tuple[int, str], int] = {}
    for row in connection.execute(text("SELECT * FROM issuance_correction ORDER BY id")):
        if due.pop(row.id, None) != (row.quantity, row.item):
            yield f"correction {row.id} is of no motion in force for {row.quantity} t"
        source = row.issued_as, row.seat
        taken[source] = taken.get(source, 0) + row.quantity
        yield from carried_out(connection, row, paid.pop(row.id, 0))
    for motion in sorted(due.keys() | paid.keys()):
        yield f"motion {motion} ordered a correction, which is missing"
    for (transaction, seat), tonnes in taken.items():
        issued = connection.execute(text(_ISSUED_BY), {"id": transaction, "seat": seat}).scalar()
        if tonnes > (issued or 0):
            yield f"transaction {transaction}: {tonnes} t corrected, {issued} t issued to {seat}"


_ISSUED_BY = """
    SELECT sum(p.quantity) FROM posting p JOIN book_transaction x ON x.id = p.book_transaction
    JOIN sub_account t ON t.id = p.target JOIN account a ON a.id = t.account
    WHERE x.id = :id AND x.type = 'credit.issue' AND a.owner = :seat
"""


def what_is_not_tradable_was_never_traded(connection: Connection) -> Iterator[str]:
    """Credits under an agreement that is not tradable are of their own unit, and in no trade."""
    sql = """
        SELECT b.asset, b.unit, a.code, a.tradable FROM credit_batch b
        JOIN project p ON p.code = b.project JOIN agreement a ON a.code = p.agreement
        ORDER BY b.asset
    """
    for row in connection.execute(text(sql)):
        if (row.unit == NOT_TRADED) == bool(row.tradable):
            yield f"batch {row.asset} of {row.code} is of the unit {row.unit}"
    sql = f"""
        SELECT DISTINCT k.asset FROM credit_batch b JOIN serial_block k ON k.asset = b.asset
        JOIN sub_account s ON s.id = k.owner
        WHERE b.unit = '{NOT_TRADED}' AND s.kind = '{CCP_UNITS.name}'
    """
    for row in connection.execute(text(sql)):
        yield f"batch {row.asset} was traded"
