"""Balances as of an earlier command, exact, from the postings; and the list of all balances.

The journal has no index by account: a balance of earlier is read from the running balance of the
sub-account's last posting by then. Knows no seat and no lesson plan.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from ledger import queries
from ledger.queries import BalanceRow, LegRow


class Point(NamedTuple):
    """The state after a command: its number, its lesson time in ms, and the last posting by then.

    Before the first command all three are 0.
    """

    command: int
    at: int
    posting: int


BEGINNING = Point(0, 0, 0)


@dataclass(frozen=True)
class AssetTotal:
    """An asset's sums over some sub-accounts, in tonnes or fen.

    `held` adds up balances above zero, `source` those below: sources alone may be below zero.
    """

    asset: int
    held: int
    source: int


_FROM = (
    " FROM sub_account s JOIN account a ON a.id = s.account JOIN asset x ON x.id = s.asset"
    " WHERE (:owner = '' OR a.owner = :owner) AND (:registry = '' OR s.registry_code = :registry)"
    " AND (:asset = '' OR x.code = :asset) AND (:kind = '' OR s.kind = :kind)"
)
_ORDER = "a.owner, a.id, s.asset, s.kind, s.id"


def newest(session: Session) -> Point:
    """The newest state."""
    number, _ = queries.last_command(session)
    found = after_command(session, number)
    assert found is not None
    return found


def after_command(session: Session, number: int) -> Point | None:
    """The state after a command by its number; None if there is none of this number."""
    found = queries.command(session, number)
    if found is None:
        return None
    posted = session.connection().execute(
        text(
            "SELECT last_posting FROM command WHERE number <= :number AND last_posting > 0"
            " ORDER BY number DESC LIMIT 1"
        ),
        {"number": number},
    )
    return Point(number, found.at, int(posted.scalar() or 0))


def at_time(session: Session, at: int) -> Point:
    """The state at a lesson time in ms: after every command given by then.

    Commands are numbered without a gap and never go back in time.
    """
    last, _ = queries.last_command(session)

    def given(number: int) -> int:
        row = session.connection().execute(
            text("SELECT at FROM command WHERE number = :number"), {"number": number}
        )
        return int(row.scalar_one())

    number = bisect_right(range(1, last + 1), at, key=given)
    return after_command(session, number) or BEGINNING


def balance_after(session: Session, sub: int, posting: int) -> int:
    """The balance of a sub-account after a posting of the journal, whosever it was."""
    if not posting:
        return 0
    found = queries.statement(session, sub, before=posting + 1, limit=1)
    return running(found[0], sub) if found else 0


def running(leg: LegRow, sub: int) -> int:
    """The balance of one of a posting's two sub-accounts after it."""
    return leg.source_after if leg.source == sub else leg.target_after


def as_of(session: Session, rows: list[BalanceRow], point: Point) -> list[BalanceRow]:
    """The same sub-accounts with their balances at an earlier state; 0 before they were opened."""
    return [replace(row, balance=balance_after(session, row.sub, point.posting)) for row in rows]


def in_order(
    session: Session,
    *,
    owner: str = "",
    registry: str = "",
    asset: str = "",
    kind: str = "",
    zero: bool = False,
    after: int = 0,
    limit: int = queries.PAGE,
) -> list[BalanceRow]:
    """Sub-accounts by owner, account, asset and kind; with `after` those that follow that one.

    Without `zero` only those with a balance; an empty filter matches all.
    """
    values: dict[str, Any] = {"owner": owner, "registry": registry, "asset": asset, "kind": kind}
    sql = (
        "SELECT s.id, a.number, a.owner, s.registry_code, s.asset, x.code, x.kind, s.kind,"
        f" s.floor, s.balance{_FROM}"
    )
    if not zero:
        sql += " AND s.balance <> 0"
    if after:
        values["after"] = after
        sql += (
            f" AND ({_ORDER}) > (SELECT {_ORDER} FROM sub_account s"
            " JOIN account a ON a.id = s.account WHERE s.id = :after)"
        )
    found = session.connection().execute(
        text(f"{sql} ORDER BY {_ORDER} LIMIT :limit"), values | {"limit": limit}
    )
    return [BalanceRow(*line) for line in found]


def kinds(session: Session) -> dict[str, int]:
    """Kind -> its sub-accounts with a balance."""
    found = session.connection().execute(
        text("SELECT kind, count(*) FROM sub_account WHERE balance <> 0 GROUP BY kind")
    )
    return {str(kind): int(rows) for kind, rows in found}


def totals(
    session: Session, *, owner: str = "", registry: str = "", asset: str = "", kind: str = ""
) -> list[AssetTotal]:
    """Sums per asset over the sub-accounts that fit; of all: `held` is minus `source`."""
    found = session.connection().execute(
        text(
            "SELECT s.asset, sum(CASE WHEN s.balance > 0 THEN s.balance ELSE 0 END),"
            f" sum(CASE WHEN s.balance < 0 THEN s.balance ELSE 0 END){_FROM}"
            " GROUP BY s.asset ORDER BY s.asset"
        ),
        {"owner": owner, "registry": registry, "asset": asset, "kind": kind},
    )
    return [AssetTotal(int(one), int(held), int(source)) for one, held, source in found]
