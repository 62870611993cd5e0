"""Hostile SQL against the small books: attack, preparation, and the trigger that refuses it.

The numbers are those of `tests.support.factories.small_books`; `PLACES` names its sub-accounts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ledger.db import SCHEMA_VERSION

PLACES = {
    "bank": 1, "ann_cash": 2, "bob_cash": 3, "source": 4, "ann_th": 6, "cat_cn": 7, "retired": 8,
    "ann_blocked": 9, "bob_th": 13, "transit": 15, "ann_cn": 16,
}  # fmt: skip
LAST_POSTING, LAST_TRANSACTION, LAST_COMMAND, LAST_BLOCK = 14, 11, 16, 14
JOURNALS = ("book_transaction", "posting", "command", "serial_block")
APPEND_ONLY = ("asset", "account", "credit_batch", "schema_version")


class Case(NamedTuple):
    """`attack` must be refused by the trigger `guard`, after `prepared` was accepted."""

    name: str
    guard: str
    attack: str
    prepared: tuple[str, ...] = ()


class Sql(str):
    """A value that is written into a statement unchanged."""


def _values(*values: Any) -> str:
    def one(value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, str) and not isinstance(value, Sql):
            return f"'{value}'"
        return str(value)

    return ", ".join(one(value) for value in values)


def transaction(
    id: Any = LAST_TRANSACTION + 1, *, command: Any = LAST_COMMAND + 1,
    first: Any = LAST_POSTING + 1, last: Any = LAST_POSTING + 1, how: str = "INSERT",
) -> str:  # fmt: skip
    """The next transaction, of one posting, or one with a fault."""
    values = _values(id, "cash.transfer", "", command, first, last)
    return f"{how} INTO book_transaction VALUES ({values})"


def posting(how: str = "INSERT", **changed: Any) -> str:
    """Ann pays bob 10 fen in the next transaction, or something worse."""
    row: dict[str, Any] = {
        "id": LAST_POSTING + 1, "book_transaction": LAST_TRANSACTION + 1, "asset": 1,
        "source": PLACES["ann_cash"], "target": PLACES["bob_cash"], "quantity": 10,
        "source_after": 1090, "target_after": 410, "source_before": 11, "target_before": 7,
    }  # fmt: skip
    row.update(changed)
    return f"{how} INTO posting ({', '.join(row)}) VALUES ({_values(*row.values())})"


def command(how: str = "INSERT", **changed: Any) -> str:
    """The next command, or one with a fault."""
    row: dict[str, Any] = {
        "number": LAST_COMMAND + 1, "origin": "script", "seat": "S01", "key": "k9", "at": 0,
        "name": "pay", "format": 1, "arguments": "{}", "outcome": "{}", "first_posting": 0,
        "last_posting": 0, "wall_ms": 0, "hash": "f" * 64,
        "previous": Sql(f"(SELECT hash FROM command WHERE number = {LAST_COMMAND})"),
    }  # fmt: skip
    row.update(changed)
    return f"{how} INTO command ({', '.join(row)}) VALUES ({_values(*row.values())})"


def block(how: str = "INSERT", **changed: Any) -> str:
    """Ann's blocked piece 41-50 of her closed block 41-70, or something worse."""
    row: dict[str, Any] = {
        "id": LAST_BLOCK + 1, "asset": 2, "owner": PLACES["ann_blocked"], "first": 41, "last": 50,
        "parent": 6, "opened": LAST_POSTING + 1, "closed": None, "acquisition": 3,
    }  # fmt: skip
    row.update(changed)
    return f"{how} INTO serial_block ({', '.join(row)}) VALUES ({_values(*row.values())})"


def sub_account(how: str = "INSERT", **changed: Any) -> str:
    """Bob's first sub-account of blocked credits, or one with a fault."""
    row: dict[str, Any] = {
        "id": 17, "account": 5, "asset": 2, "kind": "holding_blocked", "registry_code": "TH",
        "floor": 0, "balance": 0, "last_posting": 0,
    }  # fmt: skip
    row.update(changed)
    return f"{how} INTO sub_account ({', '.join(row)}) VALUES ({_values(*row.values())})"


def batch(how: str = "INSERT", **changed: Any) -> str:
    """The next batch of TH, or one with a fault."""
    row: dict[str, Any] = {
        "asset": 4, "host": "TH", "project": "TH001", "methodology": "grid", "unit": "BRC",
        "vintage": 2028, "period_first": "a", "period_last": "b", "first": 101, "last": 150,
        "source": 17,
    }  # fmt: skip
    row.update(changed)
    return f"{how} INTO credit_batch ({', '.join(row)}) VALUES ({_values(*row.values())})"


UNITS = {
    "asset": 2, "source": PLACES["ann_th"], "target": PLACES["ann_blocked"], "quantity": 10,
    "source_after": 20, "target_after": 20, "source_before": 6, "target_before": 12,
}  # fmt: skip
"""Ann blocks 10 t of her block 41-70 in TH."""

ISSUED = {
    "asset": 2, "source": PLACES["source"], "target": PLACES["ann_th"], "quantity": 30,
    "source_after": -100, "target_after": 60, "source_before": 3, "target_before": 6,
}  # fmt: skip
"""The last 30 t of the first batch, 71-100, are issued to ann."""

NEXT = (transaction(),)
BLOCKED = (transaction(), posting(**UNITS))
CLOSED = (*BLOCKED, "UPDATE serial_block SET closed = 15 WHERE id = 6")
SOURCED = (transaction(), posting(**ISSUED))

HONEST = (
    *CLOSED,
    block(),
    block(id=16, owner=PLACES["ann_th"], first=51, last=70),
    command(first_posting=15, last_posting=15, key=None),
    sub_account(),
    batch(),
)
"""Well-formed rows, one after another: the guards are no wall."""


_KEYS = {"command": "number", "credit_batch": "asset", "schema_version": "version"}
"""Primary keys that are not called id."""


def _journal_cases() -> list[Case]:
    cases = []
    for table in (*JOURNALS, *APPEND_ONLY, "sub_account"):
        cases.append(Case(f"delete from {table}", f"{table}_no_delete", f"DELETE FROM {table}"))
    for table in ("book_transaction", "posting", "command", *APPEND_ONLY):
        key = _KEYS.get(table, "id")
        for how in ("UPDATE", "UPDATE OR REPLACE"):
            attack = f"{how} {table} SET {key} = {key} + 1"
            cases.append(Case(f"{how} {table}", f"{table}_no_update", attack))
    copied = {"asset": 1, "account": 1, "credit_batch": 2, "schema_version": SCHEMA_VERSION}
    for table, key in copied.items():
        column = _KEYS.get(table, "id")
        attack = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE {column} = {key}"
        guard = "credit_batch_next" if table == "credit_batch" else f"{table}_no_replace"
        cases.append(Case(f"replace a row of {table}", guard, attack))
    again = "INSERT OR REPLACE INTO account VALUES (99, 'x', 901, '', 'ann')"
    cases.append(Case("replace an account by its owner", "account_no_replace", again))
    other = batch("INSERT OR REPLACE", asset=2)
    cases.append(Case("replace a batch by its asset", "credit_batch_no_replace", other))
    second = f"INSERT INTO schema_version VALUES ({SCHEMA_VERSION - 1})"
    cases.append(Case("a second version", "schema_version_no_replace", second))
    return cases


def _command_cases() -> list[Case]:
    guard = "command_next"
    return [
        Case("a gap in the log", guard, command(number=18)),
        Case("a fork in the log", guard, command(number=16)),
        Case("replace a command", guard, command("INSERT OR REPLACE", number=16)),
        Case("replace the first command", guard, command("INSERT OR REPLACE", number=1)),
        Case("replace by a used key", guard, command("INSERT OR REPLACE", key="k1")),
        Case("a command without a number", guard, command(number=None)),
        Case("a link to another command", guard, command(previous="e" * 64)),
        Case(
            "a link to the last but one", guard,
            command(previous=Sql("(SELECT hash FROM command WHERE number = 15)")),
        ),
        Case("lesson time runs back", guard, command(at=-1)),
        Case("half a millisecond", guard, command(at=0.5)),
        Case("postings from a word", guard, command(first_posting="1x")),
    ]  # fmt: skip


def _transaction_cases() -> list[Case]:
    guard = "book_transaction_next"
    return [
        Case("a gap in the transactions", guard, transaction(13)),
        Case("a fork in the transactions", guard, transaction(11)),
        Case("replace a transaction", guard, transaction(11, how="INSERT OR REPLACE")),
        Case("a transaction without a number", guard, transaction(None)),
        Case("a transaction of a later command", guard, transaction(command=18)),
        Case("a transaction of a command that is logged", guard, transaction(command=16)),
        Case("a transaction of an earlier command", guard, transaction(command=3)),
        Case("a transaction of half a command", guard, transaction(command=16.5)),
        Case("a transaction from an old posting on", guard, transaction(first=14)),
        Case("a transaction that leaves a posting out", guard, transaction(first=16, last=16)),
        Case("a transaction from half a posting on", guard, transaction(first=14.5)),
        Case("a transaction up to half a posting", guard, transaction(last=15.5)),
        Case("a transaction of no posting", guard, transaction(last=14)),
        Case("a transaction beyond its command", guard, transaction(command=17, last=16),
             (command(first_posting=15, last_posting=15),)),
        Case("a transaction before its command's postings", guard, transaction(command=17),
             (command(first_posting=16, last_posting=17),)),
    ]  # fmt: skip


def _posting_cases() -> list[Case]:
    guard = "posting_checked"
    quantities = {"zero": 0, "negative": -5, "a tonne and a half": 1.5, "10x": "10x",
                  "2^63": Sql("9223372036854775808"), "nothing": None}  # fmt: skip
    cases = [
        Case(f"quantity {name}", guard, posting(quantity=value), NEXT)
        for name, value in quantities.items()
    ]
    to_self = {"target": PLACES["ann_cash"], "target_after": 1100, "target_before": 11}
    return [
        *cases,
        Case("a running balance of half a fen", guard, posting(source_after=1090.5), NEXT),
        Case("a balance beyond 2^63", guard,
             posting(target_after=Sql("9223372036854775808")), NEXT),
        Case("self transfer", guard, posting(**to_self), NEXT),
        Case("a gap in the journal", guard, posting(id=16), NEXT),
        Case("a fork in the journal", guard, posting(id=14), NEXT),
        Case("a posting without a number", guard, posting(id=None), NEXT),
        Case("replace the last posting", guard, posting("INSERT OR REPLACE", id=14), NEXT),
        Case("replace the last posting in its transaction", guard,
             posting("INSERT OR REPLACE", id=14, book_transaction=11)),
        Case("replace an old posting", guard, posting("INSERT OR REPLACE", id=2), NEXT),
        Case("a gap inside a transaction", guard, posting(id=16), (transaction(last=16),)),
        Case("upsert a posting", guard,
             posting(id=14) + " ON CONFLICT (id) DO UPDATE SET quantity = 99", NEXT),
        Case("a posting of no transaction", guard, posting()),
        Case("a posting of an old transaction", guard, posting(book_transaction=11)),
        Case("a posting before its transaction begins", guard, posting(book_transaction=13),
             (transaction(), transaction(13, first=16, last=16))),
        Case("a posting more than its transaction has", guard,
             posting(id=16, source_after=1080, target_after=420, source_before=15,
                     target_before=15), (*NEXT, posting())),
        Case("an unknown source", guard, posting(source=99, source_before=0), NEXT),
        Case("an unknown target", guard,
             posting(target=99, target_after=10, target_before=0), NEXT),
        Case("another asset than both accounts", guard, posting(asset=2), NEXT),
        Case("into an account of another asset", guard,
             posting(**{**UNITS, "target": PLACES["cat_cn"], "target_after": 30,
                        "target_before": 4}), NEXT),
        Case("out of a final account", guard,
             posting(**{**UNITS, "source": PLACES["retired"], "quantity": 5, "source_after": 0,
                        "target_after": 15, "source_before": 5}), NEXT),
        Case("from one registry to another", guard,
             posting(**{**UNITS, "target": PLACES["ann_cn"], "target_after": 15,
                        "target_before": 14}), NEXT),
        Case("a wrong link to the source's last posting", guard, posting(source_before=10), NEXT),
        Case("a wrong link to the target's last posting", guard, posting(target_before=10), NEXT),
    ]  # fmt: skip


def _balance_cases() -> list[Case]:
    guard, fixed = "sub_account_moved", "sub_account_fixed"
    cases = [
        Case(f"change {column} of a sub-account", fixed,
             f"UPDATE sub_account SET {column} = {column} WHERE id = 2")
        for column in ("account", "asset", "kind", "registry_code")
    ]  # fmt: skip
    for name in ("id", "rowid", "_rowid_", "oid"):
        attack = f"UPDATE OR REPLACE sub_account SET {name} = 3 WHERE id = 2"
        cases.append(Case(f"replace a sub-account by {name}", guard, attack))
    moved = "UPDATE sub_account SET id = 99, balance = 1090, last_posting = 15 WHERE id = 2"
    return [
        *cases,
        Case("raise a floor", fixed, "UPDATE sub_account SET floor = -1000 WHERE id = 2"),
        Case("set a balance", guard, "UPDATE sub_account SET balance = 5000 WHERE id = 2"),
        Case("set a balance, its last posting again", guard,
             "UPDATE sub_account SET balance = 1200, last_posting = 11 WHERE id = 2"),
        Case("set a balance, a forged last posting", guard,
             "UPDATE sub_account SET balance = 1200, last_posting = 14 WHERE id = 2"),
        Case("set a balance, a last posting to come", guard,
             "UPDATE sub_account SET balance = 1200, last_posting = 99 WHERE id = 2"),
        Case("forge only the last posting", guard,
             "UPDATE sub_account SET last_posting = 14 WHERE id = 2"),
        Case("apply a posting twice", guard,
             "UPDATE sub_account SET balance = balance - 5, last_posting = 14 WHERE id = 15"),
        Case("a new key under cover of a posting", guard, moved, (transaction(), posting())),
        Case("a wrong running balance of the source", guard, posting(source_after=1095), NEXT),
        Case("a wrong running balance of the target", guard, posting(target_after=415), NEXT),
        Case("overdraft", guard,
             posting(quantity=1101, source_after=-1, target_after=1501), NEXT),
        Case("over-issuance", guard,
             posting(**{**ISSUED, "quantity": 31, "source_after": -101, "target_after": 61}),
             NEXT),
    ]  # fmt: skip


def _opening_cases() -> list[Case]:
    guard = "sub_account_opened"
    upsert = sub_account(id=2) + " ON CONFLICT (id) DO UPDATE SET floor = -1000"
    holding = {"account": 1, "asset": 1, "kind": "cash", "registry_code": ""}
    return [
        Case("an opening balance", guard, sub_account(balance=100)),
        Case("an opening with a posting", guard, sub_account(last_posting=14)),
        Case("an opening below zero", guard, sub_account(floor=-100)),
        Case("an issuance source without a batch", guard,
             sub_account(account=9, kind="issuance_source", registry_code="", floor=-100)),
        Case("a source deeper than its batch", guard,
             sub_account(account=9, asset=4, kind="issuance_source", registry_code="", floor=-51),
             ("INSERT INTO asset VALUES (4, 'x', 'credit')", batch())),
        Case("a second bank", guard,
             sub_account(account=8, asset=2, kind="cash_source", registry_code="", floor=-100)),
        Case("an unknown kind", guard, sub_account(kind="treasure")),
        Case("an unknown asset", guard, sub_account(asset=99)),
        Case("an account that nobody opened", guard, sub_account(account=99)),
        Case("another registry than its account's", guard, sub_account(registry_code="CN")),
        Case("replace a sub-account", guard, sub_account("INSERT OR REPLACE", id=2)),
        Case("replace a sub-account by its place", guard,
             sub_account("INSERT OR REPLACE", **holding)),
        Case("upsert a sub-account", guard, upsert),
    ]  # fmt: skip


def _batch_cases() -> list[Case]:
    guard = "credit_batch_next"
    return [
        Case("serials with a gap", guard, batch(first=102)),
        Case("serials again", guard, batch(first=100)),
        Case("half a serial", guard, batch(last=150.5)),
        Case("serials backwards", guard, batch(last=99)),
        Case("a source used twice", guard, batch(source=PLACES["source"])),
    ]


def _block_cases() -> list[Case]:
    guard = "serial_block_opened"
    new = {"parent": None, "owner": PLACES["ann_th"], "first": 71, "last": 100,
           "acquisition": 15}  # fmt: skip
    return [
        Case("a gap in the blocks", guard, block(id=16), CLOSED),
        Case("a fork in the blocks", guard, block(id=14), CLOSED),
        Case("replace a block", guard, block("INSERT OR REPLACE", id=14), CLOSED),
        Case("a block from half a serial", guard, block(first=41.5), CLOSED),
        Case("a block up to a word", guard, block(last="50x"), CLOSED),
        Case("a block backwards", guard, block(last=40), CLOSED),
        Case("a block that no posting opens", guard, block(opened=16), CLOSED),
        Case("a block of an old posting", guard, block(opened=12, parent=None), CLOSED),
        Case("a block for a third party", guard,
             block(owner=PLACES["bob_th"], acquisition=15), CLOSED),
        Case("a block that no posting closes", guard, block(closed=99), CLOSED),
        Case("a block closed by its giver's posting", guard, block(closed=15), CLOSED),
        Case("a serial from nowhere", guard, block(parent=None, first=71, last=80), CLOSED),
        Case("serials of a posting from a holder", guard,
             block(parent=None, acquisition=15), CLOSED),
        Case("serials beyond the batch", guard, block(**{**new, "last": 101}), SOURCED),
        Case("one serial twice, new", guard, block(**{**new, "first": 70}), SOURCED),
        Case("one serial twice, within", guard,
             block(**{**new, "first": 45, "last": 50}), SOURCED),
        Case("one serial twice, a piece", guard,
             block(id=16, owner=PLACES["ann_th"], first=50, last=70), (*CLOSED, block())),
        Case("a piece beyond its parent", guard, block(first=61, last=71), CLOSED),
        Case("a piece before its parent", guard, block(first=40, last=41), CLOSED),
        Case("a piece of an open parent", guard, block(), BLOCKED),
        Case("a piece of somebody else's block", guard,
             block(parent=9, first=6, last=15, acquisition=15), CLOSED),
        Case("a piece of a parent closed before", guard,
             block(parent=5, first=11, last=40), CLOSED),
        Case("a piece of no block", guard, block(parent=99, acquisition=15), CLOSED),
        Case("a piece that jumps the queue", guard, block(acquisition=1), CLOSED),
        Case("a piece acquired anew by its holder", guard, block(acquisition=15), CLOSED),
    ]  # fmt: skip


def _closing_cases() -> list[Case]:
    guard = "serial_block_closed"
    close = "UPDATE serial_block SET closed = {0} WHERE id = {1}"
    cases = [
        Case("close a block twice", guard, close.format(15, 6), CLOSED),
        Case("close a block that was closed", guard, close.format(15, 1), BLOCKED),
        Case("open a block again", guard, close.format("NULL", 1)),
        Case("close a block without a posting", guard, close.format(15, 6)),
        Case("close a block by an old posting", guard, close.format(12, 6)),
        Case("close a block by another's posting", guard, close.format(15, 9), BLOCKED),
        Case("close a block by a posting of another asset", guard, close.format(15, 6),
             (transaction(), posting())),
    ]  # fmt: skip
    for column, value in {
        "id": 99, "rowid": 99, "asset": 3, "owner": 9, "first": 40, "last": 80, "parent": 2,
        "opened": 15, "acquisition": 1,
    }.items():  # fmt: skip
        attack = f"UPDATE OR REPLACE serial_block SET closed = 15, {column} = {value} WHERE id = 6"
        cases.append(Case(f"close a block and change its {column}", guard, attack, BLOCKED))
    return cases


CASES = [
    *_journal_cases(), *_command_cases(), *_transaction_cases(), *_posting_cases(),
    *_balance_cases(), *_opening_cases(), *_batch_cases(), *_block_cases(), *_closing_cases(),
]  # fmt: skip
