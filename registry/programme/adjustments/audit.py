"""The invariants of first transfers and corresponding adjustments."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import (
    IN_TRANSIT,
    KINDS,
    OWNED,
)
from ledger.transactions import TRANSFER_SEND
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.ranges import Range, minus


def a_serial_is_first_transferred_once(connection: Connection) -> Iterator[str]:
    """Each serial was first transferred at most once."""
    sql = """
        SELECT f.id, g.id AS other FROM first_transferred_range f
        JOIN first_transferred_range g
          ON g.asset = f.asset AND g.id > f.id AND g.first <= f.last AND g.last >= f.first
    """
    for row in connection.execute(text(sql)):
        yield f"first transfers {row.id} and {row.other} share serials"


def what_left_for_oimp_was_sent_once(connection: Connection) -> Iterator[str]:
    """Serials that left their host for OIMP did so once, by a transfer that sent them."""
    sql = """
        SELECT f.id, g.id AS other FROM outbound_range f JOIN outbound_range g
          ON g.asset = f.asset AND g.id > f.id AND g.first <= f.last AND g.last >= f.first
    """
    for row in connection.execute(text(sql)):
        yield f"outbound ranges {row.id} and {row.other} share serials"
    sql = f"""
        SELECT o.id, o.because FROM outbound_range o WHERE NOT EXISTS (
            SELECT 1 FROM book_transaction t JOIN posting p ON p.book_transaction = t.id
            WHERE t.because = o.because AND t.type = '{TRANSFER_SEND.code}' AND p.asset = o.asset)
    """
    for row in connection.execute(text(sql)):
        yield f"outbound range {row.id}: {row.because} has sent nothing of its batch"


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
    """All credits in transit or in another registry than their host's were first transferred, or
    left it for OIMP and are first transferred by their use.
    """
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
        text(
            "SELECT asset, first, last FROM first_transferred_range"
            " UNION ALL SELECT asset, first, last FROM outbound_range"
        )
    ):
        marked.setdefault(asset, []).append((first, last))
    for asset, ranges in abroad.items():
        for first, last in minus(ranges, marked.get(asset, ())):
            yield f"batch {asset}: serials {first}-{last} are abroad and were never transferred"
