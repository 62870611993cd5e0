"""The invariants of the books as named sentences; each yields the breaches that it finds.

They read tables only and do not rely on the working state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from ledger import log
from ledger.accounts import (
    CASH_SOURCE,
    CASH_SOURCE_FLOOR,
    HOLDING,
    ISSUANCE_SOURCE,
    KINDS,
    REVERSAL,
)
from ledger.files import lacking

Check = Callable[[Connection], Iterator[str]]


class Finding(NamedTuple):
    """One breach: the invariant's name and what was found."""

    invariant: str
    found: str


INVARIANTS: dict[str, Check] = {}


def ask(name: str, check: Callable[[], Iterable[str]]) -> list[Finding]:
    """The breaches of one invariant; an error in evaluating it is a breach too."""
    try:
        return [Finding(name, found) for found in check()]
    except Exception as error:
        # Any error: a file that somebody edited by hand can have any rows.
        return [Finding(name, f"cannot be asked: {reason(error)}")]


def reason(error: Exception) -> str:
    """An error in one line, without the SQL statement."""
    cause = getattr(error, "orig", None) or error
    if lacks := lacking(error):
        return f"the tables are not those of this version; there is no {lacks}"
    return f"{type(cause).__name__}: {str(cause).partition(chr(10))[0]}"


def asked(checks: Mapping[str, Callable[..., Iterable[str]]], *given: Any) -> list[Finding]:
    """The breaches of these invariants, each called with the arguments `given`."""
    return [
        finding for name, check in checks.items() for finding in ask(name, partial(check, *given))
    ]


def invariant(check: Check) -> Check:
    """Register a check; its docstring is the sentence of the invariant."""
    assert check.__doc__
    INVARIANTS[check.__name__] = check
    return check


SUM_TO_ZERO = """
SELECT asset, sum(balance) AS total
FROM sub_account
GROUP BY asset
HAVING sum(balance) <> 0
"""

BALANCES_ADD_UP = """
SELECT s.id, s.balance, coalesce(m.moved, 0) AS added_up
FROM sub_account s
LEFT JOIN (
    SELECT account, sum(moved) AS moved
    FROM (
        SELECT target AS account, quantity AS moved FROM posting
        UNION ALL
        SELECT source AS account, -quantity AS moved FROM posting
    ) legs
    GROUP BY account
) m ON m.account = s.id
WHERE s.balance <> coalesce(m.moved, 0)
"""

_OPEN_RUNS = """
    SELECT asset, sum(last - first + 1) AS tonnes, min(first) AS lowest, max(last) AS highest,
           sum(CASE WHEN following > last + 1 THEN 1 ELSE 0 END) AS gaps,
           sum(CASE WHEN following <= last THEN 1 ELSE 0 END) AS overlaps
    FROM (
        SELECT asset, first, last,
               lead(first) OVER (PARTITION BY asset ORDER BY first) AS following
        FROM serial_block WHERE closed IS NULL
    ) blocks
    GROUP BY asset
"""
_ISSUED_RUNS = _OPEN_RUNS.replace("closed IS NULL", "parent IS NULL")

BLOCKS_TILE = f"""
SELECT b.asset, b.first, b.last, -s.balance AS issued,
       coalesce(o.tonnes, 0) AS tonnes, o.lowest, o.highest, coalesce(o.gaps, 0) AS gaps
FROM credit_batch b
JOIN sub_account s ON s.id = b.source
LEFT JOIN ({_OPEN_RUNS}) o ON o.asset = b.asset
LEFT JOIN ({_ISSUED_RUNS}) i ON i.asset = b.asset
WHERE -s.balance <> coalesce(o.tonnes, 0) OR -s.balance <> coalesce(i.tonnes, 0)
   OR coalesce(o.gaps, 0) <> coalesce(i.gaps, 0)
   OR coalesce(o.overlaps, 0) + coalesce(i.overlaps, 0) <> 0
   OR (o.tonnes IS NOT NULL AND (o.lowest <> i.lowest OR o.highest <> i.highest
       OR i.lowest < b.first OR i.highest > b.last))
"""
"""The open blocks against those that were issued: a batch of which only one part is issued yet may
have a gap, the same in both."""

BLOCKS_EQUAL_BALANCES = f"""
SELECT s.id, s.balance, coalesce(o.tonnes, 0) AS tonnes
FROM sub_account s
JOIN credit_batch b ON b.asset = s.asset
LEFT JOIN (
    SELECT owner, sum(last - first + 1) AS tonnes
    FROM serial_block WHERE closed IS NULL GROUP BY owner
) o ON o.owner = s.id
WHERE s.balance <> coalesce(o.tonnes, 0) AND s.kind <> '{ISSUANCE_SOURCE.name}'
"""

RUNNING_BALANCES = """
SELECT id, account
FROM (
    SELECT id, account, moved, after, before,
           coalesce(lag(after) OVER (PARTITION BY account ORDER BY id), 0) AS was,
           coalesce(lag(id) OVER (PARTITION BY account ORDER BY id), 0) AS link
    FROM (
        SELECT id, target AS account, quantity AS moved, target_after AS after,
               target_before AS before FROM posting
        UNION ALL
        SELECT id, source, -quantity, source_after, source_before FROM posting
    ) legs
) trail
WHERE after <> was + moved OR before <> link
"""


@invariant
def nothing_is_created_or_lost(connection: Connection) -> Iterator[str]:
    """Per asset, all balances add up to zero: supply is the negative of its source."""
    for asset, total in connection.execute(text(SUM_TO_ZERO)):
        yield f"asset {asset}: balances add up to {total}"


@invariant
def balances_are_what_postings_add_up_to(connection: Connection) -> Iterator[str]:
    """Each stored balance equals its debits less its credits, over all postings."""
    for sub, balance, added in connection.execute(text(BALANCES_ADD_UP)):
        yield f"sub-account {sub}: balance {balance}, postings add up to {added}"


@invariant
def running_balances_follow_one_another(connection: Connection) -> Iterator[str]:
    """Each posting starts from the balance after the previous posting of both its accounts."""
    for posting, sub in connection.execute(text(RUNNING_BALANCES)):
        yield f"posting {posting} does not follow the last one of sub-account {sub}"


@invariant
def postings_move_whole_quantities_of_one_asset_in_one_registry(
    connection: Connection,
) -> Iterator[str]:
    """Each posting moves a whole quantity above zero of one asset, never between two registries."""
    wrong = (
        "SELECT p.id FROM posting p LEFT JOIN sub_account s ON s.id = p.source"
        " LEFT JOIN sub_account t ON t.id = p.target"
        " WHERE p.quantity <= 0 OR p.quantity <> CAST(p.quantity AS BIGINT)"
        " OR s.id IS NULL OR t.id IS NULL OR s.asset <> p.asset OR t.asset <> p.asset"
        " OR (s.registry_code <> t.registry_code AND s.registry_code <> ''"
        "     AND t.registry_code <> '')"
    )
    for (posting,) in connection.execute(text(wrong)):
        yield f"posting {posting}: quantity, asset or registry is wrong"


@invariant
def blocks_tile_what_was_issued(connection: Connection) -> Iterator[str]:
    """The open blocks of a batch cover exactly its issued serials, once, and none of another."""
    for row in connection.execute(text(BLOCKS_TILE)):
        yield (
            f"batch {row.asset}: {row.issued} t issued from {row.first}; open blocks hold"
            f" {row.tonnes} t from {row.lowest} to {row.highest} with {row.gaps} gaps"
        )


@invariant
def blocks_equal_balances(connection: Connection) -> Iterator[str]:
    """The open blocks of a sub-account, other than an issuance source, add up to its balance."""
    for sub, balance, tonnes in connection.execute(text(BLOCKS_EQUAL_BALANCES)):
        yield f"sub-account {sub}: balance {balance} t, blocks {tonnes} t"


@invariant
def no_balance_is_below_its_floor(connection: Connection) -> Iterator[str]:
    """No balance is below its floor, each floor is as decided, and no final account ever sent,
    but that reversals gave back to holders.
    """
    low = (
        "SELECT s.id, s.balance, s.floor FROM sub_account s"
        " LEFT JOIN credit_batch b ON b.source = s.id AND b.asset = s.asset"
        " WHERE s.balance < s.floor OR s.floor <> CASE s.kind"
        f" WHEN '{ISSUANCE_SOURCE.name}' THEN coalesce(b.first - b.last - 1, 0)"
        f" WHEN '{CASH_SOURCE.name}' THEN {CASH_SOURCE_FLOOR} ELSE 0 END"
    )
    for sub, balance, floor in connection.execute(text(low)):
        yield f"sub-account {sub}: balance {balance}, floor {floor}"
    final = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.final)
    back = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.reversible)
    sent = (
        "SELECT p.id FROM posting p JOIN sub_account s ON s.id = p.source"
        " JOIN sub_account t ON t.id = p.target"
        " LEFT JOIN book_transaction x ON x.id = p.book_transaction"
        f" WHERE s.kind IN ({final}) AND NOT (s.kind IN ({back}) AND t.kind = '{HOLDING.name}'"
        f" AND coalesce(x.type, '') = '{REVERSAL}')"
    )
    for (posting,) in connection.execute(text(sent)):
        yield f"posting {posting} leaves a final account"


@invariant
def children_tile_their_parent(connection: Connection) -> Iterator[str]:
    """The children of a closed block cover exactly its serials."""
    pieces = (
        "SELECT p.id, p.last - p.first + 1, coalesce(sum(c.last - c.first + 1), 0)"
        " FROM serial_block p LEFT JOIN serial_block c ON c.parent = p.id"
        " WHERE p.closed IS NOT NULL GROUP BY p.id, p.first, p.last"
        " HAVING p.last - p.first + 1 <> coalesce(sum(c.last - c.first + 1), 0)"
        " OR min(c.first) <> p.first OR max(c.last) <> p.last"
    )
    for block, size, covered in connection.execute(text(pieces)):
        yield f"block {block}: {size} t closed, children cover {covered} t"


@invariant
def acquisition_stays_with_the_holder(connection: Connection) -> Iterator[str]:
    """A block keeps its acquisition with the same holder, and gets a new one with a new holder."""
    wrong = (
        "SELECT b.id, b.acquisition FROM serial_block b JOIN sub_account s ON s.id = b.owner"
        " LEFT JOIN serial_block p ON p.id = b.parent LEFT JOIN sub_account f ON f.id = p.owner"
        " WHERE b.acquisition <>"
        " CASE WHEN f.account = s.account THEN p.acquisition ELSE b.opened END"
    )
    for block, acquisition in connection.execute(text(wrong)):
        yield f"block {block}: acquisition {acquisition}"


@invariant
def every_posting_has_its_command(connection: Connection) -> Iterator[str]:
    """Each posting is in the range that its command's link covers, and none is missing."""
    linked = (
        "SELECT c.number, c.first_posting, c.last_posting, m.low, m.high FROM command c"
        " LEFT JOIN (SELECT t.command AS command, min(p.id) AS low, max(p.id) AS high"
        "   FROM posting p JOIN book_transaction t ON t.id = p.book_transaction"
        "   GROUP BY t.command) m ON m.command = c.number"
        " WHERE c.first_posting <> coalesce(m.low, 0) OR c.last_posting <> coalesce(m.high, 0)"
    )
    joined = "SELECT count(*) FROM posting p LEFT JOIN book_transaction t"
    joined += " ON t.id = p.book_transaction LEFT JOIN command c ON c.number = t.command"
    ranged = (
        "SELECT t.id, t.first_posting, t.last_posting FROM book_transaction t LEFT JOIN"
        " (SELECT book_transaction, min(id) AS low, max(id) AS high, count(*) AS postings"
        "   FROM posting GROUP BY book_transaction) m ON m.book_transaction = t.id"
        " WHERE t.first_posting <> coalesce(m.low, 0) OR t.last_posting <> coalesce(m.high, 0)"
        " OR m.postings <> t.last_posting - t.first_posting + 1"
    )
    for transaction, first, last in connection.execute(text(ranged)):
        yield f"transaction {transaction} claims postings {first}-{last}, the journal has others"
    for row in connection.execute(text(linked)):
        number, first, last, low, high = row
        yield f"command {number} claims postings {first}-{last}, the journal has {low}-{high}"
    for (lost,) in connection.execute(text(joined + " WHERE c.number IS NULL")):
        if lost:
            yield f"{lost} postings have no command"


@invariant
def the_chain_recomputes(connection: Connection) -> Iterator[str]:
    """Every link of the command log recomputes from the tables."""
    broken = log.broken_at(connection)
    if broken is not None:
        yield f"the chain breaks at command {broken}"


def audit(connection: Connection) -> list[Finding]:
    """Every breach in the books; empty when all invariants hold."""
    return asked(INVARIANTS, connection)
