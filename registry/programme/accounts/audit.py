"""The invariants of account states and of courts' freezes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING_FROZEN
from ledger.transactions import (
    COURT_TRANSFER,
    CREDIT_CANCEL,
    CREDIT_CANCEL_ORDERED,
    CREDIT_CORRECT,
    CREDIT_OFFSET,
    CREDIT_RETIRE,
    TRADE_SETTLE,
    TRANSFER_SEND,
)
from registry.programme.accounts.machine import ACCOUNT, EFFECTS
from registry.programme.accounts.models import AccountState, FreezeState, MoveSort

ORDERED = (COURT_TRANSFER.code, CREDIT_CANCEL_ORDERED.code, CREDIT_CORRECT.code)
"""Types by which a court or the committee takes units from an account in any state."""

SORTS = {
    TRADE_SETTLE.code: MoveSort.TRADE,
    TRANSFER_SEND.code: MoveSort.TRANSFER,
    CREDIT_RETIRE.code: MoveSort.RETIREMENT,
    CREDIT_CANCEL.code: MoveSort.CANCELLATION,
    CREDIT_OFFSET.code: MoveSort.OFFSET,
}
"""The sort of movement of a transaction type, for accounts that are barred from some."""


def account_states_are_their_changes(connection: Connection) -> Iterator[str]:
    """Each account's state is that of its last change, and each change is a move that exists."""
    rows = connection.execute(
        text(
            "SELECT c.account, c.trigger, c.before, c.after, c.restricted, c.reason"
            " FROM account_change c ORDER BY c.account, c.id"
        )
    ).all()
    moves = {(m.source.value, m.trigger): m.target.value for m in ACCOUNT.moves}
    last: dict[int, tuple[str, str]] = {}
    for row in rows:
        before = last.get(row.account, (ACCOUNT.initial.value, ""))[0]
        if row.before != before or moves.get((row.before, row.trigger)) != row.after:
            yield f"account {row.account}: {row.trigger} from {row.before} to {row.after}"
        if not row.reason:
            yield f"account {row.account}: {row.trigger} without a reason"
        last[row.account] = (row.after, row.restricted)
    standing = {
        row.account: (row.state, row.restricted)
        for row in connection.execute(
            text("SELECT account, state, restricted FROM account_standing")
        )
    }
    for account in sorted(standing.keys() | last.keys()):
        if standing.get(account) != last.get(account):
            yield f"account {account} is {standing.get(account)}, changed to {last.get(account)}"


def no_account_moved_units_against_its_state(connection: Connection) -> Iterator[str]:
    """While a state keeps units from leaving or entering an account, no posting moved any."""
    rows = connection.execute(
        text(
            "SELECT account, after, restricted, last_posting FROM account_change"
            " ORDER BY account, id"
        )
    ).all()
    for row, following in zip_longest(rows, rows[1:]):
        until = 2**63 - 1
        if following is not None and following.account == row.account:
            until = following.last_posting
        span = {"account": row.account, "since": row.last_posting, "until": until}
        state = AccountState(row.after)
        barred = set(row.restricted.split("+")) - {""}
        for posting, type in connection.execute(text(_LEFT), span):
            if type in ORDERED:
                continue
            if not EFFECTS[state].sends or SORTS.get(type, "") in barred:
                yield f"posting {posting} left account {row.account} while it was {state}"
        if not EFFECTS[state].receives:
            for (posting,) in connection.execute(text(_ENTERED), span):
                yield f"posting {posting} entered account {row.account} while it was {state}"


_LEFT = """
    SELECT p.id, x.type FROM posting p
    JOIN sub_account s ON s.id = p.source
    JOIN sub_account t ON t.id = p.target
    JOIN book_transaction x ON x.id = p.book_transaction
    WHERE p.id > :since AND p.id <= :until AND s.account = :account AND t.account <> s.account
"""
_ENTERED = """
    SELECT p.id FROM posting p
    JOIN sub_account s ON s.id = p.source
    JOIN sub_account t ON t.id = p.target
    WHERE p.id > :since AND p.id <= :until AND t.account = :account AND t.account <> s.account
"""


def frozen_credits_are_never_spent(connection: Connection) -> Iterator[str]:
    """What lies frozen in an account is what courts froze there, serial for serial."""
    rows = connection.execute(
        text(
            "SELECT f.id, f.account, f.asset, f.quantity, f.state, f.ended_as, r.first, r.last"
            " FROM court_freeze f LEFT JOIN frozen_range r ON r.court_freeze = f.id"
        )
    ).all()
    expected: dict[tuple[int, int], set[int]] = {}
    tonnes: dict[int, tuple[int, int]] = {}
    for row in rows:
        size = row.last - row.first + 1 if row.first is not None else 0
        tonnes[row.id] = (row.quantity, tonnes.get(row.id, (0, 0))[1] + size)
        if row.state == FreezeState.FROZEN and row.first is not None:
            of_batch = expected.setdefault((row.account, row.asset), set())
            of_batch.update(range(row.first, row.last + 1))
        if (row.state == FreezeState.FROZEN) != (row.ended_as is None):
            yield f"freeze {row.id} is {row.state} with transaction {row.ended_as}"
    for freeze, (quantity, ranged) in tonnes.items():
        if quantity != ranged:
            yield f"freeze {freeze}: {quantity} t, serials of {ranged} t"
    held: dict[tuple[int, int], set[int]] = {}
    blocks = connection.execute(
        text(
            "SELECT s.account, b.asset, b.first, b.last FROM serial_block b"
            " JOIN sub_account s ON s.id = b.owner"
            f" WHERE b.closed IS NULL AND s.kind = '{HOLDING_FROZEN.name}'"
        )
    )
    for account, asset, first, last in blocks:
        held.setdefault((account, asset), set()).update(range(first, last + 1))
    for account, asset in sorted(expected.keys() | held.keys()):
        place = account, asset
        lacking = expected.get(place, set()) ^ held.get(place, set())
        if lacking:
            yield (
                f"account {account}, batch {asset}: serial {min(lacking)} and {len(lacking) - 1}"
                " others are frozen without a freeze, or the reverse"
            )
