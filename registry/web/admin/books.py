"""The auditor's pages about the books: sub-accounts, accounts, transactions, serials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from ledger import queries as books
from ledger.accounts import CNY, KINDS, Account
from ledger.accounts import Asset as AssetRow
from ledger.kernel.numerals import whole_number
from ledger.queries import BalanceRow, BlockRow, LegRow
from ledger.transactions import TYPES
from registry.web.admin import contexts as admin
from registry.web.admin.auditing import CCP, PAGE, Auditor
from registry.web.admin.contexts import Paging, SumCheck
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Choice, SerialRange
from registry.web.frame.holdings import joined
from registry.web.frame.render import word
from registry.web.frame.tracing import NUMBER_DIGITS_MOST, find

OWNERS = ("issuance", "ccp", "retired", "cancelled", "offset", "bank")
"""Owners of the system's own accounts."""


def accounts(a: Auditor) -> admin.AccountsPage:
    """Sub-accounts with balances."""
    assets = {str(row.id): row.code for row in a.session.exec(select(AssetRow))}
    registries = tuple(a.names.registry_numbers)
    filters = {
        "owner": a.given("owner"),
        "registry": a.chosen("registry", registries),
        "asset": a.chosen("asset", list(assets)),
        "kind": a.chosen("kind", list(KINDS)),
    }
    asked: dict[str, Any] = filters | {"asset": assets.get(filters["asset"], "")}
    rows = books.balances(a.session, **asked, before=a.before, limit=PAGE + 1)
    system = [Choice(value=o, label=word(o, "owners", a.language)) for o in OWNERS]
    return admin.AccountsPage(
        **filters,
        owners=(*a.names.seats(), *system),
        registries=registries,
        assets=tuple(Choice(value=n, label=a.asset(int(n)).label) for n in assets),
        kinds=tuple(KINDS),
        rows=tuple(_balance(a, row) for row in rows[:PAGE]),
        paging=a.page(rows, oldest=_oldest([r.sub for r in rows]), name="accounts", **filters),
    )


def _oldest(keys: Sequence[int]) -> int:
    return keys[:PAGE][-1] if keys else 0


def _balance(a: Auditor, row: BalanceRow) -> admin.BalanceRow:
    return admin.BalanceRow(
        sub=row.sub,
        place=a.place(number=row.number, kind=row.kind),
        asset=a.asset(row.asset),
        balance=row.balance,
    )


def account(a: Auditor, number: int) -> admin.AccountPage | None:
    """One account: balances, serials, statement."""
    found = a.session.get(Account, number) if 0 < number < 2**63 else None
    if found is None:
        return None
    every = books.balances(a.session, owner=found.owner, limit=5_000)
    own = [row for row in every if row.number == found.number]
    legs: list[tuple[LegRow, BalanceRow]] = []
    for sub in own:
        lines = books.statement(a.session, sub.sub, before=a.before, limit=PAGE + 1)
        legs += [(line, sub) for line in lines]
    legs.sort(key=lambda pair: pair[0].posting, reverse=True)
    shown = legs[:PAGE]
    older = to("account", account=number, before=shown[-1][0].posting) if len(legs) > PAGE else ""
    return admin.AccountPage(
        account=a.place(number=found.number, kind=""),
        registry_name=a.names.registry(found.registry_code or ""),
        balances=tuple(_balance(a, row) for row in own),
        ranges=_ranges(a, found),
        rows=tuple(_statement(a, leg, sub) for leg, sub in shown),
        paging=Paging(
            older_href=older, newest_href=to("account", account=number) if a.before else ""
        ),
    )


def _ranges(a: Auditor, found: Account) -> tuple[SerialRange, ...]:
    blocks = books.open_blocks(a.session, owner=found.owner, registry=found.registry_code)
    own = [b for b in blocks if b.number == found.number]
    return tuple(joined([_span(a, b) for b in sorted(own, key=lambda b: (b.asset, b.first))]))


def _span(a: Auditor, block: BlockRow) -> SerialRange:
    return a.names.span(block.asset, block.first, block.last, registry=block.registry, long=True)


def _statement(a: Auditor, leg: LegRow, sub: BalanceRow) -> admin.StatementRow:
    leaves = leg.source == sub.sub
    counter = (
        a.place(number=leg.target_number, kind=leg.target_kind)
        if leaves
        else a.place(number=leg.source_number, kind=leg.source_kind)
    )
    return admin.StatementRow(
        transaction=leg.transaction,
        command=leg.command,
        at=leg.at,
        type=leg.type,
        kind=sub.kind,
        asset=a.asset(leg.asset),
        counter=counter,
        change=-leg.quantity if leaves else leg.quantity,
        after=leg.source_after if leaves else leg.target_after,
    )


def transactions(a: Auditor) -> admin.TransactionsPage:
    """Transactions, newest first."""
    type_ = a.chosen("type", list(TYPES))
    command = a.number("command")
    rows = books.transactions(
        a.session, type=type_, command=command, before=a.before, limit=PAGE + 1
    )
    shown = str(command) if command else ""
    oldest = _oldest([row.transaction for row in rows])
    return admin.TransactionsPage(
        type=type_,
        command=shown,
        types=tuple(TYPES),
        rows=tuple(a.transaction_row(row) for row in rows[:PAGE]),
        paging=a.page(rows, oldest=oldest, name="transactions", type=type_, command=shown),
    )


def transaction(a: Auditor, number: int) -> admin.TransactionPage | None:
    """One transaction with its legs, its sums and its cause."""
    found = books.transaction(a.session, number)
    if found is None:
        return None
    legs = books.legs(a.session, number)
    blocks = books.blocks_of_transaction(a.session, number)
    command = books.command(a.session, found.command)
    assert command is not None, "every transaction has its command"
    trade = found.because.removeprefix("trade ")
    return admin.TransactionPage(
        number=number,
        type=found.type,
        at=found.at,
        day=a.day(found.at),
        because=found.because,
        why=TYPES[found.type].why,
        legs=tuple(_leg(a, i, leg, blocks) for i, leg in enumerate(legs, start=1)),
        sums=_sums(a, legs, blocks),
        command=found.command,
        command_name=command.name,
        seat=command.seat,
        seat_name=a.names.seat(command.seat),
        origin=command.origin,
        chain=a.chain(found.command),
        trade=whole_number(trade) if found.type == "trade.settle" else None,
        previous=number - 1 if number > 1 else None,
        following=number + 1 if books.transaction(a.session, number + 1) else None,
    )


def _moved(leg: LegRow, blocks: Sequence[BlockRow]) -> list[BlockRow]:
    """The serial blocks that a leg opened at its target; those kept by its source did not move."""
    return [
        b
        for b in blocks
        if b.opened == leg.posting and (b.number, b.kind) == (leg.target_number, leg.target_kind)
    ]


def _leg(a: Auditor, place: int, leg: LegRow, blocks: Sequence[BlockRow]) -> admin.LegRow:
    return admin.LegRow(
        number=place,
        asset=a.asset(leg.asset),
        ranges=tuple(joined([_span(a, block) for block in _moved(leg, blocks)])),
        source=a.place(number=leg.source_number, kind=leg.source_kind),
        source_before=leg.source_after + leg.quantity,
        source_after=leg.source_after,
        quantity=leg.quantity,
        target=a.place(number=leg.target_number, kind=leg.target_kind),
        target_before=leg.target_after - leg.quantity,
        target_after=leg.target_after,
    )


def _sums(a: Auditor, legs: Sequence[LegRow], blocks: Sequence[BlockRow]) -> tuple[SumCheck, ...]:
    """Sums that must hold: debits equal credits, and both equal the serials that moved.

    Both are computed from the previous entries, not from the legs' own quantities, so that the
    check is independent of what it checks.
    """
    checks = []
    for name, unit in (("tonnes", "tonnes"), ("money", "fen")):
        own = [leg for leg in legs if a.asset(leg.asset).unit == unit]
        if own:
            left = sum(_before(a, leg.source, leg) - leg.source_after for leg in own)
            arrived = sum(leg.target_after - _before(a, leg.target, leg) for leg in own)
            value = " = ".join(figures.amount(n, unit, a.language) for n in (left, arrived))
            checks.append(SumCheck(name=name, value=value, held=left == arrived))
    units = [leg for leg in legs if leg.asset != CNY]
    if units:
        numbered = sum(b.quantity for leg in units for b in _moved(leg, blocks))
        held = numbered == sum(leg.quantity for leg in units)
        checks.append(SumCheck(name="serials", value=figures.tonnes(numbered), held=held))
    rest = _left_at_ccp(legs)
    if rest:
        value = " · ".join(
            figures.amount(over, a.asset(asset).unit, a.language) for asset, over in rest.items()
        )
        checks.append(SumCheck(name="ccp", value=value, held=not any(rest.values())))
    return tuple(checks)


def _before(a: Auditor, sub: int, leg: LegRow) -> int:
    """The balance of a sub-account before this leg; 0 before its first entry."""
    earlier = books.statement(a.session, sub, before=leg.posting, limit=1)
    if not earlier:
        return 0
    return earlier[0].source_after if earlier[0].source == sub else earlier[0].target_after


def _left_at_ccp(legs: Sequence[LegRow]) -> dict[int, int]:
    """Asset -> balance of the central counterparty after the last leg that touched it."""
    left: dict[int, int] = {}
    for leg in legs:
        if leg.target_owner == CCP:
            left[leg.asset] = leg.target_after
        if leg.source_owner == CCP:
            left[leg.asset] = leg.source_after
    return left


def serials(a: Auditor, *, host: str, number: str) -> admin.AdminSerialPage:
    """Search and trace of a serial number, for the auditor."""
    issued = tuple(
        a.names.span(batch.asset, batch.first, batch.last, registry=batch.host, long=True)
        for batch in a.names.batches.values()
    )
    return admin.AdminSerialPage(
        host=host[:2].upper(),
        first_host=a.live.current.plan.hosts[0],
        hosts=tuple(Choice(value=c, label=a.names.nation(c)) for c in a.names.registry_numbers),
        number=number[:NUMBER_DIGITS_MOST],
        trace=find(a.visitor, a.session, host=host, number=number) if host and number else None,
        issued=issued,
    )
