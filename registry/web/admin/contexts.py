"""Contexts of the auditor's pages under /admin: read-only, everything linked to everything.

Every list has its filter as it stands, '' for all, what can be chosen, and the addresses of the
pages beside it (keyset paging); it begins with the newest, that of sub-accounts with the oldest.
Quantities are tonnes, hashes hex. It knows no query and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Asset, Choice, Figure, Page, SerialRange, SplitTerms
from registry.web.frame.contexts.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """Where a list goes on; a keyset, never a count.

    `older_href` is '' at the end, `newest_href` on the first page.
    """

    older_href: str
    newest_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sub-account as it is read.

    `owner` is a seat id, or a code for the system's own accounts, which have no `owner_name`.
    `registry` is '' for none.
    """

    account: int
    number: str
    owner: str
    owner_name: str
    registry: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One command in the hash chain.

    `previous` is the hash that it builds on. `here` marks the one that the page is about.
    """

    number: int
    at: int
    hash: str
    previous: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """Where the auditor begins: totals of the lesson and the last audit.

    `audited_at` and `audited_command` are those of the audited state, `audited_since` counts the
    commands after it.
    """

    template: ClassVar[str] = "admin/overview.html"
    figures: tuple[Figure, ...]
    invariants_held: int
    invariants_total: int
    audited_at: int
    audited_command: int
    audited_since: int
    chain_head: str
    chain_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRow:
    """One sub-account with its balance.

    `balance` is in fen or tonnes, negative for sources.
    """

    sub: int
    place: Place
    asset: Asset
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage(Page):
    """Sub-accounts with balances."""

    template: ClassVar[str] = "admin/accounts.html"
    owner: str
    registry: str
    asset: str
    kind: str
    owners: tuple[Choice, ...]
    registries: tuple[str, ...]
    assets: tuple[Choice, ...]
    kinds: tuple[str, ...]
    rows: tuple[BalanceRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One leg, as one sub-account sees it.

    `kind` is of this account's sub-account, `counter` the other side. `change` is negative when it
    left; `after` is the balance then.
    """

    transaction: int
    command: int
    at: int
    type: str
    kind: str
    asset: Asset
    counter: Place
    change: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One account: its balances, serials and statement.

    `account.kind` is ''.
    """

    template: ClassVar[str] = "admin/account.html"
    account: Place
    registry_name: str
    balances: tuple[BalanceRow, ...]
    ranges: tuple[SerialRange, ...]
    rows: tuple[StatementRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionRow:
    """One transaction in the list."""

    number: int
    at: int
    day: int
    type: str
    because: str
    command: int
    legs: int
    amounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionsPage(Page):
    """Transactions, newest first."""

    template: ClassVar[str] = "admin/transactions.html"
    type: str
    command: str
    types: tuple[str, ...]
    rows: tuple[TransactionRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg: from, before and after, amount, to, before and after.

    `number` counts from 1. `source` gives (credited), `target` receives (debited); amounts are in
    the asset's unit.
    """

    number: int
    asset: Asset
    ranges: tuple[SerialRange, ...]
    source: Place
    source_before: int
    source_after: int
    quantity: int
    target: Place
    target_before: int
    target_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """One sum that must hold in a transaction.

    `name` is a key of `words.SUMS`; `value` is written out, 800 t = 800 t.
    """

    name: str
    value: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionPage(Page):
    """One transaction with its legs, its sums and why it happened.

    `why` is the sentence of the transaction type, in English from the books. `command` caused it,
    given by `seat`; `origin` is person, bot, trainer, script or clock.
    """

    template: ClassVar[str] = "admin/transaction.html"
    number: int
    type: str
    at: int
    day: int
    because: str
    why: str
    legs: tuple[LegRow, ...]
    sums: tuple[SumCheck, ...]
    command: int
    command_name: str
    seat: str
    seat_name: str
    origin: str
    chain: tuple[ChainLink, ...]
    trade: int | None
    previous: int | None
    following: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSerialPage(Page):
    """Search and trace of one serial number.

    `host` and `number` are as asked for; `first_host` is what an empty host means.
    """

    template: ClassVar[str] = "admin/serial.html"
    host: str
    first_host: str
    hosts: tuple[Choice, ...]
    number: str
    trace: Trace | None
    issued: tuple[SerialRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One item of the joint committee.

    `name`, `code` and `year` are of what the item is about; `quantity` is None where no tonnes are
    decided on. `china` and `host` are their votes: '', affirm or object.
    """

    item: int
    name: str
    code: str
    year: int | None
    quantity: int | None
    state: str
    opened_at: int
    decided_at: int | None
    china: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsPage(Page):
    """Decisions of the joint committee, newest first."""

    template: ClassVar[str] = "admin/decisions.html"
    rows: tuple[DecisionRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """One vote."""

    side: str
    country: str
    seat_name: str
    vote: str
    at: int
    command: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One side's share of what is decided.

    Before issuance `ranges` is () and `transaction` None.
    """

    country: str
    holder: str
    quantity: int
    ranges: tuple[SerialRange, ...]
    transaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage(Page):
    """One item of the joint committee with its votes and what came of it.

    `headline` follows the item's number; `record` is what it decides on, issuance request 5.
    `votes` and `shares` begin with China; () and `terms` None: the item shares nothing out.
    `brought_by` and `used_by` are commands.
    """

    template: ClassVar[str] = "admin/decision.html"
    row: DecisionRow
    headline: str
    record: str
    votes: tuple[VoteRow, ...]
    shares: tuple[Share, ...]
    terms: SplitTerms | None
    brought_by: int | None
    used_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order."""

    number: int
    at: int
    day: int
    seat: str
    seat_name: str
    instrument: str
    side: str
    kind: str
    price: int | None
    time_in_force: str
    quantity: int
    filled: int
    state: str
    command: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersPage(Page):
    """Orders, newest first."""

    template: ClassVar[str] = "admin/orders.html"
    seat: str
    instrument: str
    state: str
    number: str
    seats: tuple[Choice, ...]
    instruments: tuple[str, ...]
    states: tuple[str, ...]
    rows: tuple[OrderRow, ...]
    paging: Paging


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """One trade.

    `value` is in fen.
    """

    number: int
    at: int
    day: int
    instrument: str
    price: int
    quantity: int
    value: int
    buyer: str
    buyer_name: str
    buy_order: int
    seller: str
    seller_name: str
    sell_order: int
    transaction: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradesPage(Page):
    """Trades, newest first."""

    template: ClassVar[str] = "admin/trades.html"
    seat: str
    instrument: str
    order: str
    seats: tuple[Choice, ...]
    instruments: tuple[str, ...]
    rows: tuple[TradeRow, ...]
    paging: Paging


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
