"""The database triggers of a lesson file; they hold for any connection with default settings.

They refuse illegal rows independently of the Python code. The rules of the books' tables are here;
other tables declare theirs beside their columns (`ledger.db.Table`).
"""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlalchemy import MetaData, Table, UniqueConstraint

from ledger.accounts import (
    CASH_SOURCE,
    CASH_SOURCE_FLOOR,
    HOLDING,
    ISSUANCE_SOURCE,
    KINDS,
    REVERSAL,
)
from ledger.db import Table as Base
from ledger.log import GENESIS

JOURNALS = ("book_transaction", "posting", "command", "serial_block")
"""Tables with their own rules in `RULES`, as `sub_account` has too."""

# Comparisons, not IN: SQLite would build a table for the list at every posting.
_NOT_FINAL = " AND ".join(f"s.kind <> '{kind.name}'" for kind in KINDS.values() if kind.final)
_REVERSIBLE = " OR ".join(f"s.kind = '{kind.name}'" for kind in KINDS.values() if kind.reversible)
_SENDS = (
    f"({_NOT_FINAL} OR ({_REVERSIBLE}) AND t.kind = '{HOLDING.name}' AND (SELECT type"
    f" FROM book_transaction WHERE id = NEW.book_transaction) = '{REVERSAL}')"
)
_KNOWN = ", ".join(f"'{kind.name}'" for kind in KINDS.values())


def install(driver: sqlite3.Connection, metadata: MetaData) -> None:
    """Create every trigger in a new lesson file."""
    for table in metadata.tables.values():
        for trigger in _declared(table):
            driver.execute(trigger)
    for journal in JOURNALS:
        driver.execute(_refuse(journal, "DELETE"))
        if journal != "serial_block":
            driver.execute(_refuse(journal, "UPDATE"))
    for name, (when, rules) in RULES.items():
        driver.execute(trigger_sql(name, when, rules))
    driver.execute(_APPLY)
    driver.execute(_refuse("sub_account", "DELETE"))
    driver.execute(_FIXED)


@cache
def _declared(table: Table) -> list[str]:
    """The triggers that a table declares beside its columns."""
    if table.name in (*JOURNALS, "sub_account"):
        return []
    model = _model(table)
    refused = [_refuse(table.name, "DELETE"), _refuse_replacing(table, single=model.__single__)]
    if model.__append_only__:
        return [*refused, _refuse(table.name, "UPDATE")]
    assert model.__changes__, f"{table.name}: either append-only, or it names what changes"
    return [*refused, _refuse_changing(table, model.__changes__), _keep(table, model.__final__)]


def _model(table: Table) -> type[Base]:
    (model,) = (m.class_ for m in Base._sa_registry.mappers if m.local_table is table)
    assert issubclass(model, Base)
    return model


def _refuse(table: str, action: str) -> str:
    name = f"{table}_no_{action.lower()}"
    return (
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} "
        f"BEGIN SELECT raise(abort, '{name}: {table} refuses every {action.lower()}'); END"
    )


def _refuse_changing(table: Table, changes: tuple[str, ...]) -> str:
    """The trigger that refuses an update of any column not in `changes`."""
    unknown = set(changes) - {column.name for column in table.columns}
    assert not unknown, f"{table.name} has no {unknown}"
    name = f"{table.name}_fixed"
    fixed = ", ".join(column.name for column in table.columns if column.name not in changes)
    return (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {fixed} ON {table.name}"
        f" BEGIN SELECT raise(abort, '{name}: only {', '.join(changes)} may change'); END"
    )


def _keep(table: Table, final: str) -> str:
    """The trigger that refuses a new key, also by SQLite's other names of it, and changes of a
    row in a final state.
    """
    (key,) = table.primary_key.columns
    rules = [("a row keeps its key", f"NEW.{key.name} IS NOT OLD.{key.name}")]
    if final:
        rules.append(("what is over stays as it is", final))
    return trigger_sql(f"{table.name}_kept", f"BEFORE UPDATE ON {table.name}", rules)


def _refuse_replacing(table: Table, *, single: bool) -> str:
    """The trigger that refuses an insert over an existing row.

    INSERT OR REPLACE deletes without firing delete triggers, so the insert itself is refused.
    """
    keys = [list(table.primary_key.columns)]
    keys += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys += [list(index.columns) for index in table.indexes if index.unique]
    rules = [
        (
            "row exists",
            f"EXISTS (SELECT 1 FROM {table.name} WHERE "
            + " AND ".join(f"{c.name} = NEW.{c.name}" for c in columns)
            + ")",
        )
        for columns in keys
    ]
    if single:
        rules.append(("one row only", f"EXISTS (SELECT 1 FROM {table.name})"))
    return trigger_sql(f"{table.name}_no_replace", f"BEFORE INSERT ON {table.name}", rules)


def trigger_sql(name: str, when: str, rules: list[tuple[str, str]]) -> str:
    """A trigger that refuses a row for which the condition of a rule (why, condition) holds."""
    cases = " ".join(f"WHEN {bad} THEN raise(abort, '{name}: {why}')" for why, bad in rules)
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT CASE {cases} END; END"


def _not_whole(*columns: str) -> str:
    return " OR ".join(f"typeof(NEW.{column}) <> 'integer'" for column in columns)


_APPLY = """
CREATE TRIGGER posting_applied AFTER INSERT ON posting BEGIN
  UPDATE sub_account SET balance = NEW.source_after, last_posting = NEW.id WHERE id = NEW.source;
  UPDATE sub_account SET balance = NEW.target_after, last_posting = NEW.id WHERE id = NEW.target;
END
"""

# The key has other names (rowid, oid) that `UPDATE OF` does not cover: `sub_account_moved` does.
_FIXED = """
CREATE TRIGGER sub_account_fixed BEFORE UPDATE OF account, asset, kind, registry_code, floor
ON sub_account BEGIN SELECT raise(abort, 'sub_account_fixed: only a balance moves'); END
"""

RULES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "command_next": (
        "BEFORE INSERT ON command",
        [
            ("not whole numbers", _not_whole("at", "first_posting", "last_posting")),
            (
                "gap, fork, or lesson time runs back",
                "coalesce((SELECT number = NEW.number - 1 AND hash = NEW.previous AND at <= NEW.at"
                " FROM command ORDER BY number DESC LIMIT 1),"
                f" NEW.number = 1 AND NEW.previous = '{GENESIS}') IS NOT 1",
            ),
            (
                "key used",
                "NEW.key IS NOT NULL AND EXISTS (SELECT 1 FROM command"
                " WHERE seat = NEW.seat AND key = NEW.key)",
            ),
        ],
    ),
    "book_transaction_next": (
        "BEFORE INSERT ON book_transaction",
        [
            (
                "not whole numbers",
                _not_whole("command", "first_posting", "last_posting")
                + " OR NEW.last_posting < NEW.first_posting",
            ),
            (
                "gap or fork",
                "coalesce((SELECT id = NEW.id - 1 AND last_posting = NEW.first_posting - 1"
                " AND command <= NEW.command FROM book_transaction ORDER BY id DESC LIMIT 1),"
                " NEW.id = 1 AND NEW.first_posting = 1 AND NEW.command > 0) IS NOT 1",
            ),
            (
                "neither told by its command nor of the one that runs",
                "coalesce((SELECT first_posting <= NEW.first_posting"
                " AND NEW.last_posting <= last_posting FROM command WHERE number = NEW.command),"
                " NEW.command = coalesce((SELECT max(number) FROM command), 0) + 1) IS NOT 1",
            ),
        ],
    ),
    "posting_checked": (
        "BEFORE INSERT ON posting",
        [
            (
                "not a whole quantity above zero",
                f"{_not_whole('quantity', 'source_after', 'target_after')} OR NEW.quantity <= 0"
                " OR NEW.source = NEW.target",
            ),
            ("gap or fork", "NEW.id IS NOT coalesce((SELECT max(id) FROM posting), 0) + 1"),
            (
                "no part of its transaction",
                "(SELECT NEW.id BETWEEN first_posting AND last_posting FROM book_transaction"
                " WHERE id = NEW.book_transaction) IS NOT 1",
            ),
            (
                "unknown account, another asset, a final sender, two registries or a wrong link",
                "NOT EXISTS (SELECT 1 FROM sub_account s JOIN sub_account t ON t.id = NEW.target"
                " WHERE s.id = NEW.source AND s.asset = NEW.asset AND t.asset = NEW.asset"
                " AND s.last_posting = NEW.source_before AND t.last_posting = NEW.target_before"
                f" AND {_SENDS}"
                " AND (s.registry_code = t.registry_code OR s.registry_code = ''"
                " OR t.registry_code = ''))",
            ),
        ],
    ),
    "sub_account_moved": (
        "BEFORE UPDATE ON sub_account",
        [
            ("only a balance moves", "NEW.id IS NOT OLD.id"),
            (
                "no posting moves this balance",
                "(SELECT id = NEW.last_posting AND id > OLD.last_posting"
                " AND ((source = NEW.id AND source_after = NEW.balance"
                "       AND OLD.balance - quantity = NEW.balance)"
                "   OR (target = NEW.id AND target_after = NEW.balance"
                "       AND OLD.balance + quantity = NEW.balance))"
                " FROM posting ORDER BY id DESC LIMIT 1) IS NOT 1",
            ),
            ("overdraft", "NEW.balance < NEW.floor"),
        ],
    ),
    "sub_account_opened": (
        "BEFORE INSERT ON sub_account",
        [
            (
                "row exists",
                "EXISTS (SELECT 1 FROM sub_account WHERE id = NEW.id)"
                " OR EXISTS (SELECT 1 FROM sub_account WHERE account = NEW.account"
                " AND asset = NEW.asset AND kind = NEW.kind)",
            ),
            (
                "opens empty",
                "NEW.balance IS NOT 0 OR NEW.last_posting IS NOT 0"
                f" OR NEW.kind NOT IN ({_KNOWN})"
                " OR NOT EXISTS (SELECT 1 FROM asset WHERE id = NEW.asset)"
                " OR NEW.registry_code IS NOT"
                " (SELECT registry_code FROM account WHERE id = NEW.account)",
            ),
            (
                "floor",
                f"NEW.floor IS NOT CASE NEW.kind WHEN '{ISSUANCE_SOURCE.name}' THEN"
                " (SELECT first - last - 1 FROM credit_batch WHERE source = NEW.id"
                "   AND asset = NEW.asset)"
                f" WHEN '{CASH_SOURCE.name}' THEN {CASH_SOURCE_FLOOR} ELSE 0 END",
            ),
        ],
    ),
    "credit_batch_next": (
        "BEFORE INSERT ON credit_batch",
        [
            ("not whole numbers", _not_whole("first", "last") + " OR NEW.last < NEW.first"),
            (
                "serials of this host go on from the last",
                "NEW.first IS NOT coalesce((SELECT max(last) FROM credit_batch"
                " WHERE host = NEW.host), 0) + 1",
            ),
            (
                "source used",
                "EXISTS (SELECT 1 FROM credit_batch WHERE source = NEW.source)",
            ),
        ],
    ),
    "serial_block_opened": (
        "BEFORE INSERT ON serial_block",
        [
            ("gap or fork", "NEW.id IS NOT coalesce((SELECT max(id) FROM serial_block), 0) + 1"),
            (
                "not whole numbers",
                _not_whole("first", "last", "opened") + " OR NEW.last < NEW.first",
            ),
            (
                "no posting opens it",
                "NEW.opened < coalesce((SELECT opened FROM serial_block ORDER BY id DESC LIMIT 1),"
                " 0) OR NOT EXISTS (SELECT 1 FROM posting WHERE id = NEW.opened"
                " AND asset = NEW.asset AND (target = NEW.owner OR source = NEW.owner))",
            ),
            (
                "no posting closes it",
                "NEW.closed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM posting"
                " WHERE id = NEW.closed AND asset = NEW.asset AND source = NEW.owner)",
            ),
            (
                "a new serial comes from the issuance source, inside its batch",
                "NEW.parent IS NULL AND NOT EXISTS (SELECT 1 FROM posting p"
                " JOIN credit_batch b ON b.asset = p.asset AND b.source = p.source"
                " WHERE p.id = NEW.opened AND p.target = NEW.owner"
                " AND b.first <= NEW.first AND NEW.last <= b.last)",
            ),
            (
                "a piece is no part of its parent",
                "NEW.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM serial_block parent"
                " JOIN posting p ON p.id = NEW.opened WHERE parent.id = NEW.parent"
                " AND parent.closed = NEW.opened AND parent.asset = NEW.asset"
                " AND parent.owner = p.source"
                " AND parent.first <= NEW.first AND NEW.last <= parent.last)",
            ),
            (
                "acquisition stays with the holder, and a new holder gets a new one",
                "NEW.acquisition IS NOT coalesce((SELECT parent.acquisition"
                " FROM serial_block parent JOIN sub_account f ON f.id = parent.owner"
                " JOIN sub_account t ON t.id = NEW.owner"
                " WHERE parent.id = NEW.parent AND f.account = t.account), NEW.opened)",
            ),
            (
                "one serial twice",
                "(SELECT last FROM serial_block WHERE asset = NEW.asset AND closed IS NULL"
                " AND first <= NEW.last ORDER BY first DESC LIMIT 1) >= NEW.first",
            ),
        ],
    ),
    "serial_block_closed": (
        "BEFORE UPDATE ON serial_block",
        [
            (
                "a block is closed once and nothing else changes",
                "OLD.closed IS NOT NULL OR NEW.closed IS NULL OR NEW.id IS NOT OLD.id"
                " OR NEW.asset IS NOT OLD.asset OR NEW.owner IS NOT OLD.owner"
                " OR NEW.first IS NOT OLD.first OR NEW.last IS NOT OLD.last"
                " OR NEW.parent IS NOT OLD.parent OR NEW.opened IS NOT OLD.opened"
                " OR NEW.acquisition IS NOT OLD.acquisition",
            ),
            (
                "no posting closes it",
                "NEW.closed <= (SELECT opened FROM serial_block ORDER BY id DESC LIMIT 1)"
                " OR NOT EXISTS (SELECT 1 FROM posting WHERE id = NEW.closed"
                " AND asset = OLD.asset AND source = OLD.owner)",
            ),
        ],
    ),
}
