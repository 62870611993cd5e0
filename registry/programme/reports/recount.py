"""What the audit of annual information reads: submitted versions, and their rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy import Row as SqlRow

from ledger.accounts import IN_TRANSIT
from registry.programme.reports import years
from registry.programme.reports.models import STANDING
from registry.programme.reports.tables import Row

REPORTS = """
    SELECT p.id, p.party, p.year, p.drafted, p.drafting, p.content, p.submitted_at, p.state,
           r.alpha3
    FROM party_report p JOIN country_registry r ON r.code = p.party
    WHERE p.content <> '' ORDER BY p.id
"""
"""Every submitted version, also those that were superseded."""


def standing(connection: Connection) -> list[SqlRow[Any]]:
    """The submitted versions that count."""
    return [one for one in connection.execute(text(REPORTS)) if one.state in STANDING]


def common(row: Row, other: Row) -> int:
    """How many units two overlapping rows share."""
    first = max(int(str(row["first_id"])), int(str(other["first_id"])))
    last = min(int(str(row["last_id"])), int(str(other["last_id"])))
    return last - first + 1


def tonnes(row: Row) -> int:
    """The tonnes of a row."""
    return int(Decimal(str(row["quantity"])))


def spelled(row: Row) -> str:
    """The units of a row."""
    return f"{row['itmo_registry']} {row['first_id']}-{row['last_id']}"


def on_the_way(connection: Connection, row: Row, year: int) -> bool:
    """Whether units of a row were in transit as a year began."""
    sql = f"""
        SELECT 1 FROM serial_block k JOIN sub_account s ON s.id = k.owner
        JOIN credit_batch b ON b.asset = k.asset JOIN country_registry r ON r.code = b.host
        JOIN posting o ON o.id = k.opened JOIN book_transaction bo ON bo.id = o.book_transaction
        JOIN command co ON co.number = bo.command
        LEFT JOIN posting c ON c.id = k.closed
        LEFT JOIN book_transaction bc ON bc.id = c.book_transaction
        LEFT JOIN command cc ON cc.number = bc.command
        WHERE s.kind = '{IN_TRANSIT.name}' AND r.number = :registry
          AND k.first <= :last AND k.last >= :first
          AND co.at < :instant AND (k.closed IS NULL OR cc.at >= :instant) LIMIT 1
    """
    asked = {
        "registry": row["itmo_registry"], "first": row["first_id"], "last": row["last_id"],
        "instant": years.begins(year),
    }  # fmt: skip
    return connection.execute(text(sql), asked).first() is not None
