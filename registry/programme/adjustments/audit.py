"""The invariants of first transfers and corresponding adjustments."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import (
    IN_TRANSIT,
    KINDS,
    OWNED,
)
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.ranges import Range, minus


def first_transfers_stay_within_their_authorisation(connection: Connection) -> Iterator[str]:
    """First transfers stay within the maximum and the ranges of their authorisation."""
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
        yield f"first transfer {number} is outside the ranges of its authorisation"


def a_serial_is_first_transferred_once(connection: Connection) -> Iterator[str]:
    """Each serial was first transferred at most once."""
    sql = """
        SELECT f.id, g.id AS other FROM first_transferred_range f
        JOIN first_transferred_range g
          ON g.asset = f.asset AND g.id > f.id AND g.first <= f.last AND g.last >= f.first
    """
    for row in connection.execute(text(sql)):
        yield f"first transfers {row.id} and {row.other} share serials"


def adjustments_equal_first_transfers(connection: Connection) -> Iterator[str]:
    """Per host and vintage, the tonnes that it added equal those that it first transferred."""
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


def credits_abroad_were_first_transferred(connection: Connection) -> Iterator[str]:
    """All credits in transit or in another registry than their host's were first transferred."""
    kinds = (*OWNED, IN_TRANSIT, *(kind for kind in KINDS.values() if kind.final))
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
