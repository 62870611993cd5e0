"""The invariants of transfers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING_BLOCKED, IN_TRANSIT
from registry.programme.transfers.models import TransferState


def in_transit_is_what_was_sent(connection: Connection) -> Iterator[str]:
    """Each in-transit account holds exactly the tonnes that were sent and not credited yet."""
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


def requests_block_what_they_ask(connection: Connection) -> Iterator[str]:
    """A request's lines add up to its quantity, and an open one's tonnes are blocked."""
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
