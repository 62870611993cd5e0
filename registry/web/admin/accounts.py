"""The auditor's pages about accounts: the list, one account, one owner with its statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from ledger import balances as sums
from ledger import queries as books
from ledger.accounts import KINDS, Account
from ledger.accounts import Asset as AssetRow
from ledger.balances import BEGINNING, Point
from ledger.queries import BalanceRow, BlockRow, LegRow
from registry.edge.as_of import point_before, point_of
from registry.edge.errors import SpanBackwards
from registry.web.admin import account_contexts as accounts
from registry.web.admin.account_contexts import SpanRow, SpanTotal, State
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import Cell, Filters, Listing, Part, facets, part
from registry.web.frame import figures
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import Choice, SerialRange
from registry.web.frame.holdings import joined
from registry.web.frame.render import word

OWNERS = tuple(sorted({kind.owner for kind in KINDS.values() if kind.owner}))
"""Owners of the system's own accounts."""

SUBS_MOST = 5_000
"""Sub-accounts of one owner that are read."""

Entry = tuple[LegRow, BalanceRow]
"""A posting and the sub-account in whose statement it is."""


def _assets(a: Auditor) -> dict[str, str]:
    """Asset id -> its code."""
    return {str(row.id): row.code for row in a.session.exec(select(AssetRow))}


def _account_filters(a: Auditor) -> Filters:
    return {
        "owner": a.given("owner"),
        "registry": a.chosen("registry", tuple(a.names.registry_numbers)),
        "asset": a.chosen("asset", list(_assets(a))),
        "kind": a.chosen("kind", list(KINDS)),
        "zero": a.chosen("zero", ("1",)),
    }


def _asked(a: Auditor, filters: Filters) -> dict[str, str]:
    """The filters of a query of balances."""
    asked = {name: filters[name] for name in ("owner", "registry", "kind")}
    return asked | {"asset": _assets(a).get(filters["asset"], "")}


def _read(a: Auditor, filters: Filters, before: int, limit: int) -> Part[BalanceRow]:
    zero, asked = bool(filters["zero"]), _asked(a, filters)
    rows = sums.in_order(a.session, **asked, zero=zero, after=before, limit=limit + 1)
    return part(rows, limit, lambda row: row.sub)


def _cells(a: Auditor, row: BalanceRow) -> Sequence[Cell]:
    place, asset = a.place(number=row.number, kind=row.kind), a.asset(row.asset)
    return (
        row.number, row.owner, place.owner_name, place.person, row.registry, asset.label, row.kind,
        row.balance, _unit(asset.unit),
    )  # fmt: skip


def _unit(unit: str) -> str:
    return "fen" if unit == "fen" else "t"


ACCOUNTS = Listing(
    name="accounts",
    filters=_account_filters,
    read=_read,
    columns=(
        "account", "owner", "owner_name", "person", "registry", "asset", "kind", "balance", "unit",
    ),
    cells=_cells,
)  # fmt: skip


def account_list(a: Auditor) -> accounts.AccountsPage:
    """Sub-accounts with balances, and their sums per asset."""
    filters = _account_filters(a)
    rows, paging = ACCOUNTS.shown(a, filters)
    others = {name: value for name, value in filters.items() if name != "zero"}
    system = [Choice(value=o, label=word(o, "owners", a.language)) for o in OWNERS]
    return accounts.AccountsPage(
        **filters,
        zero_href=to("accounts", **others, zero="" if filters["zero"] else "1"),
        owners=(*a.names.seats(), *system),
        registries=tuple(a.names.registry_numbers),
        assets=tuple(Choice(value=n, label=a.asset(int(n)).label) for n in _assets(a)),
        kinds=tuple(KINDS),
        facets=facets("accounts", "kind", "kinds", sums.kinds(a.session), filters),
        totals=tuple(
            accounts.TotalRow(asset=a.asset(one.asset), held=one.held, source=one.source)
            for one in sums.totals(a.session, **_asked(a, filters))
            if one.held or one.source
        ),
        rows=tuple(_balance(a, row) for row in rows),
        paging=paging,
    )


def _balance(a: Auditor, row: BalanceRow) -> accounts.BalanceRow:
    return accounts.BalanceRow(
        sub=row.sub,
        place=a.place(number=row.number, kind=row.kind),
        asset=a.asset(row.asset),
        balance=row.balance,
    )


def _named(a: Auditor, text: str) -> Point | None:
    """The state that a text names; None for now. Refuses one that names none."""
    return point_of(a.session, text, now=a.live.now()) if text else None


def _ends(a: Auditor, filters: Filters) -> tuple[Point, Point | None]:
    """The state before a span and its last state, None for now. Refuses one that goes backwards."""
    until = _named(a, filters.get("as_of", "") or filters.get("to", ""))
    since = filters.get("from", "")
    opens = point_before(a.session, since, now=a.live.now()) if since else BEGINNING
    if until is not None and until.command < opens.command:
        raise SpanBackwards(first=opens.command + 1, last=until.command)
    return opens, until


def _subs(a: Auditor, filters: Filters) -> list[BalanceRow]:
    """The sub-accounts of an account, or else of an owner, in order."""
    number = filters.get("account", "")
    found = a.session.get(Account, int(number)) if number else None
    owner = found.owner if found is not None else filters.get("owner", "")
    every = sums.in_order(a.session, owner=owner, zero=True, limit=SUBS_MOST) if owner else []
    return [row for row in every if found is None or row.number == found.number]


def _entries(a: Auditor, filters: Filters, before: int, limit: int) -> Part[Entry]:
    """The postings of some sub-accounts, newest first, with both lines of one between two of them.

    `before` is the key of a posting; a posting is never cut in two.
    """
    opens, until = _ends(a, filters)
    top = before if until is None else min(before or 2**62, until.posting + 1)
    entries: list[Entry] = []
    for sub in _subs(a, filters):
        lines = books.statement(a.session, sub.sub, before=top, limit=limit + 1)
        entries += [(line, sub) for line in lines if line.posting > opens.posting]
    entries.sort(key=lambda entry: (-entry[0].posting, entry[1].sub != entry[0].source))
    cut = limit
    while 0 < cut < len(entries) and entries[cut - 1][0].posting == entries[cut][0].posting:
        cut += 1
    older = entries[cut - 1][0].posting if len(entries) > cut else 0
    return Part(entries[:cut], older)


def _statement(a: Auditor, leg: LegRow, sub: BalanceRow) -> accounts.StatementRow:
    leaves = leg.source == sub.sub
    counter = (
        a.place(number=leg.target_number, kind=leg.target_kind)
        if leaves
        else a.place(number=leg.source_number, kind=leg.source_kind)
    )
    return accounts.StatementRow(
        transaction=leg.transaction,
        command=leg.command,
        at=leg.at,
        type=leg.type,
        place=a.place(number=sub.number, kind=sub.kind),
        asset=a.asset(leg.asset),
        counter=counter,
        change=-leg.quantity if leaves else leg.quantity,
        after=sums.running(leg, sub.sub),
    )


def _entry_cells(a: Auditor, entry: Entry) -> Sequence[Cell]:
    leg, sub = entry
    row = _statement(a, leg, sub)
    return (
        row.transaction, leg.posting, row.command, figures.moment_text(row.at), row.type,
        leg.because, sub.number, sub.registry, row.asset.label, sub.kind, row.counter.number,
        row.counter.owner, row.counter.owner_name, row.counter.kind, row.change, row.after,
        _unit(row.asset.unit),
    )  # fmt: skip


_ENTRY_COLUMNS = (
    "transaction", "posting", "command", "time", "type", "because", "account", "registry", "asset",
    "kind", "other_account", "other_owner", "other_name", "other_kind", "change", "balance_after",
    "unit",
)  # fmt: skip

ENTRIES = Listing(
    name="account",
    filters=lambda a: {"account": str(a.number("account") or ""), "as_of": a.given("as_of")},
    read=_entries,
    columns=_ENTRY_COLUMNS,
    cells=_entry_cells,
)
STATEMENT = Listing(
    name="owner",
    filters=lambda a: {name: a.given(name) for name in ("owner", "from", "to")},
    read=_entries,
    columns=_ENTRY_COLUMNS,
    cells=_entry_cells,
)


def account(a: Auditor, number: int) -> accounts.AccountPage | None:
    """One account: balances, serials, statement; now, or as of an earlier state."""
    found = a.session.get(Account, number) if 0 < number < 2**63 else None
    if found is None:
        return None
    filters = {"account": str(number), "as_of": a.given("as_of")}
    until, own = _named(a, filters["as_of"]), _subs(a, filters)
    if until is not None:
        own = sums.as_of(a.session, own, until)
    entries, paging = ENTRIES.shown(a, filters)
    balances = [_balance(a, row) for row in own]
    return accounts.AccountPage(
        account=a.place(number=found.number, kind=""),
        registry_name=a.names.registry(found.registry_code or ""),
        as_of=filters["as_of"],
        state=None if until is None else State(command=until.command, at=until.at),
        balances=tuple(row for row in balances if row.balance),
        zeros=tuple(row for row in balances if not row.balance),
        ranges=_ranges(a, found) if until is None else (),
        rows=tuple(_statement(a, leg, sub) for leg, sub in entries),
        paging=paging,
    )


def _ranges(a: Auditor, found: Account) -> tuple[SerialRange, ...]:
    blocks = books.open_blocks(a.session, owner=found.owner, registry=found.registry_code)
    own = [b for b in blocks if b.number == found.number]
    return tuple(joined([span(a, b) for b in sorted(own, key=lambda b: (b.asset, b.first))]))


def span(a: Auditor, block: BlockRow) -> SerialRange:
    """The serials of a block, with their prefix."""
    return a.names.span(block.asset, block.first, block.last, registry=block.registry, long=True)


def owner_page(a: Auditor, owner: str) -> accounts.OwnerPage | None:
    """One owner: all accounts at both ends of a span, and every entry between."""
    filters: dict[str, Any] = {"owner": owner, "from": a.given("from"), "to": a.given("to")}
    subs = _subs(a, filters)
    if not (subs or a.names.seat(owner)):
        return None
    opens, until = _ends(a, filters)
    closes = until or sums.newest(a.session)
    opening = sums.as_of(a.session, subs, opens)
    closing = subs if until is None else sums.as_of(a.session, subs, until)
    rows = [_span_row(a, *ends) for ends in zip(opening, closing, strict=True)]
    entries, paging = STATEMENT.shown(a, filters)
    return accounts.OwnerPage(
        owner=owner,
        name=a.names.seat(owner),
        role=a.names.role(owner),
        person=a.people.get(owner, ""),
        since=filters["from"],
        until=filters["to"],
        opens=State(command=opens.command, at=opens.at),
        closes=State(command=closes.command, at=closes.at),
        totals=_span_totals(rows),
        balances=tuple(row for row in rows if row.opening or row.closing),
        zeros=tuple(row for row in rows if not (row.opening or row.closing)),
        rows=tuple(_statement(a, leg, sub) for leg, sub in entries),
        paging=paging,
    )


def _span_row(a: Auditor, opening: BalanceRow, closing: BalanceRow) -> SpanRow:
    return SpanRow(
        place=a.place(number=opening.number, kind=opening.kind),
        asset=a.asset(opening.asset),
        opening=opening.balance,
        closing=closing.balance,
    )


def _span_totals(rows: Sequence[SpanRow]) -> tuple[SpanTotal, ...]:
    found = []
    for asset in {row.asset.id: row.asset for row in rows}.values():
        own = [row for row in rows if row.asset == asset]
        opening, closing = sum(r.opening for r in own), sum(r.closing for r in own)
        if opening or closing:
            found.append(SpanTotal(asset=asset, opening=opening, closing=closing))
    return tuple(found)
