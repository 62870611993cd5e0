"""Contexts of the auditor's pages under /admin: read-only, everything linked to everything.

Every list has its filter as it stands and the addresses of the pages beside it (keyset paging); it
knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Asset, Choice, Figure, Page, SerialRange, SplitTerms
from registry.web.frame.contexts.telling import told
from registry.web.frame.contexts.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where a list goes on; a keyset, never a count."""

    older_href: str = told("next page; '' at the end")
    newest_href: str = told("back to the first page; '' when this is it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sub-account as it is read."""

    account: int = told("account id")
    number: str = told("account number with check digits")
    owner: str = told("seat id, or the owner's code for the system's own accounts")
    owner_name: str = told("name of the owner in the page's language; '' for system accounts")
    registry: str = told("CN, TH or '' for none")
    kind: str = told("kind of sub-account; the templates have the words")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One command in the hash chain."""

    number: int = told("command number")
    at: int = told("lesson time")
    hash: str = told("its hash in hex")
    previous: str = told("hash that it builds on, in hex")
    here: bool = told("whether it is the one that the page is about")


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """Where the auditor begins: totals of the lesson and the last audit."""

    template: ClassVar[str] = "admin/overview.html"
    figures: tuple[Figure, ...] = told("totals: commands, refused, trades, issued_t ...")
    invariants_held: int = told("invariants that hold")
    invariants_total: int = told("invariants there are")
    audited_at: int = told("lesson time of the state that was audited")
    audited_command: int = told("last command of that state")
    audited_since: int = told("commands that were logged after it")
    chain_head: str = told("hash of the newest command, in hex")
    chain_number: int = told("number of the newest command")


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One sub-account with its balance."""

    sub: int = told("sub-account id")
    place: Place = told("whose and where")
    asset: Asset = told("of what")
    balance: int = told("fen or tonnes; negative for sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage(Page):
    """Sub-accounts with balances."""

    template: ClassVar[str] = "admin/accounts.html"
    owner: str = told("filter: seat or owner code; '' = all")
    registry: str = told("filter: CN, TH, none or ''")
    asset: str = told("filter: asset id or ''")
    kind: str = told("filter: kind or ''")
    owners: tuple[Choice, ...] = told("owners that can be chosen")
    registries: tuple[str, ...] = told("registries that can be chosen")
    assets: tuple[Choice, ...] = told("assets that can be chosen")
    kinds: tuple[str, ...] = told("kinds that can be chosen")
    rows: tuple[BalanceRow, ...] = told("sub-accounts in order of id")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One leg, as one sub-account sees it."""

    transaction: int = told("transaction number")
    command: int = told("command that caused it")
    at: int = told("lesson time")
    type: str = told("transaction type code")
    kind: str = told("kind of this account's sub-account")
    asset: Asset = told("of what")
    counter: Place = told("the other side of the leg")
    change: int = told("amount, negative when it left")
    after: int = told("balance after it")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One account: its balances, serials and statement."""

    template: ClassVar[str] = "admin/account.html"
    account: Place = told("the account; `kind` is ''")
    registry_name: str = told("what its registry is called")
    balances: tuple[BalanceRow, ...] = told("its sub-accounts")
    ranges: tuple[SerialRange, ...] = told("serials that lie in it; () for cash")
    rows: tuple[StatementRow, ...] = told("its statement, newest first")
    paging: Paging = told("where the statement goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionRow:
    """One transaction in the list."""

    number: int = told("transaction number")
    at: int = told("lesson time")
    day: int = told("trading day")
    type: str = told("transaction type code")
    because: str = told("what it was posted for")
    command: int = told("command number")
    legs: int = told("number of legs")
    amounts: tuple[str, ...] = told("what moved, as it is read: 400 t, 34,080.00 CNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionsPage(Page):
    """Transactions, newest first."""

    template: ClassVar[str] = "admin/transactions.html"
    type: str = told("filter: transaction type or ''")
    command: str = told("filter: command number or ''")
    types: tuple[str, ...] = told("types that can be chosen")
    rows: tuple[TransactionRow, ...] = told("transactions")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg: from, before and after, amount, to, before and after."""

    number: int = told("number of the leg, from 1")
    asset: Asset = told("of what")
    ranges: tuple[SerialRange, ...] = told("serials that moved; () for cash")
    source: Place = told("who gives (credited)")
    source_before: int = told("its balance before")
    source_after: int = told("its balance after")
    quantity: int = told("amount")
    target: Place = told("who receives (debited)")
    target_before: int = told("its balance before")
    target_after: int = told("its balance after")


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """One sum that must hold in a transaction."""

    name: str = told("a key of words.SUMS")
    value: str = told("the sum as it is read: 800 t = 800 t")
    held: bool = told("whether it holds")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionPage(Page):
    """One transaction with its legs, its sums and why it happened."""

    template: ClassVar[str] = "admin/transaction.html"
    number: int = told("transaction number")
    type: str = told("transaction type code")
    at: int = told("lesson time")
    day: int = told("trading day")
    because: str = told("what it was posted for")
    why: str = told("sentence of the transaction type (English, from the books)")
    legs: tuple[LegRow, ...] = told("its legs in order")
    sums: tuple[SumCheck, ...] = told("sums that must hold")
    command: int = told("command that caused it")
    command_name: str = told("name of that command")
    seat: str = told("seat that gave it")
    seat_name: str = told("name of that seat")
    origin: str = told("person, bot, trainer, script or clock")
    chain: tuple[ChainLink, ...] = told("that command and its neighbours in the hash chain")
    trade: int | None = told("trade that it settles; None for others")
    previous: int | None = told("transaction before")
    following: int | None = told("transaction after")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSerialPage(Page):
    """Search and trace of one serial number."""

    template: ClassVar[str] = "admin/serial.html"
    host: str = told("host as asked for, CN or TH")
    first_host: str = told("host that an empty field means")
    hosts: tuple[Choice, ...] = told("hosts with a counter")
    number: str = told("serial number as asked for; '' at first")
    trace: Trace | None = told("the trace; None when nothing was asked or found")
    issued: tuple[SerialRange, ...] = told("ranges issued so far, to begin with")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One item of the joint committee."""

    item: int = told("number of the item")
    name: str = told("name of what it is about")
    code: str = told("code of what it is about, such as a project's; '' where it has none")
    year: int | None = told("year of what it is about; None where it has none")
    quantity: int | None = told("tonnes; None where none are decided on")
    state: str = told("circulated, adopted, objected, issued ...")
    opened_at: int = told("lesson time of the request")
    decided_at: int | None = told("lesson time of the decision")
    china: str = told("China's vote: '', affirm or object")
    host: str = told("the host's vote: '', affirm or object")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsPage(Page):
    """Decisions of the joint committee, newest first."""

    template: ClassVar[str] = "admin/decisions.html"
    rows: tuple[DecisionRow, ...] = told("items")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """One vote."""

    side: str = told("CN or HOST")
    country: str = told("CN or TH")
    seat_name: str = told("seat that cast it")
    vote: str = told("affirm or object")
    at: int = told("lesson time")
    command: int = told("command number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One side's share of what is decided."""

    country: str = told("CN or TH")
    holder: str = told("name of the seat that received it")
    quantity: int = told("tonnes")
    ranges: tuple[SerialRange, ...] = told("its serials; () before issuance")
    transaction: int | None = told("transaction that issued it; None before issuance")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage(Page):
    """One item of the joint committee with its votes and what came of it."""

    template: ClassVar[str] = "admin/decision.html"
    row: DecisionRow = told("the item")
    headline: str = told("what is decided, after the item's number")
    record: str = told("the record that it decides on: issuance request 5")
    votes: tuple[VoteRow, ...] = told("votes, China first")
    shares: tuple[Share, ...] = told("the split, China first; () shares nothing out")
    terms: SplitTerms | None = told("the agreement's rule of the split; None shares nothing out")
    brought_by: int | None = told("command that brought the item")
    used_by: int | None = told("command that used the decision; None before")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order."""

    number: int = told("order number")
    at: int = told("lesson time of entry")
    day: int = told("trading day")
    seat: str = told("seat id")
    seat_name: str = told("name of the seat")
    instrument: str = told("instrument code")
    side: str = told("buy or sell")
    kind: str = told("limit or market")
    price: int | None = told("limit price")
    time_in_force: str = told("day or ioc")
    quantity: int = told("tonnes ordered")
    filled: int = told("tonnes traded")
    state: str = told("resting, partly, filled or cancelled")
    command: int | None = told("command that placed it")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage(Page):
    """Orders, newest first."""

    template: ClassVar[str] = "admin/orders.html"
    seat: str = told("filter: seat or ''")
    instrument: str = told("filter: instrument or ''")
    state: str = told("filter: state or ''")
    number: str = told("filter: order number or ''")
    seats: tuple[Choice, ...] = told("seats that can be chosen")
    instruments: tuple[str, ...] = told("instruments that can be chosen")
    states: tuple[str, ...] = told("states that can be chosen")
    rows: tuple[OrderRow, ...] = told("orders")
    paging: Paging = told("where the list goes on")


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One trade."""

    number: int = told("trade number")
    at: int = told("lesson time")
    day: int = told("trading day")
    instrument: str = told("instrument code")
    price: int = told("price")
    quantity: int = told("tonnes")
    value: int = told("fen")
    buyer: str = told("seat id of the buyer")
    buyer_name: str = told("name of the buyer")
    buy_order: int = told("order of the buyer")
    seller: str = told("seat id of the seller")
    seller_name: str = told("name of the seller")
    sell_order: int = told("order of the seller")
    transaction: int | None = told("transaction that settled it")


@dataclass(frozen=True, slots=True, kw_only=True)
class TradesPage(Page):
    """Trades, newest first."""

    template: ClassVar[str] = "admin/trades.html"
    seat: str = told("filter: seat on either side or ''")
    instrument: str = told("filter: instrument or ''")
    order: str = told("filter: order number or ''")
    seats: tuple[Choice, ...] = told("seats that can be chosen")
    instruments: tuple[str, ...] = told("instruments that can be chosen")
    rows: tuple[TradeRow, ...] = told("trades")
    paging: Paging = told("where the list goes on")


PAGES: tuple[type[Page], ...] = (
    OverviewPage,
    AccountsPage,
    AccountPage,
    TransactionsPage,
    TransactionPage,
    AdminSerialPage,
    DecisionsPage,
    DecisionPage,
    OrdersPage,
    TradesPage,
)
"""The pages of this area."""
