"""The auditor's pages about the books: transactions and serials."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import queries as books
from ledger.accounts import CNY
from ledger.kernel.numerals import whole_number
from ledger.queries import BlockRow, LegRow, TransactionRow
from ledger.transactions import TYPES
from registry.web.admin import contexts as admin
from registry.web.admin.accounts import span
from registry.web.admin.auditing import CCP, Auditor
from registry.web.admin.contexts import SumCheck
from registry.web.admin.listing import COUNTED_MOST, Cell, Filters, Listing, Part, facets, part
from registry.web.frame import figures
from registry.web.frame.contexts.shared import Choice
from registry.web.frame.holdings import joined
from registry.web.frame.tracing import NUMBER_DIGITS_MOST, find


def _read(a: Auditor, filters: Filters, before: int, limit: int) -> Part[TransactionRow]:
    command = int(filters["command"] or 0)
    rows = books.transactions(
        a.session, type=filters["type"], command=command, before=before, limit=limit + 1
    )
    return part(rows, limit, lambda row: row.transaction)


def _cells(a: Auditor, row: TransactionRow) -> Sequence[Cell]:
    made = a.transaction_row(row)
    return (
        row.transaction, figures.moment_text(row.at), made.day, row.type, made.legs,
        " · ".join(made.amounts), row.because, row.command,
    )  # fmt: skip


TRANSACTIONS = Listing(
    name="transactions",
    filters=lambda a: {
        "type": a.chosen("type", list(TYPES)),
        "command": str(a.number("command") or ""),
    },
    read=_read,
    columns=("transaction", "time", "day", "type", "legs", "amounts", "because", "command"),
    cells=_cells,
)


def transactions(a: Auditor) -> admin.TransactionsPage:
    """Transactions, newest first."""
    filters = TRANSACTIONS.filters(a)
    rows, paging = TRANSACTIONS.shown(a, filters)
    types = books.transaction_types(a.session, newest=COUNTED_MOST)
    return admin.TransactionsPage(
        **filters,
        types=tuple(TYPES),
        facets=facets("transactions", "type", "types", types, filters),
        rows=tuple(a.transaction_row(row) for row in rows),
        paging=paging,
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
        ranges=tuple(joined([span(a, block) for block in _moved(leg, blocks)])),
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
