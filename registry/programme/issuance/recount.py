"""What invariants count: a request with its vintages, its ranges as issued; corrections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING
from ledger.transactions import CREDIT_CORRECT
from registry.programme.adjustments.ranges import size, spelled
from registry.programme.issuance.models import CorrectionState, IssuanceState, Levy
from registry.programme.issuance.shares import LEVIED


def requests_add_up(connection: Connection) -> Iterator[str]:
    """Tonnes of requests, of their items and of their vintages; the first batch of each."""
    sql = """
        SELECT r.id, r.state, r.asset, r.quantity AS asked, i.quantity AS decided,
               r.proceeds_t, r.omge_t, r.buffer_t, r.partner_t, r.host_t,
               min(v.asset) AS first_batch,
               sum(v.quantity) AS opened, sum(v.proceeds_t) AS proceeds, sum(v.omge_t) AS omge,
               sum(v.buffer_t) AS buffer,
               sum(v.partner_t) AS partner, sum(v.host_t) AS host
        FROM issuance_request r LEFT JOIN committee_item i ON i.id = r.item
        LEFT JOIN issuance_vintage v ON v.request = r.id
        GROUP BY r.id, r.state, r.asset, r.quantity, i.quantity, r.proceeds_t, r.omge_t,
                 r.buffer_t, r.partner_t, r.host_t
        ORDER BY r.id
    """
    for row in connection.execute(text(sql)):
        shares = (row.proceeds_t, row.omge_t, row.buffer_t, row.partner_t, row.host_t)
        # A decision that a deregistration ended keeps its shares; nothing of it was issued.
        ended = row.state == IssuanceState.DROPPED and row.asset is None
        if row.state == IssuanceState.REQUESTED or ended:
            if row.opened is not None or set(shares) != {None}:
                yield f"issuance {row.id} is '{row.state}' and has shares or batches"
            continue
        total = sum(share for share in shares if share is not None)
        if row.asked != row.decided or total != row.decided:
            told = f"{row.asked} t asked, {total} t shared"
            yield f"issuance {row.id}: {told}, {row.decided} t decided"
        if row.state == IssuanceState.VIRTUAL:
            if row.opened is not None or row.asset is not None:
                yield f"issuance {row.id} is virtual and has a batch"
        elif row.opened != row.decided or row.asset != row.first_batch:
            yield f"issuance {row.id}: batches of {row.opened} t, the first is {row.first_batch}"
        elif shares != (row.proceeds, row.omge, row.buffer, row.partner, row.host):
            yield f"issuance {row.id}: {shares} t are not the sums of its vintages"


def issued_by_side(connection: Connection, batches: list[Any], decided: list[Any]) -> Iterator[str]:
    """What is wrong with the decided ranges of one request, and with what was issued of them."""
    row = batches[0]
    for batch in batches:
        expected = batch.first
        for part in decided:
            if part.asset == batch.asset:
                if part.first != expected:
                    told = f"{batch.first}-{batch.last}"
                    yield f"issuance {row.id}: the decided ranges do not tile {told}"
                expected = part.last + 1
        if expected != batch.last + 1:
            yield f"issuance {row.id}: the decided ranges end before {batch.last}"
    at = dict.fromkeys({part.registry_code for part in decided}, row.partner_issued_at)
    at[row.host] = row.host_issued_at
    due = [
        (
            part.first,
            part.last,
            part.registry_code,
            part.seat,
            _kind_of(part.levy),
        )
        for part in decided
        if at[part.registry_code] is not None
    ]
    issued = [
        tuple(one)
        for batch in batches
        for one in connection.execute(text(_ISSUED), {"asset": batch.asset})
    ]
    if due != issued:
        yield f"issuance {row.id}: {issued} issued, {due} decided for those who issued"
    left = {part.registry_code for part in decided if at[part.registry_code] is None}
    if (row.state == IssuanceState.ISSUED) != (not left):
        yield f"issuance {row.id} is '{row.state}' and {sorted(left)} have still to issue"


def _kind_of(levy: str | None) -> str:
    """The kind of sub-account to which a part is issued."""
    return LEVIED[Levy(levy)].name if levy else HOLDING.name


_ISSUED = """
    SELECT k.first, k.last, s.registry_code, a.owner, s.kind FROM serial_block k
    JOIN sub_account s ON s.id = k.owner JOIN account a ON a.id = s.account
    WHERE k.asset = :asset AND k.parent IS NULL ORDER BY k.first
"""


def carried_out(connection: Connection, row: Any, paid: int) -> Iterator[str]:
    """What is wrong with the tonnes of one correction; `paid` were compensated."""
    cancelled = size(spelled(row.cancelled))
    ordered = row.state == CorrectionState.ORDERED
    if cancelled + paid + row.owed_t != (0 if ordered else row.quantity):
        yield (
            f"correction {row.id}: {cancelled} t cancelled, {paid} t compensated,"
            f" {row.owed_t} t owed, {row.quantity} t ordered"
        )
    if (row.owed_t > 0) != (row.state == CorrectionState.OWED):
        yield f"correction {row.id} is '{row.state}', {row.owed_t} t owed"
    posted = posted_tonnes(connection, row.posted_as, CREDIT_CORRECT.code)
    if posted != ((row.asset, cancelled) if cancelled else None):
        yield f"correction {row.id}: {cancelled} t cancelled, {posted} posted"


def posted_tonnes(
    connection: Connection, transaction: int | None, type: str
) -> tuple[int, int] | None:
    """Asset and tonnes that a transaction of a type posted; None for none."""
    found = connection.execute(text(_POSTED), {"id": transaction, "type": type}).first()
    return (found[0], found[1]) if found is not None else None


_POSTED = """
    SELECT p.asset, sum(p.quantity) FROM posting p
    JOIN book_transaction x ON x.id = p.book_transaction
    WHERE x.id = :id AND x.type = :type GROUP BY p.asset
"""
