"""Table 4: what a party's registry held at the end of 31 December, replayed from the postings."""

from __future__ import annotations

from sqlalchemy import Connection, text

from ledger.accounts import OWNED_SQL, SET_ASIDE
from registry.programme.reports import years
from registry.programme.reports.tables import HOLDINGS, Row
from registry.programme.reports.units import Units, joined

_AT = f"""
    SELECT k.asset, k.first, k.last FROM serial_block k
    JOIN sub_account s ON s.id = k.owner
    JOIN posting o ON o.id = k.opened JOIN book_transaction bo ON bo.id = o.book_transaction
    JOIN command co ON co.number = bo.command
    LEFT JOIN posting c ON c.id = k.closed
    LEFT JOIN book_transaction bc ON bc.id = c.book_transaction
    LEFT JOIN command cc ON cc.number = bc.command
    WHERE s.registry_code = :registry AND s.kind IN ({OWNED_SQL}, '{SET_ASIDE.name}')
      AND co.at < :instant AND (k.closed IS NULL OR cc.at >= :instant)
    ORDER BY k.asset, k.first
"""


def holdings(
    connection: Connection, party: str, year: int, units: Units | None = None
) -> list[Row]:
    """The rows of table 4: serials in holders' accounts of a registry at the end of a year in UTC
    that had been first transferred by then. What is in transit is in no registry.
    """
    units = units or Units(connection)
    instant = years.ends(year)
    found = connection.execute(text(_AT), {"registry": party, "instant": instant})
    rows = [
        units.named(one, part)
        for asset, first, last in found
        for one, part in units.touched(asset, (first, last), at=instant - 1)
    ]
    return [Row(HOLDINGS, row) for row in joined(rows)]
